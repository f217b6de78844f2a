"""A promise to pay: who promised what, for which day, to whom; the items it covers rest until then.

Whether it was kept is judged from the ledger, in ``dunning_promise_judge``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.activities import drop_tasks
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.question import Question

_lt = LazyTranslate(__name__)

STATES = [
    ("open", "Running"),
    ("kept", "Kept"),
    ("partly", "Partly kept"),
    ("late", "Kept late"),
    ("broken", "Broken"),
    ("cancelled", "Cancelled"),
]
# What the day of the promise has decided, and what of it needs somebody.
JUDGED = ("kept", "partly", "late", "broken")
FAILED = ("partly", "broken")

SOURCES = [
    ("call", "Call"),
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("meeting", "Meeting"),
    ("portal", "Customer portal"),
]

# Days from the promise to the payment when nobody says which.
USUAL_DAYS = 10

# Items that a promise of an amount leaves alone: nobody expects money for them now.
LEFT_ALONE = ("excluded", "dispute", "insolvency", "factor", "legal")


class DunningPromise(models.Model):
    _name = "dunning.promise"
    _description = "Promise to Pay"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread", "mail.activity.mixin"]
    _kept_sentence = _lt("A promise is part of the history: cancel it instead of deleting it.")
    _order = "date_payment desc, id desc"
    _rec_names_search = ["partner_id", "note"]
    _check_company_auto = True
    _mail_post_access = "read"
    _written_by_people = frozenset({"collector_id"})  # replaced when it is made
    _given_once = frozenset({"company_id", "partner_id", "profile_id", "action_id", "currency_id", "collector_id"})
    _author_fields = frozenset({"user_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        help="Root company: a promise may cover items of all its branches.",
    )  # fmt: skip
    branch_id = fields.Many2one(
        "res.company", compute="_compute_branch_id", store=True, compute_sudo=True,
        help="The branch whose items are promised; the main company when they are of several.",
    )  # fmt: skip
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one(
        "res.partner", string="Promised By", ondelete="set null",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )  # fmt: skip
    user_id = fields.Many2one("res.users", string="Taken By", required=True, default=lambda self: self.env.user)
    collector_id = fields.Many2one("res.users", readonly=True, help="Who was in charge of the customer that day.")
    action_id = fields.Many2one("dunning.action", string="From Action", ondelete="set null", index="btree_not_null")
    source = fields.Selection(SOURCES, default="call", required=True)
    date = fields.Date(string="Given On", required=True, default=company_day)
    date_payment = fields.Date(
        string="Payment Day", required=True, tracking=True,
        default=lambda self: fields.Date.add(company_day(self), days=USUAL_DAYS),
    )  # fmt: skip
    grace_days = fields.Integer(help="Days that the bank may take: so long after the payment day nothing is asked.")
    date_limit = fields.Date(
        string="In Force Until", compute="_compute_date_limit", store=True, index=True,
        help="Last day on which the money may come in: payment day and days of grace.",
    )  # fmt: skip
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount = fields.Monetary(string="Promised", compute="_compute_amount", store=True)
    amount_company = fields.Monetary(
        string="Promised (company currency)", compute="_compute_amount", store=True,
        currency_field="company_currency_id",
    )  # fmt: skip
    amount_paid = fields.Monetary(
        string="Amount Received", readonly=True, copy=False, help="By how much the items went down since the promise, up to it."
    )
    amount_kept = fields.Monetary(
        string="Received in Time", readonly=True, copy=False, help="Of that, what is dated within the grace."
    )
    amount_kept_company = fields.Monetary(
        string="Kept (company currency)", compute="_compute_amount_kept_company", store=True,
        currency_field="company_currency_id",
    )  # fmt: skip
    rest_waits = fields.Boolean(
        string="The Rest of These Invoices Waits Too", default=True,
        help="An invoice of which only a part is promised rests as a whole. Off: it is chased for all that is open.",
    )  # fmt: skip
    line_ids = fields.One2many("dunning.promise.line", "promise_id", string="Items")
    target = fields.Char(string="Invoices", compute="_compute_target")
    note = fields.Text(string="What Was Said")
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True, tracking=True, copy=False)
    judged_on = fields.Date(readonly=True, copy=False, help="Day on which its state was last changed from the ledger.")

    _dates_in_order = models.Constraint(
        "CHECK(date_payment >= date)", "The payment day of a promise cannot lie before the day it was given."
    )
    _grace_positive = models.Constraint("CHECK(grace_days >= 0)", "Days of grace cannot be negative.")

    @api.depends("partner_id", "date_payment", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(customer)s: %(amount)s by %(day)s",
                customer=promise.partner_id.name or "",
                amount=formatLang(self.env, promise.amount, currency_obj=promise.currency_id),
                day=format_date(self.env, promise.date_payment) or "",
            )

    @api.depends("date_payment", "grace_days")
    def _compute_date_limit(self):
        for promise in self:
            day = promise.date_payment
            promise.date_limit = day and add_days(day, promise.grace_days)

    @api.depends("company_id", "line_ids.move_id")
    def _compute_branch_id(self):
        for promise in self:
            branches = promise.line_ids.move_id.company_id
            promise.branch_id = branches if len(branches) == 1 else promise.company_id

    @api.depends("line_ids.amount", "line_ids.amount_company")
    def _compute_amount(self):
        for promise in self:
            promise.amount = sum(promise.line_ids.mapped("amount"))
            promise.amount_company = sum(promise.line_ids.mapped("amount_company"))

    @api.depends("amount_kept", "amount", "amount_company")
    def _compute_amount_kept_company(self):
        for promise in self:
            kept = promise.amount and promise.amount_company * promise.amount_kept / promise.amount
            promise.amount_kept_company = promise.company_currency_id.round(kept)

    @api.depends("line_ids.move_id", "line_ids.instalment")
    @api.depends_context("lang")
    def _compute_target(self):
        for promise in self:
            names = list(dict.fromkeys(promise.line_ids.mapped("invoice_name")))
            promise.target = ", ".join(names[:4]) + (f" +{len(names) - 4}" if len(names) > 4 else "")

    # -- giving ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Complete what was given, once it is known that the caller may see it: what is open is an amount.

        :raises AccessError: the caller takes down no promises, or cannot see whose
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        fresh = self._check_promises_begin_open(vals_list)
        for vals in vals_list:
            self._complete_promise_vals(vals)
        return super(DunningPromise, fresh).create(vals_list).with_env(self.env)

    @api.model
    def _complete_promise_vals(self, vals):
        """Fill in what a new promise was not given; without items, those of the oldest due take its ``amount``.

        :raises UserError: less than ``amount`` is open, or nothing is
        """
        company = self.env["res.company"].browse(vals.get("company_id")).root_id or self.env.company.root_id
        profile = self.env["dunning.profile"].sudo().browse(vals.get("profile_id"))
        partner = profile.partner_id or self.env["res.partner"].browse(vals.get("partner_id")).commercial_partner_id
        if not partner:
            raise UserError(self.env._("Who promised? Choose a customer."))
        day = fields.Date.to_date(vals.setdefault("date", company_day(self)))
        profile = profile or self.env["dunning.profile"].sudo()._get_or_create(partner, company)
        lock_rows(profile)  # two who promise at the same moment do not promise the same money
        vals |= {"company_id": company.id, "partner_id": partner.id, "profile_id": profile.id}
        vals.setdefault("grace_days", company.sudo().dunning_promise_grace)
        if not self.env.su:
            vals.pop("collector_id", None)
        vals.setdefault("collector_id", profile._find_in_charge().id)
        amount = vals.pop("amount", None)
        if not vals.get("line_ids"):
            rows = self._promisable_rows(company, partner, add_days(day, 0))  # out of bounds, it is refused by them
            own = {row["currency_id"] for row in rows}
            currency = vals.get("currency_id") or (own.pop() if len(own) == 1 else company.currency_id.id)
            rows = [row for row in rows if row["currency_id"] == currency]
            vals["currency_id"] = currency
            vals["line_ids"] = [
                fields.Command.create(line) for line in self._spread_over_rows(partner, rows, amount, self._instalments_of_rows(rows))
            ]

    @api.model
    def _record_promises(self, company, partner, today, dates, items=None, **vals):
        """Record what a customer promises: one promise a date (and a currency).

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date today: the day on which it is promised
        :param list dates: of (payment date, amount in the items' currency); amount ``None`` for all that is left
        :param items: ``account.move.line`` promised; ``None``: the oldest due up to the amounts
        :param vals: more values of the promises: source, contact, note…
        :return: ``dunning.promise``, none when all of the items is promised already
        :raises UserError: more is promised than is open, or one amount for items in several currencies
        """
        if self._belongs_to_several(partner, items):
            return self._record_promises_of_group(company, today, dates, items, **vals)
        self.env["dunning.profile"].sudo()._lock_customers(partner, company.sudo())
        rows = self._promisable_rows(company, partner, today, items)
        currencies = list(dict.fromkeys(row["currency_id"] for row in rows))
        if len(currencies) > 1 and any(amount is not None for _day, amount in dates):
            own = company.currency_id.id
            if items is not None or own not in currencies:
                raise UserError(self.env._("These invoices are in several currencies: promise them one after the other."))
            currencies = [own]
        instalments = self._instalments_of_rows(rows)
        vals_list = []
        for currency in currencies:
            left = [row for row in rows if row["currency_id"] == currency]
            for day, amount in sorted(dates, key=lambda one: one[0]):
                lines = self._spread_over_rows(partner, left, amount, instalments)
                vals_list.append(
                    {
                        **vals,
                        "company_id": company.id,
                        "partner_id": partner.id,
                        "date": today,
                        "date_payment": day,
                        "currency_id": currency,
                        "line_ids": [fields.Command.create(line) for line in lines],
                    }
                )
        return self.create(vals_list)

    @api.model
    def _promisable_rows(self, company, partner, today, items=None):
        """Return the decision rows of what a customer can still promise, the oldest due first.

        What is owed to branches where the user does not work is not his to see. Each has in ``left`` what of it is open,
        not covered by credits, and not promised yet (item's currency).
        """
        engine, question = self.env["dunning.engine"].sudo(), Question(company, today, partner, without_promises=True)
        wanted = None if items is None else set(items.ids)
        own = set((company._dunning_companies() if self.env.su else company._dunning_own_companies()).ids)
        rows = [
            row
            for row in engine._answer_question(question)
            if row["reason"] != "credit"
            and row["company_id"] in own
            and row["net_currency"] > 0
            and (
                row["reason"] not in LEFT_ALONE and row["partner_id"] in partner.ids
                if wanted is None
                else row["item_id"] in wanted
            )
        ]
        promised = self._promised_by_item([row["item_id"] for row in rows])
        for row in rows:
            opened, amount = promised.get(row["item_id"], (0, 0))
            row["left"] = row["net_currency"] - max(0, amount - max(0, opened - row["net_currency"]))
        rows = [row for row in rows if self.env["res.currency"].browse(row["currency_id"]).compare_amounts(row["left"], 0) > 0]
        return sorted(rows, key=lambda row: (row["date_due"], row["item_id"]))

    @api.model
    def _promised_by_item(self, item_ids):
        """Return what open promises say of items: (open when promised, promised), item's currency, by item id."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT line.move_line_id, MAX(line.amount_open), SUM(line.amount)
              FROM dunning_promise_line AS line
              JOIN dunning_promise AS promise ON promise.id = line.promise_id AND promise.state = 'open'
             WHERE line.move_line_id = ANY(%s)
             GROUP BY line.move_line_id
            """,
            item_ids,
        )
        return {item: (opened, amount) for item, opened, amount in self.env.execute_query(query)}

    @api.model
    def _instalments_of_rows(self, rows):
        return self.env["account.move.line"].sudo().browse([row["item_id"] for row in rows])._dunning_instalments()

    @api.model
    def _spread_over_rows(self, partner, rows, amount, instalments):
        """Return the lines of a promise of ``amount``, taken off what is left of the rows in their order.

        :param rows: as :meth:`_promisable_rows` returns them; ``left`` is reduced
        :param amount: in the rows' currency; ``None`` for all that is left
        :raises UserError: less than ``amount`` is left
        """
        currency = self.env["res.currency"].browse(rows[0]["currency_id"] if rows else ())
        total = sum(row["left"] for row in rows)
        if amount is None:
            amount = total
        if not rows or currency.compare_amounts(amount, total) > 0:
            raise UserError(
                self.env._(
                    "%(customer)s cannot promise that much: %(left)s is open and not promised yet.",
                    customer=partner.display_name,
                    left=formatLang(self.env, total, currency_obj=currency) if rows else self.env._("nothing"),
                )
            )
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("A promise is about an amount above zero."))
        lines = []
        for row in rows:
            part = min(row["left"], amount)
            if currency.is_zero(part):
                continue
            row["left"] -= part
            amount = currency.round(amount - part)
            company_currency = self.env["res.company"].browse(row["company_id"]).sudo().currency_id
            lines.append(
                {
                    "move_id": row["move_id"],
                    "move_line_id": row["item_id"],
                    "instalment": instalments[row["item_id"]],
                    "date_due": row["date_due"],
                    "amount_open": row["net_currency"],
                    "amount": part,
                    "amount_company": company_currency.round(part * row["net"] / row["net_currency"]),
                }
            )
        return lines

    # -- what people do ----------------------------------------------------------------------------

    def action_cancel(self):
        """Cancel promises that were a mistake or were replaced: they count neither as kept nor as broken.

        :raises UserError: one has been judged: it is part of the figures
        """
        self.check_access("write")
        judged = self.filtered(lambda promise: promise.state in JUDGED)
        if judged:
            raise UserError(self.env._("“%s” has been judged: it stays in the figures.", judged[0].display_name))
        evidence.as_writer(self).write({"state": "cancelled", "judged_on": company_day(self)})
        drop_tasks(self)
        return True

    def action_judge(self):
        """Judge these promises from the ledger as it is now."""
        self.check_access("write")
        for company, promises in self.grouped("company_id").items():
            self._judge_promises(company, company_day(self), promises)
        return True

    def action_new(self):
        """Open the dialogue in which a promise is taken down; a button of lists, for no record in particular."""
        return self.env["dunning.promise.wizard"]._open_promise_wizard()

    def action_open_items(self):
        """Open the invoices that were promised."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promised Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
        }
