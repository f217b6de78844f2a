from . import dunning_profile
