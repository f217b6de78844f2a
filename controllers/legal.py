"""The legal table of payment terms as a workbook that people download."""

from odoo import http

from .aged import answer_workbook, figures_env


class DunningLegalDownloads(http.Controller):
    @http.route("/dunning/legal.xlsx", type="http", auth="user", readonly=True)
    def dunning_legal(self, **values):
        """Return the legal table of payment terms as a workbook.

        :param values: day and companies as the dialogue puts them into the address; companies the user does not have are left out
        """

        def build():
            wizard = figures_env(values)["dunning.legal.wizard"]._from_values(values)
            return wizard.env["dunning.legal.xlsx"]._build_legal_workbook(wizard), wizard._report_title()

        return answer_workbook(build)
