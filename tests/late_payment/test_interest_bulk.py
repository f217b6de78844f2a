"""Interest of lists by SQL: on random items the same cents as the library computes one by one."""

import random

from odoo.fields import Date
from odoo.tests import tagged

from ...models import interest
from .test_claims import ClaimCommon

DAY = Date.to_date("2026-11-29")


@tagged("post_install", "-at_install")
class TestInterestBulk(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dice = random.Random(13)
        ref, contract = cls.env.ref, cls.env["dunning.interest.contract"]
        laws = {"France": None, "United Kingdom": "base.uk", "Netherlands": "base.nl", "Germany": "base.de", "Spain": "base.es"}
        cls.items = cls.env["account.move.line"]
        for name, country in laws.items():
            customer = cls._customer(name)
            if country:
                contract.create({"company_id": cls.company.id, "partner_id": customer.id, "law_country_id": ref(country).id, "clause": "x"})
            for _rank in range(6):
                cls.items |= cls._random_item(dice, customer)
        judged = cls._customer("Judged")
        cls._hold(judged, "insolvency", date_start="2026-08-20")
        consumer = cls._customer("Consumer", is_company=False)
        public = cls._customer("Public")
        cls.env["dunning.profile"]._get_or_create(public, cls.company).debtor_class = "public"
        for customer in (judged, consumer, public):
            cls.items |= cls._random_item(dice, customer)
        cls.env["dunning.profile"]._get_or_create(cls.items.partner_id, cls.company)
        contract.create({"company_id": cls.company.id, "rate_kind": "fixed", "rate": 13.5, "clause": "Terms", "date_from": "2026-01-01"})
        category = cls.env["dunning.dispute.category"].search([], limit=1)
        cls.env["dunning.dispute"].create({"move_id": cls.items[0].move_id.id, "category_id": category.id, "description": "x", "amount": 5})

    @classmethod
    def _random_item(cls, dice, customer):
        due = Date.add(Date.to_date("2024-02-01"), days=dice.randrange(850))
        amount = dice.randrange(50000, 900000) / 100
        move = cls._invoice(Date.to_string(due), amount, partner=customer, currency_id=dice.choice((cls.eur, cls.company.currency_id)).id)
        for _part in range(dice.randrange(3)):
            day = Date.add(due, days=dice.randrange(-10, 200))
            part = round(amount * dice.uniform(0.05, 0.3), 2)
            if dice.random() < 0.7:
                cls._pay(move, Date.to_string(day), part)
            else:
                credit = cls._credit_note(part, partner=customer, date=Date.to_string(day), currency_id=move.currency_id.id)
                (cls._items(move) | cls._items(credit)).reconcile()
        return cls._items(move)

    def _by_library(self, day):
        catalogue, found = self.env["dunning.interest.catalogue"]._load_catalogue(), {}
        for item in self.items:
            profile = self.env["dunning.profile"]._get_or_create(item.partner_id, self.company)
            law = self.env["dunning.interest.catalogue"]._choose_governing_law(item.move_id, profile, catalogue)
            debt = self.env["dunning.interest.debt"]._read_debts(item, {item: law.contract}, profile)[item]
            try:
                line = interest.compute_interest(debt, law.regime, catalogue, day, missing=interest.STOP)
            except interest.NotStartedError:
                continue
            found[item.id] = float(line.amount)
        return found

    def test_same_cents(self):
        for day in (DAY, Date.to_date("2025-12-31"), Date.to_date("2027-03-01")):
            with self.subTest(day=day):
                found = self.env["dunning.interest.bulk"]._accrued_interest(self.items.ids, day)
                expected = self._by_library(day)
                nonzero = [{item: amount for item, amount in amounts.items() if amount} for amounts in (found, expected)]
                self.assertEqual(*nonzero)
        self.assertGreater(len([amount for amount in found.values() if amount]), 20)

    def test_most_goes_by_one_statement(self):
        """What runs from the due date is not computed one by one."""
        Bulk = type(self.env["dunning.interest.bulk"])
        slow = []
        self.patch(Bulk, "_price_one_by_one", lambda _self, ids, _catalogue, _day: slow.extend(ids) or {})
        self.env["dunning.interest.bulk"]._accrued_interest(self.items.ids, DAY)
        names = {self.env["account.move.line"].browse(item).partner_id.name for item in slow}
        self.assertLessEqual(names, {"Netherlands", "Germany", "Consumer", "Public", "United Kingdom", self.items[0].partner_id.name})
        self.assertLess(len(slow), 26)
