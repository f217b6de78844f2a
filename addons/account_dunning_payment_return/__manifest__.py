{
    "name": "Dunning and Collections: Payment Returns",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "A returned debit ends its hold and is a task; only the invoice that came back is asked",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "account_payment_return"],
    "auto_install": True,
}
