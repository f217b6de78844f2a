"""Blocks of the dashboard about work: what people have to do and did, promises, disputes."""

from odoo import api, models

from ..claim.dunning_promise import JUDGED, STATES

# How the end of a promise looks.
TONES = {"open": "main", "kept": "good", "late": "age_1", "partly": "age_3", "broken": "bad"}


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _block_work(self, asked):
        """Per person: what waits, what it is about, and what was done in the period."""
        env, company = self.env, [("company_id", "=", asked.company.id)]
        tasks = [*company, *self._scope_domain(asked)]
        done = [*company, *self._profile_domain(asked), ("state", "=", "done"), ("date_done", ">=", asked.since)]
        done.append(("date_done", "<=", asked.day))
        given = [*company, *self._profile_domain(asked), ("state", "!=", "cancelled")]
        given += [("date", ">=", asked.since), ("date", "<=", asked.day)]
        people = {}

        def of(user):
            return people.setdefault(user.id, {"todo": 0, "amount": 0.0, "today": 0, "contacts": 0, "promised": 0.0})

        for user, is_done, count, amount in env["dunning.task"]._read_group(
            tasks, ["user_id", "is_done"], ["__count", "amount:sum"]
        ):
            if is_done:
                of(user)["today"] = count
            else:
                of(user).update(todo=count, amount=amount or 0.0)
        for user, count in env["dunning.action"]._read_group(done, ["user_id"], ["__count"]):
            of(user)["contacts"] = count
        for user, amount in env["dunning.promise"]._read_group(given, ["user_id"], ["amount_company:sum"]):
            of(user)["promised"] = amount
        title = self._block_titles()["work"]
        whole = self._open_records_behind(title, "dunning.task", [*tasks, ("is_done", "=", False)], ("list", "kanban"))
        if not people:
            return self._make_block(empty=env._("Nothing is to do, and nothing was done in the period."), action=whole)
        names = {user.id: user.display_name for user in env["res.users"].sudo().browse([one for one in people if one])}
        largest = max(row["amount"] for row in people.values())
        rows = []
        for user_id, row in sorted(people.items(), key=lambda pair: (-pair[1]["amount"], -pair[1]["contacts"], pair[0] or 0)):
            name = names.get(user_id) or env._("Nobody")
            owner = [("user_id", "=", user_id)]
            todo = self._open_records_behind(name, "dunning.task", [*tasks, *owner, ("is_done", "=", False)], ("list", "kanban"))
            today = self._open_records_behind(name, "dunning.task", [*tasks, *owner, ("is_done", "=", True)], ("list", "kanban"))
            contacts = self._open_records_behind(name, "dunning.action", [*done, *owner], ("list", "kanban", "form", "pivot", "graph"))
            promises = self._open_records_behind(name, "dunning.promise", [*given, *owner], ("list", "kanban", "form", "pivot", "graph"))
            rows.append(
                {
                    "cells": [
                        self._make_figure(asked, "", name, "text", todo),
                        self._make_figure(asked, "", row["todo"], "count", todo),
                        self._make_figure(asked, "", row["amount"], action=todo),
                        self._make_figure(asked, "", row["today"], "count", today),
                        self._make_figure(asked, "", row["contacts"], "count", contacts),
                        self._make_figure(asked, "", row["promised"], action=promises),
                    ],
                    "share": row["amount"] / largest if largest > 0 else 0,
                }
            )
        return self._make_block(
            table={
                "columns": [
                    {"name": env._("Who"), "kind": "text"},
                    {"name": env._("To do"), "kind": "count"},
                    {"name": env._("At Stake"), "kind": "money"},
                    {"name": env._("Done Today"), "kind": "count"},
                    {"name": env._("Contacts"), "kind": "count"},
                    {"name": env._("Promises obtained"), "kind": "money"},
                ],
                "rows": rows,
            },
            action=whole,
            note=env._("Contacts made and promises obtained in the period."),
        )

    @api.model
    def _block_promises(self, asked):
        """Promises that run, and how those ended whose day was in the period."""
        env, Promise = self.env, self.env["dunning.promise"]
        domain = [("company_id", "=", asked.company.id), *self._profile_domain(asked), ("state", "!=", "cancelled")]
        domain += ["|", ("state", "=", "open"), "&", ("date_payment", ">=", asked.since), ("date_payment", "<=", asked.day)]
        kinds = ("list", "kanban", "form", "pivot", "graph")
        title = self._block_titles()["promises"]
        whole = self._open_records_behind(title, Promise._name, domain, kinds)
        found = {
            state: (count, amount, kept)
            for state, count, amount, kept in Promise._read_group(
                domain, ["state"], ["__count", "amount_company:sum", "amount_kept_company:sum"]
            )
        }
        if not found:
            return self._make_block(empty=env._("No promise runs or fell due in the period."), action=whole)
        labels = dict(Promise._fields["state"]._description_selection(env))
        states = [state for state, _label in STATES if state in found]
        promised = sum(found[state][1] for state in JUDGED if state in found)
        kept = sum(found[state][2] for state in JUDGED if state in found)
        judged = self._open_records_behind(title, Promise._name, [*domain, ("state", "in", JUDGED)], kinds)
        actions = [self._open_records_behind(labels[state], Promise._name, [*domain, ("state", "=", state)], kinds) for state in states]
        running = [*domain, ("state", "=", "open")]
        return self._make_block(
            [
                self._make_figure(
                    asked, env._("Running"), found.get("open", (0, 0.0, 0.0))[1],
                    action=self._open_records_behind(env._("Running"), Promise._name, running, kinds),
                ),
                self._make_figure(
                    asked, env._("Share kept"), kept / promised if promised > 0 else None, "share", judged,
                    note=env._("of what was promised for the period"),
                ),
            ],
            self._make_chart(
                asked, "money", [labels[state] for state in states],
                [
                    {
                        "name": title, "values": [found[state][1] for state in states], "tone": "main",
                        "tones": [TONES[state] for state in states],
                    }
                ],
                actions,
            ),
            action=whole,
        )  # fmt: skip

    @api.model
    def _block_disputes(self, asked):
        """Disputes that run, by cause, and how long those took that were settled in the period."""
        env, Dispute = self.env, self.env["dunning.dispute"]
        mine = [("company_id", "=", asked.company.id), *self._profile_domain(asked)]
        running = [*mine, ("state", "=", "open")]
        late = [*running, ("date_deadline", "<", asked.day)]
        settled = [*mine, ("state", "=", "settled"), ("settled_on", ">=", asked.since), ("settled_on", "<=", asked.day)]
        kinds = ("list", "kanban", "form", "pivot", "graph")
        title = self._block_titles()["disputes"]
        whole = self._open_records_behind(title, Dispute._name, running, kinds)
        found = Dispute._read_group(running, ["category_id"], ["__count", "amount_company:sum"], order="amount_company:sum DESC")
        [(closed, days)] = Dispute._read_group(settled, [], ["__count", "days_to_settle:avg"])
        if not found and not closed:
            return self._make_block(empty=env._("No dispute runs, and none was settled in the period."), action=whole)
        [(past,)] = Dispute._read_group(late, [], ["__count"])
        total = sum(amount for _category, _count, amount in found)
        figures = [
            self._make_figure(asked, env._("In Dispute"), total, action=whole),
            self._make_figure(
                asked, env._("Past the Deadline"), past, "count",
                self._open_records_behind(env._("Past the Deadline"), Dispute._name, late, kinds), tone="bad" if past else "",
            ),
            self._make_figure(
                asked, env._("Days to Settle"), days if closed else None, "days",
                self._open_records_behind(env._("Resolved"), Dispute._name, settled, kinds), note=env._("on average, in the period"),
            ),
        ]  # fmt: skip
        chart = None
        if found:
            chart = self._make_chart(
                asked, "money", [category.name for category, _count, _amount in found],
                [{"name": title, "values": [amount for _category, _count, amount in found], "tone": "main"}],
                [
                    self._open_records_behind(category.name, Dispute._name, [*running, ("category_id", "=", category.id)], kinds)
                    for category, _count, _amount in found
                ],
            )  # fmt: skip
        return self._make_block(figures, chart, action=whole)
