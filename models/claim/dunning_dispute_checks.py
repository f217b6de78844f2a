"""What a dispute may say: once about an invoice, no more than is open, a credit note of its customer, what contributors may write."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..shared.receivable import find_items_of
from ..shared.roles import check_collector
from .dunning_dispute import CONTRIBUTED_FIELDS


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    def _check_once(self):
        """Refuse a second open dispute about the same thing.

        :raises UserError: one of these invoices (or its instalment) is in dispute already
        """
        others = self.sudo().search([("move_id", "in", self.sudo().move_id.ids), ("state", "=", "open")])
        for dispute in self:
            same = others.filtered(
                lambda other, dispute=dispute: (
                    other.move_id.id == dispute.sudo().move_id.id
                    and other.partner_id == dispute.partner_id
                    and (not other.instalment or not dispute.instalment or other.instalment == dispute.instalment)
                )
            )
            if len(same) > 1:
                raise UserError(
                    self.env._(
                        "%(target)s is in dispute already, since %(day)s, opened by %(user)s: add what is new to that dispute.",
                        target=dispute.sudo().target,
                        day=format_date(self.env, (same - dispute)[0].date_opened),
                        user=(same - dispute)[0].opened_by_id.name or "",
                    )
                )

    @api.constrains("amount")
    def _check_amount_open(self):
        """Refuse more in dispute than is open of the invoice, or of its instalment.

        :raises ValidationError: with the invoice
        """
        for dispute in self.filtered(lambda one: one.state == "open"):
            items = dispute.move_line_id or find_items_of(dispute.move_id, dispute.partner_id)
            if dispute.currency_id.compare_amounts(dispute.amount, sum(items.mapped("amount_residual_currency"))) > 0:
                raise ValidationError(self.env._("No more of %s can be in dispute than is open.", dispute.target))

    @api.constrains("credit_note_id")
    def _check_credit_note(self):
        for dispute in self.sudo():
            credit = dispute.credit_note_id
            if credit and (
                credit.move_type != "out_refund"
                or credit.state != "posted"
                or credit.commercial_partner_id != dispute.partner_id
                or credit.company_id.root_id != dispute.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(credit)s is not a posted credit note of %(customer)s.",
                        credit=credit.name,
                        customer=dispute.partner_id.display_name,
                    )
                )

    @api.model
    def _check_contributed(self, names):
        """Keep people without collector's rights to what is theirs.

        :raises AccessError: one of the fields is the collectors'
        """
        foreign = names - CONTRIBUTED_FIELDS
        if foreign:
            sentence = self.env._("You can describe, hand over and settle disputes; the rest of them is the collectors'.")
            check_collector(self.env, sentence)
