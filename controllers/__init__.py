from . import account, aged, answers, items, legal, pay, plan, portal, set_off, tracking
from . import account, aged, answers, invoice, items, legal, pay, plan, portal, tracking
