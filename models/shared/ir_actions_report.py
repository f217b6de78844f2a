"""Our documents are printed without what they would fetch from elsewhere."""

from odoo import models

from .no_remote_loading import drop_remote


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        """Drop remote pictures and style sheets from documents of ours before the printer sees them."""
        if (self.report_name or "").startswith("account_dunning."):
            text = html.decode() if isinstance(html, bytes) else str(html)
            html = drop_remote(text, self._get_report_url())
        return super()._prepare_html(html, report_model=report_model)
