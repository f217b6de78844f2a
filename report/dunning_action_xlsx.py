"""All items of a message as a workbook, where there are too many to list them in its text."""

from odoo import api, models

from ..models.shared.one_line import one_line
from .workbook import DATE, INTEGER, MONEY, TEXT, Column, Workbook

# Lines read at a time: the workbook is made in constant memory.
LINES_PER_READ = 1000


class DunningActionXlsx(models.AbstractModel):
    _name = "dunning.action.xlsx"
    _description = "Items of a message as a workbook"

    @api.model
    def _build_action_workbook(self, action):
        """Return the items of an action as a workbook, a sheet each currency, oldest due first.

        :param action: ``dunning.action``
        :return: bytes
        """
        lines = action.line_ids.filtered(lambda line: line.status != "void").sorted(lambda line: (line.date_due, line.id))
        parts = lines.grouped("currency_id")
        book = Workbook(max([currency.decimal_places for currency in parts], default=2))
        for currency, own in parts.items():
            notes = " · ".join((currency.name, one_line(action.partner_id.name)))
            sheet = book.sheet(currency.name, self.env._("Items of our message"), notes, self._columns_of_items())
            first = sheet.next
            for start in range(0, len(own), LINES_PER_READ):
                for line in own[start : start + LINES_PER_READ]:
                    sheet.add(self._row_of_line(line))
            total = currency.round(sum(own.filtered("asked").mapped("net_currency")))
            sheet.total(self.env._("Total to pay"), {"to_pay": total}, first)
        return book.content()

    @api.model
    def _columns_of_items(self):
        """Return the columns: what the text says of each item it lists."""
        return [
            Column(self.env._("Document"), TEXT, "name", 22),
            Column(self.env._("Your reference"), TEXT, "order_reference"),
            Column(self.env._("Issued"), DATE, "invoice_date"),
            Column(self.env._("Due date"), DATE, "date_due"),
            Column(self.env._("Days late"), INTEGER, "days"),
            Column(self.env._("Open"), MONEY, "open"),
            Column(self.env._("To pay"), MONEY, "to_pay", total=True),
        ]

    @api.model
    def _row_of_line(self, line):
        """Return the row of an item; what is listed for information only has nothing to pay, credits are negative."""
        is_credit = line.kind == "credit"
        return {
            "name": one_line(line.number),
            "order_reference": one_line(line.order_reference),
            "invoice_date": line.invoice_date or None,
            "date_due": None if is_credit else line.date_due or None,
            "days": None if is_credit else max(line.days_overdue, 0),
            "open": -abs(line.net_currency) if is_credit else line.residual_currency,
            "to_pay": line.net_currency if line.asked else None,
        }
