"""How much an account gets under each shipped plan: the counts of the table in the design, in any 55 days."""

from odoo.tests import freeze_time, tagged

from ..common_account import AccountCommon

WEEKLY, MONTHLY, DAILY = range(0, 126, 7), range(0, 126, 30), range(126)
THREE_A_WEEK = [day for day in DAILY if day % 7 in (0, 2, 4)]

# Greatest numbers in any 55 days of the steady state, on working days and with the budgets as shipped: contact days, then by channel.
COUNTS = {
    "standard weekly 45": {"days": 13, "calls": 6, "emails": 5, "registered": 2},
    "standard daily 20": {"days": 11, "calls": 8, "emails": 4},
    "standard three a week 28": {"days": 11, "calls": 8, "emails": 3},
    "standard monthly 45": {"days": 10, "calls": 4, "emails": 4, "registered": 2},
    "standard weekly 28 by invoice": {"days": 12, "calls": 6, "emails": 6},
    "key weekly 28": {"days": 16, "calls": 8, "emails": 6, "letters": 2},
    "key daily 20": {"days": 16, "calls": 7, "emails": 7, "letters": 3},
    "small weekly 28": {"days": 9, "calls": 6, "letters": 3},
    "small monthly 45": {"days": 8, "calls": 2, "emails": 2, "letters": 2, "registered": 2},
}


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestAccountCounts(AccountCommon):
    def _count_contacts(self, contacts):
        kinds = {"phone": "calls", "email": "emails", "letter": "letters", "registered_letter": "registered"}
        found = {name: self._worst(contacts, lambda one, kind=kind: one[1] == kind, 40, 62) for kind, name in kinds.items()}
        return {"days": self._worst(contacts, first=40, last=62), **{name: count for name, count in found.items() if count}}

    def test_counts(self):
        """Each plan is that of one customer with a ledger of its own; all live the same days, and none takes from another one's budget."""
        self.company.write({"dunning_working_days": True, "dunning_budget_day": 1, "dunning_budget_week": 2})
        customers = {}
        for name, plan, dues, paid_after, salesperson, vals in (
            ("standard weekly 45", "standard", WEEKLY, 45, True, {}),
            ("standard daily 20", "standard", DAILY, 20, True, {}),
            ("standard three a week 28", "standard", THREE_A_WEEK, 28, True, {}),
            ("standard monthly 45", "standard", MONTHLY, 45, True, {}),
            ("standard weekly 28 by invoice", "standard", WEEKLY, 28, True, {"grouping": "invoice"}),
            ("key weekly 28", "key_account", WEEKLY, 28, True, {}),
            ("key daily 20", "key_account", DAILY, 20, True, {}),
            ("small weekly 28", "small_account", WEEKLY, 28, True, {}),
            ("small monthly 45", "small_account", MONTHLY, 45, True, {}),
        ):
            customers[name] = self._customer(name, user_id=self.salesman.id if salesperson else False)
            profile = self.env["dunning.profile"]._get_or_create(customers[name], self.company)
            profile.plan_id = self._shipped(plan, **vals)
            self._owe(dues, paid_after=paid_after, partner=customers[name])
        rows = self._live_rows(-12, 115)
        found = {
            name: self._count_contacts(self._find_contacts([row for row in rows if row["partner_id"] == customer.id]))
            for name, customer in customers.items()
        }
        self.assertEqual(found, COUNTS)
