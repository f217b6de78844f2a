"""What a run leaves uncovered: kept with each real run, so that the way to zero can be seen."""

from datetime import date

from odoo import fields, models

from ..shared.question import Question


class DunningRun(models.Model):
    _inherit = "dunning.run"

    uncovered_count = fields.Integer(
        string="Items Without Next Step", readonly=True, copy=False,
        help="Overdue items that nobody and nothing will move, at the end of the run.",
    )  # fmt: skip
    uncovered_amount = fields.Monetary(string="Amount Without Next Step", readonly=True, copy=False)

    def _write_uncovered(self, summary):
        """Add what the run leaves uncovered: of most customers its own decision knows, those it moved are decided again."""
        total = next(row for row in summary if row["verdict"] is None)
        if "moving" in total:
            count, amount = total["uncovered"], float(total["uncovered_amount"])
            if total["moving"]:
                moved = self.env["res.partner"].browse(total["moving"])
                question = Question(self.company_id, self.date, moved, known_until=date.max)
                more, more_amount = self.env["dunning.coverage"]._sum_uncovered(question)
                count, amount = count + more, amount + more_amount
            self.write({"uncovered_count": count, "uncovered_amount": self.company_id.currency_id.round(amount)})

    def action_open_coverage(self):
        """Open what is uncovered now."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_coverage"),
            "domain": [("root_company_id", "in", self.company_id.ids)],
        }
