"""Blocks of the dashboard for a Monday: what became of the overdue since last Monday, whose move it is, what the month still needs."""

from odoo import api, fields, models
from odoo.tools import format_date

from . import dunning_overdue_ball
from .dunning_overdue_bridge import KEY as BRIDGE_KEY


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _customer_domain(self, asked):
        """Return the customers and companies asked for as a domain of read models with ``partner_id`` and ``company_id``."""
        domain = [("company_id", "in", asked.companies.ids)]
        if self._is_everybody(asked):
            return domain
        profiles = self.env["dunning.profile"].search([("company_id", "=", asked.company.id), *self._scope_domain(asked)])
        return [*domain, ("partner_id", "in", profiles.partner_id.ids)]

    @api.model
    def _block_bridge(self, asked):
        """From the overdue of last Monday to that of today."""
        env, Bridge = self.env, self.env["dunning.overdue.bridge"]
        title, domain = self._block_titles()["bridge"], self._customer_domain(asked)
        first = Bridge._last_monday(asked.day)
        context = {BRIDGE_KEY: {"first": fields.Date.to_string(first), "last": fields.Date.to_string(asked.day)}}

        def opens(name, *more):
            return self._open_records_behind(name, Bridge._name, [*domain, *more], context=context)

        sums = dict(Bridge.with_context(**context)._read_group(domain, ["part"], ["amount:sum"]))
        if not sums:
            return self._make_block(empty=env._("Nothing was overdue since last Monday."), action=opens(title))
        labels = dict(Bridge._fields["part"]._description_selection(env))
        figures = [
            self._make_figure(asked, labels[part], sums.get(part, 0.0), action=opens(labels[part], ("part", "=", part)))
            for part in labels
            if part not in ("f_exchange", "g_other") or sums.get(part)
        ]
        figures.append(self._make_figure(asked, env._("Overdue Today"), sum(sums.values()), action=opens(title)))
        return self._make_block(figures, action=opens(title))

    @api.model
    def _block_ball(self, asked):
        """All that is overdue by whose move is next, the largest first."""
        env, Ball = self.env, self.env["dunning.overdue.ball"]
        title, domain = self._block_titles()["ball"], self._customer_domain(asked)

        def opens(name, *more):
            return self._open_records_behind(name, Ball._name, [*domain, *more])

        found = Ball._read_group(domain, ["holder"], ["amount:sum", "__count"])
        if not found:
            return self._make_block(empty=env._("Nothing is overdue."), action=opens(title))
        labels = dict(Ball._fields["holder"]._description_selection(env))
        largest, rows = max(amount for _holder, amount, _count in found), []
        for holder, amount, count in sorted(found, key=lambda row: -row[1]):
            action = opens(labels[holder], ("holder", "=", holder))
            tone = "bad" if holder in dunning_overdue_ball.OURS else ""
            cells = [
                self._make_figure(asked, env._("Whose Move"), labels[holder], "text", action, tone=tone),
                self._make_figure(asked, env._("Overdue"), amount, action=action),
                self._make_figure(asked, env._("Items"), count, "count", action),
            ]
            rows.append({"cells": cells, "share": amount / largest if largest > 0 else 0})
        columns = [
            {"name": env._("Whose Move"), "kind": "text"},
            {"name": env._("Overdue"), "kind": "money"},
            {"name": env._("Items"), "kind": "count", "minor": True},
        ]
        return self._make_block(table={"columns": columns, "rows": rows}, action=opens(title))

    @api.model
    def _block_month(self, asked):
        """What this month is to bring, what it brought, what is needed and what grows old."""
        env, Month = self.env, self.env["dunning.cash.month"]
        title, domain = self._block_titles()["month"], self._customer_domain(asked)
        action = self._open_records_behind(title, Month._name, domain)
        names = ("target", "collected", "needed", "due_now")
        [sums] = Month._read_group(domain, [], [f"{name}:sum" for name in names])
        amounts = dict(zip(names, (amount or 0.0 for amount in sums), strict=True))
        if not any(amounts.values()):
            return self._make_block(empty=env._("Nothing is due this month."), action=action)
        labels = {name: Month._fields[name].get_description(env, ["string"])["string"] for name in names}
        figures = [self._make_figure(asked, labels[name], amounts[name], action={**action, "name": labels[name]}) for name in names]
        return self._make_block(
            [*figures, *self._figures_of_rolling(asked, domain), *self._figures_of_cost(asked, domain)],
            action=action,
            note=env._("The target is what is due, times the share of it that the last six months brought in."),
        )

    @api.model
    def _figures_of_rolling(self, asked, domain):
        """Return what rolls past each limit until the end of the month, and the provision that this adds."""
        env, Roll, found = self.env, self.env["dunning.cash.roll"], {}
        for limit, amount, then, more in Roll._read_group(
            domain, ["limit_passed"], ["amount:sum", "provision_then:sum", "provision_more:sum"]
        ):
            found[limit] = (amount, then or 0.0, more or 0.0)
        known = env["dunning.provision"]._find_in_force(asked.company, asked.day)
        labels = {"60": env._("Rolls Past 60 Days"), "90": env._("Rolls Past 90 Days")}
        figures = []
        for limit, label in labels.items():
            amount, then, _more = found.get(limit, (0.0, 0.0, 0.0))
            note = env._("provision %s", self._format_for_people(asked, then, "money")) if known else ""
            action = self._open_records_behind(label, Roll._name, [*domain, ("limit_passed", "=", limit)], ("list", "kanban", "pivot"))
            figures.append(self._make_figure(asked, label, amount, action=action, tone="bad" if amount else "", note=note))
        name = env._("Provision Added by Rolling")
        more = sum(row[2] for row in found.values()) if known else None
        note = env._("by the provision of %s", format_date(env, known.date)) if known else env._("no provision was computed yet")
        opens = self._open_records_behind(name, Roll._name, domain, ("list", "kanban", "pivot"))
        return [*figures, self._make_figure(asked, name, more, "difference", opens, note=note)]

    @api.model
    def _figures_of_cost(self, asked, domain):
        """Return what collecting has cost this month, once the credit manager has entered times and departments."""
        env, Cost = self.env, self.env["dunning.collection.cost"]
        entered = [("company_id", "=", asked.company.id)]
        if not all(env[name].search_count(entered, limit=1) for name in ("dunning.contact.time", "dunning.cost.department")):
            return []
        of_month = [*domain, ("date", ">=", asked.day.replace(day=1)), ("date", "<=", asked.day)]
        [(cost, share)] = Cost._read_group(of_month, [], ["cost:sum", "per_thousand:avg"])
        name = env._("Cost to Collect")
        note = env._("%s per 1,000 received", self._format_for_people(asked, share, "days")) if share else ""
        opens = self._open_records_behind(name, Cost._name, of_month, ("pivot", "graph", "list", "kanban"))
        return [self._make_figure(asked, name, cost or 0.0, action=opens, note=note)]
