"""What a run leaves uncovered: kept with each real run, so that the way to zero can be seen."""

from odoo import fields, models


class DunningRun(models.Model):
    _inherit = "dunning.run"

    uncovered_count = fields.Integer(
        string="Items Without Next Step", readonly=True, copy=False,
        help="Overdue items that nobody and nothing will move, at the end of the run.",
    )  # fmt: skip
    uncovered_amount = fields.Monetary(string="Amount Without Next Step", readonly=True, copy=False)

    def _process(self, today=None):
        finished = super()._process(today)
        if finished:
            count, amount = self.env["dunning.coverage"].with_context(dunning_real=True)._totals(self.company_id, self.date)
            self.write({"uncovered_count": count, "uncovered_amount": amount})
        return finished

    def action_open_coverage(self):
        """Open what is uncovered now."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_coverage"),
            "domain": [("root_company_id", "in", self.company_id.ids)],
        }
