"""Debts for the library of late-payment law, read from the ledger: what was owed, when it was paid, and what makes interest run.

Payments count on their day of value: that of the bank's line, where one is reconciled with the payment, else the payment's own.
An unreconciled or returned payment is none. A credit note corrects an error, so that no interest was ever due on its part, when it
settled a dispute or reverses the whole invoice; else it is a rebate from its own day.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .. import interest
from ..shared.bounds import add_days, near_day
from ..shared.receivable import get_legal_due_day, sql_entry, sql_is_replacement, sql_legal_due, sql_reconciled
from .exact import exact

# Belgian Code of Economic Law, book XIX: the days of a letter begin on the third working day after posting.
LETTER_WORKING_DAYS = 3

# Days that a public body has to pay when nothing says which kind it is.
PUBLIC_TERM = 30

# Status of an electronic invoice that its buyer can read.
AVAILABLE = "203"


@dataclass
class DebtFacts:
    """What is known of an item besides its amounts: judgment, notice, reminder (days or ``None``) and disputes."""

    judgment: object = None
    notice: object = None
    reminder: object = None
    disputes: tuple = ()


class DunningInterestDebt(models.AbstractModel):
    _name = "dunning.interest.debt"
    _description = "Debts for Late-Payment Interest"

    @api.model
    def _read_debts(self, items, contract_of=None, profile=None):
        """Return the debts of receivable items.

        :param items: ``account.move.line`` of posted customer invoices
        :param dict contract_of: terms (``dunning.interest.contract``) by item
        :param profile: ``dunning.profile`` of their customer: public bodies have terms of their own
        :return: dict by item of ``interest.Debt``; their reference is the item's id, their invoice the entry's
        """
        items = items.sudo()
        self.env.flush_all()
        settled, facts = self._read_settlements(items), self._read_facts(items)
        return {
            item: self._make_debt(item, settled.get(item.id, ()), facts[item.id], (contract_of or {}).get(item), profile)
            for item in items
        }

    @api.model
    def _make_debt(self, item, settled, fact, contract, profile):
        places = item.currency_id.decimal_places
        payments = [row for row in settled if row["kind"] == "payment"]
        credits = [row for row in settled if row["kind"] != "payment"]
        return interest.Debt(
            str(item.id),
            exact(item.amount_currency, places),
            due=self._due_day(item, profile),
            payments=tuple(interest.Payment(row["day"], exact(row["amount"], places)) for row in payments),
            credits=tuple(
                interest.Credit(row["day"], exact(row["amount"], places), row["kind"] == "correction") for row in credits
            ),
            disputes=fact.disputes,
            insolvency=fact.judgment,
            facts=interest.Facts(
                due_agreed=bool(contract and contract.due_agreed),
                notice_received=fact.notice,
                reminder_term_began=fact.reminder,
            ),
            invoice=str(item.dunning_entry_id.id),
            currency=item.currency_id.name,
            digits=places,
        )

    @api.model
    def _due_day(self, item, profile):
        """Return the day on which payment was due: of public bodies in France not before the term of procurement law.

        30 days, hospitals 50, public undertakings 60 (Code de la commande publique), from the day on which the invoice was there
        or, if later, the performance was done (``_read_term_starts``).
        """
        due = get_legal_due_day(item)
        if not profile or not self._has_public_term(profile.debtor_class, profile.partner_id.sudo().country_id.code):
            return due
        [(_item, _due, begins)] = self._read_term_starts(item.ids)
        return self._not_before_term(due, begins, profile.public_term)

    @api.model
    def _read_term_starts(self, ids):
        """Return (item id, due day, day from which a public body's term counts) of items.

        The latest of the invoice's date, the day on which the platform made it available to the customer (the receipt, where it
        is known) and the last day of delivery or performance.

        :param ids: ids of ``account.move.line``
        """
        self.env.flush_all()
        due = near_day(sql_legal_due())
        _first, performed = self.env["dunning.performance"]._sql_performed(due)
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, %(due)s, GREATEST(COALESCE(entry.invoice_date, line.date), received.day, %(performed)s)
                  FROM account_move_line AS line
                  JOIN account_move AS entry ON entry.id = %(entry)s
                  LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
                  LEFT JOIN (SELECT event.move_id, MIN(event.date) AS day
                               FROM dunning_einvoice_event AS event
                               JOIN dunning_einvoice_status AS status ON status.id = event.status_id AND status.code = %(available)s
                              GROUP BY 1) AS received ON received.move_id = entry.id
                 WHERE line.id = ANY(%(ids)s)
                """,
                due=due, entry=sql_entry(), performed=near_day(performed), available=AVAILABLE, ids=list(ids),
            )
        )  # fmt: skip

    @api.model
    def _has_public_term(self, debtor_class, country_code):
        """Tell whether procurement law gives such a customer a term whatever was agreed."""
        return debtor_class == "public" and country_code == "FR"

    @api.model
    def _not_before_term(self, due, begins, public_term):
        """Return the due day of a public body: not before its term, counted from a day."""
        return max(due, add_days(begins, int(public_term or PUBLIC_TERM)))

    # -- what was paid -----------------------------------------------------------------------------

    @api.model
    def _read_settlements(self, items):
        """Return what settled items, by item id: list of dict with ``kind``, ``day``, ``amount`` (the item's currency)."""
        found = {}
        query = SQL("%s ORDER BY item_id, day", self._sql_settlements(SQL("= ANY(%s)", items.ids)))
        for row in self.env.execute_query_dict(query):
            found.setdefault(row["item_id"], []).append(row)
        return found

    @api.model
    def _sql_settlements(self, items):
        """Return what settled items: ``item_id, kind`` (``payment``, ``rebate``, ``correction``), ``day, amount``.

        :param SQL items: condition on the item's id, as in ``= ANY(…)``
        """
        return SQL(
            """
            SELECT partial.debit_move_id AS item_id,
                   CASE WHEN move.move_type <> 'out_refund'
                             AND (journal.type IN ('bank', 'cash', 'credit') OR move.origin_payment_id IS NOT NULL) THEN 'payment'
                        WHEN %(is_moved)s THEN 'correction'
                        WHEN move.move_type = 'out_refund' AND (corrected.credit_note_id IS NOT NULL
                             OR move.reversed_entry_id = invoice.id AND move.amount_total = invoice.amount_total) THEN 'correction'
                        ELSE 'rebate' END AS kind,
                   %(day)s AS day,
                   partial.debit_amount_currency AS amount
              FROM %(reconciled)s AS partial
              JOIN account_move_line AS debit ON debit.id = partial.debit_move_id
              JOIN account_move AS invoice ON invoice.id = debit.move_id
              JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
              JOIN account_move AS move ON move.id = credit.move_id
              JOIN account_journal AS journal ON journal.id = move.journal_id
              LEFT JOIN (SELECT payment.move_id, MIN(bank.date) AS day
                           FROM account_move_line AS payment
                           JOIN %(reconciled)s AS cleared ON cleared.debit_move_id = payment.id
                           JOIN account_move_line AS bank ON bank.id = cleared.credit_move_id
                           JOIN account_move AS entry ON entry.id = bank.move_id AND entry.statement_line_id IS NOT NULL
                           JOIN account_move AS paid ON paid.id = payment.move_id AND paid.origin_payment_id IS NOT NULL
                          GROUP BY payment.move_id) AS value ON value.move_id = move.id
              LEFT JOIN (SELECT DISTINCT credit_note_id FROM dunning_dispute
                          WHERE credit_note_id IS NOT NULL) AS corrected ON corrected.credit_note_id = move.id
             WHERE partial.debit_move_id %(items)s AND partial.debit_amount_currency > 0
            """,
            day=near_day(SQL("COALESCE(value.day, move.invoice_date, credit.date)")),
            items=items,
            is_moved=sql_is_replacement(),
            reconciled=sql_reconciled(),
        )

    # -- what makes interest run, stop or rest -----------------------------------------------------

    @api.model
    def _read_facts(self, items):
        """Return ``DebtFacts`` by item id."""
        facts = {item.id: DebtFacts() for item in items}
        judgments, disputes = self._read_judgments(items), self._read_disputes(items)
        for item in items:
            facts[item.id].judgment = judgments.get(item.id)
            facts[item.id].disputes = disputes.get(item.id, ())
        for item_id, day in self._notice_days(items):
            facts[item_id].notice = day
        for item_id, day in self._reminder_days(items).items():
            facts[item_id].reminder = day
        return facts

    @api.model
    def _read_judgments(self, items):
        """Return the day of the judgment that ends the interest of items, by item id; items without one are left out."""
        items = self._filter_in_proceedings(items)
        entered, proceedings = self.env["dunning.hold"]._read_item_judgments(items), self._judgment_days(items)
        days = {
            item.id: entered.get(item.id) or proceedings.get((item.company_id.root_id, item.partner_id.commercial_partner_id))
            for item in items
        }
        return {item: day for item, day in days.items() if day}

    @api.model
    def _filter_in_proceedings(self, items):
        """Return those of some items whose customer is in insolvency proceedings: of very many items few."""
        holds = self.env["dunning.hold"].sudo().search([("kind", "=", "insolvency"), ("state", "=", "active")])
        if not holds:
            return items.browse()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM account_move_line AS line
                  JOIN res_partner AS payer ON payer.id = line.partner_id
                 WHERE line.id = ANY(%s) AND payer.commercial_partner_id = ANY(%s)
                """,
                items.ids,
                holds.partner_id.ids,
            )
        )
        return items.browse(row[0] for row in rows)

    @api.model
    def _judgment_days(self, items):
        """Return the first day of insolvency proceedings whose judgment nobody has entered, by (main company, customer).

        On the day of the judgment interest has stopped (France: Code de commerce, art. L622-28). Where it is known, only
        what was delivered before it is touched (``dunning.hold._read_item_judgments``).
        """
        holds = self.env["dunning.hold"].sudo().search(
            [("kind", "=", "insolvency"), ("state", "=", "active"), ("move_id", "=", False), ("judgment_date", "=", False),
             ("partner_id", "in", items.partner_id.commercial_partner_id.ids)], order="date_start desc",
        )  # fmt: skip
        return {(hold.company_id.root_id, hold.partner_id): hold.date_start for hold in holds}

    @api.model
    def _read_disputes(self, items):
        """Return the disputes of items (tuples of ``interest.Dispute``), one of a whole invoice spread over its oldest instalments."""
        found = {}
        disputes = self.env["dunning.dispute"].sudo().search([("move_id", "in", items.dunning_entry_id.ids)], order="date_opened, id")
        for dispute in disputes:
            own = dispute.move_line_id or items.filtered(lambda item, dispute=dispute: item.dunning_entry_id == dispute.move_id)
            left = dispute.amount
            for item in own.sorted(lambda item: (get_legal_due_day(item), item.id)):
                part = min(left, item.amount_currency)
                left -= part
                if part > 0:
                    found.setdefault(item.id, []).append(self._as_dispute(dispute, exact(part, item.currency_id.decimal_places)))
        return {item_id: tuple(rows) for item_id, rows in found.items()}

    @api.model
    def _as_dispute(self, dispute, amount):
        last = None if dispute.state == "open" else max(dispute.settled_on or dispute.date_opened, dispute.date_opened)
        return interest.Dispute(dispute.date_opened, last, amount)

    @api.model
    def _notice_days(self, items):
        """Return when the debtor received the first formal notice of items: (item id, day). Refused or unclaimed: first presented."""
        return self.env.execute_query(
            SQL(
                """
                SELECT line.move_line_id, MIN(COALESCE(action.received_on, action.presented_on))
                  FROM dunning_action_line AS line
                  JOIN dunning_action AS action ON action.id = line.action_id
                  LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
                 WHERE line.move_line_id = ANY(%s) AND line.asked AND line.status <> 'void'
                   AND action.state = 'done' AND action.channel = 'registered_letter'
                   AND (action.received_on IS NOT NULL OR action.presented_on IS NOT NULL AND (action.is_refused OR action.is_unclaimed))
                 GROUP BY line.move_line_id
                """,
                items.ids,
            )
        )

    @api.model
    def _reminder_days(self, items):
        """Return when the days of the first, free reminder began, by item id: the day before the first of them.

        After an e-mail they begin the day after, after a letter on the third working day after posting. Of customers for whom a
        notice is known (``dunning.notice.rule``) only a message counts that said what their law asks for.
        """
        ruled, given = self.env["dunning.notice.rule"]._read_first_notices(items)
        items = items.filtered(lambda item: item.id not in ruled)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (line.move_line_id) line.move_line_id, action.channel, COALESCE(action.posted_on, action.date_done)
                  FROM dunning_action_line AS line
                  JOIN dunning_action AS action ON action.id = line.action_id
                 WHERE line.move_line_id = ANY(%s) AND line.asked AND line.status <> 'void' AND line.days_overdue > 0
                   AND action.state = 'done' AND action.channel IN ('email', 'letter', 'registered_letter')
                   AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.date_done IS NOT NULL
                 ORDER BY line.move_line_id, action.date_done, action.id
                """,
                items.ids,
            )
        )
        return given | {item: day if channel == "email" else self._before_working_day(day) for item, channel, day in rows}

    @api.model
    def _before_working_day(self, day):
        """Return the day before the third working day (Monday to Friday) after a day."""
        left = LETTER_WORKING_DAYS
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day - timedelta(days=1)
