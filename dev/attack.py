#!/usr/bin/env python3
"""Attack the add-on as its own users would, over real HTTP, and see that nothing is seen, changed or broken.

    make attack                 everything, every role (up to ten minutes on two free cores), writes bench/ATTACK.md
    make attack SELFTEST=1      the same tool with one hole of each kind planted: it must find each (or some: SELFTEST=branch,bounds)
    dev/attack.py --only dunning.hold,dunning.action     some models;  --roles contributor_a,portal_b  some people
    dev/attack.py --parts methods,reads                  some parts

``KEEP=1`` keeps the database. The exit code tells whether nothing was found.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

WORLD = Path(__file__).resolve().parent / "attack_world.py"
PARTS = ("methods", "reads", "creates", "writes", "dialogues", "routes", "evidence", "bounds", "twice", "senders", "doors")
THREADS = 4
# As many of its holes are said as soon as a part is done.
SHOWN = 20

ALL, CONTENT, AMOUNTS = ("amounts", "names", "texts"), ("amounts", "texts"), ("amounts",)
# What each must not see of company A.
SEES = {
    "portal_a": ALL, "portal_b": ALL, "plain_a": CONTENT, "plain_b": ALL, "contributor_a": CONTENT, "contributor_b": ALL,
    "collector_b": ALL, "manager_b": ALL, "contributor_branch": AMOUNTS, "collector_branch": AMOUNTS,
    "manager_branch": AMOUNTS,
}  # fmt: skip
# Who see company A whole and try what the others are refused.
KNOWING = ("collector_a", "manager_all")
# Who goes to what nobody has entered, one after the other: a manager, then one who is accountant and administrator as well.
DOORS = ("manager_all", "chief_a", "collector_a", "portal_a")
# Who sees company A whole, but may not change what is evidence.
INSIDERS = ("contributor_a", "collector_a", "manager_a", "plain_a", "portal_a", "manager_b", "manager_branch")
# The quick part: one of each kind of person.
QUICK = ("portal_a", "plain_b", "contributor_a", "manager_b", "collector_branch")


@contextlib.contextmanager
def world(name, base=None):
    """Make the attacked database; give (name, what the attacker knows)."""
    made_before = lib.OUT / f"{base}.json"
    if base and made_before.exists():
        lib.copy_db(base, name)
        try:
            yield name, json.loads(made_before.read_text())
        finally:
            lib.drop_db(name)
        return
    if base:
        lib.copy_db(base, name)
    else:
        lib.newdb(name, french=True)
        arguments = ["-d", name, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
        lib.run_odoo([*arguments, "--max-cron-threads=0"], log=lib.LOGS / f"{name}.log")
    log = lib.LOGS / f"{name}_world.log"
    with open(log, "w") as handle:
        made = subprocess.run(
            [str(lib.PYTHON), str(WORLD), name], stdout=subprocess.PIPE, stderr=handle, text=True, env=lib.odoo_environ()
        )
    if made.returncode:
        raise lib.DevError(f"the world could not be made, see {log}.")
    try:
        yield name, json.loads(made.stdout.splitlines()[-1])
    finally:
        if not os.environ.get("KEEP"):
            lib.drop_db(name)


class Campaign:
    """All attacks on one world.

    Args:
        server: :class:`attack_client.Server`, running.
        known: what ``attack_world`` says.
        only: models to try, all by default.
    """

    def __init__(self, server, known, only=None):
        from attack_client import Attacker
        from attack_evidence import Evidence
        from attack_judge import Judge
        from attack_stock import Stock

        self.server, self.known, self.only = server, known, only
        self.attackers = {login: Attacker(server, login, known) for login in known["users"]}
        self.spec = server.ask("spec")
        self.make_judge = lambda: Judge(self.spec, known["tokens"], Evidence(server.db))
        self.judge = self.make_judge()
        for login, page in (("manager_all", "/odoo"), ("portal_a", "/my")):
            self.attackers[login].request("GET", page, keep=True)  # core keeps the bundles of scripts that it makes for a page
        seers = {"a": self.attackers["manager_all"], "b": self.attackers["manager_b"]}
        self.stock = Stock(server.db, self.spec, known, seers)
        self.seconds = {}

    def run(self, parts=PARTS, roles=None, tell=None):
        """Do some parts as some people, several at a time.

        Args:
            parts: of ``PARTS``.
            roles: people, all of a part by default.
            tell: called after each part, so that a run that is ended has said what it knew.
        """
        for part in parts:
            begin, known = time.monotonic(), set(self.judge.found)
            tasks = [(part, login) for login in self.people(part) if roles is None or login in roles]
            with ThreadPoolExecutor(1 if part == "doors" else THREADS) as pool:
                for done in [pool.submit(self._attack, *task) for task in tasks]:
                    done.result()
            self.collect()
            self.seconds[part] = time.monotonic() - begin
            tried = sum(count for (_kind, _login), count in self.judge.tried.items())
            lib.say(f"{part}: {self.seconds[part]:.0f} s, {tried} requests so far, {len(self.judge.found)} holes so far")
            for hole in sorted(set(self.judge.found) - known)[:SHOWN]:
                lib.say(f"  {' | '.join(hole)}")
            if tell:
                tell()

    @staticmethod
    def people(part):
        """Return who does a part."""
        if part == "evidence":
            return INSIDERS
        if part in ("bounds", "twice"):
            return ("manager_a",)
        if part == "senders":
            return ("gateway_a",)
        if part == "doors":
            return DOORS
        return (*SEES, *KNOWING)

    def _attack(self, part, login):
        begin = time.monotonic()
        self._do_part(part, login)
        tried = sum(count for (_kind, who), count in list(self.judge.tried.items()) if who == login)
        if os.environ.get("SHOW"):
            lib.say(f"  {part}, {login}: {time.monotonic() - begin:.0f} s, {tried} requests of this person so far")

    def _do_part(self, part, login):
        from attack_calls import Calls
        from attack_evidence import Spoiler

        attacker, sees = self.attackers[login], SEES.get(login, ())
        if part == "evidence":
            Spoiler(attacker, self.stock, self.judge, sees, self.only).run()
        elif part == "routes":
            from attack_routes import Routes

            Routes(attacker, self.stock, self.judge, sees).run()
        elif part == "senders":
            from attack_senders import Senders

            Senders(attacker, self.stock, self.judge, self).run()
        elif part == "doors":
            from attack_doors import Doors

            Doors(attacker, self.stock, self.judge, self).run()
        elif part in ("bounds", "twice"):
            from attack_twice import Bounds, Twice

            (Bounds if part == "bounds" else Twice)(attacker, self.stock, self.judge, self).run()
        else:
            getattr(Calls(attacker, self.stock, self.judge, sees, self.only), part)()

    def collect(self):
        """Judge what was changed since the last time."""
        self.judge.changes(self.server.ask("take"), self.stock.zones)


def main():
    """Attack; return 1 when something was found."""
    from attack_client import Server
    from attack_report import REPORT, summary, write_report

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="models, between commas")
    parser.add_argument("--roles", help="people, between commas")
    parser.add_argument("--parts", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--base", help="database with the add-on (or a world, known by out/<name>.json) to copy, instead of installing one")
    given = parser.parse_args()
    chosen = {name: value.split(",") for name, value in vars(given).items() if value and name != "base"}
    lib.prepare()
    begin = time.monotonic()
    with world(f"attack_{os.getpid()}", given.base) as (name, known), Server(name) as server:
        lib.say(f"the world is made: {time.monotonic() - begin:.0f} s")
        if os.environ.get("SELFTEST"):
            from attack_holes import selftest

            chosen_holes = [name for name in os.environ["SELFTEST"].split(",") if name != "1"]
            return selftest(server, known, chosen_holes)
        campaign = Campaign(server, known, chosen.get("only"))

        def tell(path=lib.OUT / "ATTACK.md"):
            write_report(campaign, server.ask("reached"), time.monotonic() - begin, path)

        campaign.run(chosen.get("parts", PARTS), chosen.get("roles"), tell)
        lib.say(summary(campaign, server.ask("reached")))
        if not chosen:
            tell(REPORT)
        lib.say(f"{time.monotonic() - begin:.0f} s, {len(campaign.judge.found)} holes found")
        return int(bool(campaign.judge.found))


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
