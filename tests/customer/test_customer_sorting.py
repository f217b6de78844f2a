"""Customers sorted and grouped by overdue, oldest item and next contact; the query says what the page says."""

from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestCustomerSorting(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (200, "phone")])
        # overdue, oldest: Ash 300 and 40 days, Beech 900 and 3, Cedar 500 and 95, Dogwood nothing
        for name, items in (
            ("Ash", [("2025-02-19", 200.0), ("2025-03-30", 100.0)]),
            ("Beech", [("2025-03-28", 900.0), ("2025-05-01", 50.0)]),
            ("Cedar", [("2024-12-26", 500.0)]),
            ("Dogwood", [("2025-04-30", 70.0)]),
        ):
            partner = cls._customer(name)
            for due, amount in items:
                cls._invoice(due, amount, partner=partner)
            cls.env["dunning.profile"]._get_or_create(partner, cls.company)
        cls.profiles = cls.env["dunning.profile"].search([("partner_id.name", "in", ("Ash", "Beech", "Cedar", "Dogwood"))])
        cls.domain = [("id", "in", cls.profiles.ids)]

    def _names(self, order):
        found = self.env["dunning.profile"].with_user(self.collector).search(self.domain, order=order)
        return [profile.partner_id.name[0] for profile in found]

    def test_sorted(self):
        self.assertEqual("".join(self._names("amount_overdue desc")), "BCAD")
        self.assertEqual("".join(self._names("oldest_days desc, id")), "CABD")
        self.assertEqual("".join(self._names("amount_due, id")), "DACB")
        fields = self.profiles.fields_get(["amount_overdue", "oldest_days", "next_date", "oldest_bucket"], ["sortable", "groupable"])
        for name, one in fields.items():
            self.assertEqual((name, one["sortable"], one["groupable"]), (name, True, True))

    def test_next_contact_as_the_page_has_it(self):
        dates = {profile: profile.next_date for profile in self.profiles}
        found = self.env["dunning.profile"].search([*self.domain], order="next_date, id")
        self.assertEqual([dates[one] for one in found if dates[one]], sorted(day for day in dates.values() if day))

    def test_grouped_with_sums(self):
        sums = ["amount_overdue:sum", "oldest_days:max", "__count"]
        groups = self.env["dunning.profile"]._read_group(self.domain, ["oldest_bucket"], sums)
        self.assertEqual(
            {bucket: rest for bucket, *rest in groups},
            {"0": [0.0, 0, 1], "30": [900.0, 3, 1], "60": [300.0, 40, 1], "more": [500.0, 95, 1]},
        )
        buckets = {one.partner_id.name: one.oldest_bucket for one in self.profiles}
        self.assertEqual(buckets, {"Ash": "60", "Beech": "30", "Cedar": "more", "Dogwood": "0"})
        weeks = self.env["dunning.profile"]._read_group(self.domain, ["next_date:week"], ["__count"])
        self.assertEqual(sum(count for _week, count in weeks), 4)

    def test_filters_narrow(self):
        """What may be true together narrows the list when chosen together: each stands in a group of its own."""
        arch = self.env["dunning.profile"].get_view(None, "search")["arch"]
        shown = arch[arch.index('name="broken_promise"') : arch.index('name="archived"')]
        self.assertNotRegex(shown, r"<filter[^>]*/>\s*<filter")
