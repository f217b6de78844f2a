"""Texts, categories, reports and scheduled actions that were deleted; names and references that bear line breaks."""

from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import RestrictViolation

from ..models.shared.one_line import one_line
from .common import DunningCommon

GONE = "was deleted: an administrator brings it back by upgrading the add-on"


@tagged("post_install", "-at_install")
class TestTextsGone(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "letter", {"mode": "review"})])
        cls.company.dunning_plan_id = cls.plan
        cls.invoice = cls._invoice("2025-03-01")

    def _delete(self, *names):
        for name in names:
            self.env.ref(f"account_dunning.{name}").sudo().unlink()
        self.env.invalidate_all()

    @freeze_time("2025-03-06")
    def test_what_is_gone_is_named(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": "2025-03-06"})
        self._delete("mail_template_manual", "mail_template_statement", "action_report_plan")
        self._delete("ir_cron_dunning_run", "ir_cron_dunning_deliver")
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-06"})
        for call, what in (
            (self.env["dunning.remind.wizard"].create({"partner_id": self.customer.id}).action_send, "text of one-off reminders"),
            (statement.action_send, "text of statements of account"),
            (run.action_start, "scheduled action of the daily run"),
            (self.env["dunning.action"]._wake_delivery, "scheduled action that delivers messages"),
            (self.plan.action_print, "report of plans"),
        ):
            with self.subTest(what), self.assertRaisesRegex(UserError, f"The {what} {GONE}"), self.env.cr.savepoint():
                call()

    @freeze_time("2025-03-06")
    def test_statement_whose_report_is_gone(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": "2025-03-06"})
        self._delete("action_report_customer_statement")
        with self.assertRaisesRegex(UserError, f"The report of statements of account {GONE}"):
            statement.action_print()

    @freeze_time("2025-03-06")
    def test_message_without_its_text_fails_and_can_be_tried_again(self):
        action = self.env["dunning.action"]._create_manual(self.customer, self.company, date(2025, 3, 6), template=self.template.copy())
        action.mail_template_id.sudo().unlink()
        action.write({"state": "ready", "needs_review": False})
        action._deliver_actions(date(2025, 3, 6))
        self.assertEqual(action.state, "failed")
        self.assertRegex(action.error, "^The text of this reminder was deleted: write one here")
        action.mail_template_id = self.template
        action.action_retry()
        action._deliver_actions(date(2025, 3, 6))
        self.assertEqual(action.state, "done")

    @freeze_time("2025-03-06")
    def test_text_of_a_step_cannot_be_deleted(self):
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.template.sudo().unlink()

    @freeze_time("2025-03-11")
    def test_letter_whose_report_is_gone(self):
        letter = self.env["dunning.action"]._create_manual(
            self.customer, self.company, date(2025, 3, 11), channel="letter", template=self.template
        )
        self._delete("action_report_letter")
        with self.assertRaisesRegex(UserError, f"The report of letters {GONE}"):
            letter.action_print_letters()

    # -- line breaks -------------------------------------------------------------------------------

    @freeze_time("2025-03-06")
    def test_line_breaks_in_names_and_references(self):
        self.customer.write({"name": "Durand\u2028et\x0bfils", "ref": "A\u2029B\x85C"})
        self.template.sudo().subject = "{{ object.customer_name }} {{ object.reference }}"
        self.collector.name = "Ann\u2028Lee"
        action = self._run("2025-03-06")
        self.assertEqual((action.state, action.error), ("done", False))
        self.assertEqual(action.mail_message_id.subject, "Durand et fils A B C")
        [mail] = [mail for mail in self._mails if "atelier.durand@example.com" in str(mail["email_to"])]
        for header in (mail["subject"], mail["email_from"], *mail["email_to"]):
            self.assertEqual(header, one_line(header))

    @freeze_time("2025-03-06")
    def test_line_breaks_in_addresses_and_file_names(self):
        self.customer.write({"name": "Durand\u2028et\x0bfils", "street": "1 rue\x0bdes Lilas"})
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": "2025-03-06"})
        self.assertEqual(statement._letter_address()[0], "Durand et fils")
        attachment = statement._print_statements()
        self.assertEqual(attachment.name, one_line(attachment.name))

    def test_one_line_keeps_no_break_spaces(self):
        self.assertEqual(one_line(" Relance\u00a0: 5\u202f000\r\n €\t"), "Relance\u00a0: 5\u202f000 €")
