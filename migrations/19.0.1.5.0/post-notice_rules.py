"""Notices before a claim come archived: nothing of a database changes until a person has looked at them."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

MODULE = "account_dunning"
RULES = ("notice_rule_be_consumer", "notice_rule_nl_consumer", "notice_rule_uk_person", "notice_rule_uk_company")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if any(env.ref(f"{MODULE}.{name}", raise_if_not_found=False) for name in RULES):
        return
    convert_file(env, MODULE, "data/dunning_notice_rule_data.xml", {}, mode="init", noupdate=True)
    for name in RULES:
        env.ref(f"{MODULE}.{name}").active = False
