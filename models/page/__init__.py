from . import (
    dunning_action_page,
    dunning_answer,
    dunning_answer_do,
    dunning_answer_take,
    dunning_page,
    dunning_page_form,
    dunning_page_hit,
    dunning_page_items,
    dunning_page_pay,
    dunning_reply_page,
    res_company_page,
    res_config_settings_page,
)
