from . import dunning_decision, dunning_exposure, dunning_suspension
