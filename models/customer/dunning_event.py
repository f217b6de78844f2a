"""The timeline of a customer: invoices, contacts, calls, promises, disputes, holds, payments and messages in one list.

A read model: nothing is written for it, and each line opens what it tells of. Entries are known for customers who have a
dunning profile.
"""

from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

from ..action.dunning_action import OPEN_STATES
from ..shared.receivable import sql_trade
from ..shared.windows import form_of

# The place gives each line its id: append, never insert.
KINDS = [
    ("contact", "Contact"),
    ("cancelled", "Contact cancelled"),
    ("planned", "Contact planned"),
    ("promise", "Promise given"),
    ("judged", "Promise judged"),
    ("dispute", "Dispute opened"),
    ("settled", "Dispute closed"),
    ("hold", "Hold placed"),
    ("ended", "Hold ended"),
    ("payment", "Payment received"),
    ("invoice", "Invoice issued"),
    ("refund", "Credit note issued"),
    ("statement", "Statement sent"),
    ("message", "Message or note"),
    ("handed", "Handed over"),
    ("closed", "Case closed"),
]
PLACES = 16

# So much of a message or note is shown.
QUOTED = 160


class DunningEvent(models.Model):
    _name = "dunning.event"
    _description = "Event of a Customer's Timeline"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    _depends = {
        "dunning.profile": ["partner_id", "company_id"],
        "dunning.action": [
            "profile_id", "company_id", "branch_id", "state", "date", "date_done", "date_cancelled", "amount_due", "user_id",
        ],
        "dunning.promise": ["profile_id", "branch_id", "date", "judged_on", "state", "amount_company", "amount_kept_company", "user_id"],
        "dunning.dispute": [
            "profile_id", "branch_id", "date_opened", "settled_on", "state", "amount_company", "opened_by_id", "settled_by_id",
        ],
        "dunning.hold": ["partner_id", "company_id", "date_start", "ended_on", "state", "user_id"],
        "dunning.statement": ["profile_id", "state", "date_to", "closing"],
        "account.move": ["name", "move_type", "state", "invoice_date", "date", "amount_total_signed", "invoice_user_id"],
        "account.move.line": ["partner_id", "company_id", "date", "balance", "payment_id", "parent_state", "account_id", "move_id"],
        "mail.message": ["model", "res_id", "date", "message_type", "author_id", "body"],
        "res.company": ["parent_path", "currency_id"],
    }  # fmt: skip

    kind = fields.Selection(KINDS, readonly=True)
    date = fields.Date(string="Day", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    branch_id = fields.Many2one("res.company", readonly=True, help="Empty: it speaks of no amount.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="Company currency.")
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    what = fields.Char(compute="_compute_what", compute_sudo=True)
    action_id = fields.Many2one("dunning.action", readonly=True)
    promise_id = fields.Many2one("dunning.promise", readonly=True)
    dispute_id = fields.Many2one("dunning.dispute", readonly=True)
    hold_id = fields.Many2one("dunning.hold", readonly=True)
    statement_id = fields.Many2one("dunning.statement", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True)

    @property
    def _table_query(self):
        places = {kind: place for place, (kind, _label) in enumerate(KINDS)}
        return SQL(
            """
            SELECT event.source_id * %(places)s + CASE event.kind %(codes)s END AS id, event.kind::varchar AS kind,
                   event.date::date AS date, profile.id AS profile_id, profile.partner_id, profile.company_id,
                   event.branch_id, company.currency_id, event.amount, event.user_id,
                   CASE WHEN event.kind IN ('contact', 'cancelled', 'planned') THEN event.source_id END AS action_id,
                   CASE WHEN event.kind IN ('promise', 'judged') THEN event.source_id END AS promise_id,
                   CASE WHEN event.kind IN ('dispute', 'settled') THEN event.source_id END AS dispute_id,
                   CASE WHEN event.kind IN ('hold', 'ended') THEN event.source_id END AS hold_id,
                   CASE WHEN event.kind = 'statement' THEN event.source_id END AS statement_id,
                   CASE WHEN event.kind = 'message' THEN event.source_id END AS message_id,
                   CASE WHEN event.kind IN ('handed', 'closed') THEN event.source_id END AS case_id,
                   event.move_id
              FROM (%(parts)s) AS event
              JOIN dunning_profile AS profile ON profile.id = event.profile_id
              JOIN res_company AS company ON company.id = profile.company_id
            """,
            places=PLACES,
            codes=SQL(" ").join(SQL("WHEN %s THEN %s", kind, place) for kind, place in places.items()),
            parts=SQL(" UNION ALL ").join(self._event_queries()),
        )

    @api.model
    def _event_queries(self):
        """Return the queries that each give one kind of event; other rooms and add-ons append theirs.

        Simple selects, so that PostgreSQL asks each of them for the customer that is looked at.

        :return: list of SQL with the columns ``kind, source_id, date, profile_id, amount, user_id, move_id, branch_id`` (empty:
            seen in the main company and all its branches)
        """
        return [
            self._sql_action_events(), self._sql_claim_events(), self._sql_entry_events(), self._sql_messages(), self._sql_case_events(),
        ]  # fmt: skip

    def _sql_action_events(self):
        return SQL(
            """
            SELECT 'contact' AS kind, action.id AS source_id, action.date_done AS date, action.profile_id,
                   action.amount_due AS amount, action.user_id, NULL::int AS move_id,
                   COALESCE(action.branch_id, action.company_id) AS branch_id
              FROM dunning_action AS action WHERE action.state = 'done'
             UNION ALL
            SELECT 'cancelled', action.id, COALESCE(action.date_cancelled, action.date), action.profile_id, action.amount_due,
                   action.user_id, NULL::int, COALESCE(action.branch_id, action.company_id)
              FROM dunning_action AS action WHERE action.state = 'cancelled'
             UNION ALL
            SELECT 'planned', action.id, action.date, action.profile_id, action.amount_due, action.user_id, NULL::int,
                   COALESCE(action.branch_id, action.company_id)
              FROM dunning_action AS action WHERE action.state = ANY(%s)
             UNION ALL
            SELECT 'statement', statement.id, statement.date_to, statement.profile_id, statement.closing, NULL::int, NULL::int,
                   statement.company_id
              FROM dunning_statement AS statement WHERE statement.state = 'sent'
            """,
            list(OPEN_STATES),
        )

    def _sql_claim_events(self):
        return SQL(
            """
            SELECT 'promise', promise.id, promise.date, promise.profile_id, promise.amount_company, promise.user_id, NULL::int,
                   promise.branch_id
              FROM dunning_promise AS promise
             UNION ALL
            SELECT 'judged', promise.id, promise.judged_on, promise.profile_id, promise.amount_kept_company, NULL::int, NULL::int,
                   promise.branch_id
              FROM dunning_promise AS promise WHERE promise.judged_on IS NOT NULL
             UNION ALL
            SELECT 'dispute', dispute.id, dispute.date_opened, dispute.profile_id, dispute.amount_company, dispute.opened_by_id,
                   dispute.move_id, dispute.branch_id
              FROM dunning_dispute AS dispute
             UNION ALL
            SELECT 'settled', dispute.id, dispute.settled_on, dispute.profile_id, dispute.amount_company, dispute.settled_by_id,
                   dispute.move_id, dispute.branch_id
              FROM dunning_dispute AS dispute WHERE dispute.settled_on IS NOT NULL
             UNION ALL
            SELECT 'hold', hold.id, hold.date_start, customer.id, NULL::numeric, hold.user_id, hold.move_id, NULL::int
              FROM dunning_hold AS hold
              JOIN dunning_profile AS customer ON customer.partner_id = hold.partner_id AND customer.company_id = hold.company_id
             UNION ALL
            SELECT 'ended', hold.id, hold.ended_on, customer.id, NULL::numeric, NULL::int, hold.move_id, NULL::int
              FROM dunning_hold AS hold
              JOIN dunning_profile AS customer ON customer.partner_id = hold.partner_id AND customer.company_id = hold.company_id
             WHERE hold.state = 'ended' AND hold.ended_on IS NOT NULL
            """
        )

    def _sql_entry_events(self):
        """Invoices and credit notes, and what came in: receivable lines of payments, and of bank statements."""
        return SQL(
            """
            SELECT CASE WHEN move.move_type = 'out_refund' THEN 'refund' ELSE 'invoice' END, move.id,
                   COALESCE(move.invoice_date, move.date), customer.id, ABS(move.amount_total_signed), move.invoice_user_id, move.id,
                   move.company_id
              FROM dunning_profile AS customer
              JOIN res_company AS own ON own.parent_path LIKE customer.company_id || '/%%'
              JOIN account_move AS move ON move.commercial_partner_id = customer.partner_id AND move.company_id = own.id
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
             UNION ALL
            SELECT 'payment', line.id, line.date, customer.id, -line.balance, NULL::int, line.move_id, line.company_id
              FROM dunning_profile AS customer
              JOIN res_company AS own ON own.parent_path LIKE customer.company_id || '/%%'
              JOIN account_move_line AS line ON line.partner_id = customer.partner_id AND line.company_id = own.id
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
             WHERE line.parent_state = 'posted' AND line.balance < 0
               AND (line.payment_id IS NOT NULL OR line.statement_line_id IS NOT NULL)
            """,
            trade=sql_trade(),
        )

    def _sql_messages(self):
        """What people wrote, or customers answered, on the customer's page and on contacts, promises and disputes."""
        parts = [
            SQL(
                """
                SELECT 'message', message.id, message.date, %(profile)s, NULL::numeric, author.id, NULL::int, %(branch)s
                  FROM mail_message AS message
                  JOIN %(table)s AS record ON record.id = message.res_id
                  LEFT JOIN LATERAL (
                    SELECT MIN(users.id) AS id FROM res_users AS users WHERE users.partner_id = message.author_id
                  ) AS author ON TRUE
                 WHERE message.model = %(model)s AND message.message_type IN ('comment', 'email')
                """,
                branch=SQL("NULL::int") if model == "dunning.profile" else SQL("COALESCE(record.branch_id, record.company_id)"),
                profile=SQL.identifier("record", "id" if model == "dunning.profile" else "profile_id"),
                table=SQL.identifier(self.env[model]._table),
                model=model,
            )
            for model in ("dunning.profile", "dunning.action", "dunning.promise", "dunning.dispute")
        ]
        return SQL(" UNION ALL ").join(parts)

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_what(self):
        for event in self:
            event.what = getattr(event, f"_what_{event.kind}", event._what_entry)()

    def _label_of(self, record, name):
        """Return the words of a selection."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name]) or ""

    def _what_contact(self):
        action = self.action_id
        parts = [action.step_id.name or self.env._("One-off reminder"), self._label_of(action, "channel")]
        parts.append(self._label_of(action, "outcome") or self._label_of(action, "delivery_status"))
        if action.outcome_note:
            parts.append(f"“{action.outcome_note}”")
        return self._quote_of_event(" · ".join(filter(None, parts)))

    def _what_cancelled(self):
        action = self.action_id
        parts = [action.step_id.name, self._label_of(action, "channel"), self._label_of(action, "cancel_reason"), action.skip_reason]
        return self._quote_of_event(" · ".join(filter(None, parts)))

    def _what_planned(self):
        action = self.action_id
        parts = [action.step_id.name or self.env._("One-off reminder"), self._label_of(action, "channel"), self._label_of(action, "state")]
        parts += [self._label_of(action, "outcome"), action.outcome_note, action.error]
        return self._quote_of_event(" · ".join(filter(None, parts)))

    def _what_promise(self):
        return self._quote_of_event(" · ".join(filter(None, [self.promise_id.display_name, self.promise_id.note])))

    def _what_judged(self):
        return f"{self._label_of(self.promise_id, 'state')} · {self.promise_id.display_name}"

    def _what_dispute(self):
        return self._quote_of_event(f"{self.dispute_id.display_name} · {self.dispute_id.description}")

    def _what_settled(self):
        dispute = self.dispute_id
        parts = [dispute.display_name, self._label_of(dispute, "resolution"), dispute.resolution_note]
        return self._quote_of_event(" · ".join(filter(None, parts)))

    def _what_hold(self):
        return self._quote_of_event(f"{self.hold_id.display_name} · {self.hold_id.reason}")

    def _what_ended(self):
        return self._quote_of_event(" · ".join(filter(None, [self.hold_id.display_name, self.hold_id.outcome])))

    def _what_statement(self):
        return self.statement_id.display_name

    def _what_message(self):
        message = self.message_id
        who = message.author_id.name or message.email_from or ""
        return self._quote_of_event(f"{who}: {' '.join(html2plaintext(message.body or '').split())}")

    def _what_entry(self):
        return " · ".join(filter(None, [self.move_id.name, self.move_id.ref]))

    def _quote_of_event(self, text):
        words = " ".join((text or "").split())
        return words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"

    def action_open(self):
        """Open what this line tells of, or the customer's page for who may not read it."""
        self.ensure_one()
        record = self.action_id or self.promise_id or self.dispute_id or self.hold_id or self.statement_id or self.case_id or self.move_id
        if self.message_id:
            message = self.sudo().message_id
            record = self.env[message.model].browse(message.res_id)
        if not record or not record.has_access("read"):
            record = self.profile_id
        return form_of(record)
