"""The cash base of commissions as a workbook: a sheet by salesperson, a sheet of movements, what ties it to the bank."""

from odoo import api, models

from .workbook import MONEY, TEXT, Column, Workbook


class DunningCashXlsx(models.AbstractModel):
    _name = "dunning.cash.xlsx"
    _description = "Cash base of commissions as a workbook"

    @api.model
    def _build_cash_workbook(self, base):
        """Return a period as a workbook, with the movements that the user may read.

        :param base: ``dunning.cash.base``
        :return: bytes
        """
        lines = self.env["dunning.cash.base.line"].search([("base_id", "=", base.id)])
        title = self.env._("Cash base of commissions %s", base.display_name)
        notes = self.env._(
            "By the bank %(bank)s, on invoices %(allocated)s, not allocated %(open)s: all periods until the last day of this one",
            bank=f"{base.bank_total:.2f}",
            allocated=f"{base.allocated_total:.2f}",
            open=f"{base.open_total:.2f}",
        )
        book = Workbook(base.currency_id.decimal_places)
        rows = [self._movement_row(line) for line in lines.sudo()]
        self._people_sheet(book, title, notes, rows)
        sheet = book.sheet(self.env._("Movements"), title, notes, self._movement_columns())
        for row in rows:
            sheet.add(row)
        sheet.total(self.env._("Total"), self._sum_amounts(rows))
        return book.content()

    @api.model
    def _movement_columns(self):
        return [
            Column(self.env._("Salesperson"), TEXT, "salesperson", 24),
            Column(self.env._("Invoice"), TEXT, "number"),
            Column(self.env._("Customer"), TEXT, "customer", 32),
            Column(self.env._("Movement"), TEXT, "kind", 12),
            Column(self.env._("Paid"), MONEY, "paid", total=True),
            Column(self.env._("Net of Tax"), MONEY, "net", total=True),
        ]

    @api.model
    def _movement_row(self, line):
        kinds = dict(line._fields["kind"]._description_selection(self.env))
        return {
            "salesperson": line.salesperson_id.name or self.env._("No salesperson"),
            "number": line.move_id.name,
            "customer": line.partner_id.display_name,
            "kind": kinds[line.kind],
            "paid": line.paid,
            "net": line.net,
        }

    @api.model
    def _sum_amounts(self, rows):
        return {name: sum(row[name] for row in rows) for name in ("paid", "net")}

    def _people_sheet(self, book, title, notes, rows):
        """Begin with one row a salesperson."""
        columns = [one for one in self._movement_columns() if one.name in ("salesperson", "paid", "net")]
        sheet = book.sheet(self.env._("Salespeople"), title, notes, columns)
        people = sorted({row["salesperson"] for row in rows})
        for person in people:
            own = [row for row in rows if row["salesperson"] == person]
            sheet.add({"salesperson": person, **self._sum_amounts(own)})
        sheet.total(self.env._("Total"), self._sum_amounts(rows))
