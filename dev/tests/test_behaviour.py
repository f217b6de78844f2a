"""The arithmetic of payment behaviour and of payer types, without a database: the worked examples of the field."""

import datetime
import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name, folder="models/forecast"):
    spec = importlib.util.spec_from_file_location(name, ROOT / folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


behaviour, floor, payer = load("behaviour"), load("floor"), load("payer")
Curve, Part = behaviour.Curve, behaviour.Part


def test_recency_weighted_lateness():
    """5,000 paid 20 days late 30 days ago, 15,000 paid 5 days late 300 days ago: weights 4,454 and 4,725, 12.3 days."""
    assert behaviour.weight(5000, 30, damping=1) == pytest.approx(4454.5, abs=0.1)
    assert behaviour.weight(15000, 300, damping=1) == pytest.approx(4724.7, abs=0.1)
    assert behaviour.weighted_lateness([(5000, 20, 30), (15000, 5, 300)], damping=1) == pytest.approx(12.28, abs=0.01)
    assert behaviour.weighted_lateness([]) is None


def test_one_forgotten_invoice_does_not_speak_for_all():
    assert behaviour.weighted_lateness([(100, 900, 0), (100, 0, 0)]) == 90  # 900 counts as 180
    assert behaviour.clip(-400) == -30


def test_shrinking():
    """2 of 3 on time, prior 70 %, strength 5: 68.75 %; one payment of 40 days against a group of 10: 15."""
    assert behaviour.shrunk_share(2, 3, 0.7) == pytest.approx(0.6875)
    assert behaviour.shrink(40, 1, 10) == pytest.approx(15)
    assert behaviour.shrink(None, 0, 10) == 10
    assert behaviour.effective_size(4, 4) == 4  # four weights of one
    assert behaviour.effective_size(1.5, 1.25) == pytest.approx(1.8)  # one of 1, one of 0.5


def test_time_to_pay_curve():
    """Paid at 20, 30, 30, 50, one open at 35: S(20) = 0.8, S(30) = 0.4, S(50) = 0; paid by 40: 60 %."""
    curve = Curve.estimate({20: 1, 30: 2, 50: 1}, {35: 1})
    assert [round(1 - curve.paid_by(day), 6) for day in (19, 20, 29, 30, 49, 50)] == [1, 0.8, 0.8, 0.4, 0.4, 0]
    assert curve.paid_by(40) == pytest.approx(0.6)
    assert curve.paid_within(5, 20) == 0.0
    assert curve.paid_within(10, 20) == pytest.approx(0.5)  # 1 - 0.4 / 0.8
    assert curve.paid_within(10, 60) == 0.0  # nobody ever paid so late


def test_percentiles():
    curve = Curve.estimate({20: 1, 30: 2, 50: 1}, {35: 1})
    assert (curve.percentile(0.2), curve.percentile(0.5), curve.percentile(0.8)) == (20, 30, 50)
    assert curve.percentile(0.5, open_at=30) == 50
    assert curve.percentile(0.5, open_at=50) is None
    half = Curve.estimate({10: 1}, {20: 1})
    assert (half.percentile(0.5), half.percentile(0.8)) == (10, None)


def test_curve_moved_to_a_level():
    """Deviations of −2, 0 and 2 days around a level of 10; what would come before day −30 comes on it."""
    deviation = Curve.estimate({-2: 1, 0: 2, 2: 1}, {}, -210, 210)
    moved = deviation.moved(10)
    assert [moved.paid_by(day) for day in (7, 8, 10, 12)] == [0, 0.25, 0.75, 1]
    assert deviation.moved(-35).paid_by(-30) == 1


def test_banking_days():
    day = datetime.date
    assert behaviour.business_day(day(2025, 3, 1)) == day(2025, 3, 3)  # a Saturday
    assert behaviour.business_day(day(2025, 3, 2)) == day(2025, 3, 3)
    assert behaviour.business_day(day(2025, 3, 4)) == day(2025, 3, 4)
    weeks = behaviour.weeks(day(2025, 3, 5))  # a Wednesday
    assert len(weeks) == 13
    assert weeks[:2] == [(day(2025, 3, 3), 2), (day(2025, 3, 10), 9)]
    assert behaviour.weeks(day(2025, 3, 8))[0] == (day(2025, 3, 10), 6)  # a Saturday: from Monday on


def test_parts_of_an_item():
    """Half is promised for day 4 and kept in 80 %; what is not kept, and the other half, follow the curve."""
    curve = Curve.estimate({10: 1, 20: 1}, {})
    parts = [Part(0.4, 4), Part(0.1, 4, curve, 9), Part(0.5, -1, curve, 4)]
    # today is day 5 of lateness: in 5 days day 10 (half of the half, and half of the tenth), in 15 days all
    assert [round(behaviour.paid_by(parts, days), 6) for days in (3, 4, 5, 14, 15)] == [0, 0.4, 0.7, 0.7, 1.0]
    assert (behaviour.days_until(parts, 0.5), behaviour.days_until(parts, 0.8)) == (5, 15)
    assert behaviour.days_until([], 0.5) is None
    assert [round(share, 6) for share in behaviour.shares(parts, [3, 9, 16])] == [0, 0.7, 0.3]


def payments(customer, lates, group="all"):
    return [(customer, group, late, 1.0, 1.0) for late in lates]


def test_level_of_a_customer():
    ledger = behaviour.Ledger(payments("a", [10] * 4) + payments("b", [0] * 6))
    assert ledger.company == 4
    assert ledger.strength == 5  # two customers do not tell
    a, new = ledger.figures("a"), ledger.figures("unheard of")
    assert (a.own, a.size, a.group) == (10, 4, 4)
    assert a.level == pytest.approx(4 + 6 * 4 / 9)
    assert (new.own, new.level) == (None, 4)
    assert behaviour.Ledger([]).figures("a") is None


def test_silence_worsens_the_level():
    """Two payments on time, one invoice open for 60 days: (2·0 + 60) / 3 = 20 of his own."""
    ledger = behaviour.Ledger(payments("a", [0, 0]), [("a", "all", 59, 1.0)])
    assert ledger.figures("a").own == pytest.approx(20)
    calm = behaviour.Ledger(payments("a", [0, 0]), [("a", "all", -20, 1.0)])
    assert calm.figures("a").own == 0


def test_groups_need_payments():
    rows = payments("a", [10] * 30, "key") + payments("b", [0] * 29, "small")
    ledger = behaviour.Ledger(rows)
    assert ledger.groups.keys() >= {"key"}
    assert "small" not in ledger.groups
    assert ledger.figures("new", "key").level == 10
    assert ledger.figures("new", "small").level == pytest.approx(300 / 59)


def test_strength_from_the_ledger():
    """Customers that differ much from each other and little in themselves speak for themselves at once."""
    rows = [row for rank in range(12) for row in payments(rank, [10 * rank, 10 * rank + 1])]
    assert behaviour.Ledger(rows).strength == 0.5
    rows = [row for rank in range(12) for row in payments(rank, [-20 + rank % 2, 20 + rank % 2])]
    assert behaviour.Ledger(rows).strength == 20


def test_curve_of_a_regular_customer():
    rows = payments("a", [12] * 20) + payments("b", [0, 5, 10, 20])
    curve = behaviour.Ledger(rows).curve("a")
    assert curve.percentile(0.5) in (11, 12)
    assert curve.percentile(0.5, open_at=5) in (11, 12)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"distress": 1, "paid": 20, "on_time": 20}, ("difficulty", "difficulty")),
        ({"disputes": 3, "paid": 10}, ("contests", "contests")),
        ({"disputes": 2, "paid": 20, "on_time": 20}, ("prompt", "prompt")),  # a dispute now and then
        ({"unanswered": 3, "paid": 10}, ("unreachable", "unreachable")),
        ({"unanswered": 5, "reached": 1, "paid": 10, "on_time": 9}, ("prompt", "prompt")),
        ({"paid": 2, "on_time": 2}, ("unknown", "few")),
        ({"paid": 10, "trend": 15, "overdue_share": 0.6, "level": 20}, ("difficulty", "worsening")),
        ({"paid": 10, "on_time": 4, "reminded": 4, "level": 12}, ("forgot", "forgot")),
        ({"paid": 10, "on_time": 1, "level": 18, "spread": 10}, ("slow_approval", "slow_approval")),
        ({"paid": 10, "on_time": 1, "level": 18, "spread": 10, "broken": 1}, ("negligent", "negligent")),
        ({"paid": 10, "on_time": 1, "level": 18, "spread": 40}, ("negligent", "negligent")),
        ({"paid": 10, "on_time": 8, "level": 57}, ("unknown", "mixed")),  # late for what is open only
        ({"paid": 10, "on_time": 6, "level": 3}, ("unknown", "mixed")),
    ],
)
def test_payer_types(facts, expected):
    assert payer.propose(payer.Facts(**facts)) == expected


def test_backtest_without_the_file(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("LEDGER", str(tmp_path / "absent.csv"))
    assert load("backtest", "dev").main() == 0
    assert "absent.csv is not there" in capsys.readouterr().out


def write_small_ledger(path):
    """Write a ledger of customers who are always 10 days late, and return its path."""
    lines = ["customer,country,invoice,invoice_date,due_date,amount,settled_date"]
    start = datetime.date(2024, 1, 1)
    for week in range(52):
        for customer in ("A", "B"):
            issued = start + datetime.timedelta(weeks=week)
            due, settled = issued + datetime.timedelta(days=30), issued + datetime.timedelta(days=40)
            lines.append(f"{customer},FR,{customer}{week},{issued},{due},100.00,{settled}")
    path.write_text("\n".join(lines))
    return path


def test_backtest_of_a_small_ledger(monkeypatch, tmp_path):
    """Customers who are always 10 days late: exact from history, 10 days wrong by the due date."""
    monkeypatch.setenv("LEDGER", str(write_small_ledger(tmp_path / "ledger.csv")))
    backtest = load("backtest", "dev")
    monkeypatch.setattr(backtest, "RESULT", tmp_path / "BACKTEST.md")
    assert backtest.main() == 0
    text = backtest.RESULT.read_text()
    assert "| due date | 10.00 |" in text
    assert "| **account_dunning** (P50) | **0.00** |" in text
    assert "invented" not in text


def test_backtest_of_the_second_ledger_says_that_it_is_invented(monkeypatch, tmp_path):
    monkeypatch.setenv("SECOND", "1")
    backtest = load("backtest", "dev")
    monkeypatch.setattr(backtest.ledger_second, "write", lambda: write_small_ledger(tmp_path / "ledger.csv"))
    monkeypatch.setattr(backtest, "RESULT", tmp_path / "BACKTEST.md")
    monkeypatch.setattr(backtest, "RESULT_SECOND", tmp_path / "BACKTEST_SECOND.md")
    assert backtest.main() == 0
    assert not backtest.RESULT.exists()
    text = backtest.RESULT_SECOND.read_text()
    assert text.index("**This ledger is invented**") < text.index("## Day of payment")
    assert "paid on time 46% (45%); 14.3 days late (14.1)" in text


# -- late already: the floor -----------------------------------------------------------------------


def mixed_ledger(floor_of=floor.Floor.estimate):
    """Forty payments of a customer who pays on time; ten each of others who pay 20, 40, 60 and 100 days late."""
    rows = payments("good", [-2, -1, 0, 0] * 10)
    for late in (20, 40, 60, 100):
        rows += payments(late, [late] * 10)
    return behaviour.Ledger(rows, (), floor_of)


def test_good_payer_gone_late_does_not_vanish():
    """An item of the good payer that is 41 days late: of the segment's items open then, half were paid by day 60."""
    ends = [7, 14, 21, 28]
    without = [behaviour.Part(1.0, -1, mixed_ledger(None).curve("good"), 41)]
    parts = [behaviour.Part(1.0, -1, mixed_ledger().curve("good"), 41)]
    before, now = behaviour.shares(without, ends), behaviour.shares(parts, ends)
    assert sum(before) < 0.05
    assert sum(now) == pytest.approx(0.5, abs=0.02)
    assert behaviour.days_until(parts, 0.5) == 60 - 42
    assert behaviour.days_until(without, 0.5) is None


def test_one_large_item_does_not_speak_for_itself():
    """What is open weighs more than all that he ever paid: still, by number, he usually pays on time."""
    rows = payments("good", [0] * 40) + payments("late", [60] * 40)
    curve = behaviour.Ledger(rows, [("good", "all", 30, 1000.0)], floor.Floor.estimate).curve("good")
    assert curve.paid_by(30) < 0.3
    assert curve.paid_within(30, 30) == pytest.approx(40 / 41, abs=0.01)
    # who leaves as many open as he pays is believed half
    curve = behaviour.Ledger(rows, [("good", "all", 30, 25.0)] * 40, floor.Floor.estimate).curve("good")
    assert curve.paid_within(30, 30) == pytest.approx(0.5, abs=0.02)


def test_floor_is_no_ceiling_and_never_falls():
    for whose in ("good", 40, "new"):
        with_floor, plain = mixed_ledger().curve(whose), mixed_ledger(None).curve(whose)
        assert with_floor.percentile(0.5) == plain.percentile(0.5)
        for age in range(-40, 400, 13):
            reached = [with_floor.paid_within(days, age) for days in range(0, 180, 7)]
            assert reached == sorted(reached)
            assert 0 <= reached[0] <= reached[-1] <= 1
            assert all(one >= plain.paid_within(7 * rank, age) - 1e-12 for rank, one in enumerate(reached))


def test_before_the_due_date_nothing_changes():
    with_floor, plain = mixed_ledger().curve("good"), mixed_ledger(None).curve("good")
    assert [with_floor.paid_within(days, -40) for days in (10, 50)] == [plain.paid_within(days, -40) for days in (10, 50)]


def test_what_is_very_old_is_paid_more_rarely():
    """Beyond the ages that are looked at the hazard falls as 1 / t."""
    found = mixed_ledger().floors[None]
    monthly = [found.paid_within(30, age) for age in (200, 400, 800)]
    assert monthly == sorted(monthly, reverse=True)
    assert monthly[0] == pytest.approx(1 - (200 / 230) ** (180 * found.rate))
    # ten paid at 100 days, of which ten were open from day 91 on
    assert found.rate == pytest.approx(10 / 100)


def test_few_payments_tell_nothing_of_late_items():
    ledger = behaviour.Ledger(payments("a", [0] * 20) + payments("b", [50] * 9), (), floor.Floor.estimate)
    assert ledger.floors == {}
    assert ledger.curve("a").paid_within(90, 100) == 0


def test_backtest_tells_of_items_that_were_late(monkeypatch, tmp_path):
    """Every eighth invoice is forgotten for 40 to 60 days: the report says how the forecast did once it was late."""
    lines, start = ["customer,country,invoice,invoice_date,due_date,amount,settled_date"], datetime.date(2024, 1, 1)
    for week in range(80):
        for customer in ("A", "B"):
            issued = start + datetime.timedelta(weeks=week)
            due = issued + datetime.timedelta(days=30)
            settled = due + datetime.timedelta(days=40 + week % 20 if week % 8 == 0 else -1)
            lines.append(f"{customer},FR,{customer}{week},{issued},{due},100.00,{settled}")
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(lines))
    monkeypatch.setenv("LEDGER", str(path))
    backtest = load("backtest", "dev")
    monkeypatch.setattr(backtest, "RESULT", tmp_path / "BACKTEST.md")
    assert backtest.main() == 0
    text = backtest.RESULT.read_text().split("## Late already at the forecast's date")[1].split("##")[0]
    assert "Better than both naive forecasts" in text
