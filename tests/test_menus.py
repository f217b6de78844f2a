"""The application's menus: short, no label twice, each role finds its own and opens on what it needs first."""

from collections import Counter

from odoo.tests import tagged

from .common import DunningCommon

MOST = 8


@tagged("post_install", "-at_install")
class TestMenus(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("credit_manager_c", "account_dunning.group_dunning_manager")

    def _load_application(self, user):
        """Return the menus of the application that a user sees, by external id, and the dict of all menus by id."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref("account_dunning.menu_dunning_root").id
        ours = {menu["xmlid"].split(".")[-1]: menu for key, menu in menus.items() if key != "root" and menu["app_id"] == root}
        return ours, menus

    def test_at_most_eight(self):
        for user in (self.manager, self.collector, self.salesman):
            ours, _menus = self._load_application(user)
            for name, menu in ours.items():
                with self.subTest(user=user.login, menu=name):
                    self.assertLessEqual(len(menu["children"]), MOST)

    def test_no_label_twice(self):
        for user in (self.manager, self.collector, self.salesman):
            with self.subTest(user=user.login):
                ours, _menus = self._load_application(user)
                labels = Counter(menu["name"] for menu in ours.values())
                self.assertEqual([label for label, count in labels.items() if count > 1], [])

    def test_visible_by_role(self):
        """Top menus, and who is spared what: salespeople the runs and figures, collectors the configuration."""
        tops = {"work", "customers", "plans", "reporting", "configuration"}
        for user, sees in (
            (self.manager, tops),
            (self.collector, tops - {"configuration"}),
            (self.salesman, {"work", "customers"}),
        ):
            with self.subTest(user=user.login):
                ours, _menus = self._load_application(user)
                self.assertEqual({name for name in tops if f"menu_dunning_{name}" in ours}, sees)
                own = user == self.salesman
                self.assertEqual("menu_dunning_own_profile" in ours, own)
                self.assertEqual("menu_dunning_profile" in ours, not own)
                self.assertEqual("menu_dunning_plan" in ours, user == self.manager)

    def test_every_list_is_found(self):
        """A credit manager reaches each entry that is not somebody else's, but for To Do, which is a view of My Work."""
        ours, _menus = self._load_application(self.manager)
        known = self.env["ir.model.data"].search([("module", "=", "account_dunning"), ("model", "=", "ir.ui.menu")])
        hidden = {name for name in known.mapped("name") if name not in ours and not name.startswith("menu_dunning_own_")}
        self.assertEqual({name for name in hidden if not name.startswith("menu_report_")}, {"menu_dunning", "menu_dunning_todo"})
        steps = self.env["dunning.task"].with_user(self.collector).action_open_steps()
        self.assertEqual((steps["res_model"], steps["path"]), ("dunning.action", "dunning-todo"))

    def test_one_entry_in_invoicing(self):
        """Of collectors one entry stays under Invoicing, Customers; accountants without the application keep both aged
        balances."""
        _ours, menus = self._load_application(self.collector)
        invoicing = self.env.ref("account.menu_finance").id
        found = [
            menu["xmlid"] for key, menu in menus.items()
            if key != "root" and menu["app_id"] == invoicing and menu["xmlid"].startswith("account_dunning.")
        ]  # fmt: skip
        self.assertEqual(found, ["account_dunning.menu_dunning"])

    def test_opens_on_what_the_role_needs(self):
        action = self.env.ref("account_dunning.action_dunning_home")
        for user, path in (
            (self.manager, "dunning-dashboard"),
            (self.collector, "dunning-work"),
            (self.salesman, "dunning-my-customers"),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(action.with_user(user).run()["path"], path)
                menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
                root = menus[self.env.ref("account_dunning.menu_dunning_root").id]
                self.assertEqual((root["actionID"], root["actionPath"]), (action.id, "dunning"))
                self.assertTrue(root["webIconData"])
