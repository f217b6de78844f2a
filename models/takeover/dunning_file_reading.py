"""How days and amounts of a file are read where they can be read in several ways: asked of whoever brings it."""

from odoo import fields, models

from .spreadsheet import DAY_FIRST, MONTH_FIRST, YEAR_FIRST


class DunningFileReading(models.AbstractModel):
    """Inherited by what reads a file of a customer's, of an insurer's or of another system."""

    _name = "dunning.file.reading"
    _description = "Reading of a File"

    file_name = fields.Char()
    day_order = fields.Selection(
        [(DAY_FIRST, "Day, month, year"), (MONTH_FIRST, "Month, day, year"), (YEAR_FIRST, "Year, month, day")],
        string="Dates Are Written", help="Only asked for where the dates of the file can be read in several ways.",
    )  # fmt: skip
    decimal_mark = fields.Selection(
        [(".", "Point before the decimals"), (",", "Comma before the decimals")], string="Amounts Are Written",
        help="Only asked for where the amounts of the file can be read in several ways.",
    )  # fmt: skip
