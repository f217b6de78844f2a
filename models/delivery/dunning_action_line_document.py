"""What documents say about one item beyond its snapshot."""

from collections import Counter

from odoo import models


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    def _is_instalment(self):
        """Tell whether a document should name the instalment: the invoice alone would not tell which part is meant.

        Who renders many lines counts the instalments once, see ``_with_instalments``.
        """
        self.ensure_one()
        several = self.env.context.get("dunning_several")
        if not isinstance(several, frozenset):  # no protocol brings one
            several = self.action_id.line_ids._moves_of_several()
        if self.move_id.sudo().move_type == "entry":  # many invoices in one entry are no instalments of one
            return (self.move_id.id, self.invoice_name) in several
        return self.instalment > 1 or (self.move_id.id, self.invoice_name) in several

    def _moves_of_several(self):
        """Return move and number of the invoices of which more than one of these lines is a part."""
        counts = Counter((line.move_id.id, line.invoice_name) for line in self)
        return frozenset(invoice for invoice, count in counts.items() if invoice[0] and count > 1)

    def _with_instalments(self):
        """Return these lines of one action, each knowing without counting anew whether it is one instalment of several."""
        return self.with_context(dunning_several=self.action_id.line_ids._moves_of_several())
