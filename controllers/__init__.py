from . import account, aged, answers, items, legal, pay, plan, portal, set_off, tracking
