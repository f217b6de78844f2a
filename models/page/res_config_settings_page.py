"""Settings of the customer's page, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_page_days = fields.Integer(related="dunning_root_id.dunning_page_days", readonly=False)
    dunning_email_code = fields.Boolean(related="dunning_root_id.dunning_email_code", readonly=False)
    dunning_page_debit = fields.Boolean(related="dunning_root_id.dunning_page_debit", readonly=False)
    dunning_answer_paid = fields.Selection(related="dunning_root_id.dunning_answer_paid", readonly=False)
    dunning_answer_promise = fields.Selection(related="dunning_root_id.dunning_answer_promise", readonly=False)
    dunning_answer_dispute = fields.Selection(related="dunning_root_id.dunning_answer_dispute", readonly=False)
    dunning_answer_instalments = fields.Selection(related="dunning_root_id.dunning_answer_instalments", readonly=False)
    dunning_answer_copy = fields.Selection(related="dunning_root_id.dunning_answer_copy", readonly=False)
    dunning_answer_wrong_contact = fields.Selection(related="dunning_root_id.dunning_answer_wrong_contact", readonly=False)
    dunning_answer_call_back = fields.Selection(related="dunning_root_id.dunning_answer_call_back", readonly=False)
    dunning_page_promise_days = fields.Integer(related="dunning_root_id.dunning_page_promise_days", readonly=False)
    dunning_page_paid_days = fields.Integer(related="dunning_root_id.dunning_page_paid_days", readonly=False)
