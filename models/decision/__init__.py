# ruff: noqa: I001 (definers before what extends them)
from . import (
    dunning_bank_receipt,
    dunning_contact,
    dunning_coverage,
    dunning_decision,
    dunning_early_discount,
    dunning_engine,
    dunning_engine_account,
    dunning_engine_contact,
    dunning_engine_frequency,
    dunning_engine_step,
    dunning_engine_past,
    dunning_engine_simulation,
    dunning_netting,
    dunning_netting_names,
    dunning_suspension,
    dunning_transit,
)
