"""What came back from a customer: a reply, an automatic answer, an address that does not work. A reply pauses the plan.

What people do with a reply is in ``dunning_reply_outcome``, how it comes in in ``dunning_reply_thread``.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize
from odoo.tools.translate import LazyTranslate

from ..shared.activities import at_work, drop_tasks, give_tasks
from ..shared.bounds import add_days
from .meaning import find_new_words_of_html

_lt = LazyTranslate(__name__)

KINDS = [
    ("reply", "Reply"),
    ("auto", "Automatic answer"),
    ("out_of_office", "Out of office"),
    ("bounce", "Address that bounced"),
    ("blacklisted", "Address on the blacklist"),
]

# Kinds that say that an address does not serve.
ADDRESS_KINDS = ("bounce", "blacklisted")

OUTCOMES = [
    ("promised", "Promised to pay"),
    ("payment_announced", "Payment announced or on its way"),
    ("disputed", "Disputes the invoice"),
    ("already_paid", "Says it is paid: proof asked"),
    ("resent", "Invoice sent again"),
    ("wrong_contact", "Wrong contact"),
    ("not_theirs", "From somebody who is not theirs"),
    ("noted", "Only noted"),
    ("document_needed", "Needs a document: task"),
    ("instalments_asked", "Asks for instalments: task"),
    ("insolvency_told", "Insolvency proceedings: task"),
    ("refused", "Refuses to pay: task"),
    ("absent", "Absent"),
]

# After these the pause stays until its last day: somebody has to do something first.
KEEPING_OUTCOMES = ("wrong_contact", "document_needed", "instalments_asked", "insolvency_told", "absent")

# What the mail gateway takes down, and buttons of ours complete: nobody writes it.
CAME_IN = {
    "company_id", "profile_id", "partner_id", "action_id", "author_id", "email_from", "sender", "thread_ref", "mail_message_id",
    "message_ref", "subject", "excerpt", "kind", "date_received", "hold_id", "state", "outcome", "outcome_note", "handled_by_id",
    "handled_on",
}  # fmt: skip

# How much of a reply a list shows (characters).
EXCERPT = 300


class DunningReply(models.Model):
    _name = "dunning.reply"
    _description = "Reply of a Customer"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread", "mail.activity.mixin"]
    _kept_sentence = _lt("A reply is part of the history: handle it instead of deleting it.")
    _order = "state desc, date_received desc, id desc"
    _rec_names_search = ["partner_id", "subject", "email_from"]
    _check_company_auto = True
    _mail_post_access = "read"
    _given_once = frozenset(
        {"company_id", "profile_id", "partner_id", "action_id", "author_id", "email_from", "subject", "excerpt"}
    )
    _owner_fields = frozenset({"user_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    action_id = fields.Many2one(
        "dunning.action", string="In Answer to", index="btree_not_null", ondelete="set null", help="The contact it answers."
    )
    step_id = fields.Many2one(related="action_id.step_id", store=True, index="btree_not_null")
    channel = fields.Selection(related="action_id.channel", store=True)
    author_id = fields.Many2one("res.partner", string="Written by", index="btree_not_null", ondelete="set null")
    email_from = fields.Char(string="Address", help="Address from which it came; of a bounce, the address that does not work.")
    subject = fields.Char()
    excerpt = fields.Char(help="The first words, without what was quoted.")
    mail_message_id = fields.Many2one("mail.message", string="Message", readonly=True, index="btree_not_null", ondelete="set null")
    message_ref = fields.Char(string="Message-Id", readonly=True, index="btree_not_null")
    body = fields.Html(related="mail_message_id.body", string="Reply Received")
    attachment_ids = fields.Many2many(related="mail_message_id.attachment_ids", string="Attached Files")
    kind = fields.Selection(KINDS, required=True, default="reply", readonly=True, index=True)
    date_received = fields.Datetime(string="Received", required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("new", "New"), ("handled", "Handled")], string="Progress", default="new", required=True, readonly=True, index=True
    )
    outcome = fields.Selection(OUTCOMES, string="What Followed", readonly=True, tracking=True)
    outcome_note = fields.Char(string="Remark", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", index="btree_not_null", domain="[('share', '=', False)]", tracking=True)
    handled_by_id = fields.Many2one("res.users", readonly=True)
    handled_on = fields.Date(readonly=True)
    days_to_handle = fields.Integer(
        compute="_compute_days_to_handle", store=True, aggregator="avg", help="Days from its arrival until somebody dealt with it."
    )
    hold_id = fields.Many2one("dunning.hold", string="Pause", readonly=True, index="btree_not_null", ondelete="set null")
    paused_until = fields.Date(related="hold_id.date_end", string="Plan Paused Until")
    lang = fields.Char(compute="_compute_lang")

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for reply in self:
            reply.display_name = f"{kinds.get(reply.kind, '')} – {reply.partner_id.display_name or ''}"

    @api.depends("handled_on", "date_received")
    def _compute_days_to_handle(self):
        for reply in self:
            received = reply.date_received and reply.date_received.date()
            reply.days_to_handle = max(0, (reply.handled_on - received).days) if reply.handled_on and received else 0

    @api.depends("sender", "author_id.lang", "action_id.contact_id.lang", "partner_id.lang", "company_id.partner_id.lang")
    def _compute_lang(self):
        for reply in self:
            reply.lang = (
                (reply.author_id.lang if reply.sender == "contact" else False)
                or reply.action_id.lang
                or reply.partner_id.lang
                or reply.company_id.sudo().partner_id.lang
                or self.env.lang
            )

    def write(self, vals):
        """Hand the task over with the reply.

        :raises AccessError: somebody changes what came in
        """
        if CAME_IN & vals.keys() and not self.env.su:
            raise AccessError(self.env._("What came in is taken down by the mail gateway, and stays as it came."))
        written = super().write(vals)
        if "user_id" in vals:
            self.sudo().activity_ids.filtered("automated").user_id = vals["user_id"]
        return written

    # -- coming in ---------------------------------------------------------------------------------

    @api.model
    def _receive_message(self, thread, message, kind, today):
        """Take down a message that the gateway posted on a record of ours; a person's reply pauses the customer's plan.

        What colleagues write is no reply. Who wrote is what the message says, never what a client sends.

        :param thread: record with ``company_id``, ``partner_id`` and a dunning profile
        :param message: the ``mail.message``
        :param str kind: ``reply``, ``auto`` or ``out_of_office``
        :param date today: day on which it came
        :return: ``dunning.reply``, empty when a colleague wrote it
        """
        if message.author_id.user_ids.filtered(lambda user: user._is_internal()):
            return self.browse()
        profile = thread._dunning_reply_profile()
        action = thread._dunning_reply_action()
        # a machine's answer is nothing to tell its owner about
        reply = self.with_context(mail_auto_subscribe_no_notify=kind != "reply").create(
            {
                "company_id": profile.company_id.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "action_id": action.id,
                **self._sender_vals(profile, message),
                "email_from": message.email_from,
                "subject": message.subject,
                "excerpt": self._excerpt_of_body(message.body),
                "mail_message_id": message.id,
                "message_ref": message.message_id,
                "thread_ref": f"{thread._name},{thread.id}",
                "kind": kind,
                "user_id": self._reply_owner(profile, action).id,
            }
        )
        if kind == "reply":
            reply._rest_after(today)
            reply._create_reply_tasks(today)
            reply._clear_bounces(email_normalize(message.email_from or "") or "")
        else:
            reply.write({"state": "handled", "handled_on": today})
        reply._understand_message(today)
        reply._do_sure_meaning(today)
        return reply

    @api.model
    def _reply_owner(self, profile, action):
        """Return who deals with a reply: the owner of the contact, else the collector, else the salesperson."""
        people = (action.user_id, profile._find_in_charge(), profile.company_id.dunning_collector_id, profile.salesperson_id)
        return next((found for user in people if (found := at_work(user, profile.company_id))), self.env["res.users"])

    @api.model
    def _excerpt_of_body(self, body):
        """Return the first words of a message, without what it quotes."""
        words = " ".join(find_new_words_of_html(body).split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"

    def _pause_plan(self, today):
        """Suspend the customer's plan for the company's number of days; replies that wait together share one pause.

        :param date today: first day of the pause
        """
        for reply in self:
            days = reply.company_id.dunning_reply_days
            if not days:
                continue
            end = add_days(today, days)
            same = [("profile_id", "=", reply.profile_id.id), ("state", "=", "new"), ("sender", "=", "contact")]
            hold = self.search([*same, ("hold_id.state", "=", "active")], limit=1).hold_id
            if hold:
                hold.date_end = max(end, hold.date_end or end)
            else:
                hold = reply._start_pause(today, end, self.env._("Reply of %s", reply.author_id.name or reply.email_from or ""))
            reply.hold_id = hold

    def _create_reply_tasks(self, today):
        """Ask the owners to deal with these replies."""
        kind = self.env.ref("account_dunning.mail_activity_type_reply", raise_if_not_found=False)
        give_tasks(
            self,
            kind,
            lambda reply: reply.user_id,
            lambda reply: self.env._("Reply of %(customer)s: %(subject)s", customer=reply.partner_id.name, subject=reply.subject or ""),
            today,
        )

    def _resume_plan(self, today, outcome):
        """End the pause of replies that are dealt with, unless another one that shares it waits or keeps it.

        :param date today: day on which it ends
        :param str outcome: how the pause ended
        """
        for hold, replies in self.grouped("hold_id").items():
            keeping = ["|", ("state", "=", "new"), ("outcome", "in", KEEPING_OUTCOMES)]
            kept = self.search([("hold_id", "=", hold.id), ("id", "not in", replies.ids), *keeping], limit=1)
            if hold and not kept:
                hold._end_holds(today, outcome)

    def _check_owner(self):
        """Collectors deal with any reply; whoever owns one deals with his.

        :raises AccessError: it is somebody else's
        """
        self.check_access("read")
        if self.env.su or self.env.user.has_group("account_dunning.group_dunning_user"):
            return
        if self.filtered(lambda reply: reply.user_id != self.env.user):
            raise AccessError(self.env._("Only its owner and collectors deal with a reply."))

    def _note_outcome(self, outcome, today, note=None, keep_pause=False):
        """Note what followed from these replies, end their task and their pause.

        :param str outcome: one of ``OUTCOMES``
        :param date today: day on which they are dealt with
        :param str note: a few words
        :param bool keep_pause: leave the pause until its last day
        """
        self._check_owner()
        self._check_outcome(outcome)
        replies = self.sudo().filtered(lambda reply: reply.state == "new")
        replies.write(
            {
                "state": "handled", "outcome": outcome, "outcome_note": note, "handled_on": today,
                "handled_by_id": self.env.user.id,
            }
        )  # fmt: skip
        drop_tasks(replies)
        replies._close_meanings("changed", today)
        if not keep_pause:
            labels = dict(self._fields["outcome"]._description_selection(self.env))
            replies._resume_plan(today, labels[outcome])

    # -- addresses that do not serve ---------------------------------------------------------------

    @api.model
    def _open_replies(self, domain):
        """Return the action that opens some replies."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replies"),
            "res_model": self._name,
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": domain,
        }
