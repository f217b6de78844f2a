"""The OCA's credit control on the same ledger, in a database of its own: what it takes to make its lines and communications.

Its add-on is fetched as ``make compat`` does, pinned with its hash (``dev/requirements-compat.txt``); nothing of ours is installed
beside it. Nothing leaves: neither side's time has mail in it.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "dev" / "tests")]
import build_ledger
from measure_runs import DAY
from meter import Meter

NAME, MODULE = "OCA's credit control", "account_credit_control"


def fetch_add_on():
    """Return the folder of the OCA's add-ons, fetched once."""
    import compat_oca

    return compat_oca.fetch()


def prepare_policy(env):
    """Have all customers of the ledger be chased by the policy of three reminders that comes with the add-on; return it."""
    from odoo import Command

    accounts = env["account.account"].search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)])
    policy = env.ref(f"{MODULE}.credit_control_3_time")
    policy.write({"account_ids": [Command.set(accounts.ids)], "active": True})
    env["res.partner"].search([("ref", "=like", "BENCH%")]).credit_policy_id = policy
    env.company.credit_policy_id = policy
    env.cr.commit()
    build_ledger.analyze(env)
    return policy


def chase(env, policy):
    """Do a run of the day: lines, then a communication a customer and level; return both numbers."""
    from odoo import Command

    run = env["credit.control.run"].create({"date": DAY, "policy_ids": [Command.set(policy.ids)], "company_id": env.company.id})
    run.generate_credit_lines()
    run.set_to_ready_lines()
    made = env["credit.control.communication"]._generate_comm_from_credit_lines(run.line_ids)
    env.cr.commit()
    return len(run.line_ids), len(made)


def measure(env, _items, _argument):
    """Measure that run; return its figures by :data:`NAME`, with the numbers of lines and communications."""
    policy, meter = prepare_policy(env), Meter(env)
    lines, communications = meter.measure(NAME, lambda: chase(env, policy))
    return {NAME: {**meter.figures[NAME], "lines": lines, "communications": communications}}
