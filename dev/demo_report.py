"""What a day of dunning came to: figures read from the runs and actions, and the table printed of them.

Reading needs an Odoo environment; :func:`table` and what it is made of are plain Python.
"""

from collections import Counter
from dataclasses import dataclass, field

WIDTH = 118
# What became of an action, in a word, by channel (``None``: any) and state.
WORDS = {
    ("email", "done"): "sent",
    ("email", "ready"): "about to leave",
    ("sms", "done"): "sent",
    ("phone", "todo"): "to call",
    ("phone", "done"): "called",
    ("letter", "ready"): "to post",
    ("letter", "done"): "posted",
    ("registered_letter", "todo"): "to post",
    ("registered_letter", "ready"): "to post",
    ("registered_letter", "done"): "posted",
    (None, "todo"): "to review",
    (None, "ready"): "ready",
    (None, "done"): "done",
    (None, "failed"): "failed",
    (None, "cancelled"): "cancelled",
}


def word(channel, state):
    """Return in a word what became of an action."""
    return WORDS.get((channel, state)) or WORDS[None, state]


@dataclass
class StepRow:
    """The actions of one step: plan, step and channel as people read them, how many, about what, and how far they got."""

    plan: str
    step: str
    channel: str
    actions: int = 0
    items: int = 0
    amount: float = 0.0
    words: Counter = field(default_factory=Counter)


@dataclass
class HeldRow:
    """Items that were not asked for, with the reason in words."""

    reason: str
    items: int
    customers: int
    amount: float


@dataclass
class Day:
    """The figures of one company's run.

    Attributes:
        today: rows of the actions that the run has recorded.
        before: rows of the actions of earlier runs that were finished, or failed, on the day.
        held: reasons, the most frequent first.
        sent, failed, waiting: e-mails that left, that could not, that wait for review.
        letters, calls: letters to print or post, calls to make, all runs together.
        money: function that writes an amount.
    """

    company: str
    date: str
    money: object = "{:,.2f}".format
    customers: int = 0
    items: int = 0
    overdue: int = 0
    contacts: int = 0
    amount: float = 0.0
    settled: int = 0
    seconds: float = 0.0
    errors: str = ""
    today: list = field(default_factory=list)
    before: list = field(default_factory=list)
    held: list = field(default_factory=list)
    sent: int = 0
    failed: list = field(default_factory=list)
    waiting: int = 0
    letters: int = 0
    calls: int = 0


def read(env, run):
    """Return the :class:`Day` of a real run, from the database.

    Args:
        env: environment in the reader's language.
        run: ``dunning.run``.
    """
    run = run.with_env(env)
    Action = env["dunning.action"]
    mine = [("company_id", "=", run.company_id.id)]
    before = Action.search(
        [
            *mine,
            ("run_id", "not in", run.ids),
            "|", ("date_done", "=", run.date), "&", ("state", "=", "failed"), ("date", "<=", run.date),
        ]
    )  # fmt: skip
    everything = run.action_ids | before
    emails = everything.filtered(lambda action: action.channel == "email")
    return Day(
        company=run.company_id.name,
        date=f"{run.date:%A %d %B %Y}",
        money=lambda amount: run.currency_id.with_env(env).format(amount),
        customers=run.customer_count,
        items=run.item_count,
        overdue=run.overdue_count,
        contacts=run.contact_count,
        amount=run.amount,
        settled=run.settled_count,
        seconds=run.duration,
        errors=run.error_log or "",
        today=_step_rows(run.action_ids),
        before=_step_rows(before),
        held=_held_rows(env, run),
        sent=len(emails.filtered(lambda action: action.state == "done")),
        failed=[(action.partner_id.name, last_line(action.error)) for action in everything if action.state == "failed"],
        waiting=Action.search_count([*mine, ("channel", "in", ("email", "sms")), ("state", "=", "todo")]),
        letters=len(waiting_letters(env, run.company_id)),
        calls=Action.search_count([*mine, ("channel", "=", "phone"), ("state", "=", "todo")]),
    )


def last_line(error):
    """Return the last line of an error, which says what the mail server said."""
    return ((error or "").strip().splitlines() or [""])[-1]


def waiting_letters(env, company):
    """Return the letters of a company that wait to be printed or posted."""
    return env["dunning.action"].search(
        [
            ("company_id", "=", company.id),
            ("channel", "in", ("letter", "registered_letter")),
            ("state", "in", ("todo", "ready")),
        ],
        order="date, id",
    )


def _step_rows(actions):
    channels = dict(actions._fields["channel"]._description_selection(actions.env))
    rows = {}
    ordered = actions.sorted(lambda one: (one.plan_id.priority, one.plan_id.id, one.step_id.delay, one.channel))
    for action in ordered:
        row = rows.setdefault(
            (action.step_id, action.channel),
            StepRow(action.plan_id.name or "by hand", action.step_id.display_name or "", channels[action.channel]),
        )
        row.actions += 1
        row.items += action.item_count
        row.amount += action.amount_due
        row.words[word(action.channel, action.state)] += 1
    return list(rows.values())


def _held_rows(env, run):
    labels = env["dunning.decision"]._reason_labels()
    found = [
        HeldRow(labels[row["reason"]], row["items"], row["customers"], row["amount"])
        for row in run.summary or []
        if row["verdict"] == "none" and row["reason"] != "credit"
    ]
    return sorted(found, key=lambda row: (-row.items, row.reason))


def details(env, preview):
    """Return a line for each item that a preview has decided about: customer, item, due day, amount and why."""
    lines = []
    decisions = preview.with_env(env).decision_ids.sorted(
        lambda one: (one.partner_id.name or "", one.date_due or preview.date, one.id)
    )
    for one in decisions:
        if one.reason != "credit":
            amount = one.currency_id.format(one.net_currency)
            lines.append(
                f"{(one.partner_id.name or '')[:34]:<34} {one.move_id.name or '':<18} {one.date_due!s:<10} {amount:>16}  "
                f"{one.reason_text or ''}"
            )
    return lines


def table(day):
    """Return the lines of the table of a :class:`Day`."""
    lines = [
        f"{day.company} · {day.date}",
        "─" * WIDTH,
        f"Looked at   {day.customers:,} customers, {day.items:,} open items, {day.overdue:,} of them overdue",
        f"To contact  {day.contacts:,} customers, {day.money(day.amount)} asked for",
        f"Settled     {day.settled:,} actions closed because they were paid or their time has passed",
        "",
        *_step_lines("Due today", day.today, day.money),
    ]
    if day.before:
        lines += ["", *_step_lines("From the days before", day.before, day.money)]
    lines += ["", f"{'Held back':<62} {'items':>7} {'customers':>10} {'amount':>18}"]
    lines += [
        f"  {row.reason:<60} {row.items:>7,} {row.customers:>10,} {day.money(row.amount):>18}" for row in day.held
    ]
    lines += [
        "",
        f"E-mails     {day.sent:,} sent, {len(day.failed):,} failed, {day.waiting:,} to review before they leave",
        *(f"            ! {name}: {error}" for name, error in day.failed),
        f"Letters     {day.letters:,} to print and post",
        f"Calls       {day.calls:,} to make",
        f"Took        {day.seconds:.1f} s",
    ]
    if day.errors:
        lines += [f"! {line}" for line in day.errors.splitlines()]
    return lines


def _step_lines(title, rows, money):
    lines = [f"{title:<62} {'channel':<18} {'actions':>7} {'items':>6} {'amount':>14}"]
    plan = None
    for row in rows:
        if row.plan != plan:
            plan = row.plan
            lines.append(f"  {plan}")
        words = ", ".join(f"{count} {text}" for text, count in row.words.items())
        amount = money(row.amount)
        lines.append(
            f"    {row.step[:58]:<58} {row.channel:<18} {row.actions:>7,} {row.items:>6,} {amount:>14}  {words}"
        )
    return lines if rows else [*lines, "  nothing"]
