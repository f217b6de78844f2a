from . import account, aged, answers, invoice, items, legal, pay, plan, portal, set_off, tracking
