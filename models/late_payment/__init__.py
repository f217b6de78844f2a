from . import (
    dunning_interest_confirmed,  # before those that inherit it
)

# isort: split
from . import (
    dunning_action_claim,
    dunning_action_penalties_sentence,
    dunning_action_post_file,
    dunning_claim,
    dunning_claim_charge,
    dunning_claim_compute,
    dunning_claim_cost,
    dunning_claim_document,
    dunning_claim_line,
    dunning_claim_mentions,
    dunning_claim_notice,
    dunning_claim_task,
    dunning_interest_bulk,
    dunning_interest_catalogue,
    dunning_interest_contract,
    dunning_interest_debt,
    dunning_interest_rate,
    dunning_interest_regime,
    dunning_interest_series,
    dunning_interest_shipped,
    dunning_interest_tier,
    dunning_profile_late_payment,
    dunning_statement_claims,
    dunning_task_late_payment,
    res_company_claims,
    res_config_settings_claims,
)
