"""Payments that came back: what they had paid is open again, and nothing else; why is kept, technical and financial reasons apart."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..shared import evidence
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.customer_mail import mail_document
from ..shared.receivable import find_counterparts
from .dunning_debit_parts import KINDS

RETURNABLE = ("in_process", "paid")


class DunningPaymentReturn(models.Model):
    _name = "dunning.payment.return"
    _inherit = ["dunning.kept"]
    _description = "Payment That Came Back"
    _order = "date desc, id desc"
    _rec_name = "reason"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="cascade")
    payment_id = fields.Many2one("account.payment", readonly=True, index="btree_not_null", ondelete="set null")
    debit_id = fields.Many2one("dunning.debit", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Date(string="Came Back On", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True, help="As the bank gave it.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True)
    invoices = fields.Char(readonly=True, help="What is open again.")
    user_id = fields.Many2one("res.users", string="Recorded By", readonly=True, index=True)
    is_repeated = fields.Boolean(string="Debited Again", readonly=True)


class DunningDebit(models.Model):
    _inherit = "dunning.debit"

    def _may_repeat(self):
        """Tell whether a debit that came back may be made once more: it was paid, and did not come back before."""
        one = self.sudo()
        before = self.env["dunning.payment.return"].sudo().search_count([("debit_id", "in", one.ids)], limit=1)
        return bool(one) and one.state == "paid" and not before and one.agreement_id._is_usable()

    def _take_debit_back(self, kind, reason, today, repeats):
        """Take down that a debit came back; it is made once more, announced anew, or has failed.

        :param str kind: ``technical`` or ``financial``
        :param str reason: as the bank gave it
        :param date today: the day
        :param bool repeats: it is made once more
        """
        self.ensure_one()
        debit = evidence.as_writer(self.sudo())
        repeats = repeats and debit._may_repeat()
        paid = debit.try_ids.filtered(lambda one: one.result == "paid")[-1:]
        paid.write({"result": "refused", "kind": kind, "reason": reason})
        if not repeats:
            debit._end_debit("failed", today, reason)
            return False
        days = debit.agreement_id.notice_days
        debit.write(
            {"state": "announced" if days else "due", "date_charge": add_days(today, days or 1), "ended_on": False, "reason": reason}
        )
        if days:
            mail_document(debit, "mail_template_debit_announced")
        return True


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _dunning_check_return(self):
        """Refuse what did not come back by a click: a payment out, or one whose money the bank statement shows.

        :raises AccessError: the caller is no collector with accounting rights
        :raises UserError: it cannot be taken back here
        """
        groups = ("account_dunning.group_dunning_user", "account.group_account_invoice")
        if not self.env.su and not all(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Only collectors with accounting rights take payments back."))
        for payment in self:
            if payment.payment_type != "inbound" or payment.partner_type != "customer" or payment.state not in RETURNABLE:
                raise UserError(self.env._("“%s” is no payment of a customer under way or done.", payment.display_name))
            liquidity = payment._seek_for_lines()[0] if payment.move_id else payment.move_id.line_ids
            if find_counterparts(liquidity):
                raise UserError(
                    self.env._(
                        "The bank statement shows “%s”: match the bank's own line of the return with it, then its invoices are open again.",
                        payment.display_name,
                    )
                )

    def action_dunning_return(self):
        """Open the dialogue that takes down that this payment came back."""
        self.ensure_one()
        self._dunning_check_return()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Came Back"),
            "res_model": "dunning.payment.return.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_payment_id": self.id},
        }

    def _dunning_take_back(self, kind, reason, day, repeats=False):
        """Undo a payment that came back: its invoices are open again, their dunning goes on where it stood.

        :param str kind: ``technical`` or ``financial``
        :param str reason: as the bank gave it
        :param date day: when it came back
        :param bool repeats: a debit is made once more
        :return: ``dunning.payment.return``
        """
        self.ensure_one()
        self._dunning_check_return()
        items = find_counterparts(self.move_id.line_ids)
        numbers = [item._dunning_number() for item in items - self.move_id.line_ids] or self.invoice_ids.mapped("name")
        if self.move_id:
            self.action_cancel()
        else:
            self.action_reject()
        company, partner = self.company_id.root_id, self.partner_id.commercial_partner_id
        debit = self.env["dunning.debit.try"].sudo().search(
            [("transaction_id", "!=", False), ("transaction_id", "=", self.sudo().payment_transaction_id.id)], limit=1
        ).debit_id  # fmt: skip
        repeated = debit._take_debit_back(kind, reason, company_day(self, company), repeats) if debit else False
        found = self.env["dunning.payment.return"].sudo().create(
            {
                "company_id": company.id, "partner_id": partner.id, "payment_id": self.id, "debit_id": debit.id, "date": day,
                "kind": kind, "reason": reason, "currency_id": self.currency_id.id, "amount": self.amount,
                "invoices": ", ".join(filter(None, numbers)), "user_id": self.env.uid, "is_repeated": repeated,
            }
        )  # fmt: skip
        profile = self.env["dunning.profile"].sudo()._get_or_create(partner, company)
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        profile._message_log(body=self.env._("A payment of %(amount)s came back: %(reason)s.", amount=amount, reason=reason))
        return found


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    debit_ids = fields.One2many("dunning.debit", "profile_id")
    return_count = fields.Integer(string="Payments Back", compute="_compute_return_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_return_count(self):
        Return = self.env["dunning.payment.return"]
        counts = {}
        if Return.has_access("read"):
            domain = [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
            counts = {
                (partner, company): count
                for partner, company, count in Return._read_group(domain, ["partner_id", "company_id"], ["__count"])
            }
        for profile in self:
            profile.return_count = counts.get((profile.partner_id, profile.company_id), 0)

    def action_open_returns(self):
        """Open the customer's payments that came back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments That Came Back"),
            "res_model": "dunning.payment.return",
            "view_mode": "list,kanban,pivot",
            "domain": [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
        }
