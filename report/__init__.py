from . import (
    dunning_action_document,
    dunning_action_line_document,
    dunning_aged_balance,
    dunning_aged_item,
    dunning_aged_xlsx,
    dunning_customer_statement,
    dunning_effect,
    dunning_effect_product,
    dunning_effect_sql,
    dunning_forecast_week,
    dunning_paid_item,
    dunning_statement_xlsx,
)
