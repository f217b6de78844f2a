"""What people do every day takes at most the clicks that the guides state, on a desktop and a telephone, in English and French.

Slow, for each task is walked through four times: only with ``make test-all``, or ``dev/test.py dunning_clicks/account_dunning``.
"""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common_page import PageCommon
from .common_tours import ToursCommon

FRENCH = "fr_FR"
ROLES = {
    "manager": "account_dunning.group_dunning_manager",
    "collector": "account_dunning.group_dunning_user",
    "sales": "account_dunning.group_dunning_contributor",
    "accountant": "account_dunning.group_dunning_user,account.group_account_invoice",
}


class Clicks(ToursCommon):
    lang = "en_US"
    browser_size = "1400x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._learn(cls.env, cls.lang)
        for role, groups in ROLES.items():
            login = cls._login(role)
            setattr(cls, role, cls._user(login, groups, lang=cls.lang))
        cls.company.dunning_collector_id = cls.collector

    @classmethod
    def _login(cls, role):
        return f"{role}_{cls.lang[:2]}"

    @staticmethod
    def _learn(env, lang):
        """Have a language with our terms, and see that they are there."""
        if lang == "en_US":
            return
        env["res.lang"]._activate_lang(lang)
        env["ir.module.module"].search([("name", "=", "account_dunning")])._update_translations([lang])
        assert env.ref("account_dunning.menu_dunning_plans").with_context(lang=lang).name == "Plans et traitements"

    def _walk(self, tour, role, url="/odoo"):
        self.start_tour(url, f"account_dunning_clicks_{tour}", login=self._login(role), timeout=180)
        self.env.invalidate_all()

    def _owe(self, letters, days=10, **partner_vals):
        """Invoices of some customers, the same days overdue."""
        for place, letter in enumerate(letters):
            partner = self._customer(f"Client {letter}", **partner_vals)
            self._invoice(Date.subtract(self.today, days=days), 1000.0 - 50 * place, partner=partner)

    def _check_manager(self):
        self.company.dunning_plan_id = self._plan([(10, "phone")])
        self._owe("AB")
        calls = self._run(self.today)
        with freeze_time(f"{self.today} 09:00:00"):
            calls[:1]._report_call(self.today, "promised", "on Friday")
        self._walk("manager", "manager")

    def _check_first_preview(self):
        """A new company: bank account entered, nothing else."""
        self._prepare_first_day()
        self.company.write(
            {"dunning_live_date": False, "dunning_collector_id": False, "dunning_mail_tested_on": False, "dunning_plans_read_on": False}
        )
        self.company.dunning_plan_id = self._plan([(5, "email")])
        self._owe("A")
        self._walk("first_preview", "manager")
        self.assertEqual(self.company.dunning_collector_id, self.manager)
        self.assertTrue(self.company.dunning_mail_tested_on and self.company.dunning_plans_read_on)
        [run] = self.env["dunning.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual((run.kind, run.state, len(run.decision_ids)), ("preview", "done", 1))
        self.assertFalse(self.env["dunning.checklist"].with_user(self.manager)._find_missing(self.company))

    def _check_collector(self):
        self.company.dunning_plan_id = self._plan([(10, "phone")])
        self._owe("ABC")
        calls = self._run(self.today)
        self.company.dunning_plan_id = self._plan([(5, "email", {"mode": "review"})])
        self._owe("DE", days=5)
        mails = self._run(self.today)
        reply = self._answer_mail(mails[-1])
        self._walk("collector", "collector")
        with freeze_time(f"{self.today} 23:00:00"):
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual(sorted(calls.mapped("outcome")), ["no_answer", "promised", "reached"])
        self.assertEqual(len(mails.filtered(lambda mail: mail.state == "ready")), 1)
        self.assertEqual(reply.outcome, "promised")

    def _answer_mail(self, mail):
        """Let a customer answer a message with what is understood."""
        message = self.env["mail.message"].sudo().create(
            {
                "model": "dunning.action", "res_id": mail.id, "body": "<p>We will pay by the end of the week.</p>", "message_type": "email",
                "author_id": mail.partner_id.id, "email_from": mail.partner_id.email, "subject": "Re: Reminder",
            }
        )  # fmt: skip
        with freeze_time(f"{self.today} 09:00:00"):
            reply = self.env["dunning.reply"].sudo()._receive_message(mail.sudo(), message, "reply", self.today)
        reply.user_id = self.collector
        return reply

    def _check_salesperson(self):
        self.company.dunning_plan_id = self._plan([(10, "phone", {"sender": "salesperson"})])
        self._owe("A", user_id=self.sales.id)
        [call] = self._run(self.today)
        self._walk("salesperson", "sales")
        self.assertEqual(call.outcome, "disputed")

    def _check_accountant(self):
        self.company.dunning_plan_id = self._plan([(5, "email", {"mode": "review"})])
        self._owe("A", days=5)
        self._run(self.today)
        self._walk("accountant", "accountant")
        invoice = self.env["account.move"].search([("partner_id.name", "=", "Client A")])
        self._walk("invoice", "accountant", f"/odoo/customer-invoices/{invoice.id}")
        self.assertEqual(invoice.dunning_status, "on_hold")


class EachTask:
    """The tasks as tests; those who inherit say the language and the width."""

    allow_inherited_tests_method = True

    def test_manager(self):
        self._check_manager()

    def test_first_preview(self):
        self._check_first_preview()

    def test_collector(self):
        self._check_collector()

    def test_salesperson(self):
        self._check_salesperson()

    def test_accountant(self):
        self._check_accountant()


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestClicks(EachTask, Clicks):
    pass


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestClicksFrench(EachTask, Clicks):
    lang = FRENCH


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestClicksPhone(EachTask, Clicks):
    browser_size = "390x844"
    touch_enabled = True


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestClicksPhoneFrench(EachTask, Clicks):
    lang = FRENCH
    browser_size = "390x844"
    touch_enabled = True


class CustomersClicks:
    """What customers do on their page."""

    allow_inherited_tests_method = True
    lang = "en_US"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Clicks._learn(cls.env, cls.lang)
        cls.customer.lang = cls.lang

    def test_customer(self):
        self.start_tour(self._url(), "account_dunning_clicks_customer", login=None, timeout=120)
        self.env.invalidate_all()
        self.assertEqual({answer.kind: answer.outcome for answer in self._answers()}, {"promise": "done", "call_back": "asked"})


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestCustomersClicks(CustomersClicks, PageCommon):
    pass


@tagged("post_install", "-at_install", "-standard", "dunning_clicks")
class TestCustomersClicksPhoneFrench(CustomersClicks, PageCommon):
    lang = FRENCH
    browser_size = "390x844"
    touch_enabled = True
