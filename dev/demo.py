"""The demo (``make demo``): a company with customers, the day's dunning done for real, and Odoo to look at it.

Environment: ``SERVE=0`` stops after the files; ``LEDGER=file.csv`` loads a ledger instead of the demo company;
``HTTP_PORT`` changes the port Odoo is served on.
"""

import hashlib
import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

MAILS = lib.OUT / "mails"
LETTERS = lib.OUT / "letters.pdf"
RUN_LOG = lib.OUT / "run.log"
USERS = "admin, manager, collector and sales; each one's password is the same word"


def fingerprint():
    """Return a hash of the add-on's files: when it changes, the database is upgraded."""
    digest = hashlib.sha256()
    for entry in sorted(lib.addon_entries()):
        path = lib.ROOT / entry
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(lib.ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def prepare_database(db, make):
    """Make the database, or reuse the one of an earlier call; upgrade it when the add-on has changed since.

    Args:
        db: its name.
        make: function that fills a fresh one.
    """
    stamp, now = lib.DEV / f"{db}.stamp", fingerprint()
    log = lib.LOGS / f"{db}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if lib.db_exists(db) and stamp.exists():
        if stamp.read_text() != now:
            lib.say("· Upgrading the database, the add-on has changed …")
            lib.run_odoo(["-d", db, "-u", lib.MODULE, "--stop-after-init", "--no-http"], log=log)
            stamp.write_text(now)
        return
    stamp.unlink(missing_ok=True)
    lib.say("· Making the database (once) …")
    lib.newdb(db, french=True)
    lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=log)
    make()
    stamp.write_text(now)


def make_demo(db):
    """Fill a fresh database with the demo company."""
    import demo_data

    demo_data.build(db, date.today(), say=lib.say)


def make_ledger(db, path):
    """Fill a fresh database with a ledger; rows that cannot be used are listed and skipped."""
    import ledger
    import ledger_load

    content = ledger.read(path)
    with lib.odoo_env(db) as env:
        company = env.company
        day = ledger_load.sensible_day(content.rows, date.today())
        bad = ledger_load.Loader(env, company, day, lib.say).load(content)
        company.dunning_live_date = "2000-01-01"
        env.cr.commit()
    for row in bad:
        lib.say(f"  ! line {row.line}: {row.reason}")


def use_sink(env, sink):
    """Make the local SMTP server the only mail server of the database."""
    servers = env["ir.mail_server"].search([])
    vals = {"name": "Local", "smtp_host": sink.host, "smtp_port": sink.port, "smtp_encryption": "none"}
    if servers:
        servers[0].write({**vals, "active": True})
        servers[1:].active = False
    else:
        env["ir.mail_server"].create(vals)
    env.cr.commit()


def do_the_day(env, day):
    """Do the real run of every root company and what is ready; return the runs."""
    runs = env["dunning.run"]
    for company in env["res.company"].search([("parent_id", "=", False), ("dunning_live_date", "!=", False)]):
        run = env["dunning.run"].with_company(company).create({"company_id": company.id, "date": day})
        run.action_run()
        env.cr.commit()
        runs += run
    return runs


def print_table(env, runs, seconds):
    """Print what the day's runs looked at, recorded, sent and held back; keep it as the run's log."""
    labels = env["dunning.decision"]._reason_labels()
    channels = dict(env["dunning.action"]._fields["channel"]._description_selection(env))
    lines = []
    for run in runs:
        actions = env["dunning.action"].search([("company_id", "=", run.company_id.id), ("date", "=", run.date)])
        lines += [
            f"{run.company_id.name}, {run.date}",
            f"  customers looked at {run.customer_count:>8}   items {run.item_count:>8}   overdue {run.overdue_count:>8}",
            f"  customers to contact{run.contact_count:>8}   asked for {run.currency_id.format(run.amount)}",
            "  actions of the day by step and channel",
        ]
        for (step, channel), found in sorted(
            actions.grouped(lambda action: (action.step_id.display_name or "by hand", action.channel)).items()
        ):
            states = ", ".join(
                f"{len(part)} {state}" for state, part in sorted(found.grouped(lambda action: action.state).items())
            )
            amount = run.currency_id.format(sum(found.mapped("amount_due")))
            lines.append(f"    {step[:44]:<44} {channels[channel]:<18} {len(found):>4}  {amount:>14}  {states}")
        lines.append("  held back, and why")
        for row in sorted(run.summary or [], key=lambda row: -row["items"]):
            if row["verdict"] == "none" and row["reason"] != "credit":
                lines.append(f"    {labels[row['reason']]:<52} {row['items']:>5} items  {row['customers']:>4} customers")
        if run.error_log:
            lines.append(f"  ! {run.error_log}")
    lines.append(f"{seconds:.1f} s")
    RUN_LOG.write_text("\n".join(lines) + "\n")
    for line in lines:
        lib.say(line)


def print_letters(env, db):
    """Write all letters that wait to be posted into one PDF."""
    waiting = env["dunning.action"].search(
        [("channel", "in", ("letter", "registered_letter")), ("state", "in", ("todo", "ready"))]
    )
    LETTERS.unlink(missing_ok=True)
    if not waiting:
        return 0
    with lib.OdooServer(db) as server:  # the PDF engine fetches its style sheets there
        env["ir.config_parameter"].set_param("report.url", server.url)
        env.cr.commit()
        LETTERS.write_bytes(waiting._letters_pdf())
        env["ir.config_parameter"].set_param("report.url", False)
        env.cr.commit()
    return len(waiting)


def serve(db, sink):
    """Serve Odoo until Ctrl-C, the mail server beside it."""
    port = int(os.environ.get("HTTP_PORT") or 8069)
    with lib.OdooServer(db, port=port, crons=1) as server:
        with lib.odoo_env(db) as env:
            env["ir.config_parameter"].set_param("web.base.url", server.url)
            env.cr.commit()
        lib.say(f"Odoo is at {server.url} – log in as {USERS}. Messages go to {MAILS.relative_to(lib.ROOT)}/. Ctrl-C ends.")
        try:
            server.process.wait()
        except KeyboardInterrupt:
            lib.say("Ended.")


def main():
    """Run the demo."""
    lib.ensure_setup()
    lib.use_venv()
    import logging

    import smtp_sink

    logging.getLogger("mail.log").setLevel(logging.WARNING)  # every SMTP command otherwise

    path = os.environ.get("LEDGER")
    if path and not Path(path).is_file():
        raise lib.DevError(f"There is no ledger {path}: name a CSV file with LEDGER=file.csv.")
    db = "demo_ledger" if path else "demo"
    if path:
        (lib.DEV / f"{db}.stamp").unlink(missing_ok=True)
    lib.OUT.mkdir(exist_ok=True)
    if not lib.db_exists(db) or path:
        shutil.rmtree(MAILS, ignore_errors=True)
    prepare_database(db, (lambda: make_ledger(db, path)) if path else (lambda: make_demo(db)))
    with smtp_sink.SmtpSink(MAILS) as sink:
        with lib.odoo_env(db) as env:
            use_sink(env, sink)
            begin = time.monotonic()
            runs = do_the_day(env, date.today())
            print_table(env, runs, time.monotonic() - begin)
            letters = print_letters(env, db)
        mails = len(list(MAILS.glob("*.eml")))
        lib.say(f"{mails} e-mails in {MAILS.relative_to(lib.ROOT)}/, {letters} letters in {LETTERS.relative_to(lib.ROOT)}")
        if os.environ.get("SERVE") != "0":
            serve(db, sink)


if __name__ == "__main__":
    main()
