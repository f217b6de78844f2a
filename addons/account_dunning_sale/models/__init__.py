from . import (
    dunning_credit_request,
    dunning_exposure,
    dunning_figures_team,
    dunning_target,
    dunning_uninvoiced,
    dunning_weak_signal,
    payment_transaction,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
    sale_order_terms,
)
