"""The menus that sales bring: each role finds them once, in the application."""

from odoo.addons.account_dunning.tests.test_menus import MOST, TestMenus
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOrderMenus(TestMenus):
    def test_sales_entries_by_role(self):
        """Beside the other entries of customers and figures, and never at the top nor in Invoicing."""
        names = ("weak_signal", "uninvoiced")
        for user, own in ((self.manager, False), (self.collector, False), (self.salesman, True)):
            ours, _menus = self._load_application(user)
            for name in names:
                with self.subTest(user=user.login, menu=name):
                    self.assertEqual(f"menu_dunning_own_{name}" in ours, own)
                    self.assertEqual(f"menu_dunning_{name}" in ours, not own)
            self.assertLessEqual(max(len(menu["children"]) for menu in ours.values()), MOST)
            tops = ours["menu_dunning_root"]["children"]
            self.assertLessEqual(set(tops), {ours[name]["id"] for name in ours if name.split("_")[-1] in (
                "work", "customers", "plans", "reporting", "configuration")})  # fmt: skip

    def test_invoicing_keeps_one_entry_without_children(self):
        self.assertFalse(self.env.ref("account_dunning.menu_dunning").child_id)
