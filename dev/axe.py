#!/usr/bin/env python3
"""Look at the screens with axe-core, at 1400 and 390 px, and fail on what it calls serious or critical.

    make axe                      everything, writes out/axe.json (ten minutes)
    make axe F=work,page          screens whose names begin so
    KEEP=axe make axe             keeps the database of that name, and takes it as it is the next time
    ALL=1 make axe                every window of the menus too

What fails:

* on the customer's page (``page_…``): any finding;
* elsewhere: any finding, except what Odoo shows without the add-on as well: the same rule in the same component of the web
  client (``PARTS`` of axe.mjs: search field, chatter, avatar, selection …) or on the same kind of element (the last three, by
  their classes), found on core's screens before the add-on was installed.

axe-core and Playwright are installed from npm under ``.dev/``; the add-on ships neither.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import screenshots

import lib

AXE = "axe-core@4.14.1"
SIZES = {"desk": 1400, "phone": 390}
SHOWN = 12
ANSWERS = ("paid", "dispute", "promise", "instalments", "copy", "wrong_contact", "call_back")
PORTAL = "main"
# Drawn by the web client alone, with nothing of ours in them but what people wrote: bar, search, messages.
CORES_PARTS = (".o_main_navbar", ".o_searchview", ".o-mail-Chatter")


# ----------------------------------------------------------------------------------------------------------- screens


def core_screens(known):
    """Return core's screens: those on which the add-on has something to show, and some of each kind of view.

    Args:
        known: dict of ids, as ``axe_world.fill_books`` returned
    """
    places = {
        "partners": "action-account.res_partner_action_customer",
        "partner": f"res.partner/{known['partner']}",
        "invoices": "customer-invoices",
        "invoice": f"customer-invoices/{known['invoice']}",
        "invoice_pivot": "customer-invoices?view_type=pivot",
        "bill": f"account.move/{known['bill']}",
        "payments": "action-account.action_account_payments",
        "journals": "action-account.open_account_journal_dashboard_kanban",
        "settings": "action-account.action_account_config",
        "company": f"res.company/{known['company']}",
        "users": "action-base.action_res_users",
        "user": "res.users/2",
        "items": "action-account.action_account_moves_all",
    }
    found = [_screen(f"core_{name}", "admin", place) for name, place in places.items()]
    clicks = {"pay_dialog": "button[name=action_register_payment]", "invoice_other": ".nav-link[name=other_info]"}
    found += [
        {**_screen(f"core_{name}", "admin", places["invoice"]), "clicks": [selector]}
        for name, selector in clicks.items()
    ]
    found += [
        {"name": f"core_{name}", "who": "portal", "url": url, "ready": PORTAL}
        for name, url in (("portal", "/my"), ("portal_invoices", "/my/invoices"), ("portal_account", "/my/account"))
    ]
    return found


def our_screens(known):
    """Return the add-on's screens, as whoever works on them sees them."""
    action = known["actions"]
    places = {
        "work": ("collector", "dunning-work"),
        "todo": ("collector", "dunning-todo"),
        "actions": ("collector", "dunning-actions"),
        "action_email": ("collector", f"dunning-actions/{action['email']}"),
        "action_call": ("collector", f"dunning-actions/{action['phone']}"),
        "action_letter": ("collector", f"dunning-actions/{action['letter']}"),
        "customers": ("collector", "dunning-customers"),
        "customer": ("collector", f"dunning-customers/{known['profile']}"),
        "items": ("collector", "dunning-open-items"),
        "replies": ("collector", "dunning-replies"),
        "reply": ("collector", f"dunning-replies/{known['reply']}"),
        "promises": ("collector", "dunning-promises"),
        "disputes": ("collector", "dunning-disputes"),
        "payment_plan": ("collector", f"dunning-payment-plans/{known['plan']}"),
        "dashboard": ("manager", "dunning-dashboard"),
        "first_day": ("manager", "dunning-first-day"),
        "preview": ("manager", f"dunning-runs/{known['preview']}"),
        "run": ("manager", f"dunning-runs/{known['run']}"),
        "decisions": ("manager", "dunning-decisions"),
        "plan": ("manager", f"dunning-plans/{known['ladder']}"),
        "settings": ("manager", "dunning-settings"),
    }
    found = [_screen(name, who, place) for name, (who, place) in places.items()]
    clicks = {
        "work_dialogue": ("work", [".o_data_row td[name=partner_id], .o_kanban_record:not(.o_kanban_ghost)"]),
        "action_call_report": ("action_call", ["button[name=action_report_call]"]),
        "dashboard_choosing": ("dashboard", [".o_dunning_customize"]),
    }
    for name, (base, selectors) in clicks.items():
        found.append({**_screen(name, *places[base]), "clicks": selectors})
    return found + page_screens(known)


def page_screens(known):
    """Return what the customer sees without an account: the page of a message, each answer, a payment plan, a set-off."""
    pages = {
        "": known["page"],
        "pay": _below(known["page"], "pay"),
        "plan": known["plan_page"],
        "set_off": known["set_off_page"],
    }
    pages.update({kind: _below(known["page"], f"answer/{kind}") for kind in ANSWERS})
    found = [
        {"name": f"page_{name}".rstrip("_"), "who": "", "url": url, "ready": PORTAL} for name, url in pages.items()
    ]
    own = {"account": "/my/dunning", "debit": known["debit_page"]}
    return [*found, *({"name": f"page_{name}", "who": "portal", "url": url, "ready": PORTAL} for name, url in own.items())]


def _below(url, deed):
    path, key = url.split("?")
    return f"{path}/{deed}?{key}"


def _screen(name, who, place):
    return {"name": name, "who": who, "url": f"/odoo/{place}"}


def menu_screens(db):
    """Return a screen for each window that a menu of the add-on opens."""
    rows = lib.sql(
        "SELECT DISTINCT d.name FROM ir_ui_menu m JOIN ir_act_window a ON m.action = 'ir.actions.act_window,' || a.id "
        "JOIN ir_model_data d ON d.model = 'ir.actions.act_window' AND d.res_id = a.id AND d.module = 'account_dunning'"
        "WHERE a.target = 'current' ORDER BY 1",
        db=db,
    )
    return [
        _screen(f"menu_{name.removeprefix('action_dunning_')}", "manager", f"action-account_dunning.{name}")
        for name in rows
    ]


# ----------------------------------------------------------------------------------------------------------- looking


def look(db, screens):
    """Serve a database and run axe-core over its screens.

    Returns:
        dict by (screen, size) of its list of findings; a screen that did not open gives one of the rule ``not opened``.
    """
    env = {**os.environ, "CHROMIUM": screenshots.chromium(), "PLAYWRIGHT": str(screenshots.playwright())}
    axe = screenshots.node_module(AXE, "axe-core/axe.min.js")
    found = {}
    with lib.OdooServer(db) as server:
        asked = json.dumps({"axe": str(axe), "sizes": SIZES, "screens": screens})
        command = ["node", str(lib.ROOT / "dev" / "axe.mjs")]
        with subprocess.Popen(
            command,
            env={**env, "ODOO_URL": server.url, "ODOO_DB": db},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            process.stdin.write(asked)
            process.stdin.close()
            for line in process.stdout:
                with open(lib.OUT / "axe.log", "a") as log:
                    log.write(line)
                told = json.loads(line)
                failed = {"rule": "not opened", "sign": "", "target": "", "because": told.get("error", "")}
                found[told["screen"], told["size"]] = told.get("findings", [failed])
                lib.say(
                    f"  {told['size']} {told['screen']}: {told.get('error') or len(found[told['screen'], told['size']])}"
                )
        if process.returncode:
            raise lib.DevError(f"Chromium could not look at the screens (code {process.returncode}).")
    return found


def judge(before, after):
    """Return what is wrong: each finding with its screen and size.

    Args:
        before: what :func:`look` found on core's screens without the add-on
        after: the same with the add-on, and the add-on's own screens
    """
    cores_own = {(one["rule"], one["sign"]) for found in before.values() for one in found}
    return [
        {**one, "screen": screen, "size": size}
        for (screen, size), found in after.items()
        for one in found
        if screen.startswith("page")
        or ((one["rule"], one["sign"]) not in cores_own and one["sign"].partition(" ")[0] not in CORES_PARTS)
    ]


# ---------------------------------------------------------------------------------------------------------- the world


def make_world(db):
    """Make the database without the add-on; return the ids of what was entered."""
    lib.newdb(db, french=True)
    return _fill(db, "fill_books(env)")


def add_dunning(db, known):
    """Install the add-on and make one of everything; return all ids."""
    log = lib.LOGS / f"{db}.log"
    lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--max-cron-threads=0"], log=log)
    return _fill(db, f"fill_dunning(env, {known!r})")


def _fill(db, call):
    target = lib.OUT / f"{db}.json"
    script = f"import sys, json, pathlib\nsys.path.insert(0, {str(lib.ROOT / 'dev')!r})\nimport axe_world\n"
    script += f"told = axe_world.{call}\nenv.cr.commit()\npathlib.Path({str(target)!r}).write_text(json.dumps(told))\n"
    lib.run_shell(db, script)
    return json.loads(target.read_text())


def examine(db, names=()):
    """Look at a database before and after the add-on is installed.

    Args:
        db: name of the database; made when it is missing
        names: beginnings of the screens' names, all by default

    Returns:
        (what :func:`judge` found, how many screens were looked at)
    """
    kept = lib.OUT / f"{db}_before.json"
    if not lib.db_exists(db):
        known = make_world(db)
        before = look(db, core_screens(known))
        kept.write_text(json.dumps([[*key, found] for key, found in before.items()]))
        add_dunning(db, known)
    known = json.loads((lib.OUT / f"{db}.json").read_text())
    before = {(screen, size): found for screen, size, found in json.loads(kept.read_text())}
    screens = [*core_screens(known), *our_screens(known), *(menu_screens(db) if os.environ.get("ALL") else ())]
    wanted = [one for one in screens if not names or one["name"].startswith(tuple(names))]
    after = look(db, wanted)
    wrong = judge(before, after)
    (lib.OUT / "axe.json").write_text(json.dumps(wrong, indent=1, ensure_ascii=False))
    return wrong, len(after)


def tell(wrong, looked):
    """Print what is wrong by rule and place; return the exit code."""
    places = Counter((one["screen"], one["size"], one["rule"]) for one in wrong)
    for (screen, size, rule), count in sorted(places.items()):
        lib.say(f"{screen} ({size}): {rule}, {count} times")
    for one in wrong[:SHOWN]:
        lib.say(f"  {one['rule']}: {one['target']}\n    {one.get('html', '')}\n    {one['because']}")
    lib.say(f"\n{looked} screens looked at, {len(wrong)} serious or critical findings")
    return 1 if wrong else 0


def main():
    """Make the world, look, judge; return the exit code."""
    lib.use_venv()
    lib.prepare()
    if screenshots.chromium() is None:
        raise lib.DevError("Chromium is missing: it shows the screens; apt-get install chromium.")
    db = os.environ.get("KEEP") or f"test_axe_{os.getpid()}"
    names = [name for name in (os.environ.get("F") or ",".join(sys.argv[1:])).split(",") if name]
    try:
        return tell(*examine(db, names))
    finally:
        if not os.environ.get("KEEP"):
            lib.drop_db(db)


if __name__ == "__main__":
    sys.exit(main())
