from . import (
    dunning_interest_confirmed,  # before those that inherit it
)

# isort: split
from . import (
    dunning_interest_catalogue,
    dunning_interest_contract,
    dunning_interest_rate,
    dunning_interest_regime,
    dunning_interest_series,
    dunning_interest_shipped,
    dunning_interest_tier,
)
