"""An invoice whose own e-mail comes back before its first reminder is on hold at once."""

from odoo import models

from ..shared.company_day import company_day


class AccountMove(models.Model):
    _inherit = "account.move"

    def _message_receive_bounce(self, email, partner):
        """An invoice whose own e-mail comes back before its first reminder rests at once."""
        result = super()._message_receive_bounce(email, partner)
        for move in self.sudo():
            root = move.company_id.root_id
            if not (root.dunning_live_date and move.state == "posted" and move.move_type == "out_invoice"):
                continue
            if move.currency_id.is_zero(move.amount_residual) or move.dunning_last_step_id:
                continue
            bounced = partner or self.env["res.partner"].search([("email_normalized", "=", email)])
            message = self.env["mail.notification"].search(
                [
                    ("mail_message_id.model", "=", "account.move"),
                    ("mail_message_id.res_id", "=", move.id),
                    ("res_partner_id", "in", bounced.filtered("partner_share").ids),
                ],
                order="mail_message_id desc",
                limit=1,
            ).mail_message_id
            holds = self.env["dunning.hold"].sudo()
            if message and not holds.search_count([("move_id", "=", move.id), ("delivery_message_id", ">=", message.id)], limit=1):
                holds._hold_undelivered({move.id: message.id}, company_day(move.with_company(root)))
        return result
