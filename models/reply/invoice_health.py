"""The health gate: before the first reminder of an invoice, did the customer get it, with what it needs to pay it?

An invoice whose own e-mail came back or was refused rests, and finance gets a technical task; what is only doubtful is
a warning on the action, and the invoice goes along.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..shared.channels import EMAIL, PHONE, POSTAL_CHANNELS, SMS


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
        tasks = []
        for company, own in holds.grouped("company_id").items() if kind else ():
            profiles = self.env["dunning.profile"]._get_or_create(own.partner_id, company)
            of_partner = {profile.partner_id: profile for profile in profiles}
            tasks += [
                of_partner[hold.partner_id]._profile_task_vals(
                    kind, self.env._("%s did not arrive: correct the address and send it again.", hold.move_id.name), today
                )
                for hold in own
            ]
        self.env["dunning.profile"]._give_tasks(tasks)
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

    def _end_holds(self, today, outcome):
        """Drop the technical task with the last of its invoices."""
        result = super()._end_holds(today, outcome)
        undelivered = self.filtered(lambda hold: hold.kind == "undelivered")
        if undelivered:
            kind = self.env.ref("account_dunning.mail_activity_type_delivery", raise_if_not_found=False)
            left = self.search(
                [("partner_id", "in", undelivered.partner_id.ids), ("kind", "=", "undelivered"), ("state", "=", "active")]
            )
            done = undelivered.partner_id - left.partner_id
            profiles = self.env["dunning.profile"].sudo().search([("partner_id", "in", done.ids)])
            profiles.activity_ids.filtered(lambda task: task.activity_type_id == kind and task.automated).unlink()
        return result


class DunningAction(models.Model):
    _inherit = "dunning.action"

    health_text = fields.Char(
        string="Invoice Check", compute="_compute_health_text",
        help="What may keep the customer from paying the invoices that are asked for the first time.",
    )  # fmt: skip

    @api.depends("state", "line_ids.status", "contact_id", "channel")
    @api.depends_context("lang")
    def _compute_health_text(self):
        first = self._first_moves()
        for action in self:
            action.health_text = " ".join(action.sudo()._health_warnings(first.get(action._origin))) or False

    def _first_moves(self):
        """Return the invoices that these open actions ask for before any other reminder of them, by action."""
        lines = self._origin.filtered(lambda action: action.state in OPEN_STATES).sudo().line_ids.filtered(
            lambda line: line.kind == "advance" and line.status == "open" and line.move_id.is_invoice()
        )
        if not lines:
            return {}
        reminded = {
            row[0]
            for row in self.env["dunning.action.line"]
            .sudo()
            ._read_group(
                [("move_line_id", "in", lines.move_line_id.ids), ("kind", "=", "advance"), ("status", "=", "counted")], ["move_line_id"]
            )
        }
        fresh = lines.filtered(lambda line: line.move_line_id not in reminded)
        return {action.sudo(False): own.move_id for action, own in fresh.grouped("action_id").items()}

    def _health_warnings(self, moves):
        """Return what is doubtful about invoices that are asked for the first time, a sentence each.

        :param moves: ``account.move``, or ``None`` when there are none
        """
        self.ensure_one()
        if not moves:
            return []
        found = []
        unsent = self._not_known_as_sent(moves)
        if unsent:
            found.append(self.env._("Not known as sent: %s.", ", ".join(unsent.mapped("name"))))
        if self.profile_id.needs_order_reference:
            without = moves.filtered(lambda move: not (move.ref or "").strip())
            if without:
                found.append(self.env._("This customer asks for an order reference, missing on %s.", ", ".join(without.mapped("name"))))
        missing = self._missing_of_contact()
        if missing:
            found.append(self.env._("Contact incomplete: no %s.", ", ".join(missing)))
        return found

    def _not_known_as_sent(self, moves):
        """Return the invoices that nobody has sent from here, in companies that look at it."""
        return moves.filtered(lambda move: not move.is_move_sent and move.company_id.root_id.dunning_check_sent)

    def _missing_of_contact(self):
        """Return what the contact lacks, in words; what the channel itself needs is the engine's business."""
        contact = self.contact_id or self.partner_id
        known = {
            self.env._("e-mail address"): contact.email_normalized or self.channel == EMAIL,
            self.env._("phone number"): contact.phone or self.channel in (PHONE, SMS),
            self.env._("postal address"): (contact.street and contact.city) or self.channel in POSTAL_CHANNELS,
        }
        return [name for name, present in known.items() if not present]

    def _invoice_documents(self):
        """An invoice that is not known as sent goes along with its first reminder, whatever the step says."""
        documents = super()._invoice_documents()
        unsent = self.env["account.move"]
        for action, moves in self._first_moves().items():
            unsent |= action.sudo()._not_known_as_sent(moves)
        missing = unsent.filtered(lambda move: move not in documents)
        return {**documents, **self._documents_of(missing)} if missing else documents


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    needs_order_reference = fields.Boolean(
        string="Demands an Order Reference", tracking=True, help="Invoices without the customer's order reference are not paid."
    )

    def _merged_fields(self):
        return (*super()._merged_fields(), "needs_order_reference")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _message_receive_bounce(self, email, partner):
        """An invoice whose own e-mail comes back before its first reminder rests at once."""
        result = super()._message_receive_bounce(email, partner)
        for move in self.sudo():
            root = move.company_id.root_id
            if not (root.dunning_live_date and move.state == "posted" and move.move_type == "out_invoice"):
                continue
            if move.currency_id.is_zero(move.amount_residual) or move.dunning_last_step_id:
                continue
            bounced = partner or self.env["res.partner"].search([("email_normalized", "=", email)])
            message = self.env["mail.notification"].search(
                [
                    ("mail_message_id.model", "=", "account.move"),
                    ("mail_message_id.res_id", "=", move.id),
                    ("res_partner_id", "in", bounced.filtered("partner_share").ids),
                ],
                order="mail_message_id desc",
                limit=1,
            ).mail_message_id
            holds = self.env["dunning.hold"].sudo()
            if message and not holds.search_count([("move_id", "=", move.id), ("delivery_message_id", ">=", message.id)], limit=1):
                holds._hold_undelivered({move.id: message.id}, fields.Date.context_today(move.with_company(root)))
        return result
