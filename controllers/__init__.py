from . import account, aged, answers, debit, invoice, items, legal, pay, plan, portal, set_off, tracking
