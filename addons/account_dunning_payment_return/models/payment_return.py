"""Returned payments: what came back is asked again by people and by the plan, what did not stays paid."""

from odoo import models
from odoo.addons.account_dunning.models.claim.dunning_hold import ON_ITS_WAY
from odoo.addons.account_dunning.models.shared.company_day import company_day


class PaymentReturn(models.Model):
    _inherit = "payment.return"

    def action_confirm(self):
        """Confirm; then settle again what the bank did not give back, and tell the collectors of what it did.

        :raises UserError: a line names no payment
        """
        result = super().action_confirm()
        returned = [(line, line._dunning_settle_others()) for line in self.line_ids]
        for line, invoices in returned:
            line._dunning_end_holds(invoices)
            line._dunning_tell_collectors(invoices)
        return result


class PaymentReturnLine(models.Model):
    _inherit = "payment.return.line"

    def _dunning_settle_others(self):
        """Settle again the invoices of a payment of which the bank gave back another one, named by its number.

        :return: ``account.move`` that came back
        """
        payments = self.move_line_ids
        reopened = payments.matched_debit_ids.origin_returned_move_ids
        named = reopened.filtered(lambda item: self.reference and self.reference in (item.move_id.name, item.move_id.payment_reference))
        others = reopened - named
        left, owed = -sum(payments.mapped("amount_residual")), sum(others.mapped("amount_residual"))
        currency = self.return_id.company_id.currency_id
        if not (named and others) or left <= 0 or currency.compare_amounts(left, owed):
            return reopened.move_id
        (payments + others).reconcile()
        others.move_id.returned_payment = False  # the links stay: cancelling the return settles all of them
        return named.move_id

    def _dunning_end_holds(self, invoices):
        """End what held these invoices because money was said to come."""
        holds = self.env["dunning.hold"].sudo().search(
            [("move_id", "in", invoices.ids), ("kind", "in", ON_ITS_WAY), ("state", "=", "active")]
        )
        holds._end_holds(company_day(holds, self.return_id.company_id), self.env._("Returned by the bank"))

    def _dunning_tell_collectors(self, invoices):
        """Give whoever is in charge of the customers a task that names the invoices and the bank's reason."""
        kind = self.env.ref("account_dunning.mail_activity_type_promise", raise_if_not_found=False)
        company = self.return_id.company_id.root_id
        today = company_day(self, company)
        reason = self.reason_id.display_name or self.reason_additional_information or ""
        for customer, own in invoices.grouped("commercial_partner_id").items() if kind else ():
            profile = self.env["dunning.profile"].sudo()._get_or_create(customer, company)
            text = self.env._("Returned by the bank: %(invoices)s", invoices=", ".join(own.sorted("name").mapped("name")))
            if reason:
                text = self.env._("%(returned)s (%(reason)s)", returned=text, reason=reason)
            profile._ask_people(kind, lambda _profile, text=text: text, today)
