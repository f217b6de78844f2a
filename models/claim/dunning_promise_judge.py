"""Whether promises were kept, judged from the ledger alone: by how much the promised items went down, and by when.

What counts is the open amount of an item less the credits that cover it: payments, credit notes, and credits not
allocated yet that netting gives it. The judgement is a function of the ledger and of the promises' dates, not of what
was judged before, so that it can be repeated: a payment that is undone reopens, one found later mends.

Several promises about one item take what comes in one after the other, in the order of their payment days. A
promise whose time was over when the next one was given takes nothing of the next one's.
"""

from odoo import api, models
from odoo.fields import Date
from odoo.tools import SQL, format_date, formatLang

from ..shared import evidence
from ..shared.activities import at_work, drop_tasks, give_tasks
from ..shared.question import Question
from ..shared.receivable import sql_is_replacement, sql_reconciled, sql_settlements, sql_trade
from .dunning_promise import FAILED

# How long after its day (days) a promise is judged again.
JUDGED_FOR = 60


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    @api.model
    def _judge_promises(self, company, today, promises=None):
        """Judge the promises of a root company and do what follows.

        Broken and partly kept ones rest no more, by :class:`dunning.suspension`; the person in charge gets a task.

        :param company: root ``res.company``
        :param date today: the day on which is judged
        :param promises: ``dunning.promise`` to judge; ``None`` for all that are open or not long over
        :return: dict: number of promises that changed to each state
        """
        self.env.flush_all()
        candidates = self._sql_promise_candidates(company, today, promises)
        if not self.env.execute_query(SQL("SELECT FROM (%s) AS candidate LIMIT 1", candidates)):
            return {}
        statement = self._sql_judgement(company.sudo(), today, candidates)
        with self.env["dunning.engine"]._whole_company():
            rows = self.env.execute_query_dict(statement)
        self._store_amounts(rows)
        return self._store_states({row["promise_id"]: row["verdict"] for row in rows}, today)

    def _sql_promise_candidates(self, company, today, promises):
        return SQL(
            """
            SELECT promise.* FROM dunning_promise AS promise
             WHERE promise.company_id = %s AND promise.state <> 'cancelled' AND promise.date <= %s
               AND (promise.state = 'open' OR promise.date_limit >= %s) AND %s
            """,
            company.id,
            today,
            Date.subtract(today, days=JUDGED_FOR),
            SQL("TRUE") if promises is None else SQL("promise.id = ANY(%s)", promises.ids),
        )

    def _sql_judgement(self, company, today, candidates):
        """Return the query of the judgement: one row a promised item, with what came in, and the promise's verdict.

        ``paid`` is what has come in until now, ``kept`` what of it is dated within the grace; both in the promise's
        currency. A promise of which an invoice is in draft waits: it has no row.
        """
        partners = SQL("SELECT partner_id FROM (%s) AS candidate", candidates)
        question = Question(company, today, partners, without_promises=True)
        return SQL(
            """
            WITH RECURSIVE item AS MATERIALIZED (%(item)s),
            %(under_way)s, %(suspension)s,
            %(netting)s,
            candidate AS MATERIALIZED (%(candidates)s),
            -- what of an item was open and not owed to an earlier promise when this one was given
            promised AS (
                SELECT line.id, line.promise_id, line.move_id, line.move_line_id, line.amount, candidate.date_limit,
                       candidate.partner_id, LEAST(line.amount_open, earlier.open) AS open
                  FROM candidate
                  JOIN dunning_promise_line AS line ON line.promise_id = candidate.id
                  LEFT JOIN LATERAL (
                    SELECT MIN(other.amount_open - other.owed) AS open
                      FROM (
                        SELECT line_of.amount_open,
                               SUM(line_of.amount) OVER (ORDER BY rival.date_payment DESC, rival.id DESC) AS owed
                          FROM dunning_promise_line AS line_of
                          JOIN dunning_promise AS rival ON rival.id = line_of.promise_id
                         WHERE line_of.move_id = line.move_id AND line_of.instalment = line.instalment
                           AND (line_of.move_line_id = line.move_line_id) IS NOT FALSE
                           AND rival.partner_id = candidate.partner_id AND rival.state <> 'cancelled'
                           AND (rival.date_payment, rival.id) < (candidate.date_payment, candidate.id)
                           AND rival.date_limit >= candidate.date
                      ) AS other
                  ) AS earlier ON TRUE
            ),
            -- the items as they are; an instalment that is gone since the invoice was posted anew is the whole invoice
            standing AS (
                SELECT promised.id, BOOL_OR(move.state = 'draft') AS in_draft,
                       COALESCE(SUM(item_line.amount_residual_currency + COALESCE(moved.amount, 0)) FILTER (WHERE move.state = 'posted'), 0)
                           AS residual,
                       COALESCE(SUM(netted.covered) FILTER (WHERE move.state = 'posted'), 0) AS covered,
                       COALESCE(SUM(late.amount) FILTER (WHERE move.state = 'posted'), 0) AS late
                  FROM promised
                  JOIN account_move AS move ON move.id = promised.move_id
                  LEFT JOIN account_move_line AS item_line ON item_line.id = promised.move_line_id
                       OR promised.move_line_id IS NULL AND item_line.move_id = promised.move_id AND item_line.account_id IN (
                            SELECT account.id FROM account_account AS account WHERE %(trade)s)
                  LEFT JOIN netted ON netted.item_id = item_line.id
                  LEFT JOIN LATERAL (
                    SELECT SUM(partial.debit_amount_currency) AS amount
                      FROM %(settlements)s AS partial
                     WHERE partial.debit_move_id = item_line.id AND partial.max_date > promised.date_limit
                  ) AS late ON TRUE
                  LEFT JOIN LATERAL (
                    SELECT SUM(partial.debit_amount_currency) AS amount
                      FROM %(reconciled)s AS partial
                     WHERE partial.debit_move_id = item_line.id AND %(is_moved)s
                  ) AS moved ON TRUE
                 GROUP BY promised.id
            ),
            -- credits dated after the grace, not allocated yet: they cover what they cover too late
            late_credit AS (
                SELECT candidate.id AS promise_id, SUM(-item.residual_currency) AS amount
                  FROM candidate
                  JOIN item ON item.partner_id = candidate.partner_id AND item.currency_id = candidate.currency_id
                           AND item.residual_currency < 0
                  JOIN account_move_line AS credit_line ON credit_line.id = item.id AND credit_line.date > candidate.date_limit
                 GROUP BY candidate.id
            ),
            outcome AS (
                SELECT promised.id AS line_id, promised.promise_id, standing.in_draft,
                       LEAST(promised.amount, GREATEST(0, promised.open - (standing.residual - standing.covered))) AS paid,
                       LEAST(promised.amount, GREATEST(0, promised.open - (standing.residual + standing.late
                             - GREATEST(0, standing.covered - COALESCE(late_credit.amount, 0))))) AS kept
                  FROM promised
                  JOIN standing ON standing.id = promised.id
                  LEFT JOIN late_credit ON late_credit.promise_id = promised.promise_id
            ),
            total AS (
                SELECT promise_id, BOOL_OR(in_draft) AS in_draft, SUM(paid) AS paid, SUM(kept) AS kept
                  FROM outcome GROUP BY promise_id
            )
            SELECT candidate.id AS promise_id, outcome.line_id, outcome.paid AS line_paid, total.paid, total.kept,
                   CASE WHEN %(today)s <= candidate.date_limit THEN
                             CASE WHEN total.paid >= candidate.amount - currency.rounding / 2 THEN 'kept' ELSE 'open' END
                        WHEN total.kept >= candidate.amount - currency.rounding / 2 THEN 'kept'
                        WHEN total.paid >= candidate.amount - currency.rounding / 2 THEN 'late'
                        WHEN total.kept * 2 >= currency.rounding THEN 'partly'
                        ELSE 'broken' END AS verdict
              FROM candidate
              JOIN res_currency AS currency ON currency.id = candidate.currency_id
              JOIN total ON total.promise_id = candidate.id
              JOIN outcome ON outcome.promise_id = candidate.id
             WHERE NOT total.in_draft
            """,
            item=self.env["dunning.engine"]._sql_item(question),
            under_way=self.env["dunning.engine"]._sql_under_way(question, SQL("item")),
            suspension=SQL(", ").join(self.env["dunning.engine"]._suspension_ctes(question)),
            netting=self.env["dunning.netting"]._netting_ctes(question),
            candidates=candidates,
            settlements=sql_settlements(),
            reconciled=sql_reconciled(),
            is_moved=sql_is_replacement(),
            trade=sql_trade(),
            today=today,
        )

    def _store_amounts(self, rows):
        """Keep what came in, by item and by promise, where it changed: two statements."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE dunning_promise_line AS line SET amount_paid = judged.paid
                  FROM UNNEST(%s::int[], %s::numeric[]) AS judged(id, paid)
                 WHERE line.id = judged.id AND line.amount_paid IS DISTINCT FROM judged.paid
                """,
                [row["line_id"] for row in rows],
                [row["line_paid"] for row in rows],
            )
        )
        sums = {row["promise_id"]: (row["paid"], row["kept"]) for row in rows}
        self.env.cr.execute(
            SQL(
                """
                UPDATE dunning_promise AS promise
                   SET amount_paid = judged.paid, amount_kept = judged.kept,
                       amount_kept_company = ROUND(promise.amount_company * judged.kept / promise.amount, own.decimal_places)
                  FROM UNNEST(%s::int[], %s::numeric[], %s::numeric[]) AS judged(id, paid, kept), res_company AS company,
                       res_currency AS own
                 WHERE promise.id = judged.id AND company.id = promise.company_id AND own.id = company.currency_id
                   AND (promise.amount_paid, promise.amount_kept) IS DISTINCT FROM (judged.paid, judged.kept)
                """,
                list(sums),
                [paid for paid, _kept in sums.values()],
                [kept for _paid, kept in sums.values()],
            )
        )
        self.env["dunning.promise.line"].invalidate_model(["amount_paid"])
        self.invalidate_model(["amount_paid", "amount_kept", "amount_kept_company"])

    def _store_states(self, verdicts, today):
        """Write the verdicts that are new, and what follows from them.

        :param dict verdicts: state by promise id
        :return: dict: number of promises by new state
        """
        changed, before = {}, {}
        for promise in self.browse(verdicts):
            if promise.state != verdicts[promise.id]:
                before[promise] = promise.state
                changed[verdicts[promise.id]] = changed.get(verdicts[promise.id], self.browse()) + promise
        for state, promises in changed.items():
            evidence.as_writer(promises).write({"state": state, "judged_on": False if state == "open" else today})
        for_somebody = self.browse().union(*(changed.get(state, self.browse()) for state in FAILED))
        for_somebody.filtered(lambda promise: before[promise] not in FAILED)._say_broken(today)
        mended = self.browse().union(*changed.values()) - for_somebody
        drop_tasks(mended.filtered(lambda promise: before[promise] in FAILED))
        return {state: len(promises) for state, promises in changed.items()}

    def _say_broken(self, today):
        """Tell whoever is in charge, and the customer's history, that promises were not kept."""
        if not self:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        texts = {
            promise: self.env._(
                "%(state)s: %(customer)s promised %(amount)s by %(day)s, %(paid)s came in.",
                state=labels[promise.state],
                customer=promise.partner_id.name or "",
                amount=formatLang(self.env, promise.amount, currency_obj=promise.currency_id),
                day=format_date(self.env, promise.date_payment),
                paid=formatLang(self.env, promise.amount_kept, currency_obj=promise.currency_id),
            )
            for promise in self
        }
        kind = self.env.ref("account_dunning.mail_activity_type_promise", raise_if_not_found=False)
        give_tasks(self, kind, lambda promise: promise._in_charge(), texts.get, today)
        notes = {}
        for promise, text in texts.items():
            notes[promise.profile_id.id] = "\n".join(filter(None, (notes.get(promise.profile_id.id), text)))
        self.profile_id.sudo()._message_log_batch(bodies=notes)

    def _in_charge(self):
        """Return who sees to a promise that was not kept: the customer's collector, else who took it."""
        self.ensure_one()
        people = (self.profile_id._find_in_charge(), self.company_id.sudo().dunning_collector_id, self.user_id)
        return next((found for user in people if (found := at_work(user, self.company_id))), self.env["res.users"])
