"""Offer a payment plan: what is paid, when, at what cost; and take down that one was accepted elsewhere."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.claim.dunning_promise import SOURCES
from ..models.payment_plan.dunning_payment_plan import EFFECTS
from ..models.payment_plan.dunning_payment_plan_offer import MOST_INSTALMENTS
from ..models.payment_plan.schedule import INTERVALS, find_days, split_amount
from ..models.shared.bounds import add_days
from ..models.shared.channels import PHONE
from ..models.shared.company_day import company_day
from ..models.shared.windows import form_of

# Proposed until the user says otherwise: so many instalments, the first so many days from now.
USUAL_COUNT, FIRST_DAYS = 3, 10


class DunningPaymentPlanWizard(models.TransientModel):
    _name = "dunning.payment.plan.wizard"
    _inherit = "dunning.dialogue"
    _description = "Offer a Payment Plan"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    receivable_ids = fields.Many2many("dunning.receivable", string="Invoices", help="Empty: all that is overdue.")
    contact_id = fields.Many2one(
        "res.partner", string="Offered To", domain="[('commercial_partner_id', '=', partner_id)]",
        help="Gets the link to accept it. Empty: the customer's contact for payments.",
    )  # fmt: skip
    currency_id = fields.Many2one("res.currency", compute="_compute_amount_open")
    amount_open = fields.Monetary(string="Open", compute="_compute_amount_open", help="Less credits, not promised yet.")
    count = fields.Integer(string="Instalments", default=USUAL_COUNT)
    first_date = fields.Date(
        string="First on", default=lambda self: fields.Date.add(company_day(self), days=FIRST_DAYS), required=True
    )
    interval = fields.Selection(INTERVALS, string="Every", default="month", required=True)
    line_ids = fields.One2many(
        "dunning.payment.plan.wizard.line", "wizard_id", string="Payments",
        compute="_compute_line_ids", store=True, readonly=False, compute_sudo=False, precompute=True,
    )  # fmt: skip
    fee = fields.Monetary(help="On a document of its own, a draft that somebody posts; not for consumers.")
    interest_rate = fields.Float(string="Interest (% a year)", digits=(16, 4), help="On what waits; not for consumers.")
    grace_days = fields.Integer(
        string="Broken after (days)", default=lambda self: self.env.company.root_id.sudo().dunning_plan_broken_days,
        help="After the day of a missed instalment dunning goes on where it stood.",
    )  # fmt: skip
    rest_due = fields.Boolean(
        string="Rest Due at Once", default=True, help="Eight days after a notice that was neither paid nor answered; not for consumers."
    )
    waive_by = fields.Date(string="Penalties Waived if Paid By", help="Late-payment claims of these invoices. Empty: they stay.")
    effect = fields.Selection(EFFECTS, required=True, default="rest")
    source = fields.Selection(SOURCES, default="call", required=True)
    action_id = fields.Many2one("dunning.action")
    reply_id = fields.Many2one("dunning.reply")
    note = fields.Text(string="What Was Said")

    @api.model
    def _open_plan_wizard(self, partner=None, company=None, items=None, **defaults):
        """Return the action that opens the dialogue.

        :param partner: ``res.partner``, the customer
        :param company: root ``res.company``
        :param items: ``dunning.receivable`` that are to be paid
        :param defaults: more values to begin with
        """
        company = company or self.env.company.root_id
        context = {"default_company_id": company.root_id.id, **{f"default_{name}": value for name, value in defaults.items()}}
        if partner:
            context["default_partner_id"] = partner.commercial_partner_id.id
        if items:
            context["default_receivable_ids"] = [fields.Command.set(items.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer a Payment Plan"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _plan_items(self):
        """Return the items that the plan pays: those chosen, else what is overdue of the customer."""
        if self.receivable_ids:
            return self.env["account.move.line"].browse(self.receivable_ids.ids)
        domain = [
            ("partner_id", "=", self.partner_id.commercial_partner_id.id), ("root_company_id", "=", self.company_id.root_id.id),
            ("residual", ">", 0), ("date_due", "<", company_day(self, self.company_id)),
        ]  # fmt: skip
        return self.env["account.move.line"].browse(self.env["dunning.receivable"].search(domain).ids)

    @api.depends("partner_id", "receivable_ids", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amount_open(self):
        today = company_day(self)
        for wizard in self:
            partner, own, rows = wizard.partner_id.commercial_partner_id, wizard.company_id.currency_id, []
            if partner:
                items = wizard._plan_items()
                rows = self.env["dunning.promise"]._promisable_rows(wizard.company_id, partner, today, items)
            currencies = {row["currency_id"] for row in rows}
            wizard.currency_id = own.browse(currencies.pop()) if len(currencies) == 1 else own
            wizard.amount_open = sum(row["left"] for row in rows if row["currency_id"] == wizard.currency_id.id)

    @api.depends("partner_id", "receivable_ids", "count", "first_date", "interval")
    def _compute_line_ids(self):
        """Equal parts of what is open, until the user says otherwise."""
        for wizard in self:
            count, amount, currency = min(max(wizard.count, 1), MOST_INSTALMENTS), wizard.amount_open, wizard.currency_id
            first = wizard.first_date
            # a day beyond the calendar is refused when the dialogue is kept
            if not first or first != add_days(first, 0) or not currency or currency.compare_amounts(amount, 0) <= 0:
                wizard.line_ids = [fields.Command.clear()]
                continue
            rows = zip(find_days(first, count, wizard.interval), split_amount(amount, count, currency.round), strict=True)
            wizard.line_ids = [
                fields.Command.clear(), *(fields.Command.create({"date": day, "amount": part}) for day, part in rows)
            ]  # fmt: skip

    def action_confirm(self):
        """Record the offer and open it: it leaves at once, or waits for who may grant it.

        :raises UserError: it cannot be offered like that
        """
        self._check_one_dialogue()
        self.env["dunning.payment.plan"]._check_plan_right()
        self.reply_id._check_dialogue("promised", self.partner_id)
        self.receivable_ids._check_owed_by(self.partner_id, self.company_id)
        if self.contact_id and self.contact_id.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise UserError(self.env._("The contact belongs to another customer."))
        Profile = self.env["dunning.profile"].sudo()
        profile = Profile._get_or_create(self.partner_id.commercial_partner_id, self.company_id.root_id)
        contact = self.contact_id or self.env["dunning.contact"].sudo()._find_people(profile, "email")[profile]
        self._report_plan_call()
        plan = self.env["dunning.payment.plan"]._offer_plan(
            profile,
            company_day(self),
            [(line.date, line.amount) for line in self.line_ids],
            self._plan_items(),
            **{name: self[name] for name in ("fee", "interest_rate", "grace_days", "rest_due", "waive_by", "effect", "source", "note")},
            contact_id=contact.id, action_id=self.action_id.id, reply_id=self.reply_id.id,
        )  # fmt: skip
        if self.reply_id:
            self.reply_id._note_outcome("promised", company_day(self))
        return form_of(plan)

    def _report_plan_call(self):
        """Report the call in which the plan was agreed, unless that was done; before its items rest."""
        call = self.action_id
        if call and call.channel == PHONE and call.state == "todo":
            call._check_caller()
            text = self.env._("Offered a payment plan.")
            call.sudo()._report_call(company_day(self), "reached", " ".join(filter(None, (text, self.note))))


class DunningPaymentPlanWizardLine(models.TransientModel):
    _name = "dunning.payment.plan.wizard.line"
    _inherit = "dunning.dialogue"
    _description = "Payment of a Plan"
    _order = "date, id"

    wizard_id = fields.Many2one("dunning.payment.plan.wizard", ondelete="cascade")
    currency_id = fields.Many2one("res.currency", related="wizard_id.currency_id")
    date = fields.Date(string="Day", required=True, default=lambda self: fields.Date.add(company_day(self), days=FIRST_DAYS))
    amount = fields.Monetary(required=True)


class DunningPaymentPlanAcceptWizard(models.TransientModel):
    _name = "dunning.payment.plan.accept.wizard"
    _inherit = "dunning.accepted.elsewhere"
    _description = "Payment Plan Accepted Elsewhere"

    plan_id = fields.Many2one("dunning.payment.plan", string="Payment Plan", required=True)

    def action_confirm(self):
        """Take down the acceptance: the plan runs from now on.

        :raises UserError: nobody is named, or it is no offer any more
        """
        self._check_one_dialogue()
        self.plan_id._check_plan_right()
        self.plan_id._accept_plan(*self._read_acceptance())
        return form_of(self.plan_id)
