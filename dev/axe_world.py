"""What is looked at with axe-core: a small French company with customers of every kind, before and after the add-on comes.

    fill_books(env)      accounts, customers, invoices and people: what there is without the add-on
    fill_dunning(env)    plans, a run, and one of everything that people open

Both return ids by name, of what the screens show.
"""

from datetime import date, timedelta

from books import Books

CUSTOMERS = ("Atelier Modèle", "Maison Exemple", "Garage Essai")
# Days overdue and amount of each customer's invoices.
OWED = ((6, 1200), (16, 800), (40, 450), (-20, 700))


def fill_books(env):
    """Make customers with invoices, a vendor bill, people; return ids by name."""
    books = Books(env, env.company)
    today = date.today()
    partners = books.customers(
        [
            {"country": "FR", "name": name, "email": f"c{place}@example.com", "phone": "+33 1 99 00 10 1" + str(place)}
            for place, name in enumerate(CUSTOMERS)
        ]
    )
    vals = [
        books.invoice_vals(partner, today - timedelta(days + 30), amount + place, due=today - timedelta(days))
        for place, partner in enumerate(partners)
        for days, amount in OWED
    ]
    moves = books.draft(vals)
    books.post(moves)
    books.file_pdfs(moves)
    bill = _enter_bill(env, partners[0], today)
    _make_people(env)
    _chat(moves[0], partners[0], today)
    portal = _portal_person(env, partners[1])
    return {
        "partner": partners[0].id,
        "invoice": moves[0].id,
        "bill": bill.id,
        "portal": portal.id,
        "company": env.company.id,
    }


def _enter_bill(env, partner, today):
    """Post what the company owes one of its customers."""
    line = {"name": "Parts", "quantity": 1, "price_unit": 300.0, "tax_ids": [(5, 0, 0)]}
    bill = env["account.move"].create(
        {
            "move_type": "in_invoice", "partner_id": partner.id, "invoice_date": today - timedelta(20), "ref": "R300",
            "invoice_date_due": today + timedelta(10), "invoice_payment_term_id": False, "invoice_line_ids": [(0, 0, line)],
        }
    )  # fmt: skip
    bill.action_post()
    return bill


def _chat(move, partner, today):
    """What core's own chatter shows: an activity, a message of a customer, a change of a value."""
    move.message_post(
        body="Le virement part vendredi.",
        author_id=partner.id,
        subject="Re: facture",
        message_type="email",
        subtype_xmlid="mail.mt_comment",
    )
    move.activity_schedule("mail.mail_activity_data_call", today, user_id=move.env.ref("base.user_admin").id)
    move.with_context(tracking_disable=False, mail_notrack=False).ref = "Commande 12"
    partner.activity_schedule("mail.mail_activity_data_call", today, user_id=move.env.ref("base.user_admin").id)


def _make_people(env):
    """An accountant without the add-on; the add-on's own roles are given to the same people later."""
    groups = env.ref("account.group_account_manager") | env.ref("base.group_system")
    for login in ("admin", "collector", "manager"):
        person = env["res.users"].search([("login", "=", login)]) or env["res.users"].create(
            {"name": login.title(), "login": login, "email": f"{login}@example.com"}
        )
        person.group_ids += groups if login == "admin" else env.ref("account.group_account_invoice")
        person.password = login


def _portal_person(env, partner):
    vals = {"login": "portal", "partner_id": partner.id, "group_ids": [(6, 0, env.ref("base.group_portal").ids)]}
    person = env["res.users"].with_context(no_reset_password=True).create(vals)
    person.password = "portal"
    return person


def fill_dunning(env, known):
    """Make the company live, do the run of today, and make one of everything that people open; return ids by name."""
    from first_day import be_ready

    today, company = date.today(), env.company
    env.ref("base.user_admin").group_ids += env.ref("account_dunning.group_dunning_manager")
    people = {login: env["res.users"].search([("login", "=", login)]) for login in ("collector", "manager")}
    people["collector"].group_ids += env.ref("account_dunning.group_dunning_user")
    people["manager"].group_ids += env.ref("account_dunning.group_dunning_manager")
    company.write(
        {
            "dunning_collector_id": people["collector"].id,
            "dunning_working_days": False,
            "dunning_bank_max_age": 0,
            "dunning_page_days": 180,
        }
    )
    be_ready(env, company, today)
    preview = env["dunning.run"].create({"company_id": company.id, "date": today, "kind": "preview"})
    preview.action_preview()
    company.dunning_live_date = today - timedelta(1)
    _choose_plans(env, company)
    run = env["dunning.run"].create({"company_id": company.id, "date": today})
    run.action_run()
    ladder = env.ref("account_dunning.plan_standard")
    return {**known, "preview": preview.id, "run": run.id, "ladder": ladder.id, **_make_events(env, run, known, today)}


def _choose_plans(env, company):
    """Give each customer a plan of one step, each of another channel, with its shipped text."""
    standard = env.ref("account_dunning.plan_standard")
    partners = env["res.partner"].search([("name", "in", CUSTOMERS)])
    for name, channel in zip(CUSTOMERS, ("email", "phone", "letter"), strict=True):
        shipped = env["dunning.plan.step"].search([("plan_id", "=", standard.id), ("channel", "=", channel)], limit=1)
        shipped = shipped or env["dunning.plan.step"].search([("channel", "=", channel)], limit=1)
        plan = env["dunning.plan"].create({"name": f"Plan: {channel}", "company_id": company.id})
        shipped.copy({"plan_id": plan.id, "delay": 5, "mode": "review"})
        partner = partners.filtered(lambda one, wanted=name: one.name == wanted)
        env["dunning.profile"]._get_or_create(partner, company).plan_id = plan


def _make_events(env, run, known, today):
    """Offer a payment plan and a set-off to the first customer and take down its answer; return ids and addresses."""
    partner = env["res.partner"].browse(known["partner"])
    actions = {action.channel: action for action in run.action_ids}
    mail = actions["email"]
    items = env["dunning.receivable"].search([("partner_id", "=", partner.id)], order="date_due")
    dialogue = env["dunning.payment.plan.wizard"].create(
        {"partner_id": partner.id, "receivable_ids": items[:1].ids, "first_date": today + timedelta(10)}
    )
    plan = env["dunning.payment.plan"].browse(dialogue.action_confirm()["res_id"])
    dialogue = env["dunning.set.off.wizard"].create({"partner_id": partner.id, "receivable_ids": items[1:2].ids})
    set_off = env["dunning.set.off"].browse(dialogue.action_confirm()["res_id"])
    reply = _receive_reply(env, mail, today)
    portal = env["res.users"].browse(known["portal"]).partner_id
    return {
        "debit_page": keep_card(env, portal.commercial_partner_id),
        "plan": plan.id, "set_off": set_off.id, "reply": reply.id, "profile": mail.profile_id.id,
        "actions": {channel: action.id for channel, action in actions.items()},
        "page": f"/my/dunning/{mail.id}?access_token={mail._portal_ensure_token()}",
        "plan_page": f"{plan.access_url}?access_token={plan._portal_ensure_token()}",
        "set_off_page": f"{set_off.access_url}?access_token={set_off._portal_ensure_token()}",
    }  # fmt: skip


def keep_card(env, partner):
    """Leave a card of a customer with a provider, and let customers agree on their page that it is tried first.

    Returns:
        path of the page on which it agrees.
    """
    company, method = env.company, env.ref("payment.payment_method_unknown")
    company.dunning_page_debit = True
    provider = env["payment.provider"].create(
        {"name": "Cards", "code": "none", "state": "test", "company_id": company.id, "payment_method_ids": [(6, 0, method.ids)]}
    )
    method.active = True  # only where some provider takes it
    env["payment.token"].create(
        {
            "provider_id": provider.id, "payment_method_id": method.id, "partner_id": partner.id, "provider_ref": "x",
            "payment_details": "4242",
        }
    )  # fmt: skip
    return f"/my/dunning/account/{env['dunning.profile']._get_or_create(partner, company).id}/debit"


def _receive_reply(env, action, today):
    """Let a customer answer a message."""
    partner = action.partner_id
    message = env["mail.message"].create(
        {
            "model": "dunning.action", "res_id": action.id, "body": "<p>Le virement partira vendredi.</p>", "message_type": "email",
            "author_id": partner.id, "email_from": partner.email, "subject": "Re: relance",
        }
    )  # fmt: skip
    return env["dunning.reply"]._receive_message(action, message, "reply", today)
