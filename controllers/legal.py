"""The legal table of payment terms as a workbook that people download."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

from .aged import XLSX


class DunningLegalDownloads(http.Controller):
    @http.route("/dunning/legal.xlsx", type="http", auth="user", readonly=True)
    def dunning_legal(self, **values):
        """Return the legal table of payment terms as a workbook.

        :param values: day and companies as the dialogue puts them into the address; companies the user does not have are left out
        """
        user = request.env.user
        asked = request.env["dunning.aging"]._parse_ids(values.get("company_ids"))
        companies = user.company_ids.filtered(lambda company: company.id in asked) or user.company_id
        env = request.env["dunning.aging"].with_context(allowed_company_ids=companies.ids).env
        try:
            env["dunning.aging"]._check_access()
            wizard = env["dunning.legal.wizard"]._from_values(values)
            content = env["dunning.legal.xlsx"]._build_legal_workbook(wizard)
        except AccessError:
            return request.not_found()
        except UserError as error:
            return request.make_response(str(error), status=400, headers=[("Content-Type", "text/plain; charset=utf-8")])
        name = f"{wizard._report_title().replace('/', '-')}.xlsx"
        return request.make_response(content, headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))])
