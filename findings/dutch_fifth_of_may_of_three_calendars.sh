#!/usr/bin/env bash
# holidays 0.109, workalendar 17.0.0 and date-holidays 3.37.0 (npm) on the Netherlands: 5 May is a public holiday each year (workalendar), each
# fifth year (holidays, though its documentation names the Algemene termijnenwet), or never (date-holidays, which calls it and Good
# Friday "school"). The Algemene termijnenwet, art. 3, names 5 May among the generally recognised holidays every year and puts Good
# Friday beside them; a term set by law that ends on one runs to the next working day (art. 1). Guess: all as the law has it.
# For deadlines in the Netherlands: ask holidays for the category "optional" too. Ours takes "public", for days of
# contact and of banks, and sets no term by that law.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund date-holidays@3.37.0 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check holidays==0.109 workalendar==17.0.0 python-dateutil==2.9.0.post0 six==1.17.0 lunardate==0.2.2 convertdate==2.4.0 PyMeeus==0.5.12 pyluach==2.3.0 tzdata==2026.6 2>pip.log || { cat pip.log; exit 1; }
cat >run.py <<'EOF'
from datetime import date

import holidays
from workalendar.europe import Netherlands

for year in (2025, 2026, 2027):
    day = date(year, 5, 5)
    public = holidays.country_holidays("NL", years=year)
    wider = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
    print(day, "holidays", day in public, "with optional", day in wider, "workalendar", Netherlands().is_holiday(day))
friday = date(2026, 4, 3)
print(friday, "holidays", friday in holidays.country_holidays("NL", years=2026), "workalendar", Netherlands().is_holiday(friday))
EOF
cat >run.js <<'EOF'
const Holidays = require("date-holidays");
for (const year of [2025, 2026, 2027]) {
    const days = new Holidays("NL").getHolidays(year).filter(({ name }) => /Bevrijdingsdag|Goede Vrijdag/.test(name));
    console.log("date-holidays", days.map(({ date, type }) => `${date.slice(0, 10)} ${type}`).join(", "));
}
EOF
cat >seen <<'EOF'
2025-05-05 holidays True with optional True workalendar True
2026-05-05 holidays False with optional True workalendar True
2027-05-05 holidays False with optional True workalendar True
2026-04-03 holidays True workalendar True
date-holidays 2025-04-18 school, 2025-05-05 school
date-holidays 2026-04-03 school, 2026-05-05 school
date-holidays 2027-03-26 school, 2027-05-05 school
EOF
{ venv/bin/python run.py && node run.js; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
