"""The customer's page on one look: how old what is overdue is, what is promised, disputed, held, and what we owe them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.company_day import company_day


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    amount_promised = fields.Monetary(
        string="Promised", compute="_compute_overview", help="What open promises still let expect (company currency)."
    )
    amount_disputed = fields.Monetary(string="Disputed", compute="_compute_overview", help="Open disputes (company currency).")
    amount_payable = fields.Monetary(
        string="What We Owe", compute="_compute_amount_payable", groups="account_dunning.group_dunning_user",
        help="Open items on payable accounts of the same party (company currency): what could be set off.",
    )  # fmt: skip
    hold_count = fields.Integer(string="Holds", compute="_compute_hold_count")
    aging = fields.Json(
        compute="_compute_aging", groups="account_dunning.group_dunning_user",
        help="What is open by age: a list of bucket, label, kind, amount (company currency).",
    )  # fmt: skip
    event_ids = fields.One2many("dunning.event", "profile_id", string="Timeline")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_overview(self):
        promises = dict.fromkeys(self.ids, 0.0)
        for promise in self.env["dunning.promise"].search([("profile_id", "in", self.ids), ("state", "=", "open")]):
            left = promise.amount and promise.amount_company * (promise.amount - promise.amount_paid) / promise.amount
            promises[promise.profile_id.id] += promise.company_currency_id.round(left)
        disputes = dict(
            self.env["dunning.dispute"]._read_group(
                [("profile_id", "in", self.ids), ("state", "=", "open")], ["profile_id"], ["amount_company:sum"]
            )
        )
        for profile in self:
            profile.amount_promised = promises.get(profile.id, 0.0)
            profile.amount_disputed = disputes.get(profile, 0.0)

    def _compute_hold_count(self):
        for profile in self:
            profile.hold_count = len(profile.hold_ids)

    @api.model
    def _payable_domain(self, partners, company):
        """Return the open items on payable accounts of some parties, in a root company and its branches: the user's."""
        return Domain(
            [
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("account_type", "=", "liability_payable"),
                ("account_id.non_trade", "=", False),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "in", company._dunning_own_companies().ids),
            ]
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amount_payable(self):
        for company, profiles in self.grouped("company_id").items():
            sums = dict(
                self.env["account.move.line"]
                .sudo()
                ._read_group(
                    self._payable_domain(profiles.partner_id, company), ["partner_id"], ["amount_residual:sum"]
                )
            )
            for profile in profiles:
                owed = sum(amount for partner, amount in sums.items() if partner.commercial_partner_id == profile.partner_id)
                profile.amount_payable = company.currency_id.round(-owed) if company else 0.0

    def _profile_aging_options(self):
        """Return how this customer's balance is aged: by due date, over the company's buckets, where the user works."""
        return self.env["dunning.statement"]._options_of(
            self.company_id, company_day(self), self.partner_id
        )._replace(money="company", company_ids=tuple(self.company_id._dunning_own_companies().ids))  # fmt: skip

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_aging(self):
        """Ask the helper of aging for each main company once."""
        for company, profiles in self.grouped("company_id").items():
            if not company:
                profiles.aging = []
                continue
            Aging = self.env["dunning.aging"]
            options = profiles._profile_aging_options()
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    "SELECT partner_id, bucket, SUM(residual) FROM (%s) AS item GROUP BY partner_id, bucket",
                    Aging._sql_items(options, entry=False),
                )
            )
            sums = {(partner, bucket): float(amount) for partner, bucket, amount in rows}
            labels, buckets = Aging._bucket_labels(options), options.buckets()
            for profile in profiles:
                profile.aging = [
                    {"bucket": place, "label": label, "kind": bucket.kind, "amount": amount}
                    for place, (label, bucket) in enumerate(zip(labels, buckets, strict=True))
                    if (amount := sums.get((profile.partner_id.id, place), 0.0))
                ]

    # -- what the numbers open ---------------------------------------------------------------------

    def action_open_bucket(self, bucket):
        """Open the items of one bucket of age.

        :param int bucket: place of the bucket in the company's scale
        """
        self.ensure_one()
        options = self._profile_aging_options()
        if not isinstance(bucket, int) or not 0 <= bucket < len(options.buckets()):
            raise UserError(self.env._("There is no such bucket of age."))
        label = self.env["dunning.aging"]._bucket_labels(options)[bucket]
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.display_name}: {label}",
            "res_model": "dunning.aged.item",
            "view_mode": "list,kanban",
            "views": [(False, "list"), (False, "kanban")],
            "domain": [("bucket", "=", f"b{bucket:02}"), ("partner_id", "=", self.partner_id.id)],
            "context": options.context(),
        }

    def action_open_payables(self):
        """Open what we owe this party."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What We Owe"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": list(self._payable_domain(self.partner_id, self.company_id)),
            "context": {"create": False},
        }

    def action_open_holds(self):
        """Open the customer's holds, those that ended too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Holds"),
            "res_model": "dunning.hold",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
        }

    def action_open_events(self):
        """Open all that ever happened with this customer, the newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Timeline"),
            "res_model": "dunning.event",
            "view_mode": "list,kanban",
            "domain": [("profile_id", "=", self.id)],
        }

    def action_add_information(self):
        """Open the dialogue that adds field information."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Information"),
            "res_model": "dunning.info.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def action_open_receipts(self):
        """Open what the customer paid."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments"),
            "res_model": "dunning.receipt",
            "view_mode": "list,kanban,pivot,graph",
            "domain": [("partner_id", "=", self.partner_id.id), ("root_company_id", "=", self.company_id.id)],
        }
