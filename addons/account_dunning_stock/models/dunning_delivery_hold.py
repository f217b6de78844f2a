"""Deliveries of a customer that a person holds because of invoices that are overdue and undisputed, with a notice that names them.

It stands while one of these invoices is open and nothing about it was agreed: paid, promised, put on a plan or disputed, it
stands against no delivery from that moment on, and is ended by the next night, so within 48 hours of the payment.
"""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.account_dunning.models.shared import evidence
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.addons.account_dunning.models.shared.customer_mail import post_mail
from odoo.addons.account_dunning.models.shared.dunning_message_texts import SIDES_FIELDS
from odoo.addons.account_dunning.models.shared.once import lock_rows
from odoo.addons.account_dunning.models.shared.receivable import get_due_day
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang

TEMPLATE = "account_dunning_stock.mail_template_delivery_hold"
# What the text may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "items_html", "amount_text", "lang")


class DunningDeliveryHold(models.Model):
    _name = "dunning.delivery.hold"
    _description = "Deliveries on Hold"
    _inherit = ["dunning.guarded", "dunning.message.texts"]
    _order = "state, id desc"
    _rec_name = "partner_id"

    profile_id = fields.Many2one("dunning.profile", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Customer", store=True, index=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    item_ids = fields.Many2many(
        "account.move.line", "dunning_delivery_hold_item_rel", "hold_id", "line_id", string="Because Of", readonly=True,
        help="Overdue and undisputed when the deliveries were held; the notice names them.",
    )  # fmt: skip
    named_items = fields.Text(string="Named in the Notice", readonly=True, help="As it was when the notice left.")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Held By", readonly=True)
    held_on = fields.Date(readonly=True)
    contact_id = fields.Many2one("res.partner", string="Notice To", readonly=True)
    message_id = fields.Many2one("mail.message", string="Notice", readonly=True, index="btree_not_null", ondelete="set null")
    state = fields.Selection([("active", "Held"), ("ended", "Ended")], default="active", required=True, readonly=True, index=True)
    ended_on = fields.Date(readonly=True)
    ended_by_id = fields.Many2one("res.users", readonly=True)
    end_reason = fields.Char(string="Ended Because", readonly=True)

    lang = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts")
    items_html = fields.Html(compute="_compute_texts", help="Number, due date and open amount of each invoice.")

    _one_standing = models.UniqueIndex("(profile_id) WHERE state = 'active'", "The deliveries of this customer are held already.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("item_ids", "contact_id", "profile_id", "user_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for hold in self:
            hold._set_sides(hold.company_id, hold.user_id, hold.contact_id)
            company = hold.company_id.sudo()
            hold.lang = hold.contact_id.lang or hold.partner_id.lang or company.partner_id.lang or self.env.lang or "en_US"
            local = hold.with_context(lang=hold.lang)
            lines = local._name_items()
            hold.items_html = Markup("<ul>%s</ul>") % Markup("").join(Markup("<li>%s</li>") % line for line in lines)
            hold.amount_text = formatLang(
                local.env, sum(hold.sudo().item_ids.mapped("amount_residual")), currency_obj=company.currency_id
            )

    def _name_items(self):
        """Return number, due date and open amount of each invoice, one line each, in the language of the context."""
        self.ensure_one()
        return [
            self.env._(
                "%(number)s, due on %(day)s: %(amount)s",
                number=item.dunning_entry_id.name,
                day=format_date(self.env, get_due_day(item)),
                amount=formatLang(self.env, item.amount_residual_currency, currency_obj=item.currency_id),
            )
            for item in self.sudo().item_ids.sorted(lambda item: (get_due_day(item), item.id))
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        evidence.check_deletion(self, self.env._("What was held, and the notice of it, is part of the history."))

    # -- what grounds it ---------------------------------------------------------------------------

    @api.model
    def _find_grounds(self, profile):
        """Return what is overdue of a customer in all branches, undisputed, nothing agreed about it and not covered by credits.

        :param profile: ``dunning.profile``
        :return: ``account.move.line``
        """
        return self.env["dunning.profile"]._find_late_items(profile.company_id, profile.sudo().partner_id)

    @api.model
    def _hold_deliveries(self, profile, contact, reason):
        """Hold the deliveries of a customer in the name of the user, and send the notice that names what is overdue.

        :param profile: ``dunning.profile``
        :param contact: ``res.partner`` who gets the notice
        :param str reason: why, for colleagues
        :raises AccessError: the user is no collector
        :raises UserError: it is switched off, nothing undisputed is overdue, or no notice can leave
        """
        self._check_holds_deliveries(profile)
        company = profile.company_id
        if not company.sudo().dunning_delivery_hold:
            raise UserError(self.env._("Holding deliveries is switched off in the settings of dunning."))
        lock_rows(profile)
        if self.sudo().search_count([("profile_id", "=", profile.id), ("state", "=", "active")], limit=1):
            raise UserError(self.env._("The deliveries of this customer are held already."))
        grounds = self._find_grounds(profile)
        if not grounds:
            raise UserError(self.env._("Nothing undisputed is overdue: there is no ground to hold deliveries."))
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template or not self.env["dunning.contact"].sudo()._serves_by_mail(contact, profile):
            raise UserError(self.env._("No notice can be sent: choose a contact with an e-mail address that works."))
        hold = self.sudo().create(
            {"profile_id": profile.id, "item_ids": [fields.Command.set(grounds.ids)], "reason": reason, "user_id": self.env.uid,
             "held_on": company_day(self, company), "contact_id": contact.id}
        )  # fmt: skip
        hold._send_notice(template.sudo(), profile.sudo(), contact)
        return hold

    def _send_notice(self, template, profile, contact):
        """Send the notice, and keep what it names."""
        self.ensure_one()
        message = post_mail(profile, self, template, contact)
        self.write({"message_id": message.id, "named_items": "\n".join(self.with_context(lang=self.lang)._name_items())})
        words = {"user": self.user_id.name, "why": self.reason, "items": ", ".join(self.item_ids.dunning_entry_id.mapped("name"))}
        profile._message_log(body=self.env._("Deliveries held by %(user)s because of %(items)s: %(why)s", **words))
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _check_holds_deliveries(self, profile):
        """Refuse people who are no collectors of this customer's company.

        :raises AccessError: with what they are
        """
        profile.check_access("write")
        if not self.env.su and not self.env.user.has_group("account_dunning.group_dunning_user"):
            raise AccessError(self.env._("Only collectors hold deliveries and release them."))

    def _is_standing(self):
        """Tell whether deliveries are held now: something that the notice named is overdue still and nothing was agreed about it."""
        self.ensure_one()
        hold = self.sudo()
        if hold.state != "active" or not hold.company_id.dunning_delivery_hold:
            return False
        return bool(hold.item_ids & self._find_grounds(hold.profile_id))

    # -- its end -----------------------------------------------------------------------------------

    def action_release(self):
        """Release the deliveries.

        :raises AccessError: the caller is no collector
        :raises UserError: they are released already
        """
        self.check_access("read")
        for hold in self:
            self._check_holds_deliveries(hold.profile_id)
            if hold.state != "active":
                raise UserError(self.env._("These deliveries are released already."))
            hold._end_hold(self.env._("Released by %s", self.env.user.name))
        return True

    def _end_hold(self, reason):
        """End a hold and say why in the customer's history."""
        self.ensure_one()
        hold = self.sudo()
        hold.write({"state": "ended", "ended_on": company_day(self, hold.company_id), "ended_by_id": self.env.uid, "end_reason": reason})
        hold.profile_id._message_log(body=self.env._("Deliveries are held no more: %s.", reason))

    @api.model
    def _cron_end_groundless_holds(self):
        """End what has no ground any more: paid, or agreed. Some hours after it happened; it held nothing since then."""
        for hold in self.sudo().search([("state", "=", "active")]):
            if hold.company_id.dunning_delivery_hold and not hold._is_standing():
                hold._end_hold(self.env._("What the notice named is paid or agreed"))
