"""Prepare a case of one customer, and close one."""

from odoo import api, fields, models
from odoo.fields import Command

from ..models.case.dunning_case import RESULTS
from ..models.shared.company_day import company_day
from ..models.shared.windows import form_of


class DunningCaseWizard(models.TransientModel):
    _name = "dunning.case.wizard"
    _inherit = "dunning.dialogue"
    _description = "Prepare a Case"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    receivable_ids = fields.Many2many("dunning.receivable", string="Items", required=True)
    route_id = fields.Many2one(
        "dunning.case.route", required=True, domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]"
    )
    handler_id = fields.Many2one("res.partner", string="Hand Over To")
    description = fields.Text(string="Facts")

    @api.model
    def _open_case_wizard(self, partner, company, items=None):
        """Return the action that opens the dialogue.

        :param partner: ``res.partner``, the customer
        :param company: root ``res.company``
        :param items: ``dunning.receivable``; by default what is overdue of the customer, in insolvency proceedings what is declared
        """
        partner = partner.commercial_partner_id
        if items is None:
            domain = [
                ("partner_id", "=", partner.id),
                ("root_company_id", "=", company.root_id.id),
                ("residual", ">", 0),
            ]
            items = self._find_to_declare(partner, company) or self.env["dunning.receivable"].search(
                [*domain, ("date_due", "<", company_day(self, company))]
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                "default_company_id": company.root_id.id,
                "default_receivable_ids": [Command.set(items.ids)],
            },
        }

    @api.model
    def _find_to_declare(self, partner, company):
        """Return what is declared in the proceedings of a customer: all that was delivered before the judgment, due or not.

        :return: ``dunning.receivable``, empty when no judgment is known
        """
        domain = [
            ("partner_id", "=", partner.id), ("company_id", "=", company.root_id.id),
            ("kind", "=", "insolvency"), ("state", "=", "active"), ("judgment_date", "!=", False),
        ]  # fmt: skip
        items = self.env["dunning.hold"].search(domain)._find_items_to_declare()
        rows = [("id", "in", items.ids), ("residual", ">", 0)]
        return self.env["dunning.receivable"].search(rows) if items else self.env["dunning.receivable"]

    def action_confirm(self):
        """Prepare the case and open it."""
        self._check_one_dialogue()
        self.receivable_ids._check_owed_by(self.partner_id, self.company_id)
        case = self.env["dunning.case"].create(
            {
                "company_id": self.company_id.root_id.id,
                "partner_id": self.partner_id.id,
                "route_id": self.route_id.id,
                "handler_id": self.handler_id.id,
                "description": self.description,
            }
        )
        self.env["dunning.case.item"].create(
            [{"case_id": case.id, "move_line_id": item.id} for item in self.receivable_ids]
        )
        return form_of(case)


class DunningCaseCloseWizard(models.TransientModel):
    _name = "dunning.case.close.wizard"
    _inherit = "dunning.dialogue"
    _description = "Close a Case"

    case_id = fields.Many2one("dunning.case", required=True)
    result = fields.Selection(RESULTS, required=True, default="partly")
    resumes = fields.Boolean(
        string="Chase What Is Left Again", compute="_compute_resumes", store=True, readonly=False,
        help="Off: what is left rests for good, until it is paid or written off.",
    )  # fmt: skip
    note = fields.Text()

    @api.depends("result")
    def _compute_resumes(self):
        for wizard in self:
            wizard.resumes = wizard.result == "withdrawn"

    def action_confirm(self):
        """Close the case."""
        self._check_one_dialogue()
        self.case_id._close_cases(self.result, self.resumes, self.note)
        return {"type": "ir.actions.act_window_close"}
