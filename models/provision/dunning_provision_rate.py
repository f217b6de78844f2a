"""One cell of the provision matrix: what became of a bucket of a segment, and the loss rate that is applied to it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared.channels import SEGMENTS
from .dunning_provision import BUCKET_LABELS


class DunningProvisionRate(models.Model):
    _name = "dunning.provision.rate"
    _description = "Rate of a Provision Matrix"
    _inherit = ["dunning.guarded"]
    _order = "provision_id, segment, bucket"
    _given_once = frozenset({"provision_id", "segment", "bucket"})

    provision_id = fields.Many2one("dunning.provision", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="provision_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    segment = fields.Selection(SEGMENTS, required=True)
    bucket = fields.Selection(BUCKET_LABELS, required=True)
    observed = fields.Monetary(readonly=True, help="Open at the month ends observed, added up.")
    stayed = fields.Monetary(readonly=True, help="Of it still in the bucket a month later.")
    rolled = fields.Monetary(readonly=True, help="Of it in a later bucket a month later; the rest was paid.")
    roll_rate = fields.Float(readonly=True, aggregator=None, help="Rolled ÷ (observed less stayed).")
    seen = fields.Boolean(
        string="Own History",
        readonly=True,
        help="Off: the rate of all segments stands in; where there is none, everything rolls.",
    )
    computed_rate = fields.Float(string="Computed", readonly=True, aggregator=None)
    rate = fields.Float(
        string="Applied", aggregator=None, help="The loss rate that is applied; the credit manager may change it."
    )
    balance = fields.Monetary(compute="_compute_balance", help="Open in this cell on the day, without VAT.")
    amount = fields.Monetary(compute="_compute_balance", help="Balance × applied rate.")

    _rate_share = models.Constraint("CHECK(rate BETWEEN 0 AND 1)", "A loss rate lies between 0 and 1.")
    _cell_uniq = models.UniqueIndex("(provision_id, segment, bucket)", "This cell is in the matrix already.")

    @api.depends("rate", "provision_id.line_ids.net", "provision_id.line_ids.segment", "provision_id.line_ids.bucket")
    def _compute_balance(self):
        groups = self.env["dunning.provision.line"]._read_group(
            [("provision_id", "in", self.provision_id.ids)],
            ["provision_id", "segment", "bucket"],
            ["net:sum", "matrix_amount:sum"],
        )
        found = {(provision, segment, bucket): (net, amount) for provision, segment, bucket, net, amount in groups}
        for cell in self:
            cell.balance, cell.amount = found.get((cell.provision_id, cell.segment, cell.bucket), (0.0, 0.0))

    def write(self, vals):
        """A rate that a person changed is applied at once, and logged.

        :raises UserError: the provision is posted
        """
        if not self._is_addon_writing() and self.provision_id.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("This provision is posted: reverse it and make a new one."))
        before = {cell: cell.rate for cell in self}
        result = super().write(vals)
        if "rate" in vals and not self._is_addon_writing():
            self._log_rates(before)
            self.provision_id.line_ids.sudo()._apply_rates()
        return result

    def _log_rates(self, before):
        segments, buckets = (
            dict(self._fields[name]._description_selection(self.env)) for name in ("segment", "bucket")
        )
        for cell in self:
            cell.provision_id._message_log(
                body=self.env._(
                    "Loss rate of %(segment)s, %(bucket)s: %(before).2f %% → %(after).2f %%",
                    segment=segments[cell.segment],
                    bucket=buckets[cell.bucket],
                    before=before[cell] * 100,
                    after=cell.rate * 100,
                )
            )
