#!/usr/bin/env bash
# ics 0.7.3: the due day of a task (VTODO, DUE;VALUE=DATE:20261130) is read as midnight of Greenwich and written back as
# DUE:20261130T000000Z, and a task made with a date is written so from the start: in Paris it is due at one in the morning of that
# day, in New York on the evening before. Days of events stay days. icalendar 7.3.2 keeps both. Guess: a day stays a day, which
# RFC 5545 (3.8.2.3) provides for. For promises and calls put into somebody's task list: late before the day has begun.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ics==0.7.3 arrow==1.4.0 attrs==26.1.0 TatSu==5.15.1 python-dateutil==2.9.0.post0 six==1.17.0 tzdata==2026.6 icalendar==7.3.2 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date
from zoneinfo import ZoneInfo

import icalendar
import ics

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example.com//EN\n"
STAMP = "UID:1@example.com\nDTSTAMP:20261101T080000Z\nSUMMARY:Call\n"
TASK = f"{HEAD}BEGIN:VTODO\n{STAMP}DUE;VALUE=DATE:20261130\nEND:VTODO\nEND:VCALENDAR\n".replace("\n", "\r\n")
EVENT = f"{HEAD}BEGIN:VEVENT\n{STAMP}DTSTART;VALUE=DATE:20261130\nEND:VEVENT\nEND:VCALENDAR\n".replace("\n", "\r\n")


def days(text):
    """Return the lines of a calendar that hold a day."""
    return [line for line in text.splitlines() if line.startswith(("DUE", "DTSTART"))]


calendar = ics.Calendar(TASK)
[task] = calendar.todos
print("ics read:", *(task.due.datetime.astimezone(ZoneInfo(zone)).strftime("%d %H:%M") for zone in ("Europe/Paris", "America/New_York")))
print("ics written:", *days(calendar.serialize()), *days(ics.Calendar(EVENT).serialize()))
print("ics made:", *days(ics.Todo(name="Call", due=date(2026, 11, 30)).serialize()))
for text in (TASK, EVENT):
    print("icalendar:", *days(icalendar.Calendar.from_ical(text).to_ical().decode()))
EOF
cat >"$folder/seen" <<'EOF'
ics read: 30 01:00 29 19:00
ics written: DUE:20261130T000000Z DTSTART;VALUE=DATE:20261130
ics made: DUE:20261130T000000Z
icalendar: DUE;VALUE=DATE:20261130
icalendar: DTSTART;VALUE=DATE:20261130
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
