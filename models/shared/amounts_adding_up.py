"""Which of some amounts add up to another one exactly: bounded and deterministic. Without the ORM."""

from itertools import combinations

# Amounts looked at: the subsets of each half are listed, some thousand at most.
MOST_AMOUNTS = 20


def find_subsets(amounts, target, most=3):
    """Return subsets of whole amounts that add up to a target, the smallest first, of equal size the earliest places.

    :param list amounts: int, in the smallest unit of a currency, credits below zero; those after the first 20 are not looked at
    :param int target: what they should add up to
    :param int most: how many subsets are looked for
    :return: list of tuples of places in ``amounts``, none of them empty

    >>> find_subsets([100, 250, 300], 350)
    [(0, 1)]
    >>> find_subsets([100, 100, 200], 200)
    [(2,), (0, 1)]
    >>> find_subsets([500, -200, 40], 300)
    [(0, 1)]
    >>> find_subsets([100], 50)
    []
    """
    amounts = amounts[:MOST_AMOUNTS]
    half = len(amounts) // 2
    left, right = _sums_of(amounts, range(half)), _sums_of(amounts, range(half, len(amounts)))
    found = []
    for size in range(1, len(amounts) + 1):
        found += sorted(
            before + after
            for (total, taken), befores in left.items()
            for before in befores[:most]  # of each half the earliest are enough
            for after in right.get((target - total, size - taken), ())[:most]
        )
        if len(found) >= most:
            break
    return found[:most]


def _sums_of(amounts, places):
    """Return the subsets of some places by their sum and size, the earliest places first.

    :return: dict of (int, int): list of tuples of places
    """
    sums = {}
    for size in range(len(places) + 1):
        for chosen in combinations(places, size):
            sums.setdefault((sum(amounts[place] for place in chosen), size), []).append(chosen)
    return sums
