{
    "name": "Dunning and Collections: Job Queue",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "summary": "Runs and deliveries of dunning as jobs, shared by any number of workers",
    "author": "account_dunning contributors",
    "license": "LGPL-3",
    "depends": ["account_dunning", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
