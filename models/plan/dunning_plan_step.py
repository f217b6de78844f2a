"""A step of a dunning plan: when, through which channel, from whom, to whom and with which words."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..delivery.dunning_firm_batch import FIRM_CHANNELS
from ..shared.channels import (
    CHANNELS,
    EMAIL,
    FALLBACK_CHANNELS,
    HUMAN_CHANNELS,
    PHONE,
    POSTAL_CHANNELS,
    ROLES,
    SERVER_ACTION,
    SMS,
)
from ..shared.company_day import company_day


class DunningPlanStep(models.Model):
    _name = "dunning.plan.step"
    _description = "Dunning Step"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "plan_id, delay, id"
    _given_once = frozenset({"plan_id"})
    _owner_fields = frozenset({"sender_user_id", "copy_user_ids"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    plan_id = fields.Many2one("dunning.plan", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    delay = fields.Integer(
        string="Days from Due Date", required=True, help="Negative: before the due date. J−5 is −5, J+10 is 10."
    )
    delay_label = fields.Char(string="Day", compute="_compute_delay_label")
    purpose = fields.Char(translate=True, help="What the contact is meant to reach.")
    tone = fields.Selection(
        [("courteous", "Courteous"), ("neutral", "Neutral"), ("firm", "Firm"), ("formal", "Formal"), ("handover", "Hand-over")],
        default="neutral",
        required=True,
        help="How firm the words are: firm ones are said once, and wait in a moratorium.",
    )
    channel = fields.Selection(CHANNELS, required=True, default=EMAIL, help="The way by which the customer is reached.")
    mode = fields.Selection(
        [("auto", "Automatic"), ("review", "Waits for review")],
        default="review",
        required=True,
        help="Calls and registered letters always need a person.",
    )

    sender = fields.Selection(
        [
            ("company", "Company"),
            ("collector", "Collector"),
            ("salesperson", "Salesperson"),
            ("responsible", "Responsible for the invoice"),
            ("firm", "Partner firm"),
            ("user", "A given person"),
        ],
        default="collector",
        required=True,
        help="In whose name the contact is made, and who owns the action.",
    )
    sender_user_id = fields.Many2one("res.users", string="Person", help="The person in whose name it is done.")
    firm_id = fields.Many2one(
        "res.partner", string="Partner Firm", ondelete="restrict", domain="[('is_company', '=', True)]",
        help="The firm that calls or posts for us; the collector hands the actions over and takes its report.",
    )  # fmt: skip
    recipient_role = fields.Selection(
        ROLES, string="Recipient", default="payment",
        help="Who is meant at the customer; where nobody has this role, who pays, then the company itself.",
    )  # fmt: skip
    copy_salesperson = fields.Boolean(string="Copy to Salesperson", help="The customer's salesperson gets a copy.")
    copy_collector = fields.Boolean(string="Copy to Collector", help="The customer's collector gets a copy.")
    copy_user_ids = fields.Many2many("res.users", string="Copies to", help="These colleagues get a copy.")

    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail Text", domain="[('model', '=', 'dunning.action')]", ondelete="restrict",
        help="Subject and body of the e-mail, or of the summary after a call.",
    )
    letter_template_id = fields.Many2one(
        "mail.template",
        string="Letter Text",
        domain="[('model', '=', 'dunning.action')]",
        ondelete="restrict",
        help="Subject and body of the letter; the address, items and payment details are added around it.",
    )
    public_template_id = fields.Many2one(
        "mail.template", string="Letter Text for Public Bodies", domain="[('model', '=', 'dunning.action')]", ondelete="restrict",
        help="Instead of the letter text, when the customer is a public body. Empty: the letter text.",
    )  # fmt: skip
    consumer_template_id = fields.Many2one(
        "mail.template", string="Letter Text for Consumers", domain="[('model', '=', 'dunning.action')]", ondelete="restrict",
        help="Instead of the letter text, when the customer is a consumer. Empty: the letter text.",
    )  # fmt: skip
    sms_template_id = fields.Many2one(
        "sms.template", string="SMS Text", domain="[('model', '=', 'dunning.action')]", ondelete="restrict",
        help="The words of the SMS, short and without amounts.",
    )
    script = fields.Html(string="Call Script", translate=True, help="What the caller should ask and obtain.")
    summary_email = fields.Boolean(
        string="Summary E-mail in Parallel", default=True, help="Sent to the person called, when the call is reported."
    )
    attach_invoices = fields.Boolean(default=True, help="The invoices asked for go with the message.")
    attach_statement = fields.Boolean(help="A statement of what is open goes with the message.")

    minimum_amount = fields.Monetary(help="Below this amount (company currency) the fallback channel is used.")
    minimum_count = fields.Integer(
        string="From Overdue Items", help="Taken only when the customer has at least so many overdue items. 0: any number.",
    )  # fmt: skip
    minimum_total = fields.Monetary(
        string="From an Overdue Total Of",
        help="Taken only when what is overdue of the customer adds up to at least this (company currency). 0: any amount.",
    )
    fallback_channel = fields.Selection(
        FALLBACK_CHANNELS, help="Used below the minimum amount, after a bounce, or when the address is missing."
    )
    deadline_days = fields.Integer(
        string="Deadline (days)", default=5,
        help="Days within which a person should do the step; working days where the company counts its terms in them.",
    )
    on_deadline = fields.Selection(
        [("wait", "Keep waiting"), ("pass", "Pass to the next step"), ("send", "Leave as it is")],
        string="After the Deadline", default="wait",
        help="What was not done is given to the deputy first. Only an e-mail or SMS can leave unread, and never one that waits for "
        "another reason: going live, old bank data, a changed amount, an edited text.",
    )  # fmt: skip
    tell_manager = fields.Boolean(
        string="Task for the Credit Manager", help="The credit manager gets a task about the customer when the step is taken."
    )
    server_action_id = fields.Many2one(
        "ir.actions.server", ondelete="restrict",
        domain="[('model_id.model', '=', 'dunning.action'), ('dunning_approved', '=', True)]",
        help="One that an administrator has approved for dunning plans.",
    )  # fmt: skip
    is_used = fields.Boolean(compute="_compute_is_used")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _minimum_amount_positive = models.Constraint("CHECK(minimum_amount >= 0)", "A minimum amount cannot be negative.")
    _conditions_positive = models.Constraint(
        "CHECK(COALESCE(minimum_count, 0) >= 0 AND COALESCE(minimum_total, 0) >= 0)",
        "What has to be overdue for a step cannot be negative.",
    )
    _deadline_positive = models.Constraint("CHECK(deadline_days >= 0)", "A deadline cannot be negative.")
    effect_count = fields.Integer(
        string="Items Contacted", compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user",
        help="In the last twelve months.",
    )  # fmt: skip
    effect_share = fields.Float(
        string="% Paid in 15 Days", compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user",
        help="Of what was asked in the last twelve months, by contacts whose 15 days are over; before the next contact.",
    )  # fmt: skip
    effect_known = fields.Boolean(compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user")

    @api.depends("delay")
    @api.depends_context("lang")
    def _compute_delay_label(self):
        for step in self:
            step.delay_label = self._format_delay(step.delay)

    @api.model
    def _format_delay(self, delay):
        """Return a delay the way people say it: D−5, D, D+10 (J in French)."""
        offset = "" if not delay else f"{'+' if delay > 0 else '−'}{abs(delay)}"
        return self.env._("D%(offset)s", offset=offset)  # a term of one letter would not be translated

    @api.depends("name", "delay", "plan_id.name")
    @api.depends_context("dunning_queue", "lang")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.delay_label} {step.name or ''}".strip()
            if self.env.context.get("dunning_queue"):  # steps of all plans side by side
                step.display_name += f" · {step.plan_id.name}"

    def _compute_is_used(self):
        used = self._filter_used()
        for step in self:
            step.is_used = step in used

    def _filter_used(self):
        """Return the steps that the history of at least one item refers to."""
        groups = self.env["dunning.action.line"].sudo()._read_group([("step_id", "in", self.ids)], ["step_id"])
        return self.browse(step.id for (step,) in groups)

    @api.constrains(
        "active", "channel", "mail_template_id", "letter_template_id", "sms_template_id", "script", "server_action_id",
        "recipient_role", "sender", "sender_user_id", "firm_id", "minimum_amount", "fallback_channel",
        "summary_email", "on_deadline", "delay", "minimum_count", "minimum_total",
    )  # fmt: skip
    def _check_step_can_work(self):
        """Refuse a step that could not be carried out, in one sentence.

        :raises ValidationError: with the step, the plan and what is missing
        """
        for step in self.filtered("active"):
            reason = step._missing_words()
            if reason:
                raise ValidationError(
                    self.env._(
                        "Plan “%(plan)s”, step “%(step)s” (%(day)s): %(reason)s",
                        plan=step.plan_id.name,
                        step=step.name,
                        day=step.delay_label,
                        reason=reason,
                    )
                )

    @api.constrains("delay", "active", "plan_id")
    def _check_gaps(self):
        self.plan_id._check_plan_can_work()

    def _missing_words(self):
        """Return what the step lacks to be carried out, as one sentence, or an empty string."""
        self.ensure_one()
        channels = {self.channel, self.fallback_channel}
        if self.channel != SERVER_ACTION and not self.recipient_role:
            return self.env._("choose the role of the person to contact.")
        if EMAIL in channels and not self.mail_template_id:
            return self.env._("an e-mail needs a text: choose an e-mail template.")
        if self.channel == PHONE and self.summary_email and not self.mail_template_id:
            return self.env._("the summary e-mail of the call needs a text: choose an e-mail template or switch it off.")
        if channels & set(POSTAL_CHANNELS) and not self.letter_template_id:
            return self.env._("a letter needs a text: choose a letter template.")
        if SMS in channels and not (self.sms_template_id and (self.sms_template_id.body or "").strip()):
            return self.env._("an SMS needs a text: choose an SMS template that is not empty.")
        if self.channel == SERVER_ACTION and not self.server_action_id:
            return self.env._("choose the server action to run.")
        if self.server_action_id and not self.server_action_id._serves_dunning():
            return self.env._("an administrator has to approve its server action for dunning plans first.")
        if self.sender == "user" and not self.sender_user_id:
            return self.env._("choose the person in whose name it is done.")
        if self.sender == "firm" and not (self.firm_id and channels - {False} <= set(FIRM_CHANNELS)):
            return self.env._("a partner firm makes calls and letters only: choose the firm, and channels that are its own.")
        if self.minimum_amount and not self.fallback_channel:
            return self.env._("a minimum amount needs a fallback channel for what lies below it.")
        if self.delay < 0 and (self.minimum_count or self.minimum_total):
            return self.env._("nothing is overdue before the due date: conditions are for later steps.")
        if self.on_deadline == "send" and self.channel not in (EMAIL, SMS):
            return self.env._("only an e-mail or SMS can leave after its deadline: let it wait or pass.")
        if self.fallback_channel and self.fallback_channel == self.channel:
            return self.env._("the fallback channel must differ from the channel.")
        return ""

    @api.onchange("channel")
    def _onchange_channel(self):
        if self.channel in HUMAN_CHANNELS:
            self.mode = "review"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("channel") in HUMAN_CHANNELS:
                vals["mode"] = "review"
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("channel") in HUMAN_CHANNELS:
            vals = {**vals, "mode": "review"}
        return super().write(vals)

    def unlink(self):
        """Archive the steps that some item has already lived through; delete the others (design rule 5)."""
        used = self._filter_used()
        used.active = False
        return super(DunningPlanStep, self - used).unlink()

    def _template_for_channel(self, channel):
        """Return the ``mail.template`` that holds the words of this step on a channel.

        :param str channel: code of the channel really used, which may be the fallback
        """
        self.ensure_one()
        return self.letter_template_id if channel in POSTAL_CHANNELS else self.mail_template_id

    def _template_for_customer(self, channel, profile):
        """Return the ``mail.template`` that holds the words of this step for a customer: letters have texts for classes of debtors.

        What the law of the customer's country has a formal notice say comes first.

        :param str channel: code of the channel really used
        :param profile: ``dunning.profile``
        """
        if by_law := self.env["dunning.notice.rule"]._find_text(profile, self.tone, channel):
            return by_law
        own = {"public": self.public_template_id, "consumer": self.consumer_template_id}.get(profile.debtor_class)
        return own if own and channel in POSTAL_CHANNELS else self._template_for_channel(channel)

    @api.depends("channel", "mail_template_id", "letter_template_id", "sms_template_id", "script")
    def _compute_preview(self):
        """Show each step's message as it would read for a real open invoice of the company."""
        # each rendering is rolled back, and the cache with it: assign when all are made
        previews = {step: step._render_preview() for step in self}
        for step, preview in previews.items():
            step.preview = preview

    @api.depends_context("allowed_company_ids")
    def _compute_effectiveness(self):
        figures = self.env["dunning.effect"]._step_figures(self._origin, company_day(self))
        for step in self:
            count, share = figures.get(step._origin.id, (0, None))
            step.effect_count, step.effect_share, step.effect_known = count, share or 0.0, share is not None
