"""What documents say about one item beyond its snapshot."""

from odoo import models


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    def _is_instalment(self):
        """Tell whether a document should name the instalment: the invoice alone would not tell which part is meant."""
        self.ensure_one()
        siblings = self.action_id.line_ids.filtered(lambda line: line.move_id and line.move_id == self.move_id)
        return self.instalment > 1 or len(siblings) > 1
