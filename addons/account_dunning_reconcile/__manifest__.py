{
    "name": "Dunning and Collections: Reconciliation",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "A payer that was guessed for a bank line is a guess: it keeps nobody's reminder back",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "account_reconcile_oca"],
    "auto_install": True,
}
