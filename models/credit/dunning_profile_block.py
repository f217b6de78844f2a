"""What a person's block of new orders rests on: the invoices that are late and undisputed, and the last dunning action."""

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.receivable import get_due_day

# So many invoices are named, the oldest first.
MOST = 3


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    credit_block_source = fields.Char(
        string="Rests On", readonly=True, copy=False, help="Late and undisputed when new orders were blocked, and what was done last."
    )

    @api.model
    def _find_late_items(self, company, customer):
        """Return what is overdue of a customer in all branches, undisputed, nothing agreed about it and not covered by credits.

        :param company: root ``res.company``
        :param customer: commercial ``res.partner``
        :return: ``account.move.line`` as superuser, the oldest first; empty where credits cover all that is late
        """
        Item = self.env["account.move.line"].sudo()
        credit = self.env["dunning.exposure"].sudo()._read_credit(company.sudo(), customer)[customer.id]
        if company.sudo().currency_id.compare_amounts(credit.late_amount, 0) <= 0:
            return Item
        places = company.sudo()._dunning_companies().ids
        overdue = self.env["dunning.receivable"].sudo().with_context(allowed_company_ids=places).search(
            [("partner_id", "=", customer.id), ("root_company_id", "=", company.id), ("is_overdue", "=", True)], order="date_due, id"
        )  # fmt: skip
        return Item.browse(overdue.filtered(lambda item: not item.hold_kind).ids)

    def _name_block_source(self):
        """Return what a block rests on: the oldest invoices with due day and amount, and the last action that was done."""
        self.ensure_one()
        items = self._find_late_items(self.company_id, self.partner_id)
        names = [
            self.env._(
                "%(number)s, due on %(day)s: %(amount)s",
                number=item.dunning_entry_id.name,
                day=format_date(self.env, get_due_day(item)),
                amount=formatLang(self.env, item.amount_residual_currency, currency_obj=item.currency_id),
            )
            for item in items[:MOST]
        ]
        if len(items) > MOST:
            names.append(self.env._("%s more", len(items) - MOST))
        done = self.env["dunning.action"].sudo().search(
            [("profile_id", "=", self.id), ("state", "=", "done")], order="date_done desc, id desc", limit=1
        )
        if done:
            channel = dict(done._fields["channel"]._description_selection(self.env))[done.channel]
            words = {"what": done.step_id.display_name or channel, "day": format_date(self.env, done.date_done)}
            names.append(self.env._("last contact: %(what)s on %(day)s", **words))
        return "; ".join(names)

    def _block_in_words(self):
        """Return who blocks new orders of this customer, why, and on what it rests."""
        self.ensure_one()
        words = {
            "user": self.credit_blocked_by_id.sudo().name, "day": format_date(self.env, self.credit_blocked_on),
            "why": self.credit_block_reason or "", "items": self.credit_block_source or "",
        }  # fmt: skip
        if self.credit_block_source:
            return self.env._("New orders are blocked by %(user)s since %(day)s: %(why)s (%(items)s).", **words)
        return self.env._("New orders are blocked by %(user)s since %(day)s: %(why)s.", **words)
