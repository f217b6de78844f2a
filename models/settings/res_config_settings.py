"""Settings of dunning, edited for the root company."""

from odoo import api, fields, models

from ..calendar.dunning_calendar import library
from .other_systems import name_other_systems


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_root_id = fields.Many2one("res.company", compute="_compute_dunning_root_id")
    dunning_plan_id = fields.Many2one(related="dunning_root_id.dunning_plan_id", readonly=False)
    dunning_collector_id = fields.Many2one(related="dunning_root_id.dunning_collector_id", readonly=False)
    dunning_live_date = fields.Date(related="dunning_root_id.dunning_live_date")
    dunning_daily_cap = fields.Integer(related="dunning_root_id.dunning_daily_cap", readonly=False)
    dunning_journal_ids = fields.Many2many(related="dunning_root_id.dunning_journal_ids", readonly=False)
    dunning_include_opening = fields.Boolean(related="dunning_root_id.dunning_include_opening", readonly=False)
    dunning_bank_max_age = fields.Integer(related="dunning_root_id.dunning_bank_max_age", readonly=False)
    dunning_pending_days = fields.Integer(related="dunning_root_id.dunning_pending_days", readonly=False)
    dunning_nature_id = fields.Many2one(related="dunning_root_id.dunning_nature_id", readonly=False)
    dunning_transit_days = fields.Integer(related="dunning_root_id.dunning_transit_days", readonly=False)
    dunning_run_wait_days = fields.Integer(related="dunning_root_id.dunning_run_wait_days", readonly=False)
    dunning_review_days = fields.Integer(related="dunning_root_id.dunning_review_days", readonly=False)
    dunning_promise_grace = fields.Integer(related="dunning_root_id.dunning_promise_grace", readonly=False)
    dunning_manager_id = fields.Many2one(related="dunning_root_id.dunning_manager_id", readonly=False)
    dunning_max_tries = fields.Integer(related="dunning_root_id.dunning_max_tries", readonly=False)
    dunning_message_rows = fields.Integer(related="dunning_root_id.dunning_message_rows", readonly=False)

    dunning_working_days = fields.Boolean(related="dunning_root_id.dunning_working_days", readonly=False)
    dunning_send_from = fields.Float(related="dunning_root_id.dunning_send_from", readonly=False)
    dunning_send_until = fields.Float(related="dunning_root_id.dunning_send_until", readonly=False)
    dunning_budget_day = fields.Integer(related="dunning_root_id.dunning_budget_day", readonly=False)
    dunning_budget_week = fields.Integer(related="dunning_root_id.dunning_budget_week", readonly=False)
    dunning_terms_in_working_days = fields.Boolean(related="dunning_root_id.dunning_terms_in_working_days", readonly=False)
    dunning_call_tries = fields.Integer(related="dunning_root_id.dunning_call_tries", readonly=False)
    dunning_ease_prompt = fields.Boolean(related="dunning_root_id.dunning_ease_prompt", readonly=False)
    dunning_currency_id = fields.Many2one(related="dunning_root_id.currency_id", string="Currency of Dunning")
    dunning_threshold = fields.Monetary(
        related="dunning_root_id.dunning_threshold", readonly=False, currency_field="dunning_currency_id"
    )
    dunning_bank_checked_on = fields.Date(related="dunning_root_id.dunning_bank_checked_on")
    dunning_knows_holidays = fields.Boolean(compute="_compute_dunning_knows_holidays")
    dunning_dso_target = fields.Integer(related="dunning_root_id.dunning_dso_target", readonly=False)
    dunning_overdue_target = fields.Float(related="dunning_root_id.dunning_overdue_target", readonly=False)
    dunning_default_days = fields.Integer(related="dunning_root_id.dunning_default_days", readonly=False)
    dunning_margin = fields.Float(related="dunning_root_id.dunning_margin", readonly=False)
    dunning_inventory_account_ids = fields.Many2many(related="dunning_root_id.dunning_inventory_account_ids", readonly=False)
    dunning_financing_rate = fields.Float(related="dunning_root_id.dunning_financing_rate", readonly=False)
    dunning_address_window = fields.Selection(related="dunning_root_id.dunning_address_window", readonly=False)
    dunning_aging_bounds = fields.Char(related="dunning_root_id.dunning_aging_bounds", readonly=False)
    dunning_statement_day = fields.Integer(related="dunning_root_id.dunning_statement_day", readonly=False)
    dunning_statement_kind = fields.Selection(related="dunning_root_id.dunning_statement_kind", readonly=False)
    dunning_statement_invoices = fields.Boolean(related="dunning_root_id.dunning_statement_invoices", readonly=False)

    dunning_other_systems = fields.Char(compute="_compute_dunning_other_systems")
    dunning_reply_days = fields.Integer(related="dunning_root_id.dunning_reply_days", readonly=False)
    dunning_track_opens = fields.Boolean(related="dunning_root_id.dunning_track_opens", readonly=False)
    dunning_check_sent = fields.Boolean(related="dunning_root_id.dunning_check_sent", readonly=False)
    dunning_thanks = fields.Boolean(related="dunning_root_id.dunning_thanks", readonly=False)
    dunning_tell_sales = fields.Boolean(related="dunning_root_id.dunning_tell_sales", readonly=False)
    dunning_digest = fields.Boolean(related="dunning_root_id.dunning_digest", readonly=False)
    dunning_dashboard_user_ids = fields.Many2many(related="dunning_root_id.dunning_dashboard_user_ids", readonly=False)
    dunning_dashboard_weekday = fields.Selection(related="dunning_root_id.dunning_dashboard_weekday", readonly=False)

    def _compute_dunning_other_systems(self):
        """Name the other installed add-ons that chase customers: both together would chase twice."""
        self.dunning_other_systems = name_other_systems(self.env)

    def _compute_dunning_knows_holidays(self):
        """Tell whether public holidays are known, or weekends only."""
        self.dunning_knows_holidays = bool(library())

    @api.depends("company_id")
    def _compute_dunning_root_id(self):
        for settings in self:
            settings.dunning_root_id = settings.company_id.root_id

    def action_dunning_bank_is_up_to_date(self):
        """Note that the books hold all that the bank knows today."""
        return self.company_id.root_id.action_dunning_bank_is_up_to_date()

    def action_dunning_go_live(self):
        """Open a preview of today: approving it is how a company goes live."""
        return self.env["dunning.run"]._action_first_preview(self.company_id.root_id)
