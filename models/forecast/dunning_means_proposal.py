"""Who should pay by direct debit or card: customers whose transfers and cheques come late time and again, and the text for it."""

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.tools import SQL

from ..page.dunning_answer import MEANS
from ..shared.company_day import company_day
from ..shared.shipped import shipped
from ..shared.windows import form_of

# Proposed after so many payments in a year that came more than so many days late on average (weighted by amount).
LEAST_PAYMENTS, LATE_DAYS = 3, 5


class DunningMeansProposal(models.Model):
    _name = "dunning.means.proposal"
    _description = "Proposal of Another Means of Payment"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "partner_id"
    _depends = {
        "dunning.profile": ["partner_id", "company_id", "debtor_class"],
        "dunning.payment.means": ["means", "journal_id", "method_id"],
    }  # fmt: skip

    profile_id = fields.Many2one("dunning.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    payments = fields.Integer(readonly=True, help="Payments of items in the last twelve months.")
    amount = fields.Monetary(string="Amount Paid", readonly=True, help="In the last twelve months, company currency.")
    days_late = fields.Float(readonly=True, digits=(12, 1), aggregator="avg", help="On average, weighted by amount.")
    cost = fields.Monetary(readonly=True, help="Of the means of payment used so far, company currency.")
    means = fields.Selection(MEANS, string="Paid by", readonly=True, help="Most often.")
    proposal = fields.Selection([("debit", "Direct debit"), ("card", "Card")], readonly=True)

    @property
    def _table_query(self):
        """Public bodies are left out: they pay by transfer."""
        since = company_day(self) - relativedelta(months=12)
        return SQL(
            """
            SELECT profile.id, profile.id AS profile_id, profile.partner_id, profile.company_id, company.currency_id, habit.payments,
                   habit.amount, habit.days_late, habit.cost, habit.means,
                   CASE profile.debtor_class WHEN 'business' THEN 'debit' ELSE 'card' END AS proposal
              FROM (
                SELECT paid.profile_id, COUNT(*) AS payments, SUM(paid.amount) AS amount, SUM(paid.cost) AS cost,
                       SUM(paid.amount * paid.days_late) / SUM(paid.amount) AS days_late,
                       MODE() WITHIN GROUP (ORDER BY paid.means) AS means
                  FROM (%(paid)s) AS paid
                 WHERE paid.date_paid > %(since)s
                 GROUP BY paid.profile_id
              ) AS habit
              JOIN dunning_profile AS profile ON profile.id = habit.profile_id AND profile.debtor_class <> 'public'
              JOIN res_company AS company ON company.id = profile.company_id
             WHERE habit.payments >= %(least)s AND habit.days_late > %(late)s AND habit.means NOT IN ('debit', 'card')
            """,
            paid=self.env["dunning.paid.item"]._table_query,
            since=since,
            least=LEAST_PAYMENTS,
            late=LATE_DAYS,
        )

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.profile_id)

    def action_write(self):
        """Open an e-mail to the customer's contact for payments with the text that proposes it; nothing leaves by itself."""
        self.ensure_one()
        self.check_access("read")
        profile = self.profile_id
        contact = self.env["dunning.contact"].sudo()._find_people(profile.sudo(), "email")[profile.sudo()]
        template = shipped(self.env, "mail_template_means")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose It"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "dunning.profile",
                "default_res_ids": profile.ids,
                "default_template_id": template.id,
                "default_partner_ids": (contact or profile.partner_id).ids,
                "default_composition_mode": "comment",
            },
        }
