"""Payment terms of new orders while credit stands against them: shortened, or payment in advance; lifted by itself.

It acts on quotations only. What was agreed before is kept with the order and comes back as soon as the customer has paid, a
limit was granted, or a person let the order pass. Orders that are confirmed keep the terms that they have.
"""

from odoo import api, fields, models
from odoo.addons.account_dunning.models.credit.credit_status import AGAINST, judge
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.exceptions import AccessError, UserError

SHORT, PREPAY = "short", "prepay"
# What credit changes, and what it was before.
TERMS = ("payment_term_id", "require_payment", "prepayment_percent")
KEPT = ("dunning_terms_effect", "dunning_terms_before")
# A change of these may change what credit means for an order.
CAUSES = {"partner_id", "partner_invoice_id", "order_line", "company_id", "pricelist_id"}
# Quotations of so many days are looked at every night.
QUOTATION_DAYS = 90


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dunning_terms_effect = fields.Selection(
        [(SHORT, "Terms shortened"), (PREPAY, "Payment in advance")], string="Terms by Credit", readonly=True, copy=False,
        groups="base.group_user",
    )  # fmt: skip
    dunning_terms_before = fields.Json(readonly=True, copy=False, groups="base.group_user")
    dunning_terms_text = fields.Char(compute="_compute_dunning_terms_text", compute_sudo=True, groups="base.group_user")

    @api.depends(*KEPT, "payment_term_id")
    @api.depends_context("lang")
    def _compute_dunning_terms_text(self):
        for order in self:
            before = (order.dunning_terms_before or {}).get("payment_term_id")
            words = {
                "now": order.payment_term_id.name or "–",
                "before": self.env["account.payment.term"].browse(before).exists().name or self.env._("none"),
            }
            if order.dunning_terms_effect == SHORT:
                order.dunning_terms_text = self.env._(
                    "Because of the customer's credit the payment terms are “%(now)s” instead of “%(before)s”.", **words
                )
            elif order.dunning_terms_effect == PREPAY:
                order.dunning_terms_text = self.env._(
                    "Because of the customer's credit payment is asked for in advance; the payment terms were “%(before)s”.", **words
                )
            else:
                order.dunning_terms_text = False

    # -- when it is looked at ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_terms_by_credit(vals)
        orders = super().create(vals_list)
        orders._follow_credit_terms()
        return orders

    def write(self, vals):
        """Refuse to undo by hand what credit asks for, and look at it again when the order changes.

        :raises UserError: the terms would change while credit stands against them
        """
        self._check_terms_by_credit(vals)
        changed = self.sudo().filtered(lambda order: order.dunning_terms_effect and order.state in ("draft", "sent"))
        if "partner_id" in vals:  # another customer's terms: begun anew
            changed.write({"dunning_terms_effect": False, "dunning_terms_before": False})
        elif not self.env.su and changed and vals.keys() & set(TERMS):
            raise UserError(self.env._("The customer's credit asks for these terms: ask for a limit, or have the order let pass."))
        done = super().write(vals)
        if CAUSES & vals.keys():
            self._follow_credit_terms()
        return done

    def _check_terms_by_credit(self, vals):
        """Refuse to say oneself what credit changed.

        :raises AccessError: who writes is a person
        """
        given = {*vals, *(key.removeprefix("default_") for key in self.env.context if key.startswith("default_"))}
        if not self.env.su and given.intersection(KEPT):
            raise AccessError(self.env._("What credit changed of the terms is written by the system."))

    def action_quotation_send(self):
        """Look at the terms before the customer reads them."""
        self._follow_credit_terms()
        return super().action_quotation_send()

    @api.model
    def _cron_follow_credit_terms(self):
        """Look at the open quotations of the last weeks: what is paid or agreed gets its terms back."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            since = fields.Date.subtract(company_day(self, company), days=QUOTATION_DAYS)
            domain = [("company_id", "child_of", company.id), ("state", "in", ("draft", "sent"))]
            self.sudo().search(["|", ("dunning_terms_effect", "!=", False), ("date_order", ">=", since), *domain])._follow_credit_terms()

    # -- what happens ------------------------------------------------------------------------------

    def _follow_credit_terms(self):
        """Shorten the terms of quotations that credit stands against, and give back those of the others."""
        quotations = self.sudo().filtered(lambda order: order.state in ("draft", "sent") and order.partner_invoice_id)
        for company, orders in quotations.grouped(lambda order: order.company_id.root_id).items():
            wanted = company.dunning_credit_terms
            if wanted == "none" or not self.env["dunning.credit.limit"]._is_credit_used(company):
                orders.filtered("dunning_terms_effect")._give_terms_back()
                continue
            self.env.flush_all()
            credits = self.env["dunning.exposure"].sudo()._read_credit(company, orders.partner_invoice_id.commercial_partner_id)
            for order in orders:
                if order._is_paid_before():
                    continue
                if order._terms_stand_against(company, credits):
                    order._change_terms(company, wanted)
                elif order.dunning_terms_effect:
                    order._give_terms_back()

    def _terms_stand_against(self, company, credits):
        """Tell whether credit asks for other terms of this quotation; for natural persons only a person's block does."""
        self.ensure_one()
        customer = self.partner_invoice_id.commercial_partner_id
        code = judge(credits[customer.id], self._amount_on_credit(), company.currency_id.decimal_places).code
        if code not in AGAINST or self._is_let_pass():
            return False
        return code == "blocked" or not self._is_natural_person(company, customer)

    def _prepayment_refusal(self):
        """Return why an order that is to be paid in advance cannot be confirmed yet; ``False`` when it can be."""
        self.ensure_one()
        if self.sudo().dunning_terms_effect != PREPAY or self.sudo()._is_paid_before():
            return False
        if not self.env.user._is_internal():
            return self.env._("Thank you. We look at your order and come back to you.")
        way = self.env._("It can be confirmed once it is paid, the customer is within its limit again, or somebody who may lets it pass.")
        return "\n".join(filter(None, [self.dunning_credit_text, self.dunning_terms_text, way]))

    def _change_terms(self, company, wanted):
        """Change the terms of a quotation once, and say so in its history.

        :param company: root ``res.company``
        :param str wanted: ``short`` or ``prepay``
        """
        self.ensure_one()
        if self.dunning_terms_effect == wanted:
            return
        if self.dunning_terms_effect:
            self._give_terms_back()
        term = company.dunning_credit_term_id or self.env.ref("account.account_payment_term_immediate", raise_if_not_found=False)
        before = {
            "payment_term_id": self.payment_term_id.id, "require_payment": self.require_payment,
            "prepayment_percent": self.prepayment_percent,
        }  # fmt: skip
        short, prepay = {"payment_term_id": term.id if term else False}, {"require_payment": True, "prepayment_percent": 1.0}
        values = short if wanted == SHORT else prepay
        self.write({**values, "dunning_terms_effect": wanted, "dunning_terms_before": before})
        local = self.with_context(lang=company.partner_id.lang)
        self._message_log(body=local.dunning_terms_text)

    def _give_terms_back(self):
        """Give quotations the terms that they had."""
        for order in self:
            before = order.dunning_terms_before or {}
            term = self.env["account.payment.term"].browse(before.get("payment_term_id") or []).exists()
            order.write(
                {"payment_term_id": term.id, "require_payment": bool(before.get("require_payment")),
                 "prepayment_percent": before.get("prepayment_percent") or order.company_id.prepayment_percent or 1.0,
                 "dunning_terms_effect": False, "dunning_terms_before": False}
            )  # fmt: skip
            said = self.env._("Nothing of the customer's credit stands against it any more: the payment terms are as before.")
            order._message_log(body=said)
