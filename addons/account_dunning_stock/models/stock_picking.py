"""Deliveries that are on hold: the banner says because of which invoice, and who may let one pass."""

from odoo import api, fields, models
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# Written by ``_let_delivery_pass`` only.
PASSED = ("dunning_passed_by_id", "dunning_passed_on", "dunning_pass_reason")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    dunning_hold_text = fields.Text(string="Held", compute="_compute_dunning_hold_text", compute_sudo=True, groups="base.group_user")
    dunning_passed_by_id = fields.Many2one("res.users", string="Let Pass By", readonly=True, copy=False, groups="base.group_user")
    dunning_passed_on = fields.Date(string="Let Pass On", readonly=True, copy=False, groups="base.group_user")
    dunning_pass_reason = fields.Char(string="Let Pass Because", readonly=True, copy=False, groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_delivery_passed(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_delivery_passed(vals)
        return super().write(vals)

    def _check_no_delivery_passed(self, vals):
        """Refuse to say oneself that somebody let a delivery pass.

        :raises AccessError: without the dialogue
        """
        given = {*vals, *(key.removeprefix("default_") for key in self.env.context if key.startswith("default_"))}
        if not self.env.su and given.intersection(PASSED):
            raise AccessError(self.env._("Who let a delivery pass is written by the dialogue that asks why."))

    @api.depends("partner_id", "company_id", "state", "sale_id", "dunning_passed_by_id")
    @api.depends_context("lang")
    def _compute_dunning_hold_text(self):
        self.dunning_hold_text = False
        for picking in self.filtered(lambda one: one.state not in ("done", "cancel")):
            hold = picking._find_delivery_hold()
            if hold:
                words = {
                    "user": hold.user_id.name, "day": format_date(self.env, hold.held_on),
                    "items": ", ".join(hold.with_context(lang=self.env.lang)._name_items()),
                }  # fmt: skip
                picking.dunning_hold_text = self.env._(
                    "Deliveries to this customer are held by %(user)s since %(day)s because of %(items)s. They are released by "
                    "themselves when it is paid or agreed.",
                    **words,
                )

    def _find_delivery_hold(self):
        """Return the hold that stands against this delivery to a customer, empty when there is none."""
        self.ensure_one()
        none = self.env["dunning.delivery.hold"].sudo()
        leaves = self.picking_type_code == "outgoing" or self.location_dest_id.usage == "customer"
        if not leaves or self.sudo().dunning_passed_by_id:
            return none
        customer = (self.sudo().sale_id.partner_invoice_id or self.sudo().partner_id).commercial_partner_id
        hold = none.search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.sudo().company_id.root_id.id), ("state", "=", "active")], limit=1
        )
        return hold if hold and hold._is_standing() else none

    def button_validate(self):
        """Refuse at the first click, before anything is asked."""
        self._check_delivery_held()
        return super().button_validate()

    def _action_done(self):
        """Refuse whichever way the goods are about to leave."""
        self._check_delivery_held()
        return super()._action_done()

    def _check_delivery_held(self):
        """Refuse deliveries that are on hold.

        :raises UserError: with the invoice that they are held for
        """
        for picking in self:
            if picking._find_delivery_hold():
                raise UserError(self.env._("%(delivery)s: %(why)s", delivery=picking.name, why=picking.dunning_hold_text))

    def action_dunning_pass(self):
        """Open the dialogue in which a credit manager lets one delivery pass, with a reason."""
        self.ensure_one()
        self._check_may_pass_delivery()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let This Delivery Pass"),
            "res_model": "dunning.delivery.pass.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def _check_may_pass_delivery(self):
        """Refuse to let pass to who is no credit manager, and where nothing is held.

        :raises AccessError: no credit manager
        :raises UserError: it is not held
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("account_dunning.group_dunning_manager"):
            raise AccessError(self.env._("Only credit managers let a delivery pass."))
        if not self._find_delivery_hold():
            raise UserError(self.env._("This delivery is not held."))

    def _let_delivery_pass(self, reason):
        """Let this delivery pass in the name of the user; logged with the reason.

        :param str reason: why
        """
        self.ensure_one()
        self._check_may_pass_delivery()
        passed = {
            "dunning_passed_by_id": self.env.uid, "dunning_passed_on": company_day(self, self.company_id), "dunning_pass_reason": reason,
        }  # fmt: skip
        self.sudo().write(passed)
        self.sudo()._message_log(body=self.env._("Let pass by %(user)s: %(why)s", user=self.env.user.name, why=reason))
