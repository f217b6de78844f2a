#!/usr/bin/env bash
# pandas 3.1.1: half-years by frequency (2QS, 6MS, a Period of 2Q) begin with the first value's quarter or month, not in January
# and July. Guess: calendar half-years. numpy's datetime64[6M] (2.4.6) is right.
# For late-payment interest, whose rate changes on 1 January and 1 July, a grouping like that takes the wrong rate for half
# of all days, without an error. Our own half-years are calendar ones (models/interest/halfyear.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 numpy==2.4.6 python-dateutil==2.9.0.post0 six==1.17.0 tzdata==2026.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import numpy
import pandas

days = pandas.Series(1, index=pandas.to_datetime(["2025-04-15", "2025-06-30", "2025-07-01", "2025-12-31"]))
for frequency in ("2QS", "6MS"):
    print(frequency, [str(day.date()) for day in days.resample(frequency).sum().index])
period = pandas.Timestamp("2026-05-15").to_period("2Q")
print("2Q", period.start_time.date(), period.end_time.date())
print("range", [str(day.date()) for day in pandas.date_range("2026-03-15", freq="6MS", periods=2)])
print("numpy", numpy.array(["2026-05-15", "2026-07-01"], dtype="datetime64[6M]").astype("datetime64[M]").tolist())
EOF
cat >"$folder/seen" <<'EOF'
2QS ['2025-04-01', '2025-10-01']
6MS ['2025-04-01', '2025-10-01']
2Q 2026-04-01 2026-09-30
range ['2026-04-01', '2026-10-01']
numpy [datetime.date(2026, 1, 1), datetime.date(2026, 7, 1)]
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
