"""Taking an answer down, in one transaction: what may be said, whether it is done at once, what the collector sees of it."""

from markupsafe import Markup
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..action.dunning_action_line import UNLISTED
from ..claim.dunning_promise import LEFT_ALONE
from ..delivery.dunning_action_delivery import ATTACHMENT_LIMIT
from ..shared import evidence
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.customer_mail import post_mail
from ..shared.once import lock_rows
from ..shared.one_line import one_line
from ..shared.shipped import shipped
from .given_answer import MOST_INSTALMENTS

# Answers that are about items chosen, and what is left over of a reply that needs nobody.
ABOUT_ITEMS = ("paid", "promise", "dispute", "instalments", "copy")
OUTCOME_OF = {"paid": "payment_announced", "promise": "promised", "dispute": "disputed", "copy": "resent", "call_back": "noted"}

# Latest day that a customer may name, days from today; earliest day of a payment that is said to be made.
LATEST, EARLIEST = 366, 366


class DunningAnswer(models.Model):
    _inherit = "dunning.answer"

    @api.model
    def _take_answer(self, visit, given):
        """Take down what a customer sent from its page, once, and do what follows.

        :param Visit visit: whose page
        :param Given given: what was sent
        :return: ``dunning.answer``; the one that is there when the same form was sent before
        :raises UserError: it cannot be said like that, in one sentence for the customer
        """
        Answer = self.with_env(self.env(user=SUPERUSER_ID)).with_company(visit.profile.company_id)
        env = Answer.env
        visit = visit._replace(profile=visit.profile.with_env(env), action=visit.action.with_env(env))
        lock_rows(visit.profile)
        if known := Answer.search([("profile_id", "=", visit.profile.id), ("key", "=", given.key)], limit=1):
            return known
        states = env["dunning.page"]._page_states(visit)
        lines = [line for line in states if line.move_line_id.id in given.items]
        return Answer._keep_answer(visit, given._replace(lines=env["dunning.action.line"].concat(*lines)), states)

    @api.model
    def _keep_answer(self, visit, given, states):
        """Keep an answer and do what follows, as the superuser; as ``_take_answer``, with what the page shows now."""
        today = company_day(visit.profile)
        self._check_said(visit, given, states, today)
        reason = self._reason_to_ask(visit, given, states, today)
        answer = self.create(self._vals_of_answer(visit, given, states, reason))
        done = {} if reason else getattr(answer, f"_do_{given.kind}")(visit, given, today)
        message = answer._post_answer(given)
        answer._hand_to_people(message, given, today)
        answer._as_addon().write({**done, "attachment_ids": [fields.Command.set(message.attachment_ids.ids)]})
        answer._confirm_by_mail(given)
        return answer

    def _as_addon(self):
        return evidence.as_writer(self)

    # -- what may be said --------------------------------------------------------------------------

    @api.model
    def _check_said(self, visit, given, states, today):
        """Refuse what cannot be said, in a sentence that tells the customer what to change.

        :raises UserError: with that sentence
        """
        company = visit.profile.company_id
        if company[f"dunning_answer_{given.kind}"] == "off":
            raise UserError(self.env._("This answer is not offered here: please write to us."))
        if given.kind in ABOUT_ITEMS:
            self._check_answer_items(given, states)
        if given.kind in ("paid", "promise", "instalments", "call_back"):
            self._check_answer_day(given, today)
        if given.kind == "paid" and not given.means:
            raise UserError(self.env._("Please say how you paid."))
        if given.kind == "dispute" and (not given.category or not given.text):
            raise UserError(self.env._("Please choose what is wrong, and describe it in a few words."))
        if given.kind == "instalments" and not 2 <= given.count <= MOST_INSTALMENTS:
            raise UserError(self.env._("Please say in how many instalments you would like to pay: 2 to %s.", MOST_INSTALMENTS))
        if given.kind == "wrong_contact" and not (given.person or given.email or given.phone):
            raise UserError(self.env._("Please say who deals with it: a name, an e-mail or a number."))
        if given.kind == "call_back" and not given.phone:
            raise UserError(self.env._("Please give the number that we are to call."))

    @api.model
    def _check_answer_items(self, given, states):
        if not given.lines:
            raise UserError(self.env._("Please choose at least one invoice."))
        if given.kind == "copy":
            return
        closed = [line.number for line in given.lines if states[line]["group"] == "paid"]
        if closed:
            raise UserError(self.env._("Nothing of %s is open any more.", ", ".join(name or "" for name in closed)))
        if given.kind == "dispute" and len(given.lines.move_id) > 1:
            raise UserError(self.env._("Please choose one invoice: each problem is settled by itself."))
        disputed = [line.number for line in given.lines if states[line]["row"]["reason"] == "dispute"]
        if disputed and given.kind in ("dispute", "promise", "instalments"):
            raise UserError(self.env._("We are looking into %s already: nothing is asked for.", ", ".join(disputed)))
        promised = [line.number for line in given.lines if states[line]["row"]["reason"] == "promise"]
        if promised and given.kind == "promise":
            raise UserError(self.env._("A payment of %s is agreed already.", ", ".join(promised)))
        self._check_amount(given, states)

    @api.model
    def _check_amount(self, given, states):
        if given.amount is None:
            return
        if len(given.lines.currency_id) > 1:
            raise UserError(self.env._("These invoices are in several currencies: please answer for one after the other."))
        total = sum(states[line]["amount"] or states[line]["payable"] for line in given.lines)
        currency = given.lines.currency_id
        if currency.compare_amounts(given.amount, 0) <= 0 or currency.compare_amounts(given.amount, total) > 0:
            raise UserError(self.env._("Please give an amount above zero and not above what is open."))

    @api.model
    def _check_answer_day(self, given, today):
        if not given.day:
            raise UserError(self.env._("Please choose a day."))
        first, last = (add_days(today, -EARLIEST), today) if given.kind == "paid" else (today, add_days(today, LATEST))
        if not first <= given.day <= last:
            raise UserError(
                self.env._(
                    "Please choose a day from %(first)s to %(last)s.",
                    first=format_date(self.env, first),
                    last=format_date(self.env, last),
                )
            )

    # -- at once, or only a request ----------------------------------------------------------------

    @api.model
    def _reason_to_ask(self, visit, given, states, today):
        """Return why an answer is only a request, empty when it is done at once."""
        company = visit.profile.company_id
        if given.kind == "call_back":
            return "" if self._can_be_called(states) else self.env._("nothing can be asked for now")
        if company[f"dunning_answer_{given.kind}"] != "do":
            return self.env._("as the company set it")
        rows = [states[line]["row"] for line in given.lines if states[line]["row"]]
        if given.kind != "copy" and any(row["reason"] in (*UNLISTED, *LEFT_ALONE) and row["reason"] != "dispute" for row in rows):
            return self.env._("it is handed over, assigned, or in proceedings")
        if given.kind == "paid" and self._was_said(given.lines):
            return self.env._("“paid already” was said of one of these items before")
        if given.kind == "promise":
            return self._reason_against_promise(visit, given, today)
        return ""

    @api.model
    def _can_be_called(self, states):
        return any(state["group"] == "overdue" for state in states.values())

    @api.model
    def _was_said(self, lines):
        """Tell whether one of these items rested before because its payment was said to be made."""
        domain = [("move_line_id", "in", lines.move_line_id.ids), ("answer_id.kind", "=", "paid"), ("answer_id.outcome", "=", "done")]
        return bool(self.env["dunning.answer.line"].search_count(domain, limit=1))

    @api.model
    def _reason_against_promise(self, visit, given, today):
        items, company = given.lines.move_line_id, visit.profile.company_id
        broken = [("move_line_id", "in", items.ids), ("promise_id.state", "in", ("broken", "partly"))]
        if self.env["dunning.promise.line"].search_count(broken, limit=1):
            return self.env._("a promise about one of these items was broken")
        sent = self.env["dunning.action.line"].search(
            [("move_line_id", "in", items.ids), ("kind", "=", "advance"), ("status", "=", "counted"), ("action_id.state", "=", "done")]
        )
        if sent.action_id._formal_notices():
            return self.env._("a formal notice was sent about one of these items")
        if given.day > self._latest_promise_day(company, visit.profile.partner_id, today):
            return self.env._("it is later than the page may agree to")
        return ""

    @api.model
    def _latest_promise_day(self, company, partner, today):
        """Return the last day that the page may agree to: after the company's days, or that of the next payment run."""
        usual = add_days(today, company.dunning_page_promise_days)
        run = self.env["dunning.payment.run"]._find_next_run(company, partner, today)
        return max(usual, run.day) if run else usual

    # -- what is kept ------------------------------------------------------------------------------

    @api.model
    def _vals_of_answer(self, visit, given, states, reason):
        """Return the values of an answer: what came in, and the items as they stood."""
        opened = {line: states[line]["amount"] or states[line]["payable"] for line in given.lines}
        currency = given.lines.currency_id if len(given.lines.currency_id) == 1 else self.env["res.currency"]
        lines = [
            {
                "move_line_id": line.move_line_id.id, "move_id": line.move_id.id, "invoice_name": line.number,
                "date_due": line.date_due, "currency_id": line.currency_id.id, "amount_open": amount,
            }
            for line, amount in opened.items()
        ]  # fmt: skip
        return {
            "company_id": visit.profile.company_id.id,
            "profile_id": visit.profile.id,
            "partner_id": visit.profile.partner_id.id,
            "action_id": visit.action.id,
            "contact_id": visit.contact.id,
            "via": visit.via,
            **{name: getattr(given, name) for name in ("kind", "key", "text", "day", "means", "count", "person", "email", "phone")},
            "category_id": given.category and given.category.id,
            "currency_id": currency.id,
            "amount": (sum(opened.values()) if given.amount is None else given.amount) if currency else 0.0,
            "outcome": "asked" if reason else "done",
            "reason": reason,
            "line_ids": [fields.Command.create(vals) for vals in lines],
        }

    def _post_answer(self, given):
        """Return the message that keeps the answer, with its files, in the thread of the contact or the customer."""
        thread = self.action_id or self.profile_id
        said = self._in_company_language()
        body = Markup("<p>%s</p><p style='white-space: pre-line'>%s</p>") % (said.taken_text, self.text or "")
        labels = dict(said._fields["kind"]._description_selection(said.env))
        return thread.with_context(mail_create_nosubscribe=True, mail_post_autofollow=False).message_post(
            body=body,
            subject=labels[self.kind],
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            author_id=self.contact_id.id or self.partner_id.id,
            email_from=(self.contact_id or self.partner_id).email_formatted or None,
            attachments=list(given.files),
        )

    def _in_company_language(self):
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)

    def _hand_to_people(self, message, given, today):
        """Take down a reply: My Work shows it with what the customer wrote until somebody dealt with it.

        A request pauses the plan as a reply by e-mail does, but not anew while another one waits.
        """
        said, Reply = self._in_company_language(), self.env["dunning.reply"]
        labels = dict(said._fields["kind"]._description_selection(said.env))
        text = " ".join(filter(None, (said.taken_text, self.text)))
        reply = Reply.with_context(mail_auto_subscribe_no_notify=True).create(
            {
                "company_id": self.company_id.id,
                "profile_id": self.profile_id.id,
                "partner_id": self.partner_id.id,
                "action_id": self.action_id.id,
                "sender": "contact",
                "author_id": self.contact_id.id or self.partner_id.id,
                "email_from": (self.contact_id or self.partner_id).email_formatted,
                "subject": one_line(labels[self.kind]),
                "excerpt": one_line(text)[:300],
                "mail_message_id": message.id,
                "message_ref": message.message_id,
                "thread_ref": f"{message.model},{message.res_id}",
                "user_id": Reply._reply_owner(self.profile_id, self.action_id).id,
            }
        )
        self._as_addon().reply_id = reply
        if self.outcome == "asked":
            waiting = [("profile_id", "=", self.profile_id.id), ("state", "=", "new"), ("hold_id.state", "=", "active")]
            if not Reply.search_count([*waiting, ("id", "!=", reply.id)], limit=1):
                reply._pause_plan(today)
        elif not (self.text or given.files) or self.kind == "call_back":
            reply._note_outcome(OUTCOME_OF[self.kind], today)
            return
        reply._create_reply_tasks(today)
        if self.kind == "wrong_contact":
            self.profile_id._ask_for_address(one_line(text))

    def _confirm_by_mail(self, given):
        """Mail the contact what was taken down and what follows; a copy of an invoice goes with it.

        It goes to whom the message went, or who logged in: never to an address that was typed on the page.
        """
        contact = self.contact_id
        if not self.env["dunning.contact"]._serves_by_mail(contact, self.profile_id):
            return
        documents = list(self.env["dunning.action"]._documents_of(given.lines.move_id).values()) if self._encloses_copies() else []
        template = shipped(self.env, "mail_template_answer").sudo()
        post_mail(self.action_id or self.profile_id, self, template, contact, attachments=self._keep_small(documents))
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _encloses_copies(self):
        return self.kind == "copy" and self.outcome == "done"

    @api.model
    def _keep_small(self, documents):
        """Return as many documents as an e-mail takes."""
        kept, size = [], 0
        for name, content in documents:
            size += len(content)
            if size <= ATTACHMENT_LIMIT:
                kept.append((name, content))
        return kept
