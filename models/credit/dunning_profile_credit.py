"""Credit on the customer's page: exposure, limit, what stands against a new order and what would lift it; a person's block."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..shared.company_day import company_day
from ..shared.roles import check_collector
from .credit_status import STATUSES, Credit, judge

# Who may read what any customer owes.
SEES_ALL = ("account_dunning.group_dunning_user", "account.group_account_readonly", "account.group_account_invoice")


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    credit_exposure = fields.Monetary(
        string="Exposure", compute="_compute_credit",
        help="Receivables, drafts, bills and orders less credits, all branches (company currency).",
    )  # fmt: skip
    credit_limit = fields.Monetary(compute="_compute_credit")
    credit_available = fields.Monetary(string="Available", compute="_compute_credit", help="Negative above the limit.")
    credit_status = fields.Selection(STATUSES, string="Credit", compute="_compute_credit")
    credit_text = fields.Text(string="What It Means", compute="_compute_credit")
    credit_blocked_on = fields.Date(string="Blocked On", readonly=True, copy=False, tracking=True)
    credit_blocked_by_id = fields.Many2one("res.users", string="Blocked By", readonly=True, copy=False)
    credit_block_reason = fields.Char(string="Blocked Because", readonly=True, copy=False)

    @api.depends("segment", "credit_blocked_on")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_credit(self):
        for company, profiles in self.grouped("company_id").items():
            credits = self.env["dunning.exposure"].sudo()._read_credit(company, profiles.partner_id) if company else {}
            shows_amounts = bool(company) and self._shows_whole_company(company)
            for profile in profiles:
                credit = credits.get(profile.partner_id.id, Credit())
                judgement = judge(credit, digits=company.currency_id.decimal_places or 2)
                profile.credit_status = judgement.code
                profile.credit_exposure = judgement.total if shows_amounts else 0.0
                profile.credit_limit = credit.limit or 0.0
                profile.credit_available = self._available_told(credit, judgement) if shows_amounts else 0.0
                profile.credit_text = self._explain_credit(company, credit) if company else False

    @api.model
    def _available_told(self, credit, judgement):
        """Return what may still be sold: to people who may not know of the whole group by the customer's own limit alone."""
        if credit.group_limit is None or any(self.env.user.has_group(group) for group in SEES_ALL):
            return judgement.available
        return credit.limit - judgement.total if credit.limit is not None else 0.0

    @api.model
    def _shows_whole_company(self, company):
        """Tell whether the user may see amounts of all branches of a main company: an exposure is of all of them."""
        companies = company._dunning_own_companies()
        return companies == company._dunning_companies()

    @api.model
    def _tells_amounts(self, company, customer):
        """Tell whether the user may read what a customer owes: collectors and accountants, and its own salesperson.

        A customer without salesperson is everybody's who sells.

        :param company: root ``res.company``
        :param customer: commercial ``res.partner``
        """
        user = self.env.user
        if any(user.has_group(group) for group in SEES_ALL):
            return True
        profile = self.sudo().search([("partner_id", "=", customer.id), ("company_id", "=", company.id)])
        salesperson = profile.salesperson_id or customer.sudo().user_id
        return not salesperson or salesperson == user

    @api.model
    def _explain_credit(self, company, credit, extra=0.0, customer=None):
        """Return what a customer's credit means and what would lift what stands against it, one sentence a line.

        :param company: root ``res.company``
        :param Credit credit: as ``dunning.exposure._read_credit`` returns it
        :param float extra: amount of an order that is not in the exposure yet, company currency
        :param customer: commercial ``res.partner``, where no record rule has said yet that the user may know of it
        :return: str, empty where no limit was granted and nobody blocked
        """
        judgement = judge(credit, extra, company.currency_id.decimal_places)
        if judgement.code == "none":
            return ""
        label = dict(self._fields["credit_status"]._description_selection(self.env))[judgement.code]
        if not self._shows_whole_company(company):
            if company._dunning_companies() <= self.env.user.company_ids:
                return self.env._("Credit: %s. Switch on all branches in the company menu to see the amounts.", label)
            return self.env._("Credit: %s. The amounts are those of all branches, which you do not see.", label)
        if customer and not self._tells_amounts(company, customer):
            return self.env._("%s. The customer's salesperson and collector know the amounts.", label)

        def money(amount):
            return formatLang(self.env, amount, currency_obj=company.currency_id)

        lines = [credit.block_text if judgement.code == "blocked" else ""]
        lines += [self._limit_sentence(credit, judgement, extra, money), self._group_sentence(credit, judgement, money)]
        if credit.late_amount > 0:
            lines.append(self._late_sentence(credit, money))
        if judgement.code in ("over", "late", "blocked"):
            lines.append(self._lifting_sentence(credit, judgement, money))
        return "\n".join(filter(None, lines))

    def _limit_sentence(self, credit, judgement, extra, money):
        if credit.limit is None:
            return ""
        words = {"total": money(judgement.total), "limit": money(credit.limit), "order": money(extra)}
        if extra and judgement.is_own_over:
            return self.env._("With this order (%(order)s) %(total)s would be owed, above the limit of %(limit)s.", **words)
        if extra:
            return self.env._("With this order (%(order)s) %(total)s would be owed, within the limit of %(limit)s.", **words)
        if judgement.is_own_over:
            return self.env._("Exposure %(total)s, above the limit of %(limit)s.", **words)
        return self.env._("Exposure %(total)s, within the limit of %(limit)s.", **words)

    def _group_sentence(self, credit, judgement, money):
        """Return what the group owes beside its limit; its amounts are told to people who may know of all customers."""
        if credit.group_limit is None:
            return ""
        words = {"group": credit.group_name, "total": money(judgement.group_total), "limit": money(credit.group_limit)}
        if not any(self.env.user.has_group(group) for group in SEES_ALL):
            above, within = self.env._("Its group is above its limit."), self.env._("Its group is within its limit.")
            return above if judgement.is_group_over else within
        if judgement.is_group_over:
            return self.env._("Group %(group)s: %(total)s owed by all its companies, above its limit of %(limit)s.", **words)
        return self.env._("Group %(group)s: %(total)s owed by all its companies, within its limit of %(limit)s.", **words)

    def _late_sentence(self, credit, money):
        words = {"amount": money(credit.late_amount), "days": credit.late_days, "most": credit.days}
        if credit.days and credit.late_days > credit.days:
            return self.env._("%(amount)s late, the oldest for %(days)s days: more than the %(most)s allowed.", **words)
        return self.env._("%(amount)s late, the oldest for %(days)s days.", **words)

    def _lifting_sentence(self, credit, judgement, money):
        knows_group = any(self.env.user.has_group(group) for group in SEES_ALL)
        # what is missing to the group's limit tells what the others of the group owe
        tells = knows_group or not judgement.is_group_over
        ways = [self.env._("a payment of %s", money(judgement.pay)) if tells else self.env._("payments of the group")]
        if judgement.code == "over":
            ways += [self.env._("a limit of %s or more", money(judgement.total))] if judgement.is_own_over else []
            if judgement.is_group_over:
                more = self.env._("a limit of %s or more for the group", money(judgement.group_total))
                ways.append(more if knows_group else self.env._("a higher limit for the group"))
        elif judgement.code == "late":
            ways.append(self.env._("a limit that allows %s days", credit.late_days))
        else:
            ways.append(self.env._("a collector who lifts the block"))
        return self.env._("What would lift it: %s.", self.env._(", or ").join(ways))

    # -- a person's block --------------------------------------------------------------------------

    def action_credit_block(self):
        """Open the dialogue in which a person blocks new orders of a customer, with a reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Block New Orders"),
            "res_model": "dunning.credit.block.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def _block_credit(self, reason):
        """Block new orders while something undisputed is late, in the name of the user.

        :param str reason: why; it is shown to salespeople
        :raises AccessError: the user is no collector
        :raises UserError: nothing is late, or it is blocked already
        """
        self.ensure_one()
        self._check_blocks_credit()
        if self.credit_blocked_on:
            raise UserError(self.env._("Blocked already, by %s.", self.credit_blocked_by_id.name))
        credit = self.env["dunning.exposure"].sudo()._read_credit(self.company_id, self.partner_id)[self.partner_id.id]
        if self.currency_id.compare_amounts(credit.late_amount, 0) <= 0:
            raise UserError(self.env._("Nothing undisputed is late: there is no ground for a block."))
        self.sudo().write(
            {"credit_blocked_on": company_day(self, self.company_id), "credit_blocked_by_id": self.env.uid, "credit_block_reason": reason,
             "credit_block_source": self._name_block_source()}
        )
        self.sudo()._message_log(body=self.env._("New orders blocked by %(user)s: %(why)s", user=self.env.user.name, why=reason))
        self._note_standing(self.company_id, self.partner_id)

    def action_credit_unblock(self):
        """Lift the block of new orders."""
        self._check_blocks_credit()
        for profile in self.filtered("credit_blocked_on"):
            profile._lift_credit_block(self.env._("Block of new orders lifted by %s.", self.env.user.name))
            profile._note_standing(profile.company_id, profile.partner_id)
        return True

    def _check_blocks_credit(self):
        self.check_access("write")
        check_collector(self.env, self.env._("Only collectors block new orders and lift the block."))

    def _lift_credit_block(self, words):
        """Lift a block and say why in the history."""
        self.ensure_one()
        profile = self.sudo()
        profile.write(
            {"credit_blocked_on": False, "credit_blocked_by_id": False, "credit_block_reason": False, "credit_block_source": False}
        )
        profile._message_log(body=words)

    @api.model
    def _lift_groundless_blocks(self, company):
        """Lift the blocks of customers of whom nothing undisputed is late any more.

        It stands against no order from the moment of the payment on (``credit_status.judge``); here it is taken away.

        :param company: root ``res.company``
        """
        blocked = self.search([("company_id", "=", company.id), ("credit_blocked_on", "!=", False)])
        credits = self.env["dunning.exposure"]._read_credit(company, blocked.partner_id)
        for profile in blocked:
            if company.currency_id.compare_amounts(credits[profile.partner_id.id].late_amount, 0) <= 0:
                day = format_date(self.env, profile.credit_blocked_on)
                profile._lift_credit_block(self.env._("Nothing is late any more: block of %s lifted.", day))

    # -- windows -----------------------------------------------------------------------------------

    def action_ask_credit(self):
        """Open the dialogue in which a limit is asked for."""
        self.ensure_one()
        return self.env["dunning.credit.request"]._open_new_request(self.partner_id, self.company_id)

    def action_open_credit_limits(self):
        """Open the limits of this customer, past ones included."""
        self.ensure_one()
        return self._open_credit_records("account_dunning.action_dunning_credit_limit")

    def action_open_credit_requests(self):
        """Open what was asked for this customer."""
        self.ensure_one()
        return self._open_credit_records("account_dunning.action_dunning_credit_request")

    def action_open_exposure(self):
        """Open what the exposure of this customer is made of."""
        self.ensure_one()
        return self._open_credit_records("account_dunning.action_dunning_credit_exposure")

    def _open_credit_records(self, name):
        action = self.env["ir.actions.actions"]._for_xml_id(name)
        domain = [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        context = {"default_partner_id": self.partner_id.id, "default_company_id": self.company_id.id}
        return {**action, "domain": domain, "context": context}
