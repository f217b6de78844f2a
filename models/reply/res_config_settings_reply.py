"""Settings: what a reply says and is done by itself."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_sure_will_pay = fields.Integer(related="dunning_root_id.dunning_sure_will_pay", readonly=False)
    dunning_sure_not_received = fields.Integer(related="dunning_root_id.dunning_sure_not_received", readonly=False)
    dunning_sure_needs_document = fields.Integer(related="dunning_root_id.dunning_sure_needs_document", readonly=False)
    dunning_sure_wrong_person = fields.Integer(related="dunning_root_id.dunning_sure_wrong_person", readonly=False)
    dunning_sure_instalments = fields.Integer(related="dunning_root_id.dunning_sure_instalments", readonly=False)
    dunning_sure_out_of_office = fields.Integer(related="dunning_root_id.dunning_sure_out_of_office", readonly=False)
    dunning_sure_insolvency = fields.Integer(related="dunning_root_id.dunning_sure_insolvency", readonly=False)
