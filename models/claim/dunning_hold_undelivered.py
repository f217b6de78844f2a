"""Invoices that did not arrive before their first reminder are on hold, and finance gets a technical task."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.activities import create_tasks, drop_tasks


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    delivery_message_id = fields.Many2one(
        "mail.message", string="Message Not Delivered", readonly=True, index="btree_not_null", ondelete="set null",
        help="The e-mail of the invoice that did not arrive.",
    )  # fmt: skip

    @api.model
    def _settle_undelivered(self, company, today):
        """Put invoices on hold whose own e-mail failed before their first reminder; end it when they went out again.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: ``dunning.hold`` placed
        """
        self.env.flush_all()
        self._end_delivered(company, today)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.id, MAX(message.id)
                  FROM mail_notification AS failed
                  JOIN mail_message AS message ON message.id = failed.mail_message_id AND message.model = 'account.move'
                  JOIN account_move AS move ON move.id = message.res_id
                  JOIN res_partner AS reader ON reader.id = failed.res_partner_id AND reader.partner_share
                 WHERE failed.notification_status IN ('bounce', 'exception') AND failed.notification_type = 'email'
                   AND move.company_id IN (%(companies)s) AND move.state = 'posted' AND move.move_type = 'out_invoice'
                   AND move.amount_residual > 0
                   AND NOT EXISTS (
                        SELECT FROM mail_message AS later
                          JOIN mail_notification AS arrived ON arrived.mail_message_id = later.id
                               AND arrived.notification_type = 'email' AND arrived.notification_status = 'sent'
                          JOIN res_partner AS other ON other.id = arrived.res_partner_id AND other.partner_share
                         WHERE later.model = 'account.move' AND later.res_id = move.id AND later.id >= message.id)
                   AND NOT EXISTS (
                        SELECT FROM dunning_hold AS known WHERE known.move_id = move.id AND known.delivery_message_id >= message.id)
                   AND NOT EXISTS (
                        SELECT FROM dunning_action_line AS taken
                         WHERE taken.move_id = move.id AND taken.kind = 'advance' AND taken.status = 'counted')
                 GROUP BY move.id
                 ORDER BY move.id
                """,
                companies=self.env["dunning.engine"]._sql_companies(company),
            )
        )
        return self._hold_undelivered(dict(rows), today) if rows else self.browse()

    @api.model
    def _hold_undelivered(self, messages, today):
        """Place the holds of invoices that did not arrive, and give finance the task to find out why.

        :param dict messages: ``mail.message`` id by ``account.move`` id
        :param date today: first day of the holds
        """
        moves = self.env["account.move"].browse(messages)
        holds = self.create(
            [
                {
                    "move_id": move.id,
                    "partner_id": move._dunning_customers()[:1].id,
                    "company_id": move.company_id.root_id.id,
                    "kind": "undelivered",
                    "reason": self.env._("The e-mail with %s did not arrive.", move.name),
                    "date_start": today,
                    "delivery_message_id": messages[move.id],
                }
                for move in moves
            ]
        )
        kind = self.env.ref("account_dunning.mail_activity_type_delivery", raise_if_not_found=False)
        for company, own in holds.grouped("company_id").items() if kind else ():
            profiles = self.env["dunning.profile"]._get_or_create(own.partner_id, company)
            of_partner = {profile.partner_id: profile for profile in profiles}
            create_tasks(
                profiles,
                [
                    of_partner[hold.partner_id]._profile_task_vals(
                        kind, self.env._("%s did not arrive: correct the address and send it again.", hold.move_id.name), today
                    )
                    for hold in own
                ],
            )
        return holds

    @api.model
    def _end_delivered(self, company, today):
        """End the holds of invoices that reached the customer after all, and the task when nothing is left of it."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT hold.id
                  FROM dunning_hold AS hold
                  JOIN mail_message AS later ON later.model = 'account.move' AND later.res_id = hold.move_id
                       AND later.id > hold.delivery_message_id
                  JOIN mail_notification AS arrived ON arrived.mail_message_id = later.id
                       AND arrived.notification_type = 'email' AND arrived.notification_status = 'sent'
                  JOIN res_partner AS reader ON reader.id = arrived.res_partner_id AND reader.partner_share
                 WHERE hold.company_id = %s AND hold.kind = 'undelivered' AND hold.state = 'active'
                """,
                company.id,
            )
        )
        if rows:
            self.browse(row[0] for row in rows)._end_holds(today, self.env._("Sent again"))

    def _drop_delivery_tasks(self):
        """Drop the technical task of holds that were ended, with the last of its invoices."""
        undelivered = self.filtered(lambda hold: hold.kind == "undelivered")
        if undelivered:
            kind = self.env.ref("account_dunning.mail_activity_type_delivery", raise_if_not_found=False)
            left = self.search(
                [("partner_id", "in", undelivered.partner_id.ids), ("kind", "=", "undelivered"), ("state", "=", "active")]
            )
            done = undelivered.partner_id - left.partner_id
            if kind:
                drop_tasks(self.env["dunning.profile"].sudo().search([("partner_id", "in", done.ids)]), kind)
