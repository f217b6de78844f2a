"""The plans for new customers and consumers come archived: nobody follows them until a person has looked at them."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

MODULE = "account_dunning"
PLANS = ("plan_new_customer", "plan_consumer")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if any(env.ref(f"{MODULE}.{name}", raise_if_not_found=False) for name in PLANS):
        return
    convert_file(env, MODULE, "data/dunning_plan_more_data.xml", {}, mode="init", noupdate=True)
    for name in PLANS:
        env.ref(f"{MODULE}.{name}").active = False
