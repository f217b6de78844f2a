"""The legal table of payment terms as a workbook: a sheet of tables with their tie to the ledger, a sheet of invoices."""

from odoo import api, models
from odoo.tools import SQL

from .workbook import DATE, INTEGER, MONEY, TEXT, Column, Workbook


class DunningLegalXlsx(models.AbstractModel):
    _name = "dunning.legal.xlsx"
    _description = "Legal table of payment terms as a workbook"

    @api.model
    def _build_legal_workbook(self, wizard):
        """Return the tables that a dialogue asks for as a workbook.

        :param wizard: ``dunning.legal.wizard``
        :return: bytes
        :raises AccessError: the user reads no aged balance
        """
        data = wizard._document_data()
        book = Workbook(max((table["currency"].decimal_places for table in data["tables"]), default=2))
        self._table_sheet(book, data)
        self._tie_sheet(book, data, wizard._tie_labels())
        self._invoice_sheet(book, data, wizard._chosen_options())
        return book.content()

    @api.model
    def _table_sheet(self, book, data):
        columns = [
            Column(self.env._("Table"), TEXT, "title", 44),
            Column(self.env._("Part"), TEXT, "part", 26),
            Column(self.env._("Days late"), TEXT, "band", 22),
            Column(self.env._("Invoices"), INTEGER, "number"),
            Column(self.env._("Amount with taxes"), MONEY, "amount"),
            Column(self.env._("Percent of purchases or sales"), MONEY, "percent"),
            Column(self.env._("Purchases or sales of the year"), MONEY, "turnover"),
        ]
        sheet = book.sheet(self.env._("Payment terms"), data["title"], " ".join(data["notes"]), columns)
        parts = {"bands": self.env._("Overdue, undisputed"), "disputed": self.env._("Disputed, apart")}
        for table in data["tables"]:
            for part, label in parts.items():
                for key, title in data["bands"]:
                    cell = table[part][key]
                    percent = None if cell["share"] is None else round(100 * cell["share"], 2)
                    words = {"title": table["title"], "part": label, "band": title}
                    sheet.add({**words, "percent": percent, "turnover": table["turnover"], **cell})

    @api.model
    def _tie_sheet(self, book, data, labels):
        columns = [
            Column(self.env._("Table"), TEXT, "title", 44), Column(self.env._("Part"), TEXT, "part", 36),
            Column(self.env._("Amount"), MONEY, "amount"),
        ]  # fmt: skip
        sheet = book.sheet(self.env._("Ledger"), data["title"], self.env._("The parts add up to the balance of the accounts."), columns)
        for table in data["tables"]:
            for key, label in labels:
                sheet.add({"title": table["title"], "part": label, "amount": table["ties"][key]})

    @api.model
    def _invoice_sheet(self, book, data, options):
        columns = [
            Column(self.env._("Company"), TEXT, "company_name", 24),
            Column(self.env._("Side"), TEXT, "side_name", 20),
            Column(self.env._("Customer or supplier"), TEXT, "partner_name", 32),
            Column(self.env._("Entry"), TEXT, "move_name"),
            Column(self.env._("Reference"), TEXT, "move_ref"),
            Column(self.env._("Due"), DATE, "date_due"),
            Column(self.env._("Days late"), INTEGER, "days"),
            Column(self.env._("Band"), TEXT, "band_name"),
            Column(self.env._("Disputed"), TEXT, "disputed_name", 10),
            Column(self.env._("Unpaid"), MONEY, "residual"),
        ]
        Item = self.env["dunning.legal.item"]
        sides = dict(Item._fields["legal_side"]._description_selection(self.env))
        bands = dict(Item._fields["band"]._description_selection(self.env))
        sheet = book.sheet(self.env._("Invoices"), data["title"], "", columns)
        for row in self.env.execute_query_dict(self._sql_invoice_rows(options)):
            words = {"side_name": sides[row["legal_side"]], "band_name": bands[row["band"]]}
            sheet.add(row | words | {"disputed_name": self.env._("Yes") if row["is_disputed"] else ""})
        sheet.filter()

    @api.model
    def _sql_invoice_rows(self, options):
        """Return the invoices of the tables with the names that are printed, in their order."""
        return SQL(
            """
            SELECT item.*, company.name AS company_name, partner.name AS partner_name, %s AS move_name, move.ref AS move_ref
              FROM (%s) AS item
              JOIN account_move_line AS line ON line.id = item.id
              JOIN account_move AS move ON move.id = item.move_id
              JOIN res_company AS company ON company.id = item.company_id
              LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
             WHERE item.band IS NOT NULL
             ORDER BY company.name, company.id, item.legal_side DESC, item.date_due, item.id
            """,
            self.env["account.move.line"]._dunning_sql_number(),
            self.env["dunning.legal.table"]._sql_legal_items(options),
        )
