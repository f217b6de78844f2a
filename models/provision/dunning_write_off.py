"""A write-off: what is definitely lost, as an entry that settles its items, and the file for the VAT that is recovered."""

import csv
import io

from odoo import fields, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.receivable import find_trade_items, get_due_day
from ..shared.reconciliation import reconcile_each
from ..shared.windows import form_of


class DunningWriteOff(models.Model):
    _name = "dunning.write.off"
    _description = "Write-off"
    _inherit = ["dunning.guarded", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "reason"
    _given_once = frozenset({"company_id", "partner_id", "item_ids"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    branch_id = fields.Many2one("res.company", readonly=True, help="Whose items these are.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    item_ids = fields.Many2many(
        "account.move.line", "dunning_write_off_item_rel", "write_off_id", "line_id", string="Items"
    )
    case_id = fields.Many2one(
        "dunning.case", index="btree_not_null", ondelete="set null", domain="[('partner_id', '=', partner_id)]"
    )
    date = fields.Date(required=True, default=company_day)
    reason = fields.Char(
        required=True, help="Why it is lost: judgment, certificate that nothing can be had, time-barred…"
    )
    recovers_vat = fields.Boolean(
        string="Recover VAT", default=True,
        help="The VAT of the invoices is taken back. Enter it in your return, and send the customer what the law asks for.",
    )  # fmt: skip
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Entered in the Books")], default="draft", required=True, readonly=True, copy=False
    )
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    gross = fields.Monetary(string="Written Off", readonly=True, copy=False)
    tax_amount = fields.Monetary(string="VAT Recovered", readonly=True, copy=False)
    loss = fields.Monetary(string="Loss Without VAT", readonly=True, copy=False)

    def unlink(self):
        """What was posted is kept.

        :raises UserError: it was
        """
        self.check_access("unlink")
        posted = self.filtered(lambda one: one.state == "posted")
        evidence.check_deletion(
            posted, self.env._("What was posted is kept: reverse its entry instead of deleting it.")
        )
        return super().unlink()

    def write(self, vals):
        """What is posted stays as it is.

        :raises UserError: it would change
        """
        changed = vals.keys() - {"message_follower_ids", "activity_ids", "message_main_attachment_id"}
        if changed and not self._is_addon_writing() and self.filtered(lambda one: one.state == "posted"):
            raise UserError(self.env._("This write-off is posted: reverse its entry and make a new one."))
        return super().write(vals)

    def action_post(self):
        """Post the entry: loss without VAT, VAT taken back, the items settled, and what stands on doubtful debts brought back.

        :raises UserError: nothing is open, items of several branches, or an account is not chosen
        """
        self.env["dunning.provision"]._check_may_enter()
        self.check_access("write")
        for one in self:
            lock_rows(one.sudo())
            one.invalidate_recordset()
            one._check_written_off_items()
            one._post_loss()
        return True

    def _check_written_off_items(self):
        self.ensure_one()
        items = self.item_ids
        if self.state != "draft":
            raise UserError(self.env._("This write-off is posted already."))
        if not items or items.filtered(
            lambda item: item.amount_residual <= 0 or not find_trade_items(item)
        ):
            raise UserError(self.env._("Choose items that are still open."))
        if items.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id:
            raise UserError(self.env._("Choose items of this customer only."))
        if len(items.company_id) > 1 or items.company_id.root_id != self.company_id:
            raise UserError(self.env._("Choose items of one company or branch."))

    def _tax_rows(self, item):
        """Return what of an item's VAT is taken back, by account: its share of the VAT of the invoice.

        :return: list of (``account.account``, amount in company currency)
        """
        move = item.dunning_entry_id
        total = move.amount_total_signed
        if not self.recovers_vat or not move.is_sale_document(include_receipts=True) or not total:
            return []
        rows = []
        for account, lines in move.line_ids.filtered("tax_line_id").grouped("account_id").items():
            rows.append((account, self.currency_id.round(-sum(lines.mapped("balance")) * item.amount_residual / total)))
        return rows

    def _post_loss(self):
        """Make the entry, reconcile it with the items, and keep the VAT file with it."""
        company, items = self.item_ids.company_id, self.item_ids
        loss_account = self.company_id._dunning_provision_account("dunning_loss_account_id")
        rows, losses = [], []
        for item in items:
            taxes = self._tax_rows(item)
            net = self.currency_id.round(item.amount_residual - sum(amount for _account, amount in taxes))
            common = {
                "partner_id": item.partner_id.id,
                "name": item._dunning_snapshot()[item.id]["invoice_name"],
                "tax_ids": [],
            }
            rows.append(
                {**common, "account_id": item.account_id.id, "balance": -item.amount_residual, "currency_id": item.currency_id.id,
                 "amount_currency": -item.amount_residual_currency, "date_maturity": get_due_day(item)}
            )  # fmt: skip
            rows.append({**common, "account_id": loss_account.id, "balance": net})
            rows += [{**common, "account_id": account.id, "balance": amount} for account, amount in taxes if amount]
            losses.append((item, item.amount_residual, sum(amount for _account, amount in taxes), net))
        back = {
            item: -amount
            for item in items
            if (amount := self.env["dunning.doubtful"]._read_doubtful(item).get(item.id))
        }
        count = len(rows)
        if back:
            rows += self.env["dunning.doubtful"]._transfer_rows(self.company_id, back)
        maker = self.env["dunning.provision"].new({"company_id": self.company_id.id})
        move = maker._post_entry(company, self.date, self.env._("Write-off: %s", self.reason), rows)
        self._settle_items(move, back, count)
        self._note_loss(move, losses)

    def _settle_items(self, move, back, count):
        """Reconcile the items with the entry, and note what came back from doubtful debts.

        :param dict back: by item of amount, below zero
        :param int count: number of rows before those of the transfers
        """
        lines = move.line_ids.sorted("id")
        paying = lines[:count].filtered(lambda line: line.account_id in self.item_ids.account_id)
        reconcile_each(item + line for item, line in zip(self.item_ids, paying, strict=True))
        if back:
            self.env["dunning.doubtful"]._note_transfers(move, lines[count:], back, self.date)

    def _note_loss(self, move, losses):
        gross, tax, net = (sum(row[place] for row in losses) for place in (1, 2, 3))
        self.sudo().write(
            {
                "state": "posted",
                "move_id": move.id,
                "branch_id": move.company_id.id,
                "gross": gross,
                "tax_amount": tax,
                "loss": net,
            }
        )
        text = self.env._("Written off by %(user)s: %(entry)s", user=self.env.user.name, entry=move.name)
        files = (
            [(self.env._("VAT to recover %s.csv", move.name.replace("/", "-")), self._vat_csv(losses))] if tax else []
        )
        self.message_post(body=text, attachments=files, message_type="notification")

    def _vat_csv(self, losses):
        """Return the file for the VAT return: one line an invoice, with what is taken back of its VAT.

        :param list losses: of (item, gross, VAT, net)
        :return: bytes
        """
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(self._vat_headings())
        places = self.currency_id.decimal_places
        for item, gross, tax, net in losses:
            move = item.dunning_entry_id
            amounts = [
                f"{amount:.{places}f}" for amount in (move.amount_total_signed, move.amount_tax_signed, gross, tax, net)
            ]
            row = (
                self.partner_id.name,
                self.partner_id.vat,
                move.name,
                move.invoice_date or move.date,
                *amounts,
                self.date,
                self.reason,
            )
            writer.writerow(
                [self.env["dunning.case"]._csv_text(value) if not isinstance(value, float) else value for value in row]
            )
        return stream.getvalue().encode("utf-8-sig")

    def _vat_headings(self):
        """Return the headings of the file, in the language of whoever posts: a person reads it."""
        customer, gross, tax, loss, reason = (
            self._fields[name]._description_string(self.env) for name in ("partner_id", "gross", "tax_amount", "loss", "reason")
        )
        number, invoice, day = self.env._("VAT number"), self.env._("Invoice"), self.env._("Invoice date")
        total, vat, written_off = self.env._("Invoice total"), self.env._("VAT of the invoice"), self.env._("Written off on")
        return (customer, number, invoice, day, total, vat, gross, tax, loss, written_off, reason)

    def action_open_entry(self):
        """Open the entry."""
        self.ensure_one()
        return form_of(self.move_id)
