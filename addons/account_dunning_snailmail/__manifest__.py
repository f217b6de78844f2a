{
    "name": "Dunning and Collections: Letters by Post",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Dunning letters posted by Snailmail, their status back on the action",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "snailmail"],
    "data": ["views/dunning_action_views.xml"],
    "auto_install": True,
}
