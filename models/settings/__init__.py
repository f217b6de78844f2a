from . import (
    ir_ui_menu,
    other_systems,
    res_company,
    res_company_bank,
    res_company_defaults,
    res_company_settings,
    res_config_settings,
    res_config_settings_labels,
)
