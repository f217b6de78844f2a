"""Disputes and promises exist once: what former versions kept as holds becomes them, and rests as before (upgrade to 1.4)."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.claim.dunning_hold import KINDS
from ..common import DunningCommon

DAY = "2025-03-10"
SCRIPT = Path(__file__).parents[2] / "migrations" / "19.0.1.4.0" / "post-claims_once.py"


@tagged("post_install", "-at_install")
class TestClaimsOnce(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (20, "phone")])
        cls.move, cls.other = cls._invoice("2025-03-01", 1000), cls._invoice("2025-03-01", 400)

    def _former(self, target, kind, **vals):
        """Place a hold as former versions did."""
        hold = self._hold(target, "reply", **{"date_start": "2025-03-05", "reason": "Price too high", **vals})
        self.env.flush_all()
        self.env.cr.execute("UPDATE dunning_hold SET kind = %s WHERE id = %s", [kind, hold.id])
        self.env.invalidate_all()
        return hold

    def _upgrade(self, day=DAY):
        spec = spec_from_file_location("claims_once", SCRIPT)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        with freeze_time(day):
            script.migrate(self.env.cr, "19.0.1.3.0")
        self.env.flush_all()
        self.env.invalidate_all()

    def _resting(self, day=DAY):
        """Return the ids of the items that rest on a day."""
        rows = self._decide(day)
        return {item for item, row in rows.items() if row["reason"] in ("dispute", "promise", "hold")}

    def _disputes(self):
        return self.env["dunning.dispute"].search([("company_id", "=", self.company.id)])

    def _promises(self):
        return self.env["dunning.promise"].search([("company_id", "=", self.company.id)])

    def test_kinds(self):
        self.assertFalse({"dispute", "promise"} & {code for code, _label in KINDS})

    def test_dispute(self):
        """Date, author, words and source are the dispute's; its last day is the deadline; the hold names what it became."""
        hold = self._former(
            self.move, "dispute", user_id=self.collector.id, source="E-mail of Mrs Petit", date_end="2025-03-25"
        )
        before = self._resting()
        self._upgrade()
        [dispute] = self._disputes()
        self.assertEqual(
            (dispute.move_id, dispute.move_line_id.id, dispute.partner_id, dispute.amount, dispute.state),
            (self.move, False, self.customer, 1000.0, "open"),
        )
        self.assertEqual(
            (str(dispute.date_opened), str(dispute.date_deadline), dispute.opened_by_id, dispute.user_id),
            ("2025-03-05", "2025-03-25", self.collector, self.collector),
        )
        self.assertEqual(dispute.description, "Price too high\nE-mail of Mrs Petit")
        [task] = dispute.activity_ids
        self.assertEqual((task.user_id, str(task.date_deadline)), (self.collector, "2025-03-25"))
        self.assertEqual((hold.state, str(hold.ended_on), hold.kind, hold.reason), ("ended", DAY, "hold", "Price too high"))
        self.assertEqual(hold.outcome, f"Dispute: {self.move.name} – Commercial")
        self.assertEqual((self._resting(), before), (set(self._items(self.move).ids),) * 2)
        self.assertEqual(self._reason(self.move, DAY), "dispute")

    def test_dispute_of_an_instalment_without_deadline(self):
        """Nobody is blamed on the day of the upgrade: a deadline that has passed becomes the usual time from today."""
        parts = self._instalments(900, "2025-02-01", "2025-03-01")
        second = self._items(parts)[1]
        self._former(second, "dispute", review_date="2025-03-06")
        self._upgrade()
        [dispute] = self._disputes()
        self.assertEqual((dispute.move_line_id, dispute.instalment, dispute.amount), (second, 2, 450.0))
        self.assertEqual(str(dispute.date_deadline), "2025-03-25", "fifteen days for commercial ones")
        self.assertEqual(self._resting(), set(second.ids))

    def test_dispute_that_ended(self):
        """It counts as settled on its day: the days in dispute are not the customer's delay."""
        hold = self._former(self.move, "dispute", date_start="2025-03-03")
        hold._end_holds(Date.to_date("2025-03-08"), "Credit note of 50")
        self._pay(self.move, "2025-03-09")
        self._upgrade()
        [dispute] = self._disputes()
        self.assertEqual((dispute.state, str(dispute.settled_on), dispute.resolution_note), ("settled", "2025-03-08", "Credit note of 50"))
        self.assertFalse(dispute.activity_ids)
        self.assertEqual((hold.state, str(hold.ended_on), hold.outcome), ("ended", "2025-03-08", "Credit note of 50"))
        with freeze_time(DAY):
            [paid] = self.env["dunning.paid.item"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((paid.disputed_days, paid.days_late), (5, 3))

    def test_what_cannot_be_a_dispute(self):
        """A whole customer, a second one about the same invoice, one to come: they stay holds, and rest as before."""
        gamma = self._customer("Gamma")
        theirs = self._invoice("2025-03-01", 70, partner=gamma)
        holds = self._former(gamma, "dispute") + self._former(self.move, "dispute", date_start="2025-03-04")
        holds += self._former(self.move, "dispute", reason="And broken") + self._former(self.other, "dispute", date_start="2025-03-20")
        self._upgrade()
        self.assertEqual(self._disputes().move_id, self.move)
        self.assertEqual(holds.mapped("state"), ["active", "ended", "active", "active"])
        self.assertEqual(set(holds.mapped("kind")), {"hold"})
        self.assertEqual(self._reason(theirs, DAY), "hold")
        self.assertEqual([self._reason(self.other, day) for day in (DAY, "2025-03-20")], ["act", "hold"])

    def test_promise(self):
        """In force until the hold's last day, about all that was open of it."""
        hold = self._former(self.customer, "promise", user_id=self.collector.id, date_end="2025-03-14", reason="By the 14th")
        before = self._resting()
        self._upgrade()
        [promise] = self._promises()
        self.assertEqual(
            (promise.amount, promise.line_ids.move_id, str(promise.date), str(promise.date_payment), str(promise.date_limit)),
            (1400.0, self.move + self.other, "2025-03-05", "2025-03-14", "2025-03-14"),
        )
        self.assertEqual((promise.user_id, promise.note, promise.state), (self.collector, "By the 14th", "open"))
        self.assertEqual((hold.state, hold.kind), ("ended", "hold"))
        self.assertEqual(self._resting(), before)
        self.assertEqual([self._reason(self.move, day) for day in ("2025-03-14", "2025-03-15")], ["promise", "act"])
        self.env["dunning.promise"]._judge_promises(self.company, Date.to_date("2025-03-15"))
        self.assertEqual(promise.state, "broken", "judged from the ledger like any other")

    def test_what_cannot_be_a_promise(self):
        """Without a day, over already, or promised since: they stay holds, with the end that they had."""
        endless = self._former(self.move, "promise")
        over = self._former(self.other, "promise", date_end="2025-03-07")
        third = self._invoice("2025-03-02", 70)
        again = self._former(third, "promise", date_end="2025-03-14")
        given = self._hold(third, "promise", date_start="2025-03-06", date_end="2025-03-12")
        self._upgrade()
        self.assertEqual(self._promises(), given)
        self.assertEqual((endless + over + again).mapped("state"), ["active"] * 3)
        self.assertEqual([self._reason(one, DAY) for one in (self.move, self.other, third)], ["hold", "act", "promise"])
        self.assertEqual(self._reason(third, "2025-03-13"), "hold")

    def test_once(self):
        """A second upgrade finds nothing to do."""
        self._former(self.move, "dispute")
        self._upgrade()
        self._upgrade()
        self.assertEqual(len(self._disputes()), 1)
