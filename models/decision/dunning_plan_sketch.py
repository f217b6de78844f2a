"""The strip of a plan: what it does to one invoice, to two, to a weekly customer and to one that pays in runs.

The engine decides it for invented customers (``dunning.simulation``) when the plan is saved. What was stored for other steps or
settings is not shown: it is decided anew.
"""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models

from ..shared.channels import CHANNELS
from ..shared.company_day import company_day

# What of a plan, of its steps and of a company changes what a customer gets.
PLAN_FIELDS = ("grouping", "minimum_interval", "grouping_window", "letter_window", "not_again_days", "threshold", "catch_up")
STEP_FIELDS = ("delay", "channel", "tone", "sender", "minimum_amount", "fallback_channel", "recipient_role",
               "minimum_count", "minimum_total")  # fmt: skip
COMPANY_FIELDS = ("dunning_working_days", "dunning_budget_day", "dunning_budget_week", "dunning_threshold", "dunning_daily_cap")

# So many plans are looked at once a day: the decision of one takes some seconds.
PLANS_A_DAY = 30

ICONS = {
    "email": "fa-envelope-o", "sms": "fa-commenting-o", "phone": "fa-phone", "letter": "fa-file-text-o",
    "registered_letter": "fa-gavel", "server_action": "fa-cog",
}  # fmt: skip


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    sketch = fields.Json(readonly=True, copy=False)
    sketch_html = fields.Html(string="This Plan On", compute="_compute_sketch_html", sanitize=False)

    def web_save(self, vals, specification, next_id=None):
        """Save as core does, and keep what the plan does to customers."""
        result = super().web_save(vals, specification, next_id)
        plan = self or self.browse(result[0]["id"] if result else [])
        plan._store_sketches()
        return plan.web_read(specification) if "sketch_html" in specification and not next_id else result

    def _store_sketches(self):
        """Have the engine decide what each plan does to customers, where that may have changed, and keep it."""
        for plan in self.sudo():
            key = plan._sketch_key()
            if (plan.sketch or {}).get("key") != key:
                plan.with_context(tracking_disable=True).sketch = plan._make_sketch(key)

    @api.autovacuum
    def _refresh_sketches(self):
        """Keep, once a day, what plans do that nobody has saved since they were shipped or since settings changed."""
        self.search([], limit=PLANS_A_DAY)._store_sketches()

    def _sketch_company(self):
        return (self.company_id or self.env.company).root_id.sudo()

    def _sketch_key(self):
        """Return a fingerprint of all that decides what the plan does."""
        self.ensure_one()
        company, steps = self._sketch_company(), self.step_ids.filtered("active").sorted("delay")
        facts = [
            company.id,
            [self[name] for name in PLAN_FIELDS],
            [[step[name] for name in STEP_FIELDS] for step in steps],
            [company[name] for name in COMPANY_FIELDS],
        ]
        return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:16]

    def _make_sketch(self, key):
        """Return what the plan does to customers: dict ``key`` and ``worlds``; none for an archived plan or one without steps."""
        company = self._sketch_company()
        if not self.active or not self.step_ids.filtered("active"):
            return {"key": key, "worlds": {}}
        today = company_day(self, company)
        monday = today + timedelta(days=7 - today.weekday())
        return {"key": key, "worlds": self.env["dunning.simulation"].sudo()._sketch_plan(self, company, monday)}

    @api.depends("sketch", "active", "step_ids", *PLAN_FIELDS)
    @api.depends_context("lang", "company")
    def _compute_sketch_html(self):
        # made first: what the engine decides is rolled back, and the cache with it. Of one plan only, for it takes seconds.
        sketches = {plan: plan._origin.sudo()._current_sketch(make=len(self) == 1) for plan in self}
        for plan in self:
            sketch = sketches[plan]
            plan.sketch_html = plan._render_sketch(sketch["worlds"]) if sketch else False

    def _current_sketch(self, make):
        """Return the sketch that is kept; where it is none of today's plan and settings, a new one, if that may be made."""
        if not self:
            return None
        key = self._sketch_key()
        return self._make_sketch(key) if make and (self.sketch or {}).get("key") != key else self.sketch

    def _render_sketch(self, worlds):
        """Return the strip as HTML.

        :param dict worlds: as ``dunning.simulation._sketch_plan`` gives it
        """
        labels = {
            "one": self.env._("One invoice"),
            "two": self.env._("Two invoices two days apart"),
            "weekly": self.env._("One invoice a week, paid four weeks late: five weeks of it"),
            "runs": self.env._("Many invoices, paid on the 10th and 25th: five weeks of it"),
        }
        channels = dict(self.env["dunning.plan.step"]._fields["channel"]._description_selection(self.env))
        Step = self.env["dunning.plan.step"]
        rows = []
        for code, label in labels.items():
            contacts = [
                {
                    "icon": ICONS[one["channel"]],
                    "channel": one["channel"],
                    "day": Step._format_delay(one["offset"]) if code in ("one", "two") else self.env._("day %s", one["offset"] + 1),
                    "title": self.env._(
                        "%(channel)s, step %(step)s, invoices: %(count)s",
                        channel=channels[one["channel"]], step=Step._format_delay(one["delay"]), count=one["items"],
                    ),
                }
                for one in worlds.get(code, ())
            ]  # fmt: skip
            counts = [
                (channels[channel], ICONS[channel], sum(one["channel"] == channel for one in contacts)) for channel, _label in CHANNELS
            ]
            rows.append({"label": label, "contacts": contacts, "counts": [count for count in counts if count[2]]})
        return bool(worlds) and self.env["ir.qweb"]._render(
            "account_dunning.plan_sketch", {"rows": rows}, raise_if_not_found=False
        )
