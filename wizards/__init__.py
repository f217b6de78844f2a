from . import (
    base_partner_merge,
    dunning_action_wizard,
    dunning_call_wizard,
    dunning_coverage_wizard,
    dunning_hold_wizard,
    dunning_letter_wizard,
    dunning_remind_wizard,
    dunning_simulation,
    dunning_simulation_days,
    dunning_simulation_line,
)
