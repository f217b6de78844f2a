"""Decisions that a run keeps: what would happen to each item, and why, in words.

Rows are written by one INSERT … SELECT of the engine's statement. A preview keeps all of them; a real run
those of the customers it contacts, as a list to record from. They outlive what they are about (``Many2oneGone``):
what was deleted meanwhile reads as empty.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ..claim.dunning_hold import KINDS
from ..shared.deleted_record_field import Many2oneGone
from .dunning_suspension import LEDGER_CODES

_lt = LazyTranslate(__name__)

# Reason codes and what people read. ``%(…)s`` are filled by ``_explain_decisions``.
REASONS = {
    "act": _lt("%(step)s is due"),
    "ride": _lt("%(step)s is due and goes with %(lead)s"),
    "join": _lt("%(step)s is due and joins the open action"),
    "in_progress": _lt("%(step)s waits in an open action"),
    "not_due": _lt("not due: %(step)s falls on %(next)s"),
    "payment_run": _lt("next payment run %(until)s"),
    "contacted": _lt("contacted %(ago)s days ago (minimum %(interval)s)"),
    "moratorium": _lt("moratorium “%(moratorium)s”"),
    "softened": _lt("moratorium “%(moratorium)s”: %(step)s waits"),
    "quiet": _lt("quiet period"),
    "closed_day": _lt("closed: next open day %(next)s"),
    "budget_day": _lt("contact budget used up: %(count)s today (maximum %(maximum)s)"),
    "budget_week": _lt("contact budget used up: %(count)s in 7 days (maximum %(maximum)s)"),
    "said": _lt("said to this account a short while ago: %(step)s waits until %(next)s or goes with the next action"),
    "letter_recent": _lt("a registered letter went to this account a short while ago: %(step)s waits until %(next)s"),
    "call_recent": _lt("this account was called a short while ago: %(step)s waits until %(next)s"),
    "with_next": _lt("%(step)s goes with the next action about what is overdue"),
    "open_action": _lt("%(step)s waits until the open action is finished"),
    "other_step": _lt("%(step)s stays due: %(lead)s comes first today"),
    "below_threshold": _lt("below threshold"),
    "no_address": _lt("no address for %(lead)s"),
    "daily_cap": _lt("daily cap of contacts reached"),
    "plan_finished": _lt("plan finished"),
    "too_little": _lt("too few items or too small a total overdue for the steps that are left"),
    "no_plan": _lt("no plan"),
    "covered": _lt("covered by credit"),
    "credit": _lt("credit"),
    "excluded": _lt("excluded from dunning"),
    "time_barred": _lt("time-barred: not asked any more"),
    "barred_threat": _lt("time-barred: %(step)s would threaten"),
    "notice_term": _lt("%(step)s would claim too early: the days of the notice that the law asks for run"),
    "notice_missing": _lt("%(step)s would claim before the notice that the law asks for: none was sent"),
    "reply_unread": _lt("a reply of the customer waits to be read: %(step)s waits for it"),
    "in_payment": _lt("payment in progress"),
    "transaction": _lt("online payment in progress"),
    "bank_line": _lt("a bank receipt of this customer waits for reconciliation"),
    "blocked": _lt("payment blocked"),
    "discount": _lt("discount for early payment, paid in time: to be written off"),
    "hold": _lt("on hold"),
    "dispute": _lt("dispute"),
    "dispute_settled": _lt("dispute settled, payable"),
    "arriving": _lt("the invoice is still on its way"),
    "settlement": _lt("dispute settled: waits for its message"),
    "promise": _lt("promise to pay"),
    "payment_announced": _lt("payment announced"),
    "direct_debit": _lt("direct debit or bill submitted"),
    "payment_plan": _lt("payment plan"),
    "reply": _lt("reply received"),
    "undelivered": _lt("the invoice did not arrive"),
    "insolvency": _lt("insolvency proceedings"),
    "factor": _lt("assigned to a factor"),
    "legal": _lt("handed over"),
}
UNTIL = _lt("%(reason)s until %(until)s")
# A step that was passed over because nothing may be claimed yet.
PASSED_OVER = _lt("%(reason)s; %(step)s would claim before the notice that the law asks for: passed over")
PASSED_OVER_UNTIL = _lt("%(reason)s; %(step)s would claim before the days of the notice are over (%(until)s): passed over")
# On what ground a receipt is taken for a customer's.
WITH_GROUND = _lt("%(reason)s (%(ground)s)")
# A day closed by the calendar of a country, not by the company itself.
CLOSED_IN = _lt("closed in %(country)s: next open day %(next)s")
# A contact by how many days ago it was.
RECENT = {
    0: _lt("contacted today (minimum %(interval)s days)"),
    1: _lt("contacted yesterday (minimum %(interval)s days)"),
}
# A step that another action takes along before its own day.
AHEAD = {
    "act": _lt("%(step)s of %(day)s goes with what is due today"),
    "ride": _lt("%(step)s of %(day)s goes with %(lead)s"),
    "join": _lt("%(step)s of %(day)s joins the open action"),
}


class DunningDecision(models.Model):
    _name = "dunning.decision"
    _description = "Dunning Decision"
    _order = "run_id desc, partner_id, date_due, id"
    _log_access = False
    _rec_name = "move_id"

    run_id = fields.Many2one("dunning.run", required=True, ondelete="cascade")  # found by the index below
    run_company_id = fields.Many2one(related="run_id.company_id", string="Main Company")
    item_id = Many2oneGone("account.move.line", string="Journal Item")
    move_id = Many2oneGone("account.move", string="Invoice")
    number = fields.Char(compute="_compute_number", help="Of opening entries and migrated ones the number that the item bears.")
    partner_id = Many2oneGone("res.partner", string="Customer")
    company_id = Many2oneGone("res.company")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    currency_id = Many2oneGone("res.currency")
    date_due = fields.Date(string="Due")
    residual = fields.Monetary(string="Open (company)", currency_field="company_currency_id")
    residual_currency = fields.Monetary(string="Open", currency_field="currency_id")
    covered_currency = fields.Monetary(string="Covered by Credits", currency_field="currency_id")
    net = fields.Monetary(string="To Ask", currency_field="company_currency_id")
    net_currency = fields.Monetary(currency_field="currency_id")
    is_overdue = fields.Boolean()
    days_overdue = fields.Integer(aggregator="max")
    profile_id = Many2oneGone("dunning.profile")
    plan_id = Many2oneGone("dunning.plan")
    last_step_id = Many2oneGone("dunning.plan.step")
    last_step_date = fields.Date()
    step_id = Many2oneGone("dunning.plan.step", string="Next Step")
    step_date = fields.Date()
    next_date = fields.Date()
    verdict = fields.Selection(
        [("act", "Acts"), ("ride", "Rides along"), ("join", "Joins an open action"), ("none", "Nothing")]
    )
    reason = fields.Selection(selection="_selection_reason")
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    until = fields.Date()
    hold_id = Many2oneGone("dunning.hold")
    open_action_id = fields.Many2one("dunning.action", ondelete="cascade")
    contact_date = fields.Date(string="Last Contact")
    minimum_interval = fields.Integer()
    group_key = fields.Integer()
    lead_step_id = Many2oneGone("dunning.plan.step", string="Acting Step")
    channel = fields.Char()
    recipient_id = Many2oneGone("res.partner")
    addressed_amount = fields.Monetary(currency_field="company_currency_id")
    moratorium_id = Many2oneGone("dunning.moratorium")
    closed_country_id = Many2oneGone("res.country", help="Whose calendar closes the day.")
    account_id = Many2oneGone(
        "res.partner",
        help="Whom the action is for: the customer, or the group of companies to which it belongs.",
    )  # fmt: skip
    held_step_id = Many2oneGone("dunning.plan.step", string="Passed Over", help="The step that would claim before the law lets it.")
    held_until = fields.Date(string="Notice Ends", help="Last day of the notice that the law asks for; nothing is claimed until then.")
    contact_count = fields.Integer(string="Contacts", help="Contacts that use up the customer's budget.")

    _run_partner = models.Index("(run_id, partner_id)")

    def _compute_number(self):
        for row in self:
            if row.item_id:
                row.number = row.item_id._dunning_number()
            else:
                row.number = row.move_id.sudo().name if row.move_id else self.env._("deleted meanwhile")

    @api.model
    def _selection_reason(self):
        return [(code, label[:1].upper() + label[1:]) for code, label in self._reason_labels().items()]

    @api.model
    def _reason_labels(self):
        """Return a short label for each reason code, in the current language."""
        short = {
            "act": self.env._("due today"),
            "ride": self.env._("rides along"),
            "join": self.env._("joins the open action"),
            "in_progress": self.env._("in an open action"),
            "not_due": self.env._("not due"),
            "payment_run": self.env._("waits for the next payment run"),
            "contacted": self.env._("contacted recently"),
            "open_action": self.env._("waits for an open action"),
            "moratorium": self.env._("moratorium"),
            "softened": self.env._("moratorium: firm steps wait"),
            "closed_day": self.env._("closed day"),
            "budget_day": self.env._("contact budget of the day used up"),
            "budget_week": self.env._("contact budget of 7 days used up"),
            "other_step": self.env._("another step comes first"),
            "no_address": self.env._("no address"),
            "too_little": self.env._("too little overdue for the steps left"),
            "said": self.env._("said a short while ago"),
            "letter_recent": self.env._("registered letter a short while ago"),
            "barred_threat": self.env._("time-barred: no threat"),
            "notice_term": self.env._("too early to claim"),
            "notice_missing": self.env._("no notice yet: nothing to claim"),
            "reply_unread": self.env._("reply unread: nothing firm"),
            "call_recent": self.env._("called a short while ago"),
            "with_next": self.env._("goes with the next action"),
        }
        return {code: short.get(code) or self._translate_reason(text) for code, text in REASONS.items()}

    @api.model
    def _translate_reason(self, lazy, **values):
        """Return a lazy text in the language of the environment, with its values filled in."""
        text = lazy._translate(self.env.lang or "en_US")
        return text % values if values else text

    @api.model
    def _suspended_codes(self):
        """Reason codes of what rests: suspensions (rule 3), and a moratorium that stops everything."""
        return {code for code, _label in KINDS} | {*LEDGER_CODES, "dispute", "promise", "moratorium"}

    @api.model
    def _explain_decisions(self, rows, today):
        """Say in words why each item takes or does not take a step.

        :param list rows: decision rows (dict with the engine's ``COLUMNS``)
        :param date today: the day for which was decided
        :return: list of str, one a row, in the language of the environment
        """
        Step = self.env["dunning.plan.step"].sudo().with_context(active_test=False)
        Step.browse({row[name] for row in rows for name in ("step_id", "lead_step_id", "held_step_id") if row[name]}).mapped("name")
        Moratorium, Country = self.env["dunning.moratorium"].sudo(), self.env["res.country"].sudo()
        for model, name in ((Moratorium, "moratorium_id"), (Country, "closed_country_id")):
            model.browse({row[name] for row in rows if row[name]}).mapped("name")
        resting = [row["item_id"] for row in rows if row["reason"] == "bank_line"]
        grounds = self.env["dunning.bank.receipt"]._read_grounds(resting, today) if resting else {}
        handed = [row["item_id"] for row in rows if row["reason"] == "legal"]
        cases = self.env["dunning.case"]._find_cases_of_items(handed) if handed else {}
        texts = []
        for row in rows:
            reason = row["reason"]
            ago = (today - row["contact_date"]).days if row["contact_date"] else 0
            text = REASONS[reason]
            if reason == "contacted":
                text = RECENT.get(ago, text)
            elif reason in AHEAD and row["step_date"] and row["step_date"] > today:
                text = AHEAD[reason]
            elif reason == "closed_day" and row["closed_country_id"]:
                text = CLOSED_IN
            text = self._translate_reason(
                text,
                step=Step.browse(row["step_id"]).display_name or "",
                lead=Step.browse(row["lead_step_id"]).display_name or "",
                next=format_date(self.env, row["next_date"]) if row["next_date"] else "",
                day=format_date(self.env, row["step_date"]) if row["step_date"] else "",
                until=format_date(self.env, row["until"]) if row["until"] else "",
                ago=ago,
                interval=row["minimum_interval"] or 0,
                country=Country.browse(row["closed_country_id"]).name or "",
                moratorium=Moratorium.browse(row["moratorium_id"]).name or "",
                count=row["contact_count"] or 0,
                maximum=self._budget_maximum(row),
            )
            ground = reason == "bank_line" and self.env["dunning.bank.receipt"]._receipt_ground_text(grounds.get(row["item_id"]))
            if reason == "legal" and row["item_id"] in cases:
                ground = cases[row["item_id"]]._ground_text()
            if ground:
                text = self._translate_reason(WITH_GROUND, reason=text, ground=ground)
            if row["until"] and (reason in self._suspended_codes() or reason in ("softened", "quiet", "notice_term")):
                text = self._translate_reason(UNTIL, reason=text, until=format_date(self.env, row["until"]))
            texts.append(self._add_passed_over(row, text))
        return texts

    @api.model
    def _add_passed_over(self, row, text):
        """Return a reason with the step that was passed over because it would claim too early, where there is one."""
        if not row.get("held_step_id"):
            return text
        step = self.env["dunning.plan.step"].sudo().with_context(active_test=False).browse(row["held_step_id"]).display_name
        until = row["held_until"] and format_date(self.env, row["held_until"])
        return self._translate_reason(PASSED_OVER_UNTIL if until else PASSED_OVER, reason=text, step=step, until=until)

    @api.model
    def _budget_maximum(self, row):
        """Return the contact budget that a decision row has used up, 0 for other reasons."""
        field = {"budget_day": "dunning_budget_day", "budget_week": "dunning_budget_week"}.get(row["reason"])
        return self.env["res.company"].sudo().browse(row["company_id"]).root_id[field] if field else 0

    @api.depends("reason", "step_id", "step_date", "lead_step_id", "next_date", "until", "contact_date", "contact_count")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for run, decisions in self.grouped("run_id").items():
            rows = [
                {
                    "item_id": decision.item_id.id,
                    "reason": decision.reason,
                    "step_id": decision.step_id.id,
                    "lead_step_id": decision.lead_step_id.id,
                    "next_date": decision.next_date,
                    "step_date": decision.step_date,
                    "until": decision.until,
                    "contact_date": decision.contact_date,
                    "minimum_interval": decision.minimum_interval,
                    "company_id": decision.company_id.id,
                    "moratorium_id": decision.moratorium_id.id,
                    "closed_country_id": decision.closed_country_id.id,
                    "contact_count": decision.contact_count,
                    "held_step_id": decision.held_step_id.id,
                    "held_until": decision.held_until,
                }
                for decision in decisions
            ]
            for decision, text in zip(decisions, self._explain_decisions(rows, run.date), strict=True):
                decision.reason_text = text

    def action_open_item(self):
        """Open the invoice or entry that was decided about.

        :raises UserError: it was deleted meanwhile
        """
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("This invoice was deleted after the decision about it was kept."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
