from . import dunning_credit_pass_wizard
