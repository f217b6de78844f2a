"""Block of the dashboard about what steps bring: who was contacted, what came in after it, beside items left alone."""

from odoo import api, models
from odoo.tools import SQL, formatLang

# Steps named, those with most items contacted.
MOST_STEPS = 8

# Days within which payments are counted (as in ``dunning.effect``), and those by which steps are compared.
SPANS = (7, 15, 30)
COMPARED = 15

# Contacts, and items left alone, below which nothing is compared: one payment more or less would turn it.
FEW = 10


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _effectiveness_domain(self, asked):
        """Return the domain of the rows of ``dunning.effect`` that are asked for."""
        return [
            ("root_company_id", "=", asked.company.id), ("company_id", "in", asked.companies.ids),
            ("date", ">=", asked.since), ("date", "<=", asked.day),
            *self._scope_domain(asked, "collector_id", "profile_id.deputy_id", "salesperson_id"),
        ]  # fmt: skip

    @api.model
    def _effectiveness_rows(self, asked):
        """Return the same rows summed up (see ``dunning.effect._compared_figures``): by step, and by age of each.

        :return: (dict of step id to dict, dict of step id to dict of age to dict); step ``None``: the comparison group
        """
        default = asked.company.sudo().dunning_collector_id
        scope = self._scope_sql(
            asked,
            SQL("COALESCE(figure.collector_id, %s)", default.id or None),
            SQL("profile.deputy_id"),
            SQL("figure.salesperson_id"),
        )
        whole, ages = {}, {}
        for row in self.env["dunning.effect"]._compared_figures(asked.since, asked.day, asked.companies, scope):
            if row["age_window"] is None:
                whole[row["step_id"]] = row
            else:
                ages.setdefault(row["step_id"], {})[row["age_window"]] = row
        return whole, ages

    @api.model
    def _effectiveness_lift(self, ages, idle):
        """Return by how much the share paid after a step is above that of items left alone at the same ages.

        Ages of which there is nothing to compare count on neither side.

        :param dict ages: figures of the step by age
        :param dict idle: figures of the comparison group by age
        :return: difference of two shares, ``None``: there is too little to tell
        """
        over, asked, amount = f"over_{COMPARED}", f"asked_{COMPARED}", f"amount_{COMPARED}"
        pairs = [(row, idle[age]) for age, row in ages.items() if age in idle and row[asked] > 0 and idle[age][asked] > 0]
        if any(sum(pair[side][over] for pair in pairs) < FEW for side in (0, 1)):
            return None
        usual = sum(row[asked] * other[amount] / other[asked] for row, other in pairs)
        return (sum(row[amount] for row, _other in pairs) - usual) / sum(row[asked] for row, _other in pairs)

    @api.model
    def _format_share_points(self, value):
        """Return a difference of shares as people of the language read it: +12.3 pts."""
        if value is None:
            return "–"
        sign = "+" if round(100 * value, 1) > 0 else ""
        return self.env._("%s pts", f"{sign}{formatLang(self.env, 100 * value, digits=1)}")

    @api.model
    def _lift_tone(self, value):
        """Return whether a difference of shares is ``good`` or ``bad``, nothing when it reads as none."""
        shown = round(100 * (value or 0), 1)
        return "good" if shown > 0 else "bad" if shown < 0 else ""

    @api.model
    def _block_effect(self, asked):
        """Per step: items contacted, what was paid within days of the contact, and how far this is above items left alone."""
        env, domain = self.env, self._effectiveness_domain(asked)
        title = self._block_titles()["effect"]
        contacted = ("kind", "=", "contacted")
        whole = self._open_records_behind(title, "dunning.effect", [*domain, contacted], ("pivot", "graph", "list", "kanban"))
        found, ages = self._effectiveness_rows(asked)
        steps = sorted((step for step in found if step), key=lambda step: (-found[step]["items"], step))
        if not steps:
            return self._make_block(empty=env._("No step was taken in the period."), action=whole)
        shown = env["dunning.plan.step"].with_context(active_test=False, dunning_queue=True).browse(steps[:MOST_STEPS])
        most = found[steps[0]]["items"]
        rows = []
        for step in shown:
            name, row, own = step.display_name, found[step.id], [*domain, contacted, ("step_id", "=", step.id)]
            lift = self._effectiveness_lift(ages[step.id], ages.get(None, {}))
            cells = [
                self._make_figure(asked, "", name, "text", self._effectiveness_window(name, own, ("pivot", "graph", "list", "kanban"))),
                self._make_figure(asked, "", row["items"], "count", self._effectiveness_window(name, own)),
            ]
            for days in SPANS:
                share = row[f"amount_{days}"] / row[f"asked_{days}"] if row[f"asked_{days}"] > 0 else None
                over = self._effectiveness_window(name, [*own, (f"asked_{days}", ">", 0)])
                cells.append(self._make_figure(asked, "", share, "share", over))
            beside = [*domain, (f"asked_{COMPARED}", ">", 0), "|", ("step_id", "=", step.id), ("kind", "=", "idle")]
            kinds = ("graph", "pivot", "list", "kanban")
            cells.append(
                self._make_figure(
                    asked, "", self._format_share_points(lift), "points", self._effectiveness_window(name, beside, kinds),
                    tone=self._lift_tone(lift),
                )
            )  # fmt: skip
            rows.append({"cells": cells, "share": row["items"] / most})
        note = env._(
            "Of what was asked, paid before the next contact, by contacts whose days are over. Lift: points above items of the same "
            "age that nobody had contacted, within %(days)s days: a correlation, not a proof; –: fewer than %(few)s to compare.",
            days=COMPARED, few=FEW,
        )  # fmt: skip
        if len(steps) > MOST_STEPS:
            note = env._("The %s steps with most items.", MOST_STEPS) + " " + note
        return self._make_block(
            table={
                "columns": [
                    {"name": env._("Step"), "kind": "text"},
                    {"name": env._("Items"), "kind": "count"},
                    *({"name": env._("%s days", days), "kind": "share", "minor": days != COMPARED} for days in SPANS),
                    {"name": env._("Lift"), "kind": "points"},
                ],
                "rows": rows,
            },
            action=whole,
            note=note,
        )

    @api.model
    def _effectiveness_window(self, name, domain, kinds=("list", "kanban", "pivot", "graph")):
        """Return the action that opens rows of ``dunning.effect``."""
        return self._open_records_behind(name, "dunning.effect", domain, kinds)
