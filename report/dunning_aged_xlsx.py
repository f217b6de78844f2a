"""The aged balance as a workbook: a sheet of balances, a sheet of items."""

import contextlib

from odoo import api, models
from odoo.tools import SQL

from ..models.balance.buckets import add_up
from .workbook import DATE, INTEGER, MONEY, TEXT, Column, Workbook

# Items read from the database at once.
ITEMS_PER_FETCH = 5000


class DunningAgedXlsx(models.AbstractModel):
    _name = "dunning.aged.xlsx"
    _description = "Aged balance as a workbook"

    @api.model
    def _build_aged_workbook(self, options, title, notes):
        """Return an aged balance as a workbook.

        :param options: ``Options`` of ``dunning.aging``
        :param str title: of the sheets
        :param str notes: how the figures were made, in words
        :return: bytes
        :raises AccessError: the user reads no aged balance
        """
        Aging = self.env["dunning.aging"]
        balances = Aging._balance_rows(options)  # checks access
        companies = self.env["res.company"].browse(options.company_ids)
        book = Workbook(max([currency.decimal_places for currency in companies.currency_id], default=2))
        self._balance_sheet(book, options, title, notes, balances)
        self._item_sheets(book, options, title, notes)
        return book.content()

    @api.model
    def _common_columns(self, options):
        """Return the columns that say whose row it is."""
        columns = [
            Column(self.env._("Customer or supplier"), TEXT, "partner_name", 32),
            Column(self.env._("Auxiliary code"), TEXT, "auxiliary_code", 12),
            Column(self.env._("Control account"), TEXT, "account_code", 11),
        ]
        if len(options.company_ids) > 1:
            columns.append(Column(self.env._("Company"), TEXT, "company_name", 20))
        if options.side == "both":
            columns.append(Column(self.env._("Side"), TEXT, "side_name", 11))
        return columns

    @api.model
    def _people_columns(self):
        return [
            Column(self.env._("Salesperson"), TEXT, "salesperson_name"),
            Column(self.env._("Collector"), TEXT, "collector_name"),
        ]

    @api.model
    def _side_names(self):
        return dict(self.env["dunning.aged.balance"]._fields["side"]._description_selection(self.env))

    @api.model
    def _balance_sheet(self, book, options, title, notes, balances):
        """Write a line for each customer, and a total for each currency."""
        labels = self.env["dunning.aging"]._bucket_labels(options)
        columns = [*self._common_columns(options), Column(self.env._("Currency"), TEXT, "money_name", 9)]
        columns += [Column(label, MONEY, f"bucket_{rank}", total=True) for rank, label in enumerate(labels)]
        columns += [
            Column(self.env._("Credits"), MONEY, "credit", total=True),
            Column(self.env._("Balance"), MONEY, "balance", total=True),
            Column(self.env._("Of which disputed"), MONEY, "disputed", total=True),
            Column(self.env._("Of which promised"), MONEY, "promised", total=True),
            Column(self.env._("Of which interest and compensation"), MONEY, "claims", total=True),
        ]
        if options.money == "company":
            columns += [
                Column(self.env._("Currency of documents"), TEXT, "currency_name", 11),
                Column(self.env._("Balance in currency"), MONEY, "balance_currency"),
            ]
        columns += [
            Column(self.env._("Oldest (days)"), INTEGER, "oldest_days"),
            Column(self.env._("Items"), INTEGER, "item_count"),
            *self._people_columns(),
        ]
        sheet = book.sheet(self.env._("Balances"), title, notes, columns)
        names = self._side_names()
        for row in balances:
            sheet.add(row | {"side_name": names[row["side"]]})
        sheet.filter()
        self._write_currency_totals(sheet, "money_name", balances)

    @api.model
    def _write_currency_totals(self, sheet, key, rows):
        """Write a total for each currency."""
        of_currency = {}
        for row in rows:
            of_currency.setdefault(row[key], []).append(row)
        for value, own in sorted(of_currency.items()):
            sums = {
                column.name: add_up((row[column.name] for row in own), own[0]["money_digits"])
                for column in sheet.columns
                if column.total
            }
            sheet.total(self.env._("Total %s", value), sums, only=(key, value) if len(of_currency) > 1 else None)

    @api.model
    def _item_sheets(self, book, options, title, notes):
        """Write an item a row, on as many sheets as they need; each sheet has the totals of its own rows."""
        columns = [
            *self._common_columns(options),
            Column(self.env._("Entry"), TEXT, "move_name"),
            Column(self.env._("Reference"), TEXT, "move_ref"),
            Column(self.env._("Issued"), DATE, "entry_date"),
            Column(self.env._("Due"), DATE, "date_due"),
            Column(self.env._("Days overdue"), INTEGER, "days"),
            Column(self.env._("Bucket"), TEXT, "bucket_name", 20),
            Column(self.env._("Rests"), TEXT, "held_name", 10),
            Column(self.env._("Company currency"), TEXT, "company_currency_name", 9),
            Column(self.env._("Booked"), MONEY, "amount", total=True),
            Column(self.env._("Open"), MONEY, "residual", total=True),
            Column(self.env._("Of which promised"), MONEY, "promised", total=True),
            Column(self.env._("Currency"), TEXT, "currency_name", 9),
            Column(self.env._("Open in currency"), MONEY, "residual_currency"),
            *self._people_columns(),
        ]
        Item = self.env["dunning.aged.item"].with_context(**options.context())
        buckets = dict(Item._fields["bucket"]._description_selection(Item.env))
        held = dict(Item._fields["held"]._description_selection(self.env))
        sides = self._side_names()
        sheet, sums = None, {}
        for rows in self._fetch_in_parts(self.env["dunning.aging"]._sql_item_document(options)):
            for row in rows:
                if sheet is None or sheet.is_full:
                    self._close_sheet(sheet, sums)
                    sheet, sums = book.sheet(self.env._("Items"), title, notes, columns), {}
                row["bucket_name"] = buckets[row["bucket"]]
                row["held_name"] = held.get(row["held"])
                row["side_name"] = sides[row["side"]]
                sheet.add(row)
                # in the smallest units of the currency: a million floats would not add up to the cent
                units = 10 ** row["company_currency_digits"]
                totals = {"amount": 0, "residual": 0, "promised": 0, "units": units}
                of_currency = sums.setdefault(row["company_currency_name"], totals)
                for name in ("amount", "residual", "promised"):
                    of_currency[name] += round(row[name] * units)
        self._close_sheet(sheet or book.sheet(self.env._("Items"), title, notes, columns), sums)

    @api.model
    def _close_sheet(self, sheet, sums):
        if sheet is None:
            return
        sheet.filter()
        for value, found in sorted(sums.items()):
            units = found.pop("units")
            found = {name: amount / units for name, amount in found.items()}
            only = ("company_currency_name", value) if len(sums) > 1 else None
            sheet.total(self.env._("Total %s", value), found, only=only)

    @api.model
    def _fetch_in_parts(self, statement):
        """Yield the rows of a statement in parts, so that a million of them need no more memory than a few.

        :return: lists of dict
        """
        cr = self.env.cr
        # else PostgreSQL plans for who wants the first rows soon, by loops that take three times as long for all
        cr.execute("SET LOCAL cursor_tuple_fraction = 1")
        cr.execute(SQL("DECLARE dunning_aged_items NO SCROLL CURSOR FOR %s", statement))
        try:
            while True:
                cr.execute(SQL("FETCH FORWARD %s FROM dunning_aged_items", ITEMS_PER_FETCH))
                rows = cr.dictfetchall()
                if not rows:
                    break
                yield rows
        finally:
            with contextlib.suppress(Exception):
                cr.execute("CLOSE dunning_aged_items")
