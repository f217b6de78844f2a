from . import (
    dunning_checklist,
    dunning_limitation_alarm,
    dunning_run,
    dunning_run_claims,
    dunning_run_coverage,
    dunning_run_manager,
    dunning_run_record,
    dunning_run_replies,
    dunning_run_worker,
    res_company_first_day,
)
