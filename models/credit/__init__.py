# ruff: noqa: I001 (definers before those who extend)
from . import (
    credit_status,
    score,
    res_company_credit,
    res_config_settings_credit,
    dunning_exposure,
    dunning_exposure_group,
    dunning_credit_authority,
    dunning_credit_limit,
    dunning_credit_request,
    dunning_credit_exposure,
    dunning_profile_credit,
    dunning_profile_score,
    dunning_profile_standing,
    dunning_terms_policy,
    dunning_agreed_terms,
    account_move_credit,
)
