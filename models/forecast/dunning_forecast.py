"""When the money of each open item is expected, as computed last night, with who and what it is about.

What is paid, cancelled or deleted since is left out at once. The way it is made is in ``dunning_forecast_build``; its weeks
are ``dunning.forecast.week``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..customer.dunning_profile import PAYER_TYPES
from ..shared.channels import SEGMENTS
from ..shared.receivable import sql_due, sql_entry
from ..shared.windows import form_of
from .dunning_forecast_item import BASES

# What the read models are made from: flushed before they are read.
DEPENDS = {
    "account.move.line": ["partner_id", "move_id", "date_maturity", "date", "company_id", "reconciled", "parent_state"],
    "account.move": ["name", "invoice_date"],
    "dunning.profile": ["partner_id", "company_id", "collector_id", "segment", "payer_type"],
    "dunning.forecast.item": [
        "date", "root_company_id", "amount", "basis", "date_expected", "date_cautious", "amount_expected", "amount_later",
        "weights", "facts",
    ],
    "res.partner": ["commercial_partner_id"],
}  # fmt: skip


class DunningForecast(models.Model):
    _name = "dunning.forecast"
    _description = "Expected Payment"
    _auto = False
    _order = "date_expected, id"
    _rec_name = "name"
    _depends = DEPENDS

    date = fields.Date(string="Computed On", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    payer_type = fields.Selection(PAYER_TYPES, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_invoice = fields.Date(string="Invoice Date", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(string="Open", readonly=True, help="Open less credits, company currency.")
    basis = fields.Selection(BASES, readonly=True)
    date_expected = fields.Date(
        string="Expected (50 %)", readonly=True, help="As likely before as after. Empty: not within six months, or not counted."
    )
    date_cautious = fields.Date(string="Cautious (80 %)", readonly=True, help="Four times in five the money is there by then.")
    amount_expected = fields.Monetary(
        string="Expected in 13 Weeks", readonly=True, help="The open amount times the probability that it comes in by then."
    )
    amount_later = fields.Monetary(string="Later or Never", readonly=True)
    weights = fields.Json(readonly=True, help="Share of the amount expected in each of the weeks.")
    facts = fields.Json(readonly=True)
    reason = fields.Char(string="Because", compute="_compute_reason")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT item.id, item.date, %s AS name, %s AS move_id, customer.commercial_partner_id AS partner_id,
                   profile.id AS profile_id, profile.collector_id, COALESCE(profile.segment, 'standard') AS segment,
                   COALESCE(profile.payer_type, 'unknown') AS payer_type, line.company_id, item.root_company_id,
                   line.company_currency_id AS currency_id, COALESCE(move.invoice_date, move.date) AS date_invoice,
                   %s AS date_due, item.amount, item.basis, item.date_expected,
                   item.date_cautious, item.amount_expected, item.amount_later, item.weights, item.facts
              FROM dunning_forecast_item AS item
              JOIN account_move_line AS line ON line.id = item.id AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS customer ON customer.id = line.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.commercial_partner_id
                                                  AND profile.company_id = item.root_company_id
            """,
            self.env["account.move.line"]._dunning_sql_number(),
            sql_entry(),
            sql_due(),
        )

    @api.depends("basis", "facts")
    @api.depends_context("lang")
    def _compute_reason(self):
        for item in self:
            item.reason = ", ".join(part for part in item._reason_parts(item.facts or {}) if part)

    def _reason_parts(self, facts):
        """Return why the money is expected then, in a few words each."""
        habit = self._habit_text(facts)
        if self.basis == "promise":
            return [habit, *(self._promise_words(facts, day) for day in facts.get("days", []))]
        if self.basis == "announced":
            return [habit, self.env._("payment announced until %s", self._format_day(facts["until"])), self._kept_words(facts)]
        if self.basis == "run":
            kept = self.env._("runs kept in %s %%", round(100 * facts["kept"])) if facts.get("kept") is not None else None
            return [self.env._("payment run of %s", self._format_day(facts["until"])), kept]
        if self.basis == "submitted":
            return [self.env._("submitted, collected by %s", self._format_day(facts["until"]))]
        if self.basis == "dispute":
            return [self.env._("in dispute, to be settled by %s", self._format_day(facts["until"])), habit]
        if self.basis in ("history", "due_date"):
            late = facts.get("open_at", 0)
            since = self.env._("open for %s days after its due date", late) if late > 0 else None
            return [habit or self.env._("no payment history yet: due date"), since]
        return [dict(self._fields["basis"]._description_selection(self.env)).get(self.basis)]

    def _habit_text(self, facts):
        """Return how the customer usually pays, in words, or nothing when nothing is known."""
        if facts.get("late") is None:
            return None
        days = self.env["dunning.profile"]._days_words(facts["late"])
        if not facts.get("count"):
            return self.env._("similar customers pay %s", days)
        return self.env._("usually %(days)s (invoices paid: %(count)s)", days=days, count=facts["count"])

    def _promise_words(self, facts, day):
        return self.env._("promise for %(day)s %(kept)s", day=self._format_day(day), kept=self._kept_words(facts))

    def _kept_words(self, facts):
        if facts.get("kept") is None:
            return self.env._("counted in full: no promise was judged yet")
        return self.env._("kept in %s %%", round(100 * facts["kept"]))

    def _format_day(self, day):
        return format_date(self.env, day)

    # -- what people open and do -------------------------------------------------------------------

    def action_open_item(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return form_of(self.move_id)

    def action_refresh(self):
        """Compute behaviour and forecast of the current companies now.

        :raises UserError: somebody else's computing is under way
        """
        if not self.env.user.has_group("account_dunning.group_dunning_user"):
            raise UserError(self.env._("Only collectors compute the forecast."))
        for company in self.env.companies.root_id:
            if not self.env["dunning.behaviour"]._refresh_forecast(company):
                raise UserError(self.env._("The forecast of %s is being computed right now.", company.name))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_refresh(self):
        """Compute behaviour and forecast of every root company that has customers' items, one after the other."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        left = len(companies)
        self.env["ir.cron"]._commit_progress(remaining=left)
        for company in companies:
            self.env["dunning.behaviour"].with_company(company)._refresh_forecast(company)
            self.env.invalidate_all()
            left -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break
