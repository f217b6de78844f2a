"""A debit: what a reminder would ask for is taken by the card or mandate on file first, where the customer agreed to it.

    announced → due → with the bank → paid
    failed (the reminder leaves), cancelled (nothing was left of it)

From the announcement on its items rest. What became of each try is kept, with the reason as the provider gave it.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.bounds import near_days
from ..shared.company_day import company_day
from ..shared.roles import check_collector
from ..shared.windows import form_of

_lt = LazyTranslate(__name__)

STATES = [
    ("announced", "Announced"),
    ("due", "To be charged"),
    ("pending", "With the bank"),
    ("paid", "Paid"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]

# While a debit is in one of these states its items rest.
LIVE = ("announced", "due", "pending")

# What was agreed, announced and charged: only the add-on writes it.
TERMS = {
    "company_id", "branch_id", "profile_id", "partner_id", "contact_id", "agreement_id", "is_mandate", "means", "currency_id", "amount",
    "date", "date_charge", "item_ids", "try_ids", "state", "ended_on", "reason",
}  # fmt: skip


class DunningDebit(models.Model):
    _name = "dunning.debit"
    _description = "Debit"
    _inherit = ["dunning.history", "mail.thread", "dunning.message.texts"]
    _kept_sentence = _lt("A debit is part of the history: cancel it instead.")
    _kept_fields = frozenset(TERMS)
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", help="Root company.")
    branch_id = fields.Many2one("res.company", required=True, readonly=True, help="Whose items are debited.")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Announced To", readonly=True, index="btree_not_null", ondelete="set null")
    agreement_id = fields.Many2one(
        "dunning.debit.agreement", readonly=True, index="btree_not_null", ondelete="set null", help="By which the customer agreed to it."
    )
    is_mandate = fields.Boolean(string="Bank Mandate", readonly=True)
    means = fields.Char(string="Card or Mandate", readonly=True, help="As the provider shows it.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True, help="As announced; less when less was open on the day.")
    date = fields.Date(string="Begun On", required=True, readonly=True)
    date_charge = fields.Date(string="Charged On", required=True, readonly=True, help="The day of the next try.")
    item_ids = fields.One2many("dunning.debit.item", "debit_id", string="Items", readonly=True)
    try_ids = fields.One2many("dunning.debit.try", "debit_id", string="Tries", readonly=True)
    try_count = fields.Integer(string="Refused Tries", compute="_compute_try_count")
    state = fields.Selection(STATES, required=True, default="due", readonly=True, index=True, tracking=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    reason = fields.Char(readonly=True, help="Why it failed or was cancelled.")

    _company_state_index = models.Index("(company_id, state)")
    _amount_positive = models.Constraint("CHECK(amount > 0)", "A debit is above zero.")

    @api.depends("partner_id", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for debit in self:
            amount = formatLang(self.env, debit.amount, currency_obj=debit.currency_id)
            debit.display_name = self.env._("%(customer)s: debit of %(amount)s", customer=debit.partner_id.name or "", amount=amount)

    @api.depends("try_ids.result")
    def _compute_try_count(self):
        for debit in self:
            debit.try_count = len(debit.try_ids.filtered(lambda one: one.result == "refused"))

    def _debit_day(self):
        """Return the company's day."""
        return company_day(self, self.company_id)

    # -- what people may do ------------------------------------------------------------------------

    def _check_debit_right(self):
        """Make sure that the caller deals with debits, and may see these.

        :raises AccessError: he is no collector, or does not see them
        """
        self.check_access("read")
        check_collector(self.env, self.env._("Only collectors follow debits."))

    def action_cancel(self):
        """Cancel debits that were not charged yet; their items are asked for again.

        :raises UserError: one is with the bank, or over
        """
        self._check_debit_right()
        for debit in self:
            if debit.state not in ("announced", "due"):
                raise UserError(self.env._("“%s” is with the bank, or over.", debit.display_name))
            debit._end_debit("cancelled", debit._debit_day(), self.env._("Cancelled by %s", self.env.user.name))
        return True

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.profile_id)

    def _end_debit(self, state, today, reason=""):
        """Write down how a debit ended, and tell the customer's history."""
        self.ensure_one()
        debit = evidence.as_writer(self.sudo())
        debit.write({"state": state, "ended_on": today, "reason": reason})
        labels = dict(self._fields["state"]._description_selection(self.env))
        text = ": ".join(filter(None, (debit.display_name, labels[state], reason)))
        debit.profile_id._message_log(body=text)

    # -- the decision ------------------------------------------------------------------------------

    @api.model
    def _sql_debit_rest(self, question):
        """Return the suspensions of items that are being debited; so many days after the day of the debit they rest no more.

        :param Question question: what is asked
        :return: SQL with columns ``item_id, code, until, hold_id``
        """
        return SQL(
            """
            SELECT item.id, 'direct_debit', debit.date_charge + %(days)s, NULL::int
              FROM dunning_debit AS debit
              JOIN dunning_debit_item AS part ON part.debit_id = debit.id
              JOIN item ON item.id = part.move_line_id
             WHERE debit.company_id = %(company)s AND debit.date <= %(today)s AND (debit.ended_on IS NULL OR debit.ended_on > %(today)s)
               AND debit.date_charge + %(days)s >= %(today)s
            """,
            company=question.company.id,
            days=near_days(question.company.dunning_pending_days),
            today=question.today,
        )
