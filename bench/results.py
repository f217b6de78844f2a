"""The report: ratios first, then growth and queries, then absolute figures, Odoo's part and ours, and what misses its target."""

import itertools

INSTALL = "install"
GROWTH = ("decision", "preview", "first run", "steady run", "day after")
RUN_STAGES = ("decisions", "first", "steady", "after")

# From this load on, others are using the machine.
BUSY_LOAD = 1.5

# Targets of the project: (what, limit, unit, how it is found). The size they are set for is 50,000 open items.
AT = 50_000
MOST_GROWTH = 1.15
MOST_MEMORY = 1024  # MB, at any size
MOST_INSTALL = 60  # s, on 1,000,000 journal items
MOST_FORM_QUERIES = 8


def report(found, beside=()):
    """Return ``RESULTS.md``.

    :param dict found: figures by size (text) and of the installation, as ``run.py`` keeps them
    :param beside: lines about the former build and the OCA's credit control, as ``builds.py`` gives them
    """
    sizes = {int(name): found[name] for name in sorted((name for name in found if name.isdigit()), key=int)}
    busy = max(figures["load"]["before"] for figures in sizes.values()) > BUSY_LOAD
    kind = "cpu" if busy else "seconds"
    parts = [
        _head(sizes, busy),
        _ratios(sizes, kind),
        _growth(sizes, kind),
        _absolute(sizes),
        _screens(sizes),
        _ways_out(sizes),
        _install(found),
        "\n".join(["## Beside the former build", "", *beside]) if beside else "",
        _targets(sizes, found, kind),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(head, rows):
    """Return a table in Markdown, numbers to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _number(value, places=2):
    if value is None:
        return "–"
    return f"{value:,.{places}f}" if value < 10 else f"{value:,.1f}"


def _count(figures, name, key):
    value = _value(figures, name, key)
    return "–" if value is None else f"{value:,.0f}"


def _names(sizes):
    return [f"{items:,}" for items in sizes]


def _value(figures, name, key):
    return figures.get(name, {}).get(key)


def _ratio(figures, above, below, kind):
    one, two = _value(figures, above, kind), _value(figures, below, kind)
    return one / two if one is not None and two else None


def _head(sizes, busy):
    machine = next(reversed(sizes.values()))["machine"]
    loads = " / ".join(f"{figures['load']['before']:.1f}" for figures in sizes.values())
    days = ", ".join(sorted({figures["machine"]["day"] for figures in sizes.values()}))
    text = f"""# Speed

Written by `make bench` ({days}). {machine["cores"]} cores, {machine["memory"]} GB, {machine["cpu"]};
Odoo {machine["odoo"]}, PostgreSQL {machine["postgresql"]} (shared buffers {machine["shared_buffers"]}, durability off, as everywhere in
development), Python {machine["python"]}.

A ledger of 50,000 open items has 5,000 customers, 37,000 items overdue, one customer with 1,000 items, credits, holds,
disputes and the three shipped plans; other sizes in proportion. Each stage runs in a process of its own, on a committed
and analysed database. *Processor* seconds are those of Odoo's process, the programs it starts and its PostgreSQL backend."""
    if busy:
        text += f"""

**Others were using the machine** (load {loads} on {machine["cores"]} cores when each size began), so wall-clock times are
several times what they would be alone. Ratios, growth and targets are therefore judged by processor seconds; wall-clock times
are given beside them. Up to 50,000 items everything was measured twice and the least counts; what only reads, and runs with
nothing due, at every size."""
    return text


def _ratios(sizes, kind):
    rows = [
        ("first run, everything recorded ÷ the ORM creating the same records", "first run", "bare ORM", kind),
        ("decision ÷ plain SQL of the next step", "decision", "plain SQL", "seconds"),
        ("preview ÷ plain SQL of the next step", "preview", "plain SQL", "seconds"),
        ("run with nothing due ÷ plain SQL of the next step", "steady run", "plain SQL", "seconds"),
    ]
    cells = [
        [text] + [_number(_ratio(figures, above, below, which)) for figures in sizes.values()]
        for text, above, below, which in rows
    ]
    one = next((figures for figures in sizes.values() if "activities" in figures), None)
    note = ""
    if one:
        note = (
            f"\n\n1,000 activities as a run makes them take 1 / {_number(_ratio(one, 'activities by default', 'activities', kind), 1)} "
            f"of what Odoo needs by default; 100 e-mails {_number(_ratio(one, 'e-mails', 'e-mails by Odoo alone', kind))} × what "
            "`message_post` alone needs for the same texts and attachments."
        )
    return f"""## Ratios

{_table(["", *_names(sizes)], cells)}{note}

The plain SQL knows of each overdue item its customer's plan, the last step and the next; of credits, holds, bank receipts,
contact days, grouping, thresholds, addresses and reasons it knows nothing."""


def _growth(sizes, kind):
    pairs = list(itertools.pairwise(sizes))
    rows = [
        [name]
        + [_number(growth(sizes[one], sizes[two], name, kind, two / one)) for one, two in pairs]
        + [_count(figures, name, "queries") for figures in sizes.values()]
        for name in GROWTH
    ]
    head = ["", *(f"{one:,} → {two:,}" for one, two in pairs), *(f"queries at {name}" for name in _names(sizes))]
    return f"""## Growth

Time per item at the bigger size ÷ time per item at the smaller one: 1 is linear, at most {MOST_GROWTH} is wanted. Beside it, queries.
What grows in queries is batches: a run records 500 customers a batch and the ORM writes 100 rows a statement.

{_table(head, rows)}"""


def growth(small, big, name, kind, factor):
    """Return how much more time than in proportion a measure takes at a bigger size (1 is linear)."""
    one, two = _value(small, name, kind), _value(big, name, kind)
    return two / one / factor if one and two is not None else None


def _absolute(sizes):
    names = ("books", "aged SQL", "plain SQL", "decision", "preview", "first run", "bare ORM", "steady run", "day after")
    rows = []
    for name in names:
        cells = [
            f"{_number(_value(figures, name, 'seconds'))} ({_number(_value(figures, name, 'cpu'))})" for figures in sizes.values()
        ]
        rows.append([name, *cells])
    for name, key in (("customers contacted", "contacts"), ("actions", "actions"), ("lines", "lines"), ("overdue items", "overdue")):
        rows.append([f"first run: {name}", *(_count(figures, "made", key) for figures in sizes.values())])
    rows.append(["day after: items paid meanwhile", *(_count(figures, "paid", "items") for figures in sizes.values())])
    rows += [
        [f"memory peak, stage *{stage}* (MB)"] + [_count(figures, f"memory of {stage}", "peak") for figures in sizes.values()]
        for stage in RUN_STAGES
    ]
    sampled = max(_value(figures, "bare ORM", "sampled") or 1 for figures in sizes.values())
    note = f" Where that would take too long, the ORM creates one record in {sampled} and the time is multiplied." if sampled > 1 else ""
    return f"""## Absolute

Wall-clock seconds, in brackets processor seconds. *Books* builds customers, invoices and journal items; *bare ORM* creates
the profiles, actions, lines and activities of the first run.{note}

{_table(["", *_names(sizes)], rows)}

An idle process with Odoo loaded holds {next(iter(sizes.values()))["memory of first"]["idle"]:,.0f} MB."""


def _screens(sizes):
    figures = next((figures for figures in sizes.values() if "grouped by status" in figures), None)
    if not figures:
        return ""
    names = [name for name in figures if name.startswith(("form of", "list of", "grouped"))]
    rows = [[name, figures[name]["queries"], _number(figures[name]["seconds"], 3), _number(figures[name]["cpu"], 3)] for name in names]
    return f"""## Screens

Read as the web client does, with an empty cache, *with* and *without* our fields.

{_table(["", "queries", "seconds", "processor"], rows)}"""


def _ways_out(sizes):
    figures = next((figures for figures in sizes.values() if "letters" in figures), None)
    if not figures:
        return ""
    mails, queued, plain, letters, made, default = (
        figures[name]
        for name in ("e-mails", "e-mails queued", "e-mails by Odoo alone", "letters", "activities", "activities by default")
    )
    ours = letters["seconds"] - letters["wkhtmltopdf"] - letters["html"]
    return f"""## E-mails, letters, activities: Odoo's part and ours

Seconds, in brackets processor seconds where they were taken.

* **{mails["count"]} e-mails** ({queued["done"]} accepted by the mail server, {queued["attachments"]} invoices attached):
  {_both(mails)}, of which {_both(queued)} until they were rendered and queued, {_number(queued["sending"])} for sending.
  `message_post` alone takes {_both(plain)} for the same texts and attachments: that much is Odoo's. The difference is
  ours, which decides again, renders texts and tables, and keeps the evidence.
* **{letters["count"]} letters** in one PDF: {_both(letters)}, of which wkhtmltopdf {_number(letters["wkhtmltopdf"])}, the rendering of
  the pages {_number(letters["html"])}, ours (evidence, merging) {_number(ours)}.
* **{made["count"]:,} activities**: {_both(made)}; by Odoo's default {_both(default)}."""


def _both(figure):
    return f"{_number(figure['seconds'])} ({_number(figure['cpu'])})"


def _install(found):
    installed = sorted((figures[INSTALL] for figures in found.values()), key=lambda figure: figure["journal_items"])
    rows = [
        [
            f"{figure['journal_items']:,}",
            _number(figure["seconds"]),
            _number(figure.get("cpu")),
            ", ".join(figure["rewritten"]) or "none",
            ", ".join(figure["columns"]) or "none",
        ]
        for figure in installed
    ]
    return f"""## Installing

A whole `odoo -i account_dunning`, from start to end of the process. A table is rewritten when its file is another one afterwards.

{_table(["journal items", "seconds", "processor", "tables rewritten", "columns added"], rows)}"""


def _targets(sizes, found, kind):
    """Say of each target whether it is met, plainly."""
    rows = []

    def judge(what, value, limit, unit=""):
        if value is not None:
            verdict = "met" if value <= limit else "**missed**"
            rows.append([what, f"{_number(limit)}{unit}", f"{_number(value)}{unit}", verdict])

    at = sizes.get(AT, {})
    judge("first run ÷ bare ORM, 50,000 items", _ratio(at, "first run", "bare ORM", kind), 1.5)
    judge("run with nothing due, 50,000 items", _value(at, "steady run", kind), 1, " s")
    queued = at.get("e-mails queued", {})
    if queued:
        value = queued["seconds"] if kind == "seconds" else queued["cpu"]
        judge("100 e-mails rendered and queued", value, 5, " s")
        judge("200 letters", _value(at, "letters", kind), 40, " s")
    for customer in ("an ordinary customer", "the biggest customer"):
        if f"form of {customer}, with" in at:
            more = at[f"form of {customer}, with"]["queries"] - at[f"form of {customer}, without"]["queries"]
            judge(f"invoice form of {customer}: queries more than without", more, MOST_FORM_QUERIES)
    if "list of 80, with" in at:
        more = at["list of 80, with"]["queries"] - at["list of 40, with"]["queries"]
        judge("list of 80 invoices: queries more than for 40", more, 0)
    for one, two in itertools.pairwise(sizes):
        for name in GROWTH:
            judge(f"growth of *{name}*, {one:,} → {two:,}", growth(sizes[one], sizes[two], name, kind, two / one), MOST_GROWTH)
    for items, figures in sizes.items():
        peak = max(_value(figures, f"memory of {stage}", "peak") or 0 for stage in RUN_STAGES)
        judge(f"memory peak of runs, {items:,} items", peak, MOST_MEMORY, " MB")
    biggest = max(found.values(), key=lambda figures: figures[INSTALL]["journal_items"])[INSTALL]
    judge(f"installing on {biggest['journal_items']:,} journal items", biggest.get(kind, biggest["seconds"]), MOST_INSTALL, " s")
    judge("tables of accounting rewritten by it", len(biggest["rewritten"]), 0)
    missed = [row[0] for row in rows if row[3] != "met"]
    says = "Missed: " + "; ".join(missed) + "." if missed else "All targets are met."
    return f"""## Targets

{says}

{_table(["target", "limit", "measured", ""], rows)}"""
