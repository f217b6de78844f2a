"""Keeping up with the ledger: an open action drops what is paid, covered or suspended, and closes when empty (rule 9)."""

from odoo import api, models
from odoo.tools import SQL

from ..shared.channels import AUTOMATIC_CHANNELS
from .dunning_action import OPEN_STATES

# Actions compared with the ledger at a time: all rows of their customers are held in memory meanwhile.
ACTIONS_PER_REFRESH = 5000

# What a line that is listed is about; the rest may change.
GIVEN = ("move_line_id", "move_id", "subsidiary_id", "company_id", "currency_id")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _refresh_from_ledger(self, today):
        """Read the ledger again: drop what is paid, covered or suspended; cancel what is left empty.

        :param date today: the day for which is decided
        """
        for company, actions in self._keep_open_ones().grouped("company_id").items():
            for start in range(0, len(actions), ACTIONS_PER_REFRESH):
                # each batch reads its own records only: what was read of others is forgotten in between
                batch = actions[start : start + ACTIONS_PER_REFRESH].with_prefetch()
                batch._refresh_together(company, today)
                if start + ACTIONS_PER_REFRESH < len(actions):
                    self.env.invalidate_all()

    def _refresh_together(self, company, today):
        """Bring open actions of one root company in line with one decision about their customers.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        """
        self.mapped("state")  # read all at once what its lines would ask for a hundred at a time
        rows = {row["item_id"]: row for row in self.env["dunning.engine"]._decide_items(company, today, self._find_debtors())}
        by_partner, empty = {}, {}
        for row in rows.values():
            for partner in {row["account_id"], row["partner_id"]}:
                by_partner.setdefault(partner, []).append(row)
        for action in self:
            reason = action._refresh_lines(rows, today)
            if reason:
                empty.setdefault(reason, []).append(action.id)
        for reason, ids in empty.items():
            self.browse(ids)._cancel_actions(reason, today=today)
        left = self._keep_open_ones()
        left._refresh_information(by_partner)
        left._refresh_facts()
        left._sum_up_lines()
        left._replace_unfit_contacts()
        left._replace_absent_owners()

    def _refresh_lines(self, rows, today):
        """Bring one open action's lines in line with decision rows.

        :param dict rows: decision rows by item
        :param date today: the day for which is decided
        :return: why nothing is left of the action and it is to be cancelled, else ``None``
        """
        self.ensure_one()
        reasons = set()
        suspended = self.env["dunning.decision"]._suspended_codes()
        for line in self.line_ids.filtered(lambda line: line.status == "open"):
            row = rows.get(line.move_line_id.id)
            obstacle = "settled" if row is None else row["reason"]
            manual = not line.step_id and obstacle not in ("settled", "covered") and obstacle not in suspended
            if line.step_id and line._is_too_late((row or line)["date_due"], today):
                reasons.add("late")  # before the due date or never (rule 5)
                line.sudo().status = "void"
            elif line.step_id and row and (line._first_day_of_step(row["date_due"]) or today) > today:
                reasons.add("early")  # posted anew with a later due date: nothing before its day (rule 5)
                line.sudo().status = "void"
            elif line.step_id and row and self._is_paid_elsewhere(row):
                reasons.add("suspended")  # assigned meanwhile, or no more: a message of its own asks for it
                line.sudo().status = "void"
            elif obstacle == "in_progress" or manual or (self.is_settlement and obstacle == "settlement"):
                line._update_from(row)
            elif obstacle in ("settled", "covered"):
                reasons.add(obstacle)
                line.sudo().status = "void"
            else:
                reasons.add("suspended")
                line.sudo().status = "void"
        left = self.line_ids.filtered(lambda line: line.status == "open")
        # Those who rode along with a step that is nobody's any more come back with a step of their own (rule 6).
        if left and (not self.step_id or self.step_id in left.step_id):
            return None
        return next(
            (reason for reason in ("suspended", "covered", "settled", "late", "early") if reason in reasons), "settled"
        )

    def _refresh_information(self, by_partner):
        """Replace the lines that are listed for information and the credits, when they changed.

        A reminder made by hand keeps to the invoices it was made about.

        :param dict by_partner: decision rows by id of the customer, those of a group by that of its account too
        """
        Line = self.env["dunning.action.line"]
        gone, new = [], []
        accounts = self._accounts_of_rows(by_partner)
        for action in self:
            wanted = action._wanted_information(by_partner.get(action.partner_id.id, []), accounts)
            for line in action.line_ids.filtered(lambda line: line.status == "info"):
                vals = wanted.pop(line.move_line_id.id, None)
                if vals is None:
                    gone.append(line.id)
                else:
                    line._write_changes({name: value for name, value in vals.items() if name not in GIVEN})
            new += [{**vals, "action_id": action.id} for vals in wanted.values()]
        Line.browse(gone).unlink()
        Line._insert_lines(Line._complete_vals(new))

    def _accounts_of_rows(self, by_partner):
        """Return the accounts of others to which the items of decision rows are paid, by item.

        :param dict by_partner: decision rows by id of the customer
        """
        items = [row["item_id"] for rows in by_partner.values() for row in rows]
        accounts = {}
        for company, day in self.grouped(lambda action: (action.company_id, action._leaving_day())):
            accounts |= self.env["dunning.assignment"]._accounts_elsewhere(company.sudo(), items, day)
        return accounts

    def _wanted_information(self, customer_rows, accounts):
        """Return the values of the lines that this action should list without advancing them, by item.

        :param list customer_rows: decision rows of its customer
        :param dict accounts: as ``_accounts_of_rows`` gives them
        """
        about = None if self.step_id else set(self.line_ids.move_id.ids)
        own = set(self.line_ids.filtered(lambda line: line.status == "open").move_line_id.ids)
        if self.is_settlement:  # it is about what was settled, and nothing else
            customer_rows = [row for row in customer_rows if row["reason"] == "credit"]
        beside = self.env["dunning.assignment"]._keep_account_rows(customer_rows, self._account_key(), accounts)
        others = [
            row
            for row in beside
            if row["item_id"] not in own
            and (about is None or row["reason"] == "credit" or row["move_id"] in about)
        ]
        lines = self.env["dunning.action.line"]._information_vals(
            others, self.channel, preventive=not self.is_contact, run_day=self._announced_run()
        )
        return {vals["move_line_id"]: vals for vals in lines}

    def _sum_up_lines(self):
        """Write what the action asks for now; what was edited or printed for another amount goes back to review."""
        for action in self:
            asked = action.line_ids.filtered(lambda line: line.asked and line.status in ("open", "info"))
            amount = sum(asked.mapped("net"))
            vals = {
                "amount_due": amount,
                "oldest_days": max(asked.mapped("days_overdue"), default=0),
                "item_count": len(action.line_ids.filtered(lambda line: line.status == "open")),
            }
            currency = action.company_id.currency_id
            again = {}
            if currency.compare_amounts(action.edited_amount, amount) != 0:
                again = action._read_again(self.env._("The amount has changed since the text was edited: please read it again."))
            if not again and currency.compare_amounts(action.amount_due, amount) != 0:
                again = action._print_again(self.env._("The amount has changed since it was printed: please print it again."))
            vals |= again | ({"edited_amount": amount} if "edited_amount" in again else {})
            if any(action[name] != value for name, value in vals.items()):
                action._write_evidence(vals)

    def _written_for(self):
        """Return what an edited text was written for: amount, person, numbers; only the amount where none was edited."""
        self.ensure_one()
        if not (self.custom_body or self.custom_sms):
            return (self.edited_amount,)
        return (self.edited_amount, self.contact_id, tuple(self._asked_lines().mapped("invoice_name")))

    def _read_again(self, reason):
        """Return the values that have an edited text read again, none when it follows its template.

        :param str reason: what changed
        """
        self.ensure_one()
        if not (self.custom_body or self.custom_sms):
            return {}
        return {"state": "todo", "needs_review": True, "review_reason": reason, "edited_amount": self.amount_due}

    def _print_again(self, reason):
        """Return the values that have a printed letter printed again, none when it is not printed.

        :param str reason: what changed
        """
        self.ensure_one()
        if not self.printed_on:
            return {}
        return {
            "state": "todo", "needs_review": True, "review_reason": reason, "printed_on": False, "delivery_status": False,
            "snapshot": False, "snapshot_hash": False,
        }  # fmt: skip

    def _refresh_facts(self):
        """Tell the numbers that invoices have now; what was edited or printed with another one goes back to review."""
        lines = self.line_ids.filtered(lambda line: line.status in ("open", "info"))
        for action in lines._update_facts().filtered("asked").action_id:
            again = action._read_again(
                self.env._("The number of an invoice has changed since the text was edited: please read it again.")
            ) or action._print_again(
                self.env._("The number of an invoice has changed since it was printed: please print it again.")
            )
            if again:
                action._write_evidence(again)

    @api.model
    def _count_days(self, company, today):
        """Count the days overdue of all open actions of a root company to this day: they grow while an action waits.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH waiting AS (
                    SELECT action.id
                      FROM dunning_action AS action
                     WHERE action.company_id = %(company)s AND action.state = ANY(%(open)s)
                       -- what leaves today counts for itself
                       AND NOT (action.state = 'ready' AND action.channel = ANY(%(automatic)s) AND action.date <= %(today)s)
                       AND EXISTS (SELECT FROM dunning_action_line AS line
                                    WHERE line.action_id = action.id AND line.status IN ('open', 'info')
                                      AND line.days_overdue <> GREATEST(%(today)s - line.date_due, 0))
                       FOR UPDATE SKIP LOCKED
                ), line AS (
                    UPDATE dunning_action_line AS line SET days_overdue = GREATEST(%(today)s - line.date_due, 0)
                      FROM waiting
                     WHERE waiting.id = line.action_id AND line.status IN ('open', 'info')
                       AND line.days_overdue <> GREATEST(%(today)s - line.date_due, 0)
                    RETURNING line.action_id
                )
                UPDATE dunning_action AS action SET oldest_days = GREATEST(%(today)s - asked.oldest, 0)
                  FROM (SELECT line.action_id, MIN(line.date_due) AS oldest
                          FROM dunning_action_line AS line
                         WHERE line.asked AND line.status IN ('open', 'info') AND line.action_id IN (SELECT action_id FROM line)
                         GROUP BY line.action_id) AS asked
                 WHERE action.id = asked.action_id
                """,
                today=today,
                company=company.id,
                open=list(OPEN_STATES),
                automatic=list(AUTOMATIC_CHANNELS),
            )
        )
        self.env["dunning.action.line"].invalidate_model(["days_overdue"], flush=False)
        self.invalidate_model(["oldest_days"], flush=False)

    @api.model
    def _sql_stale(self, company, today):
        """Return the SQL of the open actions of a root company that no longer agree with ``decision``.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        """
        return SQL(
            """
            SELECT DISTINCT action.id
              FROM dunning_action AS action
              JOIN dunning_action_line AS line ON line.action_id = action.id AND line.status IN ('open', 'info')
              LEFT JOIN decision ON decision.item_id = line.move_line_id
              LEFT JOIN account_move AS move ON move.id = decision.move_id
              LEFT JOIN res_partner AS person ON person.id = action.contact_id
              LEFT JOIN (%(bounced)s) AS bounced ON bounced.company_id = action.company_id AND bounced.partner_id = action.partner_id
                                                AND bounced.recipient_address = person.email_normalized
             WHERE action.company_id = %(company)s AND action.state IN ('todo', 'ready', 'failed')
               AND (decision.item_id IS NULL
                    OR line.status = 'open' AND line.step_id IS NOT NULL AND decision.reason <> 'in_progress'
                       AND NOT (action.is_settlement IS TRUE AND decision.reason = 'settlement')
                    OR line.status = 'open' AND line.step_delay < 0 AND COALESCE(line.leave_before, decision.date_due) <= %(today)s
                    OR line.status = 'open' AND decision.date_due <> line.date_due
                    OR decision.net_currency <> line.net_currency
                    OR line.invoice_name <> move.name AND move.move_type <> 'entry'
                    OR action.printed_on IS NULL
                       AND (NOT %(serves)s OR action.channel = 'email' AND bounced.recipient_address IS NOT NULL)
                    -- rests now: not asked for any more; due meanwhile, or at rest no more: asked for, unless printed already
                    OR line.kind = 'listed' AND action.is_contact AND action.step_id IS NOT NULL
                       AND (line.asked OR action.printed_on IS NULL)
                       AND line.asked <> (decision.is_overdue AND decision.net_currency > 0
                                          AND NOT decision.reason = ANY(%(suspended)s)))
            """,
            suspended=[*self.env["dunning.decision"]._suspended_codes(), "payment_run"],
            serves=self.env["dunning.contact"]._sql_serves(SQL("person"), SQL("action.partner_id")),
            bounced=self.env["dunning.contact"]._sql_bounced(),
            company=company.id,
            today=today,
        )
