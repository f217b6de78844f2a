"""What a line of the work list says and opens, and which line comes after it."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..action.dunning_action import OPEN_STATES
from ..shared.channels import PHONE, REGISTERED_LETTER
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from .dunning_task import PLACES

# Lines that are done in a dialogue: one leads to the next. Messages and letters are done in bulk, from the list.
IN_DIALOGUE = ("call", "promise", "dispute", "contact", "hold")

# Keys of the context of a dialogue opened from the work list: its line, the owner of it, the lines seen since the first.
TASK, OWNER, SEEN = "dunning_task", "dunning_task_owner", "dunning_tasks_seen"

# So much of what somebody said fits into a line.
QUOTED = 80
# Of what went wrong more is shown: the cause is at its end.
ERROR_SHOWN = 240


class DunningTask(models.Model):
    _inherit = "dunning.task"

    # -- why ---------------------------------------------------------------------------------------

    @api.depends("kind", "is_done", "date", "oldest_days")
    @api.depends_context("lang")
    def _compute_why(self):
        today = company_day(self)
        broken = self._broken_promises()
        for task in self:
            parts = [task._why_done() if task.is_done else getattr(task, f"_why_{task.kind}")(today)]
            if not task.is_done and task.kind != "promise" and task.profile_id in broken:
                day = format_date(self.env, broken[task.profile_id])
                parts.insert(0, self.env._("Promise of %s not kept", day))
            if not task.is_done and task.kind != "promise" and task.oldest_days > 0:
                days = task.oldest_days
                parts.append(self.env._("oldest %s days overdue", days) if days > 1 else self.env._("oldest 1 day overdue"))
            task.why = " · ".join(filter(None, parts))

    def _broken_promises(self):
        """Return the day of the last promise that each of these customers broke and that still needs somebody."""
        found = self.env["dunning.promise"].sudo()._read_group(
            [("profile_id", "in", self.profile_id.ids), ("state", "in", ("broken", "partly")),
             ("line_ids.move_line_id.reconciled", "=", False)],
            ["profile_id"],
            ["date_payment:max"],
        )  # fmt: skip
        return {profile.sudo(self.env.su): day for profile, day in found}

    def _quote_on_one_line(self, text):
        """Return the beginning of what somebody wrote, on one line."""
        words = " ".join((text or "").split())
        return words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"

    def _shorten_error(self, text):
        """Return what went wrong on one line; of a long one the beginning and the cause at its end."""
        words = " ".join((text or "").split())
        half = ERROR_SHOWN // 2
        return words if len(words) <= ERROR_SHOWN else f"{words[:half].rstrip()} … {words[-half:].lstrip()}"

    def _why_done(self):
        """Say how it ended."""
        if self.kind == "reply":
            return self._why_reply_done()
        if self.kind == "case":
            return self._why_case_done()
        record = self.action_id or self.dispute_id or self.hold_id
        if self.action_id.pending_outcome:
            name = "pending_outcome"
        elif self.action_id:
            name = next((one for one in ("outcome", "delivery_status", "cancel_reason") if record[one]), "state")
        else:
            name = "resolution" if self.dispute_id else "outcome"
        field = record._fields[name]
        text = dict(field._description_selection(self.env)).get(record[name]) if field.type == "selection" else record[name]
        if self.action_id and record.state in OPEN_STATES and not record.pending_outcome:
            return self.env._("%(outcome)s: again on %(day)s", outcome=text, day=format_date(self.env, record.date))
        return text or ""

    def _why_call(self, _today):
        action = self.action_id
        parts = [action.step_id.name or self.env._("One-off call")]
        if action.state == "failed":
            parts.append(self._shorten_error(action.error))
        if action.no_answer_count:
            parts.append(self.env._("calls not answered: %s", action.no_answer_count))
        if action.outcome_note:
            parts.append(f"“{self._quote_on_one_line(action.outcome_note)}”")
        if action.review_reason:
            parts.append(action.review_reason)
        return " · ".join(parts)

    def _why_review(self, _today):
        action = self.action_id
        reason = action.review_reason or action.attention or self.env._("waits to be read")
        return f"{action.step_id.name or self.env._('One-off reminder')} · {reason}"

    def _why_letter(self, _today):
        action = self.action_id
        if action.state == "failed":
            what = self._shorten_error(action.error)
        elif not action.printed_on:
            what = self.env._("to print and post")
        elif action.channel == REGISTERED_LETTER:
            what = self.env._("printed: number and posting to enter")
        else:
            what = self.env._("printed: to post")
        return f"{action.step_id.name or self.env._('One-off reminder')} · {what}"

    def _why_failed(self, _today):
        action = self.action_id
        return f"{action.step_id.name or self.env._('One-off reminder')} · {self._shorten_error(action.error)}"

    def _why_promise(self, _today):
        promise = self.promise_id
        return self.env._(
            "Promised %(amount)s by %(day)s, %(paid)s came in",
            amount=formatLang(self.env, promise.amount, currency_obj=promise.currency_id),
            day=format_date(self.env, promise.date_payment),
            paid=formatLang(self.env, promise.amount_paid, currency_obj=promise.currency_id),
        )

    def _why_dispute(self, today):
        dispute = self.dispute_id
        if not dispute.user_id:
            when = self.env._("nobody settles it")
        elif dispute.date_deadline < today:
            when = self.env._("deadline was %s", format_date(self.env, dispute.date_deadline))
        elif dispute.date_deadline == today:
            when = self.env._("to be settled today")
        else:
            when = self.env._("to be settled by %s", format_date(self.env, dispute.date_deadline))
        said = f"“{self._quote_on_one_line(dispute.description)}”"
        return f"{dispute.category_id.name}, {dispute.sudo().target} · {when} · {said}"

    def _why_hold(self, _today):
        hold = self.hold_id
        kind = dict(hold._fields["kind"]._description_selection(self.env))[hold.kind]
        if hold.review_date:
            when = self.env._("to look at since %s", format_date(self.env, hold.review_date))
        else:
            when = self.env._("without end and without review")
        return f"{kind}, {hold.target} · {when} · “{self._quote_on_one_line(hold.reason)}”"

    def _why_contact(self, _today):
        tasks = self.profile_id.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref("account_dunning.mail_activity_type_address", False)
        )
        return self._quote_on_one_line(tasks[:1].summary) or self.env._("Neither e-mail nor number is known")

    def _source_of_line(self, model):
        """Return the record that lines of one kind are about, where it has no field of its own.

        :param str model: its model
        """
        return self.env[model].browse([task.id // PLACES for task in self])

    def _why_transit(self, _today):
        payment = self._source_of_line("account.payment").sudo()
        return self.env._(
            "Payment of %(amount)s of %(day)s has not arrived yet",
            amount=formatLang(self.env, payment.amount, currency_obj=payment.currency_id),
            day=format_date(self.env, payment.date),
        )

    def _why_receipt(self, _today):
        line = self._source_of_line("account.bank.statement.line").sudo()
        return self.env._(
            "Receipt of %(amount)s of %(day)s is not reconciled: “%(text)s”",
            amount=formatLang(self.env, line.amount, currency_obj=line.currency_id),
            day=format_date(self.env, line.date),
            text=self._quote_on_one_line(line.payment_ref),
        )

    def _why_discount(self, _today):
        item = self._source_of_line("account.move.line").sudo()
        return self.env._(
            "%(invoice)s was paid in time less the discount: %(amount)s to write off",
            invoice=item.dunning_entry_id.name,
            amount=formatLang(self.env, item.amount_residual_currency, currency_obj=item.currency_id),
        )

    # -- what it opens -----------------------------------------------------------------------------

    @api.model
    def _opener_by_kind(self):
        """Return what opens a line, by kind: the name of a method of one line that returns an action."""
        return {
            "call": "_open_call", "promise": "_open_promise", "dispute": "_open_dispute", "hold": "_open_hold",
            "contact": "_open_contact", "review": "_open_action", "letter": "_open_action", "failed": "_open_action",
            "reply": "_open_record",
            "transit": "_open_payment", "receipt": "_open_receipt", "discount": "_open_discounted",
            "case": "_open_case", "claim": "_open_claim",
        }  # fmt: skip

    def action_open(self):
        """Open the right dialogue of a line; what is done opens as it is."""
        self.ensure_one()
        if self.is_done:
            return self._open_record()
        self._check_switched_on()
        opened = getattr(self, self._opener_by_kind().get(self.kind, "action_open_customer"))()
        if isinstance(opened, dict) and opened.get("target") == "new":
            seen = [*self.env.context.get(SEEN, ()), self.id]
            opened["context"] = {**(opened.get("context") or {}), TASK: self.id, OWNER: self.user_id.id, SEEN: seen}
        return opened

    def _check_switched_on(self):
        """Refuse to act for a branch that is not switched on, where half of what it takes cannot be read.

        :raises UserError: which company to add in the switcher, or that the user does not work there
        """
        for branch in self.sudo().branch_id - self.env.companies.sudo():
            if branch in self.env.user.company_ids:
                raise UserError(self.env._("This belongs to %s: add it to your companies at the top right.", branch.name))
            raise UserError(self.env._("This belongs to %s, where you do not work: give it to somebody who does.", branch.name))

    def _open_record(self):
        linked = self.action_id or self.promise_id or self.dispute_id or self.hold_id or self.profile_id
        record = self._reply_of_line() if self.kind == "reply" else linked
        return {
            "type": "ir.actions.act_window",
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _open_action(self):
        return self._open_record()

    def _open_payment(self):
        return self._source_of_line("account.payment")._get_records_action()

    def _open_receipt(self):
        return self._source_of_line("account.bank.statement.line").move_id._get_records_action()

    def _open_discounted(self):
        return self._source_of_line("account.move.line").dunning_entry_id._get_records_action()

    def _open_call(self):
        return self.action_id.action_report_call()

    def _open_promise(self):
        """A broken promise is followed by a call: a one-off one, unless one waits already; where nothing can be asked for
        now, the customer's page says why."""
        try:
            return self._call_about_promise().action_report_call()
        except UserError:
            return self.action_open_customer()

    def _call_about_promise(self):
        today = company_day(self)
        lock_rows(self.profile_id.sudo())
        waiting = self.env["dunning.action"].search(
            [("profile_id", "=", self.profile_id.id), ("channel", "=", PHONE), ("state", "in", OPEN_STATES), ("date", "<=", today)],
            limit=1,
        )  # fmt: skip
        return waiting or self.env["dunning.action"]._create_manual(
            self.partner_id, self.company_id, today, PHONE, contact=self.promise_id.contact_id
        )

    def _open_dispute(self):
        return self.dispute_id.action_settle()

    def _open_hold(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review Holds"),
            "res_model": "dunning.coverage.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mode": "review", "default_hold_ids": self.hold_id.ids},
        }

    def _open_contact(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mend the Contact"),
            "res_model": "dunning.contact.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.profile_id.id},
        }

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "dunning.profile",
            "res_id": self.profile_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_steps(self):
        """Open the same contacts by plan step, where many messages of one step are read and approved together."""
        return self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_todo")

    # -- in one click ------------------------------------------------------------------------------

    def action_no_answer(self):
        """Report from the list that nobody answered these calls; it can be undone for some seconds."""
        return self._report_calls("no_answer")

    def action_promised(self):
        """Report from the list that all of it was promised within the usual days; it can be undone for some seconds."""
        return self._report_calls("promised")

    def _report_calls(self, outcome):
        """Report calls, and calls about broken promises, with an outcome that needs no more words, after time to undo it.

        :raises UserError: there is no call among these lines
        """
        calls = self.filtered(lambda task: task.kind in ("call", "promise") and not task.is_done)
        if not calls:
            raise UserError(self.env._("Only calls are reported with an outcome."))
        calls._check_switched_on()
        actions = self.env["dunning.action"]
        for task in calls:
            actions |= task.action_id or task._call_about_promise()
        return actions._report_later(outcome)

    def action_approve(self):
        """Approve the messages among these lines."""
        return self._actions_of_kind("review").action_approve()

    def action_retry(self):
        """Try again the failed deliveries among these lines."""
        return self._actions_of_kind("failed").action_retry()

    def action_print_letters(self):
        """Print the letters among these lines."""
        return self._actions_of_kind("letter").action_print_letters()

    def action_mark_posted(self):
        """Say that the printed letters among these lines were posted."""
        return self._actions_of_kind("letter").action_mark_posted()

    def _actions_of_kind(self, kind):
        """Return the actions of the open lines of a kind.

        :raises UserError: there are none
        """
        lines = self.filtered(lambda task: task.kind == kind and not task.is_done)
        lines._check_switched_on()
        actions = lines.action_id
        if not actions:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(self.env._("None of the lines chosen is of this kind: %s.", kinds[kind]))
        return actions

    # -- the next one ------------------------------------------------------------------------------

    def action_start(self):
        """Open the first line of mine, else the first that is nobody's."""
        return self._open_first_unseen(Domain("user_id", "=", self.env.uid)) or self._open_first_unseen(Domain("user_id", "=", False)) or {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.env._("Nothing of yours is left to be done in a dialogue."), "type": "success"},
        }

    @api.model
    def _open_next_line(self):
        """Return what opens the line after the one whose dialogue is open: the best of the same owner not seen yet.

        :return: an action; what closes the dialogue when nothing is left, or it was not opened from the work list
        """
        close = {"type": "ir.actions.act_window_close"}
        if not self.env.context.get(TASK):
            return close
        self.env.flush_all()
        self.env.invalidate_all()
        return self._open_first_unseen(Domain("user_id", "=", self.env.context.get(OWNER) or False)) or close

    @api.model
    def _open_first_unseen(self, domain):
        """Open the best line that is done in a dialogue and was not seen yet."""
        seen = [one for one in self.env.context.get(SEEN) or () if isinstance(one, int)]
        found = self.search(
            Domain(domain) & Domain("is_done", "=", False) & Domain("kind", "in", IN_DIALOGUE) & Domain("id", "not in", seen), limit=1
        )
        return found and found.action_open()
