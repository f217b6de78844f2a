#!/usr/bin/env bash
# flufl.bounce 6.0.0: a report of a full mailbox (5.2.2, 4.2.2) or of a message refused as spam (5.7.1) names the address among the
# permanent failures, exactly as an unknown one (5.1.1) does; only "Action: delayed" is temporary, the status is not read.
# Guess: temporary for 4.x.x and a full mailbox, and nothing about the address for 5.7.x.
# For receivables: a good contact is struck off the list in the week of his holidays. Read Status (RFC 3463) beside the addresses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flufl.bounce==6.0.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from email import message_from_string

from flufl.bounce import all_failures

REPORT = """From: MAILER-DAEMON@mx.example.com
To: dunning@example.com
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Delivery report.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: {recipient}
Action: {action}
Status: {status}

--B--
"""
for action, status, recipient in (
    ("failed", "5.1.1", "rfc822; durand@example.com"),
    ("failed", "5.2.2", "rfc822; durand@example.com"),
    ("failed", "4.2.2", "rfc822; durand@example.com"),
    ("failed", "5.7.1", "rfc822; durand@example.com"),
    ("delayed", "4.4.1", "rfc822; durand@example.com"),
):
    temporary, permanent = all_failures(message_from_string(REPORT.format(**locals())))
    print(action, status, recipient, "| temporary:", sorted(map(bytes.decode, temporary)), "| permanent:", sorted(map(bytes.decode, permanent)))
EOF
cat >"$folder/seen" <<'EOF'
failed 5.1.1 rfc822; durand@example.com | temporary: [] | permanent: ['durand@example.com']
failed 5.2.2 rfc822; durand@example.com | temporary: [] | permanent: ['durand@example.com']
failed 4.2.2 rfc822; durand@example.com | temporary: [] | permanent: ['durand@example.com']
failed 5.7.1 rfc822; durand@example.com | temporary: [] | permanent: ['durand@example.com']
delayed 4.4.1 rfc822; durand@example.com | temporary: ['durand@example.com'] | permanent: []
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
