from . import dunning_action_wizard
from . import dunning_call_wizard
from . import dunning_hold_wizard
from . import dunning_letter_wizard
from . import dunning_remind_wizard
