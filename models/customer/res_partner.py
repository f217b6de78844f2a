"""Customers: their dunning situation on the partner form, and what happens to it when partners are merged."""

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ..shared.compat import forget_cached


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_profile_id = fields.Many2one(
        "dunning.profile", compute="_compute_dunning_figures", compute_sudo=True,
        groups="account_dunning.group_dunning_contributor",
    )  # fmt: skip
    dunning_plan_id = fields.Many2one(
        "dunning.plan", compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_user"
    )
    dunning_currency_id = fields.Many2one(
        "res.currency", compute="_compute_dunning_currency_id", groups="account_dunning.group_dunning_user"
    )
    dunning_amount_due = fields.Monetary(
        string="Open", compute="_compute_dunning_figures", compute_sudo=True, currency_field="dunning_currency_id",
        groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_amount_overdue = fields.Monetary(
        string="Overdue, Credits Deducted", compute="_compute_dunning_figures", compute_sudo=True, currency_field="dunning_currency_id",
        groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_oldest_days = fields.Integer(
        string="Oldest Overdue (days)", compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_user"
    )
    dunning_next_step_id = fields.Many2one(
        "dunning.plan.step", compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_user"
    )
    dunning_next_date = fields.Date(compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_user")
    dunning_status_reason = fields.Char(
        string="Why", compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_user"
    )
    dunning_action_ids = fields.One2many(
        "dunning.action", "partner_id", string="Dunning Actions", groups="account_dunning.group_dunning_user"
    )
    dunning_action_count = fields.Integer(
        compute="_compute_dunning_action_count", groups="account_dunning.group_dunning_user"
    )

    dunning_promise_kept_ratio = fields.Float(
        string="Promises Kept", compute="_compute_dunning_promise_kept_ratio", search="_search_dunning_promise_kept_ratio",
        groups="account_dunning.group_dunning_user",
        help="Of the amounts promised whose day has passed, the share that came in in time (1: all). For filters of plans.",
    )  # fmt: skip
    dunning_banner = fields.Char(compute="_compute_dunning_banner", compute_sudo=True, groups="account_dunning.group_dunning_contributor")

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_history(self):
        """Keep what was sent and answered: the database would delete it along with the customer."""
        profiles = self.env["dunning.profile"].sudo().with_context(active_test=False)
        profiles.search([("partner_id", "in", self.ids)])._check_no_history()

    def write(self, vals):
        """Keep what was said with the items when it changes who owes them; forget the day of a company that moved."""
        owed = self._dunning_find_owed() if {"parent_id", "is_company"} & vals.keys() else None
        written = super().write(vals)
        if owed is not None:
            self._dunning_follow_items(owed)
        if ("tz" in vals or "country_id" in vals) and self.sudo().ref_company_ids:
            forget_cached(self.env)  # a company's time zone is its contact's
        return written

    @api.depends_context("company")
    def _compute_dunning_currency_id(self):
        self.dunning_currency_id = self.env.company.root_id.currency_id

    @api.depends_context("company", "lang", "uid", "allowed_company_ids")
    def _compute_dunning_figures(self):
        company = self.env.company.root_id
        Profile = self.env["dunning.profile"].sudo()
        partners = self._origin.commercial_partner_id
        found_profiles = Profile.search([("partner_id", "in", partners.ids), ("company_id", "=", company.id)])
        # salespeople read the profiles of their own customers only
        readable = found_profiles.sudo(False)._filtered_access("read").sudo()
        profiles = {profile.partner_id: profile for profile in readable}
        figures = Profile._figures_of_partners(partners, company)
        for partner in self:
            commercial = partner._origin.commercial_partner_id
            found = figures.get(commercial.id, Profile._no_figures())
            partner.dunning_profile_id = profiles.get(commercial, Profile)
            partner.dunning_plan_id = found["plan_id"]
            partner.dunning_amount_due = found["amount_due"]
            partner.dunning_amount_overdue = found["amount_overdue"]
            partner.dunning_oldest_days = found["oldest_days"]
            partner.dunning_next_step_id = found["next_step_id"]
            partner.dunning_next_date = found["next_date"]
            partner.dunning_status_reason = found["status_reason"]

    def _compute_dunning_action_count(self):
        counts = dict(
            self.env["dunning.action"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.dunning_action_count = counts.get(partner.commercial_partner_id, 0)

    def _compute_dunning_promise_kept_ratio(self):
        profiles = self.env["dunning.profile"].search(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id)]
        )
        ratios = {profile.partner_id: profile.promise_kept_ratio for profile in profiles}
        for partner in self:
            partner.dunning_promise_kept_ratio = ratios.get(partner.commercial_partner_id, 0.0)

    def _search_dunning_promise_kept_ratio(self, operator, value):
        """Only customers whose promises were judged have a ratio: the others are never found."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        query = SQL(
            "SELECT kept.partner_id FROM (%s) AS kept WHERE kept.company_id = %s AND kept.kept_ratio %s %s",
            self.env["dunning.profile"]._sql_kept_ratio(), self.env.company.root_id.id, SQL(operator), value,
        )  # fmt: skip
        return [("commercial_partner_id", "in", query)]

    def action_open_dunning_profile(self):
        """Open the customer's dunning profile, made on the spot when there is none yet."""
        self.ensure_one()
        profile = self.env["dunning.profile"]._get_or_create(self, self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dunning"),
            "res_model": "dunning.profile",
            "res_id": profile.id,
            "view_mode": "form",
        }

    def action_open_dunning_actions(self):
        """Open the customer's dunning actions."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dunning"),
            "res_model": "dunning.action",
            "view_mode": "list,kanban,form",
            "domain": [("partner_id", "in", self.commercial_partner_id.ids)],
        }

    def action_dunning_remind(self):
        """Open the dialogue of a one-off reminder about all that this customer owes."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind Now"),
            "res_model": "dunning.remind.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    def _merge_method(self, destination, source):
        """Consolidate the profiles when Enterprise's data cleaning merges partners."""
        source._dunning_merge_into(destination)
        return super()._merge_method(destination, source)

    def _dunning_merge_into(self, destination):
        """Consolidate the dunning profiles before partners are merged, which allows one only (rule of one profile).

        A customer that is merged into the contact of another becomes a contact of that one.

        :param destination: ``res.partner`` that stays
        """
        customer = destination.commercial_partner_id
        if customer != destination and customer not in self:
            owed = self._dunning_find_owed()
            for partner in self._dunning_with_history():
                ids = [item for item, owner in owed.items() if owner == partner.id]
                partner._dunning_carry_to(customer, self.env["account.move.line"].sudo().browse(ids))
            return
        self.env["dunning.profile"].sudo().with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        )._merge_into(destination)
        self.env.flush_all()

    @api.depends_context("company", "lang", "uid")
    def _compute_dunning_banner(self):
        """Say in one line what is overdue; nothing about customers of others."""
        for partner in self:
            profile = partner.dunning_profile_id  # of a customer of others it is empty
            if not profile or partner.dunning_amount_overdue <= 0:
                partner.dunning_banner = False
                continue
            partner.dunning_banner = self.env._(
                "%(amount)s overdue, the oldest for %(days)s days – %(next)s",
                amount=formatLang(self.env, partner.dunning_amount_overdue, currency_obj=profile.currency_id),
                days=partner.dunning_oldest_days,
                next=partner.dunning_status_reason or "",
            )

    def action_dunning_add_information(self):
        """Open the dialogue that adds field information about this customer."""
        self.ensure_one()
        return self.env["dunning.profile"]._get_or_create(self, self.env.company).action_add_information()

    def action_dunning_dispute(self):
        """Open the dialogue that opens disputes about this customer's invoices."""
        self.ensure_one()
        return self.env["dunning.dispute.wizard"]._open_dispute_wizard(self)
