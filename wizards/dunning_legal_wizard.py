"""What the legal table of payment terms is asked for: the end of which year, of which companies; on screen, as PDF or workbook."""

from datetime import timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..models.figures.dunning_legal_table import BANDS
from ..models.shared.company_day import company_day
from ..models.shared.shipped import shipped


class DunningLegalWizard(models.TransientModel):
    _name = "dunning.legal.wizard"
    _inherit = "dunning.dialogue"
    _description = "Legal Table of Payment Terms"

    day = fields.Date(
        string="End of the Year", required=True, default=lambda self: self._last_closing_day(),
        help="The last day of the financial year; any other day is possible.",
    )  # fmt: skip
    company_ids = fields.Many2many(
        "res.company", string="Companies", default=lambda self: self.env.companies,
        domain="[('id', 'in', allowed_company_ids)]",
    )  # fmt: skip

    @api.model
    def _last_closing_day(self):
        """Return the last day of the last financial year that is over."""
        company = self.env.company.root_id.sudo()
        return company.compute_fiscalyear_dates(company_day(self))["date_from"] - timedelta(days=1)

    def _chosen_options(self):
        return self.env["dunning.aging"]._read_options(
            {
                "day": fields.Date.to_string(self.day), "side": "both", "trade": True,
                "company_ids": (self.company_ids or self.env.companies).ids,
            }
        )  # fmt: skip

    @api.model
    def _from_values(self, values):
        """Return a dialogue, kept nowhere, that asks for what an address says.

        :param dict values: ``day`` and ``company_ids`` as ``action_xlsx`` puts them into the address
        :raises UserError: something of it cannot be read
        """
        options = self.env["dunning.aging"]._read_options(values)
        return self.new({"day": options.day, "company_ids": [fields.Command.set(options.company_ids)]})

    def _report_title(self):
        """Return what the document is called, with its day."""
        return self.env._("Payment terms on %s", format_date(self.env, self.day))

    def action_screen(self):
        """Open the invoices of the table on screen."""
        self._check_one_dialogue()
        kinds = ["pivot", "list", "kanban", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": self._report_title(),
            "res_model": "dunning.legal.item",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "search_view_id": [self.env.ref("account_dunning.view_dunning_legal_item_search").id, "search"],
            "context": {**self._chosen_options().context(), "search_default_not_disputed": 1},
            "target": "current",
        }

    def action_pdf(self):
        """Print the tables."""
        self._check_one_dialogue()
        self._chosen_options()
        return shipped(self.env, "action_report_legal_table").report_action(self, config=False)

    def action_xlsx(self):
        """Download the tables as a workbook."""
        self._check_one_dialogue()
        options = self._chosen_options()
        values = {"day": fields.Date.to_string(options.day), "company_ids": ",".join(map(str, options.company_ids))}
        return {"type": "ir.actions.act_url", "url": f"/dunning/legal.xlsx?{urlencode(values)}", "target": "download"}

    # -- the document ------------------------------------------------------------------------------

    def _document_data(self):
        """Return what PDF and workbook show.

        :return: dict with ``title``, ``notes`` (sentences), ``bands`` (code, title) and ``tables`` of ``dunning.legal.table``,
            each with its ``title``
        """
        options = self._chosen_options()
        tables = self.env["dunning.legal.table"]._legal_tables(options)
        sides = dict(self.env["dunning.legal.item"]._fields["legal_side"]._description_selection(self.env))
        for table in tables:
            names = [table["company"].name, *table["branches"].mapped("name"), sides[table["side"]]]
            table["title"] = " · ".join(names)
        labels = dict(self.env["dunning.legal.item"]._fields["band"]._description_selection(self.env))
        return {
            "title": self._report_title(),
            "notes": self._table_notes(tables),
            "bands": [(key, labels[key]) for key, _label in BANDS] + [("late", self.env._("Total (1 day and more)"))],
            "tables": tables,
        }

    def _table_notes(self, tables):
        """Return how the figures were made, in sentences."""
        notes = [
            self.env._("Invoices received and issued that are unpaid and due on that day (Code de commerce, L. 441-14 and D. 441-6)."),
            self.env._("By the contractual due date; amounts with taxes, in company currency; what is partly paid counts with its rest."),
            self.env._("An invoice in instalments counts once in each band in which something of it is due, and once in the total."),
            self.env._("Shares are of the purchases and sales of the financial year up to that day, with taxes, less credit notes."),
        ]
        roots = [table["company"].id for table in tables]
        shown = {company for table in tables for company in table["company"] | table["branches"]}
        missing = self.env["res.company"].sudo().search_count([("id", "child_of", roots)]) - len(shown)
        if missing:
            notes.append(self.env._("Not all branches are in these tables: choose them all for the table of the company."))
        return notes

    @api.model
    def _sides_word(self, side):
        """Return what a share is of."""
        return self.env._("Share of purchases") if side == "received" else self.env._("Share of sales")

    def _format_money(self, amount, currency):
        """Return an amount as people of the language write it."""
        return formatLang(self.env, amount, currency_obj=currency)

    def _format_share(self, share):
        """Return a share in percent, a dash where nothing was bought or sold."""
        return "–" if share is None else formatLang(self.env, 100 * share, digits=2) + self.env._(" %")

    @api.model
    def _tie_labels(self):
        """Return what the parts that add up to the balance of the accounts are called."""
        labels = {
            "late": self.env._("In the table, late"),
            "due_today": self.env._("In the table, due on the day"),
            "disputed": self.env._("Disputed, apart"),
            "coming": self.env._("Not due yet"),
            "credits": self.env._("Credits and payments not allocated"),
            "balance": self.env._("Balance of the trade accounts"),
        }
        return list(labels.items())
