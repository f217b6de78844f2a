from . import account, aged, answers, items, pay, portal, tracking
