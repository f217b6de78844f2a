"""A company's dunning as `odoo shell` scripts: work in every state, and what people change to suit themselves.

Plain texts, run in databases with this or an earlier version of the add-on: they use what every version has.
"""

# Posted invoices of customers, before the add-on is there.
INVOICES = """
from datetime import date, timedelta
partners = env["res.partner"].create([{
    "name": f"Lifecycle customer {rank}", "is_company": True, "email": f"life{rank}@example.com", "phone": "+33 4 00 00 00 00",
    "street": "1 rue des Lilas", "zip": "69001", "city": "Lyon", "country_id": env.ref("base.fr").id,
} for rank in range(1, 13)])
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date(2025, 1, 1),
    "invoice_date_due": date(2025, 1, 31), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0 * rank, "tax_ids": []})],
} for partner in partners for rank in (1, 2)])
moves.action_post()
env.cr.commit()
"""

# Seven weeks of dunning. The mail server of these days takes every message but one customer's.
WORK = """
from datetime import date
from odoo.addons.base.models.ir_mail_server import IrMail_Server
IrMail_Server._connect__ = lambda self, *args, **kwargs: None
def send_email(self, message, *args, **kwargs):
    if "life2@example.com" in message["To"]:
        raise OSError("mailbox full")
    return message["Message-Id"]
IrMail_Server.send_email = send_email
from odoo.addons.sms.tools.sms_api import SmsApi
SmsApi._send_sms_batch = lambda self, messages, **kwargs: [
    {"uuid": number["uuid"], "state": "success", "credit": 0} for message in messages for number in message["numbers"]
]
env.company.email = "office@example.com"
company = env.company
assert company.dunning_plan_id == env.ref("account_dunning.plan_standard"), "a company that was there before gets the standard plan"
Step, Action, Profile = env["dunning.plan.step"], env["dunning.action"], env["dunning.profile"]
customers = env["res.partner"].search([("name", "=like", "Lifecycle customer %")], order="id")
Step.search([]).attach_invoices = False   # PDF documents need a web server
Step.search([]).attach_statement = False
if "dunning_check_sent" in company._fields:
    company.dunning_check_sent = False
plain = {"dunning_working_days": False, "dunning_send_from": 0.0, "dunning_send_until": 24.0, "dunning_budget_day": 0,
         "dunning_budget_week": 0, "dunning_bank_max_age": 0, "dunning_threshold": 0.0,
         "dunning_terms_in_working_days": False, "dunning_ease_prompt": False}
company.write({name: value for name, value in plain.items() if name in company._fields})  # whatever a version ships
if "dunning_mail_tested_on" in company._fields:  # the first day's checklist
    admin, day = env.ref("base.user_admin"), "2025-01-01"
    company.dunning_collector_id = company.dunning_collector_id or admin
    company.write({"dunning_mail_tested_on": day, "dunning_plans_read_on": day, "dunning_plans_read_by_id": admin.id})
    if not company.partner_id.bank_ids:
        env["res.partner.bank"].create({"partner_id": company.partner_id.id, "acc_number": "FR7630006000011234567890189"})
for name in ("plan_new_customer", "plan_consumer"):
    others = env.ref(f"account_dunning.{name}", raise_if_not_found=False)
    if others:
        others.active = False
sms = env.ref("account_dunning.plan_small_account").copy({"name": "By SMS", "segment": False, "company_id": company.id})
sms.step_ids[1:].active = False
words = env["sms.template"].search([("model", "=", "dunning.action")], limit=1)
sms.step_ids[:1].write({"delay": 5, "channel": "sms", "mode": "auto", "sms_template_id": words.id})
segments = ["standard"] * 6 + ["small"] * 3 + ["key"] * 3
for customer, segment in zip(customers, segments):
    Profile._get_or_create(customer, company).segment = segment
Profile._get_or_create(customers[11], company).plan_id = sms
if "dunning_mail_tested_on" in company._fields:  # versions before the checklist go live without it
    company.write({"dunning_mail_tested_on": date(2025, 1, 26), "dunning_plans_read_on": date(2025, 1, 26)})
    company.dunning_collector_id = company.dunning_collector_id or env.user
    if not company.partner_id.bank_ids:
        env["res.partner.bank"].create({"partner_id": company.partner_id.id, "acc_number": "FR7630006000011234567890189"})
preview = env["dunning.run"].create({"company_id": company.id, "date": date(2025, 1, 26)})
preview.action_preview()
preview.action_approve()
def work(action, day):
    if action.channel == "phone":
        outcome = ("reached", "promised", "disputed", "no_answer")[action.id % 4]
        until = date(2025, 12, 1) if outcome == "promised" else None
        action._report_call(day, outcome, "spoke to accounts payable", until)
    elif action.channel in ("letter", "registered_letter"):
        action._mark_posted(day, number="RR123456789FR" if action.channel == "registered_letter" else None)
    elif action.state == "todo":
        action.write({"state": "ready", "needs_review": False})
days = ((1, 26), (2, 5), (2, 8), (2, 10), (2, 15), (2, 20), (3, 2))
for day in [date(2025, *day) for day in days]:
    run = env["dunning.run"].create({"company_id": company.id, "date": day})
    run.action_run()
    actions = Action.search([("state", "in", ("todo", "ready")), ("date", "<=", day)])
    for action in actions[1:]:   # one waits for a person
        work(action, day)
    # former versions name it otherwise
    getattr(actions[1:], "_deliver_actions" if hasattr(Action, "_deliver_actions") else "_deliver")(day)
Action.search([("state", "=", "todo")])[:1].action_cancel()
run = env["dunning.run"].create({"company_id": company.id, "date": date(2025, 3, 20)})
run.action_run()
Action.search([("state", "=", "todo"), ("channel", "=", "email")])[:1].write({"state": "ready", "needs_review": False})
# what people leave behind while they work
action = Action.search([("state", "=", "done")], limit=1)
action.message_post(body="a note", attachments=[("note.txt", b"text")])
profile = action.profile_id
profile.message_subscribe(env.user.partner_id.ids)
profile._ask_for_address("Please mend the address")
env["dunning.hold"].create({"partner_id": customers[3].id, "reason": "customer asked", "kind": "hold"})
invoice = env["account.move"].search([("partner_id", "=", customers[4].id)], limit=1)
if "dispute" in env["dunning.hold"]._fields["kind"].get_values(env):  # in former versions a kind of hold
    env["dunning.hold"].create({"move_id": invoice.id, "reason": "wrong price", "kind": "dispute"})
else:
    category = env["dunning.dispute.category"].search([], limit=1)
    env["dunning.dispute"].create({"move_id": invoice.id, "description": "wrong price", "category_id": category.id})
invoice = env["account.move"].search([("partner_id", "=", customers[5].id)], limit=1)
invoice.dunning_plan_id = env.ref("account_dunning.plan_key_account")
env["ir.filters"].create({"name": "My actions", "model_id": "dunning.action", "domain": "[]", "user_ids": []})
env["ir.exports"].create({"name": "My columns", "resource": "dunning.action", "export_fields": [(0, 0, {"name": "partner_id"})]})
env["ir.default"].set("dunning.hold", "reason", "by default")
env["mail.activity.plan"].create({"name": "My habit", "res_model": "dunning.profile"})
env["ir.actions.act_window"].create({"name": "My list", "res_model": "dunning.action"})
model_id, form = env["ir.model"]._get_id("dunning.action"), env.ref("account_dunning.view_dunning_action_form")
env["ir.actions.server"].create({"name": "My button", "model_id": model_id, "state": "code", "code": "pass"}).create_action()
env["ir.ui.view"].create({"name": "My columns", "model": "dunning.action", "inherit_id": form.id, "arch": "<data/>"})
env["mail.template"].create({"name": "My text", "model_id": model_id, "subject": "Hello"})
action.activity_schedule("mail.mail_activity_data_todo", summary="look again", user_id=env.uid)
states = set(Action.search([]).mapped("state"))
assert states == {"todo", "ready", "done", "failed", "cancelled"}, states
channels = set(Action.search([]).mapped("channel"))
assert channels >= {"email", "phone", "letter", "registered_letter", "sms"}, channels
env.cr.commit()
"""

# What a credit manager changes in what was shipped.
EDITS = """
standard = env.ref("account_dunning.plan_standard")
standard.write({"name": "Our standard", "minimum_interval": 4})
env.ref("account_dunning.step_standard_p5").write({"name": "Our first reminder", "tone": "firm"})
env.ref("account_dunning.step_standard_p20").active = False
env.ref("account_dunning.plan_key_account").segment = False
env["dunning.plan.step"].search([("plan_id", "=", standard.id), ("delay", "=", -5)]).mode = "review"
template = env.ref("account_dunning.mail_template_first_reminder")
template.write({"subject": "Our words", "body_html": "<p>Please pay <t t-out='object.amount_text'/></p>"})
env.ref("account_dunning.ir_cron_dunning_run").write({"interval_number": 2, "active": False})
env.ref("account_dunning.mail_activity_type_call").summary = "Ring them"
env.company.write({"dunning_daily_cap": 77, "dunning_bank_max_age": 9, "dunning_review_days": 12})
spare = env.ref("account_dunning.step_key_p18")
assert not env["dunning.action"].search_count([("step_id", "=", spare.id)])
spare.unlink()
env.cr.commit()
"""

# After an upgrade: what was changed is as it was changed, all screens open, and dunning goes on where it stood.
OPEN = """
from datetime import date
from odoo.tests import Form
standard, step = env.ref("account_dunning.plan_standard"), env.ref("account_dunning.step_standard_p5")
assert (standard.name, standard.minimum_interval) == ("Our standard", 4)
assert (step.name, step.tone) == ("Our first reminder", "firm")
assert not env.ref("account_dunning.step_standard_p20").active
assert not env.ref("account_dunning.step_key_p18", raise_if_not_found=False), "a step that was deleted came back"
assert env.ref("account_dunning.mail_template_first_reminder").subject == "Our words"
assert not env.ref("account_dunning.ir_cron_dunning_run").active
assert env.company.dunning_daily_cap == 77
people = env(user=env.ref("base.user_admin"))
own = [name for name, model in env.registry.items() if model._original_module == "account_dunning"]
shown = [*own, "account.move", "res.partner", "res.config.settings"]
for view in env["ir.ui.view"].search([("model", "in", shown), ("type", "!=", "qweb"), ("mode", "=", "primary")]):
    people[view.model].get_views([(view.id, view.type)])
people["ir.ui.menu"].load_menus(False)
for name in own:
    model = people[name]
    if model._abstract or model._transient or name == "dunning.background.step":  # which nobody reads
        continue
    for record in model.with_context(active_test=False).search([], limit=5):
        record.read()
    assert model.with_context(active_test=False).search_count([]) or not env[name].sudo().search_count([]), name
Form(people["account.move"].search([("move_type", "=", "out_invoice")], limit=1)), Form(people["res.config.settings"])
for name in ("dunning.action", "dunning.profile", "dunning.plan", "dunning.hold", "dunning.run"):
    Form(people[name].search([], limit=1))
Action, Line = env["dunning.action"], env["dunning.action.line"]
done, taken = Action.search_count([("state", "=", "done")]), Line.search_count([("kind", "=", "advance"), ("status", "=", "counted")])
assert done and taken
run = env["dunning.run"].create({"company_id": env.company.id, "date": date(2025, 4, 2)})
run.action_preview()
assert run.item_count == 24, run.item_count
assert Action.search_count([("state", "=", "done")]) == done
assert Line.search_count([("kind", "=", "advance"), ("status", "=", "counted")]) == taken
"""
