"""The recording of a run: from kept decisions to actions and lines, in batches of customers."""

import logging
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..decision.dunning_engine import ACTING

_logger = logging.getLogger(__name__)

# Customers recorded between two commits: some seconds of work, far below any cron limit.
CUSTOMERS_PER_BATCH = 500


class Circumstances(NamedTuple):
    """What is the same for all actions that are recorded together.

    :ivar dict delays: delay in days by step id
    :ivar bool stale_bank: the bank data is too old: everything waits for review
    :ivar dict away: who is away, as ``dunning.absence._absences_by_user`` returns it
    :ivar dict accounts: accounts of others that items are paid to, as ``dunning.assignment._accounts_elsewhere`` returns it
    """

    delays: dict
    stale_bank: bool
    away: dict
    accounts: dict


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _record_actions(self):
        """Record the actions of all customers to contact, in batches.

        :return: whether all were recorded (else the time of the cron was up)
        """
        partners = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT account_id FROM dunning_decision
                     WHERE run_id = %s AND verdict = ANY(%s) AND account_id IN (SELECT id FROM res_partner)
                     ORDER BY 1
                    """,
                    self.id,
                    list(ACTING),
                )
            )
        ]
        quiet = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        for start in range(0, len(partners), CUSTOMERS_PER_BATCH):
            batch = partners[start : start + CUSTOMERS_PER_BATCH]
            quiet._record_batch(batch)
            last = start + len(batch) >= len(partners)
            if not self._commit_recording_progress(len(batch)) and not last:
                return False
            if not last:  # what was recorded is not needed again, and would fill the memory
                self.env.invalidate_all()
        quiet._ask_for_addresses()
        return True

    def _ask_for_addresses(self):
        """Make a task of each address that is missing: nothing can be sent, and somebody must know (rule 7)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT account_id FROM dunning_decision
                 WHERE run_id = %s AND reason = 'no_address' AND account_id IN (SELECT id FROM res_partner)
                 ORDER BY 1
                """,
                self.id,
            )
        )
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        self.env["dunning.profile"]._get_or_create(partners, self.company_id)._ask_for_address(
            self.env._("A reminder is due and there is no address for it: please complete the contact.")
        )

    def _record_batch(self, partners):
        """Record the actions of some customers; one that fails does not stop the others.

        :param list partners: ids of commercial partners
        """
        try:
            with self.env.cr.savepoint():
                self._record_customers(partners)
        except Exception as error:
            if len(partners) == 1:
                name = self.env["res.partner"].browse(partners).display_name
                _logger.exception("Dunning of customer %s failed", partners)
                self.error_log = "\n".join(filter(None, [self.error_log, f"{name}: {error}"]))
                return
            for partner in partners:
                self._record_batch([partner])

    def _read_kept_decisions(self, partners):
        """Return the decisions about some customers, without those whose item or step was deleted since they were kept.

        :param list partners: ids of commercial partners
        :return: list of dict, columns of ``dunning.decision``
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM dunning_decision
                 WHERE run_id = %s AND account_id = ANY(%s)
                   AND EXISTS (SELECT FROM account_move_line AS item WHERE item.id = item_id)
                   AND (step_id IS NULL OR step_id IN (SELECT id FROM dunning_plan_step))
                   AND (lead_step_id IS NULL OR lead_step_id IN (SELECT id FROM dunning_plan_step))
                 ORDER BY account_id, date_due, item_id
                """,
                self.id,
                partners,
            )
        )

    def _record_customers(self, partners):
        """Create the actions and lines that the kept decisions of some customers call for.

        :param list partners: ids of commercial partners
        :return: ``dunning.action``
        """
        rows = self._read_kept_decisions(partners)
        customers = {}
        for row in rows:
            customers.setdefault(row["account_id"], []).append(row)
        profiles = self.env["dunning.profile"]._get_or_create(
            self.env["res.partner"].browse(customers), self.company_id
        )
        profile_of = {profile.partner_id.id: profile for profile in profiles}
        Step = self.env["dunning.plan.step"].with_context(active_test=False)
        steps = {step.id: step for step in Step.browse({row["step_id"] for row in rows if row["step_id"]})}
        known = Circumstances(
            {step.id: step.delay for step in steps.values()},
            self.company_id._dunning_bank_is_stale(self.date),
            self.env["dunning.absence"]._absences_by_user(self.company_id, self.date),
            self.env["dunning.assignment"]._accounts_elsewhere(self.company_id, [row["item_id"] for row in rows], self.date),
        )
        vals_list, lines_of, joining = [], [], []
        for partner, customer_rows in customers.items():
            groups = {}
            for row in customer_rows:
                if row["verdict"] in ("act", "ride"):
                    groups.setdefault(row["group_key"], []).append(row)
                elif row["verdict"] == "join":
                    joining.append(row)
            for advancing in groups.values():
                step = steps[advancing[0]["lead_step_id"]]
                vals, lines = self._action_vals(profile_of[partner], step, advancing, customer_rows, known)
                vals_list.append(vals)
                lines_of.append(lines)
        Line = self.env["dunning.action.line"]
        flat = Line._complete_vals([line for lines in lines_of for line in lines])
        actions = self.env["dunning.action"]._insert_actions(vals_list)
        owners = (action.id for action, lines in zip(actions, lines_of, strict=True) for _line in lines)
        Line._insert_lines([{**vals, "action_id": owner} for vals, owner in zip(flat, owners, strict=True)])
        actions._wait_for_cases()
        actions._schedule_activities()
        self._tell_manager_of_steps(actions)
        if joining:
            self._record_appended(joining, known.delays)
        return actions

    def _action_vals(self, profile, step, advancing, customer_rows, known):
        """Return the values of one action and of its lines.

        :param profile: ``dunning.profile`` of the customer
        :param step: ``dunning.plan.step`` that acts
        :param list advancing: decision rows that take part
        :param list customer_rows: all decision rows of the customer
        :param Circumstances known: what is the same for all actions of the batch
        :return: (dict, list of dict)
        """
        group_key = advancing[0]["group_key"]
        Line = self.env["dunning.action.line"]
        channel = advancing[0]["channel"]
        taken = {row["item_id"] for row in advancing}
        beside = self.env["dunning.assignment"]._keep_account_rows(customer_rows, group_key, known.accounts)
        others = [row for row in beside if row["item_id"] not in taken]
        run_vals = self.env["dunning.action"]._payment_run_vals(profile, step, advancing, self.date)
        lines = [Line._advance_vals(row, known.delays, step) for row in advancing] + Line._information_vals(
            others, channel, preventive=step.delay < 0, run_day=step.delay < 0 and run_vals.get("payment_run_date")
        )
        amount = self.currency_id.round(sum(line["net"] for line in lines if line["asked"]))
        branches = {row["company_id"] for row in advancing}
        state, review_reason = self._first_state(step, channel, known.stale_bank)
        owner = person = step._step_owner(profile, self.env["account.move"].browse({row["move_id"] for row in advancing}))
        if owner in known.away:
            person = self.env["dunning.absence"]._stand_in(known.away, owner, profile.deputy_id, self.company_id)
        return {
            "company_id": self.company_id.id,
            "branch_id": branches.pop() if len(branches) == 1 else self.company_id.id,
            "run_id": self.id,
            "profile_id": profile.id,
            "segment": profile.segment,
            "partner_id": profile.partner_id.id,
            "contact_id": advancing[0]["recipient_id"],
            "plan_id": step.plan_id.id,
            "step_id": step.id,
            "channel": channel,
            "mail_template_id": step._template_for_customer(channel, profile).id,
            "group_key": group_key,
            "state": state,
            "needs_review": state == "todo",
            "review_reason": review_reason,
            "date": self.date,
            "date_deadline": self.env["dunning.calendar"]._add_open_days(self.company_id, self.date, step.deadline_days),
            "user_id": person.id,
            "firm_id": step.sender == "firm" and step.firm_id.id,
            "deputised_for_id": owner.id if person != owner else False,
            "is_contact": step.delay >= 0,
            "amount_due": amount,
            "amount_recorded": amount,
            "oldest_days": max((line["days_overdue"] for line in lines if line["asked"]), default=0),
            "item_count": len(advancing),
            **run_vals,
        }, lines

    def _first_state(self, step, channel, stale_bank):
        """Return the state in which an action is born, and why it waits although its step is automatic (rule 10)."""
        if step._waits_for_person(channel):
            return "todo", False
        if not self.is_live:
            return "todo", self.env._("Dunning is not live yet, or this is the backlog of its first day.")
        if stale_bank:
            return "todo", self.env._("The bank data is older than the company allows.")
        return "ready", False

    def _record_appended(self, rows, delays):
        """Add items that became due to the action that is still open for their customer (rule 6)."""
        Line = self.env["dunning.action.line"]
        joined = self.env["dunning.action"].browse({row["open_action_id"] for row in rows})
        joined.line_ids.filtered(
            lambda line: line.status == "info" and line.move_line_id.id in {row["item_id"] for row in rows}
        ).unlink()
        lead_of = {action.id: action.step_id for action in joined}
        vals_list = Line._complete_vals(
            [Line._advance_vals(row, delays, lead_of[row["open_action_id"]]) for row in rows]
        )
        Line._insert_lines([{**vals, "action_id": row["open_action_id"]} for vals, row in zip(vals_list, rows, strict=True)])
        joined._sum_up_lines()
