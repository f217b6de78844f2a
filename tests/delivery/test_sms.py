"""SMS: text in the recipient's language with a link to pay; done when the gateway took it."""

import contextlib
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.fields import Date
from odoo.tests import tagged

from ...models.shared.background import ON
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestSms(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "sms"), (15, "email")])
        cls.step, cls.next = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.customer.phone = "+33 6 12 34 56 78"

    def setUp(self):
        super().setUp()
        self.texts = []

    @contextmanager
    def _gateway(self, errors=None, crash=None):
        """Stand in for the SMS gateway.

        :param dict errors: state answered by number instead of ``success``
        :param str crash: number at which the process dies
        """

        def send_sms_batch(api, messages, delivery_reports_url=False):
            answers = []
            for message in messages:
                for number in message["numbers"]:
                    if number["number"] == crash:
                        raise KeyboardInterrupt
                    state = (errors or {}).get(number["number"], "success")
                    if state == "success":
                        self.texts.append((number["number"], message["content"]))
                    answers.append({"uuid": number["uuid"], "state": state, "credit": 1})
            return answers

        with patch.object(SmsApi, "_send_sms_batch", send_sms_batch):
            yield

    def test_sent(self):
        move = self._invoice("2025-03-01")
        with self._gateway():
            [action] = self._run(DAY)
        self.assertEqual(
            (action.state, action.delivery_status, str(action.date_done)), ("done", "sent", DAY), action.error
        )
        [(number, text)] = self.texts
        self.assertEqual((number, action.recipient_address), ("+33612345678", "+33612345678"))
        self.assertEqual(text, f"Please see {action.page_url}")
        self.assertIn(f"/dunning/r/v{action.id}-", text)
        self.assertEqual(action.mail_message_id.message_type, "sms")
        self.assertIn("Please see", action.snapshot)
        self.assertTrue(action.snapshot_hash)
        self.assertFalse(self._recipients())
        row = self._decide("2025-03-16")[self._items(move).id]
        self.assertEqual((row["last_step_id"], row["reason"]), (self.step.id, "act"))

    def test_read_before_it_leaves(self):
        self.step.mode = "review"
        self._invoice("2025-03-01")
        with self._gateway():
            [action] = self._run(DAY)
            self.assertEqual((action.state, self.texts), ("todo", []))
            self.assertEqual(action.sms_text, f"Please see {action.page_url}")
            action.action_approve()
            action._deliver_actions(Date.to_date(DAY))
        self.assertEqual((action.state, len(self.texts)), ("done", 1))

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.sms_template.sudo().lang = "{{ object.lang }}"
        self.sms_template.with_context(
            lang="fr_FR"
        ).sudo().body = "Voir {{ object.page_url }}, {{ object.amount_text }}"
        self.customer.lang = "fr_FR"
        self._invoice("2025-03-01", 1250.5)
        with self._gateway():
            self._run(DAY)
        [(_number, text)] = self.texts
        self.assertTrue(text.startswith("Voir http"), text)
        self.assertIn("$ 1 250,50", self._text(text))

    def test_shipped_text(self):
        """No amount and no debt: a screen is read by others too."""
        self.step.sms_template_id = self.env.ref("account_dunning.sms_template_reminder")
        self._invoice("2025-03-01")
        with self._gateway():
            [action] = self._run(DAY)
        [(_number, text)] = self.texts
        self.assertIn(self.company.name, text)
        self.assertIn(action.pay_url, text)
        self.assertNotIn("1,000", text)

    def test_refused_by_the_gateway(self):
        """One that the gateway refuses fails alone, with the reason; the next try leaves."""
        other = self._customer("Other", phone="+33 6 99 99 99 99")
        move = self._invoice("2025-03-01", partner=other)
        self._invoice("2025-03-01")
        with self._gateway(errors={"+33699999999": "insufficient_credit"}):
            actions = self._run(DAY)
        states = {action.partner_id.name: action.state for action in actions}
        self.assertEqual(states, {"Atelier Durand": "done", "Other": "failed"})
        failed = actions.filtered(lambda action: action.partner_id == other)
        self.assertIn("Insufficient Credit", failed.error)
        self.assertEqual(self._decide(DAY, other)[self._items(move).id]["last_step_id"], None)
        self.assertFalse(failed.message_ids.filtered(lambda message: message.message_type == "sms"))
        with self._gateway():
            self._run("2025-03-07")
        self.assertEqual(failed.state, "done")

    def test_no_number(self):
        """Without number the fallback channel serves; without one there is no address."""
        self.customer.phone = False
        move = self._invoice("2025-03-01")
        self.assertEqual(self._reason(move, DAY), "no_address")
        self.step.fallback_channel = "email"
        with self._gateway():
            [action] = self._run(DAY)
        self.assertEqual((action.channel, action.state, self.texts), ("email", "done", []))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_number_that_cannot_be_dialled(self):
        self.customer.phone = "ask Jean"
        self._invoice("2025-03-01")
        with self._gateway(errors={"ask Jean": "wrong_number_format"}):
            [action] = self._run(DAY)
        self.assertEqual((action.state, action.error), ("failed", "Wrong Number Format"))

    def test_killed_while_sending(self):
        """The process dies at the second of three: the first is not sent again, the second needs a look, the third leaves."""
        numbers = ("+33612345678", "+33622222222", "+33633333333")
        for number in numbers:
            self._invoice("2025-03-01", partner=self._customer(f"Nr {number[-2:]}", phone=number))
        actions = self._record(DAY).sorted("id")
        last = []

        def commit_progress(this, processed=0, **kwargs):
            for savepoint in last:
                savepoint.close(rollback=False)
            last[:] = [this.env.cr.savepoint()]
            return 100.0

        Action = self.env["dunning.action"].with_context(dunning_commit=ON)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit_progress):
            with contextlib.suppress(KeyboardInterrupt), self._gateway(crash=numbers[1]):
                Action._deliver_ready(self.company, Date.to_date(DAY))
            last[0].close(rollback=True)
            last.clear()
            self.env.invalidate_all()
            self.assertEqual([number for number, _text in self.texts], [numbers[0]])
            with self._gateway():
                Action._deliver_ready(self.company, Date.to_date(DAY))
                left = [numbers[0], numbers[2]]
                self.assertEqual([number for number, _text in self.texts], left, "nothing twice; nobody waits for the dead")
                self.env.cr.execute("UPDATE dunning_action SET write_date = write_date - interval '16 minutes'")
                self.env.invalidate_all()
                Action._deliver_ready(self.company, Date.to_date(DAY))
        self.assertEqual(actions.mapped("state"), ["done", "failed", "done"])
        self.assertIn("interrupted", actions[1].error)
        self.assertEqual(len(self.texts), 2)

    def test_edited(self):
        """What a person has changed leaves, until the amount changes: then it waits to be read again."""
        self.step.mode = "review"
        move = self._invoice("2025-03-01", 1000)
        with self._gateway():
            [action] = self._run(DAY)
            action.sms_text = "Please call us about $ 1,000"
            self.assertEqual(action.custom_sms, "Please call us about $ 1,000")
            self._pay(move, DAY, amount=400)
            action.action_approve()
            action._deliver_actions(Date.to_date(DAY))
            self.assertEqual((action.state, action.amount_due, self.texts), ("todo", 600.0, []))
            self.assertIn("amount has changed", action.review_reason)
            action.action_reset_message()
            self.assertEqual(action.sms_text, f"Please see {action.page_url}")
            action.sms_text = "Please call us"
            action.action_approve()
            action._deliver_actions(Date.to_date(DAY))
        self.assertEqual(action.state, "done", action.error)
        self.assertEqual([text for _number, text in self.texts], ["Please call us"])
        self.assertIn("Please call us", action.snapshot)

    def test_size(self):
        """Blanks and punctuation of the SMS alphabet replace those that look the same; letters beyond it are named."""
        self.sms_template.sudo().body = "Rappel\u202f: l’échéance de 1\u202f250,50\u00a0€"
        self.step.mode = "review"
        self._invoice("2025-03-01")
        with self._gateway():
            [action] = self._run(DAY)
            self.assertEqual(action.sms_text, "Rappel : l'échéance de 1 250,50 €")
            self.assertEqual(action.sms_size, "1 SMS")
            action.sms_text = "Reçu " + "œuvre – " * 9
            self.assertEqual(action.custom_sms, "Reçu " + "œuvre - " * 8 + "œuvre -")
            self.assertEqual(
                action.sms_size, "2 SMS: these letters leave room for 70 characters each instead of 160: ç, œ"
            )
            action.action_approve()
            action._deliver_actions(Date.to_date(DAY))
        self.assertEqual([text for _number, text in self.texts], ["Reçu " + "œuvre - " * 8 + "œuvre -"])
