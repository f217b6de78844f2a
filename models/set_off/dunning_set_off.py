"""A set-off by agreement: what both owe each other is paid by it, up to the smaller sum; both accept a document.

    offered → accepted (an entry waits to be posted) → booked
    declined, expired, withdrawn: offers that came to nothing, kept as they were

From the offer on reminders ask for the rest only. A person with accounting rights posts the entry; what it pays is reconciled then.
"""

from odoo import api, fields, models
from odoo.tools import SQL, formatLang
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.roles import check_collector
from ..shared.windows import form_of

_lt = LazyTranslate(__name__)

STATES = [
    ("offered", "Offered"),
    ("accepted", "Accepted, to be posted"),
    ("booked", "Posted"),
    ("declined", "Declined by the customer"),
    ("expired", "Not answered"),
    ("withdrawn", "Withdrawn"),
]

# What was offered and accepted: only the add-on writes it, and nothing of it changes.
TERMS = {
    "company_id", "profile_id", "partner_id", "contact_id", "user_id", "date", "currency_id", "amount", "item_ids", "acceptance_ids",
    "document", "document_hash", "state", "accepted_on", "booked_on", "entry_id", "proceedings_reason",
}  # fmt: skip


class DunningSetOff(models.Model):
    _name = "dunning.set.off"
    _description = "Set-off"
    _inherit = ["dunning.history", "portal.mixin", "mail.thread", "mail.activity.mixin", "dunning.message.texts"]
    _kept_sentence = _lt("A set-off is part of the history: withdraw the offer instead.")
    _kept_fields = frozenset(TERMS)
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id", "note"]
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", help="Root company.")
    branch_id = fields.Many2one(
        "res.company", compute="_compute_branch_id", store=True, compute_sudo=True,
        help="The branch whose items are set off; the main company when they are of several.",
    )  # fmt: skip
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Offered To", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Offered By", required=True, index=True)
    date = fields.Date(string="Offered On", required=True, readonly=True)
    date_until = fields.Date(string="Stands Until", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount = fields.Monetary(string="Set Off", required=True, readonly=True)
    amount_rest = fields.Monetary(
        string="Rest to Pay", compute="_compute_amount_rest", help="What stays to be paid of these invoices of the customer."
    )
    item_ids = fields.One2many("dunning.set.off.item", "set_off_id", string="Items", readonly=True)
    acceptance_ids = fields.One2many("dunning.set.off.acceptance", "set_off_id", string="Accepted By", readonly=True)
    entry_id = fields.Many2one(
        "account.move", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        help="A draft until somebody with accounting rights posts it.",
    )  # fmt: skip
    note = fields.Text(string="What Was Said", readonly=True)
    proceedings_reason = fields.Text(
        string="Why in Spite of the Proceedings", readonly=True, help="Of customers in insolvency proceedings a credit manager decides."
    )
    # text, not HTML: what both accepted, to the letter, and over it goes the hash
    document = fields.Text(readonly=True, copy=False)
    document_hash = fields.Char(readonly=True, copy=False, help="SHA-256 of the document that both accept.")
    state = fields.Selection(STATES, required=True, default="offered", readonly=True, index=True, tracking=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    booked_on = fields.Date(string="Posted On", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)

    _company_state_index = models.Index("(company_id, state)")
    _amount_positive = models.Constraint("CHECK(amount > 0)", "What is set off is above zero.")

    @api.depends("partner_id", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            amount = formatLang(self.env, one.amount, currency_obj=one.currency_id)
            one.display_name = self.env._("%(customer)s: %(amount)s set off", customer=one.partner_id.name or "", amount=amount)

    @api.depends("company_id", "item_ids.move_id")
    def _compute_branch_id(self):
        for one in self:
            branches = one.item_ids.move_id.company_id
            one.branch_id = branches if len(branches) == 1 else one.company_id

    @api.depends("item_ids.amount", "item_ids.amount_open")
    def _compute_amount_rest(self):
        for one in self:
            theirs = one.item_ids.filtered(lambda item: item.side == "theirs")
            one.amount_rest = sum(theirs.mapped("amount_open")) - sum(theirs.mapped("amount"))

    def _compute_access_url(self):
        super()._compute_access_url()
        for one in self:
            one.access_url = f"/my/dunning/set-off/{one.id}"

    # -- what people may do ------------------------------------------------------------------------

    def _as_set_off_addon(self):
        """Return the set-offs for a write of the add-on itself, after it checked who asks."""
        return evidence.as_writer(self.sudo())

    def _check_set_off_right(self):
        """Make sure that the caller deals with set-offs, and may see these.

        :raises AccessError: he is no collector, or does not see them
        """
        self.check_access("read")
        check_collector(self.env, self.env._("Only collectors offer set-offs and follow them."))

    def action_open_items(self):
        """Open the customer's invoices that are set off."""
        self.ensure_one()
        self.check_access("read")
        theirs = self.item_ids.filtered(lambda item: item.side == "theirs")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices Set Off"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", theirs.move_id.ids)],
        }

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.profile_id)

    def action_new(self):
        """Open the dialogue of a new set-off; a button of lists, for no record in particular."""
        return self.env["dunning.set.off.wizard"]._open_set_off_wizard()

    def _set_off_day(self):
        """Return the company's day."""
        return company_day(self, self.company_id)

    # -- the decision ------------------------------------------------------------------------------

    @api.model
    def _sql_set_off_parts(self, question):
        """Return what of items is set off though the ledger does not know it yet: ``item_id, amount`` in the item's currency.

        From the offer, while it stands, to the day on which the entry is posted.

        :param Question question: what is asked
        """
        return SQL(
            """
            SELECT part.move_line_id AS item_id, part.amount
              FROM dunning_set_off AS agreed
              JOIN dunning_set_off_item AS part ON part.set_off_id = agreed.id AND part.side = 'theirs'
              JOIN item ON item.id = part.move_line_id
             WHERE agreed.company_id = %(company)s AND agreed.date <= %(today)s
               AND (agreed.ended_on IS NULL OR agreed.ended_on > %(today)s)
               AND CASE WHEN agreed.accepted_on <= %(today)s THEN agreed.booked_on IS NULL OR agreed.booked_on > %(today)s
                        ELSE agreed.date_until >= %(today)s END
            """,
            company=question.company.id,
            today=question.today,
        )
