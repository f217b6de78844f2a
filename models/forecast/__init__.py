from . import (
    behaviour,
    dunning_behaviour,
    dunning_forecast,
    dunning_forecast_build,
    dunning_forecast_item,
    dunning_forecast_week,
    dunning_paid_item,
    dunning_payment_run_proposal,
    dunning_profile_behaviour,
    payer,
    payment_rhythm,
    res_partner_behaviour,
)
