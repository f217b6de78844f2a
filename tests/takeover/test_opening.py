"""Open items at go-live: from a file into opening entries that agree with the trial balance and are chased as what they are."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-04-01"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestOpening(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (30, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.customer.ref = "C-001"
        cls.other = cls._customer("Boulangerie Blé", vat="FR23334175221")
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.counterpart = cls.company_data["default_account_revenue"]

    def _opening(self, text, **vals):
        return self.env["dunning.opening"].create(
            {
                "company_id": self.company.id, "content": base64.b64encode(text.encode()), "file_name": "open.csv", "date": "2025-03-31",
                "journal_id": self.company_data["default_journal_misc"].id, "counterpart_id": self.counterpart.id, **vals,
            }
        )  # fmt: skip

    def _good(self):
        return self._opening(
            "Code client;N° de facture;Date de facture;Échéance;Reste dû\n"
            "C-001;0000123;15/02/2025;17/03/2025;1 200,50\n"
            "C-001;0000124;28/02/2025;30/03/2025;300,00\n"
            "C-001;AV-9;01/03/2025;01/03/2025;-100,00\n"
            "FR23334175221;77;31/01/2025;02/03/2025;2309,7899999999995\n"
        )

    def test_into_entries(self):
        """A line an item with its old number and due date; credits too; the sum is that of the trial balance; they are chased."""
        opening = self._good()
        opening.action_read()
        self.assertEqual((opening.state, opening.row_count, opening.bad_count), ("read", 4, 0))
        [account] = opening.account_ids
        self.assertEqual((account.account_id, account.total), (self.receivable, 3710.29))
        account.balance = 3710.29
        opening.action_post()
        self.assertEqual(len(opening.move_ids), 2)
        lines = opening.move_ids.line_ids.filtered(lambda line: line.account_id == self.receivable)
        self.assertEqual(
            {(line.partner_id.name, line.name, str(line.date_maturity), line.balance) for line in lines},
            {
                ("Atelier Durand", "0000123", "2025-03-17", 1200.5), ("Atelier Durand", "0000124", "2025-03-30", 300.0),
                ("Atelier Durand", "AV-9", "2025-03-01", -100.0), ("Boulangerie Blé", "77", "2025-03-02", 2309.79),
            },
        )  # fmt: skip
        rows = {row["item_id"]: row for row in self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY))}
        by_number = {line.name: rows[line.id] for line in lines}
        self.assertEqual((by_number["77"]["reason"], by_number["77"]["days_overdue"]), ("act", 30))
        self.assertEqual((by_number["0000123"]["reason"], float(by_number["0000123"]["net_currency"])), ("act", 1100.5))
        self.assertEqual(by_number["0000124"]["reason"], "not_due")
        actions = self._run(DAY)
        names = actions.line_ids.filtered(lambda line: line.kind == "advance").mapped("invoice_name")
        self.assertEqual(sorted(names), ["0000123", "77"])

    def test_not_without_the_trial_balance(self):
        opening = self._good()
        opening.action_read()
        opening.account_ids.balance = 3710.2
        with self.assertRaisesRegex(UserError, "the trial balance says"):
            opening.action_post()
        self.assertFalse(opening.move_ids)
        opening.action_read()
        self.assertEqual(opening.account_ids.balance, 3710.2, "what was typed is kept")

    def test_each_bad_row_is_named(self):
        """Nothing is posted while a row is bad, and every bad row says why."""
        self._customer("Twin")
        self._customer("Twin")
        opening = self._opening(
            "Customer,Invoice,Due date,Open amount\n"
            "C-001,1,2025-03-17,100\nNobody,2,2025-03-17,100\nTwin,3,2025-03-17,100\nC-001,,2025-03-17,100\n"
            "C-001,5,2025-03-17,0\nC-001,6,2025-02-30,100\nC-001,7,2025-03-17,x\nC-001,8,2025-03-17,1.0051\n"
        )
        opening.action_read()
        self.assertEqual(
            {row.place: row.problem for row in opening.row_ids if row.problem},
            {
                3: "No customer is called “Nobody”.", 4: "Several customers are called “Twin”: use their reference.",
                5: "It has no number.", 6: "Nothing of it is open.", 7: "“2025-02-30” cannot be read.", 8: "“x” cannot be read.",
            },
        )  # fmt: skip
        self.assertEqual(opening.row_ids.filtered("note").note, "1.0051 was rounded")
        with self.assertRaisesRegex(UserError, "Mend the rows"):
            opening.action_post()

    def test_asked_and_refused(self):
        opening = self._opening("Customer,Invoice,Due date,Open amount\nC-001,1,05/03/2025,100\n")
        with self.assertRaisesRegex(UserError, "how dates are written"):
            opening.action_read()
        opening.day_order = "dmy"
        opening.action_read()
        self.assertEqual(opening.row_ids.date_due, Date.to_date("2025-03-05"))
        with self.assertRaisesRegex(UserError, "which mark stands before the decimals"):
            self._opening("Customer,Invoice,Open amount\nC-001,1,1.234\n").action_read()
        with self.assertRaisesRegex(UserError, "has to name the columns"):
            self._opening("Customer,Open amount\nC-001,1\n").action_read()

    def test_undo(self):
        """While nothing was paid or chased; after it no more."""
        opening = self._good()
        opening.action_read()
        opening.account_ids.balance = 3710.29
        opening.action_post()
        self.assertEqual(opening.action_open_moves()["domain"], [("id", "in", opening.move_ids.ids)])
        moves = opening.move_ids
        opening.action_undo()
        self.assertFalse(moves.exists())
        self.assertEqual(opening.state, "undone")
        again = self._good()
        again.action_read()
        again.account_ids.balance = 3710.29
        again.action_post()
        with self.assertRaises(UserError):
            again.unlink()
        self._run(DAY)
        with self.assertRaisesRegex(UserError, "paid or chased already"):
            again.action_undo()

    def test_managers_only(self):
        opening = self._good()
        for button in ("action_read", "action_post", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(opening.with_user(self.collector), button)()
