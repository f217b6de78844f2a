"""Reference figures that are new: loaded once, so that what somebody deletes later does not come back."""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    convert_file(env, "account_dunning", "data/dunning_benchmark_2025_data.xml", {}, mode="init", noupdate=True)
    env["ir.module.module"].search([("name", "=", "account_dunning")])._update_translations()
