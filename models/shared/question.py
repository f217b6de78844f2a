"""What the decision is asked: one small object that cannot change, handed down to every part of the statement.

Netting, suspension, simulation, past days and coverage read it too. Nothing of it is in the context, so no client can set it.
"""

from dataclasses import dataclass
from datetime import date

# Room of a run without daily cap.
NO_CAP = 2**31 - 1


@dataclass(frozen=True)
class Question:
    """A question to ``dunning.engine``.

    :param company: ``res.company``; a branch counts for its root, read as superuser: salespeople read their customers'
        situation without access to its journals
    :param date today: the day for which is decided
    :param partners: commercial ``res.partner`` (or SQL giving their ids) to restrict to; ``None`` for all
    :param bool as_of: rebuild the ledger of that day rather than take it as it stands now
    :param date known_until: last day of the history that counts; by default the day itself, of a real run ``date.max``
    :param int room: how many more customers may be contacted on the day; ``None`` without a cap
    :param bool without_promises: leave open promises out of what suspends
    :param bool without_debits: leave debits under way out of what suspends
    :param bool simulated: what ``dunning.simulation`` keeps for the days before counts as done, or as open, beside the real
        history up to ``known_until``
    :param tuple plan_choice: ``(plan id, id of the plan whose items follow it instead, False for the company's default,
        None for every plan)``; ``None``: plans as they are
    :param dict runs: payment runs by partner id, as ``dunning.payment.run._payment_run_rules`` gives them; ``None``: those in use
    :param frozenset present: what there is (``dunning.engine._look_around``); ``None``: nobody has looked, all may be
    :param asked: SQL of the customers meant, where ``partners`` was widened to their groups (``dunning.engine._widen_question``)
    """

    company: object
    today: date
    partners: object = None
    as_of: bool = False
    known_until: date = None
    room: int = None
    without_promises: bool = False
    without_debits: bool = False
    simulated: bool = False
    plan_choice: tuple = None
    runs: dict = None
    asked: object = None
    present: frozenset = None

    def __post_init__(self):
        object.__setattr__(self, "company", self.company.root_id.sudo())
        if self.known_until is None:
            object.__setattr__(self, "known_until", self.today)

    def may_have(self, *names):
        """Tell whether there may be one of some things; unless somebody has looked, there may be.

        :param str names: of ``dunning.engine._presence_checks``
        """
        return self.present is None or not self.present.isdisjoint(names)

    @property
    def room_left(self):
        """How many more customers may be contacted on the day, as a number."""
        return NO_CAP if self.room is None else self.room
