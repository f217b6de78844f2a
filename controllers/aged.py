"""Workbooks that people download: the aged balance, statements of account, the cash base of commissions."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DunningDownloads(http.Controller):
    @http.route("/dunning/aged.xlsx", type="http", auth="user", readonly=True)
    def dunning_aged(self, **values):
        """Return the aged balance as a workbook.

        :param values: options as the dialogue puts them into the address; companies the user does not have are left out
        """
        user = request.env.user
        asked = request.env["dunning.aging"]._parse_ids(values.get("company_ids"))
        companies = user.company_ids.filtered(lambda company: company.id in asked) or user.company_id
        env = request.env["dunning.aging"].with_context(allowed_company_ids=companies.ids).env
        try:
            env["dunning.aging"]._check_access()
            wizard = env["dunning.aged.wizard"]._from_values(values)
            options = wizard._chosen_options()
            content = env["dunning.aged.xlsx"]._build_aged_workbook(options, wizard._report_title(), wizard._figure_notes(options))
        except AccessError:
            return request.not_found()
        except UserError as error:
            return request.make_response(str(error), status=400, headers=[("Content-Type", "text/plain; charset=utf-8")])
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{wizard._report_title().replace('/', '-')}.xlsx")),
            ],
        )

    @http.route("/dunning/statement.xlsx", type="http", auth="user")
    def dunning_statement(self, statements="", **values):
        """Return statements of account as a workbook.

        :param str statements: ids between commas; those the user may not read are left out
        """
        user = request.env.user
        Statement = request.env["dunning.statement"].with_context(allowed_company_ids=user.company_ids.ids)
        if not Statement.has_access("read"):
            return request.not_found()
        found = Statement.search([("id", "in", request.env["dunning.aging"]._parse_ids(statements))])
        if not found:
            return request.not_found()
        try:
            content = found.env["dunning.statement.xlsx"]._build_statement_workbook(found)
        except UserError as error:
            return request.make_response(str(error), status=400, headers=[("Content-Type", "text/plain; charset=utf-8")])
        name = found.display_name if len(found) == 1 else found.env._("Statements of account")
        return request.make_response(
            content,
            headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name.replace('/', '-')}.xlsx"))],
        )

    @http.route("/dunning/cash.xlsx", type="http", auth="user")
    def dunning_cash(self, base="", **values):
        """Return the cash base of commissions of a period as a workbook.

        :param str base: id of a ``dunning.cash.base`` that the user reads
        """
        user = request.env.user
        Base = request.env["dunning.cash.base"].with_context(allowed_company_ids=user.company_ids.ids)
        if not Base.has_access("read"):
            return request.not_found()
        found = Base.search([("id", "in", request.env["dunning.aging"]._parse_ids(base))], limit=1)
        if not found:
            return request.not_found()
        content = found.env["dunning.cash.xlsx"]._build_cash_workbook(found)
        name = found.env._("Cash base of commissions %s", found.display_name)
        return request.make_response(
            content, headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name.replace('/', '-')}.xlsx"))]
        )
