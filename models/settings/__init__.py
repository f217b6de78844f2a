from . import (
    ir_ui_menu,
    res_company,
    res_company_dashboard,
    res_company_replies,
    res_config_settings,
    res_config_settings_dashboard,
    res_config_settings_replies,
)
