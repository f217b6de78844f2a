"""Blocks of the dashboard about money: key figures, overdue by age, DSO, coming weeks, who owes most."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ..balance.buckets import MAX_BUCKETS
from ..forecast.behaviour import FORECAST_WEEKS
from .dunning_target import misses

# Items of the aged balance as the figures count them.
OVERDUE = (("days", ">", 0), ("bucket", "!=", "credit"))
NOT_DUE = (("days", "<=", 0), ("bucket", "!=", "credit"))
CREDITS = (("bucket", "=", "credit"),)
DISPUTED = (("held", "=", "dispute"),)
PROMISED = (("held", "=", "promise"),)

# Customers named.
MOST = 10

# Key figures that the blocks show.
MEASURES = {"dso", "best_dso", "delinquent_days", "effectiveness", "collected"}

# Weeks that are summed up as what comes next.
NEXT_WEEKS = 4


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    # -- aged balance ------------------------------------------------------------------------------

    @api.model
    def _dashboard_aging_options(self, asked, day=None):
        """Return what the aged balance is asked for: trade receivables of the companies, in the company's buckets."""
        return self.env["dunning.aging"]._read_options(
            {
                "day": day or asked.day,
                "side": "receivable",
                "bounds": asked.company.sudo().dunning_aging_bounds,
                "trade": True,
                "company_ids": asked.companies.ids,
            }
        )

    @api.model
    def _aged_totals(self, asked):
        """Return totals of the aged balance, and the customers with most overdue.

        :return: (dict of totals, list of dict of customers): ``balance, overdue, credit, disputed, promised,
            oldest_days, item_count, bucket_0…``, and ``partner_id``
        """
        return self._make_once(asked, "aged", self._make_aged)

    @api.model
    def _make_aged(self, asked):
        Aging = self.env["dunning.aging"]
        Aging._check_access()
        options = self._dashboard_aging_options(asked)
        names = ["balance", "overdue", "credit", "disputed", "promised", "item_count"]
        names += [f"bucket_{rank}" for rank in range(MAX_BUCKETS)]
        sums = SQL(", ").join(
            SQL("COALESCE(SUM(%s), 0)::float AS %s", SQL.identifier(name), SQL.identifier(name)) for name in names
        )
        self.env.flush_all()
        totals, *customers = self.env.execute_query_dict(
            SQL(
                """
                WITH own AS MATERIALIZED (SELECT * FROM (%(balances)s) AS balance WHERE %(scope)s)
                SELECT NULL::int AS partner_id, COALESCE(MAX(oldest_days), 0) AS oldest_days, %(sums)s FROM own
                 UNION ALL
                (SELECT partner_id, MAX(oldest_days), %(sums)s
                   FROM own
                  WHERE overdue > 0 AND partner_id IS NOT NULL
                  GROUP BY partner_id
                  ORDER BY SUM(overdue) DESC, partner_id
                  LIMIT %(most)s)
                """,
                balances=Aging._sql_balances(options),
                scope=self._scope_sql(asked, SQL("collector_id"), SQL("deputy_id"), SQL("salesperson_id")),
                sums=sums,
                most=MOST,
            )
        )
        return totals, customers

    @api.model
    def _open_aged(self, asked, name, domain=(), day=None):
        """Return the action that opens items of the aged balance."""
        options = self._dashboard_aging_options(asked, day)
        domain = [*domain, *self._scope_domain(asked, usual=False)]
        return self._open_records_behind(name, "dunning.aged.item", domain, context=options.context())

    @api.model
    def _block_overdue(self, asked):
        """What is overdue by age, beside what is not due and what is owed to customers."""
        totals, _customers = self._aged_totals(asked)
        options = self._dashboard_aging_options(asked)
        Aging = self.env["dunning.aging"]
        title = self._block_titles()["overdue"]
        if not totals["item_count"]:
            return self._make_block(empty=self.env._("Nothing is open."), action=self._open_aged(asked, title))
        buckets = options.buckets()
        labels, long = Aging._bucket_labels(options, short=True), Aging._bucket_labels(options)
        values = [totals[f"bucket_{rank}"] for rank in range(len(buckets))]
        late = [rank for rank, bucket in enumerate(buckets) if bucket.kind != "coming"]
        tones = [f"age_{min(late.index(rank) + 1, 5)}" if rank in late else "coming" for rank in range(len(buckets))]
        actions = [
            self._open_aged(asked, label, [("bucket", "=", f"b{rank:02}")]) for rank, label in enumerate(long)
        ]
        not_due = sum(value for value, bucket in zip(values, buckets, strict=True) if bucket.kind == "coming")
        env = self.env
        return self._make_block(
            [
                self._make_figure(
                    asked, env._("Overdue"), totals["overdue"], action=self._open_aged(asked, env._("Overdue"), OVERDUE),
                    note=env._("before credits"),
                ),
                self._make_figure(
                    asked, env._("Not due"), not_due,
                    action=self._open_aged(asked, env._("Not due"), NOT_DUE),
                ),
                self._make_figure(
                    asked, env._("Credits"), totals["credit"],
                    action=self._open_aged(asked, env._("Credits"), CREDITS),
                ),
            ],
            self._make_chart(asked, "money", labels, [{"name": title, "values": values, "tone": "main", "tones": tones}], actions),
            action=self._open_aged(asked, title),
        )  # fmt: skip

    @api.model
    def _block_debtors(self, asked):
        """The customers with most overdue."""
        totals, customers = self._aged_totals(asked)
        env = self.env
        action = self._open_records_behind(
            env._("Aged Balance"), "dunning.aged.balance", self._scope_domain(asked, usual=False),
            context=self._dashboard_aging_options(asked).context(),
        )  # fmt: skip
        if not customers:
            return self._make_block(empty=env._("Nothing is overdue."), action=action)
        partners = env["res.partner"].browse([row["partner_id"] for row in customers])
        profiles = {
            profile.partner_id.id: profile.id
            for profile in env["dunning.profile"].search(
                [("partner_id", "in", partners.ids), ("company_id", "=", asked.company.id)]
            )
        }
        names = {partner.id: partner.display_name for partner in partners.sudo()}
        most = customers[0]["overdue"]
        rows = []
        for row in customers:
            name, customer = names[row["partner_id"]], [("partner_id", "=", row["partner_id"])]
            items = self._open_aged(asked, name, customer)
            page = self._open_records_behind(name, "dunning.profile", kinds=("form",), res_id=profiles.get(row["partner_id"]))
            late = self._open_aged(asked, name, [*customer, *OVERDUE])
            rows.append(
                {
                    "cells": [
                        self._make_figure(asked, "", name, "text", page if row["partner_id"] in profiles else items),
                        self._make_figure(asked, "", row["overdue"], action=late),
                        self._make_figure(asked, "", row["oldest_days"], "count", late),
                        self._make_figure(asked, "", row["balance"], action=items),
                    ],
                    "share": row["overdue"] / most,
                }
            )
        named = sum(row["overdue"] for row in customers)
        share = self._format_for_people(asked, named / totals["overdue"] if totals["overdue"] > 0 else None, "share")
        return self._make_block(
            table={
                "columns": [
                    {"name": env._("Customer"), "kind": "text"},
                    {"name": env._("Overdue"), "kind": "money"},
                    {"name": env._("Oldest (days)"), "kind": "count"},
                    {"name": env._("Balance"), "kind": "money"},
                ],
                "rows": rows,
            },
            action=action,
            note=env._("Together %s of all that is overdue.", share),
        )

    # -- key figures -------------------------------------------------------------------------------

    @api.model
    def _monthly_figures(self, asked):
        """Return the key figures of the last complete months, oldest first, as ``dunning.metrics`` gives them."""
        return self._make_once(asked, "months", self._make_months)

    @api.model
    def _make_months(self, asked):
        last = asked.day.replace(day=1) - timedelta(days=1)
        scope = SQL("(%s)::text", self._metric_scope_sql(asked))
        found = self.env["dunning.metrics"]._figures_by_month(asked.companies, last, asked.months, scope, MEASURES)
        return found.get("true", [])

    @api.model
    def _metric_scope_sql(self, asked):
        """Return the customers asked for as SQL on ``partner`` and ``profile`` of the key figures."""
        return self._scope_sql(
            asked,
            SQL("COALESCE(profile.collector_id, %s)", asked.company.sudo().dunning_collector_id.id or None),
            SQL("profile.deputy_id"),
            SQL("COALESCE(profile.own_salesperson_id, partner.user_id)"),
        )

    @api.model
    def _key_figures_call(self):
        """What the screen calls to open the key figures: they are computed when somebody wants to see them."""
        return {"call": "open_key_figures"}

    @api.model
    def _target_tone(self, measure, value, target):
        """Return the tone of a figure beside its target, nothing without one."""
        if not target or value is None:
            return ""
        return "bad" if misses(measure, value, target) else "good"

    @api.model
    def _targets_in_force(self, asked):
        """Return the targets of whose customers are asked for, as a function of figure and day: his own, or the company's.

        Who looks at one branch alone sees that branch's.
        """
        of = self._make_once(asked, "targets", lambda asked: self.env["dunning.target"]._target_lookup(asked.company))
        part = None if self._is_everybody(asked) else ("user_id", self.env.uid)
        if not part and len(asked.companies) == 1 and asked.companies != asked.company:
            part = ("branch_id", asked.companies.id)
        return lambda measure, day: of(measure, day, part)

    @api.model
    def _target_note(self, asked, target, kind, said=""):
        """Return what stands below a figure: of when or how it is, and its target."""
        aim = self.env._("Target %s", self._format_for_people(asked, target, kind)) if target else ""
        return " · ".join(filter(None, (said, aim)))

    @api.model
    def _block_figures(self, asked):
        """The figures that tell how receivables stand."""
        env, targets = self.env, self._targets_in_force(asked)
        totals, _customers = self._aged_totals(asked)
        if not totals["item_count"]:
            return self._make_block(empty=env._("Nothing is open."), action=self._open_aged(asked, env._("Key Figures")))
        months = self._monthly_figures(asked)
        last = months[-1] if months else {}
        gross = totals["balance"] - totals["credit"]
        share = totals["overdue"] / gross if gross > 0 else None
        overdue = self._open_aged(asked, env._("Overdue"), OVERDUE)
        # the work of a day is about open items: a DSO is of the last complete month
        month = format_date(env, last["month"], date_format="MMMM yyyy") if last else ""
        call, before = self._key_figures_call(), env._("before credits")
        overdue_target = targets("overdue_ratio", asked.day)
        dso_target, target = (targets(measure, last["month"]) if last else None for measure in ("dso", "effectiveness"))
        figures = [
            self._make_figure(
                asked, env._("Receivables"), totals["balance"], action=self._open_aged(asked, env._("Receivables")),
                note=env._("balance of the accounts"),
            ),
            self._make_figure(asked, env._("Overdue"), totals["overdue"], action=overdue, note=before),
            self._make_figure(
                asked, env._("Share Overdue"), share, "share", overdue, tone=self._target_tone("overdue_ratio", share, overdue_target),
                note=self._target_note(asked, overdue_target, "share", before),
            ),
            self._make_figure(
                asked, env._("DSO"), last.get("dso"), "days", call, tone=self._target_tone("dso", last.get("dso"), dso_target),
                note=self._target_note(asked, dso_target, "days", month),
            ),
            self._make_figure(
                asked, env._("Collection Effectiveness"), last.get("effectiveness"), "share", call,
                tone=self._target_tone("effectiveness", last.get("effectiveness"), target),
                note=self._target_note(asked, target, "share", month),
            ),
            self._make_figure(asked, env._("Collected"), last.get("collected"), action=call, note=month),
            self._make_figure(
                asked, env._("Of Which Disputed"), totals["disputed"],
                action=self._open_aged(asked, env._("Of Which Disputed"), DISPUTED),
            ),
            self._make_figure(
                asked, env._("Of Which Promised"), totals["promised"],
                action=self._open_aged(asked, env._("Of Which Promised"), PROMISED),
            ),
        ]  # fmt: skip
        return self._make_block(figures, action=call)

    @api.model
    def _block_dso(self, asked):
        """DSO and best possible DSO by month, beside the target."""
        env, targets = self.env, self._targets_in_force(asked)
        months, call = self._monthly_figures(asked), self._key_figures_call()
        if not any(row["dso"] is not None for row in months):
            return self._make_block(empty=env._("Nothing was invoiced in these months."), action=call)
        last = months[-1]
        aims = [targets("dso", row["month"]) for row in months]
        labels = [format_date(env, row["month"], date_format="MMM yy") for row in months]
        month = format_date(env, last["month"], date_format="MMMM yyyy")
        series = [
            {"name": env._("DSO"), "values": [row["dso"] for row in months], "tone": "main"},
            {"name": env._("Best Possible DSO"), "values": [row["best_dso"] for row in months], "tone": "quiet"},
        ]
        if any(aims):
            series.append({"name": env._("Target"), "values": aims, "tone": "target"})
        actions = [
            self._open_aged(asked, format_date(env, row["month"], date_format="MMMM yyyy"), day=row["month"]) for row in months
        ]
        return self._make_block(
            [
                self._make_figure(
                    asked, env._("DSO"), last["dso"], "days", call, tone=self._target_tone("dso", last["dso"], aims[-1]),
                    note=self._target_note(asked, aims[-1], "days", month),
                ),
                self._make_figure(asked, env._("Best Possible DSO"), last["best_dso"], "days", call, note=month),
                self._make_figure(asked, env._("Days Delinquent"), last["delinquent_days"], "days", call, note=month),
            ],
            self._make_chart(asked, "days", labels, series, actions, "line"),
            action=call,
            note=env._("Days, at the end of each complete month. A month opens what was open then."),
        )  # fmt: skip

    # -- forecast ----------------------------------------------------------------------------------

    @api.model
    def _forecast_domain(self, asked):
        """Return the domain of the forecast's weeks that are asked for."""
        people = "forecast_id.profile_id"
        scope = self._scope_domain(asked, "collector_id", f"{people}.deputy_id", f"{people}.salesperson_id")
        return [("root_company_id", "=", asked.company.id), ("company_id", "in", asked.companies.ids), *scope]

    @api.model
    def _block_cash(self, asked):
        """What comes in week by week, from last night's forecast."""
        env, domain = self.env, self._forecast_domain(asked)
        Week = env["dunning.forecast.week"]
        title = self._block_titles()["cash"]
        whole = self._open_records_behind(title, Week._name, domain, ("pivot", "graph", "list", "kanban"))
        found = {
            week: amounts
            for week, *amounts in Week._read_group(
                domain, ["week:day"], ["amount:sum", "amount_low:sum", "amount_high:sum"], order="week:day"
            )
        }
        if not found:
            return self._make_block(
                empty=env._("No payment is expected. The forecast is computed every night."), action=whole
            )
        first = min(found)
        weeks = [first + timedelta(weeks=rank) for rank in range(min(FORECAST_WEEKS, (max(found) - first).days // 7 + 1))]
        expected, low, high = ([float(found.get(week, (0, 0, 0))[place]) for week in weeks] for place in range(3))

        def opened(name, chosen):
            return self._open_records_behind(
                name, Week._name, [*domain, ("week", ">=", chosen[0]), ("week", "<=", chosen[-1])],
                ("list", "kanban", "pivot", "graph"),
            )  # fmt: skip

        names = [format_date(env, week) for week in weeks]
        soon = weeks[:NEXT_WEEKS]
        return self._make_block(
            [
                self._make_figure(
                    asked, env._("Next 4 Weeks"), sum(expected[:NEXT_WEEKS]), action=opened(env._("Next 4 Weeks"), soon)
                ),
                self._make_figure(asked, env._("Next 13 Weeks"), sum(expected), action=whole),
            ],
            self._make_chart(
                asked, "money", [format_date(env, week, date_format="d MMM") for week in weeks],
                [
                    {"name": env._("Expected"), "values": expected, "tone": "main"},
                    {"name": env._("Cautious"), "values": low, "tone": "quiet", "shape": "line"},
                    {"name": env._("Favourable"), "values": high, "tone": "target", "shape": "line"},
                ],
                [opened(name, [week]) for name, week in zip(names, weeks, strict=True)],
            ),
            action=whole,
        )  # fmt: skip
