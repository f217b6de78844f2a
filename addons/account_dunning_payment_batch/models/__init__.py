from . import dunning_transit
