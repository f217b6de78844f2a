"""Salespeople without accounting rights: payments of their customers, the banner, field information, the weekly digest."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..test_access import AccessCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
class TestTellSales(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone", {"sender": "salesperson"})])
        cls.company.write({"dunning_plan_id": cls.plan.id, "dunning_digest": True})
        cls.colleague = cls._user("colleague_c", "account_dunning.group_dunning_contributor")
        cls.mine = cls._customer("Mine", user_id=cls.salesman.id)
        cls.other = cls._customer("Other", user_id=cls.colleague.id)
        cls.move = cls._invoice("2025-03-01", 700, partner=cls.mine)
        cls.foreign = cls._invoice("2025-03-01", 300, partner=cls.other)

    def setUp(self):
        super().setUp()
        self._run("2025-03-06")

    # -- payments ----------------------------------------------------------------------------------

    def test_payments(self):
        """Allocated or not, of their own customers only; invoices and credit notes are none."""
        self._pay(self.move, "2025-03-07", 200)
        self._payment(50, "2025-03-08", partner=self.mine)
        self._payment(60, "2025-03-08", partner=self.other)
        self._credit_note(10, partner=self.mine)
        mine = self.env["dunning.receipt"].with_user(self.salesman).search([], order="date")
        self.assertEqual(
            [(str(one.date), one.amount, one.unallocated) for one in mine], [("2025-03-07", 200.0, 0.0), ("2025-03-08", 50.0, 50.0)]
        )
        self.assertEqual(self._list("dunning.receipt", self.salesman), set(mine.ids))
        self.assertEqual(mine.partner_id, self.mine)
        self.assertFalse(self.env["account.payment"].with_user(self.salesman).has_access("read"))
        profile = self.env["dunning.profile"].search([("partner_id", "=", self.mine.id)])
        domain = profile.with_user(self.salesman).action_open_receipts()["domain"]
        self.assertEqual(self.env["dunning.receipt"].with_user(self.salesman).search_count(domain), 2)

    def test_payments_of_the_own_salesperson(self):
        """The salesperson for dunning comes before the contact's."""
        self._payment(60, "2025-03-08", partner=self.other)
        self.env["dunning.profile"].search([("partner_id", "=", self.other.id)]).own_salesperson_id = self.salesman
        self.env.flush_all()
        self.assertEqual(self.env["dunning.receipt"].with_user(self.salesman).search([]).partner_id, self.other)
        self.assertFalse(self.env["dunning.receipt"].with_user(self.colleague).search([]))

    # -- banner and field information --------------------------------------------------------------

    def _banner(self, partner, user):
        with freeze_time(DAY):
            self.env.invalidate_all()
            [values] = self._open(partner, user)
        return values["dunning_banner"]

    def test_banner(self):
        self.assertIn("$ 700.00 overdue, the oldest for 10 days –", self._banner(self.mine, self.salesman).replace("\xa0", " "))
        self.assertFalse(self._banner(self.other, self.salesman), "of another")
        self.assertIn("$ 300.00", self._banner(self.other, self.collector).replace("\xa0", " "))
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.mine.id})
        self.assertIn("$ 700.00", self._banner(contact, self.salesman).replace("\xa0", " "))
        self._pay(self.move, "2025-03-10")
        self.assertFalse(self._banner(self.mine, self.salesman))

    def test_banner_asks_once(self):
        """A list of customers that shows it decides once for all."""
        partners = self.mine + self.other
        counts = []
        for part in (partners[:1], partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(DAY):
                part.mapped("dunning_banner")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_information(self):
        with freeze_time(DAY):
            action = self.mine.with_user(self.salesman).action_dunning_add_information()
            Wizard = self.env["dunning.info.wizard"].with_user(self.salesman)
            Wizard.with_context(**action["context"]).create({"text": "They pay on the 10th."}).action_confirm()
            Wizard.with_context(**action["context"]).create({"text": "New buyer."}).action_confirm()
        profile = self.env["dunning.profile"].search([("partner_id", "=", self.mine.id)])
        name = self.salesman.name
        self.assertEqual(profile.note, f"03/11/2025, {name}: New buyer.\n03/11/2025, {name}: They pay on the 10th.")
        self.assertIn("New buyer.", profile.message_ids[0].body)
        self.assertEqual(profile.message_ids[0].author_id, self.salesman.partner_id)
        with freeze_time(DAY), self.assertRaises(UserError):
            Wizard.with_context(**action["context"]).create({"text": "  "}).action_confirm()

    def test_information_about_customers_of_others(self):
        foreign = self.env["dunning.profile"].search([("partner_id", "=", self.other.id)])
        with self.assertRaises(AccessError):
            self.env["dunning.info.wizard"].with_user(self.salesman).create({"profile_id": foreign.id, "text": "x"}).action_confirm()

    # -- digest ------------------------------------------------------------------------------------

    def _digests(self, day=DAY):
        return self.env["dunning.digest"].sudo()._queue_digests(self.company, Date.to_date(day))

    def test_digest(self):
        """Each his own customers, late ones with amounts and days, payments of the week."""
        self._pay(self.move, "2025-03-07", 200)
        mails = self._digests()
        self.assertEqual(mails.recipient_ids, self.salesman.partner_id + self.colleague.partner_id)
        [mail] = mails.filtered(lambda mail: mail.recipient_ids == self.salesman.partner_id)
        text = self._text(mail.body_html)
        for words in ("Mine", "10 days overdue", "$ 500.00", "$ 200.00", self.salesman.name):
            self.assertIn(words, text)
        for words in ("Other", "300.00"):
            self.assertNotIn(words, text)
        self.assertIn("$ 500.00", mail.subject.replace("\xa0", " "))

    def test_digest_names_work_and_disputes(self):
        self._run(DAY)
        late = self._invoice("2025-04-20", 90, partner=self.mine)
        self.env["dunning.dispute"].create(
            {
                "move_id": late.id, "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
                "description": "Broken", "date_opened": "2025-03-05",
            }
        )  # fmt: skip
        [mail] = self._digests().filtered(lambda mail: mail.recipient_ids == self.salesman.partner_id)
        text = self._text(mail.body_html)
        self.assertIn("Disputes to settle", text)
        self.assertIn("What waits for you", text)
        self.assertIn("phone 10", text)

    def test_nothing_to_say(self):
        self._pay(self.move, "2025-02-20")
        self._pay(self.foreign, "2025-02-20")
        self.assertFalse(self._digests())

    def test_switched_off(self):
        self.company.dunning_digest = False
        self.assertFalse(self._digests())

    def test_who_left(self):
        """Nobody who has left, and nobody who has no part in dunning."""
        self.colleague.sudo().active = False
        plain = self._user("plain_c", "base.group_user")
        self._invoice("2025-03-01", 20, partner=self._customer("Plain", user_id=plain.id))
        self._run("2025-03-12")
        self.assertEqual(self._digests("2025-03-12").recipient_ids, self.salesman.partner_id)

    def test_once_a_day(self):
        """The cron called again on the same day sends nothing more."""
        with freeze_time(DAY), self.enter_registry_test_mode():
            for _time in range(2):
                self.env.ref("account_dunning.ir_cron_dunning_digest").sudo().method_direct_trigger()
        found = self.env["mail.mail"].sudo().search(
            [("recipient_ids", "in", self.salesman.partner_id.ids), ("subject", "like", "Your customers this week")]
        )
        self.assertEqual(len(found), 1)
        self.assertEqual(str(self.company.dunning_digest_date), DAY)

    def test_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesman.sudo().lang = "fr_FR"
        [mail] = self._digests().filtered(lambda mail: mail.recipient_ids == self.salesman.partner_id)
        self.assertIn("700,00", mail.body_html)

    def test_digest_queries(self):
        """As many queries for more customers."""
        self._digests()
        counts = []
        for number in range(2):
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {number} {rank}", "user_id": self.salesman.id} for rank in range(5 * (number + 1))]
            )
            self.env["dunning.profile"]._get_or_create(partners, self.company)
            self._general_entry(*[(partner, "2025-03-01", 10.0) for partner in partners])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["dunning.digest"].sudo()._digest_content(self.company, Date.to_date(DAY))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
