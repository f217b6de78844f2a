"""What a person does with a reply, one click each: what follows, the pause that ends, the answer that goes out."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..delivery.dunning_action_call import ANNOUNCED_DAYS
from ..shared.company_day import company_day
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.once import lock_rows
from ..shared.one_line import one_line
from ..shared.receivable import choose_meant, find_items_now, find_items_of
from ..shared.roles import check_collector
from ..shared.shipped import shipped
from ..shared.windows import form_of

# What texts of answers may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "invoice_names", "lang")


class DunningReply(models.Model):
    _name = "dunning.reply"
    _inherit = ["dunning.reply", "dunning.message.texts"]

    invoice_names = fields.Char(compute="_compute_texts")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("sender", "author_id", "partner_id", "action_id", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_texts(self):
        for reply in self:
            reply._set_sides(reply.company_id, self.env.user, reply.sudo()._answer_recipient() if reply._origin else reply.author_id)
            names = reply.sudo()._answered_moves().mapped("name") if reply._origin else []
            reply.invoice_names = ", ".join(name for name in names if name)

    def _answered_moves(self):
        """Return the invoices a reply is about: those its contact asked for that are still open.

        :return: ``account.move``
        """
        self.ensure_one()
        return self._asked_items().filtered(
            lambda item: item.parent_state == "posted" and item.currency_id.compare_amounts(item.amount_residual_currency, 0) > 0
        ).dunning_entry_id

    def _asked_items(self):
        """Return the items that the contact answered asked for, and the instalments that replaced some of them."""
        lines = self.action_id._asked_lines() if self.action_id else self.env["dunning.action.line"]
        return find_items_now(lines.move_line_id)

    def _answered_items(self, today, moves=None, whole=False):
        """Return the items that a reply is about: what is due of its invoices, else all that is open of them.

        Of an invoice that was asked for in part it is the part asked for: an instalment in dispute, which the contact left out,
        is not what the customer speaks of.

        :param date today: the day
        :param moves: ``account.move`` that it is about, by default those that its contact asked for
        :param bool whole: the invoices as a whole, whatever was asked for
        :return: ``account.move.line``
        """
        moves = self._answered_moves() if moves is None else moves
        owed = find_items_of(moves, self.partner_id | self.action_id._find_debtors())
        items = owed.filtered(lambda line: line.amount_residual_currency > 0)
        return choose_meant(items, items if whole else items & self._asked_items(), today)

    # -- one click each ----------------------------------------------------------------------------

    def action_promise(self):
        """Take down the promise that the reply makes."""
        self._check_outcome("promised")
        self._to_handle()
        items = self.env["dunning.receivable"].browse(self._answered_items(company_day(self)).ids)
        action = self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.company_id, items=items)
        return self._continue_in(action)

    def action_dispute(self):
        """Open the dispute that the reply raises."""
        self._to_handle()
        items = self.env["dunning.receivable"].browse(self.sudo()._answered_items(company_day(self)).ids)
        action = self.env["dunning.dispute.wizard"]._open_dispute_wizard(self.partner_id, items=items)
        return self._continue_in(action, {"default_description": self.excerpt or ""})

    def action_change_meaning(self):
        """Open the ordinary dialogue with what was understood: the promise or the dispute, else the reply itself.

        :return: window action
        """
        self.ensure_one()
        self._check_owner()
        meaning = self._proposed_meanings()[:1]
        if meaning.outcome == "will_pay":
            return self._change_promise(meaning)
        if meaning.outcome == "disputed":
            return self._change_dispute(meaning)
        return {**self._get_records_action(), "target": "new"}

    def _change_promise(self, meaning):
        self._check_outcome("promised")
        today = self._to_handle()
        items = self.env["dunning.receivable"].browse(self._meant_items(meaning, today).ids)
        action = self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.company_id, items=items)
        day = max(meaning.date or today, today)
        amount = meaning.amount or sum(self.env["account.move.line"].sudo().browse(items.ids).mapped("amount_residual_currency"))
        return self._continue_in(
            action,
            {"default_line_ids": [fields.Command.create({"date_payment": day, "amount": amount})], "default_note": meaning.sentence},
        )

    def _change_dispute(self, meaning):
        today = self._to_handle()
        items = self.env["dunning.receivable"].browse(self.sudo()._meant_items(meaning, today).ids)
        action = self.env["dunning.dispute.wizard"]._open_dispute_wizard(self.partner_id, items=items)
        category = self._category_of_cause(meaning.cause)
        return self._continue_in(action, {"default_category_id": category.id, "default_description": meaning.sentence})

    def _continue_in(self, action, more=None):
        """Have a dialogue deal with this reply when it is confirmed."""
        context = {**action["context"], "default_source": "email", "default_reply_id": self.id, **(more or {})}
        return {**action, "context": context}

    def action_outcome(self):
        """Record in one click what the button names: all that is due is promised within the usual days, or disputed.

        :raises UserError: nothing is left to promise or to dispute
        """
        outcome = self.env.context.get("outcome")
        self._check_outcome(outcome)
        today = self._to_handle()
        if outcome == "promised":
            self.sudo()._promise_at_once(today)
        elif outcome == "disputed":
            self.sudo()._dispute_at_once(today, "technical" if self.env.context.get("about") == "technical" else "commercial")
        else:
            raise UserError(self.env._("There is no such outcome."))
        self._note_outcome(outcome, today)
        return True

    def _promise_at_once(self, today):
        items = self._answered_items(today)
        promises = self.env["dunning.promise"]._record_promises(
            self.company_id,
            self.partner_id,
            today,
            [(self.env["dunning.payment.run"]._usual_promise_day(self.company_id, self.partner_id, today), None)],
            items or None,  # as in the dialogue: without invoices it is about what has been due longest
            source="email",
            note=self.excerpt,
            profile_id=self.profile_id.id,
        )
        if not promises:
            raise UserError(self.env._("%s has nothing open that is not promised already.", self.partner_id.display_name))

    def _dispute_at_once(self, today, about):
        moves = self._answered_items(today).dunning_entry_id
        category = shipped(self.env, f"dispute_category_{about}")
        self._open_disputes(moves, category, self.excerpt or self.subject or self.display_name, today)

    def _open_disputes(self, moves, category, description, today):
        """Return a dispute about each of these invoices that is not in dispute yet.

        :param moves: ``account.move``
        :param category: ``dunning.dispute.category``
        :param str description: what the customer says
        :param date today: day on which it is opened
        :raises UserError: none is left
        """
        Dispute = self.env["dunning.dispute"]
        moves -= Dispute.search([("move_id", "in", moves.ids), ("state", "=", "open")]).move_id
        if not moves:
            raise UserError(self.env._("Each open invoice of this reply is in dispute already, or none is open any more."))
        return Dispute.create(
            [
                {
                    "move_id": move.id,
                    "partner_id": (self.action_id._debtor_of(move) or self.partner_id).id,
                    "category_id": category.id,
                    "description": description,
                    "date_opened": today,
                    "source": "email",
                }
                for move in moves
            ]
        )

    def action_payment_announced(self):
        """A payment is on its way: its invoices rest for some days."""
        today = self._to_handle()
        self.sudo()._wait_for_payment(today, self.env._("Reply: payment announced"))
        self._note_outcome("payment_announced", today)
        return True

    def action_already_paid(self):
        """The customer says that it has paid: ask for the day and the proof, and wait for some days."""
        today = self._to_handle()
        self.sudo()._send_answer(shipped(self.env, "mail_template_reply_proof"))
        self.sudo()._wait_for_payment(today, self.env._("Reply: says it is paid, proof asked"))
        self._note_outcome("already_paid", today)
        return True

    def action_resend_invoices(self):
        """Send the invoices asked for again, to whoever wrote if it is a contact of the customer, else to the customer's own.

        :raises UserError: nothing is open any more
        """
        today = self._to_handle()
        moves = self.sudo()._answered_moves()
        documents = list(self.env["dunning.action"]._documents_of(moves).values())
        if not documents:
            raise UserError(self.env._("No invoice of this reply is open any more: there is nothing to send again."))
        self.sudo()._send_answer(shipped(self.env, "mail_template_reply_invoices"), documents)
        self._note_outcome("resent", today)
        return True

    def action_wrong_contact(self):
        """Somebody else is to be asked: find out who. The pause stays until its last day, so that nobody asks the same again."""
        today = self._to_handle()
        for reply in self.sudo():
            reply.profile_id._ask_for_address(
                self.env._("%s is the wrong contact: find the right one.", reply.author_id.name or reply.email_from or "")
            )
        self._note_outcome("wrong_contact", today, keep_pause=True)
        return True

    def action_note(self):
        """Nothing follows: the plan goes on."""
        self._note_outcome("noted", self._to_handle(several=True))
        return True

    def action_is_reply(self):
        """A person wrote it after all: pause the plan and deal with it."""
        self._check_owner()
        today = company_day(self)
        replies = self.sudo().filtered(lambda reply: reply.kind in ("auto", "out_of_office"))
        replies.write({"kind": "reply", "state": "new", "handled_on": False, "handled_by_id": False})
        replies._rest_after(today)
        replies._create_reply_tasks(today)
        return True

    def action_is_automatic(self):
        """No person wrote it: the plan goes on."""
        self._check_owner()
        today = company_day(self)
        replies = self.sudo().filtered(lambda reply: reply.kind == "reply" and reply.state == "new")
        replies._note_outcome("noted", today)
        replies.write({"kind": "auto", "outcome": False})
        return True

    def _to_handle(self, several=False):
        """Return today, after making sure that these replies may and need to be dealt with.

        :param bool several: whether it can be done to many at once
        :raises UserError: it is dealt with already, or is no reply
        """
        if not several:
            self.ensure_one()
        self._check_owner()
        lock_rows(self.sudo())
        for reply in self:
            if reply.state == "handled" and reply.outcome:
                raise UserError(reply._handled_text())
            if reply.kind != "reply" or reply.state != "new":
                raise UserError(self.env._("“%s” does not wait for an outcome.", reply.display_name))
        return company_day(self)

    def _check_outcome(self, outcome):
        """Promises are taken down by collectors, also from a reply that somebody else owns.

        :raises AccessError: the user may not record this outcome
        """
        if outcome == "promised":
            check_collector(self.env, self.env._("Only collectors take down a promise: hand the reply over to one."))

    def _check_dialogue(self, outcome, partner):
        """Refuse what a dialogue would do about a reply of somebody else, or one that was dealt with meanwhile.

        :param str outcome: one of ``OUTCOMES``
        :param partner: ``res.partner`` the dialogue is about
        :raises UserError: the reply is another customer's, or does not wait
        """
        if not self:
            return
        self._check_outcome(outcome)
        self._to_handle()
        if self.partner_id != partner.commercial_partner_id:
            raise UserError(self.env._("This reply is not of %s.", partner.display_name))

    def _handled_text(self):
        """Return the sentence that says who dealt with a reply, how and when."""
        reply = self.sudo()
        return self.env._(
            "“%(reply)s” was dealt with already: %(outcome)s (%(user)s, %(day)s).",
            reply=self.display_name,
            outcome=dict(self._fields["outcome"]._description_selection(self.env))[reply.outcome],
            user=reply.handled_by_id.name or "",
            day=format_date(self.env, reply.handled_on),
        )

    def _wait_for_payment(self, today, reason, moves=None):
        """Have invoices rest because their payment is said to be on its way.

        :param date today: first day
        :param str reason: what the hold says
        :param moves: ``account.move``; by default those that the reply is about
        :return: ``dunning.hold`` made
        """
        self.ensure_one()
        vals = {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "kind": "payment_announced",
            "reason": reason,
            "date_start": today,
            "date_end": fields.Date.add(today, days=ANNOUNCED_DAYS),
            "source": self.display_name,
            "action_id": self.action_id.id,
            "user_id": self.env.user.id,
        }
        about = moves or self._answered_moves()
        targets = [
            {"move_id": move.id, "partner_id": (self.action_id._debtor_of(move) or self.partner_id).id} for move in about
        ] or [{}]
        made, _found = self.env["dunning.hold"]._place_holds([{**vals, **target} for target in targets])
        return made

    def _send_answer(self, template, documents=None):
        """Answer a contact of the customer (see ``_answer_recipient``), in his language and in the thread of what was answered.

        :param template: ``mail.template`` on ``dunning.reply``
        :param list documents: (name, bytes) to attach
        :raises UserError: nobody to answer is known
        """
        self.ensure_one()
        recipient = self._answer_recipient()
        if not recipient:
            raise UserError(
                self.env._("Nobody of the customer can be answered: say who wrote from %s, or name a contact.", self.email_from or "")
            )
        message = self.mail_message_id
        # the thread that he answered, so that his mail program shows our answer below his words
        thread = self.env[message.model].browse(message.res_id).exists() if message.model else None
        thread = thread or self.action_id or self.profile_id
        user, company = self.env.user.sudo(), self.company_id.sudo()
        thread.with_context(lang=self.lang).message_post(
            body=template._render_field("body_html", self.ids, compute_lang=True, options={"post_process": True})[self.id],
            subject=one_line(template._render_field("subject", self.ids, compute_lang=True)[self.id]),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=recipient.ids,
            author_id=user.partner_id.id,
            email_from=user.email_formatted or company.email_formatted,
            attachments=documents or [],
            email_layout_xmlid="account_dunning.message_layout",
            force_email_lang=self.lang,
            notify_skip_followers=True,
            parent_id=message.id,
        )

    def action_open_action(self):
        """Open the contact that the customer answered."""
        self.ensure_one()
        return {**form_of(self.action_id), "name": self.action_id.display_name}

    def action_open_profile(self):
        """Open the customer's page."""
        self.ensure_one()
        return {**form_of(self.profile_id), "name": self.partner_id.display_name}
