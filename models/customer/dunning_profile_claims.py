"""Promises and disputes of a customer on the dunning profile: how reliable its promises are, what is in dispute."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..claim.dunning_promise import FAILED, JUDGED
from ..shared import evidence


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    promise_ids = fields.One2many("dunning.promise", "profile_id")
    dispute_ids = fields.One2many("dunning.dispute", "profile_id")
    dispute_days = fields.Integer(
        string="Days to Settle Disputes", help="This customer's own deadline. 0: as the category of the dispute says."
    )
    promise_count = fields.Integer(string="Promises", compute="_compute_claims")
    promise_open_count = fields.Integer(string="Open Promises", compute="_compute_claims")
    promise_judged_count = fields.Integer(string="Promises Judged", compute="_compute_claims")
    promise_kept_count = fields.Integer(string="Promises Kept", compute="_compute_claims")
    promise_broken_count = fields.Integer(string="Promises Broken", compute="_compute_claims")
    promise_kept_ratio = fields.Float(
        string="Promises Kept (amount)", compute="_compute_claims", search="_search_promise_kept_ratio", aggregator="avg",
        help="Of the amounts promised whose day has passed, the share that came in in time: 1 is all of it.",
    )  # fmt: skip
    promise_kept_count_ratio = fields.Float(
        string="Promises Kept (number)", compute="_compute_claims", aggregator="avg",
        help="Of the promises whose day has passed, the share that was kept in full and in time.",
    )  # fmt: skip
    dispute_count = fields.Integer(string="Disputes", compute="_compute_claims")
    dispute_open_count = fields.Integer(string="Open Disputes", compute="_compute_claims")

    _dispute_days_positive = models.Constraint("CHECK(dispute_days >= 0)", "Days to settle cannot be negative.")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_claims(self):
        Promise, Dispute = self.env["dunning.promise"], self.env["dunning.dispute"]
        promises = Promise._read_group(
            [("profile_id", "in", self.ids)],
            ["profile_id", "state"],
            ["__count", "amount_company:sum", "amount_kept_company:sum"],
        )
        disputes = Dispute._read_group([("profile_id", "in", self.ids)], ["profile_id", "state"], ["__count"])
        for profile in self:
            figures = {state: found for one, state, *found in promises if one == profile}
            settled = {state: count for one, state, count in disputes if one == profile}

            def total(states, place=0, figures=figures):
                return sum(figures[state][place] for state in states if state in figures)

            judged, amount = total(JUDGED), total(JUDGED, 1)
            profile.promise_count = total(figures)
            profile.promise_open_count = total(["open"])
            profile.promise_judged_count = judged
            profile.promise_kept_count = total(["kept"])
            profile.promise_broken_count = total(FAILED)
            profile.promise_kept_ratio = total(JUDGED, 2) / amount if amount else 0.0
            profile.promise_kept_count_ratio = total(["kept"]) / judged if judged else 0.0
            profile.dispute_count = sum(settled.values())
            profile.dispute_open_count = settled.get("open", 0)

    def _sql_kept_ratio(self):
        """Return one row a profile whose promises were judged: (profile_id, partner_id, company_id, kept_ratio)."""
        self.env["dunning.promise"].flush_model(
            ["profile_id", "partner_id", "company_id", "state", "amount_company", "amount_kept_company"]
        )
        return SQL(
            """
            SELECT promise.profile_id, promise.partner_id, promise.company_id,
                   SUM(promise.amount_kept_company) / SUM(promise.amount_company) AS kept_ratio
              FROM dunning_promise AS promise
             WHERE promise.state = ANY(%s)
             GROUP BY promise.profile_id, promise.partner_id, promise.company_id
            HAVING SUM(promise.amount_company) > 0
            """,
            list(JUDGED),
        )

    def _search_promise_kept_ratio(self, operator, value):
        """Only customers whose promises were judged have a ratio: the others are never found."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        return Domain(
            "id",
            "in",
            SQL(
                "SELECT profile_id FROM (%s) AS kept WHERE kept.kept_ratio %s %s",
                self._sql_kept_ratio(), SQL(operator), value,
            ),
        )  # fmt: skip

    # -- what people open --------------------------------------------------------------------------

    def action_promise(self):
        """Open the dialogue that takes down a promise of this customer."""
        self.ensure_one()
        return self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.company_id)

    def action_dispute(self):
        """Open the dialogue that opens disputes about this customer's invoices."""
        self.ensure_one()
        return self.env["dunning.dispute.wizard"]._open_dispute_wizard(self.partner_id)

    def action_open_promises(self):
        """Open the customer's promises."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promises"),
            "res_model": "dunning.promise",
            "view_mode": "list,kanban,form,pivot,graph,calendar",
            "domain": [("profile_id", "=", self.id)],
        }

    def action_open_disputes(self):
        """Open the customer's disputes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "dunning.dispute",
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": [("profile_id", "=", self.id)],
        }

    def _take_claims(self, source):
        """Take over promises and disputes of another profile, whose customer is merged into this one.

        :param source: ``dunning.profile`` that goes
        """
        taken = {"profile_id": self.id, "partner_id": self.partner_id.id}
        source.promise_ids.sudo().write(taken)
        source.dispute_ids.sudo().write(taken)
        source.reply_ids.sudo().write(taken)
        evidence.as_writer(source.payment_plan_ids.sudo()).write(taken)
        evidence.as_writer(source.set_off_ids.sudo()).write(taken)
        evidence.as_writer(source.debit_ids.sudo()).write(taken)
