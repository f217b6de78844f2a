"""Companies: the settings of dunning, kept on the root company."""

import pytz
from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import ormcache

from ..balance.buckets import DEFAULT_BOUNDS
from ..calendar.payment_days import WEEKDAYS
from ..shared.compat import forget_cached

# Countries whose envelopes have their window on the left (DIN 5008, form B).
DIN_COUNTRIES = ("DE", "AT", "CH")


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_plan_id = fields.Many2one(
        "dunning.plan", string="Default Dunning Plan", ondelete="set null",
        domain="['|', ('company_id', '=', False), ('company_id', '=', id)]",
        default=lambda self: self.env.ref("account_dunning.plan_standard", raise_if_not_found=False),
    )  # fmt: skip
    dunning_collector_id = fields.Many2one("res.users", string="Default Collector", ondelete="set null")
    dunning_live_date = fields.Date(
        string="Dunning Live Since",
        help="Day on which the first preview was approved. Before, nothing is sent automatically; that day's backlog is reviewed.",
    )
    dunning_daily_cap = fields.Integer(
        string="Customers Contacted per Day", help="At most so many customers are contacted on one day. 0: no cap."
    )
    dunning_journal_ids = fields.Many2many(
        "account.journal", "dunning_journal_company_rel", "company_id", "journal_id",
        string="General Journals to Chase", domain="[('type', '=', 'general')]",
        help="Receivable entries of these journals are chased like invoices.",
    )  # fmt: skip
    dunning_include_opening = fields.Boolean(
        string="Chase Opening Entries", default=True, help="Receivables of the opening entry are chased."
    )
    dunning_bank_max_age = fields.Integer(
        string="Bank Data Limit (days)", default=3,
        help="When what the bank told last is older than this, everything waits for review. 0: no limit.",
    )  # fmt: skip
    dunning_pending_days = fields.Integer(
        string="Online Payments Pending (days)",
        default=10,
        help="So long a pending online payment suspends its invoices.",
    )
    dunning_transit_days = fields.Integer(
        string="Payments and Receipts on Their Way (days)", default=30,
        help="So long a payment without entry counts, and a bank receipt that nobody has reconciled suspends what it may pay.",
    )  # fmt: skip
    dunning_run_wait_days = fields.Integer(
        string="Longest Wait for a Payment Run (days)", default=15,
        help="Invoices wait for the customer's next payment run at most so long after their due date. 0: not at all.",
    )  # fmt: skip
    dunning_review_days = fields.Integer(
        string="Review Holds after (days)", default=30, help="Review date of a hold that was given no end."
    )
    dunning_promise_grace = fields.Integer(
        string="Grace of Promises (days)", default=3,
        help="So long after the day of a promise its invoices still rest: the bank takes its time.",
    )  # fmt: skip
    dunning_manager_id = fields.Many2one(
        "res.users", string="Credit Manager", ondelete="set null", help="Is told when the owner of a dispute is silent."
    )
    dunning_max_tries = fields.Integer(
        string="Delivery Attempts", default=3, help="After so many failures the fallback channel is used."
    )
    dunning_address_window = fields.Selection(
        [("right", "Right, as in France"), ("din", "Left, DIN 5008 form B")],
        string="Window of Envelopes",
        help="Where the address stands on letters and statements. Empty: left in Germany, Austria and Switzerland, right elsewhere.",
    )
    dunning_aging_bounds = fields.Char(
        string="Buckets of Aged Balances (days)",
        default=DEFAULT_BOUNDS,
        help="Days before the due date, falling to 0; a bar; days after it, rising.",
    )

    dunning_statement_day = fields.Integer(
        string="Day of Monthly Statements",
        help="Day of the month on which every customer with a balance gets a statement of account. 31: month end; 0: never.",
    )
    dunning_statement_kind = fields.Selection(
        [("open", "Open items"), ("activity", "Movements of the month")], string="Monthly Statements Show", default="open", required=True
    )
    dunning_statement_invoices = fields.Boolean(string="Invoices with Monthly Statements")

    _dunning_statement_day_of_month = models.Constraint(
        "CHECK(dunning_statement_day IS NULL OR dunning_statement_day BETWEEN 0 AND 31)",
        "Monthly statements leave on a day between 1 and 31, in shorter months on the last day; 0 switches them off.",
    )

    dunning_dso_target = fields.Integer(string="DSO Target", help="Days that the company aims at. 0: none.")
    dunning_overdue_target = fields.Float(string="Target for the Share Overdue", help="Of what is owed, at most so much overdue. 0: none.")
    dunning_default_days = fields.Integer(
        string="In Default After", default=90, required=True,
        help="Days after the due date beyond which what is unpaid counts as in default, for the default rate. 90 is what IFRS 9 presumes.",
    )
    _dunning_default_days_positive = models.Constraint(
        "CHECK(dunning_default_days > 0)", "What is in default is decided at least one day after the due date."
    )
    dunning_margin = fields.Float(string="Net Margin", help="Share of sales that is left: how many orders make up for a loss.")
    dunning_inventory_account_ids = fields.Many2many(
        "account.account", "dunning_inventory_account_company_rel", "company_id", "account_id", string="Inventory Accounts",
        domain="[('account_type', 'in', ('asset_current', 'asset_non_current'))]",
        help="Accounts of goods in stock and work in progress: their balance is part of the working capital requirement.",
    )  # fmt: skip
    dunning_financing_rate = fields.Float(string="Financing Rate", help="What money costs a year: what late payment costs.")
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
    dunning_dashboard_user_ids = fields.Many2many(
        "res.users", "dunning_dashboard_company_rel", "company_id", "user_id", string="Dashboard by E-mail to",
        domain="[('share', '=', False)]",
        help="Collectors and credit managers who get their dashboard once a week, each in his language.",
    )  # fmt: skip
    dunning_dashboard_weekday = fields.Selection(WEEKDAYS, string="Day of the Dashboard", default="0", required=True)
    dunning_dashboard_date = fields.Date(string="Last Dashboard On", readonly=True, copy=False)

    @api.constrains("dunning_aging_bounds")
    def _check_dunning_aging_bounds(self):
        for company in self:
            self.env["dunning.aging"]._read_scale(company.dunning_aging_bounds)

    dunning_working_days = fields.Boolean(
        string="Contact on Working Days Only", default=True,
        help="No contact on weekends and public holidays of the customer's country; calls and letters need an open day here too.",
    )
    dunning_send_from = fields.Float(
        string="Send from", default=9.0, help="Hour from which messages leave, in the recipient's time zone."
    )
    dunning_send_until = fields.Float(
        string="Send until", default=17.0, help="Hour until which messages leave, in the recipient's time zone."
    )
    dunning_budget_day = fields.Integer(
        string="Contacts of a Customer per Day", default=1,
        help="At most so many contacts of one customer on one day, over all plans and channels. 0: no limit.",
    )  # fmt: skip
    dunning_budget_week = fields.Integer(
        string="Contacts of a Customer in 7 Days", default=2,
        help="At most so many contacts of one customer in seven days, over all plans and channels. 0: no limit.",
    )  # fmt: skip

    _dunning_sending_hours = models.Constraint(
        "CHECK(dunning_send_from >= 0 AND dunning_send_until <= 24 AND dunning_send_from < dunning_send_until)",
        "Sending hours begin before they end, between 0:00 and 24:00.",
    )
    _dunning_budget_positive = models.Constraint(
        "CHECK(dunning_budget_day >= 0 AND dunning_budget_week >= 0)", "A contact budget cannot be negative."
    )

    @ormcache("self.id")
    def _dunning_tz(self):
        """Return the name of a company's time zone, as its root company's address says; ``None`` when nobody knows it.

        It is the one of its contact, else that of its country where the whole country has only one.
        """
        partner = self.sudo().root_id.partner_id
        if partner.tz:
            return partner.tz
        zones = pytz.country_timezones.get(partner.country_id.code or "", ())
        return zones[0] if len(zones) == 1 else None

    def write(self, vals):
        written = super().write(vals)
        if "partner_id" in vals:
            forget_cached(self.env)  # the time zone is the contact's
        return written

    def _dunning_team_lang(self):
        """Return the language of those who read what the nightly run writes: of the collector, the credit manager, else the company."""
        root = self.sudo().root_id
        return root.dunning_collector_id.lang or root.dunning_manager_id.lang or root.partner_id.lang or self.env.lang

    def _dunning_companies(self):
        """Return this root company with its branches, archived ones included."""
        root = self.root_id
        return self.sudo().with_context(active_test=False).search([("id", "child_of", root.ids)])

    def _dunning_own_companies(self):
        """Return those of this main company and its branches whose amounts the user may see: all for the system.

        Whoever works in one branch sees the customers of the whole company, and the amounts of his branch.
        """
        companies = self._dunning_companies()
        return companies if self.env.uid == SUPERUSER_ID else companies & self.env.companies

    def _dunning_window(self):
        """Return where the address stands on letters of this company: ``right`` or ``din``.

        What its root company chose, else by its own country.
        """
        self.ensure_one()
        company = self.sudo()
        country = company.country_id or company.root_id.country_id
        return company.root_id.dunning_address_window or ("din" if country.code in DIN_COUNTRIES else "right")

    def _dunning_return_line(self):
        """Return who sends a letter, in one line as it stands above the address in a window on the left."""
        self.ensure_one()
        partner = self.sudo().partner_id
        place = " ".join(part for part in (partner.zip, partner.city) if part)
        return " · ".join(part for part in (self.name, partner.street, place) if part)
