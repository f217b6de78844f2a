#!/usr/bin/env python3
"""Measure how well answers of customers are understood, on the mails of ``dev/replies``; write ``bench/REPLIES.md``.

    make replies              both halves, as far as they are there
    make replies CHECK=1      also end with 1 where a target of the held-back half is missed

Each mail is understood four times: by rules and model together (what the add-on does), by the rules alone, by the model alone,
and by dateparser (days only). The first result of the held-back half is kept in ``bench/replies_first.json`` and printed beside
the last one. What is compared with is installed into a virtual environment of its own, see ``dev/requirements-replies.txt``.
"""

import json
import os
import platform
import sys
import time
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "dev"))
import replies_corpus as corpus

import lib

TOOLS = lib.DEV / "replies"
REQUIREMENTS = ROOT / "dev" / "requirements-replies.txt"
REPORT = ROOT / "bench" / "REPLIES.md"
FIRST = ROOT / "bench" / "replies_first.json"
HALVES = {"first": "written before the rules", "second": "held back"}
WAYS = {"both": "rules + model", "rules": "rules only", "model": "model only", "dateparser": "dateparser alone"}
VALUES = ("outcome", "date", "invoice", "amount", "cause")
# Of the held-back half: least share in percent; of wrong deeds: most; milliseconds a mail: most.
TARGETS = {"outcome": 90.0, "date": 92.0, "invoice": 95.0}
MOST_WRONG, LEAST_DONE, MOST_MS = 0, 30.0, 50.0
# As the company's switches are proposed: what is surer than this is done by itself; days within the horizon.
THRESHOLD, HORIZON = 0.85, 45

INTRODUCTION = """# Answers understood

Written by `make replies` on {day}: {where}.

Mails and what they should mean: `dev/replies` (conventions in its README); the hash is the SHA-256 of both. The first half was
written before the rules and shaped them, so its figures say only that nothing was lost. The second half is written by people who
have not seen the rules, and held back.

Done by itself: with every switch on, from confidence {threshold:.2f} on, days within {horizon} days, mails that say one thing; a deed is
wrong when the outcome, or a day, an amount or invoices that it uses, is another than expected.
"""


def measure_way(way, mails, ledgers):
    """Understand mails in one way and compare with what they should mean.

    :param str way: key of ``WAYS``
    :return: dict of figures
    """
    library = corpus.load_library()
    model = library.load_model() if way in ("both", "model") else None
    begin, understood = time.process_time(), []  # processor time: others use the machine too
    for mail in mails:
        if way == "dateparser":
            understood.append(_named_by_dateparser(library, mail))
        else:
            understood.append(library.understand(mail.text, mail.day, ledgers[mail.ledger], mail.language, model, rules=way != "model"))
    seconds = time.process_time() - begin
    right = [corpus.compare(mail, meanings) for mail, meanings in zip(mails, understood, strict=True)]
    found = {value: _percent(sum(one[value] for one in right), len(mails)) for value in VALUES}
    if way == "dateparser":
        return {"date": found["date"], "ms": round(1000 * seconds / len(mails), 1)}
    return {**found, "ms": round(1000 * seconds / len(mails), 1), **_deeds(mails, understood), "by_outcome": _by_outcome(mails, understood)}


def _percent(part, whole):
    return round(100 * part / whole, 1) if whole else 0.0


def _named_by_dateparser(library, mail):
    """Return the first day that dateparser finds in the new words of a mail, as a meaning of what the mail is about."""
    from dateparser.search import search_dates

    settings = {
        "RELATIVE_BASE": datetime.combine(mail.day, datetime.min.time()), "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "past" if "paid" in mail.outcomes else "future",
    }  # fmt: skip
    found = search_dates(library.find_new_words(mail.text), languages=[mail.language], settings=settings) or []
    return [library.Meaning("will_pay", day=found[0][1].date() if found else None)]


def _deeds(mails, understood):
    """Return what would be done by itself with every switch on, and what of it is wrong.

    Wrong: another outcome, and wherever the deed uses them another day, amount or other invoices.
    """
    library = corpus.load_library()
    thresholds = dict.fromkeys(library.SURE_KINDS, THRESHOLD)
    could, done, wrong = 0, 0, []
    for mail, meanings in zip(mails, understood, strict=True):
        could += len(mail.outcomes) == 1 and mail.outcomes <= set(library.SURE_KINDS)
        sure = library.find_sure(meanings, thresholds, mail.day, HORIZON)
        if sure:
            done += 1
            right = corpus.compare(mail, meanings)
            used = {"will_pay": ("date", "amount", "invoice"), "out_of_office": ("date",), "not_received": ("invoice",)}
            if not all(right[value] for value in ("outcome", *used.get(sure.outcome, ()))):
                wrong.append(mail.id)
    return {"sure": could, "done": done, "done_share": _percent(done - len(wrong), could), "wrong": wrong}


def _by_outcome(mails, understood):
    """Return (expected, precision, recall) in percent by outcome."""
    table = {}
    said = [{meaning.outcome for meaning in meanings} for meanings in understood]
    for outcome in corpus.load_library().OUTCOMES:
        expected = sum(outcome in mail.outcomes for mail in mails)
        told = sum(outcome in one for one in said)
        hit = sum(outcome in one and outcome in mail.outcomes for mail, one in zip(mails, said, strict=True))
        table[outcome] = [expected, _percent(hit, told), _percent(hit, expected)]
    return table


def measure_half(half):
    """Return the figures of a half by way, ``None`` where it is not there."""
    mails = corpus.read_mails(half)
    if not mails:
        return None
    corpus.load_library().load_model()
    figures = {way: measure_way(way, mails, corpus.read_ledgers()) for way in WAYS}
    return {"mails": len(mails), "hash": corpus.fingerprint(half), "day": str(date.today()), "ways": figures}


def keep_first(results):
    """Keep the first result of the held-back half, once, and return it.

    :return: what was measured first, ``None`` before
    """
    kept = json.loads(FIRST.read_text()) if FIRST.exists() else None
    if not kept and results.get("second"):
        kept = results["second"]
        FIRST.write_text(json.dumps(kept, indent=1) + "\n")
    return kept


def missed_targets(figures):
    """Return a sentence for each target that the figures of rules and model miss."""
    missed = [f"{value} {figures[value]} % instead of {least} %" for value, least in TARGETS.items() if figures[value] < least]
    if len(figures["wrong"]) > MOST_WRONG:
        missed.append(f"{len(figures['wrong'])} wrong automatic deeds")
    if figures["done_share"] < LEAST_DONE:
        missed.append(f"{figures['done_share']} % of the sure kinds done by themselves instead of {LEAST_DONE} %")
    if figures["ms"] > MOST_MS:
        missed.append(f"{figures['ms']} ms a mail instead of {MOST_MS} ms")
    return missed


def write_report(results, first):
    """Write ``bench/REPLIES.md``.

    :param dict results: figures of ``measure_half`` by half
    :param first: what was measured first of the held-back half
    """
    versions = ", ".join(f"{name} {import_module(name).__version__}" for name in ("sklearn", "dateparser"))
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    lines = [INTRODUCTION.format(day=date.today(), where=where, threshold=THRESHOLD, horizon=HORIZON)]
    for half, title in HALVES.items():
        lines += _half_lines(half, title, results.get(half), first if half == "second" else None)
    REPORT.write_text("\n".join(lines).rstrip() + "\n")


def _half_lines(half, title, result, first):
    if not result:
        return [f"## {half.capitalize()} half: {title}", "", "Not there yet: measured as soon as `dev/replies/second` is.", ""]
    lines = [f"## {half.capitalize()} half: {title}", "", f"{result['mails']} mails, hash `{result['hash']}`.", ""]
    if first:
        same = "" if first["hash"] == result["hash"] else f" The mails have changed since (then `{first['hash']}`)."
        lines += [f"First result: {first['day']}.{same}", ""]
    lines += _way_lines(result, first)
    lines += ["Precision and recall by outcome, rules + model:", "", "| outcome | mails | precision | recall |", "|---|---:|---:|---:|"]
    lines += [f"| {outcome} | {row[0]} | {row[1]} % | {row[2]} % |" for outcome, row in result["ways"]["both"]["by_outcome"].items()]
    if half == "second":
        missed = missed_targets(result["ways"]["both"])
        lines += ["", "Targets: " + ("all met." if not missed else "missed: " + "; ".join(missed) + ".")]
    return [*lines, ""]


def _way_lines(result, first):
    columns = list(WAYS)
    head = ["", *(["first result (rules + model)"] if first else []), *(WAYS[way] for way in columns)]
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    rows = [(value, f"{value} exact", " %") for value in VALUES]
    rows += [("done_share", "sure kinds done by themselves", " %"), ("ms", "ms a mail (processor)", "")]
    shown = [*([first["ways"]["both"]] if first else []), *(result["ways"][way] for way in columns)]
    for value, label, unit in rows:
        lines.append(f"| {label} | " + " | ".join(f"{one[value]}{unit}" if value in one else "–" for one in shown) + " |")
    wrong = [f"{len(one['wrong'])} ({', '.join(one['wrong']) or 'none'})" if "wrong" in one else "–" for one in shown]
    return [*lines, "| wrong automatic deeds | " + " | ".join(wrong) + " |", ""]


def make_tools():
    """Make the environment with what the add-on is compared with, and with what it uses when it is there."""
    import setup

    with lib.locked("replies"):
        setup.make_venv(TOOLS, REQUIREMENTS)


def main():
    """Measure and write; return 1 when a target is missed and ``CHECK`` is set."""
    results = {half: measure_half(half) for half in HALVES}
    write_report(results, keep_first(results))
    for half, result in results.items():
        if result:
            both = result["ways"]["both"]
            lib.say(f"{half} half, {result['mails']} mails: " + ", ".join(f"{value} {both[value]} %" for value in VALUES))
    lib.say(f"see {REPORT.relative_to(ROOT)}")
    missed = missed_targets(results["second"]["ways"]["both"]) if results["second"] else []
    return int(bool(missed and os.environ.get("CHECK")))


if __name__ == "__main__":
    if Path(sys.prefix) != TOOLS:
        make_tools()
        # threads of linear algebra that only wait would count as work
        os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        os.execv(TOOLS / "bin" / "python", [str(TOOLS / "bin" / "python"), *sys.argv])
    sys.exit(main())
