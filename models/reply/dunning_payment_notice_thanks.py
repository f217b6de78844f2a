"""When thanks for a payment are in place: never while something else is asked for, not again and again, not to key accounts."""

from datetime import timedelta

from odoo import models

# Days between two thanks to a customer.
THANKS_DAYS = 30


class DunningPaymentNotice(models.Model):
    _inherit = "dunning.payment.notice"

    def _keep_thankworthy(self, today):
        """Return those whose customer may be thanked: nothing overdue, nothing at rest or in dispute, no thanks of late, no key account.

        :param date today: day of the message
        """
        kept = self.browse()
        for company, notices in self.grouped("company_id").items():
            rows = self.env["dunning.engine"].sudo()._decide_items(company, today, notices.partner_id)
            suspended = self.env["dunning.decision"]._suspended_codes()
            busy = {
                row["partner_id"]
                for row in rows
                if row["residual_currency"] > 0 and (row["reason"] in suspended or (row["is_overdue"] and row["net_currency"] > 0))
            }
            held = self.env["dunning.hold"].search(
                [("company_id", "=", company.id), ("partner_id", "in", notices.partner_id.ids), ("state", "=", "active")]
            )
            busy |= set(held.partner_id.ids) | notices._disputing_partners() | notices._thanked_partners(today)
            kept += notices.filtered(lambda notice, busy=busy: notice.partner_id.id not in busy and notice.profile_id.segment != "key")
        return kept

    def _disputing_partners(self):
        disputes = self.env["dunning.dispute"].search([("profile_id", "in", self.profile_id.ids), ("state", "=", "open")])
        return set(disputes.partner_id.commercial_partner_id.ids)

    def _thanked_partners(self, today):
        thanked = self.search([("profile_id", "in", self.profile_id.ids), ("thanked_on", ">", today - timedelta(days=THANKS_DAYS))])
        return set(thanked.partner_id.ids)
