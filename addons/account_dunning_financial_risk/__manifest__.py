{
    "name": "Dunning and Collections: Financial Risk",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "The risk that account_financial_risk shows beside the exposure, with the differences that add up",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "account_financial_risk"],
    "data": ["views/dunning_profile_views.xml"],
    "auto_install": True,
}
