"""The companies of the attacked world, their plans, and the weeks that they have lived."""

import contextlib
import logging
from datetime import datetime, timedelta

from attack_world import DAYS, STEPS
from books import BLANK_PDF
from demo_data import silent_mail
from plain import PLAIN

NOISY = ("odoo.sql_db", "odoo.addons.iap.tools.iap_tools", "odoo.tools.translate", "odoo.addons.partner_autocomplete")


@contextlib.contextmanager
def silent_services(env):
    """Let mail and SMS leave without going anywhere, and documents be made without a printer."""
    from unittest.mock import patch

    from odoo.addons.sms.tools.sms_api import SmsApi

    def accepted(_self, messages, *_args, **_kwargs):
        return [{"uuid": one["uuid"], "state": "success"} for part in messages for one in part["numbers"]]

    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with (
        silent_mail(env),
        patch.object(SmsApi, "_send_sms_batch", accepted),
        patch.object(env.registry["ir.actions.report"], "_run_wkhtmltopdf", lambda *_args, **_kwargs: BLANK_PDF),
    ):
        yield


def found(env, world):
    """Make company A (the database's own), its branch and company B; return them."""
    a = env.company
    a.write({"name": "Company A", "email": "a@office.example.com"})
    quiet = {"iap_enrich_auto_done": True}
    branch = env["res.company"].create(
        {"name": "Branch of A", "parent_id": a.id, "email": "branch@office.example.com", **quiet}
    )
    env.cr.flush()  # the chart of accounts reaches the branch
    b = env["res.company"].create(
        {
            "name": "Company B", "country_id": a.country_id.id, "currency_id": a.currency_id.id,
            "email": "b@office.example.com", **quiet,
        }
    )  # fmt: skip
    env["account.chart.template"].try_loading(a.chart_template, company=b, install_demo=False)
    env.ref("base.user_admin").company_ids |= a | branch | b
    env.user.company_ids |= a | branch | b
    env["ir.cron"].search([]).active = False
    env["ir.mail_server"].search([]).active = False
    return a, branch, b


def go_live(world, company):
    """Give a company its plan, people and settings, records of configuration included."""
    env = world.env
    place = "a" if company == world.a else "b"
    plan = env["dunning.plan"].create(
        {
            "name": f"Plan of {place}", "company_id": company.id, "minimum_interval": 3,
            "step_ids": [(0, 0, step_vals(env, delay, channel)) for delay, channel in STEPS],
        }
    )  # fmt: skip
    company.write(
        {
            **PLAIN, "dunning_live_date": world.today - timedelta(90), "dunning_plan_id": plan.id, "dunning_digest": False,
            "dunning_collector_id": world.users[f"collector_{place}"].id, "dunning_check_sent": False,
        }
    )  # fmt: skip
    later = world.today + timedelta(200)
    for model, vals in (
        ("dunning.moratorium", {"name": f"Moratorium {place}", "date_start": later, "date_end": later}),
        ("dunning.closed.day", {"name": f"Closed {place}", "date_start": later, "date_end": later, "kind": "holiday"}),
        ("dunning.target", {"value": 45, "measure": "dso"}),
    ):
        if "kind" in vals:
            vals["kind"] = env[model]._fields["kind"].get_values(env)[0]
        try_to(world, f"{place}.{model}", lambda model=model, vals=vals: env[model].create({**vals, "company_id": company.id}))


def try_to(world, what, make):
    """Make something; where it cannot be made, say so."""
    try:
        with world.env.cr.savepoint():
            make()
            world.env.flush_all()
    except Exception as error:
        world.miss(what, error)


def share_settings(world):
    """Make what is no single company's, or a person's own: an old plan for all, a register, a dashboard, an authority."""
    env, manager = world.env, world.users["manager_a"]
    old = {"grouping_window": 0, "letter_window": 0, "not_again_days": 0}
    for model, vals in (
        ("dunning.plan", {"name": "Plan of all", "step_ids": [(0, 0, step_vals(env, 5, "email"))], **old}),
        ("dunning.plan", {"name": "Old plan", "company_id": world.a.id, "step_ids": [(0, 0, step_vals(env, 5, "email"))], **old}),
        ("dunning.register.entry", {"siren": "552100554", "name": "Example", "staff_band": "41"}),
        ("dunning.dashboard.block", {"code": "owed", "user_id": manager.id}),
        ("dunning.credit.authority", {"company_id": world.a.id, "user_id": manager.id, "amount": 5000.0}),
        ("dunning.credit.authority", {"company_id": world.a.id, "user_id": world.users["chief_a"].id}),
        ("dunning.credit.authority", {"company_id": world.b.id, "user_id": world.users["manager_b"].id, "amount": 5000.0}),
    ):
        try_to(world, f"all.{model}", lambda model=model, vals=vals: env[model].create(vals))


def step_vals(env, delay, channel):
    """Return the values of a step with a text of our own."""
    return {
        "name": f"{channel} {delay}", "delay": delay, "channel": channel, "attach_invoices": channel == "email",
        "mode": "review" if channel in ("phone", "registered_letter", "letter") else "auto",
        "mail_template_id": env["mail.template"].search([("model", "=", "dunning.action")], limit=1).id,
        "letter_template_id": env["mail.template"].search([("model", "=", "dunning.action")], limit=1).id,
        "sms_template_id": env["sms.template"].search([("model", "=", "dunning.action")], limit=1).id,
    }  # fmt: skip


def live(world):
    """Let both companies chase their customers for five weeks, then add what people say and do today."""
    from freezegun.api import freeze_time

    env = world.env
    companies = [world.a, world.b]
    with silent_services(env):
        with freeze_time(datetime.combine(world.today, datetime.min.time()), tick=True, real_asyncio=True) as clock:
            for number, offset in enumerate(DAYS):
                day = world.today + timedelta(offset)
                clock.move_to(datetime.combine(day, datetime.min.time()).replace(hour=9))
                for company in companies:
                    live_day(world, company, day, number, is_last=offset == DAYS[-1])
        for party in world.parties:
            party.fill()
        for company in companies:
            finish(world, company)
        env.flush_all()


def live_day(world, company, day, number, is_last):
    """One day of one company: promises, a run, its work."""
    env = world.env
    if number == 3:
        for party in world.parties[:3]:
            if party.company == company:
                for move in party.of(party.partners[0])[:1] + party.of(party.partners[-1])[:1]:
                    with contextlib.suppress(Exception), env.cr.savepoint():
                        party.promise(move.partner_id, move, day, day + timedelta(5))
    run = env["dunning.run"].create({"company_id": company.id, "date": day})
    run.action_run()
    todo = env["dunning.action"].search([("company_id", "=", company.id), ("state", "in", ("todo", "ready"))])
    for count, action in enumerate(todo):
        if is_last and count % 2:
            continue
        with contextlib.suppress(Exception), env.cr.savepoint():
            work(action, day, count)
    env["dunning.action"]._deliver_ready(company, day)
    env.flush_all()


def work(action, day, count):
    """Do one action, as a person does."""
    if action.channel == "phone":
        action._report_call(day, ("reached", "no_answer")[count % 2], "spoke to somebody")
    elif action.channel in ("letter", "registered_letter"):
        action.action_print_letters()
        action._mark_posted(day, f"1A 199 {action.id:04d}" if action.channel == "registered_letter" else None)
    elif count % 7 == 6:
        action._skip_steps("Seen with the customer", day)
    else:
        action.action_approve()


def figures(world, company):
    """Each credit manager has looked at the key figures: the rows are his."""
    for login, user in world.users.items():
        if login.startswith("manager_") and user.company_id == company:
            Wizard = world.env(user=user.id, su=False)["dunning.metric.wizard"]
            Wizard.with_context(allowed_company_ids=user.company_ids.ids).create({"months": 2, "dimension": "customer"}).action_show()


def finish(world, company):
    """What is computed for a company: forecast, and a preview."""
    env = world.env
    for what in (
        lambda: env["dunning.behaviour"]._refresh_forecast(company, world.today),
        lambda: env["dunning.run"].create({"company_id": company.id, "date": world.today}).action_preview(),
        lambda: figures(world, company),
    ):
        try_to(world, f"finish {company.name}", what)
