{
    "name": "Dunning and Collections: French Bills of Exchange",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Invoices paid by LCR rest until their bill is due; bills in circulation count in the exposure",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning_payment_batch", "account_payment_fr_lcr"],
    "auto_install": True,
}
