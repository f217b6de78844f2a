"""Seeded worlds of customers in which somebody looks at a trial again and again, for its tests and ``bench/trial.py``."""

import random

# The difference that matters, in days, as most companies would plan it.
PLANNED = 1.0
# Customers whose invoices were followed to the end, in each half, when somebody looks.
LOOKS = range(30, 1201, 30)


def customer(world, effect):
    """Return the days of a customer after the step: many pay soon, some never within thirty; half of its delay is its own."""
    own = world.gauss(0, 4)
    return min(30.0, max(0.0, world.expovariate(1 / 9) + 5 + own + effect))


def look_at(seed, effect):
    """Yield (customers a half, days of half A, days of half B) of a world, each time that somebody looks.

    Args:
        seed: of the world.
        effect: days by which half B pays later (negative: earlier).
    """
    world, first, second = random.Random(seed), [], []
    for look in LOOKS:
        first += [customer(world, 0.0) for _rank in range(look - len(first))]
        second += [customer(world, effect) for _rank in range(look - len(second))]
        yield look, first, second


def live(trial, seed, effect):
    """Return the first verdict of a world other than *early* and *open*, and how many customers a half it took.

    Args:
        trial: the module ``models/figures/trial``.
        seed: of the world.
        effect: days by which half B pays later (negative: earlier).
    """
    for look, first, second in look_at(seed, effect):
        verdict = trial.judge_effect(trial.estimate_effect(first, second, PLANNED), PLANNED)
        if verdict not in (trial.EARLY, trial.OPEN):
            return verdict, look
    return verdict, look
