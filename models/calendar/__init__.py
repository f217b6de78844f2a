from . import (
    dunning_calendar,
    dunning_calendar_terms,
    dunning_closed_day,
    dunning_moratorium,
    dunning_payment_run,
    dunning_payment_run_days,
    dunning_payment_run_judge,
    payment_days,
)
