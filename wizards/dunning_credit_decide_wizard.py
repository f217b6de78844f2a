"""Decide a credit request: grant it as asked or otherwise, or refuse it; in both cases with a reason."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.credit.dunning_credit_limit import SOURCES

# So many sentences of field information are shown, the newest first.
NOTES = 3


class DunningCreditDecideWizard(models.TransientModel):
    _name = "dunning.credit.decide.wizard"
    _inherit = "dunning.dialogue"
    _description = "Decide a Credit Request"

    request_id = fields.Many2one("dunning.credit.request", required=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    asked_reason = fields.Text(related="request_id.reason", string="Asked Because")
    situation = fields.Text(compute="_compute_situation")
    amount = fields.Monetary(string="Limit", compute="_compute_terms", store=True, readonly=False, compute_sudo=False)
    days = fields.Integer(string="Latest (days)", compute="_compute_terms", store=True, readonly=False, compute_sudo=False)
    insured_amount = fields.Monetary(string="Insured")
    guarantee_amount = fields.Monetary(string="Guaranteed")
    date_until = fields.Date(string="Until", compute="_compute_terms", store=True, readonly=False, compute_sudo=False)
    review_date = fields.Date(string="Review On")
    source = fields.Selection(SOURCES, default="own", required=True)
    reason = fields.Text(string="Reason of the Decision")

    @api.depends("request_id")
    def _compute_terms(self):
        for wizard in self:
            wizard.amount = wizard.request_id.amount
            wizard.days = wizard.request_id.days
            wizard.date_until = wizard.request_id.date_until

    @api.depends("request_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_situation(self):
        Profile = self.env["dunning.profile"]
        for wizard in self:
            request = wizard.request_id
            if not request.may_decide:  # whoever asks learns nothing of what others sell
                wizard.situation = False
                continue
            credit = self.env["dunning.exposure"].sudo()._read_credit(request.company_id, request.partner_id)[request.partner_id.id]
            profile = Profile.sudo().search([("partner_id", "=", request.partner_id.id), ("company_id", "=", request.company_id.id)])
            known = "\n".join((profile.note or "").splitlines()[:NOTES])
            texts = [
                Profile._explain_credit(request.company_id, credit), profile.credit_score_on and profile.credit_score_text,
                known and self.env._("Field information: %s", known),
            ]  # fmt: skip
            wizard.situation = "\n".join(filter(None, texts))

    def _check_decides(self):
        """Make sure that the caller decides this request, and says why.

        :raises UserError: no reason
        """
        self._check_one_dialogue()
        self.request_id._check_may_decide()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: whoever asked reads it."))

    def action_grant(self):
        """Grant the limit; it holds at once, and what it was asked for goes on by itself.

        :raises UserError: no reason, decided already, or more than the caller's authority
        """
        self._check_decides()
        names = ("amount", "days", "insured_amount", "guarantee_amount", "date_until", "review_date", "source")
        self.request_id._grant_request({name: self[name] for name in names}, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        """Refuse the limit; the one that holds stays.

        :raises UserError: no reason, or decided already
        """
        self._check_decides()
        self.request_id._close_request("refused", self.reason)
        return {"type": "ir.actions.act_window_close"}
