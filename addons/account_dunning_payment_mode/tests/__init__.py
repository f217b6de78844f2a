from . import test_payment_mode
