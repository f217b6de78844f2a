from . import (
    ir_ui_menu,
    res_company,
    res_config_settings,
)
