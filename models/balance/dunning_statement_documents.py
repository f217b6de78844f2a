"""What statements are sent and printed as: PDF, workbook, the invoices they enclose."""

from odoo import fields, models
from odoo.tools.pdf import merge_pdf

from ..delivery.dunning_action_delivery import ATTACHMENT_LIMIT
from ..shared.compat import render_pdf, render_pdf_each
from ..shared.shipped import shipped
from .dunning_statement import STATEMENTS_PER_CALL

STATEMENT = "account_dunning.action_report_customer_statement"


class DunningStatement(models.Model):
    _inherit = "dunning.statement"

    def _render_merged_pdf(self):
        """Return these statements as one PDF (bytes)."""
        shipped(self.env, "action_report_customer_statement")
        parts = [
            render_pdf(self.env, STATEMENT, batch.ids)[0]
            for batch in (self[start : start + STATEMENTS_PER_CALL] for start in range(0, len(self), STATEMENTS_PER_CALL))
        ]
        parts = [part if isinstance(part, bytes) else part.encode() for part in parts]
        return merge_pdf(parts) if len(parts) > 1 and parts[0][:4] == b"%PDF" else b"".join(parts)

    def _render_pdf_each(self):
        """Return each of these statements as a document of its own, rendered in one call where it can be taken apart.

        :return: dict by statement of (file name, bytes)
        """
        shipped(self.env, "action_report_customer_statement")
        printed = render_pdf_each(self.env, STATEMENT, self.ids)
        found = {}
        for statement in self:
            content, kind = printed.get(statement.id), "pdf"
            if not content:
                content, kind = render_pdf(self.env, STATEMENT, statement.ids)
            day = fields.Date.to_string(statement.date_to)
            name = statement.with_context(lang=statement.lang).env._("Statement of account %s", day)
            found[statement] = (f"{name}.{kind}", content)
        return found

    def _workbook_by_statement(self):
        """Return the workbooks of these statements of which the document lists only a part, by statement.

        :return: dict by statement of (file name, bytes)
        """
        found = {}
        for statement, sections in self._sections_by_statement().items():
            rows = max((len(part[name]) for part in sections for name in ("items", "movements")), default=0)
            if rows > statement.company_id._dunning_shown(range(rows)):
                own = statement.with_context(lang=statement.lang)
                name = own.env._("Statement of account %s", fields.Date.to_string(statement.date_to))
                found[statement] = (f"{name}.xlsx", own.env["dunning.statement.xlsx"]._build_statement_workbook(own))
        return found

    def _rest_of(self, rows, name):
        """Return how many rows a statement shows, and what those that it does not show come to.

        :param list rows: of a section
        :param str name: key of the amount
        :return: dict ``shown, count, amount, text``
        """
        shown = self.company_id._dunning_shown(rows)
        return {
            "shown": shown,
            "count": len(rows) - shown,
            "amount": sum(row[name] for row in rows[shown:]),
            "text": self.company_id.with_env(self.env)._dunning_rest_text(len(rows) - shown, is_letter=True),
        }

    def _statement_invoice_documents(self):
        """Return the open invoices of the statements that take them along, up to ``ATTACHMENT_LIMIT`` each.

        :return: dict by statement of (file name, bytes) pairs, oldest due first
        """
        statements = self.filtered("attach_invoices")
        if not statements:
            return {}
        moves_of = {
            statement: [row["move_id"] for part in parts for row in part["items"] if row["residual_currency"] > 0]
            for statement, parts in statements._sections_by_statement().items()
        }
        ids = dict.fromkeys(move_id for moves in moves_of.values() for move_id in moves)
        documents = self.env["dunning.action"]._documents_of(self.env["account.move"].browse(ids))
        documents = {move.id: document for move, document in documents.items()}
        found = {}
        for statement, moves in moves_of.items():
            size, own = 0, []
            for move_id in dict.fromkeys(moves):
                document = documents.get(move_id)
                if document and size + len(document[1]) <= ATTACHMENT_LIMIT:
                    size += len(document[1])
                    own.append(document)
            found[statement] = own
        return found
