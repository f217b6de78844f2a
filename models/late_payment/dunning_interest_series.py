"""A reference series of late-payment law: its published values, until when it was read, and the task to read it again."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import interest
from ..shared.activities import drop_tasks, give_tasks
from ..shared.company_day import company_day
from ..shared.shipped import shipped
from .law_words import SERIES_HINTS, SERIES_NAMES, half_year_name, words_of

KINDS = [("changes", "A value holds until the next one"), ("half_years", "One value for each half-year")]


class DunningInterestSeries(models.Model):
    _name = "dunning.interest.series"
    _description = "Reference Series of Interest"
    _inherit = ["dunning.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "key"
    _rec_name = "key"
    _given_once = frozenset({"key", "kind"})

    key = fields.Char(required=True, help="Short name, as in ecb.mro: laws refer to it.")
    name = fields.Char(compute="_compute_name", compute_sudo=True)
    own_name = fields.Char(help="What people read, for a series of your own.")
    kind = fields.Selection(KINDS, required=True, default="half_years")
    hint = fields.Char(string="Where to Read It", compute="_compute_name", compute_sudo=True)
    own_hint = fields.Char()
    known_until = fields.Date(
        readonly=True,
        help="Day on which its source was last read and confirmed: changes after it are not known.",
    )
    read_until = fields.Date(
        string="Read On, to Confirm", help="Day on which somebody read the source; a second person confirms it.", tracking=True
    )
    read_by_id = fields.Many2one("res.users", readonly=True)
    is_shipped = fields.Boolean(readonly=True, copy=False)
    rate_ids = fields.One2many("dunning.interest.rate", "series_id", string="Values")
    to_confirm = fields.Boolean(string="Waits for Confirmation", compute="_compute_to_confirm", search="_search_to_confirm")
    value_text = fields.Char(string="This Half-Year", compute="_compute_value_text")

    _key_uniq = models.UniqueIndex("(key)", "There is a series of that name already.")

    @api.depends("key", "own_name", "own_hint")
    @api.depends_context("lang")
    def _compute_name(self):
        for series in self:
            series.name = series.own_name or words_of(self.env, SERIES_NAMES, series.key or "")
            series.hint = series.own_hint or (series.key in SERIES_HINTS and words_of(self.env, SERIES_HINTS, series.key)) or ""

    @api.depends("name")
    def _compute_display_name(self):
        for series in self:
            series.display_name = series.name or series.key or ""

    @api.depends("rate_ids.state", "read_until")
    def _compute_to_confirm(self):
        for series in self:
            series.to_confirm = bool(series.read_until) or "entered" in series.rate_ids.mapped("state")

    def _search_to_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = ["|", ("read_until", "!=", False), ("rate_ids.state", "=", "entered")]
        return waiting if True in value else ["!", *waiting]

    @api.depends("rate_ids.state", "rate_ids.value", "known_until")
    @api.depends_context("lang")
    def _compute_value_text(self):
        half_year = interest.HalfYear.of(company_day(self, self.env.company))
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        for series in self:
            name = half_year_name(self.env, half_year)
            found = catalogue.series.get(series.key)
            try:
                series.value_text = f"{found.value_for(half_year).value} %" if found else ""
            except interest.UnknownRateError:
                series.value_text = self.env._("not published yet for the %s", name)

    def write(self, vals):
        """Whoever says that a source was read is the one who read it."""
        if vals.get("read_until"):
            self.check_access("write")
            self.sudo().write({"read_by_id": self.env.uid})
        return super().write(vals)

    def action_confirm(self):
        """Confirm what somebody else entered or read: from now on it counts.

        :raises UserError: nothing waits, or the same person entered it
        """
        self.check_access("write")
        for series in self:
            rates = series.rate_ids.filtered(lambda rate: rate.state == "entered")
            if not rates and not series.read_until:
                raise UserError(self.env._("Nothing waits for a confirmation."))
            if series.read_until and series.read_by_id == self.env.user:
                raise UserError(self.env._("You read it yourself: a second person compares it with its source and confirms it."))
            rates.action_confirm()
            if series.read_until:
                known = max(filter(None, (series.known_until, series.read_until)))
                series.sudo().write({"known_until": known, "read_until": False, "read_by_id": False})
        self._drop_rate_tasks()
        return True

    # -- the task to read it -----------------------------------------------------------------------

    def _drop_rate_tasks(self):
        """Drop the tasks of series whose value of this half-year is known now."""
        missing = self._missing_values(company_day(self, self.env.company))
        drop_tasks(self - missing)

    def _missing_values(self, today):
        """Return those of these series whose value for the half-year of a day is not known."""
        half_year = interest.HalfYear.of(today)
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        missing = self.browse()
        for series in self:
            try:
                catalogue.series[series.key].value_for(half_year)
            except interest.UnknownRateError:
                missing |= series
        return missing

    @api.model
    def _cron_ask_for_rates(self):
        """Give the credit managers the task to read each series that a law in use needs, from the first day of a half-year on."""
        today = company_day(self, self.env.company)
        missing = self._series_in_use()._missing_values(today)
        manager = self._who_reads_rates()
        give_tasks(
            missing.filtered(lambda series: not series.activity_ids),
            shipped(self.env, "mail_activity_type_rate"),
            lambda _series: manager,
            lambda series: self.env._("Read the rate: %s", series.hint or series.display_name),
            today,
        )

    @api.model
    def _who_reads_rates(self):
        """Return who is asked to read rates: the credit manager of the first company that names one, else its collector."""
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)], order="sequence, id")
        users = [company.dunning_manager_id or company.dunning_collector_id for company in companies]
        return next((user for user in users if user), self.env["res.users"])

    @api.model
    def _series_in_use(self):
        """Return the series that the laws of our companies, their contracts, and of their consumers and public bodies need."""
        countries = self.env["res.company"].sudo().search([]).country_id
        countries |= self.env["dunning.interest.contract"].sudo().search([]).law_country_id
        profiles = self.env["dunning.profile"].sudo()._read_group(
            [("debtor_class", "in", ("consumer", "public"))], ["partner_id"]
        )
        countries |= self.env["res.partner"].sudo().browse(partner.id for (partner,) in profiles).country_id
        regimes = self.env["dunning.interest.regime"].sudo().search([("country_id", "in", countries.ids), ("state", "=", "confirmed")])
        return regimes.series_id | regimes.floor_series_id | regimes.cap_series_id
