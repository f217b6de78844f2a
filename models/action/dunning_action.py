"""The record of one contact: who, about which items, why, how far it got. States and their passages.

Texts are in ``dunning_action_message``, what was sent and cannot change any more in ``dunning_action_evidence``, the way out in
``dunning_action_delivery``, letters in ``dunning_action_letter``, calls in ``dunning_action_call``.
"""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.activities import create_tasks, drop_tasks, make_task_vals
from ..shared.channels import CHANNELS, PHONE, REGISTERED_LETTER
from ..shared.company_day import company_day
from ..shared.roles import check_collector
from ..shared.shipped import shipped

_lt = LazyTranslate(__name__)

# What groups without step or owner are called.
NO_STEP, NO_OWNER = _lt("One-off reminders"), _lt("Unassigned")

OPEN_STATES = ("todo", "ready", "failed")

# Why an action was cancelled; holds that end dunning give their own kind.
CANCEL_REASONS = [
    ("settled", "Paid or settled meanwhile"),
    ("covered", "Covered by credits"),
    ("suspended", "Suspended meanwhile"),
    ("skipped", "Skipped by a person"),
    ("passed", "Passed over after its deadline"),
    ("late", "Its day before the due date has passed"),
    ("early", "The due date was moved: its day has not come yet"),
    ("manual", "Cancelled by a person"),
    ("merged", "Contacts merged: one message for both"),
    ("insolvency", "Insolvency proceedings"),
    ("legal", "Handed over"),
    ("factor", "Assigned to a factor"),
]


class DunningAction(models.Model):
    _name = "dunning.action"
    _description = "Dunning Action"
    _inherit = ["dunning.guarded", "portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id", "step_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _written_by_addon = frozenset(
        {"run_id", "group_key", "is_contact", "amount_due", "oldest_days", "item_count", "reading_ids", "reply_ids"}
    )
    _given_once = frozenset({"company_id", "branch_id", "profile_id", "partner_id", "plan_id", "step_id"})
    _owner_fields = frozenset({"user_id"})

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    branch_id = fields.Many2one("res.company", string="Sender Company", help="The branch whose items these are.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    run_id = fields.Many2one("dunning.run", index="btree_not_null", ondelete="set null")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Recipient", ondelete="restrict", tracking=True)
    plan_id = fields.Many2one("dunning.plan", index="btree_not_null", ondelete="restrict")
    step_id = fields.Many2one(
        "dunning.plan.step", index="btree_not_null", ondelete="restrict", falsy_value_label=NO_STEP
    )
    channel = fields.Selection(CHANNELS, required=True, tracking=True)
    mail_template_id = fields.Many2one("mail.template", string="Text", ondelete="set null")
    group_key = fields.Integer(
        help="Invoice that a per-invoice message is about; 0 for the whole customer; below 0 for what is paid to the account of this "
        "number, which somebody else holds.",
    )  # fmt: skip

    state = fields.Selection(
        [("todo", "To do"), ("ready", "Ready"), ("done", "Done"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        default="todo", required=True, index=True, tracking=True,
    )  # fmt: skip
    needs_review = fields.Boolean(help="Waits for a person to read and approve it.")
    review_reason = fields.Char(help="Why it waits although its step is automatic, or what to look at.")
    cancel_reason = fields.Selection(CANCEL_REASONS, readonly=True)
    skip_reason = fields.Char(readonly=True, tracking=True)
    date = fields.Date(string="Planned", required=True, default=company_day, index=True)
    date_deadline = fields.Date(string="Deadline")
    date_done = fields.Date(string="Done On", readonly=True, index="btree_not_null")
    date_cancelled = fields.Date(string="Cancelled On", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        tracking=True,
        falsy_value_label=NO_OWNER,  # pylint: disable=translation-field
    )
    is_contact = fields.Boolean(default=True, help="Starts the minimum interval; reminders before the due date do not.")

    line_ids = fields.One2many("dunning.action.line", "action_id", string="Items")
    advance_line_ids = fields.One2many("dunning.action.line", "action_id", domain=[("kind", "=", "advance")])
    amount_due = fields.Monetary(string="Amount Asked", help="What the contact asks for, net of credits.")
    oldest_days = fields.Integer(string="Oldest Overdue (days)", aggregator="max")
    item_count = fields.Integer(help="Items that take this step.")

    error = fields.Char(readonly=True, copy=False)
    tries = fields.Integer(readonly=True, copy=False)
    delivery_status = fields.Selection(
        [
            ("prepared", "Prepared"), ("sending", "Being sent"), ("sent", "Accepted by the mail server"), ("bounced", "Bounced"),
            ("printed", "Printed"), ("posted", "Posted"), ("presented", "Presented"), ("received", "Received"),
            ("refused", "Letter refused"), ("unclaimed", "Unclaimed"), ("unknown", "Unknown at the address"),
            ("reported", "Reported"), ("executed", "Executed"),
        ],
        string="Delivery", readonly=True, index="btree_not_null",
    )  # fmt: skip
    recipient_address = fields.Char(readonly=True, help="E-mail address, number or postal address really used.")
    mail_message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null", index="btree_not_null")
    document_ids = fields.Many2many("ir.attachment", string="Documents", readonly=True, copy=False)
    salesperson_id = fields.Many2one(related="profile_id.salesperson_id")
    segment = fields.Selection(related="profile_id.segment", store=True)
    lang = fields.Char(compute="_compute_lang")

    _customer_day = models.Index("(partner_id, company_id, date_done)")
    _open_index = models.Index("(company_id, state) WHERE state IN ('todo', 'ready', 'failed')")

    @api.depends("step_id", "partner_id", "channel")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for action in self:
            what = action.step_id.display_name or channels.get(action.channel, "")
            action.display_name = f"{action.partner_id.display_name or ''} – {what}"

    @api.depends("contact_id.lang", "partner_id.lang", "company_id.partner_id.lang")
    def _compute_lang(self):
        for action in self:
            action.lang = (
                action.contact_id.lang or action.partner_id.lang or action.company_id.partner_id.lang or self.env.lang
            )

    def _compute_access_url(self):
        super()._compute_access_url()
        for action in self:
            action.access_url = f"/my/dunning/{action.id}"

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id", "partner_id"]

    def _mail_get_partners(self, introspect_fields=False):
        """An action speaks to one person (the portal mixin expects no more): its contact, else the customer."""
        return {action.id: action.contact_id or action.partner_id for action in self}

    def write(self, vals):
        """Keep what is evidence as it is; hand the task over with its action.

        :raises UserError: it would change
        """
        if not evidence.may_write(self.env):
            self._check_evidence_change(vals)
        entries = self._letter_entries(vals)
        result = super().write(vals)
        if "user_id" in vals and "deputised_for_id" not in vals:
            self._forget_deputies()
        if "user_id" in vals:
            self.activity_ids.filtered("automated").user_id = vals["user_id"]
        self._log_letter_entries(entries)
        return result

    # -- passages between states -------------------------------------------------------------------

    def _keep_open_ones(self):
        return self.filtered(lambda action: action.state in OPEN_STATES)

    def _check_collector(self):
        check_collector(self.env, self.env._("Only collectors may do this."))
        self.check_access("write")

    def _cancel_actions(self, reason, note=None, today=None):
        """Cancel open actions; their items stand again where they stood before.

        :param str reason: one of ``CANCEL_REASONS``
        :param str note: what a person said
        :param date today: day on which they are cancelled; by default today
        """
        actions = self._keep_open_ones()
        actions.line_ids.filtered(lambda line: line.status == "open").sudo().status = "void"
        actions._write_cancellation(today or company_day(self), reason, note)

    def _write_cancellation(self, today, code, reason):
        """Write that open actions end without a contact."""
        self._write_evidence(
            {
                "state": "cancelled", "cancel_reason": code, "skip_reason": reason, "error": False,
                "date_cancelled": today,
            }
        )  # fmt: skip
        self.activity_ids.sudo().unlink()

    def _skip_steps(self, reason, today, code="skipped"):
        """Skip the step on purpose: nothing is sent and the items advance as if it were done.

        :param str reason: why, in the person's words
        :param date today: day on which it is skipped
        :param str code: ``skipped`` by a person, ``passed`` by the plan after the deadline
        """
        actions = self._keep_open_ones()
        lines = actions.line_ids.filtered(lambda line: line.kind == "advance" and line.status == "open")
        lines.sudo().write({"status": "counted", "date_done": today})
        actions._write_cancellation(today, code, reason)

    def _set_done(self, contact_day, **vals):
        """Record that the contact happened: its items have taken their step.

        :param date contact_day: the day on which messages leave
        :param vals: what else to write with it (delivery status, outcome…)
        """
        for action in self:
            action.line_ids.filtered(lambda line: line.status == "open").sudo().write(
                {"status": "counted", "date_done": contact_day}
            )
            action._keep_law_notice(contact_day, vals.get("snapshot"))
        self._write_evidence(
            {"state": "done", "date_done": contact_day, "error": False, "needs_review": False, **vals}
        )
        drop_tasks(self)

    def _set_failed(self, error):
        """Keep an action that could not be delivered: visible, with its error and a retry; nobody advances."""
        for action in self:
            action._write_evidence({"state": "failed", "error": error, "tries": action.tries + 1, "delivery_status": False})

    def _use_fallback(self):
        """Turn actions to the fallback channel of their step, after a bounce or too many tries (rule 7).

        :return: the actions that had one; the others stay failed and wait for a person
        """
        turned = self.filtered(lambda action: action.step_id.fallback_channel not in (False, action.channel))
        for action in turned:
            channel = action.step_id.fallback_channel
            action.message_post(
                body=self.env._(
                    "Could not be delivered (%(error)s): now by %(channel)s.",
                    error=action.error or "",
                    channel=dict(action._fields["channel"]._description_selection(self.env))[channel],
                )
            )
            action.sudo().write(
                {
                    "channel": channel,
                    "mail_template_id": action.step_id._template_for_customer(channel, action.profile_id).id,
                    "state": "todo",
                    "tries": 0,
                    "error": False,
                    "needs_review": True,
                    "custom_subject": False,
                    "custom_body": False,
                    "custom_sms": False,
                }
            )
        turned._schedule_activities()
        for action in self - turned:
            action.profile_id._ask_for_address(
                self.env._(
                    "%(step)s could not be delivered: %(error)s", step=action.display_name, error=action.error or ""
                )
            )
        return turned

    # -- what a person does ------------------------------------------------------------------------

    @api.model
    def _wake_delivery(self):
        """Have the cron deliver what is ready, right after this transaction."""
        shipped(self.env, "ir_cron_dunning_deliver")._trigger()

    # -- activities --------------------------------------------------------------------------------

    def _schedule_activities(self):
        """Tell the owners of calls and registered letters, in bulk and without an e-mail each."""
        types = {
            PHONE: self.env.ref("account_dunning.mail_activity_type_call", raise_if_not_found=False),
            REGISTERED_LETTER: self.env.ref("account_dunning.mail_activity_type_letter", raise_if_not_found=False),
        }
        told = self.filtered(lambda action: types.get(action.channel) and action.user_id)
        create_tasks(
            told,
            [make_task_vals(one, types[one.channel], one.user_id, one.step_id.name or "", one.date) for one in told],
        )
