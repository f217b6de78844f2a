# ruff: noqa: I001 (definers before those who extend)
from . import (
    res_company_set_off,
    res_config_settings_set_off,
    dunning_payable,
    dunning_mutual_debt,
    dunning_set_off,
    dunning_set_off_item,
    dunning_set_off_texts,
    dunning_set_off_offer,
    dunning_set_off_accept,
    account_move_set_off,
    dunning_profile_set_off,
)
