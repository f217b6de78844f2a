#!/usr/bin/env python3
"""Back-test the forecast of payment days and of cash-in on a ledger, with the add-on's own formulas.

    make backtest                          the reference ledger (../shared/data/receivables_history.csv)
    make backtest LEDGER=receivables.csv   another one, in the documented format
    make backtest SECOND=1                 the invented one that nobody tuned on (ledger_second.py; twenty minutes)

The last third of the invoices, by time, is forecast one by one on the day of its issue, knowing only what had been
issued and paid by the day before. Nothing in ``models/forecast/behaviour.py`` was chosen by looking at that third; in
``floor.py`` one thing was: that the rate of late ages stays the same up to 180 days where little is known, and falls only
then. Writes ``bench/BACKTEST.md``, of the invented ledger ``bench/BACKTEST_SECOND.md``. Without the file it says so and ends
well.
"""

import datetime
import os
import platform
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "dev"), str(ROOT / "models" / "forecast")]
import behaviour
import floor
import scoring

import ledger
import ledger_second

DEFAULT = ROOT.parent / "shared" / "data" / "receivables_history.csv"
RESULT = ROOT / "bench" / "BACKTEST.md"
RESULT_SECOND = ROOT / "bench" / "BACKTEST_SECOND.md"

INVENTED = """
**This ledger is invented** (`dev/ledger_second.py`), by somebody who had read neither the forecast nor the score, to meet
published averages of payment behaviour alone; no setting was chosen on it, none was changed after it. It shows whether they
hold where customers pay by runs, on bank days, in two currencies, change their habits, arrive, leave and fail. It is no
measurement on a second company's books: that is still owed. Drawn (published, Altares 2025): {drawn}. {still_open} invoices
not paid by {known} are known to be open and are not tested; pounds are added at one rate.
"""

# Days between two estimates of the ledger, as if it were computed so often; the add-on does it daily.
REFIT_DAYS = 1


def late(row):
    """Return the days from the due date to the payment of a settled invoice."""
    return (row.settled_date - row.due_date).days


def estimate(rows, day):
    """Return the :class:`behaviour.Ledger` of what was known before ``day``."""
    paid, still_open = [], []
    for row in rows:
        if row.invoice_date >= day:
            continue
        if row.settled_date and row.settled_date < day:
            own = behaviour.weight(float(row.amount), (day - row.settled_date).days)
            paid.append((row.customer, row.country, late(row), own, own * own))
        else:
            still_open.append((row.customer, row.country, (day - row.due_date).days - 1, behaviour.weight(float(row.amount), 0)))
    return behaviour.Ledger(paid, still_open, floor.Floor.estimate)


class Estimates:
    """Estimates by day, kept for ``REFIT_DAYS``."""

    def __init__(self, rows):
        self.rows = rows
        self.day = self.found = None

    def at(self, day):
        if self.day is None or not 0 <= (day - self.day).days < REFIT_DAYS:
            self.day, self.found = day, estimate(self.rows, day)
        return self.found


def paid_by(rows, customer, day):
    """Return the lateness of each invoice that a customer had paid before ``day``."""
    return [late(row) for row in rows if row.customer == customer and row.settled_date and row.settled_date < day]


def average(rows, customer, day):
    """Return the plain mean lateness of what a customer had paid before ``day``; 0 without any."""
    found = paid_by(rows, customer, day)
    return statistics.mean(found) if found else 0.0


def median(rows, customer, day):
    """Return the median lateness of what a customer had paid before ``day``; 0 without any."""
    found = paid_by(rows, customer, day)
    return statistics.median(found) if found else 0.0


def payment_days(rows, tested):
    """Compare the four forecasts of each tested invoice, made when it was issued and, if still open, when it fell due.

    :return: dict of figures
    """
    estimates = Estimates(rows)
    names = ("due", "average", "median", "ours")
    issue, fallen = {name: [] for name in names}, {name: [] for name in names}
    within = {0.2: 0, 0.5: 0, 0.8: 0}
    for row in tested:
        curve = estimates.at(row.invoice_date).curve(row.customer, row.country)
        actual = late(row)
        usual = average(rows, row.customer, row.invoice_date)
        issue["due"].append(abs(actual))
        issue["average"].append(abs(actual - usual))
        issue["median"].append(abs(actual - median(rows, row.customer, row.invoice_date)))
        issue["ours"].append(abs(actual - _or(curve and curve.percentile(0.5), 0)))
        for share in within:
            within[share] += actual <= _or(curve and curve.percentile(share), behaviour.HIGH)
    estimates = Estimates(rows)
    for row in sorted((row for row in tested if late(row) > 0), key=lambda row: row.due_date):
        # known on the due date: nothing has come by the end of that day
        curve = estimates.at(row.due_date + datetime.timedelta(days=1)).curve(row.customer, row.country)
        actual = late(row)
        fallen["due"].append(abs(actual - 1))
        fallen["average"].append(abs(actual - max(1, average(rows, row.customer, row.due_date))))
        fallen["median"].append(abs(actual - max(1, median(rows, row.customer, row.due_date))))
        fallen["ours"].append(abs(actual - _or(curve and curve.percentile(0.5, 0), 1)))
    return {
        "issue": {name: statistics.mean(found) for name, found in issue.items()},
        "fallen": {name: statistics.mean(found) for name, found in fallen.items() if found},
        "fallen_count": len(fallen["due"]),
        "within": {share: count / len(tested) for share, count in within.items()},
    }


def _or(found, otherwise):
    return otherwise if found is None else found


def cash_in(rows, start, end):
    """Forecast, each fourth week from ``start`` on, what comes in of the items then open in the 13 weeks after.

    :return: dict: ``error`` WAPE (Σ|error| / Σ actual) of ours and of due date + average, by number of weeks;
        ``inside`` share of weeks whose actual amount lay within the band, where ten items or more were open
    """
    wrong, naive_wrong, actual_sum, inside, counted, bias = 0.0, 0.0, 0.0, 0, 0, 0.0
    day = start + datetime.timedelta(days=(7 - start.weekday()) % 7)
    origins = 0
    while day <= end:
        fit = estimate(rows, day)
        weeks = behaviour.weeks(day)
        ends = [last for _monday, last in weeks]
        expected, variance = [0.0] * len(ends), [0.0] * len(ends)
        naive, actual = [0.0] * len(ends), [0.0] * len(ends)
        for row in rows:
            if row.invoice_date >= day or (row.settled_date and row.settled_date < day):
                continue
            amount, x = float(row.amount), (day - row.due_date).days - 1
            curve = fit.curve(row.customer, row.country)
            if curve is None:
                continue
            masses = behaviour.shares([behaviour.Part(1.0, -1, curve, x)], ends)
            for place, mass in enumerate(masses):
                expected[place] += amount * mass
                variance[place] += amount * amount * mass * (1 - mass)
            _drop(naive, ends, max(0, -x - 1 + round(average(rows, row.customer, day))), amount)
            if row.settled_date:
                _drop(actual, ends, (row.settled_date - day).days, amount)
        origins += 1
        for place in range(len(ends)):
            wrong += abs(expected[place] - actual[place])
            naive_wrong += abs(naive[place] - actual[place])
            actual_sum += actual[place]
            bias += expected[place] - actual[place]
            if actual[place] or expected[place] > 1:
                counted += 1
                spread = behaviour.BAND * variance[place] ** 0.5
                inside += expected[place] - spread <= actual[place] <= expected[place] + spread
        day += datetime.timedelta(weeks=4)
    return {
        "origins": origins,
        "weeks": counted,
        "ours": wrong / (actual_sum or 1),
        "average": naive_wrong / (actual_sum or 1),
        "bias": bias / (actual_sum or 1),
        "inside": inside / (counted or 1),
    }


def late_already(rows, start, end):
    """Forecast, each week from ``start`` on, the items that were late already that day: day of payment, and 13 weeks of cash.

    The naive forecasts for such an item: it is paid at once (*due date*), or when the customer's average is reached, at once
    where that has passed.

    :return: dict by forecast of dict: ``days`` mean error in days of what was paid, ``cash`` WAPE by week, ``sum`` expected
        of all items in these weeks ÷ actual; ``count`` items, ``origins`` days
    """
    names = ("due", "average", "ours")
    errors, wrong, totals = {name: [] for name in names}, dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    actual_sum, count, origins = 0.0, 0, 0
    day = start + datetime.timedelta(days=(7 - start.weekday()) % 7)
    while day <= end:
        items = [
            row for row in rows
            if row.invoice_date < day and row.due_date < day and not (row.settled_date and row.settled_date < day)
        ]  # fmt: skip
        fit, ends = estimate(rows, day), [last for _monday, last in behaviour.weeks(day)]
        found, actual = {name: [0.0] * len(ends) for name in names}, [0.0] * len(ends)
        for row in items:
            amount, x = float(row.amount), (day - row.due_date).days - 1
            naive = {"due": 0, "average": max(0, round(average(rows, row.customer, day)) - x - 1)}
            curve = fit.curve(row.customer, row.country)
            parts = [behaviour.Part(1.0, -1, curve, x)] if curve else []
            for name, days in naive.items():
                _drop(found[name], ends, days, amount)
            for place, mass in enumerate(behaviour.shares(parts, ends)):
                found["ours"][place] += amount * mass
            if row.settled_date:
                came = (row.settled_date - day).days
                _drop(actual, ends, came, amount)
                half = _or(behaviour.days_until(parts, 0.5), behaviour.HIGH)
                for name, days in (*naive.items(), ("ours", half)):
                    errors[name].append(abs(came - days))
        for name in names:
            wrong[name] += sum(abs(one - other) for one, other in zip(found[name], actual, strict=True))
            totals[name] += sum(found[name])
        actual_sum += sum(actual)
        count, origins = count + len(items), origins + 1
        day += datetime.timedelta(weeks=1)
    return {
        "count": count,
        "origins": origins,
        **{
            name: {
                "days": statistics.mean(errors[name]) if errors[name] else 0.0,
                "cash": wrong[name] / (actual_sum or 1),
                "sum": totals[name] / (actual_sum or 1),
            }
            for name in names
        },
    }


def _drop(amounts, ends, days, amount):
    for place, last in enumerate(ends):
        if days <= last:
            amounts[place] += amount
            return


def _days(errors, name):
    return f"{errors[name]:.2f}" if name in errors else "–"


def _calibration(found):
    reached = ", ".join(f"P{share * 100:.0f} {count:.0%}" for share, count in found["within"].items())
    text = (
        f"{found['fallen_count']} of the tested invoices were still open after their due date. Paid by the forecast day: {reached} "
        "of all (exact would be 20 %, 50 %, 80 %)"
    )
    if found["within"][0.5] > 0.55:
        text += ": its days are cautious here"
    return text + "."


def _late_lines(found):
    """Return the part of the report about items that were late already."""
    names = (("due", "due date: at once"), ("average", "due date + customer's average, else at once"), ("ours", "**account_dunning**"))
    rows = []
    for name, label in names:
        figures = found[name]
        cells = [f"{figures['days']:.2f}", f"{figures['cash']:.1%}", f"{figures['sum']:.0%}"]
        rows.append(f"| {label} | " + " | ".join(f"**{cell}**" if name == "ours" else cell for cell in cells) + " |")
    better = all(found["ours"][measure] < min(found["due"][measure], found["average"][measure]) for measure in ("days", "cash"))
    verdict = "Better" if better else "**Not better**"
    return [
        "## Late already at the forecast's date",
        "",
        (
            f"Each week of the last third ({found['origins']} times), the items that were overdue that day ({found['count']} in all): when "
            f"they are paid (P50), and what comes in of them in 13 weeks. {verdict} than both naive forecasts."
        ),
        "",
        "| forecast | error in days | WAPE of the weeks | expected ÷ actual |",
        "|---|---:|---:|---:|",
        *rows,
        "",
    ]


def report(path, rows, tested, found, cash, overdue, seconds):
    """Return ``BACKTEST.md`` without the part about late or not, which ``scoring`` gives."""
    issue, fallen = found["issue"], found["fallen"]
    naive = min(issue["due"], issue["average"], issue["median"])
    if issue["ours"] < naive:
        verdict = f"better than the three naive forecasts, by {1 - issue['ours'] / naive:.1%} of the error of the best one"
    else:
        verdict = "**not better than the three naive forecasts**"
    lines = [
        "# Back-test of the forecast",
        "",
        (
            f"Written by `make backtest` on {datetime.datetime.now(tz=datetime.UTC).date()}: {platform.machine()}, "
            f"{os.cpu_count()} cores, Python {platform.python_version()}; {seconds:.0f} s."
        ),
        "",
        (
            f"Ledger: `{path.name}`, {len(rows)} invoices of {len({row.customer for row in rows})} customers, issued "
            f"{rows[0].invoice_date} to {rows[-1].invoice_date}. Tested: the last third by time, {len(tested)} invoices from "
            f"{tested[0].invoice_date} on. Each is forecast with what was issued and paid before that day; disputes are not known "
            "to the forecast."
        ),
        "",
        "## Day of payment",
        "",
        f"Mean absolute error in days. On the day of issue the forecast is {verdict}.",
        "",
        "| forecast | on the day of issue | when it fell due unpaid |",
        "|---|---:|---:|",
        f"| due date | {issue['due']:.2f} | {_days(fallen, 'due')} |",
        f"| due date + customer's average | {issue['average']:.2f} | {_days(fallen, 'average')} |",
        f"| due date + customer's median | {issue['median']:.2f} | {_days(fallen, 'median')} |",
        f"| **account_dunning** (P50) | **{issue['ours']:.2f}** | **{_days(fallen, 'ours')}** |",
        "",
        _calibration(found),
        "",
        *_late_lines(overdue),
        "## Cash-in by week",
        "",
        f"Forecast every fourth week of the last third ({cash['origins']} times), for 13 weeks, of the items then open.",
        "",
        "| forecast | Σ absolute error / Σ actual (WAPE) |",
        "|---|---:|",
        f"| due date + customer's average | {cash['average']:.1%} |",
        f"| **account_dunning** | **{cash['ours']:.1%}** |",
        "",
        (
            f"In sum it was {cash['bias']:+.1%} off what came in. {cash['inside']:.0%} of {cash['weeks']} weeks lay within the band "
            "P20–P80 (exact would be 60 %)."
        ),
    ]
    return "\n".join(lines) + "\n"


def describe_invented(rows):
    """Return what the report must say of the invented ledger, as a paragraph."""
    found = ledger_second.measure(ledger_second.draw_rows())
    said = {"on_time": "paid on time {:.0%} ({:.0%})", "late_days": "{:.1f} days late ({:.1f})"}
    said |= {"over_30": "later than 30 days {:.1%} ({:.1%})", "over_90": "later than 90 days {:.1%} ({:.1%})"}
    drawn = "; ".join(text.format(found[name], ledger_second.PUBLISHED[name][0]) for name, text in said.items())
    still_open = sum(not row.settled_date for row in rows)
    return INVENTED.format(drawn=drawn, still_open=still_open, known=ledger_second.KNOWN)


def main():
    second = os.environ.get("SECOND") == "1"
    path = ledger_second.write() if second else Path(os.environ.get("LEDGER") or DEFAULT)
    result = RESULT_SECOND if second else RESULT
    if not path.exists():
        print(f"{path.name} is not there: nothing to back-test. Give a ledger: make backtest LEDGER=file.csv")
        return 0
    begin = time.perf_counter()
    try:
        rows = sorted(ledger.read(path).rows, key=lambda row: (row.invoice_date, row.line))
    except ledger.LedgerError as error:
        print(error)
        return 1
    rows = ledger_second.to_euros(rows) if second else rows
    tested = [row for row in rows[2 * len(rows) // 3 :] if row.settled_date]
    if len(tested) < 30:
        print(f"{path.name} has {len(tested)} paid invoices in its last third: at least 30 are needed.")
        return 0
    found = payment_days(rows, tested)
    cash = cash_in(rows, tested[0].invoice_date, tested[-1].invoice_date)
    overdue = late_already(rows, tested[0].invoice_date, tested[-1].invoice_date)
    text = report(path, rows, tested, found, cash, overdue, time.perf_counter() - begin)
    if lateness := scoring.late_or_not(path, rows):
        text += "\n" + "\n".join(lateness)
    if second:
        text = text.replace("\n## Day of payment", describe_invented(rows) + "\n## Day of payment", 1)
    result.write_text(text, encoding="utf-8")
    print(text)
    print(f"Written to {result.parent.name}/{result.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
