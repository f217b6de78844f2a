"""One item in a provision: what is open of it without VAT, what the matrix and what a person says of it, and what is booked."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ..shared.channels import SEGMENTS
from ..shared.windows import form_of
from .dunning_provision import BUCKET_LABELS

# What people say of an item.
JUDGMENT = {"judged", "judged_rate", "reason", "doubtful"}


class DunningProvisionLine(models.Model):
    _name = "dunning.provision.line"
    _description = "Item in a Provision"
    _inherit = ["dunning.guarded"]
    _order = "provision_id, partner_id, date_due, id"
    _rec_name = "invoice_name"
    _given_once = frozenset({"provision_id", "move_line_id"})

    provision_id = fields.Many2one(
        "dunning.provision", string="Belongs To", required=True, index=True, ondelete="cascade"
    )
    root_id = fields.Many2one(related="provision_id.company_id", string="Main Company", store=True)
    state = fields.Selection(related="provision_id.state", store=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="root_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="restrict")
    move_line_id = fields.Many2one(
        "account.move.line", string="Item", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one("dunning.case", readonly=True, index="btree_not_null", ondelete="set null")
    invoice_name = fields.Char(string="Number", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days = fields.Integer(string="Days Late", readonly=True, aggregator="max")
    segment = fields.Selection(SEGMENTS, readonly=True)
    bucket = fields.Selection(BUCKET_LABELS, readonly=True)
    residual = fields.Monetary(string="Open", readonly=True, help="On the day, VAT included.")
    tax_share = fields.Float(string="VAT Share", readonly=True, aggregator=None, help="Share of VAT in the invoice.")
    net = fields.Monetary(string="Open Without VAT", readonly=True)
    matrix_rate = fields.Float(readonly=True, aggregator=None)
    matrix_amount = fields.Monetary(string="By Matrix", readonly=True)
    judged = fields.Boolean(help="A person says what is lost of this item; it goes before the matrix.")
    judged_rate = fields.Float(
        string="Risk", aggregator=None, help="Share of it, without VAT, that is not expected to come in."
    )
    judged_amount = fields.Monetary(string="By Judgment", compute="_compute_amounts", store=True)
    reason = fields.Char(help="Why it is judged so.")
    doubtful = fields.Boolean(help="It is transferred to the account of doubtful debts.")
    amount = fields.Monetary(string="Provision", compute="_compute_amounts", store=True)
    booked = fields.Monetary(string="Booked Before", readonly=True)
    movement = fields.Monetary(string="To Book", compute="_compute_amounts", store=True)
    doubtful_before = fields.Monetary(
        string="On Doubtful Debts", readonly=True, help="Stands there for this item, before this provision."
    )
    transfer = fields.Monetary(string="To Transfer", compute="_compute_amounts", store=True)

    _risk_share = models.Constraint("CHECK(judged_rate BETWEEN 0 AND 1)", "A risk lies between 0 and 1.")

    @api.depends(
        "judged",
        "judged_rate",
        "net",
        "matrix_amount",
        "booked",
        "doubtful",
        "doubtful_before",
        "residual",
        "provision_id.method",
    )
    def _compute_amounts(self):
        for line in self:
            currency = line.currency_id or line.provision_id.company_id.currency_id
            line.judged_amount = currency.round(line.net * line.judged_rate) if line.judged else 0.0
            by_matrix = line.matrix_amount if line.provision_id.method == "matrix" else 0.0
            line.amount = line.judged_amount if line.judged else by_matrix
            line.movement = currency.round(line.amount - line.booked)
            line.transfer = currency.round((line.residual if line.doubtful else 0.0) - line.doubtful_before)

    @api.constrains("judged", "reason")
    def _check_reason(self):
        for line in self:
            if line.judged and not (line.reason or "").strip():
                raise ValidationError(self.env._("Say why %s is judged so.", line.invoice_name))

    def write(self, vals):
        """Judgments are of drafts, and logged.

        :raises UserError: the provision is posted
        """
        if not self._is_addon_writing():
            if self.provision_id.filtered(lambda one: one.state != "draft"):
                raise UserError(self.env._("This provision is posted: reverse it and make a new one."))
            if {"judged_rate", "reason"} & vals.keys() and "judged" not in vals:
                vals = {**vals, "judged": True}
        result = super().write(vals)
        if JUDGMENT & vals.keys() and not self._is_addon_writing():
            self._log_judgment()
        return result

    def _log_judgment(self):
        for line in self:
            share = f"{formatLang(self.env, line.judged_rate * 100, digits=2)}\N{NO-BREAK SPACE}%"
            risk = share if line.judged else self.env._("as the matrix says")
            place = self.env._("doubtful") if line.doubtful else self.env._("not doubtful")
            line.provision_id._message_log(body=f"{line.invoice_name}: {risk}, {place}. {line.reason or ''}")

    def _apply_rates(self):
        """Apply the rates of the matrix to these items."""
        rates = {(cell.provision_id, cell.segment, cell.bucket): cell.rate for cell in self.provision_id.rate_ids}
        for line in self:
            rate = rates.get((line.provision_id, line.segment, line.bucket), 0.0)
            line.sudo().write({"matrix_rate": rate, "matrix_amount": line.currency_id.round(line.net * rate)})

    def action_open_item(self):
        """Open the invoice or entry of this item."""
        self.ensure_one()
        return form_of(self.move_id) if self.move_id else False
