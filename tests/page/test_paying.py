"""Paying from the page: what was chosen is paid exactly so; no way to pay is shown where there is none."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged

from ..common_page import PageCommon


class PayingCommon(PageCommon):
    """A provider that takes everything, and something to pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.env.ref("payment.payment_method_unknown")
        form = cls.env["ir.ui.view"].sudo().create({"name": "Form", "type": "qweb", "arch": "<form action='dummy' method='post'/>"})
        cls.provider = cls.env["payment.provider"].sudo().create(
            {
                "name": "Dummy", "code": "none", "state": "test", "is_published": True, "company_id": cls.company.id,
                "payment_method_ids": [Command.set(cls.method.ids)], "redirect_form_view_id": form.id,
            }
        )  # fmt: skip
        cls.method.sudo().write({"active": True})
        cls.provider.journal_id = cls.company_data["default_journal_bank"]
        line = cls.provider.journal_id.inbound_payment_method_line_ids.filtered(lambda one: one.payment_provider_id == cls.provider)
        if not line:
            line = cls.env["account.payment.method.line"].sudo().create(
                {
                    "name": "Dummy", "journal_id": cls.provider.journal_id.id, "payment_provider_id": cls.provider.id,
                    "payment_method_id": cls.env["account.payment.method"].sudo().create(
                        {"name": "Dummy", "code": "none", "payment_type": "inbound"}).id,
                }
            )  # fmt: skip
        line.payment_account_id = cls.env["account.account"].sudo().create(
            {"name": "Outstanding", "code": "511999", "account_type": "asset_current", "reconcile": True}
        )
        cls.split = cls._instalments(900, "2025-02-01", "2025-03-01", "2025-05-01")
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]
        cls.opening = cls._general_entry((cls.customer, "2025-02-15", 130))

    def _choice(self, *shares):
        return "_".join(f"{item.id}-{amount}" for item, amount in shares)

    def _start(self, *shares, path=None, **params):
        """Make the transaction of what was chosen, as core's form does; return it."""
        return self._start_choice(self._choice(*shares), path, **params)

    def _start_choice(self, choice, path=None, **params):
        path = path or f"/my/dunning/{self.action.id}"
        result = self.make_jsonrpc_request(
            f"{path}/pay/transaction/{choice}",
            {
                "provider_id": self.provider.id, "payment_method_id": self.method.id, "token_id": None, "amount": 1.0,
                "flow": "redirect", "tokenization_requested": False, "landing_route": "https://example.org", "is_validation": False,
                "access_token": self.key, **params,
            },
        )  # fmt: skip
        self.env.invalidate_all()
        return self.env["payment.transaction"].sudo().search([("reference", "=", result["reference"])])

    def _done(self, tx):
        tx._set_done()
        tx._post_process()
        self.env.flush_all()
        self.env.invalidate_all()
        return tx.payment_id

    def _open(self, *items):
        return [item.amount_residual_currency for item in items]


@tagged("post_install", "-at_install")
class TestPaying(PayingCommon):
    # -- exactly so --------------------------------------------------------------------------------

    def test_instalment_part_and_opening(self):
        """The second instalment, 60 % of one invoice and an opening entry: 300 + 600 + 130, nothing of the first instalment."""
        first, second, third = self._items(self.split)
        whole, opening = self._item(self.a), self._items(self.opening)
        tx = self._start((second, 300), (whole, 600), (opening, 130))
        self.assertEqual((tx.amount, tx.state, len(tx.dunning_allocation_ids)), (1030.0, "draft", 3))
        payment = self._done(tx)
        self.assertEqual(payment.amount, 1030.0)
        self.assertEqual(self._open(first, second, third, whole, opening), [300.0, 0.0, 300.0, 400.0, 0.0])
        self.assertTrue(second.reconciled and opening.reconciled)
        self.assertFalse(first.matched_credit_ids or third.matched_credit_ids)
        lines = payment.move_id.line_ids.filtered(lambda line: line.account_id == whole.account_id)
        self.assertEqual(sorted(lines.mapped("amount_currency")), [-600.0, -300.0, -130.0])
        self.assertEqual(sum(lines.mapped("amount_residual")), 0.0)

    def test_one_invoice(self):
        payment = self._done(self._start((self._item(self.b), 400)))
        self.assertEqual((self.b.payment_state in ("paid", "in_payment"), payment.partner_id), (True, self.customer))
        page = self._text(self._get(self._url()).text)
        self.assertIn("Paid in full", page)
        self.assertIn("$ 1,730.00", page)  # of 2,130 asked for

    def test_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self._invoice("2025-03-03", 200, currency_id=euro.id)
        other = self._invoice("2025-03-04", 100, currency_id=euro.id)
        [action] = self._run("2025-03-10")
        self.action, self.key = action, action.access_token
        payment = self._done(self._start((self._item(move), 150), (self._item(other), 100)))
        self.assertEqual((payment.amount, payment.currency_id), (250.0, euro))
        self.assertEqual(self._open(self._item(move), self._item(other)), [50.0, 0.0])

    def test_less_was_captured(self):
        """The first shares are paid; what is left of the last one stays open."""
        tx = self._start((self._item(self.b), 400), (self._item(self.a), 1000))
        tx.amount = 900
        self._done(tx)
        self.assertEqual(self._open(self._item(self.b), self._item(self.a)), [0.0, 500.0])

    def test_paid_otherwise_meanwhile(self):
        """What no item takes any more stays as a credit of the customer; nothing else is paid with it."""
        tx = self._start((self._item(self.b), 400))
        self._pay(self.b, "2025-03-10")
        payment = self._done(tx)
        self.assertEqual(self._open(self._item(self.a)), [1000.0])
        credit = payment.move_id.line_ids.filtered(lambda line: line.account_id == self._item(self.a).account_id)
        self.assertEqual(credit.amount_residual, -400.0)

    # -- on its way --------------------------------------------------------------------------------

    def test_pending_is_not_asked_for(self):
        tx = self._start((self._item(self.b), 400))
        tx._set_pending()
        self.env.flush_all()
        self.assertEqual((self._reason(self.b, "2025-03-10"), self._reason(self.a, "2025-03-10")), ("transaction", "not_due"))
        with self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
            self._start((self._item(self.b), 400))
        page = self._get(self._url() + f"&paid={tx.id}").text
        self.assertIn("On its way: $ 400.00", self._text(page))

    # -- refused -----------------------------------------------------------------------------------

    def test_refused(self):
        """More than is open, nothing, what is disputed, foreign items, of other pages, two currencies, without key."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._hold(self.a, "dispute")
        a, b, secret = self._item(self.a), self._item(self.b), self._item(self.secret)
        alone = [((b, amount),) for amount in (400.01, 0, -5, "nan", "inf")]
        for shares in (*alone, ((a, 1000),), ((secret, 10),), ((b, 10), (secret, 10))):
            with self.subTest(shares=shares), self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
                self._start(*shares)
        for key in ("wrong", self.strange.access_token, None):
            with self.subTest(key=key), self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
                self._start((b, 10), access_token=key)
        with self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
            self._start((b, 10), path=f"/my/dunning/account/{self.profile.id}")
        self.assertTrue(euro)
        self.assertFalse(self.env["dunning.payment.allocation"].search([("partner_id", "=", self.customer.id)]))

    def test_amount_and_landing_are_ours(self):
        tx = self._start((self._item(self.b), 250), amount=1.0, landing_route="https://example.org")
        self.assertEqual(tx.amount, 250.0)
        self.assertTrue(tx.landing_route.startswith(f"/my/dunning/{self.action.id}?"))

    def test_means_on_file_of_others(self):
        """Whoever has the link does not pay with what the customer has on file."""
        token = self.env["payment.token"].sudo().create(
            {"provider_id": self.provider.id, "payment_method_id": self.method.id, "partner_id": self.customer.id,
             "provider_ref": "x", "payment_details": "4242", "active": True}
        )  # fmt: skip
        url = self._url("pay/with") + f"&items={self._item(self.b).id}&amount_{self._item(self.b).id}=400.00"
        self.assertNotIn("4242", self._get(url).text)
        with self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
            self._start((self._item(self.b), 400), flow="token", token_id=token.id)

    # -- what is shown -----------------------------------------------------------------------------

    def test_pages(self):
        item = self._item(self.b)
        self.assertIn("o_dunning_pay_all", self._get(self._url()).text)
        form = self._get(self._url("pay") + f"&item={item.id}").text
        self.assertIn("400.00", form)
        page = self._get(self._url("pay/with") + f"&items={item.id}&amount_{item.id}=240,50").text
        self.assertIn("240.50", self._text(page))
        self.assertIn(f"/my/dunning/{self.action.id}/pay/transaction/{item.id}-240.50", page)
        wrong = self._get(self._url("pay/with") + f"&items={item.id}&amount_{item.id}=500").text
        self.assertIn("you can pay up to $ 400.00", self._text(wrong))

    def test_nothing_can_be_paid(self):
        self.provider.state = "disabled"
        page = self._get(self._url()).text
        self.assertNotIn("o_dunning_pay", page.replace("o_dunning_page", ""))
        self.assertIn("There is nothing to pay here", self._get(self._url("pay")).text)

    def test_access(self):
        self._start((self._item(self.b), 400))
        share = self.env["dunning.payment.allocation"].search([])
        self.assertTrue(share.with_user(self.collector).read(["amount"]))
        with self.assertRaises(AccessError):
            share.with_user(self.collector).write({"amount": 1})
