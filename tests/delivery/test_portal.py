"""The customer's page: reached by the link that was sent, shows what is still open now, and nothing else."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestPortal(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-02", 400)
        cls.other = cls._customer("Other")
        cls.secret = cls._invoice("2025-03-01", 987.65, partner=cls.other)
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )

    def setUp(self):
        super().setUp()
        actions = self._run("2025-03-07")
        self.action = actions.filtered(lambda action: action.partner_id == self.customer)
        self.strange = actions - self.action
        self.assertEqual(actions.mapped("state"), ["done", "done"])

    def _page(self, action, token=None):
        return self.url_open(f"/my/dunning/{action.id}" + (f"?access_token={token}" if token else ""))

    def _path(self, link):
        return "/" + link.split("/", 3)[3]

    def _portal_user(self, partner, login):
        return (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login, "password": login, "partner_id": partner.id,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                    "company_id": self.company.id, "company_ids": [Command.set(self.company.ids)],
                }
            )
        )  # fmt: skip

    def test_link_of_the_message(self):
        """The link in the e-mail opens the page, without logging in."""
        page = self.url_open(self._path(self.action.page_url))
        self.assertEqual(page.status_code, 200)
        text = self._text(page.text)
        for words in (self.a.name, self.b.name, "$ 1,400.00", "$ 1,000.00", "$ 400.00", self.bank.acc_number):
            self.assertIn(words, text)
        self.assertIn("collector_c@example.com", text)
        self.assertNotIn("987.65", page.text)

    def test_shows_what_is_open_now(self):
        """After a payment the page says so, though the message said otherwise."""
        self._pay(self.a, "2025-03-08")
        self._pay(self.b, "2025-03-08", amount=150)
        text = self._text(self._page(self.action, self.action.access_token).text)
        self.assertIn("$ 250.00", text)
        self.assertIn("in our message: $ 400.00", text)
        self.assertIn("Paid", text)
        self.assertNotIn("$ 1,400.00", text)
        self.assertEqual(self.action.amount_due, 1400.0, "the evidence stays")

    def test_all_paid(self):
        self._pay(self.a, "2025-03-08")
        self._pay(self.b, "2025-03-08")
        page = self._page(self.action, self.action.access_token)
        self.assertIn("All paid, thank you!", page.text)
        self.assertNotIn(self.bank.acc_number, page.text)

    def test_draft_invoice(self):
        """An invoice taken back is not asked for, and its amount is not shown as open."""
        self.a.button_draft()
        page = self._page(self.action, self.action.access_token)
        self.assertEqual(page.status_code, 200)
        self.assertIn("$ 400.00", self._text(page.text))
        self.assertNotIn("$ 1,400.00", self._text(page.text))

    def test_deleted_invoice(self):
        self.a.button_draft()
        self.a.with_context(force_delete=True).unlink()
        page = self._page(self.action, self.action.access_token)
        self.assertEqual(page.status_code, 200)

    def test_links_to_pay(self):
        page = self._page(self.action, self.action.access_token)
        for move in (self.a, self.b):
            link = f"/my/dunning/{self.action.id}/invoice/{move.id}?access_token={self.action.access_token}"
            self.assertIn(link, page.text)
            self.assertFalse(move.access_token, "made when the customer follows the link")
        paid = self.url_open(self._path(self.action._invoice_url(self.a, pay=True)))
        self.assertEqual(paid.status_code, 200)
        self.assertIn(f"/my/invoices/{self.a.id}?access_token={self.a.access_token}&payment=True", paid.url)
        self.assertIn(self.a.name, paid.text)
        self.assertFalse(self.a.is_manually_modified)

    def test_link_to_a_strange_invoice(self):
        """The key of a reminder opens its own invoices, no other; without the key, nothing."""
        for path in (
            f"/my/dunning/{self.action.id}/invoice/{self.secret.id}?access_token={self.action.access_token}",
            f"/my/dunning/{self.action.id}/invoice/{self.a.id}?access_token={self.strange.access_token}",
            f"/my/dunning/{self.action.id}/invoice/{self.a.id}",
        ):
            page = self.url_open(path)
            self.assertNotIn("/my/invoices", page.url)
            self.assertNotIn("987.65", page.text)
        self.assertFalse(self.secret.access_token)

    def test_wrong_token(self):
        for token in (None, "wrong", self.strange.access_token, self.a.access_token):
            page = self._page(self.action, token)
            with self.subTest(token=token):
                self.assertNotIn(self.a.name, page.text)
                self.assertNotIn("/my/dunning/", page.url)

    def test_unknown_action(self):
        page = self.url_open("/my/dunning/999999999?access_token=x")
        self.assertNotIn("/my/dunning/", page.url)

    def test_other_customer_logged_in(self):
        """A customer with an account sees another's page neither without token nor with his own."""
        self._portal_user(self.other, "portal_other")
        self.authenticate("portal_other", "portal_other")
        for token in (None, self.strange.access_token):
            page = self._page(self.action, token)
            self.assertNotIn(self.a.name, page.text)
            self.assertNotIn("/my/dunning/", page.url)
        self.assertIn("987.65", self._page(self.strange, self.strange.access_token).text)

    def test_customer_logged_in(self):
        """With his account and the link, he sees his own."""
        self._portal_user(self.customer, "portal_own")
        self.authenticate("portal_own", "portal_own")
        self.assertIn(self.a.name, self._page(self.action, self.action.access_token).text)

    def test_collector_follows_the_link(self):
        self.authenticate("collector_c", "collector_c")
        self.assertIn(self.a.name, self._page(self.action).text)

    def test_malicious_text(self):
        evil = "<script>alert(1)</script>"
        self.customer.name = evil
        self.collector.partner_id.name = evil
        self.plan.step_ids.name = evil
        page = self._page(self.action, self.action.access_token)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<script>alert", page.text)

    def test_language_of_the_recipient(self):
        """Amounts and dates read as in the message."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        text = self._text(self._page(self.action, self.action.access_token).text)
        self.assertIn("$ 1 400,00", text)
        self.assertIn("01/03/2025", text)
