"""Which personal data dunning keeps, of whom and since when: one table for the export, the proposals and the erasure.

The books (entries, items, amounts) and the contacts themselves belong to others. What is erased here is the text of what was
sent, came in, was noted and was read; its amounts, days and hashes stay.
"""

from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..shared.receivable import sql_trade

KINDS = [
    ("sent", "What was sent: messages, letters, statements, evidence files"),
    ("received", "What came in: replies and answers on the page"),
    ("said", "What was noted: promises, disputes, holds, cases, credit"),
    ("read", "Openings and clicks"),
]


class Personal(NamedTuple):
    """Personal data of a model.

    :ivar str kind: one of ``KINDS``
    :ivar SQL day: the day from which its period runs, of ``record``
    :ivar SQL over: whether a ``record`` is finished; what is not is kept
    :ivar tuple texts: fields that hold personal data
    """

    kind: str
    day: SQL
    over: SQL
    texts: tuple


PERSONAL = {
    "dunning.action": Personal(
        "sent", SQL("record.date_done"), SQL("record.state = 'done'"),
        ("recipient_address", "snapshot", "outcome_note", "error", "review_reason"),
    ),
    "dunning.statement": Personal("sent", SQL("record.date_sent"), SQL("record.state = 'sent'"), ("error",)),
    "dunning.payment.notice": Personal("sent", SQL("record.date_paid"), SQL("TRUE"), ()),
    "dunning.evidence.file": Personal("sent", SQL("record.made_at::date"), SQL("TRUE"), ("remarks",)),
    "dunning.reply": Personal(
        "received", SQL("record.date_received::date"), SQL("record.state = 'handled'"),
        ("email_from", "subject", "excerpt", "outcome_note"),
    ),
    "dunning.answer": Personal("received", SQL("record.date::date"), SQL("TRUE"), ("text", "person", "email", "phone")),
    "dunning.promise": Personal("said", SQL("record.date_payment"), SQL("record.state <> 'open'"), ("note",)),
    "dunning.payment.plan": Personal("said", SQL("record.ended_on"), SQL("record.ended_on IS NOT NULL"), ("note",)),
    "dunning.set.off": Personal(
        "said", SQL("COALESCE(record.ended_on, record.booked_on)"), SQL("record.ended_on IS NOT NULL OR record.state = 'booked'"), ("note",)
    ),
    "dunning.dispute": Personal("said", SQL("record.settled_on"), SQL("record.state <> 'open'"), ("description", "resolution_note")),
    "dunning.hold": Personal(
        "said", SQL("COALESCE(record.ended_on, record.date_end)"), SQL("record.state = 'ended'"), ("reason", "outcome", "source")
    ),
    "dunning.case": Personal("said", SQL("record.closed_on"), SQL("record.closed_on IS NOT NULL"), ("description",)),
    "dunning.credit.request": Personal(
        "said", SQL("record.decided_on"), SQL("record.state <> 'open'"), ("reason", "decision_reason")
    ),
    "dunning.credit.limit": Personal(
        "said", SQL("record.ended_on"), SQL("record.state = 'ended' AND record.partner_id IS NOT NULL"), ("reason", "end_reason")
    ),
    "dunning.reading": Personal("read", SQL("record.date"), SQL("TRUE"), ()),
}  # fmt: skip


class DunningPersonalData(models.AbstractModel):
    _name = "dunning.personal.data"
    _description = "Personal Data in Dunning"

    def _sql_expired(self, company, before, partner=None):
        """Return the records whose period is over, with why some are kept as evidence all the same.

        What is older than an invoice that is still open proves it; so does all of a customer with an open case.

        :param company: root ``res.company``
        :param dict before: by kind, the day before which records are over their period
        :param partner: commercial ``res.partner``; everybody when not given
        :return: SQL with columns ``kind, model, id, partner_id, day, kept`` (``owed``, ``case`` or NULL)
        """
        queries = [
            self._sql_expired_of(name, company, before[personal.kind])
            for name, personal in PERSONAL.items()
            if personal.kind in before
        ]
        return SQL(
            """
            SELECT expired.kind, expired.model, expired.id, expired.partner_id, expired.day,
                   CASE WHEN cases.partner_id IS NOT NULL THEN 'case' WHEN owing.since <= expired.day THEN 'owed' END AS kept
              FROM (%(expired)s) AS expired(kind, model, id, partner_id, day)
              LEFT JOIN (%(owing)s) AS owing ON owing.partner_id = expired.partner_id
              LEFT JOIN (SELECT DISTINCT partner_id FROM dunning_case WHERE company_id = %(company)s AND closed_on IS NULL) AS cases
                     ON cases.partner_id = expired.partner_id
              LEFT JOIN dunning_erased AS erased ON erased.res_model = expired.model AND erased.res_id = expired.id
             WHERE erased.id IS NULL AND %(of_partner)s
            """,
            expired=SQL(" UNION ALL ").join(queries or [SQL("SELECT '', '', 0, 0, NULL::date WHERE FALSE")]),
            owing=self._sql_owing(company),
            company=company.id,
            of_partner=SQL("expired.partner_id = %s", partner.id) if partner else SQL("TRUE"),
        )

    def _sql_expired_of(self, name, company, before):
        """Return the finished records of a model from before a day."""
        personal = PERSONAL[name]
        return SQL(
            """
            SELECT %(kind)s, %(name)s, record.id, record.partner_id, %(day)s
              FROM %(table)s AS record
             WHERE record.company_id = %(company)s AND %(over)s AND %(day)s < %(before)s
            """,
            kind=personal.kind,
            name=name,
            day=personal.day,
            table=SQL.identifier(self.env[name]._table),
            company=company.id,
            over=personal.over,
            before=before,
        )

    def _sql_owing(self, company):
        """Return the customers with open invoices and the date of the oldest: ``partner_id, since``."""
        return SQL(
            """
            SELECT line.partner_id, MIN(line.date) AS since
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
             WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
               AND line.company_id IN (%(companies)s)
             GROUP BY line.partner_id
            """,
            trade=sql_trade(),
            companies=self.env["dunning.engine"]._sql_companies(company),
        )
