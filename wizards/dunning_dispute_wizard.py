"""Open disputes about invoices of one customer; for salespeople too, who have no accounting rights."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.claim.dunning_promise import SOURCES
from ..models.shared.receivable import find_items_of


class DunningDisputeWizard(models.TransientModel):
    _name = "dunning.dispute.wizard"
    _inherit = "dunning.dialogue"
    _description = "Open a Dispute"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    receivable_ids = fields.Many2many("dunning.receivable", string="Invoices", required=True)
    category_id = fields.Many2one("dunning.dispute.category", required=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_is_single")
    amount = fields.Monetary(
        string="In Dispute", compute="_compute_amount", store=True, readonly=False, help="Of one invoice; several are disputed as a whole."
    )
    is_single = fields.Boolean(compute="_compute_is_single")
    description = fields.Text(required=True)
    available_product_ids = fields.Many2many("product.product", compute="_compute_available_product_ids")
    product_ids = fields.Many2many("product.product", string="Products")
    source = fields.Selection(SOURCES, default="call", required=True)

    @api.model
    def _open_dispute_wizard(self, partner, moves=None, items=None):
        """Return the action that opens the dialogue.

        :param partner: ``res.partner``, the customer
        :param moves: ``account.move`` in dispute
        :param items: ``dunning.receivable`` in dispute
        :raises UserError: the invoices are of several customers
        """
        if len(partner) > 1:
            raise UserError(self.env._("Choose invoices of one customer: each dispute is settled with one."))
        if moves is not None:
            items = self.env["dunning.receivable"].browse(
                find_items_of(moves).filtered(lambda line: line.amount_residual_currency > 0).ids
            )
        context = {"default_partner_id": partner.commercial_partner_id.id}
        if items:
            context["default_receivable_ids"] = [fields.Command.set(items.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open a Dispute"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _chosen_moves(self):
        """Return the invoices chosen, read for whoever may see their items."""
        self.receivable_ids.check_access("read")
        return self.env["account.move.line"].sudo().browse(self.receivable_ids.ids).dunning_entry_id

    @api.depends("receivable_ids")
    def _compute_is_single(self):
        for wizard in self:
            wizard.is_single = len(wizard._chosen_moves()) == 1
            wizard.currency_id = wizard.receivable_ids.currency_id[:1]

    @api.depends("receivable_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.receivable_ids.mapped("residual_currency")) if wizard.is_single else 0.0

    @api.depends("receivable_ids")
    def _compute_available_product_ids(self):
        for wizard in self:
            wizard.available_product_ids = wizard._chosen_moves().invoice_line_ids.product_id.ids

    def action_confirm(self):
        """Open one dispute an invoice; one an instalment where only some of an invoice's were chosen."""
        self._check_one_dialogue()
        self._check_disputed()
        self.receivable_ids._check_owed_by(self.partner_id)
        chosen = self.env["account.move.line"].sudo().browse(self.receivable_ids.ids)
        common = {
            "category_id": self.category_id.id,
            "description": self.description,
            "product_ids": [fields.Command.set(self.product_ids.ids)],
            "source": self.source,
        }
        vals_list = []
        for move in self._chosen_moves():
            owed = find_items_of(move)
            items, unpaid = chosen & owed, owed.filtered(lambda line: line.amount_residual_currency > 0)
            targets = [{"move_id": move.id}] if items == unpaid else [{"move_line_id": item.id} for item in items]
            if self.is_single and len(targets) == 1:
                targets[0]["amount"] = self.amount
            vals_list += [{**common, **target} for target in targets]
        self.env["dunning.dispute"].create(vals_list)
        self._note_disputed()
        return {"type": "ir.actions.act_window_close"}
