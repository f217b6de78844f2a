{
    "name": "Dunning and Collections: Mail Tracking",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Bounces and complaints about reminders count at once; no picture of openings where the company does not want it",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "mail_tracking"],
    "auto_install": True,
}
