"""Workbooks that people download: the aged balance, statements of account, the cash base of commissions."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_workbook(build):
    """Return the answer to a download: the workbook, one sentence why there is none, or "not found" for who may not read it.

    :param build: function without arguments, returns (content in bytes, name without ending)
    """
    try:
        content, name = build()
    except AccessError:
        return request.not_found()
    except UserError as error:
        return request.make_response(str(error), status=400, headers=[("Content-Type", "text/plain; charset=utf-8")])
    headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name.replace('/', '-')}.xlsx"))]
    return request.make_response(content, headers=headers)


def figures_env(values):
    """Return an environment of the companies that a figure is asked for; those the user does not have are left out.

    :param dict values: what the address says, ``company_ids`` between commas
    :raises AccessError: the user reads no figures
    """
    user = request.env.user
    asked = request.env["dunning.aging"]._parse_ids(values.get("company_ids"))
    companies = user.company_ids.filtered(lambda company: company.id in asked) or user.company_id
    env = request.env["dunning.aging"].with_context(allowed_company_ids=companies.ids).env
    env["dunning.aging"]._check_access()
    return env


def find_asked(model, ids):
    """Return the records of a model that an address names, of all companies of the user; those he may not read are left out."""
    Model = request.env[model].with_context(allowed_company_ids=request.env.user.company_ids.ids)
    return Model.search([("id", "in", Model.env["dunning.aging"]._parse_ids(ids))]) if Model.has_access("read") else Model


class DunningDownloads(http.Controller):
    @http.route("/dunning/aged.xlsx", type="http", auth="user", readonly=True)
    def dunning_aged(self, **values):
        """Return the aged balance as a workbook.

        :param values: options as the dialogue puts them into the address; companies the user does not have are left out
        """

        def build():
            wizard = figures_env(values)["dunning.aged.wizard"]._from_values(values)
            title = wizard._report_title()
            return wizard._make_aged_workbook(title), title

        return answer_workbook(build)

    @http.route("/dunning/statement.xlsx", type="http", auth="user")
    def dunning_statement(self, statements="", **values):
        """Return statements of account as a workbook.

        :param str statements: ids between commas; those the user may not read are left out
        """
        found = find_asked("dunning.statement", statements)
        if not found:
            return request.not_found()
        name = found.display_name if len(found) == 1 else found.env._("Statements of account")
        return answer_workbook(lambda: (found.env["dunning.statement.xlsx"]._build_statement_workbook(found), name))

    @http.route("/dunning/cash.xlsx", type="http", auth="user")
    def dunning_cash(self, base="", **values):
        """Return the cash base of commissions of a period as a workbook.

        :param str base: id of a ``dunning.cash.base`` that the user reads
        """
        found = find_asked("dunning.cash.base", base)[:1]
        if not found:
            return request.not_found()
        name = found.env._("Cash base of commissions %s", found.display_name)
        return answer_workbook(lambda: (found.env["dunning.cash.xlsx"]._build_cash_workbook(found), name))
