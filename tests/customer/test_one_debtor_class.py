"""The class of a debtor who has no profile yet is the one that its profile will have, wherever it counts."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-06"
CLASSES = {"Commune": "public", "Trader": "business", "Person": "consumer", "Firm": "business", "Taxed": "consumer"}


@tagged("post_install", "-at_install")
class TestOneDebtorClass(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.fr")
        cls.company.write({"country_id": cls.country.id, "dunning_plan_id": False})
        numbers = {
            "Commune": {"company_registry": "217500016"},
            "Trader": {"is_company": False, "company_registry": "X-1"},
            "Person": {"is_company": False},
            "Firm": {},
            "Taxed": {"is_company": False, "vat": "X99"},
        }
        cls.customers = {name: cls._customer(name, country_id=cls.country.id, **vals) for name, vals in numbers.items()}
        cls.moves = {name: cls._invoice("2025-03-01", partner=partner) for name, partner in cls.customers.items()}
        cls.name_of = {cls._items(move).id: name for name, move in cls.moves.items()}

    def _new_profiles(self):
        profiles = {name: self.env["dunning.profile"]._get_or_create(one, self.company) for name, one in self.customers.items()}
        return {name: profile.debtor_class for name, profile in profiles.items()}

    def test_limitation(self):
        with freeze_time(DAY):
            rows = self.env["dunning.limitation"].search([("item_id", "in", list(self.name_of))])
            self.assertEqual({self.name_of[row.item_id.id]: row.debtor_class for row in rows}, CLASSES)
            self.assertEqual(self._new_profiles(), CLASSES)
            self.env.invalidate_all()
            self.assertEqual({self.name_of[row.item_id.id]: row.debtor_class for row in rows}, CLASSES)

    def test_interest(self):
        Bulk = self.env["dunning.interest.bulk"]
        self.env.flush_all()
        groups = Bulk._read_law_groups(list(self.name_of), Date.to_date(DAY))
        self.assertEqual({self.name_of[item]: group["debtor_class"] for group in groups for item in group["items"]}, CLASSES)
        found = {name: Bulk._profile_of(one, self.company).debtor_class for name, one in self.customers.items()}
        self.assertEqual(found, CLASSES)
        self.assertFalse(self.env["dunning.profile"].search([("partner_id", "in", [one.id for one in self.customers.values()])]))

    def test_plan(self):
        """A plan for a class is the plan of whom it is for, before and after their profile is made."""
        plans = {code: self._plan([(5, "email")], name=code, debtor_class=code, priority=1) for code in ("business", "consumer", "public")}
        for _made in (False, True):
            rows = self._decide(DAY, self.env["res.partner"].union(*self.customers.values()))
            found = {name: rows[item]["plan_id"] for item, name in self.name_of.items()}
            self.assertEqual(found, {name: plans[code].id for name, code in CLASSES.items()})
            self._new_profiles()
