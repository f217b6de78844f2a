from . import (
    dunning_personal_data,
    dunning_retention_rule,
    dunning_erasure,
    dunning_erasure_deeds,
)
