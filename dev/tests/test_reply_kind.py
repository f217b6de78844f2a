"""What an incoming message is, by its headers and subject alone: no database."""

import email
import email.policy
import importlib.util

import pytest

import lib

spec = importlib.util.spec_from_file_location("dunning_reply_kind", lib.ROOT / "models" / "reply" / "dunning_reply_kind.py")
kinds = importlib.util.module_from_spec(spec)
spec.loader.exec_module(kinds)


def message(subject="Re: Reminder", **headers):
    """Return a message with a subject and some headers (underscores stand for dashes)."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    text = "\n".join([f"Subject: {subject}", *lines, "", "Text"])
    return email.message_from_string(text, policy=email.policy.SMTP)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Reminder", "RE: Relance facture", "AW: Mahnung", "TR: Facture", "Absenteeism of our approver", "Payment on Friday",
        "Automation project: invoice", "Re: Automatic reply: Reminder", "Re: Absence", "Absence de facture", "",
    ],
)  # fmt: skip
def test_people(subject):
    assert kinds.kind_of(message(subject)) == "reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office: Reminder", "Out of Office Re: Reminder", "[Out of the office] Reminder", "I am away until Monday",
        "Absence du bureau : Relance", "Absent jusqu'au 12", "Message d'absence", "En congés", "Abwesenheit: Mahnung",
        "Abwesenheitsnotiz: Mahnung", "Absent", "Im Urlaub", "Afwezig: herinnering", "Niet aanwezig",
        "Fuera de la oficina: recordatorio", "Ausente", "Fuori sede: sollecito", "Assente",
    ],
)  # fmt: skip
def test_absence(subject):
    assert kinds.kind_of(message(subject)) == "out_of_office"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Reminder", "Auto: ticket 12", "Autoreply", "Réponse automatique : Relance", "Accusé de réception",
        "Automatische Antwort: Mahnung", "Automatisch antwoord: herinnering", "Respuesta automática: recordatorio",
        "Risposta automatica: sollecito",
    ],
)  # fmt: skip
def test_automatic_by_subject(subject):
    assert kinds.kind_of(message(subject)) == "auto"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Auto_Submitted", "auto-replied", "auto"),
        ("Auto_Submitted", "auto-generated; owner-email=x@example.com", "auto"),
        ("Auto_Submitted", "no", "reply"),
        ("Auto_Submitted", "No (a person)", "reply"),
        ("X_Auto_Response_Suppress", "All", "auto"),
        ("X_Auto_Response_Suppress", "None", "reply"),
        ("Precedence", "auto_reply", "auto"),
        ("Precedence", "bulk", "auto"),
        ("Precedence", "list", "reply"),
        ("X_Autoreply", "yes", "auto"),
        ("X_Autoreply", "no", "reply"),
        ("X_Autorespond", "Ticket 12", "auto"),
        ("Return_Path", "<>", "auto"),
        ("Return_Path", "<accounts@example.com>", "reply"),
    ],
)
def test_headers(name, value, kind):
    assert kinds.kind_of(message(**{name: value})) == kind


def test_absence_told_by_both():
    assert kinds.kind_of(message("Absence : Relance", Auto_Submitted="auto-replied")) == "out_of_office"


REPORT = """Subject: Report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

Words
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; x@example.com
Action: {action}
Status: 4.0.0

--=_b--
"""


@pytest.mark.parametrize(
    ("action", "failure"), [("failed", True), ("delayed", False), ("delivered", False), ("relayed", False), ("expanded", False)]
)
def test_report(action, failure):
    report = email.message_from_string(REPORT.format(action=action), policy=email.policy.SMTP)
    assert kinds.is_failure(report) is failure


def test_report_without_standard():
    assert kinds.is_failure(message("Undeliverable"))


def test_read_receipt():
    text = "Subject: Read\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
    text += "--b\n\nx\n--b--\n"
    assert not kinds.is_failure(email.message_from_string(text, policy=email.policy.SMTP))
