"""Between which two days the overdue is followed."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..models.figures.dunning_overdue_bridge import KEY
from ..models.shared.company_day import company_day


class DunningBridgeWizard(models.TransientModel):
    _name = "dunning.bridge.wizard"
    _inherit = "dunning.dialogue"
    _description = "Bridge of the Overdue"

    first = fields.Date(
        string="From the End of", required=True,
        default=lambda self: self.env["dunning.overdue.bridge"]._last_monday(company_day(self)),
    )  # fmt: skip
    last = fields.Date(string="To the End of", required=True, default=company_day)
    by = fields.Selection(
        lambda self: self.env["dunning.invoice.share"]._list_divisions_of_user(), string="Divided By",
        help="An invoice over several products or analytic accounts is divided by their shares of it before tax: it still adds up.",
    )  # fmt: skip

    @api.model
    def _day_keys(self, first, last, by=""):
        return {KEY: {"first": fields.Date.to_string(first), "last": fields.Date.to_string(last), "by": by}}

    def action_screen(self):
        """Open the bridge on screen."""
        self._check_one_dialogue()
        days = self.env["dunning.overdue.bridge"]._read_bridge_days({"first": self.first, "last": self.last, "by": self.by})
        title = self.env._(
            "Overdue from %(first)s to %(last)s", first=format_date(self.env, days.first), last=format_date(self.env, days.last)
        )
        kinds = ["pivot", "list", "kanban", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "dunning.overdue.bridge",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "context": {
                **self._day_keys(days.first, days.last, days.by), **({f"search_default_group_{days.by}": 1} if days.by else {}),
            },
            "target": "current",
        }
