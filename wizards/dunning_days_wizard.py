"""As of which day the days of the DSO are told by who held them."""

from odoo import fields, models
from odoo.tools import format_date, formatLang

from ..models.figures.dunning_days_held import KEY, POLICY_DAYS
from ..models.shared.company_day import company_day


class DunningDaysWizard(models.TransientModel):
    _name = "dunning.days.wizard"
    _inherit = "dunning.dialogue"
    _description = "Where the Days Are"

    day = fields.Date(string="As of", required=True, default=company_day)
    policy = fields.Integer(
        string="Longest Term by Policy", default=POLICY_DAYS,
        help="Days from the invoice; what is agreed beyond them stands apart. 0: any agreed term is policy.",
    )  # fmt: skip
    by = fields.Selection(
        lambda self: self.env["dunning.invoice.share"]._list_divisions_of_user(), string="Divided By",
        help="An invoice over several products or analytic accounts is divided by their shares of it before tax: its days still add up.",
    )  # fmt: skip

    def action_screen(self):
        """Open the days on screen, with the DSO that they add up to and what one day ties up in the title."""
        self._check_one_dialogue()
        Held = self.env["dunning.days.held"]
        asked = Held._read_days_asked({"day": self.day, "policy": self.policy, "by": self.by})
        kinds = ["graph", "pivot", "list", "kanban"]
        return {
            "type": "ir.actions.act_window",
            "name": self._screen_title(asked),
            "res_model": "dunning.days.held",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "context": {
                KEY: {"day": fields.Date.to_string(asked.day), "policy": asked.policy, "by": asked.by},
                **({f"search_default_group_{asked.by}": 1} if asked.by else {}),
            },
            "target": "current",
        }

    def _screen_title(self, asked):
        """Return the day, the DSO of each main company and the money that one day of it ties up."""
        Held, texts = self.env["dunning.days.held"], []
        for root in self.env.companies.root_id:
            total = sum(Held._days_by_part(root, asked).values())
            own = self.env.companies.filtered(lambda company, root=root: company.root_id == root)
            money = formatLang(self.env, Held._money_of_one_day(own, asked.day), currency_obj=root.sudo().currency_id)
            text = self.env._("%(days)s days, %(money)s a day", days=formatLang(self.env, total, digits=1), money=money)
            before = Held._days_before_invoices(root, asked)
            texts.append(
                self.env._("%(held)s, and %(before)s before the invoice", held=text, before=formatLang(self.env, before, digits=1))
                if round(before, 1) else text
            )
        return self.env._(
            "Where the days are on %(day)s: %(days)s", day=format_date(self.env, asked.day), days="; ".join(texts)
        )
