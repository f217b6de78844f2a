from . import (
    base_partner_merge,
    dunning_action_wizard,
    dunning_call_wizard,
    dunning_dispute_settle_wizard,
    dunning_dispute_wizard,
    dunning_hold_wizard,
    dunning_letter_wizard,
    dunning_promise_wizard,
    dunning_promise_wizard_line,
    dunning_remind_wizard,
)
