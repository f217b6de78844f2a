"""Statements of account as a workbook: a sheet each currency, one customer after the other."""

from odoo import api, models

from .workbook import DATE, INTEGER, MONEY, TEXT, Column, Workbook


class DunningStatementXlsx(models.AbstractModel):
    _name = "dunning.statement.xlsx"
    _description = "Statements of account as a workbook"

    @api.model
    def _build_statement_workbook(self, statements):
        """Return statements as a workbook.

        :param statements: ``dunning.statement``
        :return: bytes
        """
        statements._check_companies()
        sections = {}
        for statement, parts in statements._sections_by_statement().items():
            for part in parts:
                sections.setdefault((part["currency"], statement.kind), []).append((statement, part))
        book = Workbook(max([currency.decimal_places for currency, _kind in sections], default=2))
        for (currency, kind), found in sections.items():
            self._write_sheet(book, currency, kind, found)
        if not sections:
            book.sheet(self.env._("Statement"), self.env._("Statement of account"), "", self._columns_of_kind("open"))
        return book.content()

    @api.model
    def _columns_of_kind(self, kind):
        """Return the columns of a kind of statement."""
        columns = [
            Column(self.env._("Customer"), TEXT, "partner_name", 32),
            Column(self.env._("Date") if kind == "activity" else self.env._("Issued"), DATE, "day"),
            Column(self.env._("Document"), TEXT, "name", 22),
            Column(self.env._("Reference"), TEXT, "ref"),
            Column(self.env._("Due date"), DATE, "date_due"),
        ]
        if kind == "activity":
            return [
                *columns,
                Column(self.env._("Charged"), MONEY, "charged", total=True),
                Column(self.env._("Credited"), MONEY, "credited", total=True),
                Column(self.env._("Balance"), MONEY, "balance"),
            ]
        return [
            *columns,
            Column(self.env._("Days late"), INTEGER, "days"),
            Column(self.env._("Amount"), MONEY, "amount_currency"),
            Column(self.env._("Open"), MONEY, "residual_currency", total=True),
            Column(self.env._("Balance"), MONEY, "balance"),
        ]

    @api.model
    def _write_sheet(self, book, currency, kind, found):
        """Write the sections of one currency: each with its opening and closing balance as formulas' results."""
        days = {statement.day_text for statement, _part in found}
        sheet = book.sheet(
            currency.name, self.env._("Statement of account"), " · ".join([currency.name, *sorted(days)]), self._columns_of_kind(kind)
        )
        for statement, part in found:
            first = sheet.next
            if kind == "activity":
                before = self.env._("Balance before %s", statement.from_text)
                sheet.add(
                    {"partner_name": statement.partner_id.name, "day": None, "name": before, "ref": None, "date_due": None,
                     "charged": max(part["opening"], 0), "credited": max(-part["opening"], 0), "balance": part["opening"]}
                )  # fmt: skip
                for row in part["movements"]:
                    amount = row["amount"]
                    sheet.add(row | {"day": row["date"], "charged": max(amount, 0), "credited": max(-amount, 0)})
            else:
                for row in part["items"]:
                    credit = row["bucket"] == "credit"
                    sheet.add(row | {"day": row["entry_date"], "days": None if credit else max(row["days"], 0)})
            label = self.env._(
                "Balance of %(customer)s on %(day)s", customer=statement.partner_id.name, day=statement.day_text
            )
            if kind == "activity":
                sheet.balance(label, "balance", ("charged", "credited"), part["closing"], first)
            else:
                sheet.total(label, {"residual_currency": part["closing"]}, first)
