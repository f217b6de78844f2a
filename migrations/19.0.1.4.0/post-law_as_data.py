"""Bring the law that this version ships as data: what people delete later stays deleted (``forcecreate``), so it comes once, here."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

FILES = ("dunning_debtor_pattern_data.xml", "dunning_insolvency_data.xml", "dunning_limitation_data.xml")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in FILES:
        convert_file(env, "account_dunning", f"data/{name}", {}, mode="init", noupdate=True)
