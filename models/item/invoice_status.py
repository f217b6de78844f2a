"""Where an invoice stands in dunning, from the decision about its items: for one record in Python, for lists as SQL of the same."""

from odoo import fields
from odoo.tools import SQL

STATUSES = [
    ("none", "Nothing to chase"),
    ("upcoming", "Not due"),
    ("to_remind", "To remind"),
    ("in_progress", "In an open action"),
    ("waiting", "Next step planned"),
    ("on_hold", "On hold"),
    ("covered", "Covered by credits"),
    ("finished", "Plan finished"),
    ("problem", "Needs attention"),
]

# The status that each reason of the decision amounts to; what is not named here waits for its next step.
STATUS_OF_REASON = {
    "act": "to_remind", "ride": "to_remind", "join": "to_remind", "other_step": "to_remind", "daily_cap": "to_remind",
    "in_progress": "in_progress", "covered": "covered", "plan_finished": "finished",
    "no_plan": "problem", "no_address": "problem",
}  # fmt: skip

# Reasons that only say "not yet" of an item that is not overdue.
NOT_YET = (
    "not_due", "contacted", "open_action", "below_threshold", "plan_finished", "quiet", "closed_day", "softened",
    "budget_day", "budget_week", "with_next", "payment_run", "too_little",
)  # fmt: skip

# Of an invoice's instalments, the status that matters most is shown.
STATUS_RANK = ("to_remind", "in_progress", "problem", "waiting", "finished", "on_hold", "covered", "upcoming", "none")


def read_status(reason, is_overdue, suspended):
    """Return the status that a decision amounts to, one of ``STATUSES``.

    :param str reason: reason of the decision
    :param bool is_overdue: whether the item is overdue
    :param suspended: the reasons that mean rest (``dunning.decision._suspended_codes``)
    """
    if reason in suspended:
        return "on_hold"
    if not is_overdue and reason in NOT_YET:
        return "upcoming"
    return STATUS_OF_REASON.get(reason, "waiting")


def make_row_key(row, suspended):
    """Return what a decision row is sorted by: the least of an invoice's, or of a customer's, is the one that is shown.

    :param dict row: decision row
    :param suspended: as for ``read_status``
    """
    rank = STATUS_RANK.index(read_status(row["reason"], row["is_overdue"], suspended))
    return rank, row["next_date"] or fields.Date.to_date("9999-12-31"), row["date_due"]


def sql_status(suspended):
    """Return ``read_status`` of ``reason`` and ``is_overdue`` in SQL, made by asking it about every reason."""
    cases = {}
    for reason in sorted({*suspended, *STATUS_OF_REASON, *NOT_YET}):
        for is_overdue in (True, False):
            cases.setdefault(read_status(reason, is_overdue, suspended), {True: [], False: []})[is_overdue].append(reason)
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(
            SQL("WHEN reason = ANY(CASE WHEN is_overdue THEN %s ELSE %s END) THEN %s", codes[True], codes[False], status)
            for status, codes in cases.items()
        ),
        read_status(None, True, suspended),
    )


def sql_row_order():
    """Return what rows with ``status``, ``next_date`` and ``date_due`` are sorted by, as ``make_row_key`` sorts them."""
    return SQL("ARRAY_POSITION(%s::varchar[], status::varchar), next_date, date_due", list(STATUS_RANK))
