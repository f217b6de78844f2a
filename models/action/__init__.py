from . import (
    dunning_action,
    dunning_action_buttons,
    dunning_action_line,
    dunning_action_manual,
    dunning_action_message,
    dunning_action_notice,
    dunning_action_payment_run,
    dunning_action_refresh,
    dunning_action_rows,
    dunning_action_thread,
    dunning_action_wording,
)
