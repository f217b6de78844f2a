"""Set-offs on the customer's page: which ones it leads to, and what the page of one shows."""

from odoo import api, models
from odoo.tools import format_date

# How a state is shown; others are not shown.
COLORS = {"offered": "warning", "accepted": "info", "booked": "success"}


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _page_set_offs(self, visit, states):
        """Return the set-offs that the page of a visit leads to: name, state, signed path.

        The link of a message leads to those of its own items only; an offer still stands, and is not over.

        :param dict states: as ``_page_states`` returns them
        """
        found = self.env["dunning.set.off"].sudo().search([("profile_id", "=", visit.profile.id), ("state", "in", list(COLORS))])
        if visit.action:
            shown = {line.move_line_id for line in states}
            found = found.filtered(
                lambda one: set(one.item_ids.filtered(lambda item: item.side == "theirs").move_line_id) <= shown
            )
        return [
            {
                "name": one.display_name,
                "state": self._say_set_off_state(one),
                "color": COLORS[one.state],
                "url": f"{one.access_url}?access_token={one._portal_ensure_token()}",
            }
            for one in found.filtered(lambda one: one.state != "offered" or one.date_until >= one._set_off_day())
        ]

    @api.model
    def _say_set_off_state(self, one):
        """Return how a set-off stands, in the words of its reader."""
        gone = self.env._("does not stand any more")
        if one.state == "offered" and one.date_until < one._set_off_day():
            return gone
        return {
            "offered": self.env._("waits for your answer until %s", format_date(self.env, one.date_until)),
            "accepted": self.env._("agreed"),
            "booked": self.env._("agreed and entered"),
            "declined": self.env._("declined"),
        }.get(one.state, gone)

    @api.model
    def _set_off_values(self, visit, one, error="", typed=None):
        """Return the values of the page of one set-off.

        :param Visit visit: whose page
        :param one: ``dunning.set.off`` as superuser
        :param str error: what is wrong with what was sent
        :param dict typed: what was typed
        """
        one = one.with_context(lang=self.env.lang)
        return self._agreed_document_values(visit, one, self._say_set_off_state(one), COLORS.get(one.state, "secondary"), error, typed)
