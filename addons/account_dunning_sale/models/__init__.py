from . import dunning_credit_request, dunning_exposure, dunning_target, res_company, res_config_settings, sale_order
from . import (
    dunning_credit_request,
    dunning_exposure,
    payment_transaction,
    res_company,
    res_config_settings,
    sale_order,
)
