from . import (
    account_move,
    account_move_line,
    dunning_receipt,
    dunning_receivable,
    dunning_receivable_risk,
)
