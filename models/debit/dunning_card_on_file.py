"""Cards and mandates on file, as collectors may read them: core's payment tokens, without what belongs to providers."""

from odoo import fields, models
from odoo.tools import SQL

# Core calls the methods of bank accounts so: SEPA, BACS, BECS, ACH.
MANDATE_ENDING = "direct_debit"


class DunningCardOnFile(models.Model):
    _name = "dunning.card.on.file"
    _description = "Card or Mandate on File"
    _auto = False
    _order = "partner_id, id"

    _depends = {
        "payment.token": ["partner_id", "provider_id", "payment_method_id", "payment_details", "active", "company_id"],
        "payment.method": ["code", "name"],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    name = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    is_mandate = fields.Boolean(string="Bank Mandate", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT token.id, CONCAT_WS(' ', method.name ->> 'en_US', token.payment_details) AS name,
                   partner.commercial_partner_id AS partner_id, token.company_id, method.code LIKE %s AS is_mandate
              FROM payment_token AS token
              JOIN payment_method AS method ON method.id = token.payment_method_id
              JOIN res_partner AS partner ON partner.id = token.partner_id
             WHERE token.active
            """,
            f"%{MANDATE_ENDING}",
        )
