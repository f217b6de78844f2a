{
    "name": "Dunning and Collections: Time Stamps",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "RFC 3161 time stamps of evidence files: what was proven, and that it was proven by then",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning"],
    "external_dependencies": {"python": ["rfc3161-client"]},
    "data": [
        "data/ir_cron_data.xml",
        "views/dunning_evidence_file_views.xml",
        "views/res_config_settings_views.xml",
    ],
}
