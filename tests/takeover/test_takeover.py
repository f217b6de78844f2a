"""Taking over history: what was done with something else counts as done, on its day; once; and can be taken back."""

import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common_delivery import DeliveryCommon

DAY = "2025-04-01"
TODAY = Date.to_date(DAY)

# The tables of the OCA's add-ons as far as they are read; where these are installed, they are the add-ons' own.
CREDIT_CONTROL = """
CREATE TABLE credit_control_policy (id serial PRIMARY KEY, name jsonb, do_nothing boolean);
CREATE TABLE credit_control_policy_level (
    id serial PRIMARY KEY, policy_id int, level int, name jsonb, computation_mode varchar, delay_days int, channel varchar);
CREATE TABLE credit_control_line (
    id serial PRIMARY KEY, move_line_id int, policy_level_id int, date date, date_sent date, channel varchar, state varchar,
    balance_due float);
ALTER TABLE res_partner ADD COLUMN credit_policy_id jsonb;
ALTER TABLE account_move ADD COLUMN credit_policy_id int;
INSERT INTO credit_control_policy VALUES (1, '{"en_US": "Three times", "fr_FR": "Trois fois"}', FALSE), (2, '{"en_US": "None"}', TRUE);
INSERT INTO credit_control_policy_level VALUES
    (1, 1, 1, '{"en_US": "First"}', 'net_days', 10, 'email'), (2, 1, 2, '{"en_US": "Last"}', 'previous_date', 20, 'letter');
"""
OVERDUE_REMINDER = """
CREATE TABLE overdue_reminder_action (id serial PRIMARY KEY, date date, reminder_type varchar, mail_id int, company_id int);
CREATE TABLE account_invoice_overdue_reminder (id serial PRIMARY KEY, invoice_id int, action_id int, counter int, company_id int);
"""
FOLLOWUP = """
CREATE TABLE account_followup_followup_line (id serial PRIMARY KEY, name jsonb, delay int);
ALTER TABLE account_move_line ADD COLUMN followup_line_id int, ADD COLUMN last_followup_date date;
INSERT INTO account_followup_followup_line VALUES (1, '{"en_US": "Second reminder"}', 15);
"""


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestTakeover(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (15, "email"), (30, "letter")])
        cls.company.dunning_plan_id = cls.plan
        cls.email, cls.call, cls.last, cls.letter = cls.plan.step_ids.sorted("delay")
        cls.move = cls._invoice("2025-03-01", 1000)

    def _takeover(self, source, **vals):
        takeover = self.env["dunning.takeover"].create({"company_id": self.company.id, "source": source, **vals})
        takeover.action_find()
        return takeover

    def _line(self, move, level, state, sent=None, day="2025-03-11"):
        self.env.cr.execute(
            SQL(
                "INSERT INTO credit_control_line (move_line_id, policy_level_id, date, date_sent, channel, state, balance_due)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                self._items(move)[:1].id, level, day, sent, "email" if level == 1 else "letter", state, 1000.0,
            )
        )  # fmt: skip

    def _states(self, takeover):
        return {entry.move_id: entry.state for entry in takeover.entry_ids if entry.kind == "reminder"}

    def _credit_control(self):
        """A was reminded once, B is a draft, C's e-mail failed, D got both levels, E is paid, F's policy does nothing."""
        moves = [self.move, *(self._invoice("2025-02-20", 1000, partner=self._customer(name)) for name in "BCDEF")]
        self.env.cr.execute(CREDIT_CONTROL)
        a, b, c, d, e, f = moves
        self._line(a, 1, "sent", "2025-03-12")
        self._line(b, 1, "draft")
        self._line(c, 1, "email_error", "2025-03-11")
        self._line(d, 1, "sent", "2025-03-03")
        self._line(d, 2, "sent", "2025-03-24")
        self._line(e, 1, "sent", "2025-03-11")
        self._pay(e, "2025-03-20")
        query = "UPDATE res_partner SET credit_policy_id = JSONB_BUILD_OBJECT(%s::text, 2) WHERE id = %s"
        self.env.cr.execute(SQL(query, str(self.company.id), f.partner_id.id))
        return moves

    def test_credit_control(self):
        """Sent lines count on the day on which they were sent; drafts, failed and paid ones do not; levels come to steps."""
        a, b, c, d, e, f = self._credit_control()
        self.assertEqual(self.env["dunning.takeover"]._default_source(), "credit_control")
        takeover = self._takeover("credit_control")
        self.assertEqual(self._states(takeover), {a: "ready", b: "unsent", c: "failed", d: "ready", e: "settled"})
        self.assertEqual((takeover.entry_count, takeover.ready_count, takeover.left_count), (7, 4, 3))
        levels = [(level.name, level.delay, level.step_id, level.entry_count) for level in takeover.level_ids]
        self.assertEqual(levels, [("Three times: First", 10, self.email, 2), ("Three times: Last", 30, self.letter, 1)])
        takeover.action_preview()
        coming = {one.partner_id: (one.before_step_id, one.next_step_id, one.entry_count) for one in takeover.customer_ids}
        self.assertEqual(coming[a.partner_id], (self.email, self.call, 1))
        self.assertEqual(coming[d.partner_id][1:], (self.env["dunning.plan.step"], 2))
        self.assertFalse(takeover.action_ids, "only looked at")
        self.assertEqual(self._row(a, DAY)["step_id"], self.email.id)
        takeover.action_import()
        row = self._row(a, DAY)
        self.assertEqual((row["last_step_id"], row["last_step_date"]), (self.email.id, Date.to_date("2025-03-12")))
        self.assertEqual((row["reason"], row["step_id"]), ("act", self.call.id))
        self.assertEqual(self._reason(d, DAY), "plan_finished")
        self.assertEqual(self._row(b, DAY)["step_id"], self.email.id)
        self.assertEqual(self._reason(f, DAY), "excluded")
        self.assertEqual((takeover.state, takeover.done_count, takeover.date_done), ("done", 4, TODAY))
        self.assertEqual({action.state for action in takeover.action_ids}, {"done"})
        self.assertIn("credit.control.line,1", takeover.entry_ids.mapped("reference"))

    def test_once_and_again(self):
        """Read a second time, what was taken over is known by the source's id; what was sent since is added."""
        a, b, *_others = self._credit_control()
        self._line(a, 1, "sent", "2025-03-05")
        first = self._takeover("credit_control")
        first.action_import()
        self.assertEqual(first.done_count, 4, "of two reminders at one level the later counts")
        self.assertEqual(self._row(a, DAY)["last_step_date"], Date.to_date("2025-03-12"))
        again = self._takeover("credit_control")
        self.assertEqual((self._states(again)[a], again.ready_count), ("again", 0))
        with self.assertRaisesRegex(UserError, "Nothing is left to take over"):
            again.action_import()
        self._line(b, 1, "sent", "2025-03-31")
        again.action_find()
        self.assertEqual(again.ready_count, 1)
        again.action_import()
        self.assertEqual(self._row(b, DAY)["last_step_id"], self.email.id)
        lines = self.env["dunning.action.line"].search([("move_line_id", "=", self._items(a).id)])
        self.assertEqual(len(lines), 1)

    def test_undo(self):
        """All of it goes, and can be taken over again."""
        a, _b, _c, _d, _e, f = self._credit_control()
        takeover = self._takeover("credit_control")
        takeover.action_import()
        with self.assertRaises(UserError):
            takeover.unlink()
        takeover.action_undo()
        self.assertFalse(self.env["dunning.action"].with_context(active_test=False).search([("partner_id", "=", a.partner_id.id)]))
        self.assertEqual(self._row(a, DAY)["step_id"], self.email.id)
        self.assertNotEqual(self._reason(f, DAY), "excluded")
        self.assertEqual(takeover.state, "undone")
        self._takeover("credit_control").action_import()
        self.assertEqual(self._row(a, DAY)["last_step_id"], self.email.id)

    def test_no_undo_after_the_next_step(self):
        """Once the next message was made on its strength, it stays."""
        self._credit_control()
        takeover = self._takeover("credit_control")
        takeover.action_import()
        self._run(DAY)
        with self.assertRaisesRegex(UserError, "on the strength of this history"):
            takeover.action_undo()

    def test_level_left_out(self):
        """A level without a step of ours is not taken over; a step of another plan is refused."""
        a, *_others = self._credit_control()
        takeover = self._takeover("credit_control")
        other = self._plan([(5, "email")], name="Other")
        with self.assertRaisesRegex(UserError, "is no step of plan"):
            takeover.level_ids[0].step_id = other.step_ids
        takeover.level_ids[0].step_id = False
        takeover.action_import()
        self.assertEqual(self._row(a, DAY)["last_step_id"], None)
        self.assertEqual(takeover.entry_ids.filtered(lambda entry: entry.move_id == a).state, "no_step")

    def test_run_goes_on(self):
        """The next run makes the call that follows, not the first e-mail."""
        self._credit_control()
        self._takeover("credit_control").action_import()
        actions = self._run(DAY)
        self.assertEqual(actions.filtered(lambda action: action.partner_id == self.customer).step_id, self.call)

    def test_overdue_reminders(self):
        """Reminders by counter: the e-mail on its day, the call after it; what failed does not count."""
        self.env.cr.execute(OVERDUE_REMINDER)
        other = self._invoice("2025-03-01", 500, partner=self._customer("B"))
        mail = self.env["mail.mail"].sudo().create({"state": "exception", "body_html": "x"})
        self.env.cr.execute(
            SQL("INSERT INTO overdue_reminder_action VALUES (1, '2025-03-07', 'mail', NULL, %s), (2, '2025-03-12', 'phone', NULL, %s),"
                " (3, '2025-03-07', 'mail', %s, %s)", *[self.company.id] * 2, mail.id, self.company.id)
        )  # fmt: skip
        self.env.cr.execute(
            SQL("INSERT INTO account_invoice_overdue_reminder VALUES (1, %s, 1, 1, %s), (2, %s, 2, 2, %s), (3, %s, 3, 1, %s)",
                *[self.move.id, self.company.id] * 2, other.id, self.company.id)
        )  # fmt: skip
        takeover = self._takeover("overdue_reminder")
        levels = {(level.name, level.channel): (level.delay, level.step_id) for level in takeover.level_ids}
        self.assertEqual(levels, {("Reminder 1", "email"): (6, self.email), ("Reminder 2", "phone"): (11, self.call)})
        takeover.action_import()
        self.assertEqual(self._row(self.move, DAY)["last_step_id"], self.call.id)
        self.assertEqual(self._row(self.move, DAY)["last_step_date"], Date.to_date("2025-03-12"))
        self.assertEqual(self._states(takeover)[other], "failed")
        self.assertEqual(self._row(other, DAY)["last_step_id"], None)

    def test_followup(self):
        """The level that an item has, on the day of its last reminder."""
        self.env.cr.execute(FOLLOWUP)
        query = "UPDATE account_move_line SET followup_line_id = 1, last_followup_date = '2025-03-18' WHERE id = %s"
        self.env.cr.execute(SQL(query, self._items(self.move).id))
        takeover = self._takeover("followup")
        [level] = takeover.level_ids
        self.assertEqual((level.name, level.delay, level.step_id), ("Second reminder", 15, self.last))
        takeover.action_import()
        row = self._row(self.move, DAY)
        self.assertEqual((row["last_step_id"], row["last_step_date"]), (self.last.id, Date.to_date("2025-03-18")))

    # -- files -------------------------------------------------------------------------------------

    def _file(self, text, name="open.csv", **vals):
        content = text if isinstance(text, bytes) else text.encode()
        return self.env["dunning.takeover"].create(
            {"company_id": self.company.id, "source": "workbook", "content": base64.b64encode(content), "file_name": name, **vals}
        )

    def test_csv(self):
        """Reminder, promise and dispute of a row each; each bad row is named; nothing is half done."""
        promised, disputed, bad = (self._invoice("2025-03-01", 300, partner=self._customer(name)) for name in "PDX")
        takeover = self._file(
            "N° de facture;Dernière relance;Niveau;Canal;Promesse;Montant promis;Litige\n"
            f"{self.move.name};18/03/2025;2;courriel;;;\n"
            f"{promised.name};07/03/2025;1;courriel;15/04/2025;1 250,5;\n"
            f"{disputed.name};;;;;;Palette cassée\n"
            f"{bad.name};32/03/2025;1;;;;\n"
            "FAC-UNKNOWN;07/03/2025;1;;;;\n"
        )
        takeover.action_find()
        left = {(entry.reference, entry.state, entry.note) for entry in takeover.entry_ids if entry.state != "ready"}
        self.assertEqual(left, {("row 5", "unreadable", "reminded: 32/03/2025"), ("row 6", "unknown", "FAC-UNKNOWN")})
        levels = {level.name: (level.delay, level.step_id) for level in takeover.level_ids}
        self.assertEqual(levels, {"Level 1": (6, self.email), "Level 2": (17, self.last)})
        takeover.action_import()
        self.assertEqual(self._row(self.move, DAY)["last_step_id"], self.last.id)
        self.assertEqual(self._reason(disputed, DAY), "dispute")
        failed = takeover.entry_ids.filtered(lambda entry: entry.kind == "promise")
        self.assertIn("cannot promise that much", failed.note)
        self.assertEqual(self._row(bad, DAY)["last_step_id"], None)

    def test_promise_of_a_file(self):
        takeover = self._file(f"Invoice;Promise;Promised amount\n{self.move.name};2025-04-15;400.004\n", decimal_mark=".")
        takeover.action_find()
        self.assertEqual(takeover.entry_ids.note, "400.004 was rounded")
        takeover.action_import()
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.date_payment), (400, Date.to_date("2025-04-15")))
        takeover.action_undo()
        self.assertFalse(promise.exists())

    def test_dates_are_asked_for(self):
        """04/03 and 05/03 may be March or April: nobody guesses."""
        takeover = self._file(f"Invoice,Last reminder,Level\n{self.move.name},03/07/2025,1\n")
        with freeze_time("2025-12-31"):
            with self.assertRaisesRegex(UserError, "can be read in several ways"):
                takeover.action_find()
            takeover.day_order = "mdy"
            takeover.action_find()
        self.assertEqual(takeover.entry_ids.date, Date.to_date("2025-03-07"))

    def test_workbook(self):
        import pandas as pd

        buffer = io.BytesIO()
        pd.DataFrame(
            {"Rechnung": [self.move.name], "Letzte Mahnung": [pd.Timestamp("2025-03-07")], "Mahnstufe": ["1"], "Kanal": ["Telefon"]}
        ).to_excel(buffer, index=False)
        takeover = self._file(buffer.getvalue(), "offen.xlsx")
        takeover.action_find()
        self.assertEqual((takeover.entry_ids.date, takeover.level_ids.step_id), (Date.to_date("2025-03-07"), self.call))

    def test_what_is_no_table(self):
        for text, name, message in (
            (b"\x00\x01", "open.xlsx", "cannot be read"),
            (b"A;B\n1;2\n", "open.csv", "has to name the columns"),
            (b"Invoice;Level\nX;2\n", "open.csv", "has to name the columns"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._file(text, name).action_find()

    # -- who, and where ----------------------------------------------------------------------------

    def test_buttons_and_states(self):
        self._credit_control()
        takeover = self._takeover("credit_control")
        self.assertEqual(takeover.action_open_entries()["domain"], [("takeover_id", "=", takeover.id)])
        self.assertEqual(takeover.action_open_customers()["res_model"], "dunning.takeover.customer")
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            takeover.action_undo()
        takeover.action_import()
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            takeover.action_find()

    def test_nothing_there(self):
        with self.assertRaisesRegex(UserError, "Nothing was found"):
            self._takeover("credit_control")

    def test_managers_only_and_own_company(self):
        """Collectors take nothing over; another company's history is not read."""
        self._credit_control()
        with self.assertRaises(AccessError):
            self.env["dunning.takeover"].with_user(self.collector).create({"source": "credit_control"})
        takeover = self._takeover("credit_control")
        for button in ("action_find", "action_preview", "action_import", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(takeover.with_user(self.collector), button)()
        other = self.setup_other_company()["company"]
        with self.assertRaisesRegex(UserError, "Nothing was found"):
            self.env["dunning.takeover"].create({"company_id": other.id, "source": "credit_control"}).action_find()
