"""Take down a promise: which invoices or how much, for which day or days, who said so."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.claim.dunning_promise import SOURCES
from ..models.shared.company_day import company_day
from ..models.shared.once import say_done
from ..models.shared.receivable import find_items_of


class DunningPromiseWizard(models.TransientModel):
    _name = "dunning.promise.wizard"
    _inherit = "dunning.dialogue"
    _description = "Promise to Pay"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    receivable_ids = fields.Many2many(
        "dunning.receivable", string="Invoices",
        help="Empty: the promise covers what has been due longest, up to the amount.",
    )  # fmt: skip
    currency_id = fields.Many2one("res.currency", compute="_compute_amount_open")
    amount_open = fields.Monetary(
        string="Can Be Promised", compute="_compute_amount_open", help="Open, not covered by credits, not promised yet."
    )
    line_ids = fields.One2many(
        "dunning.promise.wizard.line", "promise_wizard_id", string="Payments",
        compute="_compute_line_ids", store=True, readonly=False, compute_sudo=False, precompute=True,
    )  # fmt: skip
    source = fields.Selection(SOURCES, default="call", required=True)
    contact_id = fields.Many2one("res.partner", string="Promised By", domain="[('commercial_partner_id', '=', partner_id)]")
    rest_waits = fields.Boolean(string="The rest of these invoices waits too", default=True)
    grace_days = fields.Integer(default=lambda self: self.env.company.root_id.sudo().dunning_promise_grace)
    note = fields.Text(string="What Was Said")

    @api.model
    def _open_promise_wizard(self, partner=None, company=None, moves=None, items=None):
        """Return the action that opens the dialogue.

        :param partner: ``res.partner``, the customer
        :param company: root ``res.company``
        :param moves: ``account.move`` promised
        :param items: ``dunning.receivable`` promised
        :raises UserError: the invoices are of several customers
        """
        if partner and len(partner) > 1:
            raise UserError(self.env._("Choose invoices of one customer: each makes promises of its own."))
        company = company or (moves and moves.company_id.root_id) or self.env.company.root_id
        if moves is not None:
            items = self.env["dunning.receivable"].browse(
                find_items_of(moves).filtered(lambda line: line.amount_residual_currency > 0).ids
            )
        context = {"default_company_id": company.id}
        if partner:
            context["default_partner_id"] = partner.commercial_partner_id.id
        if items:
            context["default_receivable_ids"] = [fields.Command.set(items.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _chosen_items(self):
        """Return the items chosen, ``None`` when only an amount is promised."""
        return self.env["account.move.line"].browse(self.receivable_ids.ids) if self.receivable_ids else None

    @api.depends("partner_id", "receivable_ids", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amount_open(self):
        today = company_day(self)
        for wizard in self:
            rows = (
                self.env["dunning.promise"]._promisable_rows(
                    wizard.company_id, wizard.partner_id.commercial_partner_id, today, wizard._chosen_items()
                )
                if wizard.partner_id
                else []
            )
            currencies = {row["currency_id"] for row in rows}
            own = wizard.company_id.currency_id
            currency = own.browse(currencies.pop()) if len(currencies) == 1 else own
            wizard.currency_id = currency
            wizard.amount_open = sum(row["left"] for row in rows if row["currency_id"] == currency.id)

    @api.depends("partner_id", "receivable_ids")
    def _compute_line_ids(self):
        """One payment of all of it, until the user says otherwise."""
        today = company_day(self)
        for wizard in self:
            partner = wizard.partner_id.commercial_partner_id
            day = self.env["dunning.payment.run"].sudo()._usual_promise_day(wizard.company_id, partner, today)
            if len(wizard.line_ids) <= 1:
                wizard.line_ids = [
                    fields.Command.clear(),
                    fields.Command.create({"date_payment": wizard.line_ids.date_payment or day, "amount": wizard.amount_open}),
                ]

    def action_confirm(self):
        """Record the promises, one a payment, and show them when there are several."""
        self._check_one_dialogue()
        self._check_promised()
        self.receivable_ids._check_owed_by(self.partner_id, self.company_id)
        if not self.line_ids:
            raise UserError(self.env._("Say at least one day and amount."))
        Promise, today, items = self.env["dunning.promise"], company_day(self), self._chosen_items()
        partner, dates = self.partner_id.commercial_partner_id, [(line.date_payment, line.amount) for line in self.line_ids]
        if given := Promise._find_given(self.company_id, partner, today, dates, items):
            self._note_promised()
            return say_done(self.env, given._given_text())
        promises = Promise._record_promises(
            self.company_id,
            partner,
            today,
            dates,
            items,
            source=self.source,
            contact_id=self.contact_id.id,
            rest_waits=self.rest_waits,
            grace_days=self.grace_days,
            note=self.note,
        )
        if not promises:
            raise UserError(self.env._("%s has nothing open that is not promised already.", self.partner_id.display_name))
        self._note_promised()
        return {"type": "ir.actions.act_window_close"}
