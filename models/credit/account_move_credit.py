"""The credit of a customer on its invoices: one banner, where something stands against selling more."""

from odoo import api, fields, models

from .credit_status import AGAINST, judge


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_credit_text = fields.Text(
        string="Credit", compute="_compute_dunning_credit_text", compute_sudo=True, groups="account_dunning.group_dunning_contributor",
        help="What stands against selling more on credit, and what would lift it.",
    )  # fmt: skip

    @api.depends("partner_id", "company_id", "move_type", "state")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_dunning_credit_text(self):
        """Say it on drafts, where something can still be done about it; a draft that is stored is in the exposure."""
        self.dunning_credit_text = False
        drafts = self.filtered(
            lambda move: move.state == "draft" and move.move_type in ("out_invoice", "out_receipt") and move.partner_id._origin
        )
        for company, moves in drafts.grouped(lambda move: move.company_id.root_id).items():
            if not company.dunning_credit_warn or not self.env["dunning.credit.limit"]._is_credit_used(company):
                continue
            credits = self.env["dunning.exposure"]._read_credit(company, moves.partner_id.commercial_partner_id._origin)
            Profile = self.env["dunning.profile"].sudo(False)
            for move in moves:
                customer = move.partner_id.commercial_partner_id._origin
                credit = credits[customer.id]
                if judge(credit, digits=company.currency_id.decimal_places).code in AGAINST:
                    move.dunning_credit_text = Profile._explain_credit(company, credit, customer=customer)
