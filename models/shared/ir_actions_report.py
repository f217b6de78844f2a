"""Our documents are printed without what they would fetch from elsewhere, and with the rules of style that they can use alone."""

import re

from markupsafe import Markup
from odoo import models

from .no_remote_loading import drop_remote
from .style_rules import keep_used, names_in

# Links to the assets of this server, as core writes them for the printer.
SHEET = re.compile(r'<link type="text/css" rel="stylesheet" href="(/web/assets/[^"?#]+\.css)"\s*/>')
# A header without anything in it: core has the printer load one for each page.
NO_HEADER = re.compile(r'<div id="minimal_layout_report_headers"\s*(?:/>|>\s*</div>)')


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        """Drop remote pictures and style sheets from documents of ours before the printer sees them.

        What the printer would load and read again for each page is left out: rules that match nothing, an empty header.
        """
        if not (self.report_name or "").startswith("account_dunning."):
            return super()._prepare_html(html, report_model=report_model)
        text = html.decode() if isinstance(html, bytes) else str(html)
        prepared = super()._prepare_html(drop_remote(text, self._get_report_url()), report_model=report_model)
        if not prepared:  # no layout
            return prepared
        bodies, ids, header, footer, arguments = prepared
        sheets, names = {}, set().union(*map(names_in, {*bodies, header, footer}))
        bodies = [self._dunning_put_rules_in(body, names, sheets) for body in bodies]
        header = None if NO_HEADER.search(header) else self._dunning_put_rules_in(header, names, sheets)
        return bodies, ids, header, self._dunning_put_rules_in(footer, names, sheets), arguments

    def _dunning_put_rules_in(self, document, names, sheets):
        """Return a document (HTML) with the rules that it needs instead of links to style sheets; links to others stay.

        :param set names: of what stands in the documents that are printed together
        :param dict sheets: by address what stands for a link, completed here
        """

        def rules(link):
            if link[1] not in sheets:
                css = self._dunning_read_sheet(link[1])
                kept = css and keep_used(css, names)
                sheets[link[1]] = f'<style type="text/css">{kept}</style>' if kept else link[0]
            return sheets[link[1]]

        return Markup(SHEET.sub(rules, str(document)))

    def _dunning_read_sheet(self, url):
        """Return a style sheet that core has put together already, empty for any other.

        :param str url: its path on this server, with its version
        """
        made = [("url", "=", url), ("public", "=", True), ("res_model", "=", "ir.ui.view"), ("res_id", "=", 0), ("create_uid", "=", 1)]
        return (self.env["ir.attachment"].sudo().search(made, limit=1).raw or b"").decode()
