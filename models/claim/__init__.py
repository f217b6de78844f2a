from . import (
    account_move_claims,
    dunning_dispute,
    dunning_dispute_category,
    dunning_hold,
    dunning_hold_once,
    dunning_hold_undelivered,
    dunning_promise,
    dunning_promise_judge,
    dunning_promise_line,
    dunning_promise_once,
    dunning_settled_claims,
)
