{
    "name": "Dunning and Collections: Sales",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Credit limits on quotations: what is owed, what would lift it, who may let it pass",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "wizards/dunning_credit_pass_wizard_views.xml",
        "views/sale_order_views.xml",
        "views/dunning_target_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {"web.assets_tests": ["account_dunning_sale/static/tests/tours/**/*"]},
    "auto_install": True,
}
