"""The demo: what it asks of the environment, and what the table says of a small demo company on its day."""

import shutil
from datetime import date

import pytest

import demo
import demo_data
import demo_data_customers
import demo_letters
import demo_report
import lib

GOOD = "customer,country,invoice,invoice_date,due_date,amount\nMoulin Neuf,FR,F1,2026-01-15,2026-02-14,1250.40\n"


def refusal(**environ):
    """Return the line with which options are refused."""
    with pytest.raises(lib.DevError) as caught:
        demo.options({"SERVE": "0", **environ})
    line = str(caught.value)
    assert line.startswith("error: ") and "\n" not in line
    return line


# ------------------------------------------------------------------------------------------------------------- options


def test_options():
    found = demo.options({"SERVE": "0"})
    assert (found.db, found.ledger, found.serve, found.port, found.fresh) == ("demo", None, False, 8069, False)
    assert found.out == lib.OUT


def test_options_of_a_ledger(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD)
    found = demo.options({"SERVE": "0", "LEDGER": str(path), "HTTP_PORT": "8070"})
    assert (found.db, len(found.ledger.rows), found.port) == ("demo_ledger", 1, 8070)
    path.write_text(GOOD.replace("1250.40", "1250.41"))
    other = demo.options({"SERVE": "0", "LEDGER": str(path)})
    assert other.source != found.source, "another content is another database"


def test_refusals(tmp_path):
    assert "/nowhere.csv cannot be read" in refusal(LEDGER="/nowhere.csv")
    assert "HTTP_PORT=http is not a port" in refusal(HTTP_PORT="http")
    assert "HTTP_PORT=70000 is not a port" in refusal(HTTP_PORT="70000")
    assert "SERVE=no is neither 0 nor 1" in refusal(SERVE="no")
    bad = tmp_path / "bad.csv"
    bad.write_text(GOOD.replace("1250.40", "much"))
    assert "can be used" in refusal(LEDGER=str(bad))


def test_port_in_use():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used" in refusal(SERVE="1", HTTP_PORT=str(port))


# ---------------------------------------------------------------------------------------------------------- the table


def test_table():
    """Figures come out in their columns; every line fits a wide terminal but those that quote an error."""
    row = demo_report.StepRow("Standard", "D+5 First reminder", "E-mail", 2, 3, 1234.5)
    row.words.update({"sent": 1, "failed": 1})
    day = demo_report.Day(
        "Ateliers", "Monday", customers=1200, items=3400, overdue=7, contacts=2, amount=1234.5, today=[row],
        held=[demo_report.HeldRow("dispute", 3, 2, 99.0)], sent=1, failed=[("Moulin", "550 unknown")], waiting=4,
        letters=5, calls=6,
    )  # fmt: skip
    lines = [" ".join(line.split()) for line in demo_report.table(day)]
    assert "Looked at 1,200 customers, 3,400 open items, 7 of them overdue" in lines
    assert "D+5 First reminder E-mail 2 3 1,234.50 1 sent, 1 failed" in lines
    assert "dispute 3 2 99.00" in lines
    assert "E-mails 1 sent, 1 failed, 4 to review before they leave" in lines
    assert "! Moulin: 550 unknown" in lines
    assert not any("From the days before" in line for line in lines)


def test_words():
    assert demo_report.word("phone", "todo") == "to call"
    assert demo_report.word("email", "todo") == "to review"
    assert demo_report.word("server_action", "done") == "done"
    assert demo_report.last_line("Refused\n550 unknown\n") == "550 unknown"
    assert demo_report.last_line(False) == ""


# ----------------------------------------------------------------------------------------------------------- the story


def test_every_step_has_its_customer():
    """The scripted customers cover each day of each plan that the add-on ships."""
    from lxml import etree

    root = etree.parse(lib.ROOT / "data" / "dunning_plan_data.xml")
    shipped = set()
    for record in root.iterfind(".//record[@model='dunning.plan.step']"):
        plan = record.find("field[@name='plan_id']").get("ref")
        segment = {"plan_key_account": "key", "plan_small_account": "small", "plan_standard": "standard"}[plan]
        shipped.add((segment, int(record.find("field[@name='delay']").text)))
    ages = {(one.segment, -one.owed[0].due) for one in demo_data_customers.SCRIPTED}
    assert shipped <= ages


def test_names_are_invented_and_unique():
    customers = demo_data.CUSTOMERS
    assert len({one.name for one in customers}) == len(customers) >= 45
    assert demo_data.domain_of("Fleurs d'Ariane") == "fleurs-d-ariane.example.com"
    assert demo_data.phone("FR", 123).startswith("+33 1 99 00 ")


def test_bank_accounts_have_right_check_digits():
    for number in (demo_data.IBAN, demo_data.BRANCH_IBAN):
        turned = number[4:] + number[:4]
        assert int("".join(str(int(mark, 36)) for mark in turned)) % 97 == 1
        bank, counter, account, key = (int(part) for part in (number[4:9], number[9:14], number[14:25], number[25:]))
        assert (89 * bank + 15 * counter + 3 * account + key) % 97 == 0


# --------------------------------------------------------------------------------------------------------- a small demo

FEW = ("Kranbau Weser GmbH", "Fleurs d'Ariane", "Garage Pellerin", "Papeterie Lormeau", "Menuiserie Castel",
       "Vignobles Sorel", "Moulin Neuf SARL", "Quincaillerie Delorme", "Hôtel des Trois Pins", "Librairie Passerelle")  # fmt: skip


@pytest.fixture(scope="module")
def small(base_db, tmp_path_factory):
    """The figures of the day of a demo company with few customers, its details, and the messages received."""
    from replay_worker import forget
    from smtp_sink import SmtpSink

    db = f"{base_db}_demo"
    today = date.today()
    lib.copy_db(base_db, db)
    customers = tuple(one for one in demo_data.CUSTOMERS if one.name in FEW)
    try:
        demo_data.build(db, today, customers)
        with SmtpSink(tmp_path_factory.mktemp("mails")) as sink, lib.odoo_env(db) as env:
            env["ir.mail_server"].create({"name": "Demo", "smtp_host": sink.host, "smtp_port": sink.port})
            # Not what this test is about, and slow: the PDF of each invoice.
            for move in env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")]):
                if not move.invoice_pdf_report_id:
                    demo_data.file_facsimiles(move)
            env.cr.commit()
            runs, previews = demo.do_the_day(env, today)
            again, _previews = demo.do_the_day(env, today)
            assert runs == again and len(runs) == 1, "a second call does not run again"
            english = env(context={"lang": "en_GB"})
            day = demo_report.read(english, runs)
            details = demo_report.details(english, previews[env.company])
            letters = [
                (name, letter.partner_id.name, letter.channel, letter.amount_due > 0, letter._render_message()[letter][0])
                for name, letter in demo_letters.make(english, env.company, today)
            ]
            previewed = english["dunning.takeover"].search([])
            offered = {
                "state": previewed.state, "left": previewed.entry_ids.filtered(lambda entry: entry.state != "ready").mapped("note"),
                "levels": [(level.name, level.step_id.delay_label) for level in previewed.level_ids],
                "next": {
                    one.partner_id.name: (one.before_step_id.delay_label, one.next_step_id.delay_label) for one in previewed.customer_ids
                },
            }  # fmt: skip
            env.cr.rollback()
            yield day, details, sink.messages(), letters, offered
    finally:
        forget(db)
        lib.drop_db(db)


def test_figures(small):
    day, *_others = small
    assert day.customers == len(FEW)
    assert day.errors == "" and day.failed == []
    assert {(row.plan, row.step, row.channel): (row.actions, dict(row.words)) for row in day.today} == {
        ("Standard", "D−5 Courtesy e-mail before the due date", "E-mail"): (1, {"sent": 1}),
        ("Standard", "D+5 First reminder", "E-mail"): (1, {"to review": 1}),
        ("Small account", "D+8 Reminder by e-mail", "E-mail"): (1, {"sent": 1}),
        ("Small account", "D+15 Call on silence", "Phone call"): (1, {"to call": 1}),
    }
    assert day.contacts == 4
    assert [(row.actions, dict(row.words)) for row in day.before] == [(1, {"sent": 1})]
    assert (day.sent, day.letters, day.calls) == (3, 0, 1)
    reasons = {row.reason: (row.items, row.customers) for row in day.held}
    assert reasons["dispute"] == (1, 1)
    assert reasons["covered by credit"] == (1, 1)
    assert reasons["no address"] == (1, 1)


def test_messages_and_reasons(small):
    day, details, messages, *_others = small
    assert len(messages) == day.sent == 3
    assert {message["To"].addresses[0].domain for message in messages} == {
        "fleurs-d-ariane.example.com",
        "moulin-neuf-sarl.example.com",
        "papeterie-lormeau.example.com",
    }
    reasons = {line[:34].strip(): line for line in details if "not due" not in line}
    assert reasons["Menuiserie Castel"].endswith("dispute")
    assert reasons["Vignobles Sorel"].endswith("covered by credit")
    assert "First reminder is due" in reasons["Kranbau Weser GmbH"]
    assert reasons["Quincaillerie Delorme"].endswith("no address for D+5 First reminder")


def test_takeover_offered(small):
    """The workbook of the firm before is previewed: with it a call comes next, without it the first reminder; one row is unknown."""
    *_others, offered = small
    assert (offered["state"], offered["left"]) == ("found", ["AM-0399"])
    assert offered["levels"] == [("Level 1", "D+5")]
    assert offered["next"]["Hôtel des Trois Pins"] == ("D+5", "D+10")
    assert offered["next"]["Librairie Passerelle"][0] == "D+5"


def test_letters_of_each_level(small):
    """One customer, five letters, each with its own subject; nothing of them stays."""
    _day, _details, _messages, letters, _offered = small
    assert [(name, channel) for name, _customer, channel, _owes, _subject in letters] == [
        ("1_courtesy", "letter"), ("2_first", "letter"), ("3_firm", "letter"),
        ("4_formal", "registered_letter"), ("5_handover", "registered_letter"),
    ]  # fmt: skip
    assert len({customer for _name, customer, *_rest in letters}) == 1
    assert all(owes for *_rest, owes, _subject in letters)
    assert len({letter[-1] for letter in letters}) == 5


def test_no_picture_without_node(monkeypatch, capsys, tmp_path):
    """Where node is missing a line says so, the picture of another day is gone, and the demo goes on."""
    (tmp_path / "dashboard.png").write_bytes(b"old")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setenv("DB", "none")
    wanted = demo.options({"SERVE": "0"})
    wanted = demo.Options(**{**vars(wanted), "out": tmp_path})
    assert demo.photograph(wanted, None) is None
    assert capsys.readouterr().out == "no picture of the dashboard: node is missing; apt-get install nodejs npm.\n"
    assert not list(tmp_path.iterdir())
