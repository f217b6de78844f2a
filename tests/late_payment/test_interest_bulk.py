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

    def test_nothing_goes_one_by_one(self):
        """Frozen rates, public bodies, notices, compounding laws and disputes are priced together, to the same cents."""
        self.patch(type(self.env["dunning.claim"]), "_group_by_law", lambda *_args: self.fail("priced one by one"))
        found = self.env["dunning.interest.bulk"]._accrued_interest(self.items.ids, DAY)
        names = {self.env["account.move.line"].browse(item).partner_id.name for item, amount in found.items() if amount}
        self.assertLessEqual({"France", "United Kingdom", "Netherlands", "Spain", "Judged", "Public"}, names)

    def test_part_in_dispute(self):
        """What is in dispute bears no interest in the list, whatever was paid of the rest."""
        category = self.env["dunning.dispute.category"].search([], limit=1)
        for law, country in (("France", "base.fr"), ("Netherlands", "base.nl")):
            with self.subTest(law=law):
                move = self._invoice("2025-03-31", 1000, partner=self._customer(f"Dispute {law}"))
                values = {"company_id": self.company.id, "partner_id": move.partner_id.id, "clause": "x"}
                self.env["dunning.interest.contract"].create(values | {"law_country_id": self.env.ref(country).id})
                values = {"move_id": move.id, "category_id": category.id, "description": "x", "amount": 400}
                self.env["dunning.dispute"].create(values | {"date_opened": "2025-05-01"})
                self._pay(move, "2025-06-30", 700)
                self.items = self._items(move)
                found = self.env["dunning.interest.bulk"]._accrued_interest(self.items.ids, DAY)
                self.assertEqual(found, self._by_library(DAY))
                # 600 for 91 days, then nothing that is not in dispute is left
                self.assertLess(found[self.items.id], 21)
                self.assertGreater(found[self.items.id], 0)
