from . import account, aged, answers, items, legal, pay, portal, tracking
