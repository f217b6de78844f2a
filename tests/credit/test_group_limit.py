"""Limits of groups of companies: what all companies below a parent owe together, and who is told how much."""

from odoo.tests import freeze_time, tagged

from .test_exposure import DAY, CreditCommon


@tagged("post_install", "-at_install")
class TestGroupLimit(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holding = cls._customer("Holding")
        cls.north, cls.south, cls.far = (cls._customer(name) for name in ("North", "South", "Far"))
        (cls.north + cls.south).parent_id = cls.holding
        cls.far.parent_id = cls.south
        (cls.holding + cls.north + cls.south + cls.far).is_company = True
        for partner, amount in ((cls.holding, 100), (cls.north, 200), (cls.far, 400)):
            cls._invoice("2025-04-10", amount, partner=partner, invoice_date="2025-03-10")
        cls.env.flush_all()

    @freeze_time(DAY)
    def test_all_companies_below_count(self):
        """Subsidiaries of subsidiaries too; a customer outside is not touched, and each company keeps its own limit."""
        self._limit(1000, self.holding, is_for_group=True)
        for partner in (self.holding, self.north, self.south, self.far):
            credit = self._credit(partner)
            with self.subTest(partner.name):
                self.assertEqual((credit.group_limit, credit.group_exposure, credit.group_name), (1000.0, 700.0, "Holding"))
                self.assertIsNone(credit.limit)
        self.assertIsNone(self._credit().group_limit)
        self._limit(150, self.north)
        self.assertEqual((self._credit(self.north).limit, self._row(self.north).status), (150.0, "over"))
        self.assertEqual(self._row(self.far).status, "free")
        far = self._row(self.far)
        self.assertEqual((far.group_exposure, far.group_limit_amount, far.group_available, far.has_limit), (700.0, 1000.0, 300.0, False))
        self.assertFalse(self._row().group_limit_id)

    @freeze_time(DAY)
    def test_group_above_its_limit(self):
        self._limit(5000, self.north)
        self._limit(650, self.holding, is_for_group=True)
        profile = self.env["dunning.profile"]._get_or_create(self.north, self.company)
        self.assertEqual((profile.credit_status, profile.credit_available), ("over", -50.0))
        text = profile.credit_text.replace("\N{NO-BREAK SPACE}", " ")
        for words in (
            "Exposure $ 200.00, within the limit of $ 5,000.00.",
            "Group Holding: $ 700.00 owed by all its companies, above its limit of $ 650.00.",
            "What would lift it: a payment of $ 50.00, or a limit of $ 700.00 or more for the group.",
        ):
            self.assertIn(words, text)

    @freeze_time(DAY)
    def test_salesperson_reads_nothing_of_the_others(self):
        self._limit(5000, self.north)
        self._limit(650, self.holding, is_for_group=True)
        self.north.user_id = self.salesman
        profile = self.env["dunning.profile"]._get_or_create(self.north, self.company).with_user(self.salesman)
        text = profile.credit_text.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("Its group is above its limit.", text)
        self.assertIn("payments of the group, or a higher limit for the group", text)
        for amount in ("700", "650", "$ 50.00"):
            self.assertNotIn(amount, text)
        self.assertEqual((profile.credit_status, profile.credit_available), ("over", 4800.0))

    def test_history_of_a_group(self):
        """A group's limit takes the place of the one before of the group, not of the company's own."""
        with freeze_time("2025-03-01"):
            own, first = self._limit(50, self.holding), self._limit(500, self.holding, is_for_group=True)
        with freeze_time(DAY):
            self._limit(900, self.holding, is_for_group=True)
            self.assertEqual((own.state, first.state), ("granted", "ended"))
            self.assertEqual([self._credit(self.far, day).group_limit for day in ("2025-02-28", "2025-03-01", DAY)], [None, 500.0, 900.0])
            self.assertEqual(self._credit(self.holding).limit, 50.0)

    @freeze_time(DAY)
    def test_asked_for_a_group(self):
        request = self.env["dunning.credit.request"].create(
            {"company_id": self.company.id, "partner_id": self.holding.id, "amount": 2000, "reason": "Growth", "is_for_group": True}
        )
        wizard = self.env["dunning.credit.decide.wizard"].with_user(self.manager).create({"request_id": request.id, "reason": "Sound"})
        wizard.action_grant()
        self.assertEqual((request.limit_id.is_for_group, self._credit(self.far).group_limit), (True, 2000.0))
