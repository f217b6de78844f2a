#!/usr/bin/env python3
"""The demo (``make demo``): a company with customers, the day's dunning done for real, and Odoo to look at it.

    make demo                        the demo company, then Odoo on http://127.0.0.1:8069 until Ctrl-C
    make demo LEDGER=file.csv        your own ledger instead; columns as in ledger.py
    SERVE=0 make demo                stops after the files
    HTTP_PORT=8070 make demo         another port
    FRESH=1 make demo                makes the database anew

The database (``demo``, or ``demo_ledger``) is kept: the next call does the run of its day, once, and serves. Files:
``out/mails/*.eml`` as the SMTP server received them, ``out/letters.pdf`` with the letters that wait, ``out/letters/*.pdf``
with one letter of each level, ``out/run.log`` with the table and the reason of each item, ``out/bad_rows.txt`` with
the refused lines of a ledger, and ``out/dashboard.png``, the dashboard, when node and Chromium are there.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import traceback
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

FACTS = "account_dunning_demo.facts"
# Of the refused lines of a ledger, so many are printed; all are in the file.
BAD_ROWS_SHOWN = 20
# A demo company whose story is older than this has little left to show.
STALE_DAYS = 21
DATA_SOURCES = ("demo_data.py", "demo_data_customers.py", "demo_data_mails.py", "demo_data_takeover.py", "books.py")
LEDGER_SOURCES = ("demo_data.py", "ledger.py", "ledger_load.py", "books.py")


@dataclass(frozen=True)
class Options:
    """What the environment asks for.

    Attributes:
        db: name of the database.
        ledger: what ``ledger.read`` gave, ``None`` for the demo company.
        source: fingerprint of what the database is made from.
        serve, port: whether and where to serve Odoo.
        fresh: make the database anew.
        out: folder of the files: ``out``, or one in it for a database named by ``DB``.
    """

    db: str
    ledger: object
    source: str
    serve: bool
    port: int
    fresh: bool
    out: Path


# ------------------------------------------------------------------------------------------------------- what is asked


def options(environ):
    """Return the :class:`Options` of an environment; each refusal is one line."""
    flags = {}
    for name, default in (("SERVE", "1"), ("FRESH", "0")):
        flags[name] = environ.get(name) or default
        if flags[name] not in ("0", "1"):
            raise lib.DevError(f"{name}={flags[name]} is neither 0 nor 1.")
    text = environ.get("HTTP_PORT") or "8069"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise lib.DevError(f"HTTP_PORT={text} is not a port: give a number from 1 to 65535.")
    path = environ.get("LEDGER")
    content = read_ledger(path) if path else None
    sources = [lib.ROOT / "dev" / name for name in (LEDGER_SOURCES if path else DATA_SOURCES)]
    found = Options(
        db=environ.get("DB") or ("demo_ledger" if path else "demo"),
        ledger=content,
        source=fingerprint([*sources, *([Path(path).expanduser()] if path else [])]),
        serve=flags["SERVE"] == "1",
        port=int(text),
        fresh=flags["FRESH"] == "1",
        out=lib.OUT / environ["DB"] if environ.get("DB") else lib.OUT,
    )
    if found.serve:
        check_port(found.port)
    return found


def read_ledger(path):
    """Return the ledger in ``path``; a file without one good line is refused."""
    import ledger

    try:
        content = ledger.read(path)
    except ledger.LedgerError as error:
        raise lib.DevError(str(error)) from error
    if not content.rows:
        for bad in content.bad[:BAD_ROWS_SHOWN]:
            lib.say(f"  skipped {bad}")
        raise lib.DevError(f"no line of {path} can be used: see the reasons above.")
    return content


def check_port(port):
    """Refuse a port that somebody listens on already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise lib.DevError(
                f"port {port} cannot be used to serve Odoo ({error.strerror}): stop what listens there, or choose "
                f"another, HTTP_PORT={port + 1} make demo."
            ) from error


def fingerprint(paths):
    """Return a hash of files' names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def code_fingerprint():
    """Return a hash of what Odoo loads of the add-on: a change means an upgrade of the database."""
    files = []
    for entry in lib.addon_entries():
        path = lib.ROOT / entry
        if entry == "tests" or path.suffix == ".md":
            continue
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        files += [file for file in found if file.is_file() and "__pycache__" not in file.parts]
    return fingerprint(files)


# --------------------------------------------------------------------------------------------------------- the database


def stamp(db):
    """Return what was noted about a finished database (dict), empty when there is none or it was left half made."""
    rows = lib.sql(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{db}'")
    try:
        found = json.loads(rows[0])
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def set_stamp(db, facts):
    """Note that a database is finished, and what from."""
    lib.sql(f"COMMENT ON DATABASE \"{db}\" IS '{json.dumps(facts)}'")


def ensure_database(wanted, today):
    """Make the database, or take the one of an earlier call, upgraded when the add-on has changed.

    Returns:
        Whether it was made now.
    """
    code, known = code_fingerprint(), stamp(wanted.db)
    if known.get("source") == wanted.source and not wanted.fresh:
        if known["code"] != code:
            lib.say("upgrading the add-on in the database, it has changed…")
            run_odoo(wanted.db, "-u")
            set_stamp(wanted.db, {**known, "code": code})
        return False
    lib.say(f"making the database {wanted.db}: Odoo with French accounting and the add-on…")
    lib.newdb(wanted.db, french=True)
    (lib.LOGS / f"{wanted.db}.log").unlink(missing_ok=True)
    run_odoo(wanted.db, "-i")
    if wanted.ledger:
        lib.say("loading the ledger…")
        make_ledger(wanted, today)
    else:
        lib.say("living nine weeks of the demo company: invoices, payments, calls, letters…")
        import demo_data

        demo_data.build(wanted.db, today, say=lib.say)
    set_stamp(wanted.db, {"source": wanted.source, "code": code, "made": today.isoformat()})
    return True


def run_odoo(db, what):
    """Install (``-i``) or upgrade (``-u``) the add-on; Odoo's words go to a log."""
    arguments = ["-d", db, what, lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
    lib.run_odoo([*arguments, "--max-cron-threads=0"], log=lib.LOGS / f"{db}.log")


def make_ledger(wanted, today):
    """Load a ledger into a fresh database, and go live the day before it is looked at."""
    import first_day

    import demo_data
    import ledger_load

    day = ledger_load.sensible_day(wanted.ledger.rows, today)
    with lib.odoo_env(wanted.db) as env:
        demo_data.found_company(env, min(row.invoice_date for row in wanted.ledger.rows))
        demo_data.make_users(env, env.company)
        bad = ledger_load.Loader(env, env.company, day, lib.say).load(wanted.ledger)
        first_day.be_ready(env, env.company, day - timedelta(1))
        run = env["dunning.run"].create({"company_id": env.company.id, "date": day - timedelta(1)})
        run.action_preview()
        run.action_approve()
        facts = {"day": day.isoformat(), "bad": [str(row) for row in bad]}
        env["ir.config_parameter"].set_param(FACTS, json.dumps(facts))
        env.cr.commit()


def facts_of(env):
    """Return what was noted about a loaded ledger: the day it is looked at, and its refused lines."""
    found = json.loads(env["ir.config_parameter"].get_param(FACTS) or "{}")
    return date.fromisoformat(found["day"]) if found else None, found.get("bad", [])


def say_bad_rows(out, bad):
    """Print the refused lines of a ledger, and keep all of them in a file."""
    path = out / "bad_rows.txt"
    path.unlink(missing_ok=True)
    if not bad:
        return
    path.write_text("".join(f"{line}\n" for line in bad))
    lib.say(f"{len(bad):,} lines of the ledger were skipped:")
    for line in bad[:BAD_ROWS_SHOWN]:
        lib.say(f"  {line}")
    if len(bad) > BAD_ROWS_SHOWN:
        lib.say(f"  … the others in {shown(path)}")


# -------------------------------------------------------------------------------------------------------------- the day


def configure(env, sink, server, port):
    """Point the database to this call's mail and report servers, and leave the day's run to us.

    Args:
        env: environment of the superuser; committed.
        sink: the SMTP server.
        server: the Odoo server that style sheets of PDFs are fetched from.
        port: where people reach Odoo: links in messages lead there.
    """
    Server = env["ir.mail_server"].with_context(active_test=False)
    mine = Server.search([("name", "=", "Demo")], limit=1)
    (Server.search([]) - mine).active = False
    vals = {"name": "Demo", "smtp_host": sink.host, "smtp_port": sink.port, "smtp_encryption": "none", "active": True}
    mine.write(vals) if mine else Server.create(vals)
    params = env["ir.config_parameter"]
    params.set_param("web.base.url", f"http://127.0.0.1:{port}")
    params.set_param("report.url", server.url)
    tomorrow = date.today() + timedelta(1)
    env.ref("account_dunning.ir_cron_dunning_run").nextcall = f"{tomorrow} 05:00:00"
    env.cr.commit()


def do_the_day(env, day):
    """Do the run of ``day`` in every root company that is live, unless it has been done, and deliver what is ready.

    Returns:
        The real runs, and for each the preview that says why, made before it.
    """
    Run = env["dunning.run"]
    companies = env["res.company"].search([("parent_id", "=", False), ("dunning_live_date", "!=", False)])
    previews = {}
    for company in companies:
        known = Run.search([("company_id", "=", company.id), ("date", "=", day)], order="id")
        previews[company] = known.filtered(lambda run: run.kind == "preview")[:1]
        if not known.filtered(lambda run: run.kind == "real" and run.state == "done"):
            previews[company] = Run.create({"company_id": company.id, "date": day})
            previews[company].action_preview()
            env.cr.commit()
    from odoo.addons.account_dunning.models.shared.background import ON

    if day == date.today():
        Run._cron_run()
    else:
        # A ledger that ended long ago is looked at on its own day, which no scheduled run has.
        for company in companies:
            if not Run.search_count([("company_id", "=", company.id), ("date", "=", day), ("kind", "=", "real")]):
                Run.create({"company_id": company.id, "date": day}).with_context(dunning_commit=ON).action_run()
    for company in companies:
        env["dunning.action"].with_company(company).with_context(dunning_commit=ON)._deliver_ready(company, day)
    env.cr.commit()
    runs = Run.search([("company_id", "in", companies.ids), ("date", "=", day), ("kind", "=", "real")], order="id")
    return runs, previews


def write_letters(env, runs, path):
    """Write all letters that wait into one PDF.

    Returns:
        How many there are.
    """
    import demo_report

    path.unlink(missing_ok=True)
    letters = env["dunning.action"].union(*(demo_report.waiting_letters(env, run.company_id) for run in runs))
    if letters:
        content = letters._letters_pdf()
        env.cr.commit()
        if content[:4] != b"%PDF":
            raise lib.DevError("the letters are no PDF: wkhtmltopdf is missing, run `python3 dev/setup.py`.")
        path.write_bytes(content)
    return len(letters)


def write_figures(env, company, day, folder):
    """Write the aged balance (PDF and workbook) and the statement of the customer who owes most.

    Returns:
        Paths of the files.
    """
    env = env(context={**env.context, "allowed_company_ids": company._dunning_companies().ids, "lang": env.user.lang})
    wizard = env["dunning.aged.wizard"].create({"day": day})
    options = wizard._chosen_options()
    rows = env["dunning.aging"]._balance_rows(options)
    if not rows:
        return []
    files = {
        "aged_balance.pdf": env["ir.actions.report"]._render_qweb_pdf("account_dunning.report_aged", wizard.ids)[0],
        "aged_balance.xlsx": env["dunning.aged.xlsx"]._build_aged_workbook(options, wizard._report_title(), wizard._figure_notes(options)),
    }
    owing = max(rows, key=lambda row: row["balance"])
    profile = env["dunning.profile"]._get_or_create(env["res.partner"].browse(owing["partner_id"]), company)
    statement = env["dunning.statement"].create({"profile_id": profile.id, "date_to": day})
    files["statement.pdf"] = statement._render_merged_pdf()
    statement.unlink()
    env.cr.commit()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def photograph(wanted, server):
    """Photograph the dashboard; where something that it takes is missing, a line says so and the demo goes on.

    Returns:
        Path of the picture, ``None`` when it was not taken.
    """
    import screenshots

    path = wanted.out / "dashboard.png"
    path.unlink(missing_ok=True)
    try:
        if shutil.which("node") is None:
            raise lib.DevError("node is missing; apt-get install nodejs npm.")
        if screenshots.chromium() is None:
            raise lib.DevError("Chromium is missing; apt-get install chromium.")
        screenshots.take(server, wanted.db, wanted.out, screenshots.playwright(), "=dashboard", whole=True)
    except (lib.DevError, OSError, subprocess.SubprocessError) as error:
        lib.say(f"no picture of the dashboard: {str(error).removeprefix('error: ')}")
        return None
    return path if path.exists() else None


def report(env, wanted, runs, previews):
    """Print the table, and keep it with the reason of each item in the run's log."""
    import demo_report

    env = env(context={**env.context, "lang": "en_GB"})
    lines = []
    for run in runs:
        lines += ["", *demo_report.table(demo_report.read(env, run))]
    for line in lines:
        lib.say(line)
    for company, preview in previews.items():
        if preview:
            lines += [
                "",
                f"{company.name}: every open item before the run, and why",
                *demo_report.details(env, preview),
            ]
    with open(wanted.out / "run.log", "a") as handle:
        handle.write("\n".join(lines) + "\n")


@contextlib.contextmanager
def logged(path):
    """Write what the add-on and the mail servers say to ``path`` while the context lasts."""
    handler = logging.FileHandler(path, mode="w")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    loggers = [logging.getLogger(), logging.getLogger("odoo.addons.account_dunning")]
    ours = loggers[1]
    ours.setLevel(logging.INFO)
    ours.propagate = False
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        ours.propagate = True
        handler.close()


# ---------------------------------------------------------------------------------------------------------------- main


def shown(path):
    """Return a path as people type it, from the repository's root."""
    return os.path.relpath(path, lib.ROOT)


@contextlib.contextmanager
def alone(db):
    """Refuse to work on a database that another call works on or serves."""
    lib.DEV.mkdir(exist_ok=True)
    with open(lib.DEV / f"demo_{db}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise lib.DevError(f"another `make demo` works on {db} or serves it: end that one first.") from error
        yield


def quiet():
    """Keep what Odoo's and our servers' libraries tell developers off the screen."""
    for name in ("mail.log", "odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_actions_report"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def demo(wanted, today):
    """Make or take the database, do the day, write the files, serve."""
    import demo_letters
    from smtp_sink import SmtpSink

    mails = wanted.out / "mails"
    lib.prepare()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(alone(wanted.db))
        if ensure_database(wanted, today) or other_mails(mails, wanted.db):
            shutil.rmtree(mails, ignore_errors=True)
        quiet()
        sink = stack.enter_context(SmtpSink(mails, refuse=r"^inconnu@"))
        (mails / ".database").write_text(wanted.db)
        port = wanted.port if wanted.serve else 0
        server = stack.enter_context(lib.OdooServer(wanted.db, port=port, crons=1 if wanted.serve else 0))
        with lib.odoo_env(wanted.db) as env, logged(wanted.out / "run.log"):
            quiet()
            configure(env, sink, server, wanted.port)
            day, bad = facts_of(env)
            say_bad_rows(wanted.out, bad)
            if day and day != today:
                lib.say(f"the ledger ends long ago: it is looked at on {day}")
            runs, previews = do_the_day(env, day or today)
            report(env, wanted, runs, previews)
            letters = write_letters(env, runs, wanted.out / "letters.pdf")
            figures = write_figures(env, runs[:1].company_id or env.company, day or today, wanted.out)
            levels = demo_letters.write(env, runs[:1].company_id or env.company, day or today, wanted.out / "letters")
            for company in runs.company_id:
                env["dunning.behaviour"].with_company(company)._refresh_forecast(company, day or today)
            env.cr.commit()
            if not wanted.serve:
                env["ir.config_parameter"].set_param("report.url", False)
                env.cr.commit()
        picture = photograph(wanted, server)
        lib.say("")
        lib.say(f"{len(sink.paths())} e-mails, as received:  {shown(mails)}/*.eml")
        if letters:
            lib.say(f"{letters} letters, as they print:   {shown(wanted.out / 'letters.pdf')}")
        if levels:
            lib.say(f"one letter of each level:  {shown(wanted.out / 'letters')}/*.pdf")
        if figures:
            lib.say(f"who owes what since when:  {', '.join(map(shown, figures))}")
        if picture:
            lib.say(f"the dashboard:             {shown(picture)}")
        lib.say(f"the reason of each item:   {shown(wanted.out / 'run.log')}")
        made = stamp(wanted.db).get("made")
        if not wanted.ledger and made and (today - date.fromisoformat(made)).days > STALE_DAYS:
            lib.say(f"The demo company was made on {made}; FRESH=1 make demo makes it anew, relative to today.")
        if wanted.serve:
            serve(server, sink)


def other_mails(mails, db):
    """Tell whether the folder holds the messages of another database."""
    note = mails / ".database"
    return mails.exists() and (not note.exists() or note.read_text() != db)


def serve(server, sink):
    """Say where to log in and wait until Ctrl-C."""
    lib.say("")
    lib.say(f"Odoo is at {server.url}  (e-mails go to {sink.host}:{sink.port}, into {shown(sink.folder)}; Ctrl-C ends)")
    lib.say("  log in       password     as")
    lib.say("  admin        admin        accountant and administrator")
    lib.say("  manager      manager      credit manager, in French")
    lib.say("  collector    collector    collector, in French")
    lib.say("  sales        sales        salesperson without accounting rights")
    try:
        code = server.process.wait()
    except KeyboardInterrupt:
        lib.say("\nended")
        return
    raise lib.DevError(f"Odoo ended by itself (code {code}): see {shown(server.log)}.")


def main():
    """Run the demo; return the script's exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = options(os.environ)
    try:
        lib.use_venv()
        demo(wanted, date.today())
    except KeyboardInterrupt:
        lib.say("\ninterrupted; the next call takes up what is finished")
        return 130
    except Exception as error:
        log = lib.LOGS / "demo.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc())
        raise lib.DevError(f"{str(error).strip() or type(error).__name__}, see {shown(log)}.") from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
