"""A claim: what late payment adds to the principal of one customer, and what became of it.

Threatened (computed, said in a text at most) → charged (a document without VAT in a journal of its own, on a person's decision)
→ paid, waived or written off. A charged claim takes no step and bears no interest: it stands on a non-trade account, which
neither dunning, DSO nor scores count, and is asked for beside its invoices.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..shared import evidence
from ..shared.bounds import FAR_DAY
from ..shared.company_day import company_day
from ..shared.receivable import find_settlements
from ..shared.windows import form_of

STATES = [
    ("threatened", "Threatened"), ("charged", "Charged to the Customer"), ("paid", "Paid"), ("waived", "Waived"),
    ("written_off", "Written Off"),
]  # fmt: skip

# What counts as charged: the interest and sums of these are not claimed a second time.
FINAL_STATES = ("charged", "paid", "waived", "written_off")


class DunningClaim(models.Model):
    _name = "dunning.claim"
    _description = "Late-Payment Claim"
    _inherit = ["dunning.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _written_by_addon = frozenset({"state"})

    name = fields.Char(string="Number", readonly=True, copy=False, help="That of its document, once it is charged.")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, ondelete="restrict")
    branch_id = fields.Many2one("res.company", readonly=True, help="Whose invoices these are.", ondelete="restrict")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="restrict")
    debtor_class = fields.Selection([("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")], readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    action_id = fields.Many2one("dunning.action", string="Notice", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Date(string="Computed To", required=True, readonly=True, help="Last day of interest.")
    regime_id = fields.Many2one("dunning.interest.regime", readonly=True, ondelete="restrict")
    contract_id = fields.Many2one("dunning.interest.contract", readonly=True, ondelete="restrict", index="btree_not_null")
    law = fields.Char(readonly=True, help="As it stood when it was computed.")
    line_ids = fields.One2many("dunning.claim.line", "claim_id", readonly=True)
    state = fields.Selection(STATES, default="threatened", required=True, readonly=True, index=True, tracking=True, copy=False)
    note = fields.Text()

    principal = fields.Monetary(readonly=True, help="What was outstanding of these invoices on that day.")
    interest = fields.Monetary(readonly=True)
    withheld = fields.Monetary(string="Interest in Dispute", readonly=True, help="Computed, not claimed, while the dispute is open.")
    fee = fields.Monetary(string="Compensation", currency_field="fee_currency_id", readonly=True)
    fee_currency_id = fields.Many2one("res.currency", string="Currency of the Compensation", readonly=True)
    per_diem = fields.Float(
        digits=(16, 2), string="Per Day", readonly=True, help="One more day from then on; 0 where nothing runs on or no rate is known."
    )
    per_diem_until = fields.Date(string="Per Day Known Until", readonly=True)
    runs_on = fields.Boolean(readonly=True, help="Interest goes on after that day.")
    missing = fields.Char(string="Not Published", readonly=True, help="Half-years whose rate was missing: interest stops before them.")
    warnings = fields.Text(readonly=True, help="What to look at before it is charged.")
    by_law = fields.Boolean(string="Interest First", readonly=True, help="Part payments counted as paying interest first.")
    amount_company = fields.Monetary(
        string="Claimed", currency_field="company_currency_id", readonly=True,
        help="Interest and compensation, company currency; once charged, further costs on proof too.",
    )
    principal_company = fields.Monetary(
        string="Principal in Company Currency", currency_field="company_currency_id",
        compute="_compute_principal_company", store=True,
        help="At the rate of the day to which the claim was computed.",
    )
    allocation_note = fields.Char(compute="_compute_allocation_note")
    fee_waivable = fields.Boolean(readonly=True, default=True, help="Whether law lets the creditor waive it.")

    move_id = fields.Many2one("account.move", string="Document", readonly=True, index="btree_not_null", copy=False, ondelete="restrict")
    is_posted = fields.Boolean(string="Entered in the Books", compute="_compute_residual")
    charged_on = fields.Date(readonly=True, copy=False)
    charged_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_due = fields.Date(readonly=True, copy=False)
    reversal_id = fields.Many2one(
        "account.move", string="Cancelling Entry", readonly=True, index="btree_not_null", copy=False, ondelete="restrict"
    )
    residual = fields.Monetary(string="Still Owed", currency_field="company_currency_id", compute="_compute_residual")
    decided_on = fields.Date(string="Ended On", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reason = fields.Char(string="Why It Ended", readonly=True, copy=False, tracking=True)

    _profile_index = models.Index("(profile_id, state)")
    _move_uniq = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL", "A document belongs to one claim.")

    @api.depends("name", "partner_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = claim.name or self.env._("Claim on %s", claim.partner_id.display_name or "")

    @api.depends("principal", "currency_id", "date", "company_id")
    def _compute_principal_company(self):
        for claim in self:
            amount = (claim.currency_id, claim.principal)
            claim.principal_company = self._in_company_currency(claim.company_id, claim.date, amount) if claim.currency_id else 0.0

    @api.depends("regime_id", "by_law")
    @api.depends_context("lang")
    def _compute_allocation_note(self):
        """Say how part payments were counted where law would have it otherwise (Code civil, art. 1343-1)."""
        for claim in self:
            claim.allocation_note = False
            if claim.regime_id.country_id.code != "FR":
                continue
            if claim.by_law:
                claim.allocation_note = self.env._(
                    "Part payments were counted towards interest and compensation first (Code civil, art. 1343-1)."
                )
            else:
                claim.allocation_note = self.env._(
                    "By concession of the creditor, part payments were counted towards the principal first; "
                    "interest and compensation remain due (Code civil, art. 1343-1)."
                )

    @api.depends("move_id.line_ids.amount_residual", "move_id.state")
    def _compute_residual(self):
        """Read what is still owed from the ledger; a payment writes nothing here."""
        for claim in self:
            move = claim.sudo().move_id
            claim.is_posted = move.state == "posted"
            claim.residual = sum(claim._claim_items().mapped("amount_residual")) if claim.is_posted else 0.0

    def _owed_on(self, day):
        """Return what was owed of a claim at the end of a day, by currency of its document: what is owed now plus what settled it later."""
        self.ensure_one()
        owed = {}
        for item in self._claim_items():
            later = find_settlements(item, day)
            amount = item.amount_residual_currency + sum(later.mapped("debit_amount_currency"))
            owed[item.currency_id] = item.currency_id.round(owed.get(item.currency_id, 0.0) + amount)
        return {currency: amount for currency, amount in owed.items() if not currency.is_zero(amount)}

    def _owed_text(self):
        """Return what is still owed of a claim as people of the language write it, one amount a currency."""
        return self._write_amounts(self._owed_on(FAR_DAY))

    @api.model
    def _write_amounts(self, amounts):
        """Return amounts by currency as one text."""
        return " + ".join(formatLang(self.env, amount, currency_obj=currency) for currency, amount in amounts.items())

    def _claim_items(self):
        """Return the receivable items of these claims' documents."""
        return self.sudo().move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    # -- what nobody changes -----------------------------------------------------------------------

    def write(self, vals):
        """Keep what was charged as it was: a claim that was charged is evidence.

        :raises UserError: amounts or items of a charged claim would change
        """
        kept = vals.keys() - {"note", "message_follower_ids", "activity_ids", "message_main_attachment_id"}
        if kept and not evidence.may_write(self.env) and self.filtered(lambda claim: claim.state != "threatened"):
            raise UserError(self.env._("What was charged is evidence: it can be paid, waived or written off, not changed."))
        return super().write(vals)

    def unlink(self):
        """Delete what was only threatened; before the messages go, which ``mail.thread`` deletes first.

        :raises UserError: one of these claims was charged
        """
        sentence = self.env._("Claims that were charged are kept: waive them, with a reason.")
        evidence.check_deletion(self.filtered(lambda claim: claim.state != "threatened"), sentence)
        self.check_access("unlink")
        self.sudo().cost_ids.unlink()  # with the files of their proofs, which the database does not know
        return super().unlink()

    def _write_decision(self, vals):
        """Write, as the add-on itself, what became of these claims.

        :param dict vals: as for ``write``
        """
        evidence.as_writer(self.sudo()).write(vals)

    # -- what screens and texts ask ----------------------------------------------------------------

    @api.model
    def _open_claims(self, partners, company):
        """Return the claims that were charged and are still owed, oldest first.

        :param partners: ``res.partner``, customers
        :param company: main company
        """
        claims = self.sudo().search(
            [("partner_id", "in", partners.commercial_partner_id.ids), ("company_id", "=", company.root_id.id), ("state", "=", "charged")],
            order="charged_on, id",
        )
        return claims.filtered(lambda claim: claim.is_posted and claim.residual > 0)

    @api.model
    def _sql_open_claims(self):
        """Return what is still owed on claims, by claim: ``id, profile_id, company_id, branch_id, residual`` (company currency)."""
        return SQL(
            """
            SELECT claim.id, claim.profile_id, claim.company_id, claim.branch_id, SUM(line.amount_residual) AS residual
              FROM dunning_claim AS claim
              JOIN account_move AS move ON move.id = claim.move_id AND move.state = 'posted'
              JOIN account_move_line AS line ON line.move_id = move.id
              JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
             WHERE claim.state = 'charged'
             GROUP BY claim.id
            """
        )

    def _amounts_text(self):
        """Return interest, compensation and further costs as people of the language write them, one amount a currency."""
        self.ensure_one()
        texts = [
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in self._claimed_amounts().items()
            if not currency.is_zero(amount)
        ]
        return " + ".join(texts) or formatLang(self.env, 0.0, currency_obj=self.currency_id)

    def action_open_document(self):
        """Open the entry of this claim."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)

    @api.model
    def _find_live_claim(self, key, action):
        """Return the threatened claim of the same customer, branch, currency and law, which is computed anew.

        :param dict key: values that tell claims apart
        :param action: ``dunning.action`` whose notice says it, may be empty
        """
        domain = [(name, "=", value) for name, value in key.items()]
        live = self.sudo().search([*domain, ("state", "=", "threatened")], order="id desc", limit=1)
        return live if not live.action_id or live.action_id == action or live.action_id.state == "cancelled" else self.browse()

    @api.model
    def _claim_day(self, company):
        return company_day(self, company)
