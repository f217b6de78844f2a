"""Companies: from which confidence on what a reply says is done by itself, kind by kind; shipped off.

That something is paid is never believed by itself, and what changes what is owed neither.
"""

from odoo import fields, models

from .meaning import SURE_KINDS

SURE_HELP = "From so many percent of confidence on it is done by itself, always shown and to be undone. 0: a person decides."


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_sure_will_pay = fields.Integer(string="Promises to Pay by a Day", help=SURE_HELP)
    dunning_sure_not_received = fields.Integer(string="Invoices to Send Again", help=SURE_HELP)
    dunning_sure_needs_document = fields.Integer(string="Documents Asked for", help=SURE_HELP)
    dunning_sure_wrong_person = fields.Integer(string="Wrong Contacts", help=SURE_HELP)
    dunning_sure_instalments = fields.Integer(string="Instalments Asked for", help=SURE_HELP)
    dunning_sure_out_of_office = fields.Integer(string="Absences", help=SURE_HELP)
    dunning_sure_insolvency = fields.Integer(string="News of Insolvency", help=SURE_HELP)

    def _dunning_sure_from(self):
        """Return the least confidence (0 to 1) from which on a kind is done by itself, by kind; kinds not in it never are."""
        self.ensure_one()
        return {kind: least / 100 for kind in SURE_KINDS if (least := self[f"dunning_sure_{kind}"])}
