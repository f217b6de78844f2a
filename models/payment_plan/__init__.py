# ruff: noqa: I001 (definers before those who extend)
from . import (
    schedule,
    account_move_line_plan,
    res_company_plan,
    res_config_settings_plan,
    dunning_payment_plan_authority,
    dunning_payment_plan,
    dunning_payment_plan_line,
    dunning_replacement,
    dunning_payment_plan_texts,
    dunning_payment_plan_offer,
    dunning_payment_plan_policy,
    dunning_payment_plan_accept,
    dunning_payment_plan_follow,
    dunning_promise_plan,
    dunning_profile_plan,
)
