"""The dunning profile of one customer in one root company: plan, people, contacts and behaviour."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..delivery.dunning_action_worker import IN_FLIGHT
from ..shared import evidence
from ..shared.activities import find_present
from ..shared.channels import ROLES, SEGMENTS
from ..shared.question import Question
from ..shared.reference_access import check_references
from ..shared.roles import check_collector
from .dunning_debtor_pattern import DEBTOR_CLASSES

PAYER_TYPES = [
    ("unknown", "Not known yet"),
    ("prompt", "Prompt"),
    ("negligent", "Negligent"),
    ("forgot", "Forgets"),
    ("unreachable", "Unreachable"),
    ("contests", "Contests"),
    ("slow_approval", "Slow approval circuit"),
    ("difficulty", "In difficulty"),
]

# Profiles created at a time by a run.
PROFILES_PER_BATCH = 1000

# What people without collector's rights may write on their own customers' profiles.
CONTRIBUTED_FIELDS = {"note", "message_follower_ids", "activity_ids", "message_main_attachment_id"}


class DunningProfile(models.Model):
    _name = "dunning.profile"
    _description = "Dunning Profile"
    _inherit = ["dunning.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "partner_id, id"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _given_once = frozenset({"company_id", "partner_id"})
    _owner_fields = frozenset({"collector_id", "deputy_id", "own_salesperson_id"})

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    plan_id = fields.Many2one(
        "dunning.plan", string="Own Plan", tracking=True, index="btree_not_null", check_company=True,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Given by hand. Empty: the plan follows from the segment, the plans' filters or the company's default.",
    )  # fmt: skip
    effective_plan_id = fields.Many2one("dunning.plan", string="Plan", compute="_compute_effective_plan")
    plan_origin = fields.Char(compute="_compute_effective_plan", help="Why the customer has this plan.")
    segment = fields.Selection(SEGMENTS, default="standard", tracking=True)
    size = fields.Selection(
        [("micro", "Micro"), ("small", "Small"), ("medium", "Medium"), ("large", "Large"), ("public", "Public sector")]
    )
    debtor_class = fields.Selection(
        DEBTOR_CLASSES, compute="_compute_debtor_class", store=True, readonly=False, required=True, precompute=True,
        help="Decides what may be claimed: late-payment penalties and the €40 indemnity never from consumers.",
    )  # fmt: skip
    payer_type = fields.Selection(PAYER_TYPES, default="unknown", tracking=True)
    collector_id = fields.Many2one("res.users", tracking=True, index="btree_not_null")
    deputy_id = fields.Many2one("res.users")
    own_salesperson_id = fields.Many2one("res.users", string="Salesperson for Dunning")
    salesperson_id = fields.Many2one(
        "res.users", compute="_compute_salesperson_id", inverse="_inverse_salesperson_id",
        search="_search_salesperson_id",
    )  # fmt: skip

    invoice_contact_id = fields.Many2one("res.partner", string="Invoice Reception")
    approval_contact_id = fields.Many2one("res.partner", string="Approval")
    payment_contact_id = fields.Many2one("res.partner", string="Payment")
    legal_contact_id = fields.Many2one("res.partner", string="Legal Representative")
    no_statement = fields.Boolean(
        string="No Monthly Statement", tracking=True, help="Leave this customer out of the monthly statements of account."
    )
    statement_group = fields.Boolean(
        string="Statement for the Group",
        help="The monthly statement covers the customers whose parent company this customer is; they get none of their own.",
    )
    statement_ids = fields.One2many("dunning.statement", "profile_id")
    note = fields.Text(string="Field Information", help="Facts useful to collect; no health, family or opinion.")

    may_edit = fields.Boolean(compute="_compute_may_edit", help="Whether the user may change the strategy, not only add facts.")
    hold_ids = fields.One2many("dunning.hold", compute="_compute_hold_ids")
    action_ids = fields.One2many("dunning.action", "profile_id")
    action_count = fields.Integer(compute="_compute_action_count")
    amount_due = fields.Monetary(compute="_compute_figures", help="All open items less credits (company currency).")
    amount_overdue = fields.Monetary(
        string="Overdue, Credits Deducted", compute="_compute_figures", search="_search_amount_overdue",
        help="Open items past due less the credits that cover them, today, of the companies chosen at the top. The aged balance "
             "and the dashboard's Overdue count before credits.",
    )  # fmt: skip
    amount_credit = fields.Monetary(
        string="Credits Not Allocated", compute="_compute_figures", help="Credit notes and payments not yet allocated."
    )
    oldest_days = fields.Integer(string="Oldest Overdue (days)", compute="_compute_figures")
    next_step_id = fields.Many2one("dunning.plan.step", compute="_compute_figures")
    next_date = fields.Date(compute="_compute_figures")
    status_reason = fields.Char(string="Why", compute="_compute_figures")
    last_contact_date = fields.Date(compute="_compute_figures")

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "This customer already has a dunning profile in this company."
    )

    def write(self, vals):
        """Salespeople and after-sales add what they know; the strategy is the collectors'.

        :raises AccessError: a contributor writes anything but field information
        """
        foreign = vals.keys() - CONTRIBUTED_FIELDS
        if foreign:
            sentence = self.env._("You can add information about your customers; only collectors change their dunning.")
            check_collector(self.env, sentence)
        check_references(self, vals)
        before = {profile: profile.debtor_class for profile in self} if "debtor_class" in vals else {}
        result = super().write(vals)
        if before:
            self._note_class(vals)
            self.filtered(lambda profile: profile.debtor_class != before[profile])._follow_class()
        return result

    @api.depends_context("uid")
    def _compute_may_edit(self):
        self.may_edit = self.env.user.has_group("account_dunning.group_dunning_user")

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name or ""

    @api.depends("own_salesperson_id", "partner_id.user_id")
    def _compute_salesperson_id(self):
        for profile in self:
            profile.salesperson_id = profile.own_salesperson_id or profile.partner_id.user_id

    def _inverse_salesperson_id(self):
        for profile in self:
            profile.own_salesperson_id = profile.salesperson_id - profile.partner_id.user_id

    def _search_salesperson_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            "|",
            ("own_salesperson_id", "in", value),
            "&",
            ("own_salesperson_id", "=", False),
            ("partner_id.user_id", "in", value),
        ]

    def _compute_hold_ids(self):
        holds = self.env["dunning.hold"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "active"),
            ]
        )
        for profile in self:
            profile.hold_ids = holds.filtered(
                lambda hold, profile=profile: (
                    hold.partner_id == profile.partner_id and hold.company_id == profile.company_id
                )
            )

    def _compute_action_count(self):
        counts = dict(
            self.env["dunning.action"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
        )
        for profile in self:
            profile.action_count = counts.get(profile, 0)

    def _contact_for(self, role):
        """Return the contact that holds a role, empty when nobody was named, or who was has left or works elsewhere now.

        :param str role: one of ``payment``, ``invoice``, ``approval``, ``legal``
        """
        self.ensure_one()
        assert role in dict(ROLES)
        person = self[f"{role}_contact_id"]
        return person.filtered(lambda one: one.active and one.commercial_partner_id == self.partner_id)

    def _find_in_charge(self, *first):
        """Return who acts for a customer: of those meant, the first who still works in the company.

        Who is meant comes first, then the collector (his deputy, when he is gone), the company's collector; when all of
        these are gone, the credit manager.

        :param first: ``res.users`` who are meant before the collector
        :return: ``res.users``, empty when nobody is named or there
        """
        self.ensure_one()
        company = self.company_id.sudo()
        people = [*first, self.collector_id, self.collector_id and self.deputy_id, company.dunning_collector_id]
        if any(people):
            people.append(company.dunning_manager_id)
        return next((user for user in people if user and find_present(user, company)), self.env["res.users"])

    @api.model
    def _get_or_create(self, partners, company):
        """Return the profiles of customers in a root company, creating the missing ones in one batch.

        :param partners: ``res.partner``; contacts count for their commercial entity
        :param company: ``res.company``, a branch counts for its root
        :return: ``dunning.profile``, one for each commercial entity
        :raises AccessError: the user does not work in the company
        """
        partners = partners.commercial_partner_id
        company = company.root_id
        # Said before profiles that the user cannot see are taken for missing ones.
        if not self.env.su and company not in self.env.user.company_ids.root_id:
            raise AccessError(self.env._("You do not work in this company."))
        profiles = self.with_context(active_test=False).search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        )
        missing = partners - profiles.partner_id
        return profiles + self.with_context(tracking_disable=True)._create_alone(
            [{"partner_id": partner.id, "company_id": company.id} for partner in missing]
        )

    @api.model
    def _create_missing(self, company, today):
        """Give each customer with something overdue a profile, so that the list shows those nobody can contact too.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT item.partner_id
                  FROM (%s) AS item
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %s
                 WHERE profile.id IS NULL AND item.residual_currency > 0 AND item.due < %s
                 ORDER BY 1
                """,
                self.env["dunning.engine"]._sql_item(Question(company, today)),
                company.id,
                today,
            )
        )
        partners = [row[0] for row in rows]
        for start in range(0, len(partners), PROFILES_PER_BATCH):
            self._get_or_create(self.env["res.partner"].browse(partners[start : start + PROFILES_PER_BATCH]), company)
            if start + PROFILES_PER_BATCH < len(partners):  # the customers just read would fill the memory
                self.env.invalidate_all()

    def _merge_into(self, destination, as_one=True):
        """Consolidate these profiles into the one of another customer, before the partners are merged.

        What the destination does not know yet is taken over; actions and notes follow; nothing of the
        history is lost.

        :param destination: ``res.partner`` that stays
        :param bool as_one: both are the same customer: how one is treated goes for all of it; else only what was noted is
            taken over
        """
        for profile in self.sorted("id"):
            target = self.sudo().search(
                [("partner_id", "=", destination.id), ("company_id", "=", profile.company_id.id)]
            )
            if not target:
                profile.sudo().partner_id = destination
                continue
            kept = {
                name: profile[name].id if profile._fields[name].type == "many2one" else profile[name]
                for name in (self._merged_fields() if as_one else ("note",))
                if profile[name] and not target[name]
            }
            if as_one and target.segment == "standard" and profile.segment != "standard":
                kept["segment"] = profile.segment
            if as_one and target.payer_type == "unknown":
                kept["payer_type"] = profile.payer_type
            target.write(kept)
            profile._cancel_twins(target)
            profile.action_ids.with_context(dunning_evidence=evidence.WRITER).write(
                {"profile_id": target.id, "partner_id": destination.id}
            )
            target._take_claims(profile)
            target._take_cases(profile)
            statements = profile.statement_ids.with_context(dunning_evidence=evidence.WRITER)
            # both may have had the statement of a month
            months = set(target.statement_ids.mapped("period")) - {False}
            statements.filtered(lambda one, months=months: one.period in months).write({"period": False})
            statements.write({"profile_id": target.id})
            history = self.env["mail.message"].sudo().search([("model", "=", self._name), ("res_id", "=", profile.id)])
            evidence.as_writer(history).write({"res_id": target.id})
            documents = self.env["ir.attachment"].sudo().search([("res_model", "=", self._name), ("res_id", "=", profile.id)])
            evidence.as_writer(documents).write({"res_id": target.id})
            profile.with_context(dunning_evidence=evidence.WRITER).unlink()

    def _cancel_twins(self, target):
        """Cancel what waits for a customer who becomes one with another for whom the same waits: one contact (rule 6).

        The items come back with the next run, and join the message that is left while it is open.

        :param target: ``dunning.profile`` that stays
        """
        open_actions = target.action_ids._keep_open_ones().filtered(lambda action: not action.group_key)
        twins = self.action_ids._keep_open_ones().filtered(
            lambda action: not action.group_key
            and action.channel in open_actions.mapped("channel")
            and action.delivery_status not in IN_FLIGHT
        )
        twins._cancel_actions("merged")

    @api.model
    def _merged_fields(self):
        return (
            "plan_id", "size", "collector_id", "deputy_id", "own_salesperson_id", "invoice_contact_id",
            "approval_contact_id", "payment_contact_id", "legal_contact_id", "note", "no_statement", "statement_group",
            "dispute_days", "needs_order_reference", "credit_blocked_on", "credit_blocked_by_id", "credit_block_reason",
            "credit_block_source",
        )  # fmt: skip

    def unlink(self):
        """Keep the history; asked before the messages go, which core deletes first.

        :raises UserError: it is part of the history
        """
        self.check_access("unlink")
        self._check_no_history()
        return super(DunningProfile, evidence.as_writer(self)).unlink()

    def _check_no_history(self):
        """Refuse to delete customers of dunning to whom something was sent or who answered.

        :raises UserError: with the first of them
        """
        with_history = self.with_context(active_test=False).sudo().filtered(
            lambda profile: profile.action_ids or profile.reply_ids or "sent" in profile.statement_ids.mapped("state")
        )
        evidence.check_deletion(
            with_history,
            self.env._(
                "%s has a dunning history: archive the profile instead of deleting it.", with_history[:1].display_name
            ),
        )
