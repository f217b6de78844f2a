"""A payment plan on the customer's page: only who has its link or its account reads it; accepted and declined there, once."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common_page import DAY, PageCommon


@tagged("post_install", "-at_install")
class TestPaymentPlanPage(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_ppp", "account_dunning.group_dunning_manager")

    def _offer(self, moves=None, **vals):
        items = self._items(moves or self.a | self.b)
        dialogue = self.env["dunning.payment.plan.wizard"].with_user(self.manager).create(
            {"partner_id": self.customer.id, "receivable_ids": items.ids, "first_date": "2025-03-20", **vals}
        )  # fmt: skip
        plan = self.env["dunning.payment.plan"].browse(dialogue.action_confirm()["res_id"])
        self.env.flush_all()
        return plan

    def _path(self, plan, deed="", key=None):
        return f"{plan.access_url}{deed}?access_token={key or plan.sudo()._portal_ensure_token()}"

    def _tell(self, plan, deed, **data):
        """Send the form of the page of a plan."""
        html = self._get(self._path(plan)).text
        answer = self.opener.post(
            self.base_url() + self._path(plan, f"/{deed}"), data={"csrf_token": self._hidden(html, "csrf_token"), **data}, timeout=30
        )
        self.env.invalidate_all()
        return answer

    def test_accepted_on_the_page(self):
        self.company.partner_id.tz = "Europe/Paris"
        plan = self._offer()
        page = self._get(self._path(plan)).text
        for text in (self.a.name, "acknowledges owing", "Accept the plan", "466.67"):
            self.assertIn(text, page)
        page = self._tell(plan, "accept", name="Jane Durand", capacity="Manager", agree="1").text
        self.assertIn("Agreed.", page)
        self.assertIn("Jane Durand, Manager", page)
        # the hour of an acceptance is evidence: it names its time zone
        self.assertRegex(page, r"Jane Durand, Manager · 03/10/2025 11:\d\d:\d\d AM \(Europe/Paris\)")
        self.assertNotIn("Accept the plan", page)
        theirs = plan.acceptance_ids.filtered(lambda one: one.side == "customer")
        self.assertEqual((plan.state, theirs.via, theirs.name, theirs.contact_id), ("running", "link", "Jane Durand", plan.contact_id))
        self.assertEqual(plan.promise_ids.mapped("amount"), [466.66, 466.67, 466.67])

    def test_revoked(self):
        """The link of an offer leads nowhere once it was revoked, on the plan or with all links of the customer."""
        plan = self._offer()
        for revoke in (plan.with_user(self.collector).action_revoke_link, plan.profile_id.with_user(self.collector).action_revoke_links):
            old = self._path(plan)
            self.assertIn("Accept the plan", self._get(old).text)
            revoke()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertNotIn("Accept the plan", self._get(old).text)
            self.assertIn("Accept the plan", self._get(self._path(plan)).text)
        history = " ".join(plan.sudo().message_ids.mapped("body"))
        self.assertEqual(history.count("The links to this payment plan were revoked: they lead nowhere now."), 2)
        salesman = self._user("sales_ppp", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            plan.with_user(salesman).action_revoke_link()

    def test_page_is_kept_by_no_cache(self):
        plan = self._offer()
        headers = self._get(self._path(plan)).headers
        self.assertEqual((headers.get("Cache-Control"), headers.get("Referrer-Policy")), ("no-store", "no-referrer"))

    def test_needs_name_function_and_tick(self):
        plan = self._offer()
        for data in ({"name": "Jane", "capacity": "Manager"}, {"name": " ", "capacity": "Manager", "agree": "1"},
                     {"name": "Jane", "capacity": "", "agree": "1"}):  # fmt: skip
            self.assertIn("Please give your name", self._tell(plan, "accept", **data).text)
        self.assertEqual(plan.state, "offered")

    def test_declined(self):
        plan = self._offer()
        self.assertIn("Declined.", self._tell(plan, "decline").text)
        self.assertEqual((plan.state, plan.promise_ids.ids), ("declined", []))

    def test_too_late(self):
        plan = self._offer()
        with freeze_time("2025-03-19 10:00:00", tick=True):
            html = self._get(self._url("answer/copy")).text
            self.assertNotIn("Accept the plan", self._get(self._path(plan)).text)
            data = {"csrf_token": self._hidden(html, "csrf_token"), "name": "Jane", "capacity": "Manager", "agree": "1"}
            page = self.opener.post(self.base_url() + self._path(plan, "/accept"), data=data, timeout=30).text
        self.env.invalidate_all()
        self.assertIn("does not stand any more", page)
        self.assertEqual(plan.state, "offered")

    def test_wrong_key(self):
        plan = self._offer()
        for path in (self._path(plan, key="x"), plan.access_url, self._path(plan, key=self.key)):
            self.assertNotIn(self.a.name, self._get(path).text)

    def test_page_leads_to_it(self):
        """The link of a message leads to a plan of its own items, not to one that pays others too."""
        plan = self._offer(self.a | self.later)
        self.assertNotIn(plan.access_url, self._get(self._url()).text)
        plan.with_user(self.manager).action_withdraw()
        asked = self.action._asked_lines().move_id
        own = self._offer(asked)
        self.assertIn(own.access_url, self._get(self._url()).text)
        with freeze_time("2025-03-19 10:00:00", tick=True):
            self.assertNotIn(own.access_url, self._get(self._url()).text)

    def test_colleagues_do_not_accept(self):
        plan = self._offer()
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self._tell(plan, "accept", name="Me", capacity="Manager", agree="1").status_code, 403)
        self.assertEqual(plan.state, "offered")

    def test_from_the_request(self):
        """The customer asks for three instalments; *Grant* proposes them, the offer deals with the request."""
        items = [self._item(one).id for one in self.a | self.b]
        self._send(self._url("answer/instalments"), items=items, day="2025-03-20", count="3", text="Slow month")
        answer = self._answers().with_user(self.manager)
        context = answer.action_grant()["context"]
        dialogue = self.env["dunning.payment.plan.wizard"].with_user(self.manager).with_context(**context).create({})
        self.assertEqual([(str(line.date), line.amount) for line in dialogue.line_ids],
                         [("2025-03-20", 466.67), ("2025-04-20", 466.67), ("2025-05-20", 466.66)])  # fmt: skip
        plan = self.env["dunning.payment.plan"].browse(dialogue.action_confirm()["res_id"])
        self.assertEqual((plan.state, plan.source, plan.note, plan.reply_id.outcome), ("offered", "portal", "Slow month", "promised"))
        self.assertEqual(self._reason(self.a, DAY), "payment_plan")
