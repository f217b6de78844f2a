"""Roll rates and loss rates of a provision matrix, without a database."""

import builtins

import pytest
from house import check_examples, load

losses = load("models/provision/loss_rates")
Flow, Roll = losses.Flow, losses.Roll


def test_examples():
    check_examples(losses)


# Of 100 in bucket 0: 20 stayed, 30 rolled on, 50 were paid. Of 40 in bucket 1: 10 rolled into default, 30 were paid.
FLOWS = [
    Flow("big", 0, 0, 20.0, 20.0), Flow("big", 0, 1, 40.0, 30.0), Flow("big", 0, losses.PAID, 40.0, 0.0),
    Flow("big", 1, 2, 10.0, 10.0), Flow("big", 1, losses.PAID, 30.0, 0.0),
    Flow("small", 0, 2, 50.0, 50.0), Flow("small", 0, losses.PAID, 50.0, 0.0),
]  # fmt: skip


def test_roll_rates():
    found = losses.roll_rates(FLOWS, ["big", "small", "none"], 3)
    assert found == {
        "big": [Roll(100.0, 20.0, 30.0, 0.375), Roll(40.0, 0.0, 10.0, 0.25)],
        "small": [Roll(100.0, 0.0, 50.0, 0.5), Roll(0.0, 0.0, 0.0, None)],
        "none": [Roll(0.0, 0.0, 0.0, None)] * 2,
        None: [Roll(200.0, 20.0, 80.0, pytest.approx(80 / 180)), Roll(40.0, 0.0, 10.0, 0.25)],
    }


def test_backwards():
    """What came back from a later bucket is no roll; what stayed has not left; nothing rolls by more than all of it."""
    found = losses.roll_rates([Flow("s", 1, 0, 60.0, 60.0), Flow("s", 1, 2, 40.0, 40.0)], ["s"], 3)["s"]
    assert found == [Roll(0.0, 0.0, 0.0, None), Roll(100.0, 0.0, 40.0, 0.4)]
    assert losses.roll_rates([Flow("s", 0, 0, 10.0, 10.0)], ["s"], 2)["s"] == [Roll(10.0, 10.0, 0.0, None)]
    grown = losses.roll_rates([Flow("s", 0, 1, 10.0, 12.0)], ["s"], 2)["s"]
    assert grown == [Roll(10.0, 0.0, 12.0, 1.0)]


def test_nothing_seen():
    assert losses.roll_rates([], ["s"], 3) == {"s": [Roll(0.0, 0.0, 0.0, None)] * 2, None: [Roll(0.0, 0.0, 0.0, None)] * 2}


def test_tables():
    """A gap in the table is nothing, not unknown."""
    balances, left = losses.crosstab(FLOWS)
    assert balances.loc[("big", 0)].to_dict() == {-1: 40.0, 0: 20.0, 1: 40.0, 2: 0.0}
    assert left.loc[("big", 0)].to_dict() == {-1: 0.0, 0: 20.0, 1: 30.0, 2: 0.0}


def test_without_pandas(monkeypatch):
    known = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "pandas":
            raise ImportError(name)
        return known(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(losses.LibraryMissingError):
        losses.crosstab(FLOWS)


def test_gaps():
    rolls = [Roll(1, 0, 0, 0.0), Roll(0, 0, 0, None), Roll(0, 0, 0, None)]
    others = [Roll(1, 0, 1, 0.9), Roll(1, 0, 1, 0.4), Roll(0, 0, 0, None)]
    assert losses.fill_gaps(rolls, others) == [0.0, 0.4, 1.0]
    with pytest.raises(ValueError):
        losses.fill_gaps(rolls, others[:2])


def test_loss_rates():
    assert losses.loss_rates([0.5, 0.2], 0.5) == [0.05, 0.1, 0.5]
    assert losses.loss_rates([0.5, 0.2], 0.5, 1.5) == [pytest.approx(0.075), pytest.approx(0.15), 0.75]
    assert losses.loss_rates([1.0], 0.8, 2.0) == [1.0, 1.0]
    assert losses.loss_rates([], 0.8) == [0.8]
