"""Median days late, promises kept and dispute rate by month, in examples made by hand."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .test_metrics_quality import QualityCommon


class ClaimsCommon(QualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._customer("Beta")

    def _month(self, month, by="company", name=None, months=3):
        return self._figures("2025-04-30", months, by)[name or self.company.name, month]


@tagged("post_install", "-at_install")
class TestMedianDaysLate(ClaimsCommon):
    def test_median_days_late(self):
        """Settled in January: −5, 4, 24 and 61 days after the due date, half of them later than 14."""
        self._pay(self._invoice("2025-01-10", 9000), "2025-01-14")
        self._pay(self._invoice("2025-01-20", 100, partner=self.other), "2025-01-15")
        # in two parts: the last one settles it
        move = self._invoice("2024-12-01", 100)
        self._pay(move, "2024-12-10", 40)
        self._pay(move, "2025-01-31", 60)
        # a credit note settles what the money left open
        move = self._invoice("2025-01-01", 100)
        self._pay(move, "2025-01-05", 70)
        self._match(move, self._credit_note(30, date="2025-01-25"))
        # no money at all; not settled
        self._match(self._invoice("2024-12-31", 100), self._credit_note(100, date="2025-01-15"))
        self._pay(self._invoice("2025-01-05", 100), "2025-01-06", 90)
        january = self._month("2025-01-31", months=5)
        self.assertEqual((january.median_days_late, january.settled_count), (14, 4))
        self.assertEqual(self._month("2024-12-31", months=5).settled_count, 0)
        own, other = (self._month("2025-01-31", "customer", partner.name, 5) for partner in (self.customer, self.other))
        self.assertEqual((own.median_days_late, own.settled_count), (24, 3))
        self.assertEqual((other.median_days_late, other.settled_count), (-5, 1))

    def test_instalments(self):
        """Each has its own due date: 3 days late and 25 days early."""
        self._match(self._instalments(700, "2025-01-31", "2025-02-28"), self._payment(700, "2025-02-03").move_id)
        february = self._month("2025-02-28")
        self.assertEqual((february.median_days_late, february.settled_count), (-11, 2))


@tagged("post_install", "-at_install")
class TestPromisesKept(ClaimsCommon):
    def _promise(self, moves, day, amount=None):
        """Promise invoices for a day; three days of grace."""
        return self.env["dunning.promise"]._record_promises(
            self.company, moves[0].partner_id, Date.to_date("2025-02-10"), [(Date.to_date(day), amount)], self._items(moves)
        )

    def _judge(self, day):
        self.env["dunning.promise"]._judge_promises(self.company, Date.to_date(day))

    def test_promises_kept(self):
        """1,600 promised for March: 1,000 came in time, of 600 only 200; the rest came late."""
        first, second, third, fourth, fifth = (self._invoice("2025-02-01", amount) for amount in (1000, 600, 300, 500, 800))
        promises = self._promise(first, "2025-03-21") | self._promise(second, "2025-03-28")
        april = self._promise(third, "2025-03-29")  # until 1 April
        self._promise(fourth, "2025-03-20").action_cancel()
        self._pay(first, "2025-03-24")
        self._pay(second, "2025-03-31", 200)
        for day in ("2025-03-31", "2025-04-01"):
            self._judge(day)
        self._pay(second, "2025-04-10")
        self._promise(fifth, "2025-04-20")
        self._judge("2025-04-10")
        self.assertEqual((promises | april).mapped("state"), ["kept", "late", "broken"])
        march = self._month("2025-03-31")
        self.assertAlmostEqual(march.promise_kept_ratio, 1200 / 1600, 6)
        self.assertEqual(march.promised, 1600)
        # nobody has judged the fifth yet
        self.assertEqual((self._month("2025-04-30").promise_kept_ratio, self._month("2025-04-30").promised), (0, 300))
        # all that were judged: the reliability of the customer
        profile = promises.profile_id
        self.assertAlmostEqual(profile.promise_kept_ratio, 1200 / 1900, 6)

    def test_by_salesperson(self):
        """400 promised of two invoices, 200 came: each has its share, 150 of 300 and 50 of 100; together the company's."""
        moves = self._invoice("2025-02-01", 300) | self._invoice("2025-02-01", 100)
        moves[0].invoice_user_id, moves[1].invoice_user_id = self.salesman, self.collector
        other = self._invoice("2025-02-01", 100, partner=self.other)
        other.invoice_user_id = self.collector
        promise = self._promise(moves, "2025-03-10")
        self._promise(other, "2025-03-10")
        self._pay(moves[0], "2025-03-10", 200)
        self._pay(other, "2025-03-10")
        self._judge("2025-03-14")
        self.assertEqual(promise.amount_kept, 200)
        rows = [self._month("2025-03-31", "salesperson", user.name) for user in (self.salesman, self.collector)]
        self.assertEqual([row.promised for row in rows], [300, 200])
        for row, expected in zip(rows, (150 / 300, 150 / 200), strict=True):
            self.assertAlmostEqual(row.promise_kept_ratio, expected, 6)
        self.assertAlmostEqual(self._month("2025-03-31").promise_kept_ratio, 300 / 500, 6)

    def test_not_over_yet(self):
        """One kept before its day counts when its time is over, together with those that were not kept."""
        first, second = self._invoice("2025-02-01", 1000), self._invoice("2025-02-01", 500)
        promise = self._promise(first, "2025-03-21") | self._promise(second, "2025-03-21")
        self._pay(first, "2025-03-12")
        self._judge("2025-03-21")
        self.assertEqual(promise.mapped("state"), ["kept", "open"])
        with freeze_time("2025-03-24"):
            [row] = self._figures("2025-03-31", 1).values()
            self.assertEqual((row.promised, row.promise_kept_ratio), (0, 0))
        self._judge("2025-03-25")
        with freeze_time("2025-03-25"):
            [row] = self._figures("2025-03-31", 1).values()
            self.assertEqual(row.promised, 1500)
            self.assertAlmostEqual(row.promise_kept_ratio, 1000 / 1500, 6)


@tagged("post_install", "-at_install")
class TestDisputeRate(ClaimsCommon):
    def _dispute(self, day, move=None, line=None):
        subject = {"move_line_id": line.id} if line else {"move_id": move.id}
        category = self.env.ref("account_dunning.dispute_category_price")
        return self.env["dunning.dispute"].create(
            {**subject, "category_id": category.id, "description": "Not the price of the offer", "date_opened": day}
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._instalments(900, "2025-02-24", "2025-03-01")
        cls.moves = [
            cls._invoice("2025-04-30", 100, partner=partner, invoice_date="2025-03-05")
            for partner in (cls.customer, cls.customer, cls.customer, cls.other)
        ]
        cls._credit_note(50, date="2025-03-06")

    def test_dispute_rate(self):
        """March: four invoices; disputed one of them and, in both its instalments, one of December."""
        for line in self._items(self.old):
            self._dispute("2025-03-02", line=line)
        self._dispute("2025-03-31", self.moves[0])
        self._dispute("2025-03-20", self.moves[1]).action_withdraw()
        self._dispute("2025-04-01", self.moves[3])
        march, april = (self._month(day) for day in ("2025-03-31", "2025-04-30"))
        self.assertEqual((march.dispute_rate, march.disputed_count, march.invoice_count), (0.5, 2, 4))
        # nothing was invoiced: there is no rate
        self.assertEqual((april.dispute_rate, april.disputed_count, april.invoice_count), (0, 1, 0))
        own, other = (self._month("2025-03-31", "customer", partner.name) for partner in (self.customer, self.other))
        self.assertAlmostEqual(own.dispute_rate, 2 / 3, 6)
        self.assertEqual((other.dispute_rate, other.invoice_count), (0, 1))

    def test_settled_ones_count(self):
        dispute = self._dispute("2025-03-10", self.moves[3])
        dispute._settle_disputes(Date.to_date("2025-03-12"), "accepted")
        self.assertEqual(self._month("2025-03-31", "customer", self.other.name).dispute_rate, 1)

    def test_every_dimension(self):
        """Whoever the groups are, their counts add up to the company's."""
        self.env["dunning.promise"]._record_promises(
            self.company, self.customer, Date.to_date("2025-03-01"), [(Date.to_date("2025-03-10"), 500)], self._items(self.old)
        )
        self.env["dunning.promise"]._judge_promises(self.company, Date.to_date("2025-03-20"))
        self._pay(self.moves[2], "2025-03-31")
        self._dispute("2025-03-31", self.moves[0])
        for dimension in ("company", "customer", "salesperson", "collector", "country", "segment", "size", "class", "plan"):
            rows = [row for (_name, month), row in self._figures("2025-03-31", 1, dimension).items()]
            for name, expected in (("disputed_count", 1), ("invoice_count", 4), ("settled_count", 1), ("promised", 500)):
                self.assertEqual(sum(row[name] for row in rows), expected, (dimension, name))

    def test_targets(self):
        """Of promises kept more is better, of days late and disputes less."""
        for measure, value in (("promise_kept_ratio", 80), ("dispute_rate", 20), ("median_days_late", 5)):
            self.env["dunning.target"].create(
                {"measure": measure, "value": value, "date_from": "2025-01-01", "company_id": self.company.id}
            )
        self._pay(self.moves[2], "2025-03-31")  # a month early
        self._dispute("2025-03-31", self.moves[0])
        self.env["dunning.promise"]._record_promises(
            self.company, self.customer, Date.to_date("2025-03-01"), [(Date.to_date("2025-03-10"), 500)], self._items(self.old)
        )
        self.env["dunning.promise"]._judge_promises(self.company, Date.to_date("2025-03-20"))
        [row] = self._figures("2025-03-31", 1).values()
        self.assertEqual((row.median_days_late, row.dispute_rate, row.promise_kept_ratio), (-30, 0.25, 0))
        self.assertEqual(row.missed.replace("\N{NO-BREAK SPACE}", " "), "Promises kept 80.0 %, Dispute rate 20.0 %")
