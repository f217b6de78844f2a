{
    "name": "Dunning and Collections: Payment Batches",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Invoices in a debit order rest until its money is due, by amount; the customer's other invoices do not",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "account_payment_batch_oca"],
    "auto_install": True,
}
