"""What platforms say about electronic invoices, each status by itself.

``account.peppol.response`` and the French connector are in no Odoo that is free to have: the responses here are stand-ins
with the same names of fields (``Response``), and ``peppol_move_state`` is what the add-on is told it says.
"""

import datetime

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..test_access import AccessCommon

DAY = "2025-03-06"


class Response:
    """A stand-in for a record of ``account.peppol.response`` with the fields of ``l10n_fr_pdp``."""

    _fields = dict.fromkeys(
        ("move_id", "response_code", "pdp_flow_number", "pdp_issue_date", "pdp_status_info", "pdp_payment_info", "pdp_ppf_state")
    )

    def __init__(self, number, move, code, day, info=""):
        self.id, self.move_id, self.response_code = number, move, code
        self.pdp_issue_date, self.pdp_status_info, self.pdp_payment_info = Date.to_date(day), info, ""
        self.create_date = datetime.datetime(2025, 3, 1)

    def __getitem__(self, name):
        return getattr(self, name)


class Responses:
    """A stand-in for the model: it finds what came after the last one read."""

    _fields = Response._fields

    def __init__(self):
        self.all = []

    def search(self, domain, order=None):
        [after] = [value for name, operator, value in domain if (name, operator) == ("id", ">")]
        return [one for one in self.all if one.id > after]


@tagged("post_install", "-at_install")
class TestEinvoiceStatuses(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.country_id = cls.env.ref("base.fr")
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.Event = cls.env["dunning.einvoice.event"].sudo()

    def setUp(self):
        super().setUp()
        self.responses, self.states = Responses(), {}
        self.patch(type(self.Event), "_response_model", lambda events: self.responses)
        self.patch(type(self.Event), "_state_by_move", lambda events, company: self.states)

    def _hear(self, code, day=DAY, info="", move=None, today=None):
        """Have the platform say something, and the run of a day read it; return the event."""
        self.responses.all.append(Response(len(self.responses.all) + 1, move or self.move, code, day, info))
        return self.Event._follow_statuses(self.company, Date.to_date(today or day))

    def _rests(self, day="2025-03-10"):
        return self._reason(self.move, day)

    def _active_hold(self, kind):
        return self.env["dunning.hold"].search([("move_id", "=", self.move.id), ("kind", "=", kind), ("state", "=", "active")])

    def _tasks(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        return profile.activity_ids.mapped("summary")

    def test_rejected(self):
        """213: not received, never asked for; the task once, however often it is said."""
        self._hear("213", info="SIRET unknown")
        self.assertEqual((self._rests(), self._rests("2025-06-01")), ("undelivered", "undelivered"))
        self.assertIn("SIRET unknown", self._active_hold("undelivered").reason)
        self._hear("213", day="2025-03-07")
        self.assertEqual((len(self._active_hold("undelivered")), len(self._tasks())), (1, 1))
        self._hear("203", day="2025-03-08")
        self.assertEqual(self._rests(), "act")

    def test_deposited_not_transmitted(self):
        event = self._hear("200", info="Reason: NON_TRANSMITTED")
        self.assertEqual((event.status_id.code, self._rests()), ("200N", "undelivered"))

    def test_nothing_made_available_in_three_working_days(self):
        """Deposited on Thursday: until Tuesday it may still come; from Wednesday on it counts as not received."""
        self._hear("200")
        self.Event._follow_statuses(self.company, Date.to_date("2025-03-11"))
        self.assertEqual(self._rests("2025-03-11"), "act")
        self.Event._follow_statuses(self.company, Date.to_date("2025-03-12"))
        self.assertEqual(self._rests("2025-03-12"), "undelivered")
        self.Event._follow_statuses(self.company, Date.to_date("2025-03-13"))
        self.assertEqual(len(self._active_hold("undelivered")), 1)
        self._hear("203", day="2025-03-14")
        self.assertEqual(self._rests("2025-03-14"), "act")

    def test_made_available_in_time(self):
        self._hear("200")
        self._hear("203", day="2025-03-07")
        self.Event._follow_statuses(self.company, Date.to_date("2025-03-20"))
        self.assertEqual(self._rests("2025-03-20"), "act")

    def test_refused(self):
        self._hear("210", info="Wrong addressee")
        self.assertEqual((self._rests("2025-06-01"), len(self._tasks())), ("hold", 1))
        self.assertIn("credit it and issue it anew", self._tasks()[0])
        self.assertIn("Wrong addressee", self._tasks()[0])
        self.assertEqual(str(self._active_hold("hold").review_date), "2025-03-13")

    def test_suspended_and_completed(self):
        """208 two days before the due date rests with a task; 209 gives these two days again from its own day on."""
        self._hear("208", day="2025-02-27", info="Purchase order missing")
        self.assertEqual(self._rests("2025-03-10"), "hold")
        self.assertIn("Purchase order missing", self._tasks()[0])
        self._hear("209", day="2025-03-10")
        self.assertEqual(str(self._active_hold("hold").date_end), "2025-03-12")
        self.assertEqual((self._rests("2025-03-12"), self._rests("2025-03-13")), ("hold", "act"))

    def test_completed_after_the_due_date(self):
        """Suspended when overdue already: it goes on at once."""
        self._hear("208", day="2025-03-03")
        self._hear("209", day="2025-03-10")
        self.assertEqual(self._rests("2025-03-10"), "act")

    def test_in_dispute(self):
        event = self._hear("207", info="Price")
        dispute = event.dispute_id
        self.assertEqual((dispute.move_id, dispute.amount, self._rests()), (self.move, 1000.0, "dispute"))
        self.assertIn("(207)", dispute.description)
        self.assertIn("Price", dispute.description)
        self.assertEqual(str(dispute.date_deadline), "2025-03-21")
        self.assertEqual(self._hear("207", day="2025-03-07").dispute_id, dispute)

    def test_partly_approved(self):
        """206: only what was approved is asked for; the rest is in dispute."""
        event = self._hear("206", info='{"approved_amount": 700.0}')
        self.assertEqual((event.amount, event.dispute_id.amount), (700.0, 300.0))
        [row] = self.env["dunning.engine"]._decide_items(self.company, Date.to_date("2025-03-10"), self.customer)
        self.assertEqual((row["reason"], row["net"]), ("act", 700.0))
        action = self._run("2025-03-10")
        self.assertEqual(action.amount_due, 700.0)
        self.assertIn("Under discussion", action.items_html)
        event.dispute_id.action_withdraw()
        [row] = self.env["dunning.engine"]._decide_items(self.company, Date.to_date("2025-03-20"), self.customer)
        self.assertEqual(row["net"], 1000.0)

    def test_partly_approved_with_instalments(self):
        """Nobody says which instalment is meant: all of it rests."""
        term = self.env["account.payment.term"].create(
            {"name": "Two", "line_ids": [(0, 0, {"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)]}
        )
        move = self._invoice("2025-03-01", 1000, invoice_date="2025-02-01", invoice_payment_term_id=term.id)
        event = self._hear("206", info='{"approved_amount": 700.0}', move=move)
        self.assertEqual((event.dispute_id.amount, event.dispute_id.asks_rest), (1000.0, False))

    def test_partly_approved_without_an_amount(self):
        event = self._hear("206", info="See attached")
        self.assertEqual((event.dispute_id.amount, self._rests()), (1000.0, "dispute"))

    def test_approved(self):
        """205 is evidence; it holds nothing back, and what rested because it had not arrived is chased again."""
        self._hear("213")
        event = self._hear("205", day="2025-03-07")
        self.assertEqual((event.status_id.code, str(event.date), self._rests()), ("205", "2025-03-07", "act"))
        self.assertFalse(event.hold_id)

    def test_payment_sent(self):
        """211 on Thursday: five bank days, until Thursday."""
        self._hear("211")
        self.assertEqual(str(self._active_hold("payment_announced").date_end), "2025-03-13")
        self.assertEqual(self._rests("2025-03-13"), "payment_announced")
        self.assertEqual(self._rests("2025-03-14"), "act")

    def test_collected_ends_nothing(self):
        """212 is our own report: the ledger says whether it is paid."""
        event = self._hear("212")
        self.assertEqual((event.effect, self._rests()), ("none", "act"))

    def test_cancelled(self):
        self._hear("220")
        self.assertEqual((self._rests("2025-06-01"), len(self._tasks())), ("hold", 1))

    def test_factor(self):
        self._hear("225")
        self.assertEqual(self._rests("2025-06-01"), "factor")

    def test_no_status_means_nothing(self):
        """On paper, abroad, unknown words, a paid or drafted invoice: nothing is taken down or held."""
        self.assertFalse(self.Event._follow_statuses(self.company, Date.to_date(DAY)))
        self.assertFalse(self._hear("999"))
        self.assertFalse(self._hear(""))
        self._pay(self.move, DAY)
        self.assertFalse(self._hear("210", day="2025-03-07").hold_id)
        self.assertEqual(self._tasks(), [])

    def test_words_of_platforms(self):
        """Words, Peppol's codes and numbers mean the same."""
        find = self.env["dunning.einvoice.status"]._find_status
        words = ("refused", "RE", "210", "made_available", "done", "error", "submitted", "AP", "PD", "processing")
        found = {word: find(word).code for word in words}
        self.assertEqual(
            found,
            {"refused": "210", "RE": "210", "210": "210", "made_available": "203", "done": "203", "error": "213", "submitted": "200",
             "AP": "205", "PD": "212", "processing": False},
        )  # fmt: skip

    def test_the_invoice_s_own_state(self):
        """Without responses ``peppol_move_state`` is read: once while it stays, again when it changes."""
        self.states[self.move] = "error"
        [event] = self.Event._follow_statuses(self.company, Date.to_date(DAY))
        self.assertEqual((event.status_id.code, self._rests()), ("213", "undelivered"))
        self.assertFalse(self.Event._follow_statuses(self.company, Date.to_date("2025-03-07")))
        self.states[self.move] = "done"
        self.Event._follow_statuses(self.company, Date.to_date("2025-03-08"))
        self.assertEqual(self._rests(), "act")

    def test_done_alone_is_not_taken_down(self):
        """A ledger of invoices that arrived is no news."""
        self.states[self.move] = "done"
        self.assertFalse(self.Event._follow_statuses(self.company, Date.to_date(DAY)))

    def test_read_once_in_the_order_of_their_days(self):
        self.responses.all += [Response(1, self.move, "209", "2025-03-10"), Response(2, self.move, "208", "2025-03-03")]
        events = self.Event._follow_statuses(self.company, Date.to_date("2025-03-10"))
        self.assertEqual(events.mapped("status_id.code"), ["208", "209"])
        self.assertEqual(self._rests("2025-03-10"), "act")
        self.assertFalse(self.Event._follow_statuses(self.company, Date.to_date("2025-03-11")))

    def test_a_run_follows_them(self):
        self.responses.all.append(Response(1, self.move, "210", DAY))
        self.assertFalse(self._run(DAY))
        self.assertEqual(self._rests(), "hold")

    def test_what_cannot_be_followed_stops_no_run(self):
        """A day in the far future counts as today; what is refused is told in the log, and the next one is followed."""
        second = self._invoice("2025-03-01", 500)
        self.responses.all += [Response(1, self.move, "210", "9999-12-31"), Response(2, second, "210", DAY)]
        stop = type(self.Event)._stop_refused

        def refuse(event, today):
            if event.move_id == self.move:
                raise UserError("Refused")
            stop(event, today)

        self.patch(type(self.Event), "_stop_refused", refuse)
        with self.assertLogs("odoo.addons.account_dunning.models.reply.dunning_einvoice_event", "WARNING"):
            events = self.Event._follow_statuses(self.company, Date.to_date(DAY))
        self.assertEqual({(event.move_id, str(event.date)) for event in events}, {(self.move, DAY), (second, DAY)})
        self.assertEqual((self._rests(), self._reason(second, "2025-03-10")), ("act", "hold"))

    def test_shipped_table(self):
        """Each code with its effect, as the guide has it."""
        table = {status.code: status.effect for status in self.env["dunning.einvoice.status"].search([])}
        self.assertEqual(
            table,
            {"200": "deposited", "200N": "undelivered", "201": "deposited", "202": "deposited", "203": "received", "204": "received",
             "205": "approved", "206": "partly", "207": "disputed", "208": "suspended", "209": "completed", "210": "refused",
             "211": "announced", "212": "none", "213": "undelivered", "220": "cancelled", "225": "factored"},
        )  # fmt: skip
