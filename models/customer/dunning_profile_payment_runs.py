"""Payment runs on the customer's page: when it pays, whether it keeps its runs, and the days that they cost."""

from odoo import api, fields, models

from ..shared.company_day import company_day


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    payment_run_ids = fields.One2many("dunning.payment.run", "profile_id", string="Payment Runs")
    payment_run_text = fields.Char(string="Pays in Runs", compute="_compute_payment_runs")
    payment_run_proposed = fields.Boolean(compute="_compute_payment_runs", help="Whether the ledger proposes payment runs.")
    payment_run_judged = fields.Integer(string="Runs Judged", compute="_compute_payment_runs")
    payment_run_kept = fields.Float(
        string="Runs Kept", compute="_compute_payment_runs", aggregator="avg", help="Share of the runs of twelve months."
    )
    days_lost_to_runs = fields.Float(
        string="Days Lost to Runs", digits=(6, 1), compute="_compute_payment_runs", aggregator="avg",
        help="Mean days from the due date to the run, of the runs so far.",
    )  # fmt: skip
    agreed_days = fields.Float(
        string="Agreed Terms (days)", digits=(6, 1), compute="_compute_payment_runs", aggregator="avg",
        help="Mean days from the invoice to the due date of the same invoices.",
    )  # fmt: skip

    @api.depends("payment_run_ids.state", "payment_run_ids.day_ids")
    @api.depends_context("uid", "lang")
    def _compute_payment_runs(self):
        Run, today = self.env["dunning.payment.run"], company_day(self)
        for profile in self:
            days = profile.sudo().payment_run_ids.filtered(lambda run: run.state == "accepted").day_ids
            count = len(days)
            profile.payment_run_text = Run._next_run_text(profile.partner_id, profile.company_id, today)
            profile.payment_run_proposed = any(run.state == "proposed" for run in profile.payment_run_ids)
            profile.payment_run_judged = count
            profile.payment_run_kept = len(days.filtered("is_kept")) / count if count else 0.0
            profile.days_lost_to_runs = sum(days.mapped("days_lost")) / count if count else 0.0
            profile.agreed_days = sum(days.mapped("agreed_days")) / count if count else 0.0

    def action_open_payment_runs(self):
        """Open the payment runs of this customer, to enter, accept or end them."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_payment_run")
        return {**action, "domain": [("profile_id", "=", self.id)], "context": {"default_profile_id": self.id}}

    def action_accept_payment_runs(self):
        """Use the payment runs that the ledger proposes for this customer."""
        self.ensure_one()
        return self.payment_run_ids.filtered(lambda run: run.state == "proposed").action_accept()
