"""A request for a credit limit: who asks, who decides by the chain of authorities, and the answer that the asker gets.

    open → granted (a limit), refused, withdrawn
"""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..shared import evidence
from ..shared.activities import create_tasks, drop_tasks, find_present, make_task_vals
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from .dunning_credit_limit import BESIDE

ACTIVITY = "account_dunning.mail_activity_type_credit"
TEMPLATE = "account_dunning.mail_template_credit_decision"

STATES = [("open", "To decide"), ("granted", "Limit granted"), ("refused", "Refused"), ("withdrawn", "Request withdrawn")]
ASKERS = [("sales", "Sales"), ("collector", "Collections"), ("system", "System")]

# For people who write the text of the answer without programming rights.
MESSAGE_FIELDS = ("customer_name", "company_name", "asked_text", "decision_text", "decision_reason", "decider_name", "lang")


class DunningCreditRequest(models.Model):
    _name = "dunning.credit.request"
    _description = "Credit Request"
    _inherit = ["dunning.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _rec_names_search = ["partner_id", "reason"]
    _mail_post_access = "read"
    _given_once = frozenset({"company_id", "partner_id", "amount", "days", "date_until", "is_for_group", "reason", "asked_by_id"})
    _author_fields = frozenset({"asked_by_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    amount = fields.Monetary(string="Asked For", help="The limit that is asked for, company currency.")
    days = fields.Integer(string="Latest (days)", help="How late the oldest invoice may be. 0: the limit does not say.")
    date_until = fields.Date(string="Until", help="For a temporary limit. Empty: standing.")
    is_for_group = fields.Boolean(
        string="For Its Whole Group", help="A limit for this company and all companies below it together: ask for the parent company."
    )
    reason = fields.Text(required=True, help="Why, and what you know: order, prospects, guarantees. Attach documents below.")
    asked_by_id = fields.Many2one("res.users", required=True, index=True, default=lambda self: self.env.user)
    asker_kind = fields.Selection(ASKERS, string="From", compute="_compute_asker_kind", store=True)
    asked_on = fields.Date(readonly=True, copy=False)
    exposure = fields.Monetary(readonly=True, copy=False, groups="account_dunning.group_dunning_user", help="When it was asked.")
    limit_before = fields.Monetary(
        readonly=True, copy=False, groups="account_dunning.group_dunning_user", help="When it was asked."
    )
    reviewed_limit_id = fields.Many2one(
        "dunning.credit.limit", string="Reviews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    decider_id = fields.Many2one("res.users", string="To Be Decided By", readonly=True, copy=False, index="btree_not_null")
    may_decide = fields.Boolean(compute="_compute_may_decide")
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True, tracking=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    decision_reason = fields.Text(readonly=True, copy=False)
    limit_id = fields.Many2one(
        "dunning.credit.limit", string="Limit Granted", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    lang = fields.Char(compute="_compute_texts")
    customer_name = fields.Char(compute="_compute_texts")
    company_name = fields.Char(compute="_compute_texts")
    asked_text = fields.Char(compute="_compute_texts")
    decision_text = fields.Char(compute="_compute_texts")
    decider_name = fields.Char(compute="_compute_texts")

    _amount_not_negative = models.Constraint("CHECK(amount >= 0 AND days >= 0)", "A limit and its days cannot be negative.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("asked_by_id")
    def _compute_asker_kind(self):
        for request in self:
            asker = request.asked_by_id
            if not asker or asker._is_superuser():
                request.asker_kind = "system"
            else:
                request.asker_kind = "collector" if asker.has_group("account_dunning.group_dunning_user") else "sales"

    @api.depends("partner_id", "amount")
    def _compute_display_name(self):
        for request in self:
            amount = formatLang(self.env, request.amount, currency_obj=request.currency_id)
            request.display_name = self.env._(
                "%(customer)s: %(amount)s asked for", customer=request.partner_id.display_name or "", amount=amount
            )

    @api.depends("amount", "state")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        Authority, user = self.env["dunning.credit.authority"], self.env.user
        for request in self:
            mine = request.decider_id == user or user.has_group("account_dunning.group_dunning_manager")
            # refusing takes no authority over the amount, granting does
            request.may_decide = request.state == "open" and (mine or Authority._may_grant(user, request.company_id, request.amount))

    @api.depends("state", "partner_id", "amount", "limit_id", "asked_by_id")
    def _compute_texts(self):
        for request in self:
            company = request.company_id.sudo()
            lang = request._find_answered().lang or company.partner_id.lang or self.env.lang or "en_US"
            local = request.with_context(lang=lang)
            request.lang = lang
            request.customer_name = request.sudo().partner_id.display_name or ""
            request.company_name = company.name or ""
            request.asked_text = formatLang(local.env, request.amount, currency_obj=company.currency_id)
            request.decision_text = local._decision_in_words()
            request.decider_name = request.sudo().decided_by_id.name or ""

    def _decision_in_words(self):
        """Return what was decided in a sentence, in the language of the context."""
        self.ensure_one()
        if self.state == "granted" and self.sudo().limit_id:
            return self.env._("Granted: %s.", self.sudo().limit_id._limit_in_words())
        return {
            "refused": self.env._("Refused."),
            "withdrawn": self.env._("Withdrawn."),
        }.get(self.state, self.env._("Not decided yet."))

    # -- asking ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Keep what was owed when it was asked, and give the task to who decides.

        :raises UserError: the same customer has an open request already
        """
        self.check_access("create")
        if not self._is_addon_writing():
            self._check_given_references(vals_list)
        Partner = self.env["res.partner"]
        whole = [
            vals | {"partner_id": Partner.browse(vals["partner_id"]).sudo().commercial_partner_id.id} if vals.get("partner_id") else vals
            for vals in vals_list
        ]
        requests = super().create(whole)
        requests._check_asked_once()
        for company, asked in requests.grouped("company_id").items():
            asked._note_situation(company)
        requests.sudo()._ask_decider()
        return requests

    @api.model
    def _open_new_request(self, partner, company, **values):
        """Return the action that opens the dialogue of a request.

        :param partner: ``res.partner``, its commercial entity counts
        :param company: ``res.company``, its root counts
        :param values: more values to begin with
        """
        defaults = {"partner_id": partner.commercial_partner_id.id, "company_id": company.root_id.id, **values}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Limit"),
            "res_model": "dunning.credit.request",
            "view_mode": "form",
            "views": [(self.env.ref("account_dunning.view_dunning_credit_request_ask").id, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    def _check_asked_once(self):
        """Refuse a second open request for a customer: the first one is to be decided.

        :raises UserError: with who asked
        """
        for request in self.sudo():
            profile = self.env["dunning.profile"].sudo()._get_or_create(request.partner_id, request.company_id)
            lock_rows(profile)
            same = self.sudo().search(
                [("partner_id", "=", request.partner_id.id), ("company_id", "=", request.company_id.id), ("state", "=", "open"),
                 ("id", "!=", request.id)], limit=1,
            )  # fmt: skip
            if same:
                raise UserError(
                    self.env._(
                        "%(user)s asked for a limit for %(customer)s already: it waits for a decision.",
                        user=same.asked_by_id.name,
                        customer=same.partner_id.display_name,
                    )
                )

    def _note_situation(self, company):
        """Keep what the customers of these requests owe now, and their limits."""
        credits = self.env["dunning.exposure"].sudo()._read_credit(company, self.partner_id)
        for request in self.sudo():
            credit = credits[request.partner_id.id]
            request.write(
                {"exposure": credit.exposure, "limit_before": credit.limit or 0.0, "asked_on": company_day(self, company)}
            )

    def _ask_decider(self):
        """Give each open request to the first in the chain; where nobody is, the asker is told on the record."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        for request in self.filtered(lambda one: one.state == "open"):
            decider = self.env["dunning.credit.authority"]._find_decider(request.company_id, request.amount, request.asked_by_id)
            request.decider_id = decider
            if not decider:
                request._message_log(body=self.env._("Nobody may grant this amount: add somebody under Credit Authorities."))
            elif kind:
                day = company_day(request, request.company_id)
                create_tasks(request, [make_task_vals(request, kind, decider, request._request_summary(), day)])

    @api.model
    def _find_new_deciders(self, company):
        """Ask somebody else about the requests whose decider has left, or that nobody could decide so far.

        :param company: root ``res.company``
        """
        waiting = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        Authority = self.env["dunning.credit.authority"]
        stuck = waiting.filtered(
            lambda one: not find_present(one.decider_id, company) and Authority._find_decider(company, one.amount, one.asked_by_id)
        )
        drop_tasks(stuck)
        stuck._ask_decider()

    def _request_summary(self):
        """Return what is asked, for a task."""
        self.ensure_one()
        return self.env._(
            "%(user)s asks for a limit of %(amount)s",
            user=self.asked_by_id.name, amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
        )  # fmt: skip

    def write(self, vals):
        """What was decided stays.

        :raises UserError: it would change
        """
        if vals.keys() - BESIDE and not self._is_addon_writing() and self.filtered(lambda one: one.state != "open"):
            raise UserError(self.env._("What was decided is not changed: ask anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        evidence.check_deletion(self, self.env._("A credit request is part of the history: withdraw it."))

    # -- deciding ----------------------------------------------------------------------------------

    def action_decide(self):
        """Open the dialogue in which a request is granted or refused."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "dunning.credit.decide.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_withdraw(self):
        """Take requests back: who asked, or a credit manager.

        :raises AccessError: somebody else does
        :raises UserError: it was decided
        """
        self.check_access("read")
        is_manager = self.env.su or self.env.user.has_group("account_dunning.group_dunning_manager")
        if not is_manager and self.filtered(lambda one: one.asked_by_id != self.env.user):
            raise AccessError(self.env._("Only who asked takes a request back."))
        for request in self:
            request._close_request("withdrawn", self.env._("Taken back by %s", self.env.user.name))
        return True

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        return self.partner_id.action_open_dunning_profile()

    def _check_may_decide(self):
        """Refuse deciders whom the chain does not name.

        :raises AccessError: with who decides
        """
        self.check_access("read")
        for request in self:
            if not (self.env.su or request.may_decide or request.state != "open"):
                who = request.sudo().decider_id.name or self.env._("nobody yet")
                raise AccessError(self.env._("This request is decided by %s.", who))

    def _grant_request(self, terms, reason):
        """Grant a request within the authority of the user, who was checked, and tell its asker.

        :param dict terms: values of ``dunning.credit.limit``
        :param str reason: why
        :raises UserError: more than the user's authority, or decided already
        """
        self.ensure_one()
        self.env["dunning.credit.authority"]._check_may_grant(self.company_id, terms["amount"])
        limit = self.env["dunning.credit.limit"].sudo().create(
            {**terms, "company_id": self.company_id.id, "partner_id": self.partner_id.id, "is_for_group": self.is_for_group,
             "reason": reason, "request_id": self.id}
        )  # fmt: skip
        limit._grant_limit()
        self._close_request("granted", reason, limit)
        return limit

    def _close_request(self, state, reason, limit=None):
        """Write down how a request ended, drop its task and tell who asked.

        :param str state: of ``STATES``
        :param str reason: why
        :param limit: ``dunning.credit.limit`` that was granted
        :raises UserError: somebody decided already
        """
        self.ensure_one()
        request = self.sudo()
        lock_rows(request)
        request.invalidate_recordset(["state"])
        if request.state != "open":
            raise UserError(self.env._("This request was decided already, by %s.", request.decided_by_id.name))
        request.write(
            {"state": state, "decided_by_id": self.env.uid, "decided_on": company_day(self, request.company_id),
             "decision_reason": reason, "limit_id": limit.id if limit else False}
        )  # fmt: skip
        drop_tasks(request)
        if state == "refused":
            profile = self.env["dunning.profile"].sudo()._get_or_create(request.partner_id, request.company_id)
            words = self.env._("Credit limit of %(amount)s refused. %(why)s", amount=request.asked_text, why=reason)
            profile._message_log(body=words)
        request._answer_asker()

    def _find_answered(self):
        """Return who gets the answer: who asked; of what the system asked, who is in charge of the customer."""
        self.ensure_one()
        request = self.sudo()
        if request.asked_by_id and not request.asked_by_id._is_superuser():
            return find_present(request.asked_by_id, request.company_id)
        profile = self.env["dunning.profile"].sudo().search(
            [("partner_id", "=", request.partner_id.id), ("company_id", "=", request.company_id.id)]
        )
        return profile._find_in_charge() if profile else self.env["res.users"]

    def _answer_asker(self):
        """Mail the decision to who asked, unless he took it himself; without the shipped text in one plain sentence."""
        self.ensure_one()
        person = self._find_answered().partner_id
        if not person or person == self.env.user.partner_id:
            return
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if template:
            recipients = {"recipient_ids": [Command.set(person.ids)], "email_to": False}
            template.sudo().send_mail(self.id, email_values=recipients)
            return
        words = [self.customer_name, self.decision_text, self.decision_reason or ""]
        self.message_post(body=" ".join(filter(None, words)), partner_ids=person.ids)
