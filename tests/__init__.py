from . import test_worked_example
from . import test_email
