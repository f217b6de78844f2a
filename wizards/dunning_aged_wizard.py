"""What an aged balance is asked for: day, side, buckets, lines; on screen, as PDF or as a workbook."""

from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ..models.balance.buckets import add_up
from ..models.balance.dunning_aging import BASES, LINES, MONEY, SIDES
from ..models.shared.company_day import company_day
from ..models.shared.shipped import shipped

# Items of a workbook up to which somebody waits for it.
ITEMS_AT_ONCE = 10_000

# How a screen groups its lines at first.
GROUPS = {
    "customer": [], "account": ["account_id"], "currency": ["currency_id"], "salesperson": ["salesperson_id"],
    "collector": ["collector_id"],
}  # fmt: skip


class DunningAgedWizard(models.TransientModel):
    _name = "dunning.aged.wizard"
    _inherit = "dunning.dialogue.background"
    _description = "Aged Balance"
    _background_methods = ("_build_workbook_in_background",)

    day = fields.Date(string="As of", required=True, default=company_day)
    side = fields.Selection(SIDES, required=True, default="receivable")
    basis = fields.Selection(BASES, string="Aged by", required=True, default="due")
    bounds = fields.Char(
        string="Buckets (days)", required=True, default=lambda self: self._default_bounds(),
        help="Days before the due date, falling to 0; a bar; days after it. By invoice date only those after the bar count.",
    )  # fmt: skip
    group_by = fields.Selection(
        [*LINES, ("salesperson", "Salesperson and customer"), ("collector", "Collector and customer")],
        string="Lines", required=True, default="customer",
    )  # fmt: skip
    money = fields.Selection(MONEY, string="Amounts in", required=True, default="company")
    company_ids = fields.Many2many(
        "res.company", string="Companies", default=lambda self: self.env.companies,
        domain="[('id', 'in', allowed_company_ids)]",
    )  # fmt: skip
    account_ids = fields.Many2many(
        "account.account", string="Control Accounts",
        domain="[('account_type', 'in', ('asset_receivable', 'liability_payable'))]", help="Empty: all.",
    )  # fmt: skip
    partner_ids = fields.Many2many("res.partner", string="Customers or Suppliers", help="Empty: all.")
    trade = fields.Boolean(string="Trade Accounts Only", help="Leave out accounts that are marked as non-trade.")
    overdue_only = fields.Boolean(help="Leave out what is not due yet and credits: the total is no longer that of the ledger.")

    @api.model
    def _default_bounds(self):
        return str(self.env["dunning.aging"]._read_scale(self.env.company.root_id.sudo().dunning_aging_bounds))

    @api.onchange("bounds")
    def _onchange_bounds(self):
        """Write the buckets as they are understood, and say at once what is wrong with them."""
        self.bounds = str(self.env["dunning.aging"]._read_scale(self.bounds))

    def _option_values(self):
        """Return the options as they travel in an address or a context."""
        self.ensure_one()
        return {
            "day": fields.Date.to_string(self.day),
            "side": self.side,
            "basis": self.basis,
            "bounds": self.bounds,
            "by": self.group_by if self.group_by in dict(LINES) else "customer",
            "money": self.money,
            "trade": self.trade,
            "overdue_only": self.overdue_only,
            "company_ids": (self.company_ids or self.env.companies).ids,
            "account_ids": self.account_ids.ids,
            "partner_ids": self.partner_ids.commercial_partner_id.ids,
        }

    @api.model
    def _from_values(self, values):
        """Return a dialogue, kept nowhere, that asks for what an address says.

        :param dict values: as ``action_xlsx`` puts them into the address
        :raises UserError: something of it cannot be read
        """
        options = self.env["dunning.aging"]._read_options(values)
        return self.new(
            {
                "day": options.day,
                "side": options.side,
                "basis": options.basis,
                "bounds": str(options.scale),
                "group_by": options.by,
                "money": options.money,
                "trade": options.trade,
                "overdue_only": options.overdue_only,
                "company_ids": [fields.Command.set(options.company_ids)],
                "account_ids": [fields.Command.set(options.account_ids)],
                "partner_ids": [fields.Command.set(options.partner_ids)],
            }
        )

    def _chosen_options(self):
        return self.env["dunning.aging"]._read_options(self._option_values())

    def _report_title(self):
        """Return what the document is called, with its day."""
        titles = {
            "receivable": self.env._("Aged Receivable"),
            "payable": self.env._("Aged Payable"),
            "both": self.env._("Aged Receivable and Payable"),
        }
        return self.env._("%(title)s on %(day)s", title=titles[self.side], day=format_date(self.env, self.day))

    def action_screen(self):
        """Open the aged balance on screen."""
        self._check_one_dialogue()
        options = self._chosen_options()
        kinds = ["list", "kanban", "pivot", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": self._report_title(),
            "res_model": "dunning.aged.balance",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "search_view_id": [self.env.ref("account_dunning.view_dunning_aged_balance_search").id, "search"],
            "context": {**options.context(), "group_by": (["side"] if self.side == "both" else []) + GROUPS[self.group_by]},
            "target": "current",
        }

    def action_items(self):
        """Open all items of the aged balance on screen, by bucket."""
        self._check_one_dialogue()
        kinds = ["list", "kanban", "pivot", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": self._report_title(),
            "res_model": "dunning.aged.item",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [
                (self.env.ref("account_dunning.view_dunning_aged_item_list_bucket").id, "list"),
                *((False, kind) for kind in kinds[1:]),
            ],
            "context": self._chosen_options().context(),
            "target": "current",
        }

    def action_pdf(self):
        """Print the aged balance."""
        self._check_one_dialogue()
        self._chosen_options()
        return shipped(self.env, "action_report_aged").report_action(self, config=False)

    def action_xlsx(self):
        """Download the aged balance as a workbook; one of many items is made in the background."""
        self._check_one_dialogue()
        if self._count_aged_items() > ITEMS_AT_ONCE:
            return self.env["dunning.background"]._queue_work(self, "_build_workbook_in_background", self._report_title(), 1)
        values = self._option_values() | {"group_by": self.group_by}
        for name in ("company_ids", "account_ids", "partner_ids"):
            values[name] = ",".join(map(str, values[name]))
        values |= {name: int(values[name]) for name in ("trade", "overdue_only")}
        return {"type": "ir.actions.act_url", "url": f"/dunning/aged.xlsx?{urlencode(values)}", "target": "download"}

    def _count_aged_items(self):
        """Return how many items the workbook would list.

        :raises AccessError: the user reads no aged balance
        """
        self.env["dunning.aging"]._check_access()
        items = self.env["dunning.aging"]._sql_items(self._chosen_options(), entry=False)
        [[count]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS item", items))
        return count

    def _make_aged_workbook(self, title):
        """Return the bytes of the workbook of what was chosen.

        :param str title: above the list
        """
        options = self._chosen_options()
        return self.env["dunning.aged.xlsx"]._build_aged_workbook(options, title, self._figure_notes(options))

    def _build_workbook_in_background(self, job):
        """Make the workbook and keep it with its job, for whoever asked.

        :param job: ``dunning.background``
        """
        self._check_one_dialogue()
        title = self._report_title()
        content = self._make_aged_workbook(title)
        name = f"{title.replace('/', '-')}.xlsx"
        vals = {"name": name, "raw": content, "res_model": job._name, "res_id": job.id}
        job._keep_document(self.env["ir.attachment"].sudo().create(vals))

    # -- PDF ---------------------------------------------------------------------------------------

    def _document_data(self):
        """Return what the PDF shows.

        :return: dict with ``title``, ``notes``, ``labels`` of the buckets and ``parts``: one for each company, side
            and currency, with its ``groups`` of (name, rows, totals) and its ``totals``
        """
        options = self._chosen_options()
        Aging = self.env["dunning.aging"]
        rows = Aging._balance_rows(options)
        if not rows:
            raise UserError(self.env._("Nothing is open on %s.", format_date(self.env, options.day)))
        parts = {}
        for row in rows:
            parts.setdefault((row["company_name"], row["side"], row["money_name"]), []).append(row)
        count = len(options.buckets())
        columns = [*(f"bucket_{rank}" for rank in range(count)), "credit", "balance", "disputed", "promised"]
        if any(row["claims"] for row in rows):
            columns.append("claims")
        sides = dict(self.env["dunning.aged.balance"]._fields["side"]._description_selection(self.env))
        documents = []
        for (company, side, money), lines in parts.items():
            groups, digits = {}, lines[0]["money_digits"]
            for row in lines:
                groups.setdefault(self._group_name(row), []).append(row)
            documents.append(
                {
                    "title": " · ".join([company, sides[side], money]),
                    "groups": [(name, own, self._totals_of_rows(own, columns, digits)) for name, own in sorted(groups.items())],
                    "totals": self._totals_of_rows(lines, columns, digits),
                    "digits": digits,
                }
            )
        return {
            "title": self._report_title(),
            "notes": self._figure_notes(options),
            "labels": Aging._bucket_labels(options),
            "columns": columns,
            "parts": documents,
        }

    def _group_name(self, row):
        """Return under which heading a line stands, empty when there are none."""
        if self.group_by == "account":
            return row["account_code"] or ""
        if self.group_by == "customer":
            return ""
        return row[f"{self.group_by}_name"] or self.env._("None")

    @api.model
    def _totals_of_rows(self, rows, columns, digits):
        return {name: add_up((row[name] for row in rows), digits) for name in columns}

    @api.model
    def _figure_notes(self, options):
        """Return in words how the figures were made."""
        notes = [
            {
                "due": self.env._("by due date"),
                "invoice": self.env._("by invoice date"),
                "original": self.env._("by the due date before payment plans"),
            }[options.basis],
            self.env._("rebuilt from the reconciliations up to that day"),
        ]
        if options.trade:
            notes.append(self.env._("trade accounts only"))
        if options.account_ids:
            codes = self.env["account.account"].browse(options.account_ids).mapped("code")
            notes.append(self.env._("accounts %s", ", ".join(code or "" for code in codes)))
        if options.partner_ids:
            notes.append(self.env._("some customers or suppliers only"))
        if options.overdue_only:
            notes.append(self.env._("overdue items only: not the balance of the ledger"))
        return ", ".join(notes)

    def _format_amount(self, value, digits):
        """Return an amount as people of the language write it, nothing for zero."""
        return formatLang(self.env, value, digits=digits) if round(value, digits) else ""
