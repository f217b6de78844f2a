"""Who may do what: nobody, contributor, collector, credit manager; and what each screen reads for them."""

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common_delivery import DeliveryCommon

DAY = "2025-03-06"

MODELS = (
    "dunning.plan", "dunning.plan.step", "dunning.plan.override", "dunning.profile", "dunning.run", "dunning.decision",
    "dunning.action", "dunning.action.line", "dunning.hold", "dunning.receivable", "dunning.coverage", "dunning.absence",
    "dunning.closed.day", "dunning.moratorium", "dunning.promise", "dunning.promise.line", "dunning.dispute",
    "dunning.dispute.category", "dunning.aged.balance", "dunning.aged.item", "dunning.statement", "dunning.reference", "dunning.target",
    "dunning.task", "dunning.event",
    "dunning.forecast", "dunning.forecast.item", "dunning.forecast.week", "dunning.paid.item",
    "dunning.effect", "dunning.effect.product",
    "dunning.reply", "dunning.reading", "dunning.receipt", "dunning.payment.notice", "dunning.payment.notice.line",
    "dunning.dashboard.block", "dunning.payment.run", "dunning.payment.run.day",
    "dunning.claim.nature", "dunning.debtor.pattern", "dunning.insolvency.rule", "dunning.interruption.rule", "dunning.limitation.rule",
    "dunning.notice.enclosure", "dunning.notice.rule",
    "dunning.interruption", "dunning.limitation", "dunning.limitation.alarm", "dunning.performance",
    "dunning.receipt.proposal", "dunning.receipt.proposal.line",
    "dunning.firm.batch",
)  # fmt: skip
# Law as data: everybody reads it, credit managers enter it.
LAW_MODELS = (
    "dunning.claim.nature", "dunning.debtor.pattern", "dunning.insolvency.rule", "dunning.interruption.rule", "dunning.limitation.rule",
    "dunning.notice.enclosure", "dunning.notice.rule",
)  # fmt: skip
FOUND_MODELS = ("dunning.limitation", "dunning.limitation.alarm", "dunning.receipt.proposal", "dunning.receipt.proposal.line")
WIZARDS = (
    "dunning.action.wizard", "dunning.call.wizard", "dunning.hold.wizard", "dunning.letter.wizard",
    "dunning.letter.wizard.line", "dunning.remind.wizard", "dunning.coverage.wizard",
    "dunning.simulation", "dunning.simulation.line", "dunning.promise.wizard", "dunning.promise.wizard.line",
    "dunning.dispute.wizard", "dunning.dispute.settle.wizard", "dunning.aged.wizard",
    "dunning.statement.wizard", "dunning.metric", "dunning.metric.wizard", "dunning.contact.wizard",
    "dunning.info.wizard", "dunning.limitation.wizard",
)  # fmt: skip

# Law in amounts, cases, provisions, comparisons: contributor, collector, credit manager.
LAW_RIGHTS = {
    "dunning.background": ("----", "r---", "r---"),
    "dunning.background.step": ("----", "----", "----"),
    "dunning.checklist": ("----", "r---", "r---"),
    "dunning.schedule": ("----", "r---", "rwcu"),
    "dunning.answer": ("r---", "r---", "r---"),
    "dunning.answer.line": ("r---", "r---", "r---"),
    "dunning.page.figure": ("----", "r---", "r---"),
    "dunning.page.hit": ("----", "----", "r---"),
    "dunning.payment.allocation": ("----", "r---", "r---"),
    "dunning.means.proposal": ("----", "r---", "r---"),
    "dunning.payment.means": ("r---", "r---", "rwcu"),
    "dunning.card.on.file": ("----", "r---", "r---"),
    "dunning.debit": ("----", "r---", "r---"),
    "dunning.debit.agreement": ("----", "r---", "rwcu"),
    "dunning.debit.consent": ("----", "r---", "r---"),
    "dunning.debit.item": ("----", "r---", "r---"),
    "dunning.debit.retry": ("----", "r---", "rwcu"),
    "dunning.debit.try": ("----", "r---", "r---"),
    "dunning.payment.return": ("----", "r---", "r---"),
    "dunning.mutual.debt": ("----", "r---", "r---"),
    "dunning.payable": ("----", "r---", "r---"),
    "dunning.payment.plan": ("r---", "r---", "r---"),
    "dunning.payment.plan.acceptance": ("r---", "r---", "r---"),
    "dunning.payment.plan.authority": ("----", "r---", "rwcu"),
    "dunning.payment.plan.item": ("r---", "r---", "r---"),
    "dunning.payment.plan.line": ("r---", "r---", "r---"),
    "dunning.replacement": ("r---", "r---", "r---"),
    "dunning.set.off": ("----", "r---", "r---"),
    "dunning.set.off.acceptance": ("----", "r---", "r---"),
    "dunning.set.off.item": ("----", "r---", "r---"),
    "dunning.assignment": ("----", "r---", "rwcu"),
    "dunning.bucket.history": ("----", "r---", "r---"),
    "dunning.case": ("----", "rwc-", "rwc-"),
    "dunning.case.cost": ("----", "rwcu", "rwcu"),
    "dunning.case.deadline": ("----", "rwcu", "rwcu"),
    "dunning.case.document": ("----", "rwcu", "rwcu"),
    "dunning.case.figure": ("----", "r---", "r---"),
    "dunning.case.item": ("----", "rwcu", "rwcu"),
    "dunning.case.route": ("----", "r---", "rwcu"),
    "dunning.case.route.deadline": ("----", "r---", "rwcu"),
    "dunning.case.route.document": ("----", "r---", "rwcu"),
    "dunning.claim": ("r---", "rw--", "rw-u"),
    "dunning.claim.cost": ("r---", "rwcu", "rwcu"),
    "dunning.claim.line": ("r---", "r---", "r---"),
    "dunning.comparison": ("----", "r---", "rwcu"),
    "dunning.comparison.line": ("----", "r---", "r---"),
    "dunning.credit.authority": ("----", "r---", "rwcu"),
    "dunning.credit.exposure": ("r---", "r---", "r---"),
    "dunning.credit.limit": ("----", "r---", "rwcu"),
    "dunning.credit.request": ("r-c-", "rwc-", "rwc-"),
    "dunning.doubtful": ("----", "r---", "r---"),
    "dunning.agreed.terms": ("----", "r---", "r---"),
    "dunning.terms.policy": ("----", "r---", "rwcu"),
    "dunning.cash.base": ("----", "----", "rwcu"),
    "dunning.cash.base.line": ("r---", "r---", "r---"),
    "dunning.erased": ("----", "----", "r---"),
    "dunning.erasure": ("----", "----", "rwc-"),
    "dunning.erasure.line": ("----", "----", "r---"),
    "dunning.retention.rule": ("----", "r---", "rwcu"),
    "dunning.invoice.transit": ("----", "r---", "rwcu"),
    "dunning.einvoice.event": ("----", "r---", "r---"),
    "dunning.einvoice.status": ("----", "r---", "r---"),
    "dunning.evidence.file": ("----", "r---", "r---"),
    "dunning.factor": ("----", "r---", "rwcu"),
    "dunning.insurance.policy": ("----", "r---", "rwcu"),
    "dunning.interest.contract": ("----", "r---", "rwcu"),
    "dunning.interest.rate": ("----", "r---", "rwcu"),
    "dunning.interest.regime": ("----", "r---", "rwcu"),
    "dunning.interest.series": ("----", "r---", "rwcu"),
    "dunning.interest.tier": ("----", "r---", "rwcu"),
    "dunning.cash.month": ("----", "r---", "r---"),
    "dunning.cash.roll": ("----", "r---", "r---"),
    "dunning.collection.cost": ("----", "r---", "r---"),
    "dunning.contact.time": ("----", "r---", "rwcu"),
    "dunning.cost.department": ("----", "r---", "rwcu"),
    "dunning.days.held": ("----", "r---", "r---"),
    "dunning.legal.item": ("----", "r---", "r---"),
    "dunning.overdue.ball": ("----", "r---", "r---"),
    "dunning.overdue.bridge": ("----", "r---", "r---"),
    "dunning.provision": ("----", "r---", "rwcu"),
    "dunning.provision.line": ("----", "r---", "rw--"),
    "dunning.provision.rate": ("----", "r---", "rw--"),
    "dunning.reply.meaning": ("r---", "r---", "r---"),
    "dunning.register.entry": ("----", "r---", "rwcu"),
    "dunning.opening": ("----", "----", "rwcu"),
    "dunning.opening.account": ("----", "----", "rw--"),
    "dunning.opening.row": ("----", "----", "r---"),
    "dunning.takeover": ("----", "----", "rwcu"),
    "dunning.takeover.customer": ("----", "----", "r---"),
    "dunning.takeover.entry": ("----", "----", "r---"),
    "dunning.takeover.level": ("----", "----", "rw--"),
    "dunning.terms": ("----", "r---", "rwcu"),
    "dunning.month.plan": ("----", "rwcu", "rwcu"),
    "dunning.month.plan.line": ("----", "rw--", "rw--"),
    "dunning.trial": ("----", "r---", "rwcu"),
    "dunning.trial.member": ("----", "r---", "r---"),
    "dunning.write.off": ("----", "r---", "rwcu"),
}
LAW_DIALOGUES = {
    "dunning.case.close.wizard": ("----", "----", "rwcu"),
    "dunning.case.wizard": ("----", "rwcu", "rwcu"),
    "dunning.claim.new.wizard": ("----", "rwcu", "rwcu"),
    "dunning.claim.wizard": ("----", "----", "rwcu"),
    "dunning.credit.block.wizard": ("----", "rwcu", "rwcu"),
    "dunning.credit.decide.wizard": ("rwcu", "rwcu", "rwcu"),
    "dunning.credit.import.wizard": ("----", "----", "rwcu"),
    "dunning.credit.propose.wizard": ("----", "----", "rwcu"),
    "dunning.evidence.wizard": ("----", "rwcu", "rwcu"),
    "dunning.ball.wizard": ("----", "rwcu", "rwcu"),
    "dunning.bridge.wizard": ("----", "rwcu", "rwcu"),
    "dunning.days.wizard": ("----", "rwcu", "rwcu"),
    "dunning.legal.wizard": ("----", "rwcu", "rwcu"),
    "dunning.payment.plan.accept.wizard": ("----", "rwcu", "rwcu"),
    "dunning.payment.plan.wizard": ("----", "rwcu", "rwcu"),
    "dunning.payment.plan.wizard.line": ("----", "rwcu", "rwcu"),
    "dunning.payment.return.wizard": ("----", "----", "----"),
    "dunning.set.off.accept.wizard": ("----", "rwcu", "rwcu"),
    "dunning.set.off.wizard": ("----", "rwcu", "rwcu"),
    "dunning.post.file.wizard": ("----", "rwcu", "rwcu"),
    "dunning.person.data.wizard": ("----", "----", "rwcu"),
    "dunning.rate.import.wizard": ("----", "----", "rwcu"),
}
MODELS += tuple(LAW_RIGHTS)
WIZARDS += tuple(LAW_DIALOGUES)

READ_MODELS = ("dunning.reading", "dunning.receipt", "dunning.payment.notice", "dunning.payment.notice.line")

# (read, write, create, unlink) by group, as the design's section 4 has it
RIGHTS = {
    "base.group_user": dict.fromkeys((*MODELS, *WIZARDS), "----"),
    "account_dunning.group_dunning_contributor": {
        **dict.fromkeys(LAW_MODELS, "r---"),
        **dict.fromkeys((*FOUND_MODELS, "dunning.interruption", "dunning.performance"), "----"),
        "dunning.task": "r---", "dunning.event": "r---",
        "dunning.plan": "r---", "dunning.plan.step": "r---", "dunning.plan.override": "----",
        "dunning.profile": "rw--", "dunning.run": "----", "dunning.decision": "----", "dunning.action": "r---",
        "dunning.action.line": "r---", "dunning.hold": "r---", "dunning.receivable": "r---", "dunning.coverage": "----",
        "dunning.absence": "rwcu", "dunning.closed.day": "----", "dunning.moratorium": "----",
        "dunning.promise": "r---", "dunning.promise.line": "r---", "dunning.dispute": "rwc-",
        **dict.fromkeys(("dunning.aged.balance", "dunning.aged.item", "dunning.statement", "dunning.reference", "dunning.target"), "----"),
        **dict.fromkeys(("dunning.forecast", "dunning.forecast.item", "dunning.forecast.week"), "----"), "dunning.paid.item": "r---",
        **dict.fromkeys(("dunning.effect", "dunning.effect.product"), "----"),
        "dunning.dispute.category": "r---", **dict.fromkeys(WIZARDS, "----"), "dunning.call.wizard": "rwcu",
        "dunning.promise.wizard.line": "rwcu", "dunning.dispute.wizard": "rwcu", "dunning.dispute.settle.wizard": "rwcu",
        "dunning.dashboard.block": "----",
        "dunning.payment.run": "r---", "dunning.payment.run.day": "r---", "dunning.firm.batch": "----",
        "dunning.info.wizard": "rwcu", "dunning.reply": "r---", **dict.fromkeys(READ_MODELS, "r---"),
    },
    "account_dunning.group_dunning_user": {
        **dict.fromkeys((*LAW_MODELS, *FOUND_MODELS), "r---"), "dunning.interruption": "rwc-", "dunning.performance": "rwcu",
        "dunning.task": "r---", "dunning.event": "r---",
        "dunning.plan": "r---", "dunning.plan.step": "r---", "dunning.plan.override": "rwcu",
        "dunning.profile": "rwc-", "dunning.run": "r---", "dunning.decision": "r---", "dunning.action": "rwc-",
        "dunning.action.line": "rwcu", "dunning.hold": "rwcu", "dunning.receivable": "r---", "dunning.coverage": "r---",
        "dunning.absence": "rwcu", "dunning.closed.day": "r---", "dunning.moratorium": "r---",
        "dunning.promise": "rwc-", "dunning.promise.line": "rwc-", "dunning.dispute": "rwc-",
        "dunning.dispute.category": "r---",
        "dunning.aged.balance": "r---", "dunning.aged.item": "r---", "dunning.statement": "rwcu", "dunning.reference": "r---",
        "dunning.target": "r---",
        **dict.fromkeys(("dunning.forecast", "dunning.forecast.item", "dunning.forecast.week", "dunning.paid.item"), "r---"),
        **dict.fromkeys(("dunning.effect", "dunning.effect.product"), "r---"),
        "dunning.dashboard.block": "rwcu",
        "dunning.payment.run": "rwcu", "dunning.payment.run.day": "r---", "dunning.firm.batch": "rwc-",
        "dunning.reply": "rw--", **dict.fromkeys(READ_MODELS, "r---"),
        **dict.fromkeys(WIZARDS, "rwcu"), "dunning.simulation.line": "r--u", "dunning.metric": "r--u",
    },
    "account_dunning.group_dunning_manager": {
        **dict.fromkeys((*LAW_MODELS, "dunning.interruption", "dunning.performance"), "rwcu"), **dict.fromkeys(FOUND_MODELS, "r---"),
        "dunning.task": "r---", "dunning.event": "r---",
        "dunning.plan": "rwcu", "dunning.plan.step": "rwcu", "dunning.plan.override": "rwcu",
        "dunning.profile": "rwcu", "dunning.run": "rwc-", "dunning.decision": "r---", "dunning.action": "rwc-",
        "dunning.action.line": "rwcu", "dunning.hold": "rwcu", "dunning.receivable": "r---", "dunning.coverage": "r---",
        "dunning.absence": "rwcu", "dunning.closed.day": "rwcu", "dunning.moratorium": "rwcu",
        "dunning.promise": "rwcu", "dunning.promise.line": "rwcu", "dunning.dispute": "rwcu",
        "dunning.dispute.category": "rwcu",
        "dunning.aged.balance": "r---", "dunning.aged.item": "r---", "dunning.statement": "rwcu", "dunning.reference": "rwcu",
        "dunning.target": "rwcu",
        **dict.fromkeys(("dunning.forecast", "dunning.forecast.item", "dunning.forecast.week", "dunning.paid.item"), "r---"),
        **dict.fromkeys(("dunning.effect", "dunning.effect.product"), "r---"),
        "dunning.dashboard.block": "rwcu",
        "dunning.payment.run": "rwcu", "dunning.payment.run.day": "r---", "dunning.firm.batch": "rwcu",
        "dunning.reply": "rw-u", **dict.fromkeys(READ_MODELS, "r---"),
        **dict.fromkeys(WIZARDS, "rwcu"), "dunning.simulation.line": "r--u", "dunning.metric": "r--u",
    },
}  # fmt: skip
for place, group in enumerate(("contributor", "user", "manager")):
    RIGHTS[f"account_dunning.group_dunning_{group}"] |= {
        model: rights[place] for model, rights in (LAW_RIGHTS | LAW_DIALOGUES).items()
    }


class AccessCommon(DeliveryCommon):
    """Opens screens the way the web client does."""

    def _spec(self, model, arch):
        """Return what a view reads, as the specification of ``web_read``."""
        spec = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            name = node.get("name")
            field = self.env[model]._fields.get(name)
            if field is None:
                continue
            if field.type in ("many2one", "many2many", "one2many"):
                inner = {"display_name": {}}
                views = node.xpath("./list|./kanban")
                if views and field.type != "many2one":
                    inner = self._spec(field.comodel_name, views[0]) | {"display_name": {}}
                spec[name] = {"fields": inner}
            else:
                spec[name] = {}
        return spec

    def _open(self, record, user, kind="form"):
        """Open a record in its view as a user; raise what he would see as an error."""
        mine = record.with_user(user).with_context(allowed_company_ids=self.company.ids)
        view = mine.get_views([(False, kind)])["views"][kind]
        self.env.invalidate_all()
        values = mine.web_read(self._spec(record._name, etree.fromstring(view["arch"])))
        self.assertEqual(len(values), len(record))
        return values

    def _list(self, model, user, domain=()):
        """Open the list and search views of a model as a user, and return what he finds."""
        mine = self.env[model].with_user(user).with_context(allowed_company_ids=self.company.ids)
        views = mine.get_views([(False, "list"), (False, "search")])["views"]
        self.env.invalidate_all()
        found = mine.web_search_read(list(domain), self._spec(model, etree.fromstring(views["list"]["arch"])))
        mine.name_search("A")
        return {row["id"] for row in found["records"]}


@tagged("post_install", "-at_install")
class TestAccess(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.move = cls._invoice("2025-03-01")

    def test_rights_of_each_group(self):
        for number, (group, rights) in enumerate(RIGHTS.items()):
            user = self._user(f"rights_{number}", group)
            for model, letters in rights.items():
                access = self.env[model].with_user(user)
                found = "".join(
                    letter if access.has_access(operation) else "-"
                    for operation, letter in zip(("read", "write", "create", "unlink"), "rwcu", strict=True)
                )
                with self.subTest(group=group, model=model):
                    self.assertEqual(found, letters)

    def test_every_model_is_covered(self):
        ours = {
            model
            for model in self.env.registry
            if model.startswith("dunning.") and not self.env[model]._abstract and self.env[model]._auto is not None
        }
        self.assertEqual({model for model in ours if not self.env[model]._transient}, set(MODELS))
        self.assertEqual({model for model in ours if self.env[model]._transient}, set(WIZARDS))

    def test_portal_and_public(self):
        for login, group in (("portal_c", "base.group_portal"), ("public_c", "base.group_public")):
            user = self._user(login, group)
            for model in (*MODELS, *WIZARDS):
                with self.subTest(group=group, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_groups_imply(self):
        self.assertTrue(self.manager.has_group("account_dunning.group_dunning_user"))
        self.assertTrue(self.collector.has_group("account_dunning.group_dunning_contributor"))
        self.assertTrue(self.collector.has_group("account.group_account_readonly"))
        self.assertFalse(self.collector.has_group("account.group_account_invoice"))
        self.assertFalse(self.salesman.has_group("account.group_account_readonly"))

    # -- nobody ------------------------------------------------------------------------------------

    def test_no_group(self):
        """An employee without dunning group opens contacts as before and sees nothing of dunning."""
        nobody = self._user("nobody_c", "base.group_user")
        values = self._open(self.customer, nobody)
        self.assertFalse([name for name in values[0] if name.startswith("dunning_")])
        with self.assertRaises(AccessError):
            self.env["dunning.action"].with_user(nobody).search([])
        with self.assertRaises(AccessError):
            self.customer.with_user(nobody).read(["dunning_amount_due"])

    def test_accountant_without_dunning(self):
        """Invoicing rights alone: invoices open, post and are paid as before, also with open actions."""
        clerk = self._user("clerk_c", "account.group_account_invoice")
        [action] = self._run(DAY)
        self._open(self.move, clerk)
        self._list("account.move", clerk, [("id", "=", self.move.id)])
        invoice = self.move.with_user(clerk).copy({"invoice_date": "2025-03-02"})
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        payment = (
            self.env["account.payment.register"]
            .with_user(clerk)
            .with_context(active_model="account.move", active_ids=self.move.ids)
            .create({"payment_date": "2025-03-07"})
        )
        payment._create_payments()
        self.assertEqual(self.move.amount_residual, 0.0)
        self.assertEqual(action.state, "todo")

    def test_invoicing_posts_with_history(self):
        """Draft and repost of an invoice with dunning history by somebody without dunning rights."""
        clerk = self._user("clerk_c", "account.group_account_invoice")
        [action] = self._run(DAY)
        action.action_approve()
        action._deliver_actions(Date.to_date(DAY))
        self.assertEqual(action.state, "done")
        move = self.move.with_user(clerk)
        move.button_draft()
        move.invoice_line_ids.price_unit = 900
        move.action_post()
        self.assertEqual(action.sudo().advance_line_ids.move_line_id, self._items(self.move))

    # -- collector ---------------------------------------------------------------------------------

    def test_collector_opens_everything(self):
        [action] = self._run(DAY)
        hold = self.env["dunning.hold"].create({"move_id": self.move.id, "reason": "x", "kind": "reply"})
        for record in (
            self.customer, self.move, action, action.profile_id, hold, self.plan, self.env["dunning.run"].search([], limit=1),
        ):  # fmt: skip
            with self.subTest(model=record._name):
                self._open(record, self.collector)
        for model in (
            "dunning.action",
            "dunning.profile",
            "dunning.hold",
            "dunning.run",
            "dunning.receivable",
            "account.move",
        ):
            with self.subTest(model=model):
                self.assertTrue(self._list(model, self.collector))

    def test_collector_works(self):
        """Approve, hold, note, own fields of a profile; no plan, no settings, no run."""
        [action] = self._run(DAY)
        with freeze_time(DAY):
            action.with_user(self.collector).action_approve()
            action.with_user(self.collector)._deliver_actions(Date.to_date(DAY))
        self.assertEqual(action.state, "done", action.error)
        profile = action.profile_id.with_user(self.collector)
        profile.write({"note": "Ask for Jean", "segment": "key", "plan_id": self.plan.id})
        wizard = (
            self.env["dunning.hold.wizard"]
            .with_user(self.collector)
            .create({"move_ids": [Command.set(self.move.ids)], "reason": "Waits for a credit note"})
        )
        wizard.action_confirm()
        hold = self.env["dunning.hold"].search([("move_id", "=", self.move.id)])
        self.assertEqual((hold.user_id, hold.kind, hold.state), (self.collector, "hold", "active"))
        self.move.with_user(self.collector).action_dunning_end_holds()
        self.assertEqual(hold.state, "ended")
        for model, method in (("dunning.plan", "write"), ("dunning.plan.step", "write")):
            with self.subTest(model=model), self.assertRaises(AccessError):
                getattr(self.env[model].with_user(self.collector).search([], limit=1), method)({"name": "x"})
        with self.assertRaises(AccessError):
            self.env["dunning.run"].with_user(self.collector).create({"company_id": self.company.id, "date": DAY})
        with self.assertRaises(AccessError):
            self.company.with_user(self.collector).write({"dunning_live_date": DAY})

    def test_plan_of_one_invoice(self):
        """A collector who may also write invoices chooses the plan on the invoice; nothing is written on the entry."""
        clerk = self._user("clerk_c", "account_dunning.group_dunning_user,account.group_account_invoice")
        other = self._plan([(7, "phone")], name="Other")
        stamp = self.move.write_date
        move = self.move.with_user(clerk)
        move.dunning_plan_id = other
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(move.dunning_plan_id, other)
        self.assertEqual(self.env["dunning.plan.override"].search([("move_id", "=", move.id)]).plan_id, other)
        self.assertEqual(self.move.write_date, stamp)
        move.dunning_plan_id = False
        self.env.invalidate_all()
        self.assertEqual(move.dunning_plan_id, self.plan)

    def test_collector_writes_no_accounting(self):
        with self.assertRaises(AccessError):
            self.move.with_user(self.collector).write({"ref": "x"})
        with self.assertRaises(AccessError):
            self.move.with_user(self.collector).button_draft()

    # -- manager -----------------------------------------------------------------------------------

    def test_manager_runs_and_plans(self):
        Run = self.env["dunning.run"].with_user(self.manager)
        with freeze_time(DAY):
            preview = Run.create({"company_id": self.company.id, "date": DAY})
            preview.action_preview()
            preview.action_approve()
            run = Run.create({"company_id": self.company.id, "date": DAY})
            run.action_run()
        self.assertEqual((run.action_count, run.state), (1, "done"))
        plan = (
            self.env["dunning.plan"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Own",
                    "company_id": self.company.id,
                    "step_ids": [
                        Command.create(self._step_vals(5, "email")),
                        Command.create(self._step_vals(10, "phone")),
                    ],
                }
            )
        )
        plan.step_ids[0].name = "Hello"
        plan.copy().unlink()
        for record in (run, preview, plan, plan.step_ids):
            self._open(record, self.manager)
        self.assertTrue(self._list("dunning.decision", self.manager, [("run_id", "=", preview.id)]))

    def test_manager_goes_live(self):
        """Approving the first preview is the credit manager's, who need not administer the company."""
        self.company.dunning_live_date = False
        self._prepare_first_day()
        Run = self.env["dunning.run"].with_user(self.manager)
        with freeze_time(DAY):
            preview = Run.create({"company_id": self.company.id, "date": DAY})
            preview.action_preview()
            preview.action_approve()
        self.assertEqual(str(self.company.dunning_live_date), DAY)
        self.assertEqual(preview.approved_by_id, self.manager)
        with self.assertRaises(UserError):
            Run.create({"company_id": self.company.id, "date": DAY}).action_approve()

    def test_manager_deletes_no_run(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with self.assertRaises(AccessError):
            run.with_user(self.manager).unlink()

    def test_runs_of_collectors(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_preview()
        for method in ("action_run", "action_preview", "action_start", "action_approve"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(run.with_user(self.collector), method)()
