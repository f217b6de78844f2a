"""What cures an overdue item without next step: open or do what it needs."""

from odoo import models

from ..shared.bounds import add_days
from ..shared.company_day import company_day
from .dunning_coverage import DAYS_WITHOUT_DEADLINE
from .dunning_transit import UNDER_WAY


class DunningCoverage(models.Model):
    _inherit = "dunning.coverage"

    def action_open_payments(self):
        """Open the payments without entry of these customers, to look where the money is."""
        partners = self._uncovered_of(self.partner_id)
        domain = [("partner_id", "child_of", partners.ids), ("move_id", "=", False), ("state", "in", UNDER_WAY)]
        return {**self._open_created_records("account.payment", self.env["account.payment"]), "domain": domain}

    def action_open_receipts(self):
        """Open the bank receipts that nobody has reconciled, to allocate them."""
        companies = self.root_company_id._dunning_companies()
        domain = [("is_reconciled", "=", False), ("amount", ">", 0), ("company_id", "in", companies.ids)]
        return {**self._open_created_records("account.bank.statement.line", self.env["account.bank.statement.line"]), "domain": domain}

    def action_assign_plan(self):
        """Open the dialogue that gives the customers, or these invoices, a plan."""
        return self._open_coverage_wizard("plan", self.env._("Give a Plan"), {"default_item_ids": self._uncovered_of(self.item_id).ids})

    def action_add_address(self):
        """Open the contacts for which an address is missing."""
        return self._open_created_records("res.partner", self._uncovered_of(self.partner_id))

    def action_end_hold(self):
        """End the holds that rest without end; their items are chased again from where they stood."""
        return self._uncovered_of(self.hold_id).action_end()

    def action_review_hold(self):
        """Open the dialogue that says when somebody looks again at these holds."""
        return self._open_coverage_wizard("review", self.env._("Review Holds"), {"default_hold_ids": self._uncovered_of(self.hold_id).ids})

    def action_settle_dispute(self):
        """Open the disputes about these invoices whose deadline is past."""
        disputes = self.env["dunning.dispute"].search([("move_id", "in", self.move_id.ids), ("state", "=", "open")])
        return self._open_created_records("dunning.dispute", self._uncovered_of(disputes))

    def action_take_over(self):
        """Make me the owner of the open actions, with a new deadline where the old one is past."""
        today = company_day(self)
        actions = self._uncovered_of(self.action_id)
        actions._check_collector()
        actions.user_id = self.env.user
        late = actions.filtered(lambda action: not action.date_deadline or action.date_deadline < today)
        for days, some in late.grouped(lambda action: action.step_id.deadline_days or DAYS_WITHOUT_DEADLINE).items():
            some.date_deadline = add_days(today, days)
        return True

    def action_retry(self):
        """Try failed actions again."""
        return self._uncovered_of(self.action_id.filtered(lambda action: action.state == "failed")).action_retry()

    def action_exclude(self):
        """Open the dialogue that puts these invoices on hold or excludes them, with a reason."""
        return self._uncovered_of(self.move_id).with_context(default_kind="excluded").action_dunning_hold()

    def action_go_live(self):
        """Make the first preview of the company: approving it goes live."""
        return self.env["dunning.run"]._action_first_preview(self[:1].root_company_id)

    def action_open_runs(self):
        """Open the runs: why has none been made?"""
        return self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_run")

    def _open_coverage_wizard(self, mode, name, defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "dunning.coverage.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mode": mode, **defaults},
        }

    def _open_created_records(self, model, records):
        window = {"type": "ir.actions.act_window", "res_model": model, "name": self.env[model]._description}
        if len(records) == 1:
            return {**window, "name": records.display_name, "res_id": records.id, "view_mode": "form", "views": [(False, "form")]}
        return {**window, "view_mode": "list,form", "domain": [("id", "in", records.ids)]}
