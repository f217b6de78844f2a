from . import account, aged, answers, debit, document, invoice, items, legal, pay, plan, portal, set_off, tracking
