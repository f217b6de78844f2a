from . import dunning_action, dunning_run
