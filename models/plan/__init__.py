from . import (
    dunning_plan,
    dunning_plan_audience,
    dunning_plan_choice,
    dunning_plan_group,
    dunning_plan_override,
    dunning_plan_step,
    dunning_plan_step_group,
    dunning_plan_step_owner,
    dunning_plan_step_preview,
    dunning_plan_step_wording,
    ir_actions_server,
)
