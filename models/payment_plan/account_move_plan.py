"""Entries that replaced invoices by instalments, and those invoices: they stay as they are until the plan puts them back."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..shared import evidence
from ..shared.receivable import find_counterparts


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_replaced_text = fields.Char(
        string="Owed in Instalments", compute="_compute_dunning_replaced_text", groups="account_dunning.group_dunning_user"
    )

    def _dunning_open_instalments(self):
        """Return what is open of the instalments that replaced items of these invoices: ``dunning.replacement``."""
        return self.env["dunning.replacement"].sudo().search([("move_id", "in", self.ids), ("side", "=", "instalment")])._filter_open()

    def _compute_dunning_replaced_text(self):
        """Core calls such an invoice paid: say that it is not, and by when what is owed. What is all open asks nothing."""
        owed = self.filtered(lambda move: move.amount_residual != move.amount_total)._dunning_open_instalments()
        for move in self:
            own = owed.filtered(lambda one, move=move: one.move_id == move._origin)
            move.dunning_replaced_text = move._dunning_say_replaced(own) if own else False

    def _dunning_say_replaced(self, owed):
        """Return in a sentence what is open of the instalments that replaced items of an invoice.

        :param owed: ``dunning.replacement``
        """
        rest = sum(owed.line_id.mapped("amount_residual_currency"))
        return self.env._(
            "Not paid: replaced by instalments of a payment plan. %(count)s are open, %(amount)s, the next on %(day)s.",
            count=len(owed), amount=owed.currency_id.format(rest), day=format_date(self.env, min(owed.line_id.mapped("date_maturity"))),
        )  # fmt: skip

    def action_open_dunning_instalments(self):
        """Open the payment plan whose instalments replaced items of this invoice."""
        self.ensure_one()
        self.check_access("read")
        owed = self.env["dunning.replacement"].search([("move_id", "=", self.id)], order="id desc", limit=1)
        return {
            "type": "ir.actions.act_window", "res_model": "dunning.payment.plan", "view_mode": "form", "res_id": owed.plan_id.id,
            "name": self.env._("Payment Plan"),
        }  # fmt: skip

    def _dunning_check_replaced(self):
        """Refuse to change entries that moved invoices to instalments, and invoices of which something is moved.

        :raises UserError: with the invoice
        """
        Replacement = self.env["dunning.replacement"].sudo()
        moved = Replacement.search([("move_id", "in", self.ids), ("side", "=", "moved")])
        standing = moved.filtered(lambda one: one.origin_line_id in find_counterparts(one.line_id))
        found = standing or Replacement.search([("line_id.move_id", "in", self.ids)], limit=1)
        if found:
            found[0]._refuse_undoing()

    def button_draft(self):
        """Refuse it where instalments in the ledger would be left alone: the plan puts the invoice back first.

        :raises UserError: with the invoice
        """
        if not evidence.may_write(self.env):
            self._dunning_check_replaced()
        return super().button_draft()


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.ondelete(at_uninstall=True)  # the key by which core marks uninstalling comes from any client
    def _unlink_except_dunning_replacement(self):
        """What moved an invoice to instalments stays reconciled: else the invoice would be owed twice."""
        if evidence.may_delete(self.env) or not self:
            return
        rows = self.env["dunning.replacement"].sudo().search([("line_id", "in", self.credit_move_id.ids)], limit=1)
        if rows:
            rows._refuse_undoing()
