"""By what the overdue is divided when it is shown by whose move is next."""

from odoo import fields, models

from ..models.figures.dunning_overdue_ball import KEY


class DunningBallWizard(models.TransientModel):
    _name = "dunning.ball.wizard"
    _inherit = "dunning.dialogue"
    _description = "Whose Move Is Next, Divided"

    by = fields.Selection(
        lambda self: self.env["dunning.invoice.share"]._list_divisions_of_user(), string="Divided By", required=True, default="product",
        help="An invoice over several products or analytic accounts is divided by their shares of it before tax: it still adds up.",
    )  # fmt: skip

    def action_screen(self):
        """Open the overdue by whose move is next, divided."""
        self._check_one_dialogue()
        by, kinds = self.env["dunning.invoice.share"]._check_division(self.by), ["pivot", "list", "kanban", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Whose Move Is Next, Divided"),
            "res_model": "dunning.overdue.ball",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "context": {KEY: by, f"search_default_group_{by}": 1},
            "target": "current",
        }
