"""What an attack says in the end: holes by kind, what was tried, what was not reached, what was allowed."""

import os
import platform
from collections import Counter, defaultdict
from datetime import date

import lib

REPORT = lib.ROOT / "bench" / "ATTACK.md"


# Why a body is entered by nobody: what its first statement asks for that no person has. By model or method, or both.
EVIDENCE = "evidence: its first statement refuses whoever is not the add-on itself"
NEVER_DELETED = "part of the history: nobody has the right to delete it, which its first statement asks for"
REASONS = {
    ("dunning.answer", "write"): EVIDENCE, ("dunning.answer.line", "write"): EVIDENCE, ("dunning.kept", "write"): EVIDENCE,
    ("mail.notification", "write"): EVIDENCE, ("mail.tracking.value", "write"): EVIDENCE,
    ("", "unlink"): NEVER_DELETED,
}  # fmt: skip


def explain_shut(model, method, stopped):
    """Say why the body of a method was reached by nobody: what stopped it, and the reason that is known."""
    reason = REASONS.get((model, method)) or (REASONS.get(("", method)) if "never" not in stopped else "")
    return f"{stopped}; {reason}" if reason else stopped


def holes(judge):
    """Return holes as rows (kind, what, why, who), those of several people as one."""
    people = defaultdict(set)
    for kind, login, what, why in judge.found:
        people[kind, what, why].add(login)
    return sorted((kind, what, why, ", ".join(sorted(logins))) for (kind, what, why), logins in people.items())


def not_reached(campaign, reached):
    """Return (methods in all, those whose body was not reached with what stopped them)."""
    how = {(model, method): found for model, method, found in reached}
    names = sorted({(found["of"], method) for one in campaign.spec["models"].values() for method, found in one["methods"].items()})
    return names, [
        (model, method, explain_shut(model, method, ", ".join(how.get((model, method), ["never called"]))))
        for model, method in names if "body" not in how.get((model, method), ())
    ]  # fmt: skip


def summary(campaign, reached):
    """Return the short account for the terminal."""
    rows = holes(campaign.judge)
    counts = Counter(kind for kind, *_rest in rows)
    names, missed = not_reached(campaign, reached)
    lines = [f"{kind}: {count} holes" for kind, count in counts.items()]
    lines += [f"  {kind} | {what} | {why} | {who}" for kind, what, why, who in rows[: int(os.environ.get("SHOW") or 60)]]
    lines.append(f"{len(names) - len(missed)} of {len(names)} public methods were entered")
    return "\n".join(lines)


def table(head, rows):
    """Return a Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]


def write_report(campaign, reached, seconds, path=REPORT):
    """Write everything to ``bench/ATTACK.md``."""
    judge, rows = campaign.judge, holes(campaign.judge)
    names, missed = not_reached(campaign, reached)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{date.today()}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
    lines = [
        "# Attack",
        "",
        "Written by `make attack`: what its own users tried on the add-on over HTTP, and what they should not have been able",
        "to. See the developer guide, “Locks”. Each request is rolled back, so that all find the same world.",
        "",
        f"{machine}: {sum(judge.tried.values())} requests in {seconds:.0f} s, **{len(rows)} holes**.",
        "",
        "## Holes",
        "",
    ]  # fmt: skip
    lines += table(("kind", "what was tried", "what came of it", "by whom"), rows) if rows else ["None."]
    if campaign.known["missed"]:
        lines += ["", "What could not be made, so was not there to be attacked:", "", *(f"* {one}" for one in campaign.known["missed"])]
    people = sorted({login for _kind, login in judge.tried})
    kinds = sorted({kind for kind, _login in judge.tried})
    lines += ["", "## What was tried, by kind and person", ""]
    lines += table(("person", *kinds), [(who, *(judge.tried.get((kind, who), 0) for kind in kinds)) for who in people])
    share = 100 * len(missed) / max(1, len(names))
    lines += [
        "", "## Methods whose body was not reached", "",
        f"{len(missed)} of {len(names)} public methods that the add-on defines or overrides ({share:.1f} %).", "",
    ]  # fmt: skip
    lines += table(("model", "method", "why"), missed) if missed else ["None."]
    lines += ["", "## An allowed case of each kind, by person", ""]
    lines += table(("person", "kind", "what was allowed"), [(who, kind, what) for (who, kind), what in sorted(judge.allowed.items())])
    path.write_text("\n".join(lines) + "\n")
