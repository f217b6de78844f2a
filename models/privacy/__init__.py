# ruff: noqa: I001 (definers before what extends them)
from . import (
    dunning_personal_data,
    dunning_retention_rule,
    dunning_erasure,
    dunning_erasure_deeds,
)
