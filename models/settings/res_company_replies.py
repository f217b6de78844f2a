"""Companies: settings of replies, reading, thanks and what salespeople are told."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_reply_days = fields.Integer(
        string="Pause after a Reply (days)", default=7,
        help="So long a reply suspends the customer's plan, unless somebody deals with it. 0: not at all.",
    )
    dunning_track_opens = fields.Boolean(
        string="Count Openings of E-mails",
        help="A picture of one pixel tells that an e-mail was opened. Customers are to be informed of it.",
    )
    dunning_check_sent = fields.Boolean(
        string="Invoices Are Sent from Here", default=True,
        help="Warn before the first reminder of an invoice that is not known as sent, and attach it.",
    )  # fmt: skip
    dunning_thanks = fields.Boolean(
        string="Thank for Payments", help="A customer that paid a chased invoice in full is thanked, once a payment day."
    )
    dunning_tell_sales = fields.Boolean(
        string="Tell Salespeople of Payments", default=True, help="Salespeople are told when their customer pays a chased invoice."
    )
    dunning_digest = fields.Boolean(
        string="Weekly Digest", default=True, help="Once a week salespeople get an e-mail about their customers, when there is something."
    )
    dunning_digest_date = fields.Date(string="Last Digest On", readonly=True, copy=False)

    _dunning_reply_days_positive = models.Constraint(
        "CHECK(dunning_reply_days >= 0)", "The pause after a reply cannot be negative."
    )
