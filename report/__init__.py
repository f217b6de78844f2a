from . import (
    dunning_action_xlsx,
    dunning_aged_xlsx,
    dunning_cash_xlsx,
    dunning_customer_statement,
    dunning_legal_xlsx,
    dunning_list_xlsx,
    dunning_statement_xlsx,
)
