"""What every screen of the application says at its top: nothing leaves, not live yet, contacts that are stuck."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..run.dunning_checklist import STEPS
from ..shared.channels import AUTOMATIC_CHANNELS
from ..shared.company_day import company_day

# Days after which what leaves by itself and did not leave counts as stuck: weekends and sending hours are over by then.
STUCK_AFTER = 5


class DunningHome(models.AbstractModel):
    _inherit = "dunning.home"

    @api.model
    def get_banner(self):
        """Return what to say at the top of a screen, the most important first.

        :return: list of dicts with ``kind`` (``stopped``, ``practice``, ``not_live``, ``stuck``), ``text``, and where the user
            can do something about it ``label`` and ``method`` (a public method of this model that returns an action)
        """
        if not self.env.user.has_group("account_dunning.group_dunning_contributor"):
            return []
        company = self.env.company.root_id.sudo()
        manager = self.env.user.has_group("account_dunning.group_dunning_manager") and company in self.env.user.company_ids
        lines = []
        if company._dunning_is_stopped():
            kind = "practice" if company.dunning_practice else "stopped"
            lines.append({"kind": kind, "text": company.with_env(self.env)._describe_dunning_stop()})
            if kind == "stopped" and manager:
                lines[0].update(label=self.env._("Let It Go On"), method="action_resume")
        if self.env.user.has_group("account_dunning.group_dunning_user"):
            lines += self._say_not_live(company, manager) + self._say_stuck(company)
        return lines

    def _say_not_live(self, company, manager):
        if company.dunning_live_date or company.dunning_practice:
            return []
        done = sum(state for state, _why in self.env["dunning.checklist"]._judge_steps(company).values())
        text = self.env._(
            "%(company)s is not live: nothing is sent by itself. %(done)s of %(all)s steps of the first day are done.",
            company=company.name, done=done, all=len(STEPS),
        )  # fmt: skip
        line = {"kind": "not_live", "text": text}
        return [{**line, "label": self.env._("Checklist"), "method": "action_open_checklist"} if manager else line]

    def _say_stuck(self, company):
        count = self.env["dunning.action"].search_count(self._stuck_domain(company))
        if not count:
            return []
        customers = self.env["dunning.action"]._read_group(self._stuck_domain(company), [], ["partner_id:count_distinct"])[0][0]
        text = self.env._("Customers whose message is stuck for more than %(days)s days: %(count)s.", days=STUCK_AFTER, count=customers)
        return [{"kind": "stuck", "text": text, "label": self.env._("Show Them"), "method": "action_open_stuck"}]

    @api.model
    def _stuck_domain(self, company):
        """Return the domain of actions that should have left by themselves long ago; none while nothing leaves or before live."""
        if not company.dunning_live_date or company._dunning_is_stopped():
            return Domain.FALSE
        day = fields.Date.subtract(company_day(company), days=STUCK_AFTER)
        return (
            Domain("company_id", "=", company.id)
            & Domain("date", "<", day)
            & (Domain("state", "=", "failed") | (Domain("state", "=", "ready") & Domain("channel", "in", list(AUTOMATIC_CHANNELS))))
        )

    # -- what the banner does ----------------------------------------------------------------------

    @api.model
    def action_resume(self):
        """Let messages leave again (credit managers)."""
        return self.env.company.root_id.action_dunning_resume()

    @api.model
    def action_open_checklist(self):
        """Open the checklist of the first day."""
        return self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_checklist")

    @api.model
    def action_open_stuck(self):
        """Open the actions that are stuck."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stuck Contacts"),
            "res_model": "dunning.action",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": list(self._stuck_domain(self.env.company.root_id.sudo())),
        }
