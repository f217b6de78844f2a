from . import account_payment_mode, dunning_decision, dunning_plan, dunning_suspension
