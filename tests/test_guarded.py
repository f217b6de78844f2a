"""What people write stays where they may write it: company, customer, owner, and records that they can see."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_delivery import DeliveryCommon

DAY = "2025-03-06"

# Written by nobody but the add-on: no rights to write or create are given to anybody.
READ_ONLY = {
    "dunning.background", "dunning.background.step",
    "dunning.decision", "dunning.reading", "dunning.forecast.item", "dunning.payment.notice", "dunning.payment.notice.line",
    "dunning.evidence.file", "dunning.doubtful",
    "dunning.limitation.alarm", "dunning.receipt.proposal", "dunning.receipt.proposal.line",
    "dunning.cash.base.line", "dunning.erased", "dunning.erasure.line",
    "dunning.answer", "dunning.answer.line", "dunning.page.hit", "dunning.payment.allocation",
    "dunning.payment.plan", "dunning.payment.plan.acceptance", "dunning.payment.plan.item", "dunning.payment.plan.line",
    "dunning.debit", "dunning.debit.consent", "dunning.debit.item", "dunning.debit.try", "dunning.payment.return",
    "dunning.set.off", "dunning.set.off.acceptance", "dunning.set.off.item", "dunning.replacement",
    "dunning.payment.run.day", "dunning.comparison.line", "dunning.reply.meaning",
    "dunning.einvoice.status", "dunning.einvoice.event", "dunning.takeover.entry", "dunning.takeover.customer",
    "dunning.opening.row", "dunning.trial.member",
}  # fmt: skip

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")


class GuardedCommon(DeliveryCommon):
    """Two companies and a branch; a manager of the first and its branch, one of both, and the other roles of the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.other = cls.setup_other_company(name="Company B")["company"]
        cls.plan_b = cls.plan.copy({"company_id": cls.other.id, "name": "Plan of B"})
        cls.other.sudo().write({"dunning_live_date": "2024-01-01", "dunning_plan_id": cls.plan_b.id})
        cls.branch = cls.env["res.company"].sudo().create({"name": "North", "parent_id": cls.company.id})
        cls.stranger = cls._customer("Stranger")
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.profile_b = cls.env["dunning.profile"].sudo().create({"partner_id": cls.customer.id, "company_id": cls.other.id})
        group = "account_dunning.group_dunning_manager"
        cls.manager = cls._user("manager_g", group)
        cls.manager.company_ids |= cls.branch
        cls.manager_of_both = cls._user("both_g", group)
        cls.manager_of_both.company_ids |= cls.other
        cls.collector_b = new_test_user(
            cls.env(su=True), login="collector_g_b", groups="account_dunning.group_dunning_user", email="b@example.com",
            company_id=cls.other.id, company_ids=[Command.set(cls.other.ids)],
        )  # fmt: skip
        cls.branch_user = new_test_user(
            cls.env(su=True), login="branch_g", groups="account_dunning.group_dunning_user", email="n@example.com",
            company_id=cls.branch.id, company_ids=[Command.set(cls.branch.ids)],
        )  # fmt: skip
        cls.portal = cls._user("portal_g", "base.group_portal")
        cls.nobody = cls._user("nobody_g", "base.group_user")

    def _as(self, user, records):
        """Return records as a user finds them, with all his companies."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).sudo(False)

    def _refused(self, work, *args, **kwargs):
        with mute_logger(*QUIET), self.assertRaises(UserError), self.env.cr.savepoint():
            work(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestGuarded(GuardedCommon):
    @classmethod
    def _records(cls):
        """Return a record of each model that a credit manager writes, in the first company."""
        env, company, partner = cls.env(su=True), cls.company.id, cls.customer.id
        profile = env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        own, period = {"company_id": company}, {"date_start": DAY, "date_end": DAY}
        promised = {"partner_id": partner, "date": DAY, "amount": 10, "date_payment": "2025-03-10"}
        return {
            "dunning.profile": profile,
            "dunning.hold": env["dunning.hold"].create(own | {"partner_id": partner, "reason": "x", "date_start": DAY}),
            "dunning.promise": env["dunning.promise"].create(own | promised),
            "dunning.moratorium": env["dunning.moratorium"].create(own | period | {"name": "M"}),
            "dunning.closed.day": env["dunning.closed.day"].create({"name": "C", "company_id": company, "date_start": DAY}),
            "dunning.plan": cls.plan,
            "dunning.target": env["dunning.target"].create({"company_id": company, "value": 10}),
            "dunning.schedule": env["dunning.schedule"].create({"company_id": company, "name": "L"}),
            "dunning.run": env["dunning.run"].create({"company_id": company, "date": DAY}),
            "dunning.absence": env["dunning.absence"].create(own | period | {"user_id": cls.collector.id}),
            "dunning.dispute.category": env["dunning.dispute.category"].create({"name": "Late", "company_id": company}),
            "dunning.interest.contract": env["dunning.interest.contract"].create({"company_id": company, "partner_id": partner}),
        }  # fmt: skip

    def test_every_model_that_people_write_is_guarded(self):
        """The list comes from the registry: a new model is found here until it inherits the guard or is read only."""
        Access = self.env["ir.model.access"].sudo()
        for name, model in self.env.registry.items():
            if not name.startswith("dunning.") or model._abstract or model._transient or not model._auto:
                continue
            rights = Access.search([("model_id.model", "=", name)])
            if name in READ_ONLY:
                self.assertFalse(any(right.perm_write or right.perm_create for right in rights), name)
            else:
                self.assertTrue(issubclass(model, self.env.registry["dunning.guarded"]), name)

    def test_no_record_moves_into_a_foreign_company(self):
        for name, record in self._records().items():
            with self.subTest(model=name):
                self._refused(self._as(self.manager, record).write, {"company_id": self.other.id})

    def test_a_manager_of_both_moves_nothing_that_is_about_a_customer(self):
        """He may write in both companies, but a hold or a promise stays where it was made."""
        records = self._records()
        for name in ("dunning.profile", "dunning.hold", "dunning.promise"):
            with self.subTest(model=name):
                record = self._as(self.manager_of_both, records[name])
                self._refused(record.write, {"company_id": self.other.id})

    def test_nothing_is_created_in_a_foreign_company(self):
        values = {
            "dunning.profile": {"partner_id": self.stranger.id},
            "dunning.hold": {"partner_id": self.customer.id, "reason": "x"},
            "dunning.promise": {"partner_id": self.customer.id, "amount": 10},
            "dunning.moratorium": {"name": "M", "date_start": DAY, "date_end": DAY},
            "dunning.closed.day": {"name": "C", "date_start": DAY},
            "dunning.plan": {"name": "P"},
            "dunning.target": {"value": 10},
            "dunning.schedule": {"name": "L"},
            "dunning.run": {"date": DAY},
            "dunning.absence": {"date_start": DAY, "date_end": DAY},
            "dunning.dispute.category": {"name": "Late"},
            "dunning.interest.contract": {"clause": "Order"},
        }
        for name, vals in values.items():
            for company in (self.other, self.company):
                with self.subTest(model=name, company=company.name):
                    model = self._as(self.manager, self.env[name])
                    if company == self.other:
                        self._refused(model.create, {**vals, "company_id": company.id})
                        self._refused_or_own(model.with_context(default_company_id=company.id), vals)
                    elif name != "dunning.profile":
                        self.assertEqual(model.create({**vals, "company_id": company.id}).company_id, company)

    def _refused_or_own(self, model, vals):
        """A default in the context opens no company either: some models ignore it."""
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint():
                self.assertEqual(model.create(vals).company_id, self.company)
        except UserError:
            self.env.invalidate_all()

    def test_sender_company_of_an_action(self):
        """``branch_id`` opens an action to whoever works there: it is no door into another company."""
        [action] = self._run(DAY)
        self._refused(self._as(self.manager_of_both, action).write, {"branch_id": self.other.id})
        vals = {"profile_id": action.profile_id.id, "partner_id": self.customer.id, "channel": "phone", "company_id": self.company.id}
        self._refused(self._as(self.manager_of_both, action.browse()).create, {**vals, "branch_id": self.other.id})
        made = self._as(self.manager, action.browse()).create({**vals, "branch_id": self.branch.id})
        self.assertEqual(made.branch_id, self.branch)

    def test_a_branch_user_stays_in_his_branch(self):
        [action] = self._run(DAY)
        vals = {"profile_id": action.profile_id.id, "partner_id": self.customer.id, "channel": "phone"}
        actions = self._as(self.branch_user, action.browse())
        self._refused(actions.create, {**vals, "company_id": self.company.id, "branch_id": self.company.id})
        self.assertTrue(actions.create({**vals, "company_id": self.company.id, "branch_id": self.branch.id}))

    def test_records_belong_together(self):
        """Profile, action and customer of a record are those of one customer in one company."""
        [action] = self._run(DAY)
        stranger = self.env["dunning.profile"].sudo().create({"partner_id": self.stranger.id, "company_id": self.company.id})
        holds = self._as(self.manager_of_both, self.env["dunning.hold"])
        base = {"company_id": self.company.id, "reason": "x", "date_start": DAY}
        self._refused(holds.create, {**base, "partner_id": self.stranger.id, "action_id": action.id})
        self.assertTrue(holds.create({**base, "partner_id": self.customer.id, "action_id": action.id}))
        promises = self._as(self.manager_of_both, self.env["dunning.promise"])
        self._refused(promises.create, {"profile_id": stranger.id, "partner_id": self.customer.id, "amount": 10})
        actions = self._as(self.manager_of_both, self.env["dunning.action"])
        vals = {"company_id": self.company.id, "partner_id": self.customer.id, "channel": "phone"}
        for profile in (stranger, self.profile_b):
            self._refused(actions.create, {**vals, "profile_id": profile.id})

    def test_profile_gets_no_plan_of_another_company(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._refused(self._as(self.manager, profile).write, {"plan_id": self.plan_b.id})

    def test_what_cannot_be_seen_is_not_pointed_to(self):
        """A record of another company is refused before anything of it is said."""
        [action] = self._run(DAY)
        [action_b] = self._invoice_of_b() and self._run(DAY, self.other)
        holds = self._as(self.manager, self.env["dunning.hold"])
        vals = {"partner_id": self.customer.id, "company_id": self.company.id, "reason": "x", "date_start": DAY}
        for name, target in (("action_id", action_b), ("move_id", action_b.line_ids.move_id)):
            with self.subTest(field=name), self.assertRaisesRegex(AccessError, "a record that you cannot see"):
                holds.create({**vals, name: target.id})
        self.assertTrue(holds.create({**vals, "action_id": action.id}))

    def _invoice_of_b(self):
        move = self.env["account.move"].with_company(self.other).create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2025-01-30",
                "invoice_date_due": "2025-03-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "quantity": 1, "price_unit": 77, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def test_amount_is_not_told_to_whoever_may_not_promise(self):
        """The refusal names no amount: it comes before anything is computed."""
        for user in (self.portal, self.nobody, self.salesman):
            with self.subTest(user=user.login), self.assertRaises(AccessError) as refusal:
                self._as(user, self.env["dunning.promise"]).create({"partner_id": self.customer.id, "amount": 10**6})
            self.assertNotIn("1,000", str(refusal.exception))

    # -- who ---------------------------------------------------------------------------------------

    def test_a_contributor_keeps_his_own_absence(self):
        call = self._run(DAY)
        self.assertEqual(call.user_id, self.collector)
        with freeze_time(DAY):
            absence = self._as(self.salesman, self.env["dunning.absence"]).create({"date_start": DAY, "date_end": DAY})
            self._refused(absence.write, {"user_id": self.collector.id, "deputy_id": self.salesman.id})
            self.assertEqual((absence.user_id, call.user_id), (self.salesman, self.collector))
            absence.deputy_id = self.collector
            self.assertEqual(absence.deputy_id, self.collector)

    def test_nobody_enters_the_absence_of_somebody_else(self):
        vals = {"user_id": self.manager.id, "deputy_id": self.collector.id, "date_start": DAY, "date_end": DAY}
        for user in (self.portal, self.nobody, self.salesman, self.collector):
            self._refused(self._as(user, self.env["dunning.absence"]).create, vals)
        self.assertTrue(self._as(self.manager_of_both, self.env["dunning.absence"]).create({**vals, "company_id": self.company.id}))

    def test_an_absence_reaches_no_company_of_others(self):
        """A manager of one company hands over nothing of a colleague's other company."""
        absences = self._as(self.manager, self.env["dunning.absence"])
        vals = {"user_id": self.manager_of_both.id, "deputy_id": self.manager.id, "date_start": DAY, "date_end": DAY}
        self._refused(absences.create, vals)
        self.assertTrue(absences.create({**vals, "company_id": self.company.id}))
        self._refused(absences.create, {**vals, "company_id": self.company.id, "deputy_id": self.collector_b.id})

    def test_owners_work_in_the_company(self):
        [action] = self._run(DAY)
        for user in (self.collector_b, self.portal):
            self._refused(self._as(self.manager_of_both, action).write, {"user_id": user.id})
            self._refused(self._as(self.manager_of_both, action.profile_id).write, {"collector_id": user.id})
        self._as(self.collector, action).user_id = self.salesman
        self.assertEqual(action.user_id, self.salesman)

    def test_authors_name_themselves(self):
        holds = self._as(self.collector, self.env["dunning.hold"])
        vals = {"partner_id": self.customer.id, "company_id": self.company.id, "reason": "x", "date_start": DAY}
        self._refused(holds.create, {**vals, "user_id": self.manager.id})
        hold = holds.create(vals)
        self.assertEqual(hold.user_id, self.collector)
        self._refused(hold.write, {"user_id": self.manager.id})
        self._as(self.manager, hold).user_id = self.manager

    def test_a_dispute_may_be_handed_over(self):
        """Its owner gives it out of his hands, to a colleague of the company only."""
        category = self.env.ref("account_dunning.dispute_category_commercial")
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.move.id, "category_id": category.id, "description": "x", "user_id": self.salesman.id,
                "date_opened": DAY, "date_deadline": "2025-03-20",
            }
        )  # fmt: skip
        mine = self._as(self.salesman, dispute)
        self._refused(mine.write, {"user_id": self.collector_b.id})
        mine.write({"user_id": self.collector.id})
        self.assertEqual(dispute.user_id, self.collector)

    def test_dashboard_of_somebody_else(self):
        block = self._as(self.collector, self.env["dunning.dashboard.block"]).create({"code": "x"})
        self._refused(block.write, {"user_id": self.manager.id})
        self._refused(block.write, {"user_id": False})

    # -- what it costs -----------------------------------------------------------------------------

    def test_cost_does_not_grow(self):
        """As many queries for a hundred holds as for ten."""
        holds = self._as(self.manager, self.env["dunning.hold"])
        counts = []
        for size in (10, 10, 100):
            partners = self.env["res.partner"].create([{"name": f"C{number}"} for number in range(size)])
            vals = [{"partner_id": one.id, "company_id": self.company.id, "reason": "x", "date_start": DAY} for one in partners]
            made = holds.with_context(tracking_disable=True).create(vals)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            made.write({"review_date": "2025-04-01"})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_what_is_allowed(self):
        """The same people do their work."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._as(self.collector, profile).write({"collector_id": self.collector.id, "note": "likes calls"})
        run = self._as(self.manager, self.env["dunning.run"]).create({"date": DAY})
        run.action_preview()
        self.assertEqual(run.state, "done")
        with freeze_time(DAY):
            promise = self._as(self.collector, self.env["dunning.promise"]).create({"partner_id": self.customer.id, "amount": 100})
        self.assertEqual((promise.amount, promise.company_id, promise.date), (100, self.company, Date.to_date(DAY)))

    def test_people_of_shared_records(self):
        """Whoever is named in what all companies share, and the salesperson of a dispute, is a colleague."""
        self.manager.company_ids |= self.env["res.company"].sudo().search([("parent_id", "=", False)])
        category = self.env["dunning.dispute.category"].sudo().create({"name": "Shared", "company_id": False})
        dispute = self.env["dunning.dispute"].sudo().create(
            {"move_id": self.move.id, "category_id": category.id, "description": "x"}
        )
        for record, name, stranger in ((category, "user_id", self.portal), (dispute, "salesperson_id", self.collector_b)):
            with self.subTest(model=record._name):
                mine = self._as(self.manager, record)
                self._refused(mine.write, {name: stranger.id})
                mine.write({name: self.collector.id})
                self.assertEqual(record[name], self.collector)
