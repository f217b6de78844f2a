"""Headers by which a machine's message is known, one by one; reports about delivery; without a database."""

import email
import email.policy

import pytest
from house import load

kinds = load("models/reply/dunning_reply_kind")


def kind(**headers):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return kinds.kind_of(email.message_from_string("\n".join(["Subject: Re: Reminder", *lines, "", "x"]), policy=email.policy.SMTP))


@pytest.mark.parametrize("name", kinds.AUTOMATIC_HEADERS)
def test_header_of_a_machine(name):
    assert kinds.kind_of({"Subject": "Re: x", name: "yes"}) == "auto"
    assert kinds.kind_of({"Subject": "Re: x", name: "no"}) == "reply"
    assert kinds.kind_of({"Subject": "Re: x", name: "False (set by hand)"}) == "reply"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto"), ({"Auto_Submitted": "no"}, "reply"), ({"Auto_Submitted": "No; x=1"}, "reply"),
        ({"X_Auto_Response_Suppress": "All"}, "auto"), ({"X_Auto_Response_Suppress": " None "}, "reply"),
        ({"Precedence": "bulk"}, "auto"), ({"Precedence": "JUNK"}, "auto"), ({"Precedence": "auto_reply"}, "auto"),
        ({"Precedence": "auto-reply"}, "auto"), ({"Precedence": "list"}, "reply"), ({"Precedence": "first-class"}, "reply"),
        ({"Return_Path": "<>"}, "auto"), ({"Return_Path": "< >"}, "auto"), ({"Return_Path": "<a@example.com>"}, "reply"), ({}, "reply"),
    ],
)  # fmt: skip
def test_headers(headers, expected):
    assert kind(**headers) == expected


def test_subject_beside_the_header():
    headers = {"Subject": "Re: Reminder"}
    assert kinds.kind_of(headers, "Out of office") == "out_of_office"
    assert kinds.kind_of(headers, "Automatic reply: x") == "auto"
    assert kinds.kind_of(headers, "") == "reply"
    assert kinds.kind_of({}) == "reply"


def report(*blocks, kind="message/delivery-status", content="multipart/report"):
    parts = "".join(f"{block}\n\n" for block in blocks)
    return email.message_from_string(
        f"Content-Type: {content}; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: {kind}\n\n{parts}--b--\n",
        policy=email.policy.SMTP,
    )


@pytest.mark.parametrize(
    ("message", "failed"),
    [
        (report("Reporting-MTA: dns; x", "Action: failed"), True), (report("Reporting-MTA: dns; x", "Action: Failed (x)"), True),
        (report("Reporting-MTA: dns; x", "Action: delayed"), False), (report("Reporting-MTA: dns; x", "Action: delivered"), False),
        (report("Reporting-MTA: dns; x", "Action: delayed", "Action: failed"), True), (report("Reporting-MTA: dns; x"), True),
        (report("x: y", kind="message/disposition-notification"), False), (report("x: y", kind="text/plain"), True),
        (report("Action: failed", content="multipart/report; report-type=Disposition-Notification"), False),
    ],
)  # fmt: skip
def test_failures(message, failed):
    assert kinds.is_failure(message) is failed
