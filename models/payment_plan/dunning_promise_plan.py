"""Instalments of payment plans are promises: judged from the ledger, they count for reliability, forecast and aged balance."""

from odoo import fields, models


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    payment_plan_id = fields.Many2one("dunning.payment.plan", readonly=True, index="btree_not_null", ondelete="restrict", copy=False)
