from . import account, aged, answers, items, legal, pay, portal, tracking
from . import account, aged, answers, items, pay, plan, portal, tracking
