"""Report a call: outcome, note, and what follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.delivery.dunning_action_call import OUTCOMES, OUTCOMES_ON_HOLD, USUAL
from ..models.shared.company_day import company_day
from ..models.shared.once import lock_rows

# What is disputed when the dialogue is closed with one click: the heads of the tree of causes.
HEADS = {"technical": "account_dunning.dispute_category_technical", "commercial": "account_dunning.dispute_category_commercial"}


class DunningCallWizard(models.TransientModel):
    _name = "dunning.call.wizard"
    _inherit = "dunning.dialogue"
    _description = "Report a Dunning Call"

    action_id = fields.Many2one("dunning.action", required=True)
    partner_id = fields.Many2one(related="action_id.partner_id")
    phone_numbers = fields.Char(related="action_id.phone_numbers")
    numbers_html = fields.Html(related="action_id.numbers_html", sanitize=False)
    script = fields.Html(related="action_id.script")
    items_html = fields.Html(related="action_id.items_html")
    last_said = fields.Char(related="action_id.last_said")
    payment_run_text = fields.Char(compute="_compute_payment_run_text", help="When this customer pays.")
    oldest_days = fields.Integer(related="action_id.oldest_days")
    amount_due = fields.Monetary(related="action_id.amount_due", currency_field="action_currency_id")
    action_currency_id = fields.Many2one(related="action_id.currency_id", string="Currency of the Call")
    call_count = fields.Integer(related="action_id.call_count")
    no_answer_count = fields.Integer(related="action_id.no_answer_count")
    calls_before = fields.Integer(
        compute="_compute_calls_before", store=True, readonly=False,
        help="Calls made when the dialogue was opened: one call is reported once.",
    )  # fmt: skip
    outcome = fields.Selection(OUTCOMES)
    note = fields.Text(string="What Was Said")
    until = fields.Date(compute="_compute_until", store=True, readonly=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_promise_amount", store=True)
    promise_amount = fields.Monetary(
        string="Amount", compute="_compute_promise_amount", store=True, readonly=False,
        help="By default all that is due of these invoices and not promised yet.",
    )  # fmt: skip
    more_ids = fields.One2many(
        "dunning.promise.wizard.line", "call_wizard_id", string="Further Payments", help="When it is paid in several parts."
    )
    category_id = fields.Many2one("dunning.dispute.category", string="Dispute About")
    contact_id = fields.Many2one(
        "res.partner", string="Right Person", domain="[('commercial_partner_id', '=', partner_id)]",
        help="Whom to call instead, or who approves. Empty: the person named below.",
    )  # fmt: skip
    contact_name = fields.Char(string="Name of a New Person")
    contact_email = fields.Char(string="E-mail of the New Person")
    contact_phone = fields.Char(string="Number of the New Person")
    needs_until = fields.Boolean(compute="_compute_needs_until")
    summary_text = fields.Char(compute="_compute_summary_text", help="Which e-mail leaves after the report, and to whom.")
    move_ids = fields.Many2many(
        "account.move", string="Invoices Concerned", compute="_compute_move_ids", store=True, readonly=False
    )
    available_move_ids = fields.Many2many("account.move", compute="_compute_available_move_ids")

    @api.depends("action_id")
    def _compute_calls_before(self):
        for wizard in self:
            wizard.calls_before = wizard.action_id.call_count

    @api.depends("outcome")
    def _compute_until(self):
        """The usual days; whoever pays in runs promises the next one."""
        today = company_day(self)
        for wizard in self:
            days, action = USUAL.get(wizard.outcome), wizard.action_id.sudo()
            wizard.until = days and fields.Date.add(today, days=days)
            if wizard.outcome == "promised" and action:
                wizard.until = self.env["dunning.payment.run"]._usual_promise_day(action.company_id, action.partner_id, today)

    @api.depends("action_id")
    def _compute_payment_run_text(self):
        for wizard in self:
            action = wizard.action_id.sudo()
            wizard.payment_run_text = action and self.env["dunning.payment.run"]._next_run_text(
                action.partner_id, action.company_id, company_day(self)
            )

    @api.depends("outcome")
    def _compute_needs_until(self):
        for wizard in self:
            wizard.needs_until = wizard.outcome in OUTCOMES_ON_HOLD

    @api.depends("outcome", "action_id")
    def _compute_summary_text(self):
        for wizard in self:
            wizard.summary_text = wizard.action_id.sudo()._summary_announcement(wizard.outcome) if wizard.action_id else ""

    @api.depends("outcome", "move_ids")
    def _compute_promise_amount(self):
        """All that can be promised of the invoices; nothing to fill in when they are in several currencies."""
        today = company_day(self)
        for wizard in self.sudo():
            action, rows = wizard.action_id, []
            if wizard.outcome == "promised" and action:
                offered = action.line_ids.filtered(lambda line: line.kind != "credit").move_id
                items = action._items_of(wizard.move_ids._origin & offered or action._asked_lines().move_id, today)
                rows = self.env["dunning.promise"].sudo()._promisable_rows(action.company_id, action.partner_id, today, items)
            currencies = {row["currency_id"] for row in rows}
            single = len(currencies) == 1
            wizard.currency_id = currencies.pop() if single else False
            wizard.promise_amount = sum(row["left"] for row in rows) if single else 0.0

    @api.depends("action_id")
    def _compute_available_move_ids(self):
        for wizard in self:
            wizard.available_move_ids = wizard.action_id.line_ids.filtered(lambda line: line.kind != "credit").move_id

    @api.depends("action_id")
    def _compute_move_ids(self):
        for wizard in self:
            # a one-off call advances nothing: it is about what it asks for
            wizard.move_ids = wizard.action_id.advance_line_ids.move_id or wizard.action_id._asked_lines().move_id

    @api.onchange("outcome")
    def _onchange_outcome(self):
        if self.outcome == "promised":
            self._promise_all_discussed()

    def _promise_all_discussed(self):
        """Have a promise cover all that the call asked for, unless somebody chose the invoices."""
        action = self.action_id
        if self.move_ids._origin == action.advance_line_ids.move_id._origin:
            self.move_ids = self.move_ids | action._moves_discussed("promised")

    def action_outcome(self):
        """Record in one click the outcome that the button names, with the usual days and what was typed so far."""
        self._check_one_dialogue()
        outcome, about = self.env.context.get("outcome"), self.env.context.get("about")
        if outcome not in dict(OUTCOMES):
            raise UserError(self.env._("There is no such outcome."))
        if outcome == "promised":
            self._promise_all_discussed()
        if self.outcome != outcome:  # else the day that was typed would be computed anew
            self.outcome = outcome
        if outcome == "disputed" and not self.category_id:
            self.category_id = self.env.ref(HEADS.get(about, HEADS["commercial"]), raise_if_not_found=False)
        return self.action_confirm()

    def action_next(self):
        """Leave the call for later and go on with the next line of the work list."""
        return self.env["dunning.task"]._open_next_line()

    def action_offer_plan(self):
        """Open the dialogue of payment plans with what the call is about; offering the plan reports the call.

        :raises AccessError: the caller deals with no payment plans, or the call is not his
        """
        self._check_one_dialogue()
        self.env["dunning.payment.plan"]._check_plan_right()
        self.action_id._check_caller()
        items = self.action_id._items_of(self.move_ids, company_day(self))
        action = self.action_id
        return self.env["dunning.payment.plan.wizard"]._open_plan_wizard(
            action.partner_id, action.company_id, self.env["dunning.receivable"].browse(items.ids),
            action_id=action.id, contact_id=self._plan_contact().id, source="call", note=self.note or "",
        )  # fmt: skip

    def _plan_contact(self):
        """Return who was called, as far as it is a contact of the customer."""
        action = self.action_id
        return action.contact_id.filtered(lambda one: one.commercial_partner_id == action.partner_id)

    def action_confirm(self):
        """Record the outcome; its consequence follows in the same click, and the next line of the work list after it."""
        self._check_one_dialogue()
        self.action_id._check_caller()
        lock_rows(self.action_id.sudo())
        if self.action_id.call_count != self.calls_before:
            raise UserError(self.action_id._call_reported_text())
        if self.sudo().move_ids - self.sudo().available_move_ids:
            raise UserError(self.env._("Choose among the invoices that this call is about."))
        if not self.outcome:
            raise UserError(self.env._("How did it go? Choose an outcome."))
        dates = None
        if self.outcome == "promised" and self.promise_amount:
            dates = [(self.until, self.promise_amount), *((line.date_payment, line.amount) for line in self.more_ids)]
        if self.outcome == "disputed" and not self.category_id:
            raise UserError(self.env._("Say what the dispute is about: that decides who settles it, and by when."))
        # what follows (promises, disputes, summary e-mail, history) is the system's work, also after a salesperson's call
        self.action_id.sudo()._report_call(
            company_day(self),
            self.outcome,
            self.note or "",
            self.until,
            moves=self.sudo().move_ids,
            dates=dates,
            category=self.sudo().category_id,
            contact=self._person_concerned(),
        )
        return self.env["dunning.task"]._open_next_line()

    def _person_concerned(self):
        """Return the right person after a wrong contact, or who approves: one chosen, else one named; may be empty.

        :raises UserError: a name without e-mail and number, which helps nobody
        """
        if self.outcome not in ("wrong_contact", "approval"):
            return self.env["res.partner"]
        if self.contact_id or not self.contact_name:
            return self.contact_id.sudo()
        if self.outcome == "wrong_contact" and not (self.contact_email or self.contact_phone):
            raise UserError(self.env._("Give a name and an e-mail or a number: that is how the person is reached."))
        profile = self.action_id.sudo().profile_id
        return profile._name_contact(self.contact_name, self.contact_email, self.contact_phone).sudo()
