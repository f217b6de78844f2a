"""Card or mandate first, agreed to and withdrawn on the customer's page: by who proved who he is, for his own means alone."""

import hashlib
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common_page import DAY, PageCommon
from .test_debit import DebitCommon

CARD = (
    "I agree that %s debits Payment method •••• 4242 for what is overdue and neither disputed nor promised before it sends a reminder; "
    "I can withdraw this here at any time."
)
MANDATE = (
    "I agree that %s debits SEPA Direct Debit •••• 9911 for what is overdue and neither disputed nor promised before it sends a "
    "reminder, and announces each debit by e-mail 14 days before; I can withdraw this here at any time."
)


class DebitPageCommon(PageCommon):
    """A person of the customer with a login and a card on file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.provider = None
        DebitCommon._make_provider.__func__(cls)
        cls.company.dunning_page_debit = True
        cls.jane = cls.env["res.partner"].create(
            {"name": "Jane Durand", "parent_id": cls.customer.id, "email": "jane@example.com", "lang": "en_US"}
        )
        cls.token = cls._token_of(cls.jane)

    @classmethod
    def _token_of(cls, partner, digits="4242", method=None):
        return DebitCommon._make_token.__func__(cls, partner, digits, method)

    def setUp(self):
        super().setUp()
        self.account = f"/my/dunning/account/{self.profile.id}"
        self.card = CARD % self.company.name

    def _log_in(self, partner=None, login="jane_db"):
        user = self._portal_user(partner or self.jane, login)
        self.authenticate(login, login)
        return user

    def _say(self, deed="agree", token=None, **data):
        """Send the form of the page, as a browser does."""
        token = token or self.token
        html = self._get(f"{self.account}/debit").text
        given = {"deed": deed, "name": "Jane Durand", "capacity": "Manager", "agree": "1", "token": str(token.id)}
        if f'name="read_{token.id}"' in html:
            given[f"read_{token.id}"] = self._hidden(html, f"read_{token.id}")
        answer = self._send(f"{self.account}/debit", html, **{**given, **data})
        self.env.invalidate_all()
        return answer

    def _agreement(self):
        return self.env["dunning.debit.agreement"].search([("partner_id", "=", self.customer.id)])

    def _consents(self):
        return self.env["dunning.debit.consent"].search([("partner_id", "=", self.customer.id)], order="id")


@tagged("post_install", "-at_install")
class TestDebitPage(DebitPageCommon):
    def test_agree_and_withdraw(self):
        """What was read is kept with name, function, time and hash; the agreement is by the page; confirmed by e-mail."""
        self._log_in()
        self.assertIn("not agreed", self._get(self.account).text)
        self.assertIn(self.card, self._text(self._get(f"{self.account}/debit").text))
        page = self._text(self._say().text)
        self.assertIn("Agreed on 03/10/2025 by Jane Durand, Manager.", page)
        agreement, given = self._agreement(), self._consents()
        self.assertEqual(
            (agreement.token_id.id, agreement.is_mandate, agreement.notice_days, str(agreement.agreed_on), agreement.source),
            (self.token.id, False, 0, DAY, "Customer's page"),
        )
        self.assertEqual(
            (given.deed, given.side, given.name, given.capacity, given.via, given.contact_id, given.sentence, given.agreement_id),
            ("given", "customer", "Jane Durand", "Manager", "account", self.jane, self.card, agreement),
        )
        self.assertEqual(given.document_hash, hashlib.sha256(self.card.encode()).hexdigest())
        self.assertEqual(str(given.date)[:13], f"{DAY} 10")
        mail = self.profile.message_ids.filtered(lambda one: one.message_type == "auto_comment")[:1]
        self.assertEqual(mail.partner_ids, self.jane)
        self.assertIn("Jane Durand agreed to this on 03/10/2025:", self._text(mail.body))
        self.assertIn(self.card, self._text(mail.body))
        self._say()
        self.assertEqual(len(self._consents()), 1, "said twice, agreed once")
        self._say("withdraw", agree="")
        taken = self._consents()[-1]
        self.assertEqual((taken.deed, taken.sentence, len(self._consents()), agreement.active), ("withdrawn", self.card, 2, False))
        self.assertFalse(self._agreement())
        self._say("withdraw", agree="")
        self.assertEqual(len(self._consents()), 2, "withdrawn once")

    def test_withdrawn_before_it_was_charged(self):
        """A mandate is announced 14 days before; withdrawn meanwhile nothing is charged, and the reminder leaves again."""
        method = self.env["payment.method"].sudo().create(
            {"name": "SEPA Direct Debit", "code": "sepa_direct_debit", "provider_ids": self.provider.ids, "active": True, "image": False}
        )
        mandate = self._token_of(self.customer, "9911", method)
        self._log_in()
        page = self._text(self._get(f"{self.account}/debit").text)
        self.assertIn(self.card, page)
        self.assertIn(MANDATE % self.company.name, page)
        self._say(token=mandate)
        agreement = self._agreement()
        self.assertEqual((agreement.token_id.id, agreement.is_mandate, agreement.notice_days), (mandate.id, True, 14))
        self.clock.move_to("2025-03-17 10:00:00")
        self._run("2025-03-17")
        debit = self.env["dunning.debit"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((debit.state, debit.amount, str(debit.date_charge)), ("announced", 1400.0, "2025-03-31"))
        self.assertEqual(self._reason(self.a, "2025-03-18"), "direct_debit")
        self.authenticate("jane_db", "jane_db")
        self._say("withdraw", agree="")
        self.assertEqual((debit.state, debit.reason, agreement.active), ("cancelled", "Withdrawn by Jane Durand", False))
        row = self._row(self.a, "2025-03-18")
        self.assertEqual(row["verdict"], "act", "the reminder leaves")

    def test_something_is_missing(self):
        self._log_in()
        self.assertIn("Please give your name.", self._text(self._say(name=" ").text))
        self.assertIn("Please tick that you agree.", self._text(self._say(agree="").text))
        self.assertIn("has changed meanwhile", self._text(self._say(**{f"read_{self.token.id}": "0" * 64}).text))
        self.assertFalse(self._agreement())
        self.assertFalse(self._consents())

    def test_another_card_after_the_first(self):
        """One is debited first: the other only after the first was withdrawn, or is gone from the file."""
        other = self._token_of(self.jane, "1111")
        self._log_in()
        self._say()
        first = self._agreement()
        self.token.active = False
        self.env.flush_all()
        self._say(token=other)
        self.assertEqual((self._agreement().token_id.id, first.active), (other.id, False))

    # -- who ---------------------------------------------------------------------------------------

    def test_not_by_the_link(self):
        """Whoever has the link reads nothing of cards; the page of the account asks for a login or a code."""
        self.assertNotIn("4242", self._get(self._url()).text)
        self.assertNotIn("o_dunning_debit", self._get(self._url()).text)
        for url in (f"{self.account}/debit", f"{self.account}/debit?access_token={self.key}"):
            self.assertNotIn("4242", self._get(url).text)
        form = self._get(self._url("answer/paid")).text
        answer = self._send(f"{self.account}/debit?access_token={self.key}", form, deed="agree", name="X", agree="1", token=self.token.id)
        self.assertNotIn("4242", answer.text)
        self.assertFalse(self._consents())

    def test_with_a_code(self):
        """Who got the code decides on what is the customer's, not on a colleague's card."""
        self._token_of(self.customer, "7777")
        self._send(self._url("code"))
        mail = self.env["mail.mail"].sudo().search([("subject", "ilike", "your code")], limit=1)
        code = self._find_code(mail.body_html)
        self._send(self._url("code"), self._get(self._url("code")).text, code=code)
        page = self._text(self._get(f"{self.account}/debit").text)
        self.assertIn("7777", page)
        self.assertNotIn("4242", page)

    def _find_code(self, html):
        return re.search(r"\b(\d{6})\b", self._text(html))[1]

    def test_cards_of_others(self):
        """Of a colleague, of another customer, of another company: neither shown nor agreed to."""
        john = self.env["res.partner"].create({"name": "John", "parent_id": self.customer.id})
        other_company = self.setup_other_company(name="Company D")["company"]
        provider = self.provider.copy({"company_id": other_company.id, "state": "test"})
        tokens = [self._token_of(john, "1001"), self._token_of(self.other, "1002"), self._token_of(self.jane, "1003")]
        tokens[2].provider_id = provider
        self.env.flush_all()
        self._log_in()
        page = self._get(f"{self.account}/debit").text
        for token in tokens:
            self.assertNotIn(token.payment_details, page)
            self.assertIn("has changed meanwhile", self._text(self._say(token=token, **{f"read_{token.id}": "x"}).text))
        self.assertFalse(self._agreement())

    def test_other_people(self):
        """Another customer, a group's parent and colleagues neither agree nor withdraw."""
        parent = self.env["res.partner"].create({"name": "Parent", "is_company": True})
        self.customer.parent_id = parent
        self.customer.is_company = True
        self._log_in(self.env["res.partner"].create({"name": "Boss", "parent_id": parent.id}), "boss_db")
        self.assertIn("1,400.00", self._get(self.account).text, "the parent reads the account")
        self.assertNotIn("o_dunning_debit", self._get(self.account).text)
        self.assertNotIn("4242", self._get(f"{self.account}/debit").text)
        self._log_in(self.other, "other_db")
        self.assertNotIn("4242", self._get(f"{self.account}/debit").text)
        manager = self._user("manager_dp", "account_dunning.group_dunning_manager")
        self.authenticate(manager.login, manager.login)
        self.assertNotIn("o_dunning_debit", self._get(self.account).text)
        form = self._get(f"{self.account}/answer/paid").text
        self._send(f"{self.account}/debit", form, deed="agree", name="Me", agree="1", token=self.token.id)
        self.assertFalse(self._consents())

    def test_switched_off(self):
        """Nothing is offered; what was agreed can still be withdrawn."""
        self.company.dunning_page_debit = False
        self._log_in()
        self.assertNotIn("o_dunning_debit", self._get(self.account).text)
        self.company.dunning_page_debit = True
        self._say()
        self.company.dunning_page_debit = False
        self.assertIn("agreed", self._get(self.account).text)
        self._say("withdraw", agree="")
        self.assertFalse(self._agreement())

    def test_nothing_on_file(self):
        self.token.active = False
        self._log_in()
        self.assertNotIn("o_dunning_debit", self._get(self.account).text)
        self.provider.allow_tokenization = True
        with self.subTest("a provider that keeps cards"):
            self.env.flush_all()
            page = self._get(self.account).text
            keeps = self.provider in self.env["payment.provider"].sudo()._get_compatible_providers(
                self.company.id, self.jane.id, 0.0, force_tokenization=True, is_validation=True)  # fmt: skip
            self.assertEqual("/my/payment_method" in page, keeps)

    # -- the evidence ------------------------------------------------------------------------------

    def test_evidence(self):
        """Read by collectors of the company; changed and deleted by nobody, gone neither with the agreement."""
        self._log_in()
        self._say()
        one = self._consents()
        self.assertEqual(one.with_user(self.collector).read(["deed", "sentence"])[0]["deed"], "given")
        manager = self._user("manager_dp", "account_dunning.group_dunning_manager")
        for user in (self.collector, manager):
            with self.assertRaises(UserError):
                one.with_user(user).write({"name": "Somebody else"})
            with self.assertRaises(AccessError):
                one.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["dunning.debit.consent"].with_user(user).create({"deed": "given"})
        for write in (lambda: one.sudo().write({"sentence": "x"}), lambda: one.sudo().unlink()):
            with self.assertRaises(UserError):
                write()
        self._agreement().with_user(manager).unlink()
        self.assertTrue(one.exists())
        contributor = self._user("seller_dp", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            one.with_user(contributor).read(["deed"])
        company = self.setup_other_company(name="Company E")["company"]
        stranger = self._user("stranger_dp", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertFalse(self.env["dunning.debit.consent"].with_user(stranger).search([("id", "=", one.id)]))


class DebitTour(DebitPageCommon):
    def _check_walk(self):
        self._portal_user(self.jane, "jane_db")
        self.env.flush_all()
        self.start_tour(self.account, "account_dunning_page_debit", login="jane_db")
        self.env.invalidate_all()
        self.assertEqual(self._consents().mapped("deed"), ["given", "withdrawn"])
        self.assertEqual(self._consents().mapped("capacity"), ["Manager", ""])
        self.assertFalse(self._agreement())


@tagged("post_install", "-at_install")
class TestDebitAtDesk(DebitTour):
    def test_agree(self):
        self._check_walk()


@tagged("post_install", "-at_install")
class TestDebitOnPhone(DebitTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_agree(self):
        self._check_walk()
