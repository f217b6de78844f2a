"""Quotations: what stands against confirming them, in words, what would lift it, and who let it pass.

Nothing is stored about it: an order that cannot be confirmed today can be as soon as the customer has paid or a limit was
granted. What a person let pass is kept with name, day and reason, for the amount that the order had then.
"""

from odoo import api, fields, models
from odoo.addons.account_dunning.models.credit.credit_status import AGAINST, judge
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.exceptions import AccessError, UserError

# Written by ``_let_pass`` only.
PASSED = ("dunning_credit_passed_by_id", "dunning_credit_passed_on", "dunning_credit_passed_amount", "dunning_credit_pass_reason")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dunning_credit_text = fields.Text(
        string="Credit", compute="_compute_dunning_credit", compute_sudo=True, groups="base.group_user",
        help="What the customer would owe with this order beside its limit, what is late, and what would lift it.",
    )  # fmt: skip
    dunning_credit_effect = fields.Selection(
        [("none", "Nothing"), ("warn", "Warned"), ("approve", "Needs an approval"), ("refuse", "Cannot be confirmed")],
        string="Effect of Credit", compute="_compute_dunning_credit", compute_sudo=True, groups="base.group_user",
    )  # fmt: skip
    dunning_credit_passed_by_id = fields.Many2one("res.users", string="Let Pass By", readonly=True, copy=False, groups="base.group_user")
    dunning_credit_passed_on = fields.Date(string="Let Pass On", readonly=True, copy=False, groups="base.group_user")
    dunning_credit_passed_amount = fields.Monetary(string="Let Pass Up To", readonly=True, copy=False, groups="base.group_user")
    dunning_credit_pass_reason = fields.Char(string="Let Pass Because", readonly=True, copy=False, groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_pass_given(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_pass_given(vals)
        return super().write(vals)

    def _check_no_pass_given(self, vals):
        """Refuse to say oneself that somebody let an order pass.

        :raises AccessError: without the dialogue
        """
        given = {*vals, *(key.removeprefix("default_") for key in self.env.context if key.startswith("default_"))}
        if not self.env.su and given.intersection(PASSED):
            raise AccessError(self.env._("Who let an order pass is written by the dialogue that asks why."))

    @api.depends("partner_invoice_id", "company_id", "amount_total", "currency_rate", "state", "transaction_ids.state",
                 *PASSED)  # fmt: skip
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_dunning_credit(self):
        self.dunning_credit_text, self.dunning_credit_effect = False, "none"
        open_ones = self.filtered(lambda order: order.state in ("draft", "sent") and order.partner_invoice_id._origin)
        for company, orders in open_ones.grouped(lambda order: order.company_id.root_id).items():
            if not company._has_order_effects() or not self.env["dunning.credit.limit"]._is_credit_used(company):
                continue
            customers = orders.partner_invoice_id.commercial_partner_id._origin
            credits = self.env["dunning.exposure"]._read_credit(company, customers)
            for order in orders:
                order._judge_credit(company, credits)

    def _judge_credit(self, company, credits):
        """Fill in what the customer's credit means for this order.

        :param company: root ``res.company``
        :param dict credits: by id of the customer, of ``Credit``
        """
        self.ensure_one()
        customer = self.partner_invoice_id.commercial_partner_id._origin
        credit, extra = credits[customer.id], self._amount_on_credit()
        code = judge(credit, extra, company.currency_id.decimal_places).code
        Profile = self.env["dunning.profile"].sudo(False)
        self.dunning_credit_text = Profile._explain_credit(company, credit, extra, customer)
        # who pays before the delivery adds nothing to the exposure
        if code in AGAINST and not (self._is_paid_before() and code != "blocked"):
            self.dunning_credit_effect = self._effect_of(company, customer, code)

    def _amount_on_credit(self):
        """Return what this order adds to the exposure in company currency: its total less what was paid for it online."""
        self.ensure_one()
        return self.company_id.currency_id.round(max(self.amount_total - self.amount_paid, 0.0) / (self.currency_rate or 1.0))

    def _is_paid_before(self):
        """Tell whether the order was paid in full online: it is no credit."""
        self.ensure_one()
        return self.amount_total > 0 and self.currency_id.compare_amounts(self.amount_paid, self.amount_total) >= 0

    def _effect_of(self, company, customer, code):
        """Return what happens to this order: the company's setting, less what a person let pass.

        For natural persons only a person stops an order, and a person decides about it (GDPR, art. 22).

        :param str code: one of ``AGAINST``
        """
        effect = company.dunning_credit_orders
        if effect != "none" and self._is_natural_person(company, customer):
            effect = "warn" if code != "blocked" or effect == "warn" else "approve"
        if effect == "approve" and self._is_let_pass():
            return "warn"
        return effect

    def _is_natural_person(self, company, customer):
        """Tell whether a customer is a person of flesh and blood: as its page says, else who is no company.

        :param company: root ``res.company``
        :param customer: commercial ``res.partner``
        """
        profile = self.env["dunning.profile"].sudo().search([("partner_id", "=", customer.id), ("company_id", "=", company.id)])
        return profile.is_natural_person if profile else not customer.is_company

    def _is_let_pass(self):
        """Tell whether a person let this order pass, for at least as much as it is now."""
        self.ensure_one()
        passed = self.dunning_credit_passed_by_id
        return bool(passed) and self.currency_id.compare_amounts(self.amount_total, self.dunning_credit_passed_amount) <= 0

    # -- confirming --------------------------------------------------------------------------------

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._credit_refusal()

    def _credit_refusal(self):
        """Return why the order cannot be confirmed, with what would lift it; ``False`` when it can be."""
        self.ensure_one()
        effect = self.dunning_credit_effect
        if effect not in ("approve", "refuse"):
            return self._prepayment_refusal()
        if not self.env.user._is_internal():
            return self.env._("Thank you. We look at your order and come back to you.")
        if effect == "approve":
            way = self.env._("Ask for a limit, or have somebody who may grant it let the order pass.")
        else:
            way = self.env._("It can be confirmed once the customer has paid or a limit is granted.")
        return "\n".join([self.dunning_credit_text, way])

    def action_confirm(self):
        """Keep with each order what was against it when it was confirmed all the same."""
        self._lock_credit()
        self._follow_credit_terms()
        warned = {order: order.dunning_credit_text for order in self if order.dunning_credit_effect == "warn"}
        confirmed = super().action_confirm()
        for order, text in warned.items():
            order.sudo()._message_log(body=self.env._("Confirmed although: %s", text))
        for company, orders in self.sudo().grouped(lambda order: order.company_id.root_id).items():
            self.env["dunning.profile"]._note_standing(company, orders.partner_invoice_id.commercial_partner_id)
        return confirmed

    def _lock_credit(self):
        """Let orders of a customer be confirmed one after the other: whoever comes second is judged with the first one.

        Odoo tries again what the database refuses because somebody else confirmed meanwhile.
        """
        for company, orders in self.sudo().grouped(lambda order: order.company_id.root_id).items():
            if company.dunning_credit_orders in ("approve", "refuse") and self.env["dunning.credit.limit"]._is_credit_used(company):
                self.env["dunning.profile"].sudo()._lock_customers(orders.partner_invoice_id, company)

    def _validate_order(self):
        """What a customer signs or pays in part online waits for a person where credit stands against it; nothing is lost."""
        stopped = self.filtered(lambda order: order.dunning_credit_effect in ("approve", "refuse"))
        for order in stopped.sudo():
            order._ask_for_order()
        return super(SaleOrder, self - stopped)._validate_order() if self - stopped else True

    def _ask_for_order(self):
        """Have the system ask for the limit that a signed order needs, unless somebody asked for the customer already."""
        self.ensure_one()
        company, customer = self.company_id.root_id, self.partner_invoice_id.commercial_partner_id
        self._message_log(body=self.env._("The customer accepted it; it waits because of the customer's credit."))
        Request = self.env["dunning.credit.request"].with_user(self.env.ref("base.user_root")).sudo()
        waiting = [("partner_id", "=", customer.id), ("company_id", "=", company.id), ("state", "=", "open")]
        if not Request.search_count(waiting, limit=1):
            Request.create(
                {"company_id": company.id, "partner_id": customer.id, "amount": self._limit_needed(), "order_id": self.id,
                 "reason": self.env._("%s, accepted by the customer", self.name)}
            )  # fmt: skip

    def _limit_needed(self):
        """Return the limit that this order needs: all that would be owed with it, company currency."""
        self.ensure_one()
        company, customer = self.company_id.root_id, self.partner_invoice_id.commercial_partner_id
        credit = self.env["dunning.exposure"].sudo()._read_credit(company.sudo(), customer)[customer.id]
        return judge(credit, self._amount_on_credit(), company.sudo().currency_id.decimal_places).total

    # -- what a person does ------------------------------------------------------------------------

    def action_dunning_ask_credit(self):
        """Open the dialogue that asks for the limit that this order needs."""
        self.ensure_one()
        self.check_access("write")
        company, customer = self.company_id.root_id, self.partner_invoice_id.commercial_partner_id
        Profile = self.env["dunning.profile"]
        # what is asked for would tell what is owed
        knows = Profile._shows_whole_company(company) and Profile._tells_amounts(company, customer)
        amount = self._limit_needed() if knows else self._amount_on_credit()
        return self.env["dunning.credit.request"]._open_new_request(
            customer, company, amount=amount, order_id=self.id, reason=self.name
        )

    def action_dunning_let_pass(self):
        """Open the dialogue in which a person who may grant as much lets this order pass."""
        self.ensure_one()
        self._check_may_let_pass()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let Pass"),
            "res_model": "dunning.credit.pass.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _check_may_let_pass(self):
        """Refuse to let an order pass to who may not grant the limit that it needs, and where the settings allow no passing.

        :raises UserError: with who may
        """
        self.check_access("read")
        effect = self.dunning_credit_effect
        if effect != "approve" and (effect == "refuse" or not self.sudo().dunning_terms_effect):
            raise UserError(self.env._("This order does not wait for an approval."))
        self.env["dunning.credit.authority"]._check_may_grant(self.company_id.root_id.sudo(), self._limit_needed())

    def _let_pass(self, reason):
        """Let this order pass in the name of the user, for the amount that it has now; logged with the reason.

        :param str reason: why
        """
        self.ensure_one()
        self._check_may_let_pass()
        self.sudo().write(
            {"dunning_credit_passed_by_id": self.env.uid, "dunning_credit_passed_on": company_day(self, self.company_id),
             "dunning_credit_passed_amount": self.amount_total, "dunning_credit_pass_reason": reason}
        )  # fmt: skip
        self.sudo()._message_log(body=self.env._("Let pass by %(user)s: %(why)s", user=self.env.user.name, why=reason))
        self._follow_credit_terms()
