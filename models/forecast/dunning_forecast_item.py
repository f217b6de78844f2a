"""What was computed last night about when an open item is paid; people read it as ``dunning.forecast``.

A record has the id of its journal item, so that it is the same from night to night. It is no foreign key: fifty thousand
rows are written anew every night, and what is paid or deleted meanwhile is left out where it is read.
"""

import csv
import io
import json

from odoo import api, fields, models
from odoo.tools import SQL

# What decides when the money comes.
BASES = [
    ("history", "Payment history"),
    ("due_date", "Due date, no history yet"),
    ("promise", "Promise to pay"),
    ("announced", "Payment announced"),
    ("run", "Payment run"),
    ("submitted", "Direct debit or bill submitted"),
    ("in_payment", "Payment on its way"),
    ("dispute", "Dispute: from its deadline on"),
    ("dispute_late", "Dispute past its deadline: not counted"),
    ("insolvency", "Insolvency proceedings: not counted"),
    ("factor", "Assigned to a factor: not counted"),
    ("legal", "Handed over: not counted"),
    ("time_barred", "Time-barred: not counted"),
]

# The way in, in the order in which values are given; company and day come last.
COLUMNS = (
    "id", "amount", "basis", "date_expected", "date_cautious", "amount_expected", "amount_later", "weights", "facts",
)  # fmt: skip
COPY = f"COPY dunning_forecast_item ({', '.join(COLUMNS)}, root_company_id, date) FROM STDIN WITH (FORMAT csv)"


class DunningForecastItem(models.Model):
    _name = "dunning.forecast.item"
    _description = "Computed Payment Day"
    _log_access = False

    date = fields.Date(readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="root_company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    basis = fields.Selection(BASES, readonly=True)
    date_expected = fields.Date(readonly=True)
    date_cautious = fields.Date(readonly=True)
    amount_expected = fields.Monetary(readonly=True)
    amount_later = fields.Monetary(readonly=True)
    weights = fields.Json(readonly=True, help="Share of the amount expected in each of the weeks.")
    facts = fields.Json(readonly=True)

    @api.model
    def _replace_items(self, company, today, rows):
        """Replace what was computed of a root company, past the ORM: nobody tracks it.

        :param company: root ``res.company``
        :param date today: the day for which it was computed
        :param rows: list of values in the order of ``COLUMNS``, ``weights`` and ``facts`` as Python objects
        """
        self.env.execute_query(SQL("DELETE FROM dunning_forecast_item WHERE root_company_id = %s RETURNING 1", company.id))
        table = io.StringIO()
        writer = csv.writer(table)
        for row in rows:
            *values, weights, facts = row
            # what is empty and not quoted is NULL
            writer.writerow([*values, json.dumps(weights), json.dumps(facts), company.id, today])
        table.seek(0)
        # COPY: PostgreSQL takes three times as long to read the same rows as the parameter of an INSERT
        self.env.cr.copy_expert(COPY, table)
        self.invalidate_model()
