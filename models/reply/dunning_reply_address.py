"""Addresses that do not serve: bounced and blacklisted ones are marked by a reply of their kind, and forgotten when they work."""

from odoo import api, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_trade


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    @api.model
    def _note_bounces(self, actions, email=None):
        """Mark the addresses from which the messages of some actions came back.

        :param actions: ``dunning.action``
        :param str email: the address, by default the recipient's
        """
        known = self.search([("action_id", "in", actions.ids), ("kind", "=", "bounce")])
        vals_list = []
        for action in actions:
            address = email or action.recipient_address
            if known.filtered(lambda one, action=action, address=address: one.action_id == action and one.email_from == address):
                continue
            vals_list.append(
                {
                    "company_id": action.company_id.id,
                    "profile_id": action.profile_id.id,
                    "partner_id": action.partner_id.id,
                    "action_id": action.id,
                    "author_id": action.contact_id.id,
                    "email_from": address,
                    "subject": action.mail_message_id.subject,
                    "kind": "bounce",
                    "user_id": self._reply_owner(action.profile_id, action).id,
                }
            )
        return self.with_context(mail_auto_subscribe_no_notify=True).create(vals_list)

    @api.model
    def _note_blacklisted(self, company, today):
        """Mark the blacklisted addresses of customers with something overdue, once each, and ask to mend them.

        Only addresses to which reminders go: the customer's own, its named contacts', its invoice addresses'.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: ``dunning.reply`` made
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (profile.id, contact.email_normalized) profile.id, contact.id, contact.email_normalized
                  FROM dunning_profile AS profile
                  JOIN res_partner AS contact ON contact.commercial_partner_id = profile.partner_id AND contact.active
                       AND (contact.id = profile.partner_id OR contact.type = 'invoice'
                            OR contact.id IN (profile.payment_contact_id, profile.invoice_contact_id,
                                              profile.approval_contact_id, profile.legal_contact_id))
                  JOIN mail_blacklist AS listed ON listed.email = contact.email_normalized AND listed.active
                 WHERE profile.company_id = %(company)s AND profile.active
                   AND profile.partner_id IN (
                        SELECT line.partner_id
                          FROM account_move_line AS line
                          JOIN account_account AS account ON account.id = line.account_id
                               AND %(trade)s
                         WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
                           AND line.company_id IN (%(companies)s) AND %(due)s < %(today)s)
                   AND NOT EXISTS (
                        SELECT FROM dunning_reply AS known
                         WHERE known.profile_id = profile.id AND known.kind = 'blacklisted' AND known.state = 'new'
                           AND known.email_from = contact.email_normalized)
                 ORDER BY profile.id, contact.email_normalized, contact.id
                """,
                company=company.id,
                companies=self.env["dunning.engine"]._sql_companies(company),
                today=today,
                trade=sql_trade(),
                due=sql_due(),
            )
        )
        self._forget_whitelisted(company, today)
        if not rows:
            return self.browse()
        profiles = self.env["dunning.profile"].browse(row[0] for row in rows)
        made = self.with_context(mail_auto_subscribe_no_notify=True).create(
            [
                {
                    "company_id": company.id,
                    "profile_id": profile.id,
                    "partner_id": profile.partner_id.id,
                    "author_id": contact_id,
                    "email_from": address,
                    "kind": "blacklisted",
                    "user_id": self._reply_owner(profile, self.env["dunning.action"]).id,
                }
                for profile, (_profile_id, contact_id, address) in zip(profiles, rows, strict=True)
            ]
        )
        for reply in made:
            reply.profile_id._ask_for_address(
                self.env._("%(address)s is on the blacklist: nothing may be sent there.", address=reply.email_from)
            )
        return made

    @api.model
    def _forget_whitelisted(self, company, today):
        """Close the marks of addresses that are not on the blacklist any more."""
        marks = self.search([("company_id", "=", company.id), ("kind", "=", "blacklisted"), ("state", "=", "new")])
        if marks:
            listed = set(self.env["mail.blacklist"].sudo().search([("email", "in", marks.mapped("email_from"))]).mapped("email"))
            marks.filtered(lambda mark: mark.email_from not in listed).write({"state": "handled", "handled_on": today})

    def _clear_bounces(self, address):
        """Take back that an address bounced: somebody writes from it, or a person says that it works again.

        :param str address: normalized address
        """
        for reply in self:
            bounced = self.env["dunning.action"].search(
                [
                    ("partner_id", "=", reply.partner_id.id),
                    ("company_id", "=", reply.company_id.id),
                    ("delivery_status", "=", "bounced"),
                    ("recipient_address", "=", address),
                    ("bounce_cleared", "=", False),
                ]
            )
            bounced.bounce_cleared = True
            marks = self.search(
                [("profile_id", "=", reply.profile_id.id), ("kind", "=", "bounce"), ("state", "=", "new"), ("email_from", "=", address)]
            )
            marks.write({"state": "handled", "handled_on": company_day(self), "handled_by_id": self.env.user.id})

    def action_address_works(self):
        """The address works again: the step that bounced may be sent there anew."""
        self._check_owner()
        for reply in self.sudo().filtered(lambda reply: reply.kind == "bounce"):
            reply._clear_bounces(reply.email_from)
            reply.write({"state": "handled", "handled_on": company_day(self), "handled_by_id": self.env.user.id})
        return True
