from . import (
    dunning_delivery_hold,
    dunning_exposure,
    dunning_profile,
    dunning_uninvoiced,
    res_company,
    res_config_settings,
    stock_picking,
)
