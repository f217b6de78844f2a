"""How a customer pays, on the dunning profile: figures of the day, the payer type they suggest, and why."""

import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..customer.dunning_profile import PAYER_TYPES
from . import behaviour, payer
from .dunning_behaviour import NOT_BEHAVIOUR

# Columns of the profile that are computed, with their SQL types: written by one statement for all customers.
COLUMNS = {
    "paid_count": "int", "days_late": "numeric", "days_late_expected": "numeric", "days_late_group": "numeric",
    "days_late_p20": "int", "days_late_p50": "int", "days_late_p80": "int", "days_late_trend": "numeric",
    "on_time_share": "float8", "on_time_rate": "float8", "last_payment_date": "date", "payer_type_proposed": "text",
    "behaviour_facts": "jsonb",
}  # fmt: skip


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    behaviour_date = fields.Date(string="Behaviour Computed On", readonly=True, copy=False)
    paid_count = fields.Integer(
        string="Invoices Paid", readonly=True, copy=False, aggregator="sum", help="Paid in full in the last 24 months, by instalment."
    )
    days_late = fields.Float(
        string="Usual Days Late", digits=(6, 1), readonly=True, copy=False, aggregator="avg",
        help="Mean days from the due date to the payment; recent and large payments count more, open overdue items count with "
        "the days they are late already. Negative: early.",
    )  # fmt: skip
    days_late_group = fields.Float(
        string="Days Late of Similar Customers", digits=(6, 1), readonly=True, copy=False, aggregator="avg",
        help="The same of customers of the same segment and country; of all customers where these have paid too little.",
    )  # fmt: skip
    days_late_expected = fields.Float(
        string="Expected Days Late", digits=(6, 1), readonly=True, copy=False, aggregator="avg",
        help="The usual days late, drawn to those of similar customers: the more, the fewer invoices were paid.",
    )  # fmt: skip
    days_late_p20 = fields.Integer(string="Days Late, 20 %", readonly=True, copy=False, aggregator=None)
    days_late_p50 = fields.Integer(
        string="Days Late, 50 %", readonly=True, copy=False, aggregator=None, help="Half of what this customer owes is paid by then."
    )
    days_late_p80 = fields.Integer(
        string="Days Late, 80 %", readonly=True, copy=False, aggregator=None, help="Four fifths are paid by then."
    )
    days_late_trend = fields.Float(
        string="Trend (days)", digits=(6, 1), readonly=True, copy=False, aggregator="avg",
        help="Days late of the last 90 days less those of the 270 days before. Above zero: getting worse.",
    )  # fmt: skip
    on_time_share = fields.Float(
        string="Paid on Time", readonly=True, copy=False, aggregator="avg", help="Share of the invoices paid by their due date."
    )
    on_time_rate = fields.Float(
        string="Expected on Time", readonly=True, copy=False, aggregator="avg",
        help="The same, drawn to the share of all customers: the more, the fewer invoices were paid.",
    )  # fmt: skip
    last_payment_date = fields.Date(string="Last Payment", readonly=True, copy=False)
    payer_type_proposed = fields.Selection(
        PAYER_TYPES, string="Proposed Payer Type", readonly=True, copy=False, help="What the customer's behaviour suggests."
    )
    behaviour_facts = fields.Json(readonly=True, copy=False)
    behaviour_text = fields.Char(string="Behaviour", compute="_compute_behaviour_text")
    payer_evidence = fields.Char(string="Because", compute="_compute_behaviour_text")
    percentile_text = fields.Char(string="Paid Within", compute="_compute_behaviour_text")
    has_proposal = fields.Boolean(compute="_compute_has_proposal", search="_search_has_proposal")

    # -- words -------------------------------------------------------------------------------------

    @api.depends("behaviour_facts", "paid_count", "days_late", "days_late_expected", "days_late_group", "behaviour_date")
    @api.depends_context("lang")
    def _compute_behaviour_text(self):
        for profile in self:
            facts = profile.behaviour_facts or {}
            profile.behaviour_text = profile._behaviour_words(facts)
            profile.payer_evidence = profile._payer_words(facts)
            profile.percentile_text = facts.get("group") is not None and self.env._(
                "half %(half)s, four fifths %(most)s",
                half=profile._percentile_words(facts.get("p50")),
                most=profile._percentile_words(facts.get("p80")),
            )

    def _percentile_words(self, days):
        """Return a day of lateness in words; ``None`` is later than the curve goes."""
        return self.env._("later than %s days", behaviour.HIGH) if days is None else self._days_words(days)

    def _days_words(self, days):
        """Return days late in words; early ones too."""
        days = round(days)
        if abs(days) == 1:
            return self.env._("1 day late") if days == 1 else self.env._("1 day early")
        if days > 0:
            return self.env._("%s days late", days)
        return self.env._("%s days early", -days) if days < 0 else self.env._("on the due date")

    def _behaviour_words(self, facts):
        if not self.behaviour_date:
            return self.env._("Not computed yet: it is, every night.")
        if not facts.get("size") and not self.paid_count:
            if facts.get("group") is None:
                return self.env._("No payment history yet.")
            return self.env._("Not enough history; similar customers pay %s.", self._days_words(self.days_late_group))
        if self.paid_count < payer.FEW_INVOICES:
            return self.env._(
                "Not enough history (invoices paid: %(count)s); expected %(expected)s, as similar customers pay %(group)s.",
                count=self.paid_count,
                expected=self._days_words(self.days_late_expected),
                group=self._days_words(self.days_late_group),
            )
        return self.env._(
            "Usually %(own)s (invoices paid: %(count)s); similar customers %(group)s; expected %(expected)s.",
            own=self._days_words(self.days_late),
            count=self.paid_count,
            group=self._days_words(self.days_late_group),
            expected=self._days_words(self.days_late_expected),
        )

    def _payer_words(self, facts):
        """Return the evidence of the proposed payer type in a sentence."""
        rule, count = facts.get("rule"), facts.get("counts", {})
        if not rule:
            return False
        late = count.get("paid", 0) - count.get("on_time", 0)
        days = self._days_words(facts.get("usual") or 0)
        words = {
            "difficulty": lambda: self.env._("In proceedings, or said so in a call in the last 12 months."),
            "worsening": lambda: self.env._(
                "Pays %(trend)s days later than before, and %(share)s %% of what is open is overdue.",
                trend=round(count.get("trend") or 0),
                share=round(100 * count.get("overdue_share", 0)),
            ),
            "contests": lambda: self.env._(
                "%(disputes)s disputes in 12 months, beside %(paid)s invoices paid.", disputes=count["disputes"], paid=count["paid"]
            ),
            "unreachable": lambda: self.env._("%s calls in 12 months without reaching anybody.", count["unanswered"]),
            "prompt": lambda: self.env._(
                "%(on_time)s of %(paid)s invoices paid on time in 12 months.", on_time=count["on_time"], paid=count["paid"]
            ),
            "forgot": lambda: self.env._(
                "%(reminded)s of %(late)s late payments came within a week after a reminder.", reminded=count["reminded"], late=late
            ),
            "slow_approval": lambda: self.env._(
                "Regularly %(days)s: most payments lie within %(spread)s days of each other.", days=days, spread=round(count["spread"])
            ),
            "negligent": lambda: self.env._(
                "%(late)s of %(paid)s invoices paid late in 12 months, irregularly; promises broken: %(broken)s.",
                late=late, paid=count["paid"], broken=count.get("broken", 0),
            ),
            "few": lambda: self.env._("Fewer than %s invoices paid in 12 months.", payer.FEW_INVOICES),
            "mixed": lambda: self.env._("No clear pattern in what was paid."),
        }  # fmt: skip
        return words[rule]()

    # -- the proposal ------------------------------------------------------------------------------

    @api.depends("payer_type", "payer_type_proposed")
    def _compute_has_proposal(self):
        for profile in self:
            proposed = profile.payer_type_proposed
            profile.has_proposal = bool(proposed) and proposed not in (payer.UNKNOWN, profile.payer_type)

    def _search_has_proposal(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["payer_type"])
        found = Domain(
            "id",
            "in",
            SQL(
                """SELECT id FROM dunning_profile
                    WHERE payer_type_proposed <> %s AND payer_type IS DISTINCT FROM payer_type_proposed""",
                payer.UNKNOWN,
            ),
        )
        return found if True in value else ~found

    def action_accept_payer_type(self):
        """Take over the proposed payer type, with its evidence in the history."""
        for profile in self.filtered("has_proposal"):
            profile.payer_type = profile.payer_type_proposed
            profile.message_post(body=profile.payer_evidence)
        return True

    # -- what people open --------------------------------------------------------------------------

    def action_open_paid(self):
        """Open the payments behind the figures."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments of %s", self.display_name),
            "res_model": "dunning.paid.item",
            "view_mode": "list,kanban,pivot,graph",
            "domain": [("partner_id", "=", self.partner_id.id), ("root_company_id", "=", self.company_id.id)],
        }

    def action_open_forecast(self):
        """Open when the money of this customer is expected."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Expected Payments"),
            "res_model": "dunning.forecast",
            "view_mode": "list,kanban,pivot",
            "domain": [("partner_id", "=", self.partner_id.id), ("root_company_id", "=", self.company_id.id)],
        }

    # -- computing ---------------------------------------------------------------------------------

    @api.model
    def _store_behaviour(self, company, today, estimate):
        """Write the behaviour of all profiles of a root company by one statement.

        Not through the ORM: thousands of profiles change a little every night, and that is no history.

        :param company: root ``res.company``
        :param date today: the day for which it was estimated
        :param dict estimate: as ``dunning.behaviour._estimate_ledger`` gives it
        """
        paid, owed = {}, {}
        for row in estimate["paid"]:
            paid.setdefault(row["partner_id"], []).append(row)
        for row in estimate["open"]:
            sums = owed.setdefault(row["partner_id"], [0.0, 0.0])
            sums[0] += float(row["net"])
            if row["date_due"] < today and row["code"] not in NOT_BEHAVIOUR:
                sums[1] += float(row["net"])
        counted = self.env["dunning.behaviour"]._count_signs(company, today)
        closed = sum(row["closed"] for row in estimate["paid"])
        prior = sum(row["on_time"] for row in estimate["paid"]) / closed if closed else None
        profiles = self.env.execute_query(
            SQL("SELECT id, partner_id FROM dunning_profile WHERE company_id = %s ORDER BY id", company.id)
        )
        found = [
            self._behaviour_vals(
                estimate, partner, paid.get(partner, []), owed.get(partner, (0.0, 0.0)), counted.get(partner, {}), prior
            )
            for _profile, partner in profiles
        ]
        if not found:
            return
        columns = [[row[name] for row in found] for name in COLUMNS]
        self.env.execute_query(
            SQL(
                """
                UPDATE dunning_profile AS profile
                   SET behaviour_date = %(today)s, %(assignments)s
                  FROM UNNEST(%(ids)s::int[], %(columns)s) AS new(id, %(names)s)
                 WHERE profile.id = new.id
                RETURNING 1
                """,
                today=today,
                assignments=SQL(", ").join(
                    SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name)) for name in COLUMNS
                ),
                ids=[profile for profile, _partner in profiles],
                columns=SQL(", ").join(
                    SQL("%s::%s[]", values, SQL(kind)) for values, kind in zip(columns, COLUMNS.values(), strict=True)
                ),
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
            )
        )
        self.invalidate_model(["behaviour_date", *COLUMNS])

    @api.model
    def _behaviour_vals(self, estimate, partner, paid, owed, counted, prior):
        """Return the values of ``COLUMNS`` of one customer.

        :param list paid: rows of ``_paid_by_day`` of this customer
        :param owed: (open, overdue) in company currency
        :param dict counted: as ``_count_signs`` gives it
        :param prior: share of all invoices that were paid on time, ``None`` when there are none
        """
        ledger = estimate["ledger"]
        customer = estimate["customers"].get(partner)
        group = customer["group"] if customer else None
        figures = ledger.figures(partner, group)
        curve = ledger.curve(partner, group)
        closed, on_time = (sum(row[name] for row in paid) for name in ("closed", "on_time"))
        closed_year, on_time_year = (sum(row[name] for row in paid) for name in ("closed_year", "on_time_year"))
        trend = self._lateness_trend(paid)
        spread = usual = None
        if closed >= payer.FEW_INVOICES:
            own = behaviour.Curve.estimate(ledger.events[partner], {})
            usual, spread = own.percentile(0.5), own.percentile(0.8) - own.percentile(0.2)
        facts = payer.Facts(
            paid=closed_year,
            on_time=on_time_year,
            level=figures.level if figures else 0.0,
            spread=spread,
            trend=trend,
            overdue_share=owed[1] / owed[0] if owed[0] else 0.0,
            disputes=counted.get("disputes", 0),
            broken=counted.get("broken", 0),
            reminded=sum(row["reminded"] for row in paid),
            unanswered=counted.get("unanswered", 0),
            reached=counted.get("reached", 0),
            distress=counted.get("distress", 0),
        )
        proposed, rule = payer.propose(facts)
        percentiles = {f"p{share}": curve and curve.percentile(share / 100) for share in (20, 50, 80)}
        texts = {
            **percentiles,
            "rule": rule,
            "usual": usual,
            "counts": facts._asdict(),
            "size": figures.size if figures else 0,
            "group": figures and figures.group,
        }
        return {
            "paid_count": closed,
            "days_late": figures and figures.own,
            "days_late_expected": figures and figures.level,
            "days_late_group": figures and figures.group,
            **{f"days_late_{name}": days for name, days in percentiles.items()},
            "days_late_trend": trend,
            "on_time_share": on_time / closed if closed else None,
            "on_time_rate": None if prior is None else behaviour.shrunk_share(on_time, closed, prior),
            "last_payment_date": max((row["last_day"] for row in paid), default=None),
            "payer_type_proposed": proposed,
            "behaviour_facts": json.dumps(texts),
        }

    @api.model
    def _lateness_trend(self, paid):
        """Return days late of the last 90 days less those of the 270 before, ``None`` with fewer than two payments in one."""
        levels = []
        for name in ("recent", "before"):
            total = sum(row[name] for row in paid)
            if sum(row[f"{name}_count"] for row in paid) < 2 or not total:
                return None
            levels.append(sum(row[name] * row["late"] for row in paid) / total)
        return levels[0] - levels[1]
