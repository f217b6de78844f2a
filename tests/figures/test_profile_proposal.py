"""Segment and size as they are proposed, and taken over with one click; plans for customers of one size or class."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestProfileProposal(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second, cls.third = cls._customer("Second"), cls._customer("Third")
        for partner, amount in ((cls.customer, 8000), (cls.second, 1500), (cls.third, 500)):
            cls._invoice("2025-03-01", amount, partner=partner)
        cls._invoice("2024-02-20", 90000, partner=cls.third, invoice_date="2024-01-20")  # more than twelve months ago
        cls.profiles = [cls.env["dunning.profile"]._get_or_create(one, cls.company) for one in (cls.customer, cls.second, cls.third)]
        cls.env.flush_all()

    def test_segment_by_sales(self):
        """Of 10,000 in twelve months the first 80 % is a key account, up to 95 % standard, the rest small."""
        self.assertEqual([profile.proposed_segment for profile in self.profiles], ["key", "standard", "small"])

    def test_accepted_with_one_click(self):
        first, second, third = self.profiles
        self.assertEqual([profile.has_size_proposal for profile in self.profiles], [True, False, True])
        (first | second | third).with_user(self.collector).action_accept_proposals()
        self.assertEqual([profile.segment for profile in self.profiles], ["key", "standard", "small"])
        self.assertFalse(any(profile.has_size_proposal for profile in self.profiles))

    def test_nothing_by_itself(self):
        self.assertEqual({profile.segment for profile in self.profiles}, {"standard"})

    def test_size_by_siren(self):
        """By SIREN or SIRET of the company registry, else by the French VAT number; bands of staff as Sirene codes them."""
        first, second, third = self.profiles
        first.partner_id.company_registry = "552 100 554 00014"
        second.partner_id.vat = "FR83404833048"
        Register = self.env["dunning.register.entry"]
        Register.create([{"siren": "552 100 554", "staff_band": "12"}, {"siren": "404833048", "size": "large"}])
        Register.create([{"siren": str(600000000 + number), "staff_band": band} for number, band in enumerate(("03", "31", "32", "3"))])
        found = Register.search([("siren", ">=", "600000000"), ("siren", "<", "600000009")]).mapped("size")
        self.assertEqual(found, ["micro", "medium", "large", "micro"])
        self.assertEqual([profile.proposed_size for profile in self.profiles], ["small", "large", False])
        first.with_user(self.collector).action_accept_proposals()
        self.assertEqual((first.size, third.size), ("small", False))

    def test_imported_as_a_file(self):
        """The register comes as a CSV file, as people import others."""
        result = self.env["dunning.register.entry"].load(["siren", "staff_band"], [["552100554", "22"], ["404833048", "00"]])
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["dunning.register.entry"].browse(result["ids"]).mapped("size"), ["medium", "micro"])

    def test_register_refuses_what_is_none(self):
        for siren in ("12345678", "12345678A", ""):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["dunning.register.entry"].create({"siren": siren, "size": "small"})
        with self.assertRaises(AccessError):
            self.env["dunning.register.entry"].with_user(self.collector).create({"siren": "552100554"})

    def test_who_accepts(self):
        with self.assertRaises(AccessError):
            self.profiles[0].with_user(self._user("nobody_p", "base.group_user")).action_accept_proposals()

    def test_plan_by_size_and_class(self):
        """The plan for large public bodies is theirs; a customer whose size nobody knows gets another."""
        usual = self._plan([(5, "email")], name="Usual")
        self.company.dunning_plan_id = usual
        large = self._plan([(9, "phone")], name="Large", size="large", debtor_class="public", company_id=self.company.id)
        first, second, third = self.profiles
        first.write({"size": "large", "debtor_class": "public"})
        second.write({"size": "large", "debtor_class": "business"})
        self.env.flush_all()
        rows = {row["partner_id"]: row["plan_id"] for row in self.env["dunning.engine"]._decide_items(self.company, self._day())}
        self.assertEqual([rows[one.partner_id.id] for one in (first, second, third)], [large.id, usual.id, usual.id])
        self.assertEqual(first.effective_plan_id, large)

    @staticmethod
    def _day():
        return Date.to_date(DAY)
