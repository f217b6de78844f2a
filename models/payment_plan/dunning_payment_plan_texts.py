"""Fields for the texts about a payment plan, formatted for their reader, and the document that both sides accept."""

import hashlib

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.dunning_message_texts import SIDES_FIELDS
from .dunning_payment_plan import NOTICE_DAYS

# What texts may use without programming rights.
MESSAGE_FIELDS = (
    *SIDES_FIELDS, "amount_text", "until_text", "schedule_html", "next_text", "missed_text", "notice_until_text", "page_url", "lang",
)  # fmt: skip


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    lang = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts")
    until_text = fields.Char(compute="_compute_texts", help="Last day on which the offer can be accepted.")
    schedule_html = fields.Html(compute="_compute_texts", help="Day and amount of each instalment.")
    next_text = fields.Char(compute="_compute_texts", help="The next instalment: amount and day.")
    missed_text = fields.Char(compute="_compute_texts", help="The oldest instalment that was missed: amount and day.")
    notice_until_text = fields.Char(compute="_compute_texts", help="Last day to pay or to answer after a notice.")
    page_url = fields.Char(compute="_compute_texts", help="Signed link to the plan on the customer's page.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    document_html = fields.Html(compute="_compute_document_html", help="The document as its readers see it.")

    @api.depends("document")
    def _compute_document_html(self):
        for plan in self:
            plan.document_html = plan.document or False

    @api.depends("state", "line_ids", "contact_id", "noticed_on")
    @api.depends_context("lang")
    def _compute_texts(self):
        for plan in self:
            plan._set_sides(plan.company_id, plan.user_id, plan.contact_id)
            plan.lang = plan._reader_language()
            local = plan.with_context(lang=plan.lang)
            plan.amount_text = local._say_amount(plan.amount)
            plan.until_text = format_date(local.env, plan.date_until)
            plan.schedule_html = local._list_instalments()
            today = plan._plan_day()
            ahead = plan.line_ids.filtered(lambda line: line.promise_id.state not in ("kept", "late"))
            plan.next_text = local._say_instalment(ahead[:1])
            plan.missed_text = local._say_instalment(ahead.filtered(lambda line, today=today: line._is_missed(today))[:1])
            noticed = plan.noticed_on or today
            plan.notice_until_text = format_date(local.env, fields.Date.add(noticed, days=NOTICE_DAYS))
            plan.page_url = plan._plan_url()

    def _reader_language(self):
        company = self.company_id.sudo().partner_id
        return self.contact_id.lang or self.partner_id.lang or company.lang or self.env.lang or "en_US"

    def _plan_url(self):
        """Return the signed address of the plan for its contact."""
        self.ensure_one()
        plan = self.sudo()
        return f"{plan.get_base_url()}{plan.access_url}?access_token={plan._portal_ensure_token()}" if plan.id else ""

    def _say_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _say_instalment(self, line):
        if not line:
            return ""
        return self.env._("%(amount)s on %(day)s", amount=self._say_amount(line.amount), day=format_date(self.env, line.date))

    def _list_instalments(self):
        """Return the instalments as a list for messages."""
        rows = (Markup("<li>%s</li>") % self._say_instalment(line) for line in self.line_ids)
        return Markup("<ul>%s</ul>") % Markup("").join(rows)

    # -- the document ------------------------------------------------------------------------------

    def _write_document(self):
        """Write down what both sides are to accept, with its hash; once, when the plan is offered."""
        for plan in self:
            document = plan._render_document()
            plan._as_plan_addon().write({"document": document, "document_hash": hashlib.sha256(document.encode()).hexdigest()})

    def _render_document(self):
        """Return the document in the language of its reader: what is owed, what is paid when, what stays as it is."""
        self.ensure_one()
        local = self.sudo().with_context(lang=self._reader_language())
        values = {
            "plan": local,
            "say": local._say_amount,
            "day": lambda day: format_date(local.env, day),
            "company": local.company_id,
            "customer": local.partner_id,
            "cost": local._say_amount(local.fee + local.interest) if local.fee + local.interest else "",
            "clauses": {"stays": local._clauses_of_rights(), "missed": local._clauses_of_missed(), "holds": local._clauses_of_offer()},
        }
        return str(local.env["ir.qweb"]._render("account_dunning.payment_plan_document", values)).strip()

    def _clauses_of_rights(self):
        """Return the sentences of what stays as it is: due dates, and penalties of those who may owe any."""
        if self._is_split():
            clauses = [self.env._("These invoices become due by the instalments above, each on its day.")]
        elif self.effect == "ledger":
            last = format_date(self.env, self.line_ids[-1:].date)
            clauses = [self.env._("The due date of these invoices becomes %s.", last)]
        else:
            clauses = [self.env._("The due dates of the invoices stay. While the plan is kept, nothing else of them is asked for.")]
        if self.debtor_class == "consumer":
            return clauses
        if not self.waive_by:
            return [*clauses, self.env._("Interest and compensation for late payment are reserved.")]
        waiver = self.env._(
            "Interest and compensation for late payment are waived if everything is paid by %s. If it is not, the waiver falls and they "
            "are owed as the law says.",
            format_date(self.env, self.waive_by),
        )
        return [*clauses, waiver]

    def _clauses_of_missed(self):
        """Return the sentences of what follows when an instalment is missed."""
        if self.debtor_class == "consumer":
            return [self.env._("We ask for the instalment that is missing. Nothing else becomes due by that alone.")]
        days = self.grace_days
        if not self.rest_due:
            text = self.env._(
                "If an instalment is not paid %s days after its day, the plan ends, and the invoices are asked for as before.", days
            )
            return [text]
        notice = self.env._("If an instalment is not paid %s days after its day, we may give notice.", days)
        rest = self.env._(
            "If nothing is paid and nothing is answered within %s days of the notice, all the rest is due at once.", NOTICE_DAYS
        )
        return [notice, rest]

    def _clauses_of_offer(self):
        """Return the sentence of when the plan holds."""
        until = format_date(self.env, self.date_until)
        return [self.env._("The plan holds when both sides accepted it. The offer stands until %s.", until)]
