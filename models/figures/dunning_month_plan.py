"""The month-end planner: which calls bring most before the month ends in the hours that there are; judged a month later.

Expected without a call is what the forecast says of each overdue item that nothing else holds (no promise, dispute, payment
run or proceedings). What a call moves is measured: the shares paid after calls beside those paid without a contact, by age
(``dunning.effect``), times what is known of how the customer pays (``work/priority``). The arithmetic is in ``planner``.
"""

from collections import defaultdict
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ..shared import evidence
from ..shared.activities import create_tasks
from ..shared.bounds import near_day
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_settlements
from ..work.priority import PAYERS
from .dunning_metrics import month_end
from .dunning_step_effectiveness import SPANS, WINDOWS
from .planner import USUAL_LIFT, Candidate, choose_calls, known_lift, lift_of, share_by

# What is paid by the customer's own habits; what else is expected has been arranged already, and nobody calls about it.
OWN_HABITS = ("history", "due_date")


class DunningMonthPlan(models.Model):
    _name = "dunning.month.plan"
    _description = "Month-End Plan"
    _inherit = ["dunning.guarded"]
    _order = "date desc, id desc"
    _given_once = frozenset({"company_id"})
    _owner_fields = frozenset({"user_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="From", required=True, default=company_day, help="First day of the calls.")
    date_until = fields.Date(string="Until", required=True, default=lambda self: month_end(company_day(self)))
    hours = fields.Float(string="Hours Available", default=8.0, required=True, help="For all calls together.")
    minutes = fields.Float(string="Minutes a Call", default=10.0, required=True, help="With looking up before and writing down after it.")
    user_id = fields.Many2one(
        "res.users", string="Who Calls", domain="[('share', '=', False)]", help="Empty: who is in charge of each customer."
    )
    target = fields.Monetary(readonly=True, help="What is still needed this month, from Cash to Target.")
    state = fields.Selection(
        [("draft", "Proposed"), ("accepted", "Accepted")], default="draft", required=True, readonly=True, copy=False, index=True
    )
    accepted_on = fields.Date(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    lift_note = fields.Char(string="What a Call Moves", readonly=True)
    line_ids = fields.One2many("dunning.month.plan.line", "plan_id", string="Calls")
    call_count = fields.Integer(string="Calls Planned", compute="_compute_sums")
    with_calls = fields.Monetary(string="Expected with the Calls", compute="_compute_sums")
    without_calls = fields.Monetary(string="Expected without Them", compute="_compute_sums")
    obtained = fields.Monetary(compute="_compute_obtained", help="Received from these customers from the first to the last day.")
    sentence = fields.Char(string="In a Sentence", compute="_compute_sums")

    _days_in_order = models.Constraint("CHECK(date_until >= date)", "A plan ends after it begins.")
    _time_positive = models.Constraint(
        "CHECK(hours BETWEEN 0 AND 2000 AND minutes BETWEEN 1 AND 240)", "A call takes 1 to 240 minutes, all of them at most 2,000 hours."
    )

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._("Month-end plan of %s", format_date(self.env, plan.date))

    @api.depends("line_ids.included", "line_ids.with_call", "line_ids.alone", "date_until")
    @api.depends_context("lang")
    def _compute_sums(self):
        for plan in self:
            calls = plan.line_ids.filtered("included")
            plan.call_count = len(calls)
            plan.with_calls, plan.without_calls = sum(calls.mapped("with_call")), sum(calls.mapped("alone"))
            plan.sentence = calls and self.env._(
                "These %(count)s calls bring %(with)s until %(day)s, without them %(without)s.",
                count=len(calls), day=format_date(self.env, plan.date_until),
                **{"with": formatLang(self.env, plan.with_calls, currency_obj=plan.currency_id),
                   "without": formatLang(self.env, plan.without_calls, currency_obj=plan.currency_id)},
            )  # fmt: skip

    @api.depends("line_ids.obtained", "line_ids.included")
    def _compute_obtained(self):
        for plan in self:
            plan.obtained = sum(plan.line_ids.filtered("included").mapped("obtained"))

    def write(self, vals):
        """Keep what was accepted: it is judged by it.

        :raises UserError: it would change
        """
        if not self._is_addon_writing() and self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("A plan that was accepted stays as it is: it is judged by it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_accepted(self):
        if not evidence.may_delete(self.env) and self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("A plan that was accepted is kept: the next ones are judged beside it."))

    # -- proposing ---------------------------------------------------------------------------------

    def action_propose(self):
        """Propose the calls anew, best first, as many as fit into the hours.

        :raises UserError: nothing is forecast yet
        """
        self.check_access("write")
        for plan in self.filtered(lambda one: one.state == "draft"):
            items = plan._read_open_items()
            if not items:
                raise UserError(self.env._("Nothing is overdue that a call could move, or the forecast of tonight is still to come."))
            lifts, note = plan._measure_lifts()
            chosen = choose_calls(plan._make_candidates(items, lifts), 60 * plan.hours)
            rows = [Command.create(plan._line_vals(place, one)) for place, one in enumerate(chosen, 1)]
            evidence.as_writer(plan.sudo()).write(
                {"line_ids": [Command.clear(), *rows], "lift_note": note, "target": plan._read_needed()}
            )
        return True

    @api.model
    def _find_best_calls(self, company, day):
        """Return the calls that would be proposed for the usual hours until the end of the month; nothing is written.

        :param company: root ``res.company``
        :param date day: first day of the calls
        :return: list of ``planner.Candidate``, best first
        """
        plan = self.new({"company_id": company.id, "date": day, "date_until": month_end(day)})
        items = plan._read_open_items()
        if not items:
            return []
        lifts, _note = plan._measure_lifts()
        return choose_calls(plan._make_candidates(items, lifts), 60 * plan.hours)

    def _line_vals(self, place, one):
        """Return the values of a call."""
        partner, profile = one.key
        rounded = {name: self.currency_id.round(getattr(one, name)) for name in ("amount", "alone", "with_call", "gain")}
        return {"sequence": place, "partner_id": partner, "profile_id": profile, "minutes": one.minutes, **rounded}

    def _read_open_items(self):
        """Return the overdue items that only the customer's habits move: ``partner_id, profile_id, payer_type, amount, weights, late``."""
        self.ensure_one()
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT profile.partner_id, profile.id AS profile_id, profile.payer_type, computed.amount::float AS amount,
                       computed.weights, computed.date AS computed_on, %(day)s - %(due)s AS late
                  FROM dunning_forecast_item AS computed
                  JOIN account_move_line AS line ON line.id = computed.id AND line.reconciled IS NOT TRUE
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                  JOIN dunning_profile AS profile ON profile.partner_id = customer.commercial_partner_id AND profile.active
                                                 AND profile.company_id = computed.root_company_id
                 WHERE computed.root_company_id = %(company)s AND computed.basis = ANY(%(bases)s) AND computed.amount > 0
                   AND %(due)s < %(day)s
                 ORDER BY profile.id, line.id
                """,
                day=self.date,
                due=near_day(sql_due()),
                company=self.company_id.id,
                bases=list(OWN_HABITS),
            )
        )

    def _make_candidates(self, items, lifts):
        """Return the customers who could be called, each with what is expected of it.

        :param list items: as ``_read_open_items`` gives them
        :param dict lifts: share that a call moves, by first day late of the age window, oldest first
        """
        found = defaultdict(lambda: [0.0, 0.0, 0.0])
        payers = {}
        for row in items:
            sums, payers[row["partner_id"], row["profile_id"]] = found[row["partner_id"], row["profile_id"]], row["payer_type"]
            alone = row["amount"] * self._share_until(row["weights"] or [], row["computed_on"])
            lift = next((value for first, value in lifts.items() if row["late"] >= first), USUAL_LIFT)
            sums[0] += row["amount"]
            sums[1] += alone
            sums[2] += (row["amount"] - alone) * lift
        return [
            Candidate(key, amount, alone, min(1.0, moved / (amount - alone) * PAYERS.get(payers[key], 1.0)), self.minutes)
            for key, (amount, alone, moved) in found.items()
            if amount > alone
        ]

    def _share_until(self, weights, computed_on):
        """Return the share of an item that comes until the last day, by the weeks of the forecast; part of a week by its working days.

        :param list weights: share expected in each week, from that of ``computed_on`` on
        :param date computed_on: the day for which it was computed
        """
        monday = computed_on - timedelta(days=computed_on.weekday())
        share = 0.0
        for place, weight in enumerate(weights):
            days = (self.date_until - monday).days - 7 * place + 1
            share += (weight or 0.0) * max(0.0, min(5, days) / 5)
        return min(share, 1.0)

    def _measure_lifts(self):
        """Return what a call moves until the last day, by the first day late of each age window (oldest first), and what it rests on.

        :return: (dict, text)
        """
        self.ensure_one()
        days, sums = (self.date_until - self.date).days + 1, {}
        spans = [f"{name}_{span}:sum" for span in SPANS for name in ("amount", "asked")]
        domain = [("root_company_id", "=", self.company_id.id), "|", ("kind", "=", "idle"), ("channel", "=", "phone")]
        Effect = self.env["dunning.effect"].sudo()
        for kind, window, count, *numbers in Effect._read_group(domain, ["kind", "age_window"], ["__count", *spans]):
            pairs = zip(SPANS, numbers[::2], numbers[1::2], strict=True)
            sums[kind, window] = count, {span: paid / asked for span, paid, asked in pairs if asked}
        lifts, contacts = {}, 0
        for code, first in reversed(WINDOWS):
            (count, called), (_count, idle) = sums.get(("contacted", code), (0, {})), sums.get(("idle", code), (0, {}))
            measured = lift_of(share_by(called, days), share_by(idle, days)) if called and idle else None
            lifts[first] = known_lift(measured, count if measured is not None else 0)
            contacts += count if measured is not None else 0
        words = {"count": contacts, "usual": formatLang(self.env, 100 * USUAL_LIFT, digits=0)}
        return lifts, self.env._("Measured on %(count)s items called about, beside %(usual)s %% as long as they are few.", **words)

    def _read_needed(self):
        """Return what the month still needs, as the screen *Cash to Target* says."""
        rows = self.env["dunning.cash.month"]._read_group([("company_id", "child_of", self.company_id.id)], [], ["needed:sum"])
        return max(rows[0][0] or 0.0, 0.0)

    # -- accepting ---------------------------------------------------------------------------------

    def action_accept(self):
        """Accept the plan: each call that stays in it becomes a task, due on the last day.

        :raises UserError: no call is in it
        """
        self.check_access("write")
        for plan in self.filtered(lambda one: one.state == "draft"):
            calls = plan.line_ids.filtered("included")
            if not calls:
                raise UserError(self.env._("There is no call in the plan: propose some first."))
            kind = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False) or self.env.ref(
                "account_dunning.mail_activity_type_deadline"
            )
            tasks = [line.profile_id.sudo()._profile_task_vals(kind, line._task_text(), plan.date_until, plan.user_id) for line in calls]
            create_tasks(calls.profile_id.sudo(), tasks)
            evidence.as_writer(plan.sudo()).write(
                {"state": "accepted", "accepted_on": company_day(plan, plan.company_id), "accepted_by_id": self.env.uid}
            )
        return True


class DunningMonthPlanLine(models.Model):
    _name = "dunning.month.plan.line"
    _description = "Call in a Month-End Plan"
    _inherit = ["dunning.guarded"]
    _order = "plan_id desc, sequence, id"
    _rec_name = "partner_id"

    plan_id = fields.Many2one("dunning.month.plan", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    sequence = fields.Integer(string="Rank", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("dunning.profile", string="Customer's Page", readonly=True, index="btree_not_null", ondelete="cascade")
    included = fields.Boolean(string="In the Plan", default=True)
    amount = fields.Monetary(string="Overdue", readonly=True)
    alone = fields.Monetary(string="Expected without a Call", readonly=True)
    with_call = fields.Monetary(string="Expected with a Call", readonly=True)
    gain = fields.Monetary(string="Brought by the Call", readonly=True)
    minutes = fields.Float(readonly=True)
    obtained = fields.Monetary(compute="_compute_obtained", help="Received from the first to the last day of the plan.")

    @api.depends("plan_id.date", "plan_id.date_until")
    def _compute_obtained(self):
        for plan, lines in self.grouped("plan_id").items():
            received = dict(self.env.execute_query(lines.sudo()._sql_received(plan))) if lines.ids else {}
            for line in lines:
                line.obtained = received.get(line.partner_id.id, 0.0)

    def _sql_received(self, plan):
        """Return what customers paid from the first to the last day of a plan: ``partner_id, amount``, company currency."""
        return SQL(
            """
            SELECT customer.commercial_partner_id, SUM(partial.amount)::float
              FROM %(settlements)s AS partial
              JOIN account_move_line AS line ON line.id = partial.debit_move_id
              JOIN res_partner AS customer ON customer.id = line.partner_id AND customer.commercial_partner_id = ANY(%(partners)s)
              JOIN res_company AS branch ON branch.id = line.company_id AND branch.parent_path LIKE %(below)s
              JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
              JOIN account_journal AS journal ON journal.id = credit.journal_id AND journal.type IN ('bank', 'cash', 'credit')
             WHERE partial.max_date BETWEEN %(first)s AND %(last)s
             GROUP BY 1
            """,
            partners=self.partner_id.ids,
            below=f"{plan.sudo().company_id.id}/%",
            first=plan.date,
            last=plan.date_until,
            settlements=sql_settlements(),
        )

    def write(self, vals):
        """Keep the calls of a plan that was accepted.

        :raises UserError: one of them would change
        """
        if not self._is_addon_writing() and self.plan_id.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("A plan that was accepted stays as it is: it is judged by it."))
        return super().write(vals)

    def _task_text(self):
        """Return what the task of a call says; no amount, because other branches' people read the customer's tasks."""
        self.ensure_one()
        return self.env._("Call about what is overdue before the month ends: %s.", self.plan_id.display_name)

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "dunning.profile", "res_id": self.profile_id.id, "view_mode": "form",
        }  # fmt: skip
