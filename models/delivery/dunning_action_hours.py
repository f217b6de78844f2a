"""When messages may leave: in the company's sending hours at the recipient's, on days that are open there."""

import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import format_time

from ..shared.channels import AUTOMATIC_CHANNELS
from ..shared.company_day import company_day
from ..shared.day_in_words import day_in_words
from ..shared.shipped import shipped


class DunningAction(models.Model):
    _inherit = "dunning.action"

    leaves_text = fields.Char(
        string="Leaves", compute="_compute_leaves_text",
        help="When a message that is ready leaves, if it may not leave now; in the recipient's time.",
    )  # fmt: skip

    @api.depends("state", "channel", "date", "contact_id.tz", "company_id")
    def _compute_leaves_text(self):
        self.leaves_text = False
        waiting = self.filtered(lambda action: action.state == "ready" and action.channel in AUTOMATIC_CHANNELS)
        departures = waiting._departures_by_action(company_day(self), fields.Datetime.now())
        for action, moment in departures.items():
            local = moment.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo(action._recipient_tz()))
            action.leaves_text = self.env._(
                "Leaves on %(day)s at %(time)s (time zone %(zone)s).",
                day=day_in_words(self.env, local.date(), "EEEE d MMMM"),
                time=format_time(self.env, local.time(), time_format="short"),
                zone=action._recipient_tz(),
            )

    def _recipient_tz(self):
        """Return the name of the recipient's time zone, of the company's when it is not known."""
        self.ensure_one()
        return self.contact_id.tz or self.partner_id.tz or self.company_id.sudo().partner_id.tz or "UTC"

    def _departures_by_action(self, contact_day, now):
        """Return when these actions may leave, for those that may not leave now.

        :param date contact_day: the day, in the company, on which messages are to leave
        :param datetime now: the moment, UTC without time zone
        :return: dict by ``dunning.action`` of datetime, UTC without time zone
        """
        calendar, found, known = self.env["dunning.calendar"], {}, {}
        for company, actions in self.grouped("company_id").items():
            company = company.sudo()
            limited = company.dunning_send_from > 0 or company.dunning_send_until < 24
            if not limited and not calendar._is_used(company):
                continue
            for action in actions:
                where = (company, action._recipient_tz(), calendar._zone_of_partner(company, action.partner_id))
                if where not in known:
                    known[where] = self._next_departure(*where, contact_day, now, limited)
                if known[where]:
                    found[action] = known[where]
        return found

    @api.model
    def _next_departure(self, company, tz, zone, contact_day, now, limited):
        """Return when a message to a place may leave, ``None`` when it may leave now."""
        calendar, tz = self.env["dunning.calendar"], ZoneInfo(tz)
        day, opening = contact_day, None
        if limited:
            local = now.replace(tzinfo=datetime.UTC).astimezone(tz)
            day, hour = local.date(), local.hour + local.minute / 60 + local.second / 3600
            if hour >= company.dunning_send_until:
                day += datetime.timedelta(days=1)
            if hour >= company.dunning_send_until or hour < company.dunning_send_from:
                opening = day
        closed = calendar._closed_days_of_zone(company, zone, day) if calendar._is_used(company) else {}
        free = calendar._next_open(closed, day)
        if free == day and opening is None:
            return None
        start = datetime.timedelta(minutes=round(company.dunning_send_from * 60))
        local = (datetime.datetime.combine(free, datetime.time()) + start).replace(tzinfo=tz)
        return local.astimezone(datetime.UTC).replace(tzinfo=None)

    @api.model
    def _wake_delivery_at(self, moments):
        """Have the cron deliver again at given moments, each planned once.

        :param set moments: of datetime, UTC
        """
        cron = shipped(self.env, "ir_cron_dunning_deliver").sudo()
        planned = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id), ("call_at", "in", list(moments))])
        left = moments - set(planned.mapped("call_at"))
        if left:
            cron._trigger(at=sorted(left))
