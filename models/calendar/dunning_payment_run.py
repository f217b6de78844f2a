"""Payment runs of a customer: the days on which it pays. What is due waits for the run that can hold it (rule 6)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..shared import evidence
from ..shared.company_day import company_day
from .payment_days import WEEKDAYS, Rhythm, parse_month_days

SOURCES = [("said", "Said by the customer"), ("contract", "From the contract"), ("ledger", "Proposed from the ledger")]

STATES = [("proposed", "Proposed"), ("accepted", "In use"), ("declined", "Declined")]


class DunningPaymentRun(models.Model):
    _name = "dunning.payment.run"
    _description = "Payment Run of a Customer"
    _inherit = ["dunning.guarded", "dunning.cached.rules"]
    _order = "partner_id, date_start, id"
    _check_company_auto = True
    _given_once = frozenset({"profile_id"})

    profile_id = fields.Many2one("dunning.profile", string="Customer's Page", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", store=True, index=True, string="Customer")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    rhythm = fields.Selection(
        [("month", "Days of the month"), ("last", "Last day of the month"), ("week", "Day of the week")],
        required=True, default="month",
    )  # fmt: skip
    month_days = fields.Char(
        string="Days of the Month", help="For example 10, 25. In a shorter month its last day stands for the days it does not have."
    )
    weekday = fields.Selection(WEEKDAYS)
    every_weeks = fields.Integer(string="Every … Weeks", default=1, help="1: each week; 2: every other week.")
    first_run = fields.Date(
        string="One of the Runs", help="Any day of a week with a run, so that we know which weeks. Empty: the first day it holds."
    )
    earlier = fields.Boolean(
        string="Before Closed Days", help="A run on a weekend or public holiday is made on the bank day before; else on the next one."
    )
    cutoff_days = fields.Integer(
        string="Cut-off (working days before)", help="So many bank days before the run an invoice must be there and approved."
    )
    source = fields.Selection(SOURCES, required=True, default="said")
    date_start = fields.Date(string="From", required=True, default=company_day)
    date_end = fields.Date(string="Until", help="Empty: until further notice.")
    state = fields.Selection(STATES, required=True, default="accepted", readonly=True, index=True, copy=False)
    evidence = fields.Char(readonly=True, copy=False, help="What the proposal rests on.")
    note = fields.Char(help="Who said so, or which clause of the contract.")
    day_ids = fields.One2many("dunning.payment.run.day", "payment_run_id", string="Runs So Far")

    _dates_in_order = models.Constraint("CHECK(date_end >= date_start)", "Payment runs cannot end before they begin.")
    _weeks_positive = models.Constraint("CHECK(every_weeks BETWEEN 1 AND 26)", "A run comes every 1 to 26 weeks.")
    _cutoff_in_range = models.Constraint("CHECK(cutoff_days BETWEEN 0 AND 30)", "The cut-off lies 0 to 30 working days before the run.")

    @api.depends("rhythm", "month_days", "weekday", "every_weeks", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run._rhythm_text()

    @api.constrains("rhythm", "month_days", "weekday")
    def _check_rhythm(self):
        """Refuse a rhythm without days.

        :raises ValidationError: days of the month that are none, or no day of the week
        """
        for run in self:
            if run.rhythm == "month":
                try:
                    days = parse_month_days(run.month_days)
                except ValueError:
                    days = ()
                if not days:
                    raise ValidationError(self.env._("Enter the days of the month as numbers from 1 to 31, for example 10, 25."))
            elif run.rhythm == "week" and not run.weekday:
                raise ValidationError(self.env._("Choose the day of the week on which the customer pays."))

    def _as_rhythm(self):
        """Return the :class:`payment_days.Rhythm` of this run."""
        self.ensure_one()
        common = {"earlier": self.earlier, "cutoff_days": self.cutoff_days}
        if self.rhythm == "week":
            return Rhythm(
                weekday=int(self.weekday or 0),
                every_weeks=self.every_weeks,
                anchor=self.first_run or self.date_start,
                **common,
            )
        return Rhythm(month_days=(31,) if self.rhythm == "last" else parse_month_days(self.month_days), **common)

    def _rhythm_text(self):
        """Return when the customer pays, in words."""
        self.ensure_one()
        if self.rhythm == "last":
            return self.env._("on the last day of the month")
        if self.rhythm == "month":
            return self.env._("on these days of the month: %s", self.month_days or "")
        weekday = dict(self._fields["weekday"]._description_selection(self.env)).get(self.weekday, "")
        if self.every_weeks == 1:
            return self.env._("every %s", weekday)
        return self.env._("every %(count)s weeks on %(weekday)s", count=self.every_weeks, weekday=weekday)

    # -- what people do ----------------------------------------------------------------------------

    def action_accept(self):
        """Use proposed runs: from now on what is due waits for them."""
        self.check_access("write")
        evidence.as_writer(self).write({"state": "accepted"})
        return True

    def action_decline(self):
        """Do not use proposed runs; the same days are not proposed again."""
        self.check_access("write")
        evidence.as_writer(self).write({"state": "declined"})
        return True

    @api.model
    def _next_run_text(self, partner, company, today):
        """Return what to know about a customer's runs in one sentence, empty without any.

        :param partner: commercial ``res.partner``
        :param company: root ``res.company``
        :param date today: the day from which is looked
        """
        runs = self._find_in_use(company, partner, today)
        following = self._find_next_run(company, partner, today)
        if not following:
            return ""
        return self.env._(
            "Pays %(rhythm)s: next run %(day)s, invoices must be there by %(cutoff)s.",
            rhythm=", ".join(run._rhythm_text() for run in runs),
            day=format_date(self.env, following.day),
            cutoff=format_date(self.env, following.cutoff),
        )
