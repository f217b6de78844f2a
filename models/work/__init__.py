from . import (
    dunning_absence,
    dunning_action_deputy,
    dunning_action_people,
    dunning_action_todo,
    dunning_home,
    dunning_task,
    dunning_task_cases,
    dunning_task_claims,
    dunning_task_open,
    mail_activity,
    priority,
)
