# ruff: noqa: I001 (definers before those who extend)
from . import (
    loss_rates,
    res_company_provision,
    res_config_settings_provision,
    dunning_provision,
    dunning_bucket_history,
    dunning_provision_rate,
    dunning_provision_line,
    dunning_provision_build,
    dunning_provision_in_use,
    dunning_provision_entry,
    dunning_doubtful_entry,
    dunning_write_off,
)
