from . import dunning_dialogue  # before those that inherit it

# isort: split
from . import (
    base_partner_merge,
    dunning_action_wizard,
    dunning_aged_wizard,
    dunning_call_wizard,
    dunning_contact_wizard,
    dunning_coverage_wizard,
    dunning_dispute_settle_wizard,
    dunning_dispute_wizard,
    dunning_hold_wizard,
    dunning_info_wizard,
    dunning_letter_wizard,
    dunning_limitation_wizard,
    dunning_metric,
    dunning_metric_wizard,
    dunning_promise_wizard,
    dunning_promise_wizard_line,
    dunning_rate_import_wizard,
    dunning_remind_wizard,
    dunning_reply_dialogues,
    dunning_simulation,
    dunning_simulation_days,
    dunning_simulation_line,
    dunning_statement_wizard,
)
