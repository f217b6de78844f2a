"""The customer's page: what a link shows, what needs a code or a login, limits, links that expire, nothing of anybody else."""

import re
from io import BytesIO
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from PyPDF2 import PdfFileReader

from ..common_page import PageCommon
from ..delivery.test_letters import blank_pdf


@tagged("post_install", "-at_install")
class TestPage(PageCommon):
    def _mailed(self, word):
        """Return the text of the last mail about the page, without sending it."""
        mails = self.env["mail.mail"].sudo().search([("subject", "ilike", word)], order="id desc")
        return self._text(mails[0].body_html), mails[0].recipient_ids

    def _prove(self):
        """Get a code and type it; return the page of the whole account."""
        form = self._send(self._url("code")).text
        code, _people = self._mailed("your code")
        return self._send(self._url("code"), form=form, code=re.search(r"\b\d{6}\b", code)[0])

    # -- what is shown -----------------------------------------------------------------------------

    def test_link_shows_its_message(self):
        """The items of the message, with their group and their PDF; neither what comes due nor the statement."""
        text = self._text(self._get(self._url()).text)
        self.assertIn("$ 1,400.00", text)
        self.assertIn("Overdue", text)
        for words in ("$ 250.00", self.later.name, "Statement of account", "987.65", self.secret.name):
            self.assertNotIn(words, text)
        self.assertIn("get a code", text)

    def test_disputed_and_promised(self):
        self._hold(self.a, "dispute")
        self._hold(self.b, "promise", date_end="2025-03-20")
        html = self._get(self._url()).text
        self.assertIn("o_dunning_group_rests", html)
        self.assertNotIn("o_dunning_group_overdue", html)
        self.assertIn("Nothing to pay for now", html)

    def test_pdf(self):
        """Of an invoice of the message; of no other, and not with another key."""
        found = self._get(self._url(f"invoice/{self.a.id}.pdf"))
        self.assertEqual(found.status_code, 200)
        self.assertIn("attachment", found.headers["Content-Disposition"])
        for url in (self._url(f"invoice/{self.later.id}.pdf"), self._url(f"invoice/{self.secret.id}.pdf"),
                    self._url(f"invoice/{self.a.id}.pdf", key=self.strange.access_token)):  # fmt: skip
            self.assertNotIn("Content-Disposition", self._get(url).headers)

    def test_colleague_of_one_branch(self):
        """The page shows what is owed to all branches: it opens for colleagues who work in all of them."""
        Page, none = self.env["dunning.page"].sudo(), self.env["dunning.profile"]
        profile = self.profile.sudo()
        self.assertTrue(Page._may_open(profile, self.collector, none))
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.assertFalse(Page._may_open(profile, self.collector, none))
        self.collector.sudo().company_ids |= branch
        self.assertTrue(Page._may_open(profile, self.collector, none))

    def test_damaged_invoice(self):
        """In the file of all invoices a document that cannot be read is left out."""
        readable, damaged = blank_pdf(1), b"%PDF-1.4 cut off"
        documents = {self.a: ("a.pdf", readable), self.b: ("b.pdf", damaged), self.later: ("c.pdf", blank_pdf(2))}
        self._prove()
        with patch.object(type(self.env["dunning.action"]), "_documents_of", lambda _self, _moves: documents):
            found = self._get(f"/my/dunning/account/{self.profile.id}/invoices.pdf")
        self.assertEqual(found.status_code, 200)
        self.assertEqual(PdfFileReader(BytesIO(found.content)).getNumPages(), 3)

    # -- the code ----------------------------------------------------------------------------------

    def test_code_opens_the_account(self):
        page = self._prove()
        self.assertIn(f"/my/dunning/account/{self.profile.id}", page.url)
        text = self._text(page.text)
        for words in ("$ 1,650.00", "$ 250.00", "Coming due", "Statement of account", "All invoices in one file"):
            self.assertIn(words, text)
        self.assertNotIn("987.65", text)
        self.assertEqual(self._mailed("your code")[1], self.action.contact_id)
        for name in ("statement.pdf", "invoices.pdf"):
            self.assertIn("attachment", self._get(f"/my/dunning/account/{self.profile.id}/{name}").headers["Content-Disposition"])

    def test_account_without_code(self):
        """Neither the page nor its files, nor its answers; nor those of another customer with one's own code."""
        names = ("", "/statement.pdf", "/invoices.pdf", "/answer/promise", f"/invoice/{self.a.id}.pdf")
        for name in names:
            found = self._get(f"/my/dunning/account/{self.profile.id}{name}")
            self.assertNotIn("/my/dunning", found.url)
            self.assertNotIn("1,000.00", found.text)
        self._prove()
        for name in names:
            found = self._get(f"/my/dunning/account/{self.strange.profile_id.id}{name}")
            self.assertNotIn("/my/dunning", found.url)
            self.assertNotIn("987.65", found.text)

    def test_wrong_code(self):
        form = self._send(self._url("code")).text
        code, _people = self._mailed("your code")
        right = re.search(r"\b\d{6}\b", code)[0]
        wrong = "000000" if right != "000000" else "111111"
        for _try in range(10):
            self.assertIn("wrong or has expired", self._send(self._url("code"), form=form, code=wrong).text)
        self.assertEqual(self._send(self._url("code"), form=form, code=right).status_code, 429)

    def test_old_code(self):
        form = self._send(self._url("code")).text
        code, _people = self._mailed("your code")
        with freeze_time("2025-03-10 10:20:00", tick=True):
            late = self._send(self._url("code"), form=form, code=re.search(r"\b\d{6}\b", code)[0])
        self.assertIn("wrong or has expired", late.text)

    def test_code_is_not_kept(self):
        self._prove()
        code = re.search(r"\b\d{6}\b", self._mailed("your code")[0])[0]
        kept = self.env["mail.message"].sudo().search([("model", "like", "dunning.%")])
        self.assertFalse([message for message in kept if code in (message.body or "")])

    # -- logged in ---------------------------------------------------------------------------------

    def test_logged_in(self):
        """A contact sees its account and those of the companies below, without key or code; nobody else's."""
        daughter = self._customer("Daughter", parent_id=self.customer.id)
        self._invoice("2025-03-01", 77, partner=daughter)
        self._run("2025-03-08")
        self._portal_user(self.customer, "portal_own")
        self.authenticate("portal_own", "portal_own")
        listed = self._get("/my/dunning").text
        self.assertIn("Daughter", listed)
        self.assertNotIn("Other", listed)
        page = self._get(f"/my/dunning/account/{self.profile.id}")
        self.assertIn("$ 1,650.00", self._text(page.text))
        self.assertIn("Daughter", page.text)
        below = self.env["dunning.profile"].search([("partner_id", "=", daughter.id)])
        self.assertIn("$ 77.00", self._text(self._get(f"/my/dunning/account/{below.id}").text))
        self.assertNotIn("987.65", self._get(f"/my/dunning/account/{self.strange.profile_id.id}").text)

    def test_daughter_does_not_see_its_parent(self):
        daughter = self._customer("Daughter", parent_id=self.customer.id)
        self._portal_user(daughter, "portal_below")
        self.authenticate("portal_below", "portal_below")
        self.assertNotIn("1,000.00", self._get(f"/my/dunning/account/{self.profile.id}").text)

    def test_core_overdue_page_leads_to_ours(self):
        """1,050 invoiced, 650 open, in two currencies: ours says what is open, core's asks for what was invoiced or fails."""
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._invoice("2025-03-03", 50, currency_id=foreign.id)
        self._pay(self.a, "2025-03-08", amount=750)
        self._portal_user(self.customer, "portal_own")
        self.authenticate("portal_own", "portal_own")
        page = self._get("/my/invoices/overdue")
        self.assertIn(f"/my/dunning/account/{self.profile.id}", page.url)
        text = self._text(page.text)
        self.assertIn("$ 650.00", text)  # 250 and 400 overdue
        self.assertIn("50.00", text)

    # -- limits ------------------------------------------------------------------------------------

    def test_wrong_keys_are_counted(self):
        """After thirty wrong keys an address waits an hour, whichever key it has then."""
        for number in range(30):
            self.assertNotIn("/my/dunning", self._get(self._url(key=f"wrong{number}")).url)
        self.assertEqual(self._get(self._url()).status_code, 429)
        hits = self.env["dunning.page.hit"].search([])
        self.assertFalse([hit for hit in hits if "127.0.0.1" in hit.source])
        with freeze_time("2025-03-10 11:05:00", tick=True):
            self.assertEqual(self._get(self._url()).status_code, 200)

    def test_expired_link(self):
        """The page offers a new link, which goes to whom the message went; the old one leads nowhere then."""
        old = self._url()
        self.env.cr.execute("UPDATE dunning_action SET date_done = '2024-09-01', date = '2024-09-01' WHERE id = %s", [self.action.id])
        self.env.invalidate_all()
        page = self._get(old)
        self.assertIn("This link has expired", page.text)
        self.assertNotIn("1,000.00", page.text)
        self._send(self._url("renew"), form=page.text)
        text, people = self._mailed("your new link")
        self.assertEqual(people, self.action.contact_id)
        self.assertNotIn("/my/dunning", self._get(old).url)
        self.assertIn("$ 1,400.00", self._text(self._get(self._url()).text))
        self.assertIn("/dunning/r/", text)

    def test_links_for_ever(self):
        self.company.dunning_page_days = 0
        self.env.cr.execute("UPDATE dunning_action SET date_done = '2020-01-01', date = '2020-01-01' WHERE id = %s", [self.action.id])
        self.env.invalidate_all()
        self.assertIn("$ 1,400.00", self._text(self._get(self._url()).text))

    def test_headers(self):
        for url in (self._url(), self._url("code"), self._url("answer/paid"), self._url("nothing"), "/my/dunning/account/1"):
            with self._quiet("odoo.http"):
                found = self.url_open(url, allow_redirects=False)
            self.assertEqual((found.headers["Cache-Control"], found.headers["Referrer-Policy"]), ("no-store", "no-referrer"), url)
