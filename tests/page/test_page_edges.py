"""The customer's page at the edges: addresses that are gone, money that came meanwhile, other companies, odd currencies, bad texts."""

import re

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged

from ..common_page import DAY, PageCommon
from .test_paying import PayingCommon

# Answers about items, with what each needs.
ABOUT_ITEMS = {
    "paid": {"day": "2025-03-08", "means": "card"}, "promise": {"day": "2025-03-20"},
    "instalments": {"day": "2025-03-20", "count": "3"}, "dispute": {"text": "Broken"},
}  # fmt: skip
EVIL = "<script>alert(1)</script>{{ object.company_id }}<t t-out=\"1\"/>\x00\r\nBcc: x@example.org"


class EdgesCommon(PageCommon):
    def _answer(self, kind, *moves, action=None, form=None, **data):
        if moves:
            data["items"] = [self._item(move).id for move in moves]
        if kind == "dispute":
            data.setdefault("category", self.env.ref("account_dunning.dispute_category_quality").id)
        return self._send(self._url(f"answer/{kind}", action=action), form=form, **data)

    def _form(self, kind):
        return self._get(self._url(f"answer/{kind}")).text

    def _of(self, kind):
        return self._answers().filtered(lambda answer: answer.kind == kind)


@tagged("post_install", "-at_install")
class TestPageEdges(EdgesCommon):
    # -- who is gone -------------------------------------------------------------------------------

    def test_no_address(self):
        """The answer is taken, nobody is mailed."""
        self.action.contact_id.email = False
        self.env.flush_all()
        self.assertIn("o_dunning_sent", self._answer("dispute", self.a, text="Broken").text)
        self.assertEqual((self._of("dispute").outcome, self._reason(self.a, DAY)), ("done", "dispute"))
        self.assertFalse(self.action.message_ids.filtered(lambda one: "we have your answer" in (one.subject or "")))

    def test_archived_contact(self):
        """Who left cannot be told anything; what is said with his link counts."""
        third = self._customer("Third")
        person = self.env["res.partner"].create({"name": "Jane", "parent_id": third.id, "email": "jane@example.com"})
        self.env["dunning.profile"]._get_or_create(third, self.company).payment_contact_id = person
        move = self._invoice("2025-03-03", 70, partner=third)
        action = self._run("2025-03-10").filtered(lambda one: one.partner_id == third)
        self.assertEqual(action.contact_id, person)
        person.active = False
        self.env.flush_all()
        self.assertEqual(self._get(self._url(action=action)).status_code, 200)
        self.assertIn("o_dunning_sent", self._answer("promise", move, action=action, day="2025-03-20").text)
        self.assertIn("o_dunning_sent", self._answer("wrong_contact", action=action, person="Max").text)
        self.assertEqual(self._reason(move, DAY), "promise")
        self.assertFalse(action.message_ids.filtered(lambda one: "your answer" in (one.subject or "")))

    # -- paid meanwhile ----------------------------------------------------------------------------

    def test_paid_while_the_form_is_open(self):
        """Each answer says so in one sentence and keeps nothing; a copy can be had, the page says that it is paid."""
        forms = {kind: self._form(kind) for kind in (*ABOUT_ITEMS, "copy")}
        self._pay(self.a, DAY)
        self.env.flush_all()
        for kind, data in ABOUT_ITEMS.items():
            with self.subTest(kind=kind):
                page = self._text(self._answer(kind, self.a, form=forms[kind], **data).text)
                self.assertIn(f"Nothing of {self.a.name} is open any more.", page)
        self.assertFalse(self._answers())
        self.assertIn("o_dunning_sent", self._answer("copy", self.a, form=forms["copy"]).text)
        self.assertIn("Paid in full", self._text(self._get(self._url()).text))

    # -- companies ---------------------------------------------------------------------------------

    def test_branch(self):
        """What is owed to a branch is disputed there, and the answer is the branch's."""
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.env.cr.precommit.run()  # gives the branch its chart of accounts
        self.env.user.sudo().company_ids |= branch
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | branch).ids})
        third = self._customer("Third")
        move = self._elsewhere(branch, third, 500)
        action = self._run("2025-03-10").filtered(lambda one: one.partner_id == third)
        self.env.flush_all()
        self.assertIn("o_dunning_sent", self._answer("dispute", move, action=action, text="Broken").text)
        answer = self.env["dunning.answer"].search([("partner_id", "=", third.id)])
        self.assertEqual((answer.company_id, answer.branch_id), (self.company, branch))
        self.assertEqual((answer.dispute_id.branch_id, answer.dispute_id.company_id), (branch, self.company))

    def _elsewhere(self, company, partner, amount):
        """Post an invoice of another company or branch."""
        move = self.env["account.move"].with_company(company).create(
            {
                "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2025-02-01", "company_id": company.id,
                "invoice_date_due": "2025-03-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def test_company_of_others(self):
        """The link of one company answers nothing about what the same customer owes another one."""
        other = self.setup_other_company(name="Elsewhere")["company"]
        move = self._elsewhere(other, self.customer, 765.43)
        self.env.flush_all()
        item = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        page = self._send(self._url("answer/paid"), items=[item.id], day="2025-03-08", means="card")
        self.assertIn("Please choose at least one invoice", page.text)
        self.assertNotIn("765.43", self._get(self._url()).text + page.text)

    # -- currencies --------------------------------------------------------------------------------

    def _action_of(self, *moves):
        """Return a reminder about these invoices."""
        action = self._run("2025-03-10")
        self.assertTrue({move.id for move in moves} <= set(action.line_ids.move_id.ids))
        return action.filtered(lambda one: one.partner_id == self.customer)

    def test_yen(self):
        """No decimals: written with or without marks of thousands."""
        yen = self.setup_other_currency("JPY", rates=[("2020-01-01", 150.0)])
        move = self._invoice("2025-03-03", 123456, currency_id=yen.id)
        action = self._action_of(move)
        self.assertIn("123,456", self._text(self._get(self._url(action=action)).text))
        self.assertIn("above zero", self._answer("promise", move, action=action, day="2025-03-20", amount="0.4").text)
        self.assertIn("o_dunning_sent", self._answer("promise", move, action=action, day="2025-03-20", amount="¥ 23,456").text)
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.currency_id, promise.amount), (yen, 23456.0))

    def test_two_currencies(self):
        """All of both is promised at once, a part only of one after the other."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self._invoice("2025-03-03", 200, currency_id=euro.id)
        other = self._invoice("2025-03-03", 77)
        action = self._action_of(move, other)
        refused = self._answer("promise", move, other, action=action, day="2025-03-20", amount="100")
        self.assertIn("several currencies", refused.text)
        self.assertIn("o_dunning_sent", self._answer("promise", move, other, action=action, day="2025-03-20").text)
        self.assertEqual([self._reason(one, "2025-03-10") for one in (move, other)], ["promise", "promise"])

    def test_amounts_as_people_write_them(self):
        for text in ("1e400", "nan", "inf", "--5", "0", "1,234", "1000,01"):
            with self.subTest(text=text):
                self.assertIn("above zero", self._answer("promise", self.a, day="2025-03-20", amount=text).text)
        self._answer("promise", self.a, day="2025-03-20", amount="$\u202f1\u00a0000,00")
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(promise.amount, 1000.0)

    # -- for everybody -----------------------------------------------------------------------------

    def test_every_page_says_its_language(self):
        """Screen readers and our contrasts go by it: each template with the portal's frame says so."""
        views = self.env["ir.ui.view"].search([("type", "=", "qweb"), ("key", "=like", "account_dunning.%")])
        frames = ("portal.portal_layout", "portal.frontend_layout")
        pages = views.filtered(lambda view: any(frame in view.arch_db for frame in frames))
        self.assertGreater(len(pages), 8)
        self.assertFalse(pages.filtered(lambda view: "o_dunning_customer" not in view.arch_db).mapped("key"))

    # -- bad input ---------------------------------------------------------------------------------

    def test_far_days(self):
        for kind in ("paid", "promise", "instalments", "call_back"):
            data = {**ABOUT_ITEMS.get(kind, {"phone": "123"})}
            moves = [self.a] if kind in ABOUT_ITEMS else []
            for day in ("9999-12-31", "0001-01-01", "99999-01-01", "2025-02-30"):
                with self.subTest(kind=kind, day=day):
                    page = self._answer(kind, *moves, **{**data, "day": day})
                    self.assertEqual((page.status_code, "Please choose a day" in page.text), (200, True))
        self.assertFalse(self._answers())

    def test_bad_numbers(self):
        """Ids and counts beyond any number: one sentence, never an error."""
        for data in ({"items": ["9" * 40]}, {"items": ["-1"]}, {"items": ["²"]}, {"items": ["1; DROP"]}):
            page = self._answer("paid", day="2025-03-08", means="card", **data)
            self.assertIn("Please choose at least one invoice", page.text)
        for count in ("1", "37", "9" * 30, "²", "٣٣٣"):
            page = self._answer("instalments", self.a, day="2025-03-20", count=count)
            self.assertIn("in how many instalments", page.text)
        for name in (f"answer/paid?item={'9' * 30}", f"pay?item={'9' * 30}", f"?done={'9' * 30}", f"?paid={'9' * 30}"):
            path, _mark, query = name.partition("?")
            self.assertEqual(self._get(f"{self._url(path)}&{query}").status_code, 200, name)

    def test_malicious_text_in_every_field(self):
        """Shown as it was typed, nowhere run: on the page, in the thread, in the mail, in the task."""
        words = dict.fromkeys(("text", "person", "email", "phone", "means", "category", "count", "amount", "key"), EVIL)
        self._answer("wrong_contact", **{**words, "key": "k1"})
        self._answer("call_back", **{**words, "key": "k2", "day": "2025-03-12"})
        self._answer("instalments", self.a, **{**words, "key": "k3", "day": "2025-03-20", "count": "3", "amount": ""})
        self.assertEqual(sorted(self._answers().mapped("kind")), ["call_back", "instalments", "wrong_contact"])
        tasks = self.env["mail.activity"].search([("res_model", "in", ("dunning.reply", "dunning.profile"))])
        bodies = [*self.action.message_ids.mapped("body"), *self._answers().reply_id.mail_message_id.mapped("body")]
        pages = [self._get(self._url() + f"&done={answer.id}").text for answer in self._answers()]
        for text in (*bodies, *pages, *(str(task.note or "") for task in tasks)):
            self.assertNotIn("<script>alert", text)
        for text in (*self.action.message_ids.mapped("subject"), *tasks.mapped("summary"), *self._answers().mapped("person")):
            self.assertNotIn("\n", text or "")
            self.assertNotIn("\x00", text or "")


@tagged("post_install", "-at_install")
class TestPayEdges(PayingCommon):
    def test_amounts_as_people_write_them(self):
        """1,234 is more than a thousand, never one and a bit; an amount copied from the page is read."""
        big = self._invoice("2025-03-03", 5000)
        self.action = self._run("2025-03-10").filtered(lambda one: one.partner_id == self.customer)
        self.key, item = self.action.access_token, self._item(big)
        for text, shown in (("1,234", "1234.00"), ("$\u202f1\u00a0234,50", "1234.50"), ("1.234,5", "1234.50"), ("240.5", "240.50")):
            with self.subTest(text=text):
                page = self._get(self._url("pay/with"), params={"items": item.id, f"amount_{item.id}": text})
                self.assertIn(f"/pay/transaction/{item.id}-{shown}", page.text)

    def test_hundreds_of_items(self):
        """What an address cannot bear is posted and kept in the visitor's session: 240 items are paid, to the cent."""
        self._general_entry(*[(self.customer, "2025-02-15", 10.01)] * 240)
        self.action = self._run("2025-03-10").filtered(lambda one: one.partner_id == self.customer)
        self.key = self.action.access_token
        form = self._get(self._url("pay")).text
        self.assertRegex(form, r'<form [^>]*method="post"')
        items = self.action.line_ids.move_line_id.filtered(lambda item: item.balance == 10.01)
        shares = {f"amount_{item.id}": "10.01" for item in items}
        page = self._send(self._url("pay/with"), form=form, items=items.ids, access_token=self.key, **shares).text
        self.assertIn("$ 2,402.40", self._text(page))
        [name] = set(re.findall(r"/pay/transaction/(kept[0-9a-f]{32})", page))
        tx = self._start_choice(name)
        self.assertEqual((tx.amount, len(tx.dunning_allocation_ids)), (2402.4, 240))
        self._done(tx)
        self.assertEqual((set(self._open(*items)), self._item(self.a).amount_residual), ({0.0}, 1000.0))
        self.opener.cookies.clear()  # somebody else's session knows nothing of it
        with self.assertRaises(JsonRpcException), self._quiet("odoo.http"):
            self._start_choice(name)
