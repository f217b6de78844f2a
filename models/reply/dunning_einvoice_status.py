"""Statuses of electronic invoices and what each means for dunning: data, read with the invoice.

Codes 200 to 225 are those of the French reform (AFNOR XP Z12-012, life cycle of an invoice); the words beside them are what
platforms' add-ons write: Odoo's ``peppol_move_state`` and ``account.peppol.response``, with the codes of Peppol's invoice
response (UNCL 4343: AB, IP, UQ, CA, AP, RE, PD).
"""

from odoo import api, fields, models

EFFECTS = [
    ("none", "Nothing"),
    ("deposited", "Waits to be made available"),
    ("received", "Has arrived"),
    ("undelivered", "Not received: never asked for"),
    ("approved", "Approved: evidence"),
    ("partly", "Only the approved part is asked for"),
    ("disputed", "Dispute"),
    ("suspended", "Rests until it is completed"),
    ("completed", "The clock goes on"),
    ("refused", "Never asked for: credit it and issue it anew"),
    ("announced", "Payment announced"),
    ("cancelled", "Never asked for: cancelled"),
    ("factored", "Assigned to a factor"),
]
# A deposited invoice whose reason says this never reached the buyer.
NOT_TRANSMITTED, NOT_TRANSMITTED_CODE = "NON_TRANSMITTED", "200N"


class DunningEinvoiceStatus(models.Model):
    _name = "dunning.einvoice.status"
    _description = "Status of an Electronic Invoice"
    _order = "code"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    effect = fields.Selection(EFFECTS, string="For Dunning", required=True, readonly=True)
    words = fields.Char(string="Written As", readonly=True, help="Values of platforms' add-ons that mean it, separated by commas.")

    _code_unique = models.Constraint("UNIQUE(code)", "There is one status for each code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for status in self:
            status.display_name = f"{status.name} ({status.code})"

    @api.model
    def _find_status(self, value, info=""):
        """Return the status that a value of a platform's add-on means, empty when it means nothing here.

        :param str value: code or word
        :param str info: what the platform says beside it: a deposited invoice may not have been transmitted
        """
        wanted = (value or "").strip().lower()
        found = self.browse()
        for status in self.search([]) if wanted else ():
            if wanted == status.code.lower() or wanted in [word.strip().lower() for word in (status.words or "").split(",")]:
                found = status
                break
        spelled = (info or "").upper().replace("-", "_").replace(" ", "_")
        if found.effect == "deposited" and NOT_TRANSMITTED in spelled:
            return self.search([("code", "=", NOT_TRANSMITTED_CODE)], limit=1) or found
        return found
