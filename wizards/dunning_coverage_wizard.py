"""Cure what is not covered: give a plan to customers or invoices, or say when a hold is looked at again."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..models.shared.bounds import add_days
from ..models.shared.company_day import company_day


class DunningCoverageWizard(models.TransientModel):
    _name = "dunning.coverage.wizard"
    _inherit = "dunning.dialogue"
    _description = "Cure Items Without Next Step"

    mode = fields.Selection([("plan", "Give a plan"), ("review", "Review holds")], required=True, default="plan")
    item_ids = fields.Many2many("account.move.line", string="Items")
    scope = fields.Selection(
        [("customer", "The customers, for all their invoices"), ("invoice", "These invoices only")],
        required=True, default="customer",
    )  # fmt: skip
    plan_id = fields.Many2one("dunning.plan")
    hold_ids = fields.Many2many("dunning.hold", string="Holds")
    review_date = fields.Date(string="Look Again On", default=lambda self: self._default_review_date())

    def _default_review_date(self):
        days = self.env.company.root_id.dunning_review_days
        return add_days(company_day(self), days)

    def action_confirm(self):
        """Give the plan, or write the day of the next review.

        :raises UserError: what is needed was not given, or the plan belongs to another company
        :raises AccessError: only credit managers give plans
        """
        self._check_one_dialogue()
        if self.mode == "plan":
            self._assign_plan()
        else:
            self._set_review_date()
        return self.env["dunning.task"]._open_next_line()

    def action_end_holds(self):
        """End the holds rather than prolong them."""
        self._check_one_dialogue()
        self.hold_ids.action_end()
        return self.env["dunning.task"]._open_next_line()

    def _assign_plan(self):
        if not self.env.user.has_group("account_dunning.group_dunning_manager"):
            raise AccessError(self.env._("Only credit managers give plans."))
        if not self.plan_id:
            raise UserError(self.env._("Choose a plan."))
        for company, items in self.item_ids.grouped(lambda item: item.company_id.root_id).items():
            if self.plan_id.company_id and self.plan_id.company_id != company:
                raise UserError(
                    self.env._(
                        "Plan “%(plan)s” belongs to another company than %(company)s.",
                        plan=self.plan_id.name,
                        company=company.name,
                    )
                )
            if self.scope == "customer":
                self.env["dunning.profile"]._get_or_create(items.partner_id, company).plan_id = self.plan_id
        if self.scope == "invoice":
            self.env["dunning.plan.override"]._set_plan_of_moves(self.item_ids.move_id, self.plan_id)

    def _set_review_date(self):
        if not self.review_date or self.review_date < company_day(self):
            raise UserError(self.env._("Choose today or a later day."))
        self.hold_ids.write({"review_date": self.review_date})

    def action_next(self):
        """Leave it for later and go on with the next line of the work list."""
        return self.env["dunning.task"]._open_next_line()
