"""The items of a case: what was open when it was handed over, and what came in since."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..shared import evidence
from ..shared.receivable import find_trade_items, get_due_day, sql_settlements

# Journals whose entries are money that came in.
MONEY_JOURNALS = ("bank", "cash", "credit")


class DunningCaseItem(models.Model):
    _name = "dunning.case.item"
    _description = "Item of a Case"
    _inherit = ["dunning.guarded"]
    _order = "case_id, date_due, id"
    _rec_name = "invoice_name"
    _given_once = frozenset({"case_id", "move_line_id"})
    _written_by_addon = frozenset({"company_id", "move_id", "invoice_name"})
    _part_of = frozenset({"case_id"})

    case_id = fields.Many2one("dunning.case", required=True, index=True, ondelete="cascade")
    root_id = fields.Many2one(related="case_id.company_id", string="Main Company", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, help="The branch to which the item belongs.")
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal Item", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_name = fields.Char(string="Number", readonly=True)
    instalment = fields.Integer(
        string="Instalment Rank", readonly=True, help="Rank of the instalment, to find it again after the invoice was posted anew."
    )
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    invoiced_currency = fields.Monetary(string="Invoiced", currency_field="currency_id", readonly=True)
    amount = fields.Monetary(
        string="Handed Over", currency_field="company_currency_id", readonly=True, help="Open when it was handed over."
    )
    amount_currency = fields.Monetary(string="Handed Over (currency)", currency_field="currency_id", readonly=True)
    age_days = fields.Integer(
        string="Age at Hand-over (days)", readonly=True, aggregator="avg", help="Days overdue when it was handed over."
    )
    residual = fields.Monetary(
        string="Open (company currency)", currency_field="company_currency_id", compute="_compute_residual"
    )
    residual_currency = fields.Monetary(string="Open", currency_field="currency_id", compute="_compute_residual")
    recovered = fields.Monetary(currency_field="company_currency_id", compute="_compute_recovered")

    _item_uniq = models.UniqueIndex("(case_id, move_line_id)", "This item is in the case already.")

    @api.depends("move_line_id.amount_residual", "move_line_id.amount_residual_currency")
    def _compute_residual(self):
        for item in self:
            line = item.sudo().move_line_id
            item.residual, item.residual_currency = line.amount_residual, line.amount_residual_currency

    def _compute_recovered(self):
        found = self._read_recovered()
        for item in self:
            item.recovered = found.get(item.id, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        """Copy from the ledger what names the item, once it is known that the caller may see it.

        :raises UserError: the case is handed over already, or the item is no open receivable of its customer
        """
        self.browse().check_access("create")
        if not all(vals.get("case_id") and vals.get("move_line_id") for vals in vals_list):
            raise UserError(self.env._("Say to which case the item goes, and which open item it is."))
        self._check_given_references(vals_list)
        cases = self.env["dunning.case"].browse(vals["case_id"] for vals in vals_list)
        if not self._is_addon_writing() and cases.filtered(lambda case: case.state != "draft"):
            raise UserError(self.env._("Items are added before the case is handed over."))
        lines = self.env["account.move.line"].sudo().browse(vals["move_line_id"] for vals in vals_list)
        facts = lines._dunning_snapshot()
        full = [{**vals, **self._facts_of(lines.browse(vals["move_line_id"]), facts)} for vals in vals_list]
        items = super(DunningCaseItem, self.sudo()).create(full).with_env(self.env)
        items._check_one_case()
        items.case_id._set_case_branch()
        items.case_id._sync_deadlines()
        return items

    @api.model
    def _facts_of(self, line, facts):
        """Return what names a journal item, as values of an item."""
        known = facts[line.id]
        return {
            "company_id": line.company_id.id,
            "move_id": line.dunning_entry_id.id,
            "invoice_name": known["invoice_name"],
            "invoice_date": known["invoice_date"],
            "instalment": known["instalment"],
            "date_due": get_due_day(line),
            "currency_id": line.currency_id.id,
            "invoiced_currency": line.amount_currency,
        }

    @api.constrains("move_line_id", "case_id")
    def _check_receivable_of_customer(self):
        for item in self.sudo():
            line = item.move_line_id
            if not line:
                continue
            owed = find_trade_items(line, item.case_id.partner_id)
            if not owed or line.parent_state != "posted":
                raise ValidationError(
                    self.env._(
                        "%s is no receivable of the customer of this case.", item.invoice_name or line.display_name
                    )
                )
            if line.company_id.root_id != item.case_id.company_id:
                raise ValidationError(
                    self.env._("%s belongs to another main company than the case.", item.invoice_name)
                )

    def _check_one_case(self):
        """Refuse an item that another case has.

        :raises UserError: naming both
        """
        domain = [
            ("move_line_id", "in", self.move_line_id.ids),
            ("id", "not in", self.ids),
            ("case_id.state", "in", ("draft", "handed")),
        ]
        other = self.sudo().search(domain, limit=1)
        if other:
            raise UserError(
                self.env._(
                    "%(invoice)s is in case %(case)s already.", invoice=other.invoice_name, case=other.case_id.name
                )
            )

    def unlink(self):
        """Items are taken out before the hand-over only.

        :raises UserError: the case is handed over
        """
        handed = self.filtered(lambda item: item.case_id.state != "draft")
        evidence.check_deletion(
            handed, self.env._("What was handed over is part of the history: its items stay in the case.")
        )
        cases = self.case_id
        result = super().unlink()
        cases.exists()._set_case_branch()
        cases.exists()._sync_deadlines()
        return result

    def _freeze_amounts(self, today):
        """Note what is open of the items on the day of the hand-over.

        :param date today: day of the hand-over
        """
        for item in self.sudo():
            item.write(
                {
                    "amount": item.residual,
                    "amount_currency": item.residual_currency,
                    "age_days": max(0, (today - item.date_due).days) if item.date_due else 0,
                }
            )

    def _read_recovered(self):
        """Return what came in on these items since their case was handed over, in company currency.

        :return: dict by id; what was not handed over is not in it
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        query = SQL("SELECT id, recovered FROM (%s) AS found WHERE id = ANY(%s)", self._sql_recovered(), self.ids)
        return {row[0]: float(row[1]) for row in self.env.execute_query(query)}

    @api.model
    def _sql_recovered(self):
        """Return what came in on the items of cases, by the ledger.

        Money is what bank, cash and card journals reconciled with the item from the day of the hand-over to that of the
        closing; credit notes, write-offs and exchange differences are none.

        :return: SQL with columns ``id`` (item), ``recovered`` (company currency)
        """
        return SQL(
            """
            SELECT part_item.id, SUM(part.amount) AS recovered
              FROM dunning_case_item AS part_item
              JOIN dunning_case AS part_case ON part_case.id = part_item.case_id AND part_case.handed_on IS NOT NULL
              JOIN %s AS part ON part.debit_move_id = part_item.move_line_id
              JOIN account_move_line AS paid ON paid.id = part.credit_move_id
              JOIN account_journal AS journal ON journal.id = paid.journal_id AND journal.type = ANY(%s)
             WHERE part.max_date >= part_case.handed_on
               AND (part_case.closed_on IS NULL OR part.max_date <= part_case.closed_on)
             GROUP BY part_item.id
            """,
            sql_settlements(),
            list(MONEY_JOURNALS),
        )
