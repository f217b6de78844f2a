{
    "name": "Dunning and Collections: Payment Modes",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Plans by payment mode; invoices whose money we fetch ourselves rest until it should have come",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "account_payment_mode"],
    "data": ["views/account_payment_mode_views.xml", "views/dunning_plan_views.xml"],
    "auto_install": True,
}
