from . import test_delivery_exposure, test_delivery_hold
