"""Further costs of collecting, on proof: what exceeds the fixed sum may be claimed beside it (Directive 2011/7/EU, art. 6 (3))."""

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import interest
from ..shared import evidence
from ..shared.company_day import company_day
from .dunning_claim import FINAL_STATES
from .dunning_claim_compute import CLAIM_KEY
from .exact import exact


class DunningClaimCost(models.Model):
    _name = "dunning.claim.cost"
    _description = "Further Cost in a Late-Payment Claim"
    _inherit = ["dunning.guarded"]
    _order = "claim_id, date, id"
    _given_once = frozenset({"claim_id"})
    _part_of = frozenset({"claim_id"})

    claim_id = fields.Many2one("dunning.claim", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="claim_id.partner_id")
    currency_id = fields.Many2one(related="claim_id.fee_currency_id")
    date = fields.Date(required=True, default=company_day)
    name = fields.Char(string="Paid For", required=True, help="As the customer reads it: what was paid, to whom.")
    amount = fields.Monetary(required=True, help="Without VAT, in the currency of the compensation.")
    proof = fields.Binary(attachment=True, required=True, help="The bill or receipt: further costs are owed on proof only.")
    proof_name = fields.Char()

    @api.constrains("amount")
    def _check_amount_is_positive(self):
        if any(cost.currency_id.compare_amounts(cost.amount, 0) <= 0 for cost in self):
            raise ValidationError(self.env._("A further cost is above zero."))

    @api.constrains("claim_id")
    def _check_debtor_owes_costs(self):
        """Costs of collecting out of court stay with the creditor of a consumer (in France: CPCE, L. 111-8)."""
        if self.claim_id.filtered(lambda claim: claim.debtor_class == "consumer"):
            raise ValidationError(self.env._("Consumers owe no further costs of collecting."))

    @api.model_create_multi
    def create(self, vals_list):
        """Add costs to claims that are only threatened.

        :raises UserError: the claim was charged
        """
        costs = super().create(vals_list)
        costs._check_claim_not_charged()
        costs.claim_id._count_costs_anew()
        return costs

    def write(self, vals):
        """Keep the costs of charged claims as they were.

        :raises UserError: one of them would change
        """
        self._check_claim_not_charged()
        done = super().write(vals)
        if vals.keys() & {"amount", "date"}:
            self.claim_id._count_costs_anew()
        return done

    def unlink(self):
        """Delete costs of claims that are only threatened; what part payments paid of them pays the principal again."""
        claims = self.claim_id
        done = super().unlink()
        claims._count_costs_anew()
        return done

    @api.ondelete(at_uninstall=True)
    def _unlink_except_charged_costs(self):
        if not evidence.may_delete(self.env):
            self._check_claim_not_charged()

    def _check_claim_not_charged(self):
        if not evidence.may_write(self.env) and self.sudo().claim_id.filtered(lambda claim: claim.state != "threatened"):
            raise UserError(self.env._("What was charged is evidence: it can be paid, waived or written off, not changed."))

    def _move_to_claim(self, claim):
        """Hand costs of threatened claims over to the one that is now threatened about the same invoices.

        :param claim: ``dunning.claim``
        """
        evidence.as_writer(self.sudo().filtered(lambda cost: cost.claim_id != claim)).write({"claim_id": claim.id})

    def _exceeding_by_day(self, claim):
        """Return what these costs exceed the fixed sums by, from which day on each part of it is owed.

        :param interest.Claim claim: on the same invoices, which says the fixed sums
        :return: list of ``interest.Cost``, oldest first
        """
        fixed = sum((fee.amount for fee in claim.fees.fees), Decimal(0))
        parts, spent, claimed = [], Decimal(0), Decimal(0)
        fixed += exact(self.claim_id[:1]._fixed_sum_unused(), 6) if self else Decimal(0)
        for cost in self.sorted(lambda one: (one.date, one.id)):
            spent += exact(cost.amount, cost.currency_id.decimal_places)
            more = max(spent - fixed, Decimal(0)) - claimed
            claimed += more
            parts += [interest.Cost(cost.date, more)] if more else []
        return parts

    @api.model
    def _proofs_among(self, attachments):
        """Return those of these attachments that prove costs which were charged.

        :param attachments: ``ir.attachment``
        """
        mine = attachments.sudo().filtered(lambda one: one.res_model == self._name and one.res_field == "proof")
        charged = self.sudo().browse(mine.mapped("res_id")).exists().filtered(lambda cost: cost.claim_id.state != "threatened")
        return mine.filtered(lambda one: one.res_id in charged.ids)


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    cost_ids = fields.One2many("dunning.claim.cost", "claim_id", string="Costs on Proof", copy=False)
    further_costs = fields.Monetary(
        currency_field="fee_currency_id", compute="_compute_further_costs", store=True,
        help="What the costs exceed the fixed compensation of the same invoices by.",
    )  # fmt: skip

    @api.depends("cost_ids.amount", "fee", "fee_currency_id", "line_ids.move_id")
    def _compute_further_costs(self):
        """Claim only what exceeds the fixed sum, which is counted against costs once.

        Directive 2011/7/EU, art. 6 (3); France: Code de commerce L. 441-10 II, D. 441-5.
        """
        for claim in self:
            costs = sum(claim.cost_ids.mapped("amount"))
            exceeding = costs - claim.fee - claim._fixed_sum_unused() if costs else 0.0
            claim.further_costs = claim.fee_currency_id.round(max(exceeding, 0.0)) if claim.fee_currency_id else 0.0

    def _fixed_sum_unused(self):
        """Return what former claims on the same invoices charged as fixed sums and no costs were counted against yet."""
        self.ensure_one()
        domain = [
            ("claim_id.state", "in", FINAL_STATES), ("claim_id", "!=", self._origin.id), ("move_id", "in", self.line_ids.move_id.ids),
            ("fee_currency_id", "=", self.fee_currency_id.id),
        ]  # fmt: skip
        lines = self.env["dunning.claim.line"].sudo().search(domain)
        used = sum(min(sum(claim.cost_ids.mapped("amount")), claim.fee) for claim in lines.claim_id)
        return max(sum(lines.mapped("fee")) - used, 0.0)

    @api.model
    def _find_standing_costs(self, key, items):
        """Return the costs entered on threatened claims of one kind about some of the same invoices.

        :param dict key: values by the names of ``CLAIM_KEY``
        :param items: ``account.move.line``
        :return: ``dunning.claim.cost``, as the add-on itself reads them
        """
        domain = [(f"claim_id.{name}", "=", key[name]) for name in CLAIM_KEY]
        domain += [("claim_id.state", "=", "threatened"), ("claim_id.line_ids.move_id", "in", items.move_id.ids)]
        return self.env["dunning.claim.cost"].sudo().search(domain, order="date, id")

    @api.model
    def _costs_vals(self, vals, items):
        """Return, for a claim that is not written, the costs that its text has to name.

        :param dict vals: values of that claim
        :param items: ``account.move.line`` that it is about
        """
        costs = self._find_standing_costs({name: vals[name] for name in CLAIM_KEY}, items)
        return {"cost_ids": [Command.link(cost.id) for cost in costs]}

    def _count_costs_anew(self):
        """Compute claims anew, to their own day, where part payments meet costs before the principal."""
        for claim in self.sudo().filtered(lambda one: one.by_law and one.state == "threatened"):
            items = claim.line_ids.move_line_id.exists()
            if items:
                self._compute_claims(claim.profile_id, items, claim.date, claim.action_id)

    def _claimed_amounts(self):
        """Return interest, compensation and further costs of claims, by currency."""
        totals = self._group_amounts(self)
        for claim in self.filtered("further_costs"):
            totals[claim.fee_currency_id] += claim.further_costs
        return totals
