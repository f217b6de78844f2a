"""One invoice or instalment in a claim: its interest with the segments that it rests on, and its fixed sum."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.windows import form_of
from .law_words import ENDS, FEE_REFUSALS, words_of


class DunningClaimLine(models.Model):
    _name = "dunning.claim.line"
    _description = "Invoice in a Late-Payment Claim"
    _inherit = ["dunning.guarded"]
    _order = "claim_id, date_due, id"
    _rec_name = "number"

    claim_id = fields.Many2one("dunning.claim", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="claim_id.partner_id")
    state = fields.Selection(related="claim_id.state")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null")
    move_line_id = fields.Many2one("account.move.line", string="Item", readonly=True, index="btree_not_null", ondelete="set null")
    number = fields.Char(readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    invoiced = fields.Monetary(readonly=True)
    principal = fields.Monetary(readonly=True, help="Outstanding at the end of the day.")
    days = fields.Integer(readonly=True, help="Days that bore interest.")
    rates = fields.Char(readonly=True, help="Percent a year, in the order of time.")
    rates_text = fields.Char(string="Rate", compute="_compute_rates_text", help="A year, in the order of time.")
    interest_from = fields.Date(string="From", readonly=True)
    interest_until = fields.Date(string="Until", readonly=True, help="Last day computed; interest up to it is not charged again.")
    interest = fields.Monetary(readonly=True)
    withheld = fields.Monetary(string="In Dispute", readonly=True)
    ends = fields.Char(string="How It Ends", readonly=True)
    ends_text = fields.Char(string="Counted", compute="_compute_words")
    segments = fields.Json(readonly=True, help="Days, principal, rate, source and amount of each part.")
    reason = fields.Char(string="Why No Interest", readonly=True)
    fee_currency_id = fields.Many2one(related="claim_id.fee_currency_id")
    fee = fields.Monetary(string="Compensation", currency_field="fee_currency_id", readonly=True)
    fee_source = fields.Char(readonly=True)
    fee_refusal = fields.Char(readonly=True)
    fee_text = fields.Char(string="Why No Compensation", compute="_compute_words")
    segments_html = fields.Html(string="How It Was Computed", compute="_compute_segments_html", sanitize=False)

    @api.depends("ends", "fee_refusal")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            line.ends_text = words_of(self.env, ENDS, line.ends) if line.ends else ""
            line.fee_text = words_of(self.env, FEE_REFUSALS, line.fee_refusal) if line.fee_refusal else ""

    @api.depends("rates")
    @api.depends_context("lang")
    def _compute_rates_text(self):
        for line in self:
            line.rates_text = line._write_rates()

    def _write_rates(self):
        """Return the rates as people of the language write them."""
        format_rate = self.env["dunning.claim"]._format_values()["format_rate"]
        return " · ".join(format_rate(rate) for rate in (self.rates or "").split(" · ") if rate)

    @api.depends("segments")
    @api.depends_context("lang")
    def _compute_segments_html(self):
        for line in self:
            values = {"line": line, "notes": line._number_sources(), **line.claim_id._format_values()}
            line.segments_html = self.env["ir.qweb"]._render("account_dunning.claim_line_alone", values, raise_if_not_found=False)

    def _number_sources(self):
        """Return what the segments of these lines rest on, each once, with its number as the tables refer to it.

        :return: dict of int by source as kept, in the order in which they appear
        """
        sources = (segment["source"] for line in self for segment in line.segments or [])
        return {source: rank for rank, source in enumerate(dict.fromkeys(sources), 1)}

    def write(self, vals):
        """Keep the lines of charged claims as they were.

        :raises UserError: one of them would change
        """
        self._check_claim_is_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_charged_lines(self):
        if not evidence.may_delete(self.env):
            self._check_claim_is_open()

    def _check_claim_is_open(self):
        if not evidence.may_write(self.env) and self.claim_id.filtered(lambda claim: claim.state != "threatened"):
            raise UserError(self.env._("What was charged is evidence: it can be paid, waived or written off, not changed."))

    def action_open_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)
