from . import account, aged, answers, items, legal, pay, plan, portal, tracking
