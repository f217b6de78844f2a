# ruff: noqa: I001 (definers before those who extend)
from . import (
    dunning_card_on_file,
    dunning_debit_agreement,
    dunning_debit_retry,
    dunning_debit,
    dunning_debit_parts,
    dunning_debit_begin,
    dunning_debit_charge,
    dunning_debit_consent,
    dunning_payment_return,
)
