"""What a customer owes and what happens next: the figures of the profile, all from the engine's decision."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.activities import create_tasks, find_present, make_task_vals
from ..shared.company_day import company_day
from ..shared.question import Question

# What a customer owes, as ``_sql_owed`` adds it up: company currency, and days.
OWED = ("amount_due", "amount_overdue", "amount_credit", "oldest_days")


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    def _no_figures(self):
        return {
            "amount_due": 0.0, "amount_overdue": 0.0, "amount_credit": 0.0, "oldest_days": 0, "plan_id": False,
            "next_step_id": False, "next_date": False, "status_reason": self.env._("Nothing is open."),
        }  # fmt: skip

    def _figures_of_partners(self, partners, company):
        """Return the figures of customers in a root company, from one decision: of what is owed where the user works.

        :param partners: commercial ``res.partner``
        :param company: root ``res.company``
        :return: dict by partner id of dict; amounts in company currency, ``oldest_days`` in days
        """
        today = company_day(self)
        Move = self.env["account.move"]
        customers, leads = {}, {}
        for row in self._read_owed_items(company, today, partners):
            customers.setdefault(row["partner_id"], self._no_figures() | {name: row[name] for name in OWED})
            if row["reason"] == "credit":
                continue
            lead = leads.get(row["partner_id"])
            if lead is None or Move._dunning_row_key(row) < Move._dunning_row_key(lead):
                leads[row["partner_id"]] = row
        reasons = self.env["dunning.decision"].sudo()._explain_decisions(list(leads.values()), today)
        for (partner, row), reason in zip(leads.items(), reasons, strict=True):
            customers[partner] |= {
                "plan_id": row["plan_id"],
                "next_step_id": row["step_id"],
                "next_date": row["next_date"],
                "status_reason": reason,
            }
        return customers

    @api.model
    def _read_owed_items(self, company, today, partners=None):
        """Return the decision with what each customer owes beside it (``_sql_owed``).

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` to restrict to; ``None`` for all
        :return: list of dict, one an open item of the companies whose amounts the user may see
        """
        engine = self.env["dunning.engine"].sudo()
        statement = self._sql_owed(company, today, partners)
        if partners is None:
            with engine._whole_company():
                return self.env.execute_query_dict(statement)
        plan_for_many = engine._sql_plan_for_many(Question(company, today, partners))
        return self.env.execute_query_dict(SQL("%s; %s", plan_for_many, engine._sql_planned_as_before(statement)))

    @api.model
    def _sql_owed(self, company, today, partners=None, own=None):
        """Return the items of the decision, each with the figures of its customer: the one place where these are defined.

        ``amount_overdue`` is what is past due less the credits that cover it, ``amount_overdue_gross`` the same before
        credits, as the aged balance counts it; ``amount_due`` is the balance, ``amount_credit`` what is left of credits.
        ``oldest_days`` is of the oldest item past due, covered or not.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` (or SQL giving their ids) to restrict to; ``None`` for all
        :param own: ``res.company`` whose items count; those that the user may see by default
        """
        return SQL(
            """
            SELECT decision.*, %(figures)s
              FROM (SELECT decided.*, decided.reason = 'credit' AS is_credit FROM (%(decision)s) AS decided) AS decision
             WHERE company_id = ANY(%(own)s)
            WINDOW customer AS (PARTITION BY partner_id)
            """,
            figures=self._sql_sums_of_customer(SQL("OVER customer")),
            decision=self.env["dunning.engine"].sudo()._decision_sql(Question(company, today, partners)),
            own=(company._dunning_own_companies() if own is None else own).ids,
        )

    @api.model
    def _sql_sums_of_customer(self, over):
        """Return the columns of what a customer owes, summed up over his items.

        :param SQL over: the window, empty where rows are grouped
        """
        late = SQL("FILTER (WHERE is_overdue AND NOT is_credit) %s", over)
        return SQL(
            """
            SUM(residual) %(over)s AS amount_due,
            COALESCE(SUM(net) %(late)s, 0) AS amount_overdue,
            COALESCE(SUM(residual) %(late)s, 0) AS amount_overdue_gross,
            COALESCE(-SUM(net) FILTER (WHERE is_credit) %(over)s, 0) AS amount_credit,
            GREATEST(COALESCE(MAX(days_overdue) %(late)s, 0), 0) AS oldest_days
            """,
            over=over,
            late=late,
        )

    @api.model
    def _sql_owed_by_customer(self, company, today, partners=None, own=None):
        """Return what customers owe, one row each: ``partner_id`` and the figures of ``_sql_owed``, whose parameters it has.

        Nothing is decided for it: amounts are known before.
        """
        return SQL(
            "SELECT partner_id, %(figures)s FROM (%(items)s) AS item WHERE company_id = ANY(%(own)s) GROUP BY partner_id",
            figures=self._sql_sums_of_customer(SQL()),
            items=self.env["dunning.engine"].sudo()._sql_net_items(Question(company, today, partners)),
            own=(company._dunning_own_companies() if own is None else own).ids,
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_figures(self):
        last = dict(
            self.env["dunning.action"]
            .sudo()
            ._read_group([("profile_id", "in", self.ids), ("state", "=", "done")], ["profile_id"], ["date_done:max"])
        )
        for company, profiles in self.grouped("company_id").items():
            figures = self._figures_of_partners(profiles.partner_id, company) if company else {}
            for profile in profiles:
                found = figures.get(profile.partner_id.id, self._no_figures())
                for name in (
                    "amount_due", "amount_overdue", "amount_credit", "oldest_days", "next_step_id", "next_date",
                    "status_reason",
                ):  # fmt: skip
                    profile[name] = found[name]
                profile.last_contact_date = last.get(profile, False)

    def _compute_effective_plan(self):
        """The customer's own plan, else the first whose segment or filter matches, else the company's (rule of assignment)."""
        Plan = self.env["dunning.plan"].sudo()
        for company, profiles in self.grouped("company_id").items():
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT item.profile_id, %(choice)s, own.id, %(matching)s
                      FROM (SELECT id AS profile_id, partner_id, NULL::int AS move_id FROM dunning_profile WHERE id = ANY(%(ids)s)) AS item
                      JOIN dunning_profile AS profile ON profile.id = item.profile_id
                      LEFT JOIN dunning_plan AS own ON own.id = profile.plan_id AND own.active
                    """,
                    choice=Plan._sql_plan_choice(company, SQL("NULL::int"), SQL("own.id")),
                    matching=Plan._sql_matching_plan(company),
                    ids=profiles.ids,
                )
            )
            found = {profile: rest for profile, *rest in rows}
            for profile in profiles:
                plan, own, matching = found.get(profile.id, (None, None, None))
                profile.effective_plan_id = Plan.browse(plan)
                profile.plan_origin = (
                    (own and self.env._("given to this customer"))
                    or (matching and self.env._("segment or filter of the plan"))
                    or (plan and self.env._("the company's default"))
                    or self.env._("no plan fits")
                )

    def _search_amount_overdue(self, operator, value):
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        self.env.flush_all()
        today = company_day(self)
        parts = [
            SQL(
                """SELECT profile.id FROM dunning_profile AS profile
                     LEFT JOIN (%s) AS owed ON owed.partner_id = profile.partner_id
                    WHERE profile.company_id = %s AND COALESCE(owed.amount_overdue, 0) %s %s""",
                self._sql_owed_by_customer(company, today),
                company.id,
                SQL(operator),
                value,
            )
            for company in self.env.companies.root_id
        ]
        return [("id", "in", [row[0] for part in parts for row in self.env.execute_query(part)])]

    def _ask_for_address(self, summary):
        """Ask the collector to mend an address, once and without an e-mail about it.

        :param str summary: what is wrong
        """
        kind = self.env.ref("account_dunning.mail_activity_type_address", raise_if_not_found=False)
        if not kind:
            return
        asked = {
            row[0]
            for row in self.env["mail.activity"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", kind.id)],
                ["res_id"],
            )
        }
        self.filtered(lambda profile: profile.id not in asked)._ask_people(kind, lambda profile: summary)

    def _ask_people(self, kind, summary_of, day=None, user=None):
        """Give the people in charge of these customers a task each, in bulk and without an e-mail about it.

        :param kind: ``mail.activity.type``
        :param summary_of: function of a profile giving what is to be done
        :param date day: deadline; by default today
        :param user: ``res.users`` to ask rather than who is in charge
        """
        create_tasks(self, [profile._profile_task_vals(kind, summary_of(profile), day, user) for profile in self])

    def _profile_task_vals(self, kind, summary, day=None, user=None):
        """Return the values of a task about this customer.

        :param kind: ``mail.activity.type``
        :param str summary: what is to be done
        :param date day: deadline; by default today
        :param user: ``res.users`` to ask rather than who is in charge
        """
        self.ensure_one()
        person = (
            (user and find_present(user, self.company_id))
            or self._find_in_charge()
            or find_present(self.salesperson_id, self.company_id)
            or self.env.user
        )
        return make_task_vals(self, kind, person, summary, day or company_day(self))

    def action_open_items(self):
        """Open the journal items that make up what the customer owes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Items"),
            "res_model": "dunning.receivable",
            "view_mode": "list,kanban,pivot",
            "domain": [("partner_id", "=", self.partner_id.id), ("root_company_id", "=", self.company_id.id)],
        }

    def action_open_actions(self):
        """Open the customer's actions."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Actions"),
            "res_model": "dunning.action",
            "view_mode": "list,kanban,form,calendar,pivot",
            "domain": [("profile_id", "=", self.id)],
        }

    def action_simulate(self):
        """Open a simulation of this customer."""
        self.ensure_one()
        return self.env["dunning.simulation"]._open_simulation(
            {"company_id": self.company_id.id, "partner_ids": self.partner_id.ids, "days": 60}
        )

    def action_hold(self):
        """Open the dialogue that puts this customer on hold."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold or Exclude"),
            "res_model": "dunning.hold.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_remind(self):
        """Open the dialogue of a one-off reminder."""
        self.ensure_one()
        if self.company_id.currency_id.is_zero(self.amount_due):
            raise UserError(self.env._("%s owes nothing: there is nothing to remind of.", self.display_name))
        return self.partner_id.action_dunning_remind()
