"""The risk of account_financial_risk beside the exposure, with the differences that add up to what lies between them."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

# Amounts of account_financial_risk that come from journal items, and whether they are posted.
FROM_ITEMS = ("risk_invoice_open", "risk_invoice_unpaid", "risk_account_amount", "risk_account_amount_unpaid")
DRAFTS = "risk_invoice_draft"


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    financial_risk = fields.Monetary(
        compute="_compute_financial_risk", help="The total risk that the add-on “Account Financial Risk” shows."
    )
    financial_risk_text = fields.Text(
        string="Exposure and Risk", compute="_compute_financial_risk", help="Why the two differ; the amounts add up."
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_financial_risk(self):
        for profile in self:
            profile.financial_risk, profile.financial_risk_text = 0.0, False
            if profile.company_id and profile.partner_id and self._shows_whole_company(profile.company_id):
                profile._compare_financial_risk()

    def _compare_financial_risk(self):
        """Set the other add-on's risk, and the sentence about what lies between it and the exposure."""
        partner = self.partner_id.sudo().with_company(self.company_id)
        self.financial_risk = partner.risk_total
        if partner.risk_currency_id != self.currency_id:
            self.financial_risk = 0.0
            self.financial_risk_text = self.env._(
                "Its risk is kept in %(currency)s (%(amount)s): it is not compared.",
                currency=partner.risk_currency_id.name,
                amount=formatLang(self.env, partner.risk_total, currency_obj=partner.risk_currency_id),
            )
            return
        rounded = self.currency_id.round
        parts = [(words, rounded(amount)) for words, amount in self._risk_differences(partner) if rounded(amount)]
        if parts:
            told = "; ".join(f"{words} {formatLang(self.env, amount, currency_obj=self.currency_id)}" for words, amount in parts)
            self.financial_risk_text = self.env._("From the risk to the exposure: %s.", told)

    def _risk_differences(self, partner):
        """Return what leads from the other add-on's risk to the exposure, as (words, amount to add) pairs in company currency.

        :param partner: ``res.partner`` of the customer as superuser, in the company of the profile
        """
        self.ensure_one()
        exposure = self._read_exposure_parts()
        left_out = [(name, partner[name]) for name, _limit, include in partner._risk_field_list() if not partner[include]]
        names = {name: partner._fields[name]._description_string(self.env) for name, _amount in left_out}
        drafts = partner[DRAFTS]
        counted, booked = sum(partner[name] for name in FROM_ITEMS), self._sum_risk_items(partner)
        known = {DRAFTS, *FROM_ITEMS}
        more = [(name, partner[name]) for name, _limit, include in partner._risk_field_list() if partner[include] and name not in known]
        return [
            *((self.env._("left out there: %s", names[name]), amount) for name, amount in left_out if name in known),
            (self.env._("foreign currencies, converted once more there"), booked - counted),
            (self.env._("other accounts or companies"), exposure["receivable"] + exposure["credit"] - booked),
            (self.env._("draft invoices, without credit notes, and those of later days"), exposure["draft"] - drafts),
            (self.env._("bills in circulation"), exposure["bill"]),
            (self.env._("orders and deliveries"), exposure["order"] + exposure["delivery"] - sum(amount for _name, amount in more)),
            (self.env._("other"), exposure["other"]),
        ]

    def _sum_risk_items(self, partner):
        """Return what the items that the other add-on counts are worth in the books, company currency.

        :param partner: ``res.partner`` as superuser, in the company of the profile
        """
        groups = partner._risk_account_groups()
        domain = Domain("partner_id", "=", partner.id) & (groups["open"]["domain"] | groups["unpaid"]["domain"])
        return sum(amount for (amount,) in partner.env["account.move.line"]._read_group(domain, [], ["amount_residual:sum"])) or 0.0

    def _read_exposure_parts(self):
        """Return the parts of this customer's exposure by kind, company currency."""
        Exposure = self.env["dunning.exposure"].sudo()
        self.env.flush_all()
        asked = Exposure._ask_exposure(self.company_id.sudo()._dunning_companies(), partners=self.partner_id)
        [row] = self.env.execute_query_dict(Exposure._sql_exposure(asked))
        kinds = ("receivable", "credit", "draft", "bill", "order", "delivery", "other")
        return {kind: float(row[f"amount_{kind}"]) for kind in kinds}
