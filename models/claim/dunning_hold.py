"""A hold: the reason why a customer, an invoice or one instalment is not chased, until when, and who said so."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..shared.activities import create_tasks
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_trade

_lt = LazyTranslate(__name__)

# Kinds that end everything that is pending for the customer, not only what is to come.
CANCELLING_KINDS = ("insolvency", "legal", "factor")

# Kinds that say that money is on its way: it may be rejected, or not arrive.
ON_ITS_WAY = ("payment_announced", "direct_debit")

# Disputes and promises are models of their own: each has its amount, its owner or judge, and its end.
KINDS = [
    ("hold", "On hold"),
    ("excluded", "Excluded from dunning"),
    ("payment_announced", "Payment announced"),
    ("direct_debit", "Direct debit or bill submitted"),
    ("payment_plan", "Payment plan"),
    ("reply", "Reply received"),
    ("undelivered", "Invoice not delivered"),
    ("insolvency", "Insolvency proceedings"),
    ("factor", "Assigned to a factor"),
    ("legal", "Handed over to lawyer, bailiff or agency"),
]


class DunningHold(models.Model):
    _name = "dunning.hold"
    _description = "Dunning Hold"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread"]
    _kept_sentence = _lt("A hold is part of the history: end it instead of deleting it.")
    _order = "state, date_end, id desc"
    _check_company_auto = True
    _written_by_addon = frozenset({"state", "outcome"})
    _given_once = frozenset({"company_id", "partner_id", "action_id"})
    _author_fields = frozenset({"user_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        help="Root company: a hold counts for all its branches.",
    )  # fmt: skip
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade", help="Empty: the whole customer."
    )
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", index="btree_not_null", ondelete="set null",
        help="Empty: the whole invoice.",
    )  # fmt: skip
    instalment = fields.Integer(
        string="Instalment Rank", help="Rank of the instalment, to find it again after the invoice was posted anew."
    )
    target = fields.Char(string="What Rests", compute="_compute_target")
    kind = fields.Selection(KINDS, required=True, default="hold", index=True)
    reason = fields.Char(required=True)
    date_start = fields.Date(required=True, default=company_day)
    date_end = fields.Date(string="Until", help="Last day of the hold. Empty: until somebody ends it.")
    review_date = fields.Date(help="Day on which somebody looks again whether the hold is still right.")
    review_asked_on = fields.Date(readonly=True, copy=False, help="Day on which the author was asked to look again.")
    salesperson_id = fields.Many2one(
        "res.users", compute="_compute_salesperson_id", search="_search_salesperson_id",
        help="The customer's salesperson: sees this hold without being a collector.",
    )  # fmt: skip
    user_id = fields.Many2one("res.users", string="Author", required=True, default=lambda self: self.env.user)
    source = fields.Char(help="Where it comes from: a call, a letter, the invoice form…")
    action_id = fields.Many2one("dunning.action", string="From Action", ondelete="set null")
    state = fields.Selection([("active", "Active"), ("ended", "Ended")], default="active", required=True, index=True)
    outcome = fields.Char(help="How it ended.")
    ended_on = fields.Date(readonly=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "A hold cannot end before it starts."
    )

    @api.depends("kind", "partner_id", "move_id", "date_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for hold in self:
            hold.display_name = (
                f"{kinds.get(hold.kind, '')} – {hold._item_number() or hold.partner_id.display_name or ''}"
            )

    def _item_number(self):
        """Return the number of the invoice on hold, of an entry that of the item on hold."""
        item = self.sudo().move_line_id
        return item._dunning_number() if item._dunning_is_numbered() else self.sudo().move_id.name

    @api.depends("move_id", "move_line_id", "instalment")
    @api.depends_context("lang")
    def _compute_target(self):
        for hold in self:
            name = hold._item_number()
            if name and hold.instalment and not hold.sudo().move_line_id._dunning_is_numbered():
                name = self.env._("%(invoice)s, instalment %(rank)s", invoice=name, rank=hold.instalment)
            hold.target = name or self.env._("Whole customer")

    @api.depends("partner_id.user_id", "company_id")
    def _compute_salesperson_id(self):
        profiles = self.env["dunning.profile"].sudo().search([("partner_id", "in", self.partner_id.ids)])
        found = {(profile.partner_id, profile.company_id): profile.salesperson_id for profile in profiles}
        for hold in self:
            hold.salesperson_id = found.get((hold.partner_id, hold.company_id), hold.sudo().partner_id.user_id)

    def _search_salesperson_id(self, operator, value):
        """The profile's own salesperson in the hold's company, else the customer's (as on the profile)."""
        if operator != "in":
            return NotImplemented
        self.env["dunning.profile"].flush_model(["partner_id", "company_id", "own_salesperson_id"])
        self.env["res.partner"].flush_model(["user_id"])
        return [
            (
                "id",
                "in",
                SQL(
                    """
                    SELECT hold.id
                      FROM dunning_hold AS hold
                      JOIN res_partner AS partner ON partner.id = hold.partner_id
                      LEFT JOIN dunning_profile AS profile ON profile.partner_id = hold.partner_id
                                                          AND profile.company_id = hold.company_id
                     WHERE COALESCE(profile.own_salesperson_id, partner.user_id, 0) = ANY(%s)
                    """,
                    [one or 0 for one in value],
                ),
            )
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """Complete what was given, once it is known that the caller may see it.

        :raises AccessError: the caller places no holds, or cannot see what is held
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        for vals in vals_list:
            self._complete_hold_vals(vals)
        holds = super().create(vals_list)
        holds.filtered(lambda hold: hold.kind in CANCELLING_KINDS)._cancel_pending()
        return holds

    @api.model
    def _complete_hold_vals(self, vals):
        """Fill customer, company, instalment and review date of a new hold from what was given."""
        line = self.env["account.move.line"].sudo().browse(vals.get("move_line_id"))
        move = line.dunning_entry_id or self.env["account.move"].sudo().browse(vals.get("move_id"))
        if line:
            vals["move_id"] = line.dunning_entry_id.id
            vals.setdefault("instalment", line._dunning_instalments()[line.id])
        customers = line.partner_id.commercial_partner_id or move._dunning_customers()
        if len(customers) == 1:
            vals.setdefault("partner_id", customers.id)
        if vals.get("partner_id"):
            vals["partner_id"] = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id
        company = self.env["res.company"].browse(vals.get("company_id")) or move.company_id or self.env.company
        vals["company_id"] = company.root_id.id
        if not vals.get("date_end") and not vals.get("review_date"):
            start = fields.Date.to_date(vals.get("date_start")) or company_day(self)
            vals["review_date"] = add_days(start, company.root_id.dunning_review_days)

    @api.constrains("partner_id", "move_id", "move_line_id")
    def _check_same_customer(self):
        for hold in self:
            move = hold.move_id.sudo()
            customers = hold.move_line_id.sudo().partner_id.commercial_partner_id or move._dunning_customers()
            if move and hold.partner_id.commercial_partner_id not in customers:
                raise ValidationError(
                    self.env._(
                        "Invoice %(invoice)s does not belong to %(customer)s.",
                        invoice=move.name,
                        customer=hold.partner_id.display_name,
                    )
                )

    def _cancel_pending(self):
        """Cancel what is still pending for these customers: insolvency and hand-over end amicable dunning."""
        for hold in self:
            domain = [
                ("partner_id", "=", hold.partner_id.id),
                ("company_id", "=", hold.company_id.id),
                ("state", "in", ("todo", "ready", "failed")),
            ]
            if hold.move_id:
                domain.append(("line_ids.move_id", "=", hold.move_id.id))
            self.env["dunning.action"].sudo().search(domain)._cancel_actions(hold.kind)

    def action_end(self, outcome=None):
        """End the holds today; the items are chased again from where they stood.

        :param str outcome: how it ended, in a few words
        """
        self.check_access("write")
        self._end_holds(company_day(self), outcome or self.env._("Ended by %s", self.env.user.name))
        return True

    def action_reject(self):
        """The payment announced or submitted came back: its items are chased again from today.

        :raises UserError: it is another kind of hold
        """
        self.check_access("write")
        if self.filtered(lambda hold: hold.kind not in ON_ITS_WAY):
            raise UserError(self.env._("Only announced payments, direct debits and bills can be rejected."))
        holds = self.filtered(lambda hold: hold.state == "active")
        today = company_day(self)
        holds._end_holds(today, self.env._("Rejected by the bank"))
        holds._say_missing(today, self.env._("Rejected by the bank"))
        return True

    def _say_missing(self, today, what):
        """Give the collectors a task about payments that did not arrive.

        :param date today: deadline of the task
        :param str what: what happened to them
        """
        kind = self.env.ref("account_dunning.mail_activity_type_promise", raise_if_not_found=False)
        for company, holds in self.grouped("company_id").items() if kind else ():
            profiles = self.env["dunning.profile"].sudo()._get_or_create(holds.partner_id, company)
            for profile in profiles:
                own = holds.filtered(lambda hold, profile=profile: hold.partner_id == profile.partner_id)
                names = ", ".join(own.mapped("display_name"))
                text = self.env._("%(what)s: %(payments)s", what=what, payments=names)
                profile._ask_people(kind, lambda _profile, text=text: text, today)

    def _filter_unpaid(self, today):
        """Return those of these holds of which something is still open, for a whole customer: overdue."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT hold.id
                  FROM dunning_hold AS hold
                  JOIN res_partner AS customer ON customer.commercial_partner_id = hold.partner_id
                  JOIN account_move_line AS line ON line.partner_id = customer.id
                       AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
                       AND (hold.move_id IS NULL AND %s < %s OR line.move_id = hold.move_id)
                       AND (hold.move_line_id IS NULL OR line.id = hold.move_line_id)
                  JOIN account_account AS account ON account.id = line.account_id AND %s
                 WHERE hold.id = ANY(%s)
                """,
                sql_due(),
                today,
                sql_trade(),
                self.ids,
            )
        )
        return self.browse(row[0] for row in rows)

    def _copy_to_items(self, customer, items):
        """Have what holds for a whole customer hold for some of its items too, whoever owes them now.

        :param customer: commercial ``res.partner`` that owes them
        :param items: ``account.move.line``
        """
        self.ensure_one()
        invoices = items.dunning_entry_id.filtered(lambda move: move.is_invoice(include_receipts=True))
        vals = self.copy_data()[0] | {"partner_id": customer.id, "review_date": self.review_date}
        targets = [{"move_id": move.id} for move in invoices]
        targets += [{"move_line_id": item.id} for item in items if item.dunning_entry_id not in invoices]
        self.sudo().create([{**vals, **target, "user_id": self.user_id.id} for target in targets])

    def _end_holds(self, today, outcome):
        self.filtered(lambda hold: hold.state == "active").sudo().write(
            {"state": "ended", "ended_on": today, "outcome": outcome}
        )
        self._drop_delivery_tasks()

    @api.model
    def _expire_holds(self, company, today):
        """End the holds of a root company whose last day has passed.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of holds ended
        """
        expired = self.search([("company_id", "=", company.id), ("state", "=", "active"), ("date_end", "<", today)])
        self.env.flush_all()
        missing = expired.filtered(lambda hold: hold.kind in ON_ITS_WAY)._filter_unpaid(today)
        missing._end_holds(today, self.env._("Not paid by its last day"))
        missing._say_missing(today, self.env._("Not paid by its last day"))
        (expired - missing)._end_holds(today, self.env._("Its last day has passed."))
        return len(expired)

    @api.model
    def _ask_for_reviews(self, company, today):
        """Ask the author of each hold whose review day has come whether it is still right (rule 3), once a review day.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        due = self.search(
            [("company_id", "=", company.id), ("state", "=", "active"), ("review_date", "<=", today)]
        ).filtered(lambda hold: not hold.review_asked_on or hold.review_asked_on < hold.review_date)
        due.sudo().review_asked_on = today
        profiles = self.env["dunning.profile"]._get_or_create(due.partner_id, company)
        profile_of = {profile.partner_id: profile for profile in profiles}
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        tasks = []
        for hold in due if kind else ():
            people = hold.user_id.filtered(lambda user: user.active and user._is_internal() and not user._is_superuser())
            summary = self.env._(
                "Is this hold still right? %(hold)s: %(reason)s", hold=hold.display_name, reason=hold.reason
            )
            tasks.append(profile_of[hold.partner_id]._profile_task_vals(kind, summary, today, people))
        create_tasks(profiles, tasks)
