"""Limits and requests: what holds on a day, who may grant, and that whoever asked always hears."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .test_exposure import DAY, CreditCommon


@tagged("post_install", "-at_install")
class TestCreditLimit(CreditCommon):
    @freeze_time(DAY)
    def test_own_before_segment_temporary_before_standing(self):
        self.assertIsNone(self._credit().limit)
        self._limit(500, segment="standard")
        self.assertEqual(self._credit().limit, 500.0)
        self._limit(2000)
        self.assertEqual(self._credit().limit, 2000.0)
        self._limit(5000, date_until="2025-04-01")
        self.assertEqual(self._credit().limit, 5000.0)
        self.assertEqual(self._credit(day="2025-04-01").limit, 5000.0)
        self.assertEqual(self._credit(day="2025-04-02").limit, 2000.0)
        self.assertEqual(self._credit(self._customer("New")).limit, 500.0)

    def test_history_stays(self):
        with freeze_time("2025-03-01"):
            first = self._limit(1000)
        with freeze_time(DAY):
            second = self._limit(3000)
            self.assertEqual((first.state, str(first.ended_on), first.end_reason), ("ended", DAY, "Replaced"))
            for limit in (first, second):
                mine = limit.with_user(self.manager)
                with self.assertRaisesRegex(UserError, "granted"):
                    mine.write({"amount": 9})
                with self.assertRaisesRegex(UserError, "part of the history"):
                    mine.unlink()
            found = [self._credit(day=day).limit for day in ("2025-02-28", "2025-03-01", "2025-03-19", DAY)]
            self.assertEqual(found, [None, 1000.0, 1000.0, 3000.0])
            second.with_user(self.manager).action_end()
            self.assertIsNone(self._credit().limit)

    @freeze_time(DAY)
    def test_authorities(self):
        """Without rows credit managers grant all; with rows those whom they name, up to their amount."""
        Limit = self.env["dunning.credit.limit"].with_user(self.manager)
        vals = {"company_id": self.company.id, "partner_id": self.customer.id, "reason": "Known"}
        Limit.create({**vals, "amount": 10**6}).action_grant()
        self.env["dunning.credit.authority"].create({"company_id": self.company.id, "user_id": self.manager.id, "amount": 5000})
        Limit.create({**vals, "amount": 5000}).action_grant()
        with self.assertRaisesRegex(UserError, "Nobody may grant a limit of"):
            Limit.create({**vals, "amount": 5000.01}).action_grant()
        boss = self._user("boss_k", "account_dunning.group_dunning_contributor")
        self.env["dunning.credit.authority"].create({"company_id": self.company.id, "user_id": boss.id})
        with self.assertRaisesRegex(UserError, "boss_k.* may"):
            Limit.create({**vals, "amount": 5000.01}).action_grant()
        with self.assertRaises(AccessError):
            self.env["dunning.credit.limit"].with_user(self.collector).create({**vals, "amount": 1})
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["dunning.credit.authority"].create({"company_id": self.company.id, "amount": 1})

    @freeze_time(DAY)
    def test_import_of_an_insurer(self):
        """Odoo's own import brings drafts with cover and end; they are granted together, each within the authority."""
        other = self._customer("Other")
        names = ["partner_id/.id", "amount", "insured_amount", "date_until", "source", "reason"]
        rows = [[str(partner.id), amount, amount, "2025-06-30", "insurer", "Policy 7"] for partner, amount in (
            (self.customer, "800"), (other, "300"))]  # fmt: skip
        Limit = self.env["dunning.credit.limit"].with_user(self.manager)
        limits = Limit.browse(Limit.load(names, rows)["ids"])
        self.assertEqual(limits.mapped("state"), ["draft", "draft"])
        limits.action_grant()
        self.assertEqual([self._credit(one).limit for one in (self.customer, other)], [800.0, 300.0])
        self._invoice("2025-03-10", 1000)
        self.assertEqual((self._row().covered, self._row().own_risk), (800.0, 200.0))

    def test_review_and_end_come_by_themselves(self):
        self._invoice("2025-03-10", 1500)
        with freeze_time("2025-03-01"):
            self._limit(1000, review_date=DAY)
            temporary = self._limit(2000, date_until="2025-03-15")
        Limit, Request = self.env["dunning.credit.limit"], self.env["dunning.credit.request"]
        mine = [("partner_id", "=", self.customer.id)]
        with freeze_time("2025-03-19"):
            Limit._follow_limits(self.company, Date.to_date("2025-03-19"))
            self.assertEqual((temporary.state, Request.search_count(mine)), ("ended", 0))
            profile = self.env["dunning.profile"].search([("partner_id", "=", self.customer.id), ("company_id", "=", self.company.id)])
            task = profile.activity_ids
            self.assertEqual(task.user_id, self.collector)
            self.assertEqual(task.summary, "Its temporary limit is over and the exposure above what is left: see its credit.")
        with freeze_time(DAY):
            for _twice in range(2):
                Limit.with_user(self.env.ref("base.user_root"))._follow_limits(self.company, Date.to_date(DAY))
            request = Request.search(mine)
            self.assertEqual((len(request), request.asker_kind, request.amount, request.decider_id), (1, "system", 1000.0, self.manager))
            self.assertEqual(request.activity_ids.user_id, self.manager)
            boss = self._user("boss_l", "account_dunning.group_dunning_manager")
            self.company.dunning_manager_id = boss
            self.manager.sudo().active = False
            Limit.with_user(self.env.ref("base.user_root"))._follow_limits(self.company, Date.to_date(DAY))
            self.assertEqual((request.decider_id, request.activity_ids.user_id), (boss, boss))


@tagged("post_install", "-at_install")
class TestCreditRequest(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice("2025-03-10", 1200)
        cls.customer.user_id = cls.salesman

    def _ask(self, amount=2000, user=None, **vals):
        """Ask on the dialogue that the customer's page opens."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        action = profile.with_user(user or self.salesman).action_ask_credit()
        Request = self.env["dunning.credit.request"].with_user(user or self.salesman).with_context(**action["context"])
        with Form(Request, view=action["views"][0][0]) as form:
            form.amount = amount
            form.reason = "Big order"
            for name, value in vals.items():
                form[name] = value
        return form.record

    def _decide(self, request, user, **vals):
        action = request.with_user(user).action_decide()
        with Form(self.env["dunning.credit.decide.wizard"].with_user(user).with_context(**action["context"])) as form:
            for name, value in vals.items():
                form[name] = value
        return form.record

    def _answers(self):
        """Return the mails about requests as (recipients, subject)."""
        mails = self.env["mail.mail"].sudo().search([("model", "=", "dunning.credit.request")])
        return [(mail.recipient_ids, mail.subject) for mail in mails]

    @freeze_time(DAY)
    def test_granted(self):
        self._limit(1000)
        request = self._ask()
        self.assertEqual((request.asked_by_id, request.asker_kind, request.decider_id), (self.salesman, "sales", self.manager))
        self.assertEqual((request.sudo().exposure, request.sudo().limit_before, str(request.asked_on)), (1200.0, 1000.0, DAY))
        self.assertEqual(request.sudo().activity_ids.user_id, self.manager)
        wizard = self._decide(request, self.manager, reason="Pays in the end")
        self.assertEqual(wizard.amount, 2000.0)
        self.assertIn("above the limit of", wizard.situation)
        wizard.action_grant()
        self.assertEqual((request.state, self._credit().limit), ("granted", 2000.0))
        self.assertFalse(request.sudo().activity_ids)
        [(recipients, subject)] = self._answers()
        self.assertEqual(recipients, self.salesman.partner_id)
        self.assertIn("Granted: $\N{NO-BREAK SPACE}2,000.00", subject)
        limit = request.sudo().limit_id
        self.assertEqual((limit.granted_by_id, limit.reason, limit.request_id), (self.manager, "Pays in the end", request.sudo()))

    @freeze_time(DAY)
    def test_refused_with_a_reason(self):
        request = self._ask()
        wizard = self._decide(request, self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_refuse()
        wizard.reason = "Pays nobody"
        wizard.action_refuse()
        self.assertEqual((request.state, request.decision_reason), ("refused", "Pays nobody"))
        self.assertEqual([recipients for recipients, _subject in self._answers()], [self.salesman.partner_id])
        with self.assertRaisesRegex(UserError, "decided already"):
            wizard.action_grant()
        self._ask(1500)  # asked anew

    @freeze_time(DAY)
    def test_who_decides(self):
        """The first in the chain whose amount suffices; others are told who."""
        boss = self._user("boss_r", "account_dunning.group_dunning_contributor")
        Authority = self.env["dunning.credit.authority"]
        Authority.create({"company_id": self.company.id, "group_id": self.env.ref("account_dunning.group_dunning_user").id, "amount": 500})
        Authority.create({"company_id": self.company.id, "user_id": boss.id, "amount": 3000})
        small = self._ask(400)
        self.assertEqual(small.decider_id, self.manager)  # of the group, the manager first
        self.assertTrue(small.with_user(self.collector).may_decide)
        self._decide(small, self.collector, reason="Fine").action_grant()
        request = self._ask(2000)
        self.assertEqual(request.decider_id, boss)
        with self.assertRaisesRegex(AccessError, "boss_r"):
            request.with_user(self.collector).action_decide()
        with self.assertRaises(AccessError):
            Wizard = self.env["dunning.credit.decide.wizard"].with_user(self.collector)
            Wizard.create({"request_id": request.id, "reason": "x"}).action_grant()
        wizard = self._decide(request, boss, reason="Fine", amount=3001)
        with self.assertRaisesRegex(UserError, "Nobody may grant"):
            wizard.action_grant()
        wizard.amount = 3000
        wizard.action_grant()
        self.assertEqual(self._credit().limit, 3000.0)

    @freeze_time(DAY)
    def test_asked_once_and_taken_back(self):
        request = self._ask()
        with self.assertRaisesRegex(UserError, "asked for a limit for Atelier Durand already"):
            self._ask(user=self.collector)
        other = self._user("sales_r", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            request.with_user(other).action_withdraw()
        with self.assertRaises(AccessError):
            request.with_user(self.collector).action_withdraw()
        request.action_withdraw()
        self.assertEqual((request.state, request.sudo().activity_ids), ("withdrawn", self.env["mail.activity"]))
        self.assertFalse(self._answers())  # he knows
        with self.assertRaises(UserError):
            request.with_user(self.manager).unlink()

    @freeze_time(DAY)
    def test_nothing_is_forged(self):
        Request = self.env["dunning.credit.request"].with_user(self.salesman)
        vals = {"company_id": self.company.id, "partner_id": self.customer.id, "amount": 10, "reason": "x"}
        for forged in ({"state": "granted"}, {"decider_id": self.salesman.id}, {"asked_by_id": self.collector.id}, {"exposure": 1}):
            with self.subTest(**forged), self.assertRaises(AccessError), self.env.cr.savepoint():
                Request.create({**vals, **forged})
        other = self._customer("Of others", user_id=self.collector.id)
        foreign = Request.create({**vals, "partner_id": other.id})
        wizard = self.env["dunning.credit.decide.wizard"].with_user(self.salesman).create({"request_id": foreign.id})
        self.assertFalse(wizard.situation)
        request = Request.create(vals)
        with self.assertRaises(AccessError):
            request.write({"amount": 20})
        with self.assertRaises(AccessError):
            request.with_user(self.manager).write({"amount": 20})
        with self.assertRaises(AccessError):
            request.read(["exposure"])

    @freeze_time(DAY)
    def test_system_asks_the_collector_hears(self):
        self._limit(1000, review_date=DAY)
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.env["dunning.credit.limit"].with_user(self.env.ref("base.user_root"))._follow_limits(self.company, Date.to_date(DAY))
        request = self.env["dunning.credit.request"].search([("partner_id", "=", self.customer.id)])
        self._decide(request, self.manager, reason="Goes on").action_grant()
        self.assertEqual([recipients for recipients, _subject in self._answers()], [self.collector.partner_id])

    @freeze_time(DAY)
    def test_without_the_text(self):
        """When somebody deleted the shipped text, the asker hears all the same."""
        self.env.ref("account_dunning.mail_template_credit_decision").unlink()
        request = self._ask()
        self._decide(request, self.manager, reason="No").action_refuse()
        message = request.sudo().message_ids.filtered(lambda one: self.salesman.partner_id in one.partner_ids)
        self.assertIn("Refused", message[:1].body)


@tagged("post_install", "-at_install")
class TestCreditEffects(CreditCommon):
    @freeze_time(DAY)
    def test_customer_page(self):
        self._invoice("2025-02-10", 1200)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.assertEqual((profile.credit_status, profile.credit_text, profile.credit_exposure), ("none", "", 1200.0))
        self._limit(1000, days=30)
        self.env.invalidate_all()
        self.assertEqual((profile.credit_status, profile.credit_available), ("over", -200.0))
        self.assertEqual(
            profile.credit_text.replace("\N{NO-BREAK SPACE}", " ").splitlines(),
            ["Exposure $ 1,200.00, above the limit of $ 1,000.00.",
             "$ 1,200.00 late, the oldest for 38 days: more than the 30 allowed.",
             "What would lift it: a payment of $ 1,200.00, or a limit of $ 1,200.00 or more."],
        )  # fmt: skip
        self._payment(1200, "2025-03-19")
        self.env.invalidate_all()
        self.assertEqual(profile.credit_status, "free")

    @freeze_time(DAY)
    def test_windows_of_the_page(self):
        self._invoice("2025-02-10", 1200)
        limit = self._limit(1000)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        for name, expected in (("action_open_credit_limits", limit), ("action_open_exposure", self._row())):
            action = getattr(profile, name)()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), expected)
        self.assertEqual(profile.action_open_credit_requests()["res_model"], "dunning.credit.request")
        self.assertEqual(self._row().action_open_customer()["res_id"], profile.id)
        action = profile.action_ask_credit()
        request = self.env["dunning.credit.request"].with_context(**action["context"]).create({"amount": 5, "reason": "x"})
        self.assertEqual(request.action_open_customer()["res_id"], profile.id)

    @freeze_time(DAY)
    def test_banner_on_drafts(self):
        self._invoice("2025-02-10", 900)
        self._limit(1000)
        draft = self._invoice("2025-04-10", 200).copy({"invoice_date": DAY})
        self.assertIn("above the limit of", draft.dunning_credit_text)
        self.company.dunning_credit_warn = False
        draft.invalidate_recordset()
        self.assertFalse(draft.dunning_credit_text)
        self.company.dunning_credit_warn = True
        self._limit(5000)
        draft.invalidate_recordset()
        self.assertFalse(draft.dunning_credit_text)

    @freeze_time(DAY)
    def test_a_person_blocks_until_it_is_paid(self):
        invoice = self._invoice("2025-02-10", 1200)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        Wizard = self.env["dunning.credit.block.wizard"]
        action = profile.action_credit_block()
        Wizard.with_user(self.collector).with_context(**action["context"]).create({"reason": "Three promises broken"}).action_confirm()
        self.env.invalidate_all()
        self.assertEqual((profile.credit_status, profile.credit_blocked_by_id), ("blocked", self.collector))
        source = f"{invoice.name}, due on 02/10/2025: $ 1,200.00"
        self.assertEqual(profile.credit_block_source.replace("\N{NO-BREAK SPACE}", " ").split("; ")[0], source)
        text = profile.credit_text.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn(f"New orders are blocked by {self.collector.name} since 03/20/2025: Three promises broken ({source}", text)
        self.assertIn("a payment of", profile.credit_text)
        with self.assertRaisesRegex(UserError, "Blocked already"):
            Wizard.create({"profile_id": profile.id, "reason": "x"}).action_confirm()
        with self.assertRaises(AccessError):
            profile.with_user(self.salesman).action_credit_unblock()
        profile.with_user(self.collector).action_credit_unblock()
        self.assertFalse(profile.credit_blocked_on)
        Wizard.create({"profile_id": profile.id, "reason": "Again"}).action_confirm()
        self._pay(invoice, DAY)
        self.env.invalidate_all()
        self.assertEqual(profile.credit_status, "none")  # at once
        self.env["dunning.credit.limit"]._follow_limits(self.company, Date.to_date(DAY))
        self.assertFalse(profile.credit_blocked_on)  # and for good
        with self.assertRaisesRegex(UserError, "no ground"):
            Wizard.create({"profile_id": profile.id, "reason": "x"}).action_confirm()

    @freeze_time(DAY)
    def test_branch_user_sees_no_amounts_of_others(self):
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.env.cr.precommit.run()  # gives the branch its chart of accounts
        self.env.user.sudo().company_ids |= branch
        user = self._user("north_k", "account_dunning.group_dunning_user")
        user.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        self._invoice("2025-02-10", 1200)
        self._limit(1000)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.env.invalidate_all()
        mine = profile.with_user(user).with_context(allowed_company_ids=branch.ids)
        self.assertEqual((mine.credit_status, mine.credit_exposure), ("over", 0.0))
        self.assertNotIn("1,200", mine.credit_text)
        self._in_branch(branch)
        row = self.env["dunning.credit.exposure"].with_user(user).with_context(allowed_company_ids=branch.ids).search([])
        self.assertEqual((row.exposure, row.available, row.status), (50.0, 0.0, "over"))

    @freeze_time(DAY)
    def test_branch_user_reads_no_limits_and_requests_of_others(self):
        """Both tell what all branches come to: who works in one of them alone sees what he asked for."""
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.env.user.sudo().company_ids |= branch
        user = self._user("north_l", "account_dunning.group_dunning_manager")
        user.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        limit = self._limit(1000)
        Request = self.env["dunning.credit.request"].with_user(self.manager)
        asked = {"company_id": self.company.id, "reason": "Grows"}
        request = Request.create({**asked, "partner_id": self.customer.id, "amount": 5000})
        own = Request.with_user(user).with_context(allowed_company_ids=branch.ids).create(
            {**asked, "partner_id": self._customer("New").id, "amount": 300}
        )
        for record in (limit, request):
            theirs = record.with_user(user).with_context(allowed_company_ids=branch.ids)
            self.assertFalse(theirs.search([("id", "=", record.id)]))
            for method in ("read", "copy_data"):
                with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
                    getattr(theirs, method)()
            self.assertTrue(record.with_user(self.manager).search([("id", "=", record.id)]))
        self.assertEqual(own.search([]), own)

    def _in_branch(self, branch):
        """Post an invoice of 50 in a branch."""
        move = self.env["account.move"].with_company(branch).create(
            {"move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2025-03-01", "company_id": branch.id,
             "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 50, "tax_ids": []})]}
        )  # fmt: skip
        move.action_post()
