"""Buttons that open a window or a document, of the rooms behind dunning itself: each opens what it says, about this record."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .case.common_case import DAY as CASE_DAY
from .case.common_case import CaseCommon
from .common import DunningCommon
from .late_payment.test_claims import ClaimCommon
from .provision.test_provision import ProvisionCommon

DAY = "2025-03-20"


class ButtonCommon:
    def _shown(self, window):
        """Return the records that a window shows."""
        records = self.env[window["res_model"]]
        return records.browse(window["res_id"]) if window.get("res_id") else records.search(window["domain"])

    def _dialogue(self, window):
        """Return (model, what it is about) of a dialogue."""
        self.assertEqual((window["view_mode"], window["target"]), ("form", "new"))
        return window["res_model"], window["context"]

    def _document(self, action):
        """Return the ``ir.attachment`` that a download gives."""
        self.assertEqual(action["type"], "ir.actions.act_url")
        return self.env["ir.attachment"].browse(int(action["url"].removeprefix("/web/content/").partition("?")[0]))


@tagged("post_install", "-at_install")
@freeze_time(CASE_DAY)
class TestCaseButtons(ButtonCommon, CaseCommon):
    """``dunning.case``, ``dunning.case.figure``, ``dunning.evidence.file`` and the customer's cases."""

    def test_case(self):
        case, other = self._handed(), self._case(self.other)
        self.assertEqual(self._dialogue(case.action_close()), ("dunning.case.close.wizard", {"default_case_id": case.id}))
        self.assertEqual(self._shown(case.action_open_profile()), case.profile_id)
        self.assertEqual(self._shown(case.profile_id.action_open_cases()), case + other)
        figure = self.env["dunning.case.figure"].search([("case_id", "=", case.id)], limit=1)
        self.assertEqual(self._shown(figure.action_open_case()), case)
        stranger = self.env["dunning.profile"]._get_or_create(self.stranger, self.company)
        self.assertFalse(self._shown(stranger.action_open_cases()))

    def test_items_as_csv(self):
        case, other = self._case(), self._case(self.other)
        document = self._document(case.action_export_csv())
        text = document.raw.decode("utf-8-sig")
        self.assertIn(self.first.name, text)
        self.assertNotIn(self.other.name, text)
        self.assertEqual((document.res_model, document.res_id), ("dunning.case", case.id))
        both = self._document((case + other).action_export_csv())
        self.assertIn(self.other.name, both.raw.decode())
        self.assertEqual((both.name, both.res_id), ("Cases.csv", 0))

    def test_evidence(self):
        case = self._handed()
        for record, about in ((case, case), (case.profile_id, self.env["dunning.case"])):
            model, context = self._dialogue(record.action_make_evidence())
            wizard = self.env[model].with_context(**context).create({})
            self.assertEqual((model, wizard.profile_id, wizard.case_id), ("dunning.evidence.wizard", case.profile_id, about))
        file = self.env["dunning.evidence.file"]._make_file(case.profile_id, case)
        self.assertEqual(self._shown(case.action_open_evidence()), file)
        self.assertFalse(self._shown(self._case(self.other).action_open_evidence()))
        self.assertEqual(self._document(file.action_download()), file.attachment_id)


@tagged("post_install", "-at_install")
class TestClaimButtons(ButtonCommon, ClaimCommon):
    """``dunning.claim``, ``dunning.claim.line``, the customer's claims and the settings of claims (``res.config.settings``)."""

    def test_claim(self):
        move = self._example()
        claim = self._claim(move)
        as_manager = claim.with_user(self.manager)
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        for button, kind in (("action_waive", "waived"), ("action_write_off", "written_off")):
            expected = "dunning.claim.wizard", {"default_claim_ids": claim.ids, "default_kind": kind}
            self.assertEqual(self._dialogue(getattr(as_manager, button)()), expected)
        self.assertEqual(claim.action_print()["context"]["active_ids"], claim.ids)
        self.assertEqual(self._shown(claim.line_ids.action_open_invoice()), move)
        claim.with_user(self.accountant).action_charge()
        self.assertEqual(self._shown(claim.action_open_document()), claim.move_id)
        self.assertTrue(claim.move_id)

    def test_customer(self):
        expected = "dunning.claim.new.wizard", {"default_profile_ids": self.profile.ids}
        self.assertEqual(self._dialogue(self.profile.action_claim()), expected)

    def test_settings(self):
        """What was chosen stays; what is missing is filled in, and a second press changes nothing."""
        income, journal = self.company.dunning_claim_interest_account_id, self.company.dunning_claim_journal_id
        self.company.dunning_claim_journal_id = False
        settings = self.env["res.config.settings"].create({"company_id": self.company.id})
        settings.action_dunning_prepare_claims()
        self.assertTrue(self.company.dunning_claim_journal_id)
        self.assertNotEqual(self.company.dunning_claim_journal_id, journal)
        self.assertEqual(self.company.dunning_claim_interest_account_id, income)
        journal = self.company.dunning_claim_journal_id
        settings.action_dunning_prepare_claims()
        self.assertEqual(self.company.dunning_claim_journal_id, journal)


@tagged("post_install", "-at_install")
class TestProvisionButtons(ButtonCommon, ProvisionCommon):
    """``dunning.provision``, its ``dunning.provision.line``, ``dunning.write.off``, and the accounts of ``res.company``."""

    def test_provision(self):
        move = self._invoice("2025-02-01", 1000)
        provision = self._provision()
        self._judge(provision, move, 0.5)
        self.assertEqual(self._shown(provision.action_open_lines()), provision.line_ids)
        line = provision.line_ids.filtered(lambda one: one.move_id == move)
        self.assertEqual(self._shown(line.action_open_item()), move)
        self.assertFalse(self._shown(provision.action_open_entries()))
        provision.action_post()
        entries = provision.move_ids | provision.transfer_move_ids | provision.reversal_move_ids
        self.assertTrue(entries)
        self.assertEqual(self._shown(provision.action_open_entries()), entries)

    def test_given_up(self):
        provision = self._provision()
        provision.action_cancel()
        self.assertEqual(provision.state, "cancelled")

    def test_write_off(self):
        move = self._invoice("2025-02-01", 1000)
        write_off = self.env["dunning.write.off"].create(
            {"company_id": self.company.id, "partner_id": self.customer.id, "reason": "Gone", "item_ids": self._items(move).ids}
        )
        write_off.action_post()
        self.assertEqual(self._shown(write_off.action_open_entry()), write_off.move_id)
        self.assertTrue(write_off.move_id)

    def test_accounts_by_the_french_chart(self):
        """Empty ones are filled in by their codes, on the company and from the settings."""
        names = ["dunning_allowance_account_id", "dunning_loss_account_id"]
        settings = self.env["res.config.settings"].create({"company_id": self.company.id})
        for press in (self.company.action_dunning_french_accounts, settings.action_dunning_french_accounts):
            self.company.write(dict.fromkeys(names))
            press()
            self.assertEqual([self.company[name] for name in names], [self.accounts[name] for name in names])


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestWorkButtons(ButtonCommon, DunningCommon):
    """Coverage, limitation, comparisons, bank receipts, letters and lists for firms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._customer("Recover & Sons")
        by_firm = {"sender": "firm", "firm_id": cls.firm.id}
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "registered_letter", by_firm)])
        cls.company.write({"dunning_plan_id": cls.plan.id, "country_id": cls.env.ref("base.fr").id})
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def test_delivery_or_performance(self):
        move = self._invoice("2025-03-01")
        window = move.action_dunning_performance()
        self.assertEqual(self._dialogue(window), ("dunning.performance", {"default_move_id": move.id}))
        self.assertFalse(window["res_id"])
        known = self.env["dunning.performance"].create({"move_id": move.id, "note": "Delivered"})
        self.assertEqual(move.action_dunning_performance()["res_id"], known.id)

    def test_letters_and_firms(self):
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.plan.step_ids[0], "2025-03-06")
        self.company.external_report_layout_id = self.env.ref("web.external_layout_standard")
        letter = self._run(DAY)
        self.assertEqual(letter.channel, "registered_letter")
        self.assertEqual(letter.action_print_deposit_slip()["context"]["active_ids"], letter.ids)
        letter.with_user(self.collector).action_hand_to_firm()
        document = self._document(letter.firm_batch_id.action_export())
        self.assertEqual((document.res_model, document.res_id), ("dunning.firm.batch", letter.firm_batch_id.id))
        self.assertIn(str(letter.id), document.raw.decode("utf-8-sig"))

    def test_coverage(self):
        self.company.write({"dunning_check_sent": True, "dunning_working_days": False})
        move = self._invoice("2025-04-06", invoice_date="2025-03-07")
        [row] = self.env["dunning.coverage"].search([("move_id", "=", move.id)])
        self.assertEqual(self._shown(row.action_send_invoices()), move)
        self.assertEqual(row.action_open_runs()["res_model"], "dunning.run")
        with self.assertRaisesRegex(UserError, "None of the items chosen"):
            row.action_approve_messages()

    def test_messages_that_wait(self):
        move = self._invoice("2025-03-01")
        action = self._run("2025-03-17")
        action.date_deadline = "2025-03-29"
        rows = self.env["dunning.coverage"].search([("move_id", "=", move.id)])
        self.assertEqual(rows.mapped("reason"), ["not_approved"])
        self.assertEqual(self._shown(rows.action_approve_messages()), action)

    def test_limitation(self):
        move = self._invoice("2021-06-01", 100, invoice_date="2021-05-01")
        row = self.env["dunning.limitation"].search([("move_id", "=", move.id)])
        self.assertEqual(self._shown(row.action_open_item()), move)

    def test_payment_runs(self):
        window = self.profile.action_open_payment_runs()
        run = self.env["dunning.payment.run"].create({"profile_id": self.profile.id, "month_days": "10, 25"})
        other = self.env["dunning.profile"]._get_or_create(self.firm, self.company)
        self.assertEqual((self._shown(window), window["context"]), (run, {"default_profile_id": self.profile.id}))
        self.assertFalse(self._shown(other.action_open_payment_runs()))

    def test_comparison(self):
        values = {"company_id": self.company.id, "date_start": "2025-01-06", "date_end": "2025-02-10", "plan_b_id": self.plan.copy().id}
        first, second = self.env["dunning.comparison"].create([values, values])
        lines = self.env["dunning.comparison.line"].sudo()
        self.assertEqual(first.action_open_lines()["domain"], [("comparison_id", "=", first.id)])
        self.assertEqual(second.action_open_lines()["res_model"], lines._name)

    def test_bank(self):
        """The receipt behind a proposal; and from the settings: the books hold all that the bank knows."""
        self._invoice("2025-03-01", 100)
        receipt = self._bank_line(100, "2025-03-18", partner_id=self.customer.id)
        self.env["dunning.receipt.proposal"].action_open_proposals()
        [proposal] = self.env["dunning.receipt.proposal"].search([("statement_line_id", "=", receipt.id)])
        self.assertEqual(self._shown(proposal.action_open_receipt()), receipt.move_id)
        self.assertFalse(self.company.dunning_bank_checked_on)
        self.env["res.config.settings"].create({"company_id": self.company.id}).action_dunning_bank_is_up_to_date()
        self.assertEqual(self.company.dunning_bank_checked_on, Date.to_date(DAY))
