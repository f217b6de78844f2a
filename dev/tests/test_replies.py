"""Answers over real mail: reminders leave through an SMTP server, what comes back goes through the mail gateway.

Replies are written as mail programs do, from the message that arrived: its ``Message-Id``, its ``Reply-To``. A process of
its own takes them in by ``message_process``, which is what a mail server's pipe or a fetched mailbox calls.
"""

import base64
import email
import email.policy
import json
import os
import subprocess
import time
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

import pytest

import lib
from smtp_sink import SmtpSink

DB = f"replies_{os.getpid()}"

PREPARE = """
from datetime import timedelta
from odoo import fields
env = env(context=dict(env.context, lang="en_US"))
today = fields.Date.context_today(env.user)
company = env.company
collector = env.ref("base.user_admin")
collector.partner_id.write({{"name": "Claire Petit", "email": "claire@mercier.example"}})
company.write({{
    "name": "Maison Mercier", "email": "compta@mercier.example", "dunning_live_date": today - timedelta(days=30),
    "dunning_working_days": False, "dunning_send_from": 0.0, "dunning_send_until": 24.0, "dunning_budget_day": 0, "dunning_budget_week": 0,
    "dunning_bank_max_age": 0, "dunning_threshold": 0.0,
    "dunning_collector_id": collector.id, "dunning_check_sent": False, "dunning_thanks": True, "dunning_daily_cap": 0,
}})
env["dunning.plan"].search(["|", ("paid_below", ">", 0), ("debtor_class", "!=", False)]).active = False  # all follow the standard plan
domain = env["mail.alias.domain"].search([], limit=1) or env["mail.alias.domain"].create({{"name": "mercier.example"}})
domain.write({{"name": "mercier.example", "catchall_alias": "reply", "bounce_alias": "bounce"}})
company.alias_domain_id = domain
env["ir.mail_server"].create({{"name": "sink", "smtp_host": "{host}", "smtp_port": {port}, "smtp_encryption": "none"}})
parameters = env["ir.config_parameter"]
parameters.set_param("web.base.url", "{url}")
parameters.set_param("web.base.url.freeze", "True")
env["ir.cron"].search([]).active = False
env["dunning.plan.step"].search([]).attach_invoices = False
for name in {names}:
    customer = env["res.partner"].create({{
        "name": name, "is_company": True, "email": name.lower() + "@clients.example", "lang": "en_US",
        "street": "1 rue des Lilas", "zip": "69001", "city": "Lyon", "phone": "+33 4 00 00 00 00",
    }})
    move = env["account.move"].create({{
        "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": today - timedelta(days=35),
        "invoice_date_due": today - timedelta(days=5), "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {{"name": "Work", "price_unit": 100, "tax_ids": []}})],
    }})
    move.action_post()
run = env["dunning.run"].create({{"company_id": company.id, "date": today}})
run.action_run()
run.action_ids.filtered(lambda action: action.state == "todo").action_approve()
env.cr.commit()
env["dunning.action"]._cron_deliver()
env.cr.commit()
"""

TAKE_IN = """
import base64
for raw in {messages}:
    env["mail.thread"].message_process(None, base64.b64decode(raw))
    env.cr.commit()
"""

STATE = """
import json
today = env["dunning.run"].search([], order="id desc", limit=1).date
rows = {{}}
for action in env["dunning.action"].search([]):
    items = action.advance_line_ids.move_line_id
    decided = env["dunning.engine"]._decide_items(env.company, today + __import__("datetime").timedelta(days=5), action.partner_id)
    rows[action.partner_id.name] = {{
        "state": action.state, "delivery": action.delivery_status or "",
        "replies": [[reply.kind, reply.state, reply.author_id.name or "", reply.excerpt or ""] for reply in action.reply_ids.sorted("id")],
        "holds": env["dunning.hold"].search([("partner_id", "=", action.partner_id.id)]).mapped("kind"),
        "tasks": action.reply_ids.activity_ids.user_id.mapped("name"),
        "mend": action.profile_id.activity_ids.mapped("summary"),
        "reason": next((row["reason"] for row in decided), ""),
    }}
print("STATE " + json.dumps(rows))
"""

NAMES = ["Martin", "Absent", "Robot", "Bounced", "Delayed", "Silent"]


def state():
    """Return what Odoo knows of each customer."""
    printed = lib.run_shell(DB, STATE.format(), stdout=subprocess.PIPE).stdout
    [line] = [line for line in printed.splitlines() if line.startswith("STATE ")]
    return json.loads(line.removeprefix("STATE "))


def take_in(*messages):
    """Hand messages to the mail gateway, in a process of its own."""
    lib.run_shell(DB, TAKE_IN.format(messages=[base64.b64encode(message.as_bytes()).decode() for message in messages]))


def answer(original, text, subject=None, headers=()):
    """Return an answer to a message, as the recipient's mail program writes it."""
    message = EmailMessage()
    message["From"] = original["To"]
    message["To"] = original["Reply-To"] or original["From"]
    message["Subject"] = subject or f"Re: {original['Subject']}"
    message["Message-Id"] = make_msgid(domain="clients.example")
    message["In-Reply-To"] = original["Message-Id"]
    message["References"] = original["Message-Id"]
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    return message


def report(original, action):
    """Return a delivery status notification (RFC 3464) about a message, as raw text wrapped for ``as_bytes``."""
    address = parseaddr(original["To"])[1]
    text = (
        "Return-Path: <>\nFrom: Mail Delivery System <mailer-daemon@mx.clients.example>\nTo: bounce@mercier.example\n"
        f"Subject: Delivery report\nMessage-Id: {make_msgid(domain='mx.clients.example')}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n'
        "--=_b\nContent-Type: text/plain; charset=utf-8\n\nSee below\n\n"
        f"--=_b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.clients.example\n\nFinal-Recipient: rfc822; {address}\n"
        f"Action: {action}\nStatus: 5.1.1\n\n"
        f"--=_b\nContent-Type: text/rfc822-headers\n\nMessage-Id: {original['Message-Id']}\n\n--=_b--\n"
    )
    return email.message_from_string(text, policy=email.policy.SMTP)


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    """The receiving server."""
    with SmtpSink(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture(scope="module")
def arrived(sink):
    """The reminders as they arrived, by customer."""
    lib.newdb(DB, french=True)
    lib.run_odoo(["-d", DB, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "replies.log")
    lib.run_shell(DB, PREPARE.format(host=sink.host, port=sink.port, url="http://localhost", names=NAMES))
    deadline = time.monotonic() + 60
    while len(sink.messages()) < len(NAMES) and time.monotonic() < deadline:
        time.sleep(0.5)
    try:
        yield {parseaddr(message["To"])[1].split("@")[0].capitalize(): message for message in sink.messages()}
    finally:
        lib.drop_db(DB)


@pytest.fixture(scope="module")
def found(arrived):
    """What Odoo knows after all of it came back."""
    assert sorted(arrived) == sorted(NAMES)
    take_in(
        answer(arrived["Martin"], "We pay on Friday."),
        answer(arrived["Absent"], "Back on the 12th", "Absence du bureau : votre relance", [("Auto-Submitted", "auto-replied")]),
        answer(arrived["Robot"], "Ticket 12", headers=[("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk")]),
        report(arrived["Bounced"], "failed"),
        report(arrived["Delayed"], "delayed"),
    )
    return state()


def test_reply_to(arrived):
    """Answers come back to us: the address to answer to is the gateway's, and links are signed."""
    for message in arrived.values():
        assert parseaddr(message["Reply-To"])[1] == "reply@mercier.example"
        assert "/dunning/r/" in message.get_body(("html",)).get_content()


def test_reply_pauses(found):
    martin = found["Martin"]
    assert martin["replies"] == [["reply", "new", "Martin", "We pay on Friday."]]
    assert (martin["holds"], martin["tasks"], martin["reason"]) == (["reply"], ["Claire Petit"], "reply")


@pytest.mark.parametrize(("name", "kind"), [("Absent", "out_of_office"), ("Robot", "auto")])
def test_machines_do_not(found, name, kind):
    one = found[name]
    assert [reply[:2] for reply in one["replies"]] == [[kind, "handled"]]
    assert (one["holds"], one["tasks"], one["state"], one["delivery"]) == ([], [], "done", "sent")
    assert one["reason"] != "reply"


def test_bounce(found):
    bounced = found["Bounced"]
    assert (bounced["delivery"], bounced["reason"]) == ("bounced", "no_address")
    assert [reply[:2] for reply in bounced["replies"]] == [["bounce", "new"]]
    assert len(bounced["mend"]) == 1
    assert "bounced@clients.example" in bounced["mend"][0]


def test_delay_is_no_bounce(found):
    assert (found["Delayed"]["delivery"], found["Delayed"]["replies"]) == ("sent", [])


def test_silence(found):
    assert (found["Silent"]["replies"], found["Silent"]["holds"]) == ([], [])


def test_proof_asked(arrived, found, sink):
    """One click: the answer arrives at whoever wrote, in the thread, and its invoice rests."""
    before = len(sink.messages())
    script = """
reply = env["dunning.reply"].search([("kind", "=", "reply")])
reply.with_user(env.ref("base.user_admin")).action_already_paid()
env.cr.commit()
env["mail.mail"].process_email_queue()
env.cr.commit()
"""
    lib.run_shell(DB, script)
    [message] = sink.messages()[before:]
    assert parseaddr(message["To"])[1] == "martin@clients.example"
    assert arrived["Martin"]["Message-Id"].strip() in message["References"]
    assert "confirmation of your bank" in message.get_body(("html",)).get_content()
    martin = state()["Martin"]
    assert (martin["tasks"], sorted(martin["holds"]), martin["reason"]) == ([], ["payment_announced", "reply"], "payment_announced")
    # and the answer to that answer comes back to the same contact
    take_in(answer(message, "Here is the proof."))
    assert [reply[:2] for reply in state()["Martin"]["replies"]] == [["reply", "handled"], ["reply", "new"]]


def test_thanks(arrived, found, sink):
    """Paid after a reminder: thanked by e-mail, once."""
    before = len(sink.messages())
    script = """
from odoo import fields
today = fields.Date.context_today(env.user)
move = env["account.move"].search([("partner_id.name", "=", "Silent"), ("move_type", "=", "out_invoice")])
Register = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
Register.create({"payment_date": today})._create_payments()
for _time in range(2):
    env["dunning.run"].create({"company_id": env.company.id, "date": today}).action_run()
    env.cr.commit()
env["mail.mail"].process_email_queue()
env.cr.commit()
"""
    lib.run_shell(DB, script)
    messages = [message for message in sink.messages()[before:] if parseaddr(message["To"])[1] == "silent@clients.example"]
    assert len(messages) == 1
    assert "thank you for your payment" in messages[0]["Subject"]
    assert "paid in full" in messages[0].get_body(("html",)).get_content()
