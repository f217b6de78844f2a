#!/usr/bin/env bash
# holidays 0.109 and workalendar 17.0.0 on the same working days in France: "n working days later" agrees for n = 1, but n = 0 on
# a holiday is the holiday itself (workalendar) or the next working day (holidays), and "working days between" Thursday
# 30 April and Monday 4 May 2026 are 1 (workalendar, first day left out) or 2 (holidays, both ends counted). Guess: one
# convention. And Italy's 4 October (a holiday again from 2026) is known to holidays only: Monday 4 October 2027 is a working
# day in workalendar. A deadline that a partner computes with the other package is a day off.
# Agree on the convention in words, with an example, before two systems share a deadline.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.109 workalendar==17.0.0 python-dateutil==2.9.0.post0 six==1.17.0 lunardate==0.2.2 convertdate==2.4.0 PyMeeus==0.5.12 pyluach==2.3.0 tzdata==2026.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date

import holidays
from workalendar.europe import France, Italy

labour, eve, monday = date(2026, 5, 1), date(2026, 4, 30), date(2026, 5, 4)
other, ours = France(), holidays.country_holidays("FR", years=2026)
print("0 days after 1 May:", other.add_working_days(labour, 0), ours.get_nth_working_day(labour, 0))
print("1 day after 30 April:", other.add_working_days(eve, 1), ours.get_nth_working_day(eve, 1))
print("between:", other.get_working_days_delta(eve, monday), ours.get_working_days_count(eve, monday))
saint = date(2027, 10, 4)
print("Italy, 4 October 2027 open:", Italy().is_working_day(saint), saint not in holidays.country_holidays("IT", years=2027))
EOF
cat >"$folder/seen" <<'EOF'
0 days after 1 May: 2026-05-01 2026-05-04
1 day after 30 April: 2026-05-04 2026-05-04
between: 1 2
Italy, 4 October 2027 open: True False
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
