"""How far days, durations and amounts may go: what people type, and what is already in the database. Without the ORM.

What people type is refused beyond these limits (``bounded_fields``). What other add-ons, imports or older versions have
stored is never refused: decisions and lists read it no further than ``FIRST_DAY`` and ``FAR_DAY``.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.tools import SQL

# Days of the ledger are read within these: an item due in 9999 is due so late that nobody is asked for it.
FIRST_DAY, FAR_DAY = date(1900, 1, 1), date(2900, 1, 1)
# What has no end ends on this day where a day is needed; PostgreSQL and Python still count on from it.
NO_END = date(3900, 1, 1)

# Days that people type: reorganisation plans run up to ten years, fifteen for farmers (French Commercial Code, L. 626-12).
YEARS_AHEAD, EARLIEST_DAY = 20, date(1970, 1, 1)
# Ten years: no claim among merchants is dunned that long.
MOST_DAYS = 3650
MOST_AMOUNT = 10**14
MOST_COUNT = 10**6


class Number(NamedTuple):
    """The least and the greatest number of a field."""

    low: float
    high: float


class Day(NamedTuple):
    """Until when a field's day may lie: ``past`` tells what happened already."""

    past: bool = False


DAYS = Number(0, MOST_DAYS)
AROUND_DUE = Number(-MOST_DAYS, MOST_DAYS)
COUNT = Number(0, MOST_COUNT)
AMOUNT = Number(0, MOST_AMOUNT)
SHARE = Number(0, 1)
PERCENT = Number(0, 100)
HAPPENED, PLANNED = Day(past=True), Day()

# Fields that are named nowhere below.
USUAL = {
    "date": PLANNED,
    "integer": Number(-MOST_COUNT, MOST_COUNT),
    "float": Number(-MOST_AMOUNT, MOST_AMOUNT),
    "monetary": Number(-MOST_AMOUNT, MOST_AMOUNT),
}

# Filled by the add-on from the ledger, whatever that holds: a whole model, or some fields of one.
COPIED_MODELS = (
    "dunning.action.line", "dunning.decision", "dunning.metric", "dunning.payment.notice", "dunning.payment.notice.line",
    "dunning.reading", "dunning.simulation.line",
)  # fmt: skip
COPIED = {
    "dunning.reply.meaning": {"amount", "date", "confidence"},
    "dunning.action": {"group_key", "amount_due", "oldest_days", "item_count", "edited_amount"},
    "dunning.call.wizard": {"promise_amount"},
    "dunning.dispute": {"amount"},
    "dunning.dispute.wizard": {"amount"},
    "dunning.promise.line": {"date_due", "amount_open", "amount", "amount_company"},
    "dunning.promise.wizard.line": {"amount"},
}

LIMITS = {
    "dunning.action": {"posted_on": HAPPENED, "presented_on": HAPPENED, "received_on": HAPPENED},
    "dunning.case": {
        "fee_rate": SHARE, "opened_on": HAPPENED, "submitted_on": HAPPENED, "ordered_on": HAPPENED, "served_on": HAPPENED,
        "contested_on": HAPPENED, "enforceable_on": HAPPENED,
    },
    "dunning.case.route": {"maximum_amount": AMOUNT},
    "dunning.case.route.deadline": {"count": DAYS},
    "dunning.credit.authority": {"amount": AMOUNT},
    "dunning.credit.limit": {"amount": AMOUNT, "days": DAYS, "insured_amount": AMOUNT, "guarantee_amount": AMOUNT},
    "dunning.credit.request": {"amount": AMOUNT, "days": DAYS},
    "dunning.debit.agreement": {"notice_days": DAYS, "agreed_on": HAPPENED},
    "dunning.debit.retry": {"days": Number(1, 366)},
    "dunning.set.off.wizard": {"amount": AMOUNT},
    "dunning.payment.means": {"cost_fixed": AMOUNT, "cost_percent": PERCENT},
    "dunning.payment.plan.authority": {"amount": AMOUNT, "days": DAYS, "instalments": DAYS},
    "dunning.payment.plan.wizard": {
        "fee": AMOUNT, "interest_rate": PERCENT, "grace_days": DAYS, "count": Number(1, 60),
    },
    "dunning.credit.decide.wizard": {"amount": AMOUNT, "days": DAYS, "insured_amount": AMOUNT, "guarantee_amount": AMOUNT},
    "dunning.terms.policy": {"policy_days": Number(0, 730), "law_days": Number(0, 730), "law_month_days": Number(0, 730)},
    "dunning.retention.rule": {"months": Number(1, 1200)},
    "dunning.invoice.transit": {"days": Number(0, 60)},
    "dunning.insurance.policy": {"declare_days": DAYS, "extension_days": DAYS, "stop_days": DAYS, "notice_days": DAYS},
    "dunning.provision": {"lgd": SHARE, "factor": Number(0, 100), "months": Number(1, 60)},
    "dunning.provision.line": {"judged_rate": SHARE},
    "dunning.provision.rate": {"rate": SHARE},
    "dunning.comparison": {
        "people_days": DAYS,
        **{f"{name}_{side}": bound for side in "ab" for name, bound in (
            ("grouping_window", Number(0, 14)), ("letter_window", Number(0, 60)), ("not_again", Number(0, 366)),
            ("budget_day", COUNT), ("budget_week", COUNT))},
    },
    "dunning.dispute": {"date_opened": HAPPENED},
    "dunning.dispute.category": {"deadline_days": DAYS},
    "dunning.hold": {
        "judgment_date": HAPPENED, "publication_date": HAPPENED, "declared_on": HAPPENED, "retention_claimed_on": HAPPENED,
    },
    "dunning.hold.wizard": {"judgment_date": HAPPENED, "publication_date": HAPPENED},
    "dunning.insolvency.rule": {
        "declaration_months": Number(1, 120), "declaration_months_abroad": Number(0, 120), "retention_months": Number(0, 120),
    },
    "dunning.interruption": {"date": HAPPENED},
    "dunning.letter.wizard": {"posted_on": HAPPENED},
    "dunning.letter.wizard.line": {"posted_on": HAPPENED, "presented_on": HAPPENED, "received_on": HAPPENED},
    "dunning.interest.rate": {"seen": HAPPENED},
    "dunning.interest.series": {"read_until": HAPPENED},
    "dunning.limitation.rule": {"years": Number(0, 100), "months": Number(0, 1200)},
    "dunning.notice.rule": {"days": Number(1, 366), "post_days": Number(0, 30)},
    "dunning.metric.wizard": {"months": Number(1, 120)},
    "dunning.plan": {
        "minimum_interval": DAYS, "threshold": AMOUNT,
        "grouping_window": Number(0, 14), "letter_window": Number(0, 60), "not_again_days": Number(0, 366), "paid_below": COUNT,
    },
    "dunning.plan.step": {
        "delay": AROUND_DUE, "minimum_amount": AMOUNT, "deadline_days": DAYS, "minimum_count": COUNT, "minimum_total": AMOUNT,
    },
    "dunning.payment.run": {"every_weeks": Number(1, 26), "cutoff_days": Number(0, 30)},
    "dunning.rate.import.wizard": {"read_on": HAPPENED},
    "dunning.profile": {"dispute_days": DAYS, "registered_email_consent_on": HAPPENED},
    "dunning.promise": {"date": HAPPENED, "grace_days": DAYS},
    "dunning.promise.wizard": {"grace_days": DAYS},
    "dunning.contact.time": {"minutes": Number(0, 480), "outlay": AMOUNT},
    "dunning.cost.department": {"hourly_rate": AMOUNT},
    "dunning.month.plan": {"hours": Number(0, 2000), "minutes": Number(1, 240)},
    "dunning.trial": {
        "variant_delay": AROUND_DUE, "share": Number(1, 99), "horizon": Number(5, 120), "planned_days": Number(0.5, 60),
        "amount_limit": AMOUNT,
    },
    "dunning.target": {"value": Number(0, MOST_COUNT)},
    "res.company": {
        "dunning_daily_cap": COUNT, "dunning_bank_max_age": DAYS, "dunning_pending_days": DAYS, "dunning_review_days": DAYS,
        "dunning_transit_days": DAYS, "dunning_run_wait_days": DAYS,
        "dunning_promise_grace": DAYS, "dunning_max_tries": Number(0, 100), "dunning_dso_target": DAYS,
        "dunning_overdue_target": SHARE, "dunning_default_days": Number(1, MOST_DAYS), "dunning_margin": SHARE,
        "dunning_financing_rate": SHARE, "dunning_message_rows": COUNT,
        "dunning_loss_given_default": SHARE, "dunning_provision_months": Number(1, 60), "dunning_provision_factor": Number(0, 100),
        "dunning_claim_days": DAYS, "dunning_claim_grace": DAYS, "dunning_claim_minimum": AMOUNT,
        "dunning_budget_day": COUNT, "dunning_budget_week": COUNT, "dunning_call_tries": COUNT,
        "dunning_threshold": AMOUNT, "dunning_reply_days": DAYS,
        "dunning_set_off_days": Number(1, MOST_DAYS),
        "dunning_plan_offer_days": Number(1, MOST_DAYS), "dunning_plan_remind_days": DAYS, "dunning_plan_missed_days": DAYS,
        "dunning_plan_broken_days": DAYS,
        "dunning_page_days": DAYS, "dunning_page_promise_days": DAYS, "dunning_page_paid_days": DAYS,
        **{f"dunning_sure_{kind}": PERCENT for kind in (
            "will_pay", "not_received", "needs_document", "wrong_person", "instalments", "out_of_office", "insolvency")},
    },
}  # fmt: skip


def limit_of(model, name, kind, editable=True):
    """Return the limit of a field: a ``Number``, a ``Day``, ``None`` when it has none.

    :param str kind: type of the field
    :param bool editable: whether people may type it; else only what is named above counts
    """
    own = LIMITS.get(model, {}).get(name)
    if own or not editable or model in COPIED_MODELS or name in COPIED.get(model, ()):
        return own
    return USUAL.get(kind)


def last_day(limit, today):
    """Return the last day of a ``Day``; somewhere it is tomorrow already."""
    return today + timedelta(days=1) if limit.past else date(today.year + YEARS_AHEAD, 12, 31)


def within(limit, value, today):
    """Tell whether a value is within its limit."""
    if isinstance(limit, Day):
        return EARLIEST_DAY <= value <= last_day(limit, today)
    return limit.low <= value <= limit.high


def add_days(day, days):
    """Return a day some days later (or earlier), no further than ``FIRST_DAY`` and ``NO_END``, whatever was stored.

    >>> add_days(date(9999, 12, 31), 3)
    datetime.date(3900, 1, 1)
    >>> add_days(date(2025, 1, 1), 10**9)
    datetime.date(3900, 1, 1)
    >>> add_days(date(2025, 1, 1), -10**9)
    datetime.date(1900, 1, 1)
    >>> add_days(date(2025, 1, 1), 30)
    datetime.date(2025, 1, 31)
    """
    day = min(max(day, FIRST_DAY), NO_END)
    return min(max(day + timedelta(days=min(max(days, -(10**6)), 10**6)), FIRST_DAY), NO_END)


def near_day(day):
    """Return the SQL of a day of the ledger, no further than ``FIRST_DAY`` and ``FAR_DAY``.

    :param SQL day: a date or NULL, which becomes ``FAR_DAY``
    """
    return SQL("GREATEST(LEAST(%s, %s::date), %s::date)", day, FAR_DAY, FIRST_DAY)


def near_days(days):
    """Return the SQL of a number of days that can be added to a day, whatever was stored."""
    return SQL("LEAST(GREATEST(%s, %s), %s)", days, -10 * MOST_DAYS, 10 * MOST_DAYS)
