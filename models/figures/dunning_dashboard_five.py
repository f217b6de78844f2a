"""Monday's five answers on one screen: what changed, does the month come in, where the days are, whose move it is, which calls to make."""

from odoo import api, fields, models

from .dunning_days_held import KEY as DAYS_KEY
from .dunning_days_held import OURS, PARTS, POLICY_DAYS

# Blocks of the screen, in the order in which a manager asks.
MONDAY = ("bridge", "month", "days", "ball", "calls")

# Calls named.
MOST = 5


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _monday_questions(self):
        """Return the question that each block of the Monday's screen answers, by code."""
        return {
            "bridge": self.env._("What has changed since last Monday?"),
            "month": self.env._("Does the month come in?"),
            "days": self.env._("Where are the days?"),
            "ball": self.env._("Whose move is next?"),
            "calls": self.env._("Which calls bring most?"),
        }

    @api.model
    def _is_monday_view(self, filters):
        """Tell whether the Monday's screen is asked for, with its five blocks whatever somebody has chosen."""
        return isinstance(filters, dict) and filters.get("view") == "monday"

    @api.model
    def _monday_blocks(self):
        """Return the five blocks, all to be asked for one by one."""
        questions = self._monday_questions()
        return [{"code": code, **self._make_block(), "later": True, "title": questions[code]} for code in MONDAY]

    # -- which calls -------------------------------------------------------------------------------

    @api.model
    def _block_calls(self, asked):
        """The calls that bring most before the month ends: those of the plan that was accepted, else those that would be proposed."""
        env, Plan = self.env, self.env["dunning.month.plan"]
        plans = [("company_id", "=", asked.company.id), ("date", "<=", asked.day), ("date_until", ">=", asked.day)]
        opens = self._open_records_behind(env._("Month-End Planner"), Plan._name, plans, ("list", "form"))
        accepted = Plan.search([*plans, ("state", "=", "accepted")], limit=1)
        if accepted:
            calls = [
                (line.partner_id, line.profile_id, line.alone, line.with_call, line.gain) for line in accepted.line_ids.filtered("included")
            ]
        else:
            calls = [
                (env["res.partner"].browse(one.key[0]), env["dunning.profile"].browse(one.key[1]), one.alone, one.with_call, one.gain)
                for one in Plan._find_best_calls(asked.company, asked.day)
            ]
        calls = self._keep_asked_calls(asked, calls)
        if not calls:
            return self._make_block(empty=env._("Nothing is overdue that a call could move."), action=opens)
        sums = [sum(call[place] for call in calls) for place in (3, 2)]
        figures = [
            self._make_figure(asked, env._("Calls Planned") if accepted else env._("Calls"), len(calls), "points", opens),
            self._make_figure(asked, env._("Expected with the Calls"), sums[0], "difference", opens),
            self._make_figure(asked, env._("Expected without Them"), sums[1], "difference", opens),
        ]
        if accepted:
            figures.append(self._make_figure(asked, env._("Obtained"), accepted.obtained, "difference", opens))
            note = env._("The plan that was accepted for this month.")
        else:
            note = env._("As the month-end planner would propose them for one day; propose and accept a plan to make them tasks.")
        return self._make_block(figures, table=self._table_of_calls(asked, calls), action=opens, note=note)

    @api.model
    def _keep_asked_calls(self, asked, calls):
        """Return those of the calls that are to customers asked for."""
        if self._is_everybody(asked):
            return calls
        mine = self.env["dunning.profile"].search([("company_id", "=", asked.company.id), *self._scope_domain(asked)])
        return [call for call in calls if call[1] in mine]

    @api.model
    def _table_of_calls(self, asked, calls):
        """Return the calls that bring most as a table."""
        env, rows, most = self.env, [], calls[0][4]
        for partner, profile, alone, with_call, gain in calls[:MOST]:
            name = partner.sudo().display_name
            page = self._open_records_behind(name, "dunning.profile", kinds=("form",), res_id=profile.id)
            cells = [(name, "text"), (gain, "difference"), (with_call, "difference"), (alone, "difference")]
            figures = [self._make_figure(asked, "", value, kind, page) for value, kind in cells]
            rows.append({"cells": figures, "share": gain / most if most > 0 else 0})
        names = (
            (env._("Customer"), "text"), (env._("Brought by the Call"), "money"), (env._("With a Call"), "money"),
            (env._("Without"), "money"),
        )  # fmt: skip
        columns = [{"name": name, "kind": kind, "minor": place > 1} for place, (name, kind) in enumerate(names)]
        return {"columns": columns, "rows": rows}

    # -- where the days are ------------------------------------------------------------------------

    @api.model
    def _block_days(self, asked):
        """The days of the sales-weighted DSO by who held them, and what one of them ties up."""
        env, domain = self.env, self._customer_domain(asked)
        title = self._block_titles()["days"]
        context = {DAYS_KEY: {"day": fields.Date.to_string(asked.day), "policy": POLICY_DAYS, "by": ""}}
        Held = env["dunning.days.held"].with_context(**context, allowed_company_ids=asked.companies.ids)

        def opens(name, *more):
            return self._open_records_behind(name, Held._name, [*domain, *more], ("graph", "pivot", "list"), context=context)

        found = {part: (days, before) for part, days, before in Held._read_group(domain, ["part"], ["days:sum", "days_before:sum"])}
        if not found:
            return self._make_block(empty=env._("No sales are open."), action=opens(title))
        labels = dict(Held._fields["part"]._description_selection(env))
        shown = [part for part, _label in PARTS if part in found and part != "h_invoicing"]
        ours, before = [part for part in OURS if part != "h_invoicing"], found.get("h_invoicing", (0.0, 0.0))[1]
        money = Held._money_of_one_day(asked.companies, asked.day)
        own, lag = env._("Of Which Ours"), env._("Before the Invoice")
        figures = [
            self._make_figure(
                asked, env._("DSO (sales-weighted)"), sum(days for days, _before in found.values()), "days", opens(title),
                note=env._("%s a day", self._format_for_people(asked, money, "money")),
            ),
            self._make_figure(
                asked, own, sum(found[part][0] for part in ours if part in found), "days", opens(own, ("part", "in", ours)),
                note=env._("not sent, not allocated"),
            ),
            self._make_figure(
                asked, lag, before, "days", opens(lag, ("part", "=", "h_invoicing")), note=env._("apart from the DSO"),
            ),
        ]  # fmt: skip
        actions = [opens(labels[part], ("part", "=", part)) for part in shown]
        series = [{"name": title, "values": [found[part][0] for part in shown], "tone": "main"}]
        chart = self._make_chart(asked, "days", [labels[part] for part in shown], series, actions)
        return self._make_block(figures, chart, action=opens(title))
