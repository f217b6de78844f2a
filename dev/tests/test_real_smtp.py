"""Reminders delivered for real: an Odoo server whose cron sends them over SMTP to a server that may refuse or hang.

The messages are read back as the ``.eml`` files that the receiving server wrote.
"""

import json
import os
import re
import subprocess
import time
from email.utils import parseaddr
from html import unescape

import pytest

import lib
from smtp_sink import SmtpSink

DB = f"smtp_{os.getpid()}"

PREPARE = """
from datetime import timedelta
from odoo import fields
env = env(context=dict(env.context, lang="en_US"))
today = fields.Date.context_today(env.user)
company = env.company
company.write({{
    "name": "Maison Mercier", "email": "compta@mercier.example", "dunning_live_date": today - timedelta(days=30),
    "dunning_collector_id": env.ref("base.user_admin").id,
    "dunning_working_days": False, "dunning_send_from": 0.0, "dunning_send_until": 24.0, "dunning_budget_day": 0, "dunning_budget_week": 0,
    "dunning_bank_max_age": 0, "dunning_threshold": 0.0,
}})
env["dunning.plan"].search(["|", ("paid_below", ">", 0), ("debtor_class", "!=", False)]).active = False  # all follow the standard plan
env.ref("base.user_admin").partner_id.write({{"name": "Claire Petit", "email": "claire@mercier.example"}})
env["res.partner.bank"].create({{"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": company.partner_id.id}})
env["ir.mail_server"].create({{"name": "sink", "smtp_host": "{host}", "smtp_port": {port}, "smtp_encryption": "none"}})
parameters = env["ir.config_parameter"]
for name in ("web.base.url", "report.url"):
    parameters.set_param(name, "{url}")
parameters.set_param("web.base.url.freeze", "True")
# the day's run is made by hand below; nobody else's work is to write to us
ours = env.ref("account_dunning.ir_cron_dunning_deliver") | env.ref("mail.ir_cron_mail_scheduler_action")
(env["ir.cron"].search([]) - ours).active = False
env.cr.commit()
"""

# Invoices five days overdue: the first reminder of the standard plan, which waits for review, is due today.
CUSTOMERS = """
from datetime import timedelta
from odoo import fields
today = fields.Date.context_today(env.user)
for name, email, lang, amounts in {customers}:
    partner = env["res.partner"].create(
        {{"name": name, "email": email, "lang": lang, "is_company": True, "street": "1 rue Haute", "zip": "69001", "city": "Lyon"}}
    )
    env["account.move"].create([{{
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": today - timedelta(days=35),
        "invoice_date_due": today - timedelta(days=5), "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {{"name": "Work", "price_unit": amount, "tax_ids": []}})],
    }} for amount in amounts]).action_post()
run = env["dunning.run"].create({{"company_id": env.company.id, "date": today}})
run.action_run()
assert set(run.action_ids.mapped("state")) == {{"todo"}}, run.action_ids.mapped("error")
run.action_ids.action_approve()
env.cr.commit()
"""

STATES = """
import json
actions = env["dunning.action"].search([], order="id")
print("RESULT" + json.dumps({
    action.partner_id.name: {
        "state": action.state, "delivery": action.delivery_status, "error": action.error, "amount": action.amount_due,
        "address": action.recipient_address, "documents": action.document_ids.mapped("name"),
    } for action in actions
}))
"""


def states():
    """Return state, delivery status, error, amount and documents of each action, by customer."""
    result = lib.run_shell(DB, STATES, stdout=subprocess.PIPE)
    return json.loads(re.search(r"RESULT(.*)", result.stdout)[1])


def wait_for(condition, seconds=120):
    """Wait until a condition holds, at most ``seconds``; tell whether it does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def states_in_database():
    """Return {state: number of actions}, read without starting an Odoo."""
    rows = lib.sql("SELECT state || ' ' || COUNT(*) FROM dunning_action GROUP BY state", DB)
    return {row.split(" ")[0]: int(row.split(" ")[1]) for row in rows}


def wake():
    """Have the server deliver what is ready."""
    lib.run_shell(DB, 'env["dunning.action"]._wake_delivery()\nenv.cr.commit()')


def deliver_in_parallel(workers):
    """Deliver what is ready in several Odoo processes at the same time; return what they printed."""
    command = lib.odoo_command(["shell", "-d", DB, "--no-http", "--log-level=warn"])
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    processes = [subprocess.Popen(command, env=lib.odoo_environ(), cwd=lib.ROOT, **pipes) for _ in range(workers)]
    for process in processes:
        process.stdin.write('env["dunning.action"]._cron_deliver()\n')
        process.stdin.close()
    return [process.stdout.read() for process in processes]


def to(sink, address):
    """Return the messages that arrived for an address."""
    return [message for message in sink.messages() if address in message["To"]]


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    """The receiving server: refuses everybody at refused.example."""
    with SmtpSink(tmp_path_factory.mktemp("mail"), refuse=r"@refused\.example$") as server:
        yield server


@pytest.fixture(scope="module")
def server(sink):
    """An Odoo server with its cron on a French company, whose three customers are to be reminded today."""
    lib.newdb(DB, french=True)
    lib.run_odoo(["-d", DB, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "smtp.log")
    odoo = lib.OdooServer(DB, crons=1, log=lib.OUT / "smtp_server.log")
    lib.run_shell(DB, PREPARE.format(host=sink.host, port=sink.port, url=odoo.url))
    try:
        yield odoo.start()
    finally:
        odoo.stop()
        lib.drop_db(DB)


@pytest.fixture(scope="module")
def delivered(server, sink):
    """The messages after the first delivery."""
    customers = [
        ("Boulangerie Martin", "compta@martin.example", "fr_FR", [1250.5, 300]),
        ("Brown & Sons", "accounts@brown.example", "en_US", [99.9]),
        ("Nobody There", "lost@refused.example", "en_US", [70]),
    ]
    lib.run_shell(DB, CUSTOMERS.format(customers=customers))
    assert wait_for(lambda: states_in_database().get("ready", 0) == 0), states_in_database()
    return sink.messages()


def test_one_refused_others_delivered(delivered, sink):
    """The two who can be reached are; the third fails with what his server said."""
    assert sorted(parseaddr(message["To"])[1] for message in delivered) == [
        "accounts@brown.example",
        "compta@martin.example",
    ]
    assert sink.refused == ["lost@refused.example"]
    found = states()
    assert (found["Boulangerie Martin"]["state"], found["Boulangerie Martin"]["delivery"]) == ("done", "sent")
    assert found["Brown & Sons"]["state"] == "done"
    assert found["Nobody There"]["state"] == "failed"
    assert "550" in found["Nobody There"]["error"]
    assert "User unknown" in found["Nobody There"]["error"]


def test_content(delivered, sink):
    """From the collector, in the customer's language, with amounts, bank account, links and the real invoices."""
    [message] = to(sink, "compta@martin.example")
    assert parseaddr(message["From"])[1] == "claire@mercier.example"
    assert message["Message-Id"]
    html = message.get_body(("html",)).get_content()
    text = re.sub(r"\s+", " ", unescape(html))
    for words in ("1 550,50 €", "1 250,50 €", "300,00 €", "FR76 3000 6000 0112 3456 7890 189"):
        assert words in text, words
    assert "/dunning/r/" in html
    # but of the picture of the transfer, which core keeps with the message
    assert "access_token=" not in re.sub(r"/web/image/\d+\?access_token=[\w-]+", "", html)
    assert "Bonjour" in html
    assert "Hello" not in html
    for ours in ("Dunning", "relance</", "J+5", "D+5", "utm_source=db"):
        assert ours not in html, "what our software calls it is no customer's business"
    assert message.get_body(("plain",)) is not None, "readable without HTML"
    files = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
    assert len(files) == 2
    for name, content in files:
        assert name.endswith(".pdf")
        assert content.startswith(b"%PDF")
        assert len(content) > 5000


def test_english_content(delivered, sink):
    """The English customer reads English, and only what concerns him."""
    [message] = to(sink, "accounts@brown.example")
    html = message.get_body(("html",)).get_content()
    assert "Hello" in html
    assert "99.90 €" in re.sub(r"\s", " ", unescape(html))
    assert "Martin" not in html
    assert "Maison Mercier" in message["Subject"]


def test_retry(delivered, server, sink):
    """Once the recipient's server takes mail again, a retry delivers: this one, once."""
    sink.refuse = None
    script = 'env["dunning.action"].search([("state", "=", "failed")]).action_retry()\nenv.cr.commit()'
    lib.run_shell(DB, script)
    assert wait_for(lambda: states_in_database() == {"done": 3}), states_in_database()
    assert len(to(sink, "lost@refused.example")) == 1
    assert len(sink.messages()) == 3


def test_killed_while_sending(delivered, server, sink):
    """kill -9 while the mail server is being asked: nothing is sent twice, the action fails visibly, a person decides."""
    sink.time_out = re.compile("slow")
    lib.run_shell(DB, CUSTOMERS.format(customers=[("Slow", "slow@hang.example", "en_US", [10])]))
    sending = "SELECT 'x' FROM dunning_action WHERE delivery_status = 'sending'"
    assert wait_for(lambda: lib.sql(sending, DB)), "it was about to leave"
    time.sleep(1)
    server.process.kill()
    server.process.wait()
    sink.time_out = None
    server.start()
    lib.run_shell(DB, CUSTOMERS.format(customers=[("After", "after@crash.example", "en_US", [20])]))
    assert wait_for(lambda: to(sink, "after@crash.example")), "delivery goes on after the crash"
    assert not to(sink, "slow@hang.example")
    assert lib.sql(sending, DB), "for some minutes it may still be on its way"
    lib.sql(
        "UPDATE dunning_action SET write_date = write_date - interval '16 minutes' WHERE delivery_status = 'sending'",
        DB,
    )
    wake()
    assert wait_for(lambda: states_in_database().get("failed") == 1), states_in_database()
    assert "interrompu" in lib.sql("SELECT error FROM dunning_action WHERE state = 'failed'", DB)[0]  # in the language of the team
    lib.run_shell(DB, 'env["dunning.action"].search([("state", "=", "failed")]).action_retry()\nenv.cr.commit()')
    assert wait_for(lambda: states_in_database() == {"done": 5}), states_in_database()
    assert len(to(sink, "slow@hang.example")) == 1
    assert len(sink.messages()) == 5


def test_two_workers_at_once(delivered, server, sink):
    """Forty messages, two processes that deliver at the same time: each leaves once, none is lost."""
    server.stop()
    lib.sql("UPDATE res_company SET dunning_check_sent = FALSE", DB)
    lib.sql("UPDATE dunning_plan_step SET attach_invoices = FALSE", DB)  # printing is slow and not what is tested
    before = len(sink.messages())
    customers = [(f"C{number}", f"c{number}@many.example", "en_US", [number + 1]) for number in range(40)]
    lib.run_shell(DB, CUSTOMERS.format(customers=customers))
    printed = deliver_in_parallel(2)
    assert not [text for text in printed if "Traceback" in text], printed
    assert states_in_database() == {"done": 45}
    assert len(sink.messages()) == before + 40
    assert {len(to(sink, f"c{number}@many.example")) for number in range(40)} == {1}


def test_reminded_again_in_the_same_conversation(delivered, server, sink):
    """A second e-mail about the same invoice to the same address continues the thread, under the same subject."""
    [first] = to(sink, "accounts@brown.example")
    lib.run_shell(
        DB,
        """
move = env["account.move"].search([("partner_id.email", "=", "accounts@brown.example"), ("move_type", "=", "out_invoice")])
env["dunning.remind.wizard"].create({"move_ids": [(6, 0, move.ids)], "channel": "email"}).action_send()
env.cr.commit()
""",
    )
    deliver_in_parallel(1)  # the server was stopped before
    assert wait_for(lambda: len(to(sink, "accounts@brown.example")) == 2)
    second = to(sink, "accounts@brown.example")[1]
    assert second["In-Reply-To"] == first["Message-Id"]
    assert second["References"].split() == [first["Message-Id"], second["Message-Id"]]
    assert second["Subject"] == first["Subject"]
    assert "This message follows ours of" in unescape(second.get_body(("html",)).get_content())
