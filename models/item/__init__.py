from . import (
    account_move,
    account_move_line,
    account_move_line_evidence,
    account_move_other_systems,
    account_move_responsible,
    dunning_payment_allocation,
    dunning_receipt,
    dunning_receivable,
    dunning_receivable_risk,
    payment_transaction,
)
