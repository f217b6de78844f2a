"""One published value of a reference series: entered or imported with its source, used once a second person confirmed it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import interest
from ..shared.company_day import company_day
from .exact import exact
from .law_words import explain_law_error

STATES = [("entered", "To Confirm"), ("confirmed", "Confirmed"), ("replaced", "Replaced")]


class DunningInterestRate(models.Model):
    _name = "dunning.interest.rate"
    _description = "Published Interest Rate"
    _inherit = ["dunning.guarded", "dunning.interest.confirmed"]
    _order = "series_id, day desc, id desc"
    _written_by_addon = frozenset({"state"})
    _given_once = frozenset({"series_id"})

    series_id = fields.Many2one("dunning.interest.series", required=True, index=True, ondelete="cascade")
    day = fields.Date(string="From", required=True, help="First day on which the value is in force; of a half-year its first day.")
    value = fields.Float(string="Percent a Year", digits=(8, 4), required=True)
    source = fields.Char(required=True, help="Who published it, and how.")
    seen = fields.Date(string="Read On", required=True, default=lambda self: company_day(self, self.env.company))
    state = fields.Selection(STATES, required=True, default="entered", index=True, readonly=True, copy=False)
    is_shipped = fields.Boolean(readonly=True, copy=False)

    _confirmed_uniq = models.UniqueIndex(
        "(series_id, day) WHERE state = 'confirmed'", "A day has one confirmed value in a series."
    )

    @api.depends("series_id", "day", "value")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.series_id.display_name or ''} {rate.day or ''}: {exact(rate.value)} %"

    @api.constrains("day", "value", "source", "series_id")
    def _check_rate_can_be(self):
        """Refuse a value that cannot be right.

        :raises UserError: in one sentence
        """
        for rate in self:
            series = interest.Series(rate.series_id.key, "", rate.series_id.kind)
            try:
                interest.check_value(series, rate._as_dated_value())
            except interest.InterestError as error:
                raise UserError(explain_law_error(self.env, error)) from error

    def _as_dated_value(self):
        """Return the value as the library takes it (``interest.DatedValue``)."""
        self.ensure_one()
        return interest.DatedValue(self.day, exact(self.value), self.source or "", self.seen)

    def write(self, vals):
        """Keep what was confirmed as it is: a correction is a new value, confirmed by a second person.

        :raises UserError: a confirmed value would change
        """
        if not self._is_addon_writing() and self.filtered(lambda rate: rate.state != "entered"):
            raise UserError(self.env._("This value is confirmed: enter the right one beside it, a second person confirms it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if not self._is_addon_writing() and self.filtered(lambda rate: rate.state != "entered"):
            raise UserError(self.env._("Claims rest on confirmed values: they are not deleted."))

    def action_confirm(self):
        """Confirm values that somebody else entered; one that was there for the same day is replaced.

        :raises UserError: the same person entered them
        """
        waiting = self.filtered(lambda rate: rate.state == "entered")
        waiting._check_second_person()
        for rate in waiting.sudo():
            former = self.sudo().search(
                [("series_id", "=", rate.series_id.id), ("day", "=", rate.day), ("state", "=", "confirmed")]
            )
            former.write({"state": "replaced"})
            former.flush_recordset()
            rate.write({"state": "confirmed", **self._confirmation_vals()})
            rate.series_id._message_log(body=self._confirmation_text(rate, former))
        waiting.series_id._drop_rate_tasks()
        return True

    def _confirmation_text(self, rate, former):
        if former:
            return self.env._(
                "%(rate)s, in the place of %(former)s %%: confirmed by %(user)s.",
                rate=rate.display_name, former=exact(former[0].value), user=self.env.user.name,
            )  # fmt: skip
        return self.env._("%(rate)s: confirmed by %(user)s.", rate=rate.display_name, user=self.env.user.name)
