"""Open items at go-live: what customers owed in the system before, from a file into opening entries that dunning reads right.

Each item becomes a receivable line with its own number and due date, so that it is chased as what it is. Nothing is posted
before the file agrees with the trial balance, account by account.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import formatLang

from ..shared.company_day import company_day
from ..shared.receivable import TRADE_TYPE, find_counterparts, find_trade_items


class DunningOpening(models.Model):
    _name = "dunning.opening"
    _description = "Open Items at Go-Live"
    _inherit = ["dunning.guarded", "dunning.file.reading"]
    _order = "id desc"
    _rec_name = "file_name"
    _check_company_auto = True
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    content = fields.Binary(string="File", attachment=False, required=True)
    date = fields.Date(string="Day of Go-Live", required=True, default=company_day, help="The entries bear this day.")
    journal_id = fields.Many2one(
        "account.journal", required=True, check_company=True, domain="[('type', '=', 'general')]",
        default=lambda self: self._default_journal(), help="Dunning counts its entries from then on.",
    )  # fmt: skip
    counterpart_id = fields.Many2one(
        "account.account", required=True, check_company=True,
        domain=[("account_type", "not in", (TRADE_TYPE, "liability_payable"))],
        help="The account that balances the entries: that of the opening balances.",
    )  # fmt: skip
    receivable_id = fields.Many2one(
        "account.account", string="Receivable Account", check_company=True,
        domain=[("account_type", "=", TRADE_TYPE), ("non_trade", "=", False)],
        help="Where the file names no account. Empty: that of each customer.",
    )  # fmt: skip
    state = fields.Selection(
        [("draft", "To read"), ("read", "To compare"), ("posted", "Posted"), ("undone", "Undone")],
        default="draft", required=True, readonly=True,
    )  # fmt: skip
    row_ids = fields.One2many("dunning.opening.row", "opening_id", string="Items", readonly=True)
    account_ids = fields.One2many("dunning.opening.account", "opening_id", string="Trial Balance")
    move_ids = fields.Many2many("account.move", string="Entries", compute="_compute_move_ids")
    row_count = fields.Integer(compute="_compute_counts")
    bad_count = fields.Integer(string="Rows to Mend", compute="_compute_counts")

    @api.model
    def _default_journal(self):
        return self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)], order="sequence, id", limit=1
        )

    @api.depends("row_ids.problem")
    def _compute_counts(self):
        for opening in self:
            opening.row_count = len(opening.row_ids)
            opening.bad_count = len(opening.row_ids.filtered("problem"))

    @api.depends("row_ids.move_id")
    def _compute_move_ids(self):
        for opening in self:
            opening.move_ids = opening.row_ids.move_id

    # -- what a person does ------------------------------------------------------------------------

    def _check_opening_step(self, *states):
        self.ensure_one()
        self.check_access("write")
        if self.state not in states:
            raise UserError(self.env._("This file is read and posted once: begin a new one."))

    def action_read(self):
        """Read the file: one item a row, with what is wrong with it; and what the items of each account come to.

        :raises UserError: the file cannot be read, or a column can be read in several ways
        """
        self._check_opening_step("draft", "read")
        system = self.sudo()
        typed = {one.account_id: one.balance for one in system.account_ids}
        system.row_ids.unlink()
        system.account_ids.unlink()
        self.env["dunning.opening.row"].sudo().create(system._read_rows())
        totals = {}
        for row in system.row_ids.filtered(lambda row: not row.problem):
            totals[row.account_id] = totals.get(row.account_id, 0.0) + row.amount
        self.env["dunning.opening.account"].sudo().create(
            [
                {"opening_id": self.id, "account_id": account.id, "total": total, "balance": typed.get(account, 0.0)}
                for account, total in totals.items()
            ]
        )
        system.state = "read"
        return True

    def action_post(self):
        """Post the items: an entry a customer, whose lines have their own numbers and due dates.

        :raises UserError: a row is bad, or the file does not agree with the trial balance
        """
        self._check_opening_step("read")
        if self.bad_count or not self.row_ids:
            raise UserError(self.env._("Mend the rows that say what is wrong with them, in the file, and read it again."))
        for account in self.account_ids:
            if not self.currency_id.is_zero(account.difference):
                raise UserError(
                    self.env._(
                        "%(account)s: the file comes to %(total)s, the trial balance says %(balance)s.",
                        account=account.account_id.display_name,
                        total=formatLang(self.env, account.total, currency_obj=self.currency_id),
                        balance=formatLang(self.env, account.balance, currency_obj=self.currency_id),
                    )
                )
        self.env["account.move"].check_access("create")
        by_customer = self.row_ids.grouped("partner_id")
        moves = self.env["account.move"].create([self._entry_of_customer(partner, rows) for partner, rows in by_customer.items()])
        moves.action_post()
        for move, rows in zip(moves, by_customer.values(), strict=True):
            rows.sudo().move_id = move
        root = self.company_id.root_id.sudo()
        root.dunning_journal_ids |= self.journal_id
        self.sudo().state = "posted"
        return True

    def _entry_of_customer(self, partner, rows):
        """Return the values of the entry of one customer."""
        lines = [
            {
                "account_id": row.account_id.id, "partner_id": partner.id, "name": row.number, "balance": row.amount,
                "date_maturity": row.date_due or row.date or self.date,
            }
            for row in rows
        ]  # fmt: skip
        lines.append({"account_id": self.counterpart_id.id, "name": self.env._("Open items"), "balance": -sum(rows.mapped("amount"))})
        return {
            "move_type": "entry", "journal_id": self.journal_id.id, "date": self.date, "partner_id": partner.id,
            "ref": self.env._("Open items of %s", partner.display_name), "line_ids": [Command.create(line) for line in lines],
        }  # fmt: skip

    def action_undo(self):
        """Delete the entries again, while nothing of them was paid or chased.

        :raises UserError: something was
        """
        self._check_opening_step("posted")
        lines = find_trade_items(self.move_ids.line_ids)
        chased = self.env["dunning.action.line"].sudo().search_count([("move_line_id", "in", lines.ids)], limit=1)
        if chased or lines.filtered("reconciled") or find_counterparts(lines):
            raise UserError(self.env._("Some of these items were paid or chased already: they cannot be taken back together."))
        moves = self.move_ids
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()
        self.invalidate_recordset(["move_ids"])
        self.sudo().state = "undone"
        return True

    def action_open_moves(self):
        """Open the entries."""
        self.ensure_one()
        self.check_access("read")
        entries = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {**entries, "domain": [("id", "in", self.move_ids.ids)], "context": {}}

    @api.constrains("counterpart_id")
    def _check_counterpart(self):
        for opening in self:
            if opening.counterpart_id.account_type in (TRADE_TYPE, "liability_payable"):
                raise ValidationError(self.env._("Choose the account of the opening balances as counterpart, no receivable one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_posted(self):
        if self.filtered(lambda opening: opening.state == "posted"):
            raise UserError(self.env._("Its entries are posted: undo it before deleting it."))


class DunningOpeningAccount(models.Model):
    _name = "dunning.opening.account"
    _description = "Account of Open Items"
    _inherit = ["dunning.guarded"]
    _order = "opening_id, account_id"
    _rec_name = "account_id"
    _given_once = frozenset({"opening_id", "account_id"})
    _written_by_addon = frozenset({"total"})

    opening_id = fields.Many2one("dunning.opening", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="opening_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", required=True, readonly=True, ondelete="cascade")
    total = fields.Monetary(string="In the File", readonly=True)
    balance = fields.Monetary(string="Trial Balance", help="What the trial balance of the system before says of this account.")
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("total", "balance")
    def _compute_difference(self):
        for account in self:
            account.difference = account.total - account.balance


class DunningOpeningRow(models.Model):
    _name = "dunning.opening.row"
    _description = "Open Item of a File"
    _order = "opening_id, place"
    _rec_name = "number"

    opening_id = fields.Many2one("dunning.opening", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="opening_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    place = fields.Integer(string="Row", readonly=True)
    customer = fields.Char(string="Customer in the File", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="cascade")
    account_id = fields.Many2one("account.account", readonly=True, ondelete="cascade")
    number = fields.Char(readonly=True)
    date = fields.Date(string="Invoice Date", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(readonly=True, help="Open amount; below zero for a credit.")
    problem = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True, ondelete="set null", index="btree_not_null")
