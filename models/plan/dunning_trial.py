"""A trial: a step of a plan done in another way for customers drawn at random, so that the difference is proof.

The other way is a step of its own (``variant_id``), archived while the trial runs: no plan has it, and the decision takes it in
place of the first one for the customers of half B, in runs, previews and simulations alike. Who was drawn, when and into which
half is kept (``dunning.trial.member``). What came of it is in ``figures/dunning_trial_effect.py``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..shared import evidence
from ..shared.channels import CHANNELS, EMAIL, LETTER, PHONE, SMS
from ..shared.company_day import company_day
from ..shared.windows import form_of

STATES = [("draft", "Being Prepared"), ("running", "Running"), ("ended", "Ended")]

# What leaves proof in the law, or does anything at all, is not tried out.
TRIED_CHANNELS = (EMAIL, SMS, PHONE, LETTER)

# What a step cannot change while it is tried: the two ways would not be what was compared.
COMPARED_FIELDS = (
    "active", "delay", "channel", "fallback_channel", "mail_template_id", "letter_template_id", "sms_template_id", "minimum_amount",
)  # fmt: skip


class DunningTrial(models.Model):
    _name = "dunning.trial"
    _description = "Trial of a Step"
    _inherit = ["dunning.guarded", "dunning.cached.rules", "mail.thread"]
    _order = "id desc"
    _given_once = frozenset({"company_id", "step_id"})

    name = fields.Char(required=True, help="What is to be found out.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    step_id = fields.Many2one(
        "dunning.plan.step", string="Step (A)", required=True, index=True, ondelete="restrict",
        domain="[('delay', '>=', 0), ('channel', 'in', ('email', 'sms', 'phone', 'letter')), '|', ('company_id', '=', False),"
        " ('company_id', '=', company_id)]",
        help="As the plan does it now. Steps before the due date and registered letters are not tried out.",
    )  # fmt: skip
    plan_id = fields.Many2one(related="step_id.plan_id", store=True)
    variant_id = fields.Many2one(
        "dunning.plan.step", string="Step (B)", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    variant_delay = fields.Integer(
        string="Day of B", compute="_compute_variant_delay", store=True, readonly=False,
        help="Days from the due date, between the steps around it.",
    )
    variant_channel = fields.Selection(CHANNELS, string="Channel of B", compute="_compute_variant_channel", store=True, readonly=False)
    variant_mail_template_id = fields.Many2one(
        "mail.template", string="E-mail Text of B", domain="[('model', '=', 'dunning.action')]", ondelete="restrict", help="Empty: as in A."
    )
    variant_letter_template_id = fields.Many2one(
        "mail.template", string="Letter Text of B", domain="[('model', '=', 'dunning.action')]", ondelete="restrict", help="Empty: as in A."
    )
    variant_sms_template_id = fields.Many2one(
        "sms.template", string="SMS Text of B", domain="[('model', '=', 'dunning.action')]", ondelete="restrict", help="Empty: as in A."
    )
    share = fields.Integer(string="Customers in B (%)", default=50, required=True)
    planned_days = fields.Float(
        string="Difference That Matters (days)", default=1.0, required=True, digits=(16, 1),
        help="A smaller difference would change nothing. The smaller it is, the longer the trial lasts.",
    )  # fmt: skip
    horizon = fields.Integer(
        string="Days Followed", default=30, required=True,
        help="Each invoice is followed for so many days from the earlier of both days; what is paid later counts as so many days.",
    )  # fmt: skip
    leaves_out_key = fields.Boolean(string="Leave Out Key Accounts", default=True)
    amount_limit = fields.Monetary(string="Leave Out From", help="Customers with so much overdue are left out. 0: whatever is overdue.")
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, index=True, tracking=True, copy=False)
    seed = fields.Char(readonly=True, copy=False, help="SHA-256 of “seed:id of the customer” draws the half: anybody can do it again.")
    started_on = fields.Date(readonly=True, copy=False)
    started_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    conclusion = fields.Char(readonly=True, copy=False, help="What was known when it ended.")
    member_ids = fields.One2many("dunning.trial.member", "trial_id", string="Customers", readonly=True)

    _one_running = models.UniqueIndex(
        "(step_id, company_id) WHERE state = 'running'", "This step is being tried out already: one trial a step."
    )
    _share_in_range = models.Constraint("CHECK(share BETWEEN 1 AND 99)", "Between 1 and 99 % of the customers are in B.")
    _days_in_range = models.Constraint("CHECK(horizon BETWEEN 5 AND 120)", "Invoices are followed for 5 to 120 days.")
    _planned_positive = models.Constraint(
        "CHECK(planned_days BETWEEN 0.5 AND 60)", "The difference that matters lies between half a day and 60 days."
    )
    _limit_positive = models.Constraint("CHECK(amount_limit >= 0)", "An amount from which customers are left out cannot be negative.")

    @api.depends("step_id")
    def _compute_variant_delay(self):
        for trial in self:
            trial.variant_delay = trial.step_id.delay

    @api.depends("step_id")
    def _compute_variant_channel(self):
        for trial in self:
            trial.variant_channel = trial.step_id.channel

    @api.constrains("step_id", "company_id")
    def _check_company_of_step(self):
        if self.filtered(lambda trial: trial.step_id.sudo().company_id not in (trial.company_id, trial.company_id.browse())):
            raise ValidationError(self.env._("This step belongs to a plan of another company."))

    def write(self, vals):
        """Keep what a trial compares once it has begun.

        :raises UserError: it would change
        """
        kept = vals.keys() - {"name", "message_follower_ids", "message_main_attachment_id"}
        if kept and not self._is_addon_writing() and self.filtered(lambda trial: trial.state != "draft"):
            raise UserError(self.env._("A trial that has begun stays as it is: end it and prepare another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_begun(self):
        if not evidence.may_delete(self.env) and self.filtered(lambda trial: trial.state != "draft"):
            raise UserError(self.env._("A trial that has begun is kept: end it instead."))

    # -- beginning and end -------------------------------------------------------------------------

    def action_start(self):
        """Begin: make the step of half B and draw the customers.

        :raises ValidationError: nothing differs, or the plan could not work with it
        """
        self.check_access("write")
        for trial in self.filtered(lambda one: one.state == "draft"):
            trial._check_step_may_be_tried()
            today = company_day(trial, trial.company_id)
            variant = trial._make_variant()
            evidence.as_writer(trial.sudo()).write(
                {
                    "state": "running", "started_on": today, "started_by_id": self.env.uid, "variant_id": variant.id,
                    "seed": f"{trial.id}-{today}",
                }
            )  # fmt: skip
            self._draw_members(trial.company_id, today)
        return True

    def action_stop(self):
        """End these trials: from now on everybody gets the plan as it is."""
        self.check_access("write")
        for trial in self.filtered(lambda one: one.state == "running"):
            trial._end_trial()
        return True

    def action_adopt(self):
        """End these trials and put B into the plan in place of A.

        :raises AccessError: the user may not change the plan
        """
        self.check_access("write")
        for trial in self.filtered(lambda one: one.state == "running"):
            trial.plan_id.check_access("write")
            trial._end_trial()
            (trial.step_id | trial.variant_id).check_access("write")
            trial.step_id.active = False
            trial.variant_id.active = True
        return True

    def _end_trial(self):
        self.ensure_one()
        conclusion = self.sudo()._conclude_trial()
        today = company_day(self, self.company_id)
        vals = {"state": "ended", "ended_on": today, "ended_by_id": self.env.uid, "conclusion": conclusion}
        evidence.as_writer(self.sudo()).write(vals)
        self._message_log(body=conclusion)

    def _check_step_may_be_tried(self):
        """Refuse what cannot be tried out, in one sentence.

        :raises ValidationError: with what is wrong
        """
        self.ensure_one()
        step = self.step_id
        running = [("step_id", "=", step.id), ("company_id", "=", self.company_id.id), ("state", "=", "running")]
        if self.sudo().search_count(running, limit=1):
            raise ValidationError(self.env._("This step is being tried out already: one trial a step."))
        if step.delay < 0 or not step.active or {step.channel, self.variant_channel} - set(TRIED_CHANNELS):
            raise ValidationError(self.env._("Only e-mails, SMS, letters and calls after the due date are tried out."))
        texts = self.variant_mail_template_id or self.variant_letter_template_id or self.variant_sms_template_id
        if not texts and (self.variant_delay, self.variant_channel) == (step.delay, step.channel):
            raise ValidationError(self.env._("B does nothing else than A: choose another text, day or channel."))
        others = (step.plan_id.step_ids.filtered("active") - step).mapped("delay")
        before, after = (delay for delay in others if delay < step.delay), (delay for delay in others if delay > step.delay)
        gap = max(step.plan_id.minimum_interval, 1)
        first, last = max(max((delay + gap for delay in before), default=0), 0), min((delay - gap for delay in after), default=None)
        if self.variant_delay < first or (last is not None and self.variant_delay > last):
            text = self.env._("The day of B lies between the steps around it, at least the minimum interval of the plan from each.")
            raise ValidationError(text)

    def _make_variant(self):
        """Return the step of half B: a copy of A with what differs, archived."""
        self.ensure_one()
        texts = {
            name: self[f"variant_{name}"].id
            for name in ("mail_template_id", "letter_template_id", "sms_template_id")
            if self[f"variant_{name}"]
        }
        default = {
            "active": False, "name": self.env._("%s (B)", self.step_id.name), "delay": self.variant_delay,
            "channel": self.variant_channel, **texts,
        }  # fmt: skip
        if self.step_id.fallback_channel == self.variant_channel:
            default |= {"fallback_channel": False, "minimum_amount": 0}
        variant = self.step_id.sudo().copy(default)
        missing = variant._missing_words()
        if missing:
            raise ValidationError(self.env._("B cannot be carried out: %s", missing))
        return variant

    def action_open_members(self):
        """Open who was drawn, with the half of each and who was left out."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_trial_member")
        return action | {"domain": [("trial_id", "=", self.id)], "context": {}}

    def action_open_variant(self):
        """Open the step of half B."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.variant_id)


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    @api.constrains(*COMPARED_FIELDS)
    def _check_not_being_tried(self):
        """Keep both ways as they are while they are compared.

        :raises ValidationError: a trial of this step runs
        """
        domain = [("state", "=", "running"), "|", ("step_id", "in", self.ids), ("variant_id", "in", self.ids)]
        running = self.env["dunning.trial"].sudo().search(domain, limit=1)
        if running:
            raise ValidationError(self.env._("“%s” is being tried out: end the trial first.", running.step_id.name))
