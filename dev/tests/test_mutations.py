"""A slice of the replay: no rule is broken as the engine is, and each mutation of it is noticed by the oracle.

Every life starts from the same prepared database; a mutated one ends on the day on which the oracle notices.
"""

import pytest

import lib
import mutations
import sample_ledger
from replay_mail import Answer, Outcome
from replay_worker import Replay, forget

DAYS = 92
MUTATED_DAYS = 200
DENSITY = 3


def live(base_db, folder, mutation=None):
    """Live the slice; return the replay, its database dropped again."""
    db = f"{base_db}_life"
    lib.copy_db(base_db, db)
    wanted = mutations.MUTATIONS[mutation][1] if mutation else None
    says = mutations.SAYS.get(mutation)
    # a broken engine may take longer to be found out; it stops there
    days = MUTATED_DAYS if mutation else DAYS
    replay = Replay(sample_ledger.rows(), db=db, folder=folder, days=days, density=DENSITY, mutation=mutation, says=says)
    try:
        replay.run(enough=lambda oracle: any(violation.rule == wanted for violation in oracle.violations))
    finally:
        forget(db)
        lib.drop_db(db)
    return replay


@pytest.mark.long
def test_no_violation(base_db, tmp_path):
    replay = live(base_db, tmp_path)
    assert [str(violation) for violation in replay.oracle.violations] == []
    checked = replay.oracle.checked
    assert all(checked[rule] > 50 for rule in ("chased", "interval", "order", "early", "amount", "mail")), checked
    assert checked["next"] > 1000
    assert checked["ledger"] > 1000
    # people and machines answered, and what people made of it was of many kinds
    answers = [one.person for one in replay.oracle.post if isinstance(one, Answer)]
    assert sum(answers) > 15
    assert len(answers) - sum(answers) > 5
    assert len({one.outcome for one in replay.oracle.post if isinstance(one, Outcome)}) > 4
    assert checked["reply"] > 150
    # so did customers on their page, by HTTP
    said = [one.kind for one in replay.oracle.post if hasattr(one, "key")]
    assert {"paid", "promise", "dispute"} <= set(said), said
    assert len(set(said)) > 4, said
    assert any(one.is_paid for one in replay.oracle.post if hasattr(one, "shares"))
    assert checked["page"] > 1000


# the sample's customers pay on no fixed days: random worlds notice that runs are ignored (test_properties)
REPLAYED = [name for name in mutations.MUTATIONS if name != "runs_ignored"]


@pytest.mark.nightly
@pytest.mark.parametrize("mutation", REPLAYED)
def test_mutation_is_noticed(base_db, tmp_path, mutation):
    replay = live(base_db, tmp_path, mutation)
    found = {violation.rule for violation in replay.oracle.violations}
    assert mutations.MUTATIONS[mutation][1] in found, f"{mutation}: only {found} after {MUTATED_DAYS} days"


def test_engine_is_whole_again_after_a_mutation(base_db):
    with lib.odoo_env(base_db) as env:
        for name in mutations.MUTATIONS:
            replacements = mutations.methods(name, env)
            before = {key: getattr(*key) for key in replacements}
            with mutations.applied(name, env):
                assert all(getattr(*key) is not method for key, method in before.items())
            assert {key: getattr(*key) for key in replacements} == before
    forget(base_db)
