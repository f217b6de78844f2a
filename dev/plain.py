"""A company without what new ones ship with about days, hours and amounts: worlds that need others than the shipped ones.

Imported in an Odoo shell or a process of Odoo. Works on databases of former versions, too: what they do not know is left out.
"""

PLAIN = {
    "dunning_working_days": False,
    "dunning_terms_in_working_days": False,
    "dunning_send_from": 0.0,
    "dunning_send_until": 24.0,
    "dunning_budget_day": 0,
    "dunning_budget_week": 0,
    "dunning_bank_max_age": 0,
    "dunning_threshold": 0.0,
    "dunning_call_tries": 0,
    "dunning_ease_prompt": False,
}
# Plans for customers whom these worlds do not tell apart.
OTHERS = ("account_dunning.plan_new_customer", "account_dunning.plan_consumer")


def make_plain(env):
    """Give every company every day and hour, no budget, no limit and no smallest amount; archive the plans for some customers."""
    companies = env["res.company"].search([])
    companies.write({name: value for name, value in PLAIN.items() if name in companies._fields})
    for name in OTHERS:
        plan = env.ref(name, raise_if_not_found=False)
        if plan:
            plan.active = False
