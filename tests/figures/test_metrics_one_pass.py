"""Key figures of many groups, found by one statement, beside plain formulas: item by item, one month's end after the other."""

from collections import defaultdict
from datetime import timedelta
from statistics import median

from dateutil.relativedelta import relativedelta
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.figures import metrics
from ...models.figures.dunning_metrics import month_end
from ..common import DunningCommon

LAST, MONTHS = "2025-05-31", 8


@tagged("post_install", "-at_install")
@freeze_time("2025-06-10")
class TestMetricsOnePass(DunningCommon):
    @classmethod
    def setUpClass(cls):
        """Two customers, one of whom pays late and in parts; a branch; a foreign currency; a credit note; a payment not allocated."""
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2025-06-10"))
        cls.beta = cls._customer("Beta")
        for number in range(9):
            day = Date.add(Date.to_date("2024-06-12"), months=number)
            due, delivered = Date.add(day, days=30), Date.subtract(day, days=3)
            move = cls._invoice(due, 1000 + 37 * number, invoice_date=day, delivery_date=delivered)
            if number % 3 == 0:
                cls._pay(move, day + relativedelta(days=50))
            elif number % 3 == 1:
                cls._pay(move, day + relativedelta(days=28), 400)
                cls._pay(move, day + relativedelta(days=95), 200.5)
        note = cls._credit_note(150, partner=cls.beta, date="2025-03-31")
        owed = cls._invoice("2025-04-30", 700, partner=cls.beta, invoice_date="2025-03-31")
        (note | owed).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        cls._credit_note(60, partner=cls.beta, date="2025-04-02")
        cls._payment(90, "2025-05-02", partner=cls.beta)
        pound = cls.setup_other_currency("GBP", rates=[("2024-01-01", 2.0), ("2025-02-01", 2.5)])
        foreign = cls._invoice("2025-01-31", 300, partner=cls.beta, invoice_date="2025-01-10", currency_id=pound.id)
        cls._pay(foreign, "2025-03-05", 120)
        north = cls.env["res.company"].sudo().create({"name": "North", "parent_id": cls.company.id})
        cls.env.cr.precommit.run()  # gives the branch its chart of accounts
        cls.env.user.sudo().company_ids |= north
        cls.companies = cls.company | north
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.companies.ids})
        cls.env["account.move"].with_company(north).create(
            {
                "move_type": "out_invoice", "company_id": north.id, "partner_id": cls.beta.id, "invoice_date": "2025-02-01",
                "invoice_date_due": "2025-02-28", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "quantity": 1, "price_unit": 450, "tax_ids": [Command.clear()]})],
            }
        ).action_post()  # fmt: skip
        cls.env.flush_all()
        cls.lines = cls.env["account.move.line"].sudo().search(
            [("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("company_id", "in", cls.companies.ids)]
        )

    def _months(self, count):
        return [month_end(Date.to_date(LAST) - relativedelta(months=back)) for back in reversed(range(count))]

    def _open_at(self, line, day):
        """Return what was open of an item at the end of a day, company currency."""
        if line.date > day:
            return 0.0
        paid = sum(one.amount for one in line.matched_credit_ids if one.max_date <= day)
        given = sum(one.amount for one in line.matched_debit_ids if one.max_date <= day)
        return line.balance - paid + given

    def _plain(self, lines, end):
        """Return figures of one month by the plain formulas, looking at every item again."""
        first, period = end.replace(day=1), [month_end(end - relativedelta(months=back)) for back in range(3)]
        sold = {
            month: sum(line.balance for line in lines if line.move_id.is_sale_document() and month_end(line.move_id.invoice_date) == month)
            for month in (month_end(end - relativedelta(months=back)) for back in range(24))
        }  # fmt: skip
        opened = {line: self._open_at(line, end) for line in lines}
        receivables = sum(opened.values())
        debits = {line: amount for line, amount in opened.items() if line.balance > 0}
        not_due = sum(amount for line, amount in debits.items() if line.date_maturity >= end)
        sales, days = sum(sold[month] for month in period), sum(month.day for month in period)
        left = defaultdict(float)
        for line, amount in opened.items():
            if line.move_id.is_sale_document():
                left[month_end(line.move_id.invoice_date)] += amount
        paid = [
            (one.amount, (one.max_date - line.date_maturity).days)
            for line in lines for one in line.matched_credit_ids
            if first <= one.max_date <= end and one.credit_move_id.payment_id
        ]  # fmt: skip
        closed = [
            (max(line.matched_credit_ids.mapped("max_date")) - line.date_maturity).days
            for line in lines
            if line.reconciled and line.balance > 0 and first <= max(line.matched_credit_ids.mapped("max_date")) <= end
            and line.matched_credit_ids.credit_move_id.payment_id
        ]  # fmt: skip
        made = [line for line in lines if line.move_id.move_type == "out_invoice" and first <= line.move_id.invoice_date <= end]
        return {
            "sales": sold[end], "period_sales": sales, "receivables": receivables, "not_due": not_due,
            "overdue": sum(debits.values()) - not_due, "credits": receivables - sum(debits.values()),
            "dso": metrics.dso_balance(receivables, sales, days),
            "dso_weighted": metrics.dso_weighted([(left[month], amount, month.day) for month, amount in sold.items()]),
            "dso_countback": metrics.dso_countback(receivables, [(amount, month.day) for month, amount in sold.items()]).days,
            "paid": sum(amount for amount, _late in paid),
            "days_late": metrics.share(sum(amount * late for amount, late in paid), sum(amount for amount, _late in paid)),
            "late_rate": metrics.share(sum(amount for amount, late in paid if late > 0), sum(amount for amount, _late in paid)),
            "collected": -sum(line.balance for line in lines if line.payment_id and first <= line.date <= end),
            "settled_count": len(closed), "median_days_late": median(closed) if closed else None,
            "invoice_count": len(made), "invoiced": sum(line.balance for line in made),
            "invoicing_delay": metrics.share(
                sum(3 * line.balance for line in made if line.move_id.delivery_date),
                sum(line.balance for line in made if line.move_id.delivery_date),
            ),
            **self._plain_default(lines, end),
        }  # fmt: skip

    def _plain_default(self, lines, end):
        """Return what came to its 90th day late in the year that ends with a month, and the share unpaid then."""
        first, base, unpaid = Date.add(end, days=1) - relativedelta(years=1), 0.0, 0.0
        for line in lines.filtered(lambda one: one.balance > 0 and one.move_id.move_type == "out_invoice"):
            limit = line.date_maturity + timedelta(days=90)
            if first <= limit <= end:
                known = line.matched_credit_ids.filtered(lambda one, limit=limit: one.max_date <= limit)
                credited = known.filtered(lambda one: one.credit_move_id.move_id.move_type == "out_refund")
                base += line.balance * (1 - sum(credited.mapped("debit_amount_currency")) / line.amount_currency)
                unpaid += line.balance * (1 - sum(known.mapped("debit_amount_currency")) / line.amount_currency)
        return {"default_base": base, "default_rate": metrics.share(unpaid, base)}

    def test_as_by_the_plain_formulas(self):
        """Each customer, each company and all of them: every month's figures are those of the formulas."""
        groups = {
            "partner.id::text": lambda line: str(line.partner_id.commercial_partner_id.id),
            "line.company_id::text": lambda line: str(line.company_id.id),
            "'all'": lambda line: "all",
        }
        compared = 0
        for group, of in groups.items():
            found = self.env["dunning.metrics"]._figures_by_month(self.companies, Date.to_date(LAST), MONTHS, SQL(group))
            for key, lines in self.lines.grouped(of).items():
                for row, end in zip(found[key], self._months(MONTHS), strict=True):
                    self.assertEqual(row["month"], end)
                    for name, expected in self._plain(lines, end).items():
                        compared += 1
                        with self.subTest(group=group, key=key, month=end, figure=name):
                            if expected is None:
                                self.assertIsNone(row[name])
                            else:
                                self.assertAlmostEqual(row[name], expected, 6)
        self.assertEqual(compared, 5 * MONTHS * 20)

    def test_numbers(self):
        """May 2025, all customers: 90 of money and 60 of a credit note are not allocated; nothing was sold."""
        *_before, may = self.env["dunning.metrics"]._figures_by_month(self.companies, Date.to_date(LAST), 2, SQL("'all'"))["all"]
        self.assertEqual((may["sales"], may["credits"], may["collected"]), (0, -150, 90))
        self.assertEqual(len(may), 34)
        self.assertEqual(dict(may), {name: may[name] for name in may})

    def test_nothing_at_all(self):
        """Years before the first invoice there are no groups."""
        Metrics = self.env["dunning.metrics"]
        for measures in (None, {"dso"}):
            self.assertEqual(Metrics._figures_by_month(self.companies, Date.to_date("2015-05-31"), 3, SQL("'all'"), measures), {})

    def test_one_statement(self):
        """However many groups and months: one statement."""
        Metrics = self.env["dunning.metrics"]
        counts = []
        for months, group in ((1, "'all'"), (1, "'all'"), (24, "partner.id::text")):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            Metrics._figures_by_month(self.companies, Date.to_date(LAST), months, SQL(group))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 4)
