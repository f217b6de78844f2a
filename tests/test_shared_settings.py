"""Plans and categories without a company hold for all companies: who works in all of them changes them."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_guarded import QUIET, GuardedCommon


@tagged("post_install", "-at_install")
class TestSharedSettings(GuardedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.plan.sudo().copy({"company_id": False, "name": "Plan of all"})
        cls.category = cls.env["dunning.dispute.category"].sudo().create({"name": "Of all"})
        companies = cls.env["res.company"].sudo().search([("parent_id", "=", False)])
        cls.manager_of_all = cls._user("all_s", "account_dunning.group_dunning_manager")
        cls.manager_of_all.company_ids = [Command.set(companies.ids)]

    def _refused(self, work, *args, **kwargs):
        with mute_logger(*QUIET), self.assertRaisesRegex(AccessError, "for all companies"), self.env.cr.savepoint():
            work(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()

    def test_one_company_reads_and_copies(self):
        plan, category = self._as(self.manager, self.shared), self._as(self.manager, self.category)
        self.assertEqual((plan.name, category.name), ("Plan of all", "Of all"))
        for record in (plan, category, plan.step_ids[0]):
            with self.subTest(model=record._name):
                self._refused(record.write, {"name": "Mine"})
                self._refused(record.unlink)
        for record in (plan, category):
            self._refused(record.write, {"name": "Mine", "company_id": self.company.id})
        self._refused(plan.action_archive)
        self._refused(plan.step_ids[0].copy, {"delay": 77})
        copies = plan.copy({"name": "My plan"}), category.copy({"name": "My category"})
        self.assertEqual([copy.company_id for copy in copies], [self.company] * 2)
        self.assertEqual(len(copies[0].step_ids), 2)
        self.assertEqual(copies[0].step_ids.company_id, self.company)
        copies[0].step_ids[0].name = "Mine"

    def test_one_company_decides_no_windows_for_all(self):
        """Buttons that write as superuser ask as ``write`` does, whether or not there is anything to write."""
        old = self.shared.copy({"grouping_window": 0, "letter_window": 0, "not_again_days": 0})
        self.assertTrue(old.without_windows)
        for plan in (old, self.shared):
            for button in ("action_decline_windows", "action_accept_windows"):
                with self.subTest(button=button, plan=plan.name):
                    self._refused(getattr(self._as(self.manager, plan), button))
        self.assertEqual((old.windows_declined, old.grouping_window, old.sketch), (False, 0, False))
        self._as(self.manager_of_all, old).action_decline_windows()
        self.assertTrue(old.windows_declined)

    def test_routes(self):
        """So are the routes of hand-overs that are shipped: one company copies them for itself."""
        route = self._as(self.manager, self.env.ref("account_dunning.case_route_fr_order"))
        for record in (route, route.document_ids[0], route.deadline_ids[0]):
            self._refused(record.write, {"name": "Mine"})
            self._refused(record.unlink)
        self._refused(route.write, {"maximum_amount": 1.0})
        self._refused(self._as(self.manager, self.env["dunning.case.route.document"]).create, {"route_id": route.id, "name": "x"})
        own = route.copy({"name": "Mine"})
        self.assertEqual((own.company_id, own.document_ids.company_id, own.deadline_ids.company_id), (self.company,) * 3)
        own.write({"maximum_amount": 1.0})

    def test_every_setting(self):
        """Each setting that credit managers make and that may be without a company is guarded so."""
        Access, open_ones = self.env["ir.model.access"].with_user(self.manager), []
        for name, model in self.registry.items():
            field = model._fields.get("company_id")
            if not name.startswith("dunning.") or model._abstract or model._transient or not model._auto or not field:
                continue
            if field.store and not field.required and not field.related and not field.readonly and Access.check(name, "write", False):
                open_ones += [] if model._shared_without_company else [name]
        # a line's company is that of its item, an absence is one person's
        self.assertEqual(set(open_ones), {"dunning.action.line", "dunning.absence"})

    def test_one_company_makes_nothing_shared(self):
        plan = self._as(self.manager, self.plan)
        self._refused(plan.write, {"company_id": False})
        self._refused(plan.create, {"name": "For all"})
        self._refused(self._as(self.manager_of_both, self.category).create, {"name": "For all"})
        self.assertEqual(plan.create({"name": "Mine", "company_id": self.company.id}).company_id, self.company)

    def test_all_companies(self):
        plan, category = self._as(self.manager_of_all, self.shared), self._as(self.manager_of_all, self.category)
        plan.write({"name": "Better"})
        plan.step_ids[0].write({"name": "First"})
        category.write({"name": "Cause"})
        self.assertFalse(plan.copy().company_id)
        category.unlink()
        self.assertEqual((self.shared.name, self.shared.step_ids[0].name), ("Better", "First"))
