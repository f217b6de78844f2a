from . import test_stamp
