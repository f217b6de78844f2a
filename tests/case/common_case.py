"""A customer with overdue invoices, an agency, and cases of them."""

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from ..common import DunningCommon

DAY = "2025-06-02"


class CaseCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.agency = cls._customer("Agence Nord")
        cls.first = cls._invoice("2025-03-01", 1000)
        cls.second = cls._invoice("2025-05-15", 500)
        cls.other = cls._invoice("2025-05-20", 300)
        cls.manager = cls._user("manager_case", "account_dunning.group_dunning_manager")
        cls.route = cls.env["dunning.case.route"].create(
            {
                "name": "Agency",
                "kind": "agency",
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
            }
        )
        cls.stranger = cls._customer("Stranger")

    @classmethod
    def _case(cls, moves=None, day=DAY, **vals):
        """Prepare a case of the first two invoices, or of others."""
        moves = moves or cls.first + cls.second
        with freeze_time(day):
            case = cls.env["dunning.case"].create(
                {
                    "company_id": cls.company.id,
                    "partner_id": cls._items(moves).partner_id.id,
                    "route_id": cls.route.id,
                    "handler_id": cls.agency.id,
                    **vals,
                }
            )
            cls.env["dunning.case.item"].create(
                [{"case_id": case.id, "move_line_id": item.id} for item in cls._items(moves)]
            )
        return case

    @classmethod
    def _handed(cls, moves=None, day=DAY, **vals):
        case = cls._case(moves, day, **vals)
        with freeze_time(day):
            case.action_hand_over()
        return case

    @classmethod
    def _other_company_user(cls, group):
        other = cls.setup_other_company(name="Company B")["company"]
        return new_test_user(
            cls.env(su=True), login="b_case", groups=group, email="b_case@example.com",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
