"""Makes the demo company: its customers, invoices and payments, and nine weeks of dunning done by its people.

Everything is relative to the day it is made for, and the same each time: customers and their stories are in
``demo_data_customers``, chance is seeded. The past is lived with the clock of the process put back: a real run every
three days, people who approve, call and post letters, payments that arrive. Messages of the past go to no mail server.

Each step of each shipped plan is due for somebody on the day itself, whose run is left to the caller.
"""

import base64
import contextlib
import io
import random
import unicodedata
from collections import defaultdict, namedtuple
from datetime import datetime, timedelta

import first_day

import demo_data_customers as people
import demo_data_mails as mails
import demo_data_takeover as takeover
from books import LANGUAGES, Books
from plain import make_plain

CUSTOMERS = people.CUSTOMERS + takeover.TAKEN_OVER
SEED = 20260119
# The company went live so many days ago; then a run every third day, the last one yesterday.
LIVE = -63
RUNS = range(-61, 0, 3)
FIRST_INVOICE = -120
# How many of the customers that only buy and pay a small demo has.
SMALL = 3
# Of so many invoices one is not sent.
FORGOTTEN = 20

COMPANY = {
    "name": "Ateliers Vernier",
    "street": "14 quai de l'Exemple",
    "zip": "69009",
    "city": "Lyon",
    "email": "comptabilite@vernier.example.com",
    "phone": "+33 1 99 00 10 00",
    "website": "https://vernier.example.com",
    "company_registry": "911111110",
    "vat": "FR24911111110",
    "report_header": "Agencement et mobilier sur mesure",
    "report_footer": "Ateliers Vernier SAS au capital de 120 000 € – RCS Lyon 911 111 110 – TVA FR24911111110",
}
BRANCH = {
    "name": "Ateliers Vernier Provence",
    "street": "3 cours du Modèle",
    "zip": "13100",
    "city": "Aix-en-Provence",
    "email": "provence@vernier.example.com",
    "phone": "+33 1 99 00 10 50",
}
# Accounts of a bank that there is not, with right check digits (of the French account number, and of the IBAN).
BIC, BANK = "EXMPFRPP", "Banque de l'Exemple"
IBAN, BRANCH_IBAN = "FR7699999000010123456789012", "FR7699999000010123456790661"
# What one euro is worth.
RATES = {"GBP": 0.86, "USD": 1.09, "CHF": 0.95, "JPY": 163.0}

# Of customers who are not written to in French: days before months, as all over Europe.
LANGUAGE = "en_GB"

User = namedtuple("User", "login name function lang groups phone")
USERS = (
    User("manager", "Claire Vasseur", "Credit manager", "fr_FR",
         ("account_dunning.group_dunning_manager", "account.group_account_invoice"), "+33 1 99 00 10 01"),
    User("collector", "Hugo Lemaire", "Chargé de recouvrement", "fr_FR",
         ("account_dunning.group_dunning_user", "account.group_account_invoice"), "+33 1 99 00 10 02"),
    User("sales", "Tom Becker", "Account manager", "en_US",
         ("account_dunning.group_dunning_contributor",), "+33 1 99 00 10 03"),
)  # fmt: skip

PREFIX = {"GB": "+44 1632 960", "DE": "+49 30 23125 ", "US": "+1 503 555 0", "FR": "+33 1 99 00 "}
FUNCTIONS = {
    "payment": {"FR": "Comptabilité fournisseurs", "": "Accounts payable"},
    "approval": {"FR": "Achats", "": "Purchasing"},
    "legal": {"FR": "Gérance", "": "Managing director"},
    "invoice": {"FR": "Réception des factures", "": "Invoice reception"},
}
# How calls end, in percent; scripted customers say that they will pay.
OUTCOMES = {"reached": 52, "no_answer": 22, "promised": 11, "payment_announced": 7, "refused": 5, "not_received": 3}
# Of the messages of other customers, in percent: approved, skipped; the rest waits.
APPROVED, SKIPPED = 80, 5


class Demo:
    """The demo company being made.

    Args:
        env: environment of the superuser on a database with the French chart and the add-on.
        today: the day it is made for.
        customers: :class:`demo_data_customers.Customer`, all of them by default.
        say: function that prints a line of progress.
    """

    def __init__(self, env, today, customers=CUSTOMERS, say=None):
        self.env = env
        self.today = today
        self.customers = customers
        self.say = say or (lambda text: None)
        self.dice = random.Random(SEED)
        self.company = env.company
        self.events = defaultdict(list)
        self.partners = {}
        self.moves = {}

    def day(self, offset):
        """Return the date ``offset`` days after today."""
        return self.today + timedelta(offset)

    def build(self):
        """Make everything; the caller commits."""
        import pandas  # noqa: F401  reads the workbook of the take-over; imported first while the clock is set, it crashes
        from freezegun.api import freeze_time

        found_company(self.env, self.day(FIRST_INVOICE))
        self._found_branch()
        with freeze_time(self._moment(LIVE, 7), tick=True, real_asyncio=True) as clock, silent_mail(self.env):
            self.clock = clock
            self.users = make_users(self.env, self.company + self.branch)
            self._settle_in()
            self.books = Books(self.env, self.company)
            self.branch_books = Books(self.env, self.branch)
            self._make_customers()
            self._plan_invoices()
            self._live()
        self._leave_today()
        with freeze_time(self._moment(0, 8), real_asyncio=True), silent_mail(self.env):
            scripted = self.env["res.partner"].union(*(partner for customer, partner in self.partners.items() if customer.scripted))
            takeover.offer(self)
            mails.receive_morning_mails(self.env, self.company, scripted, self.today)

    def _moment(self, offset, hour):
        return datetime.combine(self.day(offset), datetime.min.time()).replace(hour=hour)

    # -- the company -------------------------------------------------------------------------------

    def _found_branch(self):
        """Open a branch with its own address and bank account."""
        env, company = self.env, self.company
        self.branch = env["res.company"].create(
            {
                **BRANCH,
                "parent_id": company.id,
                "country_id": company.country_id.id,
                "logo": company.logo,
                "iap_enrich_auto_done": True,
            }
        )
        env.cr.flush()  # the chart of accounts reaches the branch before the commit
        env["res.partner.bank"].create(bank_vals(env, self.branch.partner_id, BRANCH_IBAN))

    def _settle_in(self):
        """Say who collects, and let the settings of dunning be those of a company that uses it."""
        self.company.write(
            {
                "dunning_collector_id": self.users["collector"].id,
                "dunning_plan_id": self.env.ref("account_dunning.plan_standard").id,
            }
        )

    # -- customers ---------------------------------------------------------------------------------

    def _make_customers(self):
        books = self.books
        vals_list = []
        for number, customer in enumerate(self.customers):
            vals_list.append(
                {
                    "name": customer.name,
                    "country": customer.country,
                    "ref": f"C{number + 1:04d}",
                    **({} if customer.country in LANGUAGES else {"lang": LANGUAGE}),
                    "email": f"contact@{domain_of(customer.name)}" if customer.email else False,
                    "phone": phone(customer.country, number * 4),
                    "is_company": customer.nature != "consumer",
                    "user_id": self.users["sales"].id if customer.segment != "small" else False,
                }
            )
        partners = books.customers(vals_list)
        self.partners = dict(zip(self.customers, partners, strict=True))
        roles = self._make_people()
        sizes = {"key": "large", "standard": "medium", "small": "micro"}
        self.env["dunning.profile"].with_context(tracking_disable=True).create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "segment": customer.segment,
                    "size": "public" if customer.nature == "public" else sizes[customer.segment],
                    "debtor_class": customer.nature,
                    "payer_type": customer.payer,
                    "collector_id": self.users["manager" if customer.segment == "key" else "collector"].id,
                    "note": customer.note or False,
                    **{f"{role}_contact_id": person.id for role, person in roles[customer].items()},
                }
                for customer, partner in self.partners.items()
            ]
        )

    def _make_people(self):
        """Give customers their people; return for each customer the contact by role."""
        wanted = []
        turn = defaultdict(int)
        for number, (customer, partner) in enumerate(self.partners.items()):
            if customer.nature == "consumer":
                continue
            roles = ["payment"] if customer.segment == "small" else ["payment", "approval", "legal"]
            if customer.segment == "key":
                roles.append("invoice")
            for rank, role in enumerate(roles):
                names = people.NAMES.get(customer.country, people.NAMES["FR"])
                count = turn[names] = turn[names] + 1
                first, last = names[count % len(names)][0], names[(count + count // len(names)) % len(names)][1]
                address = f"{slug(first)}.{slug(last)}@{domain_of(customer.name)}"
                if role == "payment" and isinstance(customer.email, str):
                    address = customer.email
                labels = FUNCTIONS[role]
                vals = {
                    "name": f"{first} {last}",
                    "parent_id": partner.id,
                    "type": "contact",
                    "lang": partner.lang,
                    "function": labels.get(customer.country, labels[""]),
                    "email": address if customer.email else False,
                    "phone": phone(customer.country, number * 4 + rank + 1),
                }
                wanted.append((customer, role, vals))
        contacts = self.books.env["res.partner"].create([vals for _customer, _role, vals in wanted])
        roles = defaultdict(dict)
        for (customer, role, _vals), contact in zip(wanted, contacts, strict=True):
            roles[customer][role] = contact
        return roles

    # -- what will happen --------------------------------------------------------------------------

    def _plan_invoices(self):
        """Draft all invoices and note on which day what happens to them."""
        vals_list, todo = [], []
        for customer, partner in self.partners.items():
            for owed in self._regular(customer):
                day = owed.due - (owed.term[-1][1] if owed.term else customer.days)
                vals_list.append(self._invoice_vals(customer, partner, owed, day))
                todo.append((customer, owed, day))
            for owed in customer.owed:
                day = owed.due - (owed.term[-1][1] if owed.term else customer.days)
                vals_list.append(self._invoice_vals(customer, partner, owed, day))
                todo.append((customer, owed, day))
            for kind, day, reason, until in customer.holds:
                self.events[day].append(("hold", partner, (kind, reason, until)))
            if customer.credit:
                self.events[-6].append(("credit", partner, customer))
            if customer.advance:
                self.events[-5].append(("advance", partner, customer))
        moves = self.books.draft(vals_list)
        for (_customer, owed, day), move in zip(todo, moves, strict=True):
            self.events[day].append(("post", move, None))
            if owed.paid:
                self.events[owed.paid_on].append(("pay", move, owed.paid))
            for kind, when, reason, until in owed.events:
                self.events[when].append((kind if kind in self.DOINGS else "hold", move, (kind, reason, until)))

    def _regular(self, customer):
        """Return the ordinary invoices of a customer, paid after the customer's habit, as :class:`Owed`."""
        found = []
        if not customer.every:
            return found
        dice = random.Random(f"{SEED} {customer.name}")
        day = FIRST_INVOICE + dice.randint(0, customer.every)
        while day < -3:
            due = day + customer.days
            late = -dice.randint(1, 6) if customer.late < 0 else customer.late + dice.randint(-2, 3)
            quiet = customer.late < 0 and -8 < due < 9  # nothing of theirs but the story is due around today
            if not quiet:
                amount = round(customer.amount * dice.uniform(0.5, 1.6), 0 if customer.currency == "JPY" else 2)
                paid = due + late
                found.append(people.Owed(due, amount, paid=float(paid < 0), paid_on=paid))
            day += dice.randint(customer.every * 2 // 3, customer.every * 4 // 3)
        return found

    def _invoice_vals(self, customer, partner, owed, day):
        books = self.branch_books if customer.branch else self.books
        more = {"ref": owed.ref, "currency_id": books.currency(customer.currency).id}
        if owed.term:
            more["term"] = books.term(owed.term)
        else:
            more["due"] = self.day(owed.due)
        vals = books.invoice_vals(partner, self.day(day), owed.amount, **more)
        if customer.branch:
            vals["company_id"] = self.branch.id
        line = vals["invoice_line_ids"][0][2]
        subject = random.Random(f"{SEED} {customer.name} {day}").choice(people.SUBJECTS)
        digits = 0 if customer.currency == "JPY" else 2
        prices = [round(owed.amount * share, digits) for _text, share in subject]
        prices[-1] = round(owed.amount - sum(prices[:-1]), digits)
        taxes = self.company.account_sale_tax_id.ids if customer.country == "FR" else []
        vals["invoice_line_ids"] = [
            (0, 0, {**line, "name": text, "price_unit": price, "tax_ids": [(6, 0, taxes)]})
            for (text, _share), price in zip(subject, prices, strict=True)
        ]
        return vals

    # -- living it ---------------------------------------------------------------------------------

    DOINGS = (
        "post", "credit", "advance", "pay", "announce_bank", "block", "exclude", "promise", "dispute", "hold",
    )  # fmt: skip

    def _live(self):
        manager = self.users["manager"]
        self._happen(FIRST_INVOICE - 60, LIVE)
        first_day.be_ready(self.env(user=manager), self.company, self.day(LIVE))
        run = self._run_model(manager).create({"company_id": self.company.id, "date": self.day(LIVE)})
        run.action_preview()
        run.action_approve()
        # The backlog of the first day waits for review; its run was queued by the approval.
        self.env["dunning.run"].search([("state", "=", "queued")]).action_run()
        team = Team(self)
        team.work(LIVE)
        last = LIVE
        for number, offset in enumerate(RUNS):
            self.clock.move_to(self._moment(offset, 5))
            self._happen(last, offset)
            run = self._run_model(self.env.user).create({"company_id": self.company.id, "date": self.day(offset)})
            run.action_run()
            self.clock.move_to(self._moment(offset, 10))
            team.work(offset, is_last=offset == RUNS[-1])
            self.env.flush_all()
            self.env.invalidate_all()
            last = offset
            if number % 7 == 6:
                self.say(f"  {number + 1} of {len(RUNS)} past runs")

    def _run_model(self, user):
        return self.env["dunning.run"].with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _happen(self, after, until):
        """Let happen what lies in the days after one day until another."""
        by_kind = defaultdict(list)
        for offset in sorted(self.events):
            if after < offset <= until:
                for kind, subject, detail in self.events[offset]:
                    by_kind[kind].append((offset, subject, detail))
        for kind in self.DOINGS:
            if by_kind[kind]:
                getattr(self, f"_do_{kind}")(by_kind[kind])

    def _do_post(self, happenings):
        moves = self.books.env["account.move"].union(*(move for _day, move, _none in happenings)).sorted("invoice_date")
        self.books.post(moves)
        file_facsimiles(moves)
        moves.filtered(lambda move: move.id % FORGOTTEN).is_move_sent = True

    def _do_pay(self, happenings):
        orders = defaultdict(list)
        for day, move, share in happenings:
            books = self.branch_books if move.company_id == self.branch else self.books
            amount = move.currency_id.round(move.amount_total * share)
            orders[books].append((move.partner_id, amount, self.day(day), f"Virement {move.name}", move, move.browse()))
        for books, found in orders.items():
            books.pay(found)

    def _do_credit(self, happenings):
        for day, partner, customer in happenings:
            taxed = self.company.account_sale_tax_id.ids if customer.country == "FR" else []
            vals = self.books.invoice_vals(partner, self.day(day), customer.credit, kind="out_refund")
            vals["invoice_line_ids"][0][2].update(name="Retour de marchandise", tax_ids=[(6, 0, taxed)])
            self.books.post(self.books.draft([vals]))

    def _do_advance(self, happenings):
        none = self.env["account.move"]
        self.books.pay(
            [(partner, customer.advance, self.day(day), "Acompte", none, none) for day, partner, customer in happenings]
        )

    def _do_announce_bank(self, happenings):
        self.books.bank_lines(
            [(move.partner_id, move.amount_total, self.day(day), detail[1]) for day, move, detail in happenings]
        )

    def _do_block(self, happenings):
        for _day, move, _detail in happenings:
            move.action_toggle_block_payment()

    def _do_exclude(self, happenings):
        for _day, move, _detail in happenings:
            self.books.receivables(move).no_followup = True

    def _do_hold(self, happenings):
        Hold = self.env["dunning.hold"].with_user(self.users["collector"]).sudo()
        for day, subject, (kind, reason, until) in happenings:
            is_move = subject._name == "account.move"
            Hold.create(
                {
                    "company_id": self.company.id,
                    "partner_id": (subject.commercial_partner_id if is_move else subject).id,
                    "move_id": subject.id if is_move else False,
                    "kind": kind,
                    "reason": reason,
                    "date_start": self.day(day),
                    "date_end": self.day(until) if until is not None else False,
                    "source": "Appel du client",
                }
            )

    def _do_promise(self, happenings):
        Promise = self.env["dunning.promise"].with_user(self.users["collector"]).sudo()
        for day, move, (_kind, note, payment) in happenings:
            Promise._record_promises(
                self.company,
                move.commercial_partner_id,
                self.day(day),
                [(self.day(payment), None)],
                self.books.receivables(move),
                note=note,
            )

    def _do_dispute(self, happenings):
        Dispute = self.env["dunning.dispute"].with_user(self.users["collector"]).sudo()
        for day, move, (_kind, description, category) in happenings:
            Dispute.create(
                {
                    "move_id": move.id,
                    "category_id": self.env.ref(f"account_dunning.dispute_category_{category}").id,
                    "description": description,
                    "date_opened": self.day(day),
                }
            )

    def _leave_today(self):
        """Leave the day as the collectors find it: a payment came in this morning for what waited for review."""
        waiting = self.env["dunning.action"].search(
            [("company_id", "=", self.company.id), ("state", "=", "todo"), ("channel", "=", "email")], order="id"
        )
        scripted = self.env["res.partner"].union(
            *(partner for customer, partner in self.partners.items() if customer.scripted)
        )
        paid = waiting.filtered(lambda action: action.partner_id not in scripted)[:1].advance_line_ids.move_id
        if paid:
            self._do_pay([(0, move, 1.0) for move in paid if move.payment_state == "not_paid"])
        still_open = self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("payment_state", "not in", ("paid", "in_payment", "reversed"))]
        )
        # What is still open gets its real PDF when it is sent.
        still_open.invoice_pdf_report_id.unlink()
        self.env["ir.cron.trigger"].search([]).unlink()


class Team:
    """The people of the company at work on a past day; the same each time.

    Args:
        demo: :class:`Demo`.
    """

    def __init__(self, demo):
        self.demo = demo
        self.env = demo.env
        self.company = demo.company
        self.scripted = {partner.id for customer, partner in demo.partners.items() if customer.scripted}
        self.registered = 0

    def work(self, offset, is_last=False):
        """Approve, call, print and post; on the last day what was approved in the evening has not left yet."""
        day = self.demo.day(offset)
        open_actions = self.env["dunning.action"].search(
            [("company_id", "=", self.company.id), ("state", "in", ("todo", "ready", "failed"))], order="id"
        )
        calls = open_actions.filtered(lambda action: action.channel == "phone" and action.date <= day)
        self._call(calls, offset, is_last)
        self._review(open_actions, offset)
        self._post(open_actions, offset, is_last)
        if not is_last:
            self.env["dunning.action"]._deliver_ready(self.company, day)

    def _dice(self, action, offset, what):
        return random.Random(f"{SEED} {action.partner_id.ref} {action.step_id.delay} {offset} {what}")

    def _as_owner(self, action):
        """Return an action as the person who owns it sees it, with the system's rights."""
        owner = action.user_id or self.demo.users["collector"]
        return action.with_user(owner).with_context(allowed_company_ids=self.company.ids, lang=owner.lang).sudo()

    def _review(self, actions, offset):
        waiting = actions.filtered(lambda one: one.state == "todo" and one.channel in ("email", "letter"))
        for action in waiting:
            draw = 0 if action.partner_id.id in self.scripted else self._dice(action, offset, "review").random() * 100
            if draw < APPROVED:
                self._as_owner(action).action_approve()
            elif draw < APPROVED + SKIPPED:
                self._as_owner(action)._skip_steps("Vu avec le client au téléphone", self.demo.day(offset))

    def _call(self, actions, offset, is_last):
        for action in actions:
            dice = self._dice(action, offset, "call")
            outcome = "reached"
            if action.partner_id.id not in self.scripted:
                if dice.random() < (0.6 if is_last else 0.15):
                    continue  # not today
                outcome = dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            notes = people.CALL_NOTES[outcome]
            in_french = action.lang.startswith("fr") or len(notes) < 3
            note = dice.choice(notes[:2]) if in_french else notes[-1]
            self._as_owner(action)._report_call(self.demo.day(offset), outcome, note)

    def _post(self, actions, offset, is_last):
        """Print letters; they are posted the same day, the last ones lie on the desk."""
        day = self.demo.day(offset)
        for action in actions.filtered(lambda one: one.channel in ("letter", "registered_letter")):
            if action.state != "ready" and action.channel == "letter":
                continue
            if is_last and action.partner_id.id not in self.scripted:
                continue
            number = None
            if action.channel == "registered_letter":
                self.registered += 1
                number = f"1A 199 {self.registered:03d} {4520 + 37 * self.registered} 3"
            self._as_owner(action)._mark_posted(day, number)


# ------------------------------------------------------------------------------------------------- shared with ledgers


def found_company(env, day):
    """Give the database's company its name, bank account and foreign currencies; no service is asked about it.

    Args:
        env: environment of the superuser.
        day: from about when it does business.
    """
    company = env.company
    make_plain(env)  # its story is told day by day, weekends included
    company.write({**COMPANY, "logo": make_logo(), "iap_enrich_auto_done": True, "country_id": env.ref("base.fr").id})
    env["res.lang"]._activate_lang(LANGUAGE)
    account = env["res.partner.bank"].create(bank_vals(env, company.partner_id, IBAN))
    journals = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    journals.bank_account_id = account
    make_currencies(env, company, day)
    env["ir.mail_server"].search([]).active = False
    # A demo tells nobody that it exists, and writes to nobody but customers.
    env.ref("mail.ir_cron_module_update_notification").active = False
    env["digest.digest"].search([]).state = "deactivated"


def bank_vals(env, partner, number):
    """Return the values of a bank account."""
    banks = env["res.bank"]
    bank = banks.search([("bic", "=", BIC)], limit=1) or banks.create({"name": BANK, "bic": BIC})
    return {"partner_id": partner.id, "acc_number": number, "bank_id": bank.id, "allow_out_payment": True}


def make_users(env, companies):
    """Create the users of the demo in ``companies`` (the first is their own); return them by login.

    Their password is their login; the administrator becomes one of the accountants.
    """
    users = {}
    Users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    for user in USERS:
        users[user.login] = Users.create(
            {
                "login": user.login,
                "password": user.login,
                "name": user.name,
                "email": f"{user.login}@vernier.example.com",
                "lang": user.lang,
                "tz": "Europe/Paris",
                "company_id": companies[0].id,
                "company_ids": [(6, 0, companies.ids)],
                "group_ids": [(6, 0, [env.ref(group).id for group in ("base.group_user", *user.groups)])],
            }
        )
        users[user.login].partner_id.write({"function": user.function, "phone": user.phone})
    admin = env.ref("base.user_admin")
    admin.write(
        {
            "lang": "en_US",
            "tz": "Europe/Paris",
            "email": "admin@vernier.example.com",
            "company_ids": [(4, company.id) for company in companies],
            "group_ids": [(4, env.ref("account.group_account_manager").id)],
        }
    )
    return users


def make_currencies(env, company, day):
    """Activate foreign currencies and give them a rate from ``day`` on."""
    for code, rate in RATES.items():
        currency = env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        currency.active = True
        currency.rate_ids.unlink()
        env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": company.id, "name": day - timedelta(400), "rate": rate}
        )


def build(db, today, customers=CUSTOMERS, say=None):
    """Make the demo company in database ``db``, which has the French chart and the add-on; all or nothing."""
    import lib

    with lib.odoo_env(db) as env:
        demo = Demo(env, today, customers, say)
        demo.build()
        env.cr.commit()
        return demo


@contextlib.contextmanager
def silent_mail(env):
    """Let mail servers accept everything and send nothing, in this process, while the context lasts."""
    from unittest.mock import MagicMock, patch

    model = env.registry["ir.mail_server"]
    with (
        patch.object(model, "_connect__", lambda self, *args, **kwargs: MagicMock()),
        patch.object(model, "send_email", lambda self, message, *args, **kwargs: message["Message-Id"]),
    ):
        yield


def file_facsimiles(moves):
    """Give invoices a plain PDF, as if they had been sent on their day."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    vals_list = []
    for move in moves:
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=A4, invariant=1)
        lines = [
            (move.company_id.name, ""),
            (f"Facture {move.name}", f"du {move.invoice_date:%d/%m/%Y}"),
            (move.partner_id.name, f"échéance {move.invoice_date_due:%d/%m/%Y}"),
            ("", ""),
            *((line.name, f"{line.price_subtotal:,.2f}") for line in move.invoice_line_ids),
            ("Total TTC", f"{move.amount_total:,.2f} {move.currency_id.name}"),
        ]
        for rank, (left, right) in enumerate(lines):
            canvas.drawString(70, 760 - 22 * rank, left)
            canvas.drawRightString(520, 760 - 22 * rank, right)
        canvas.save()
        vals_list.append(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": stream.getvalue(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
    moves.env["ir.attachment"].create(vals_list)
    moves.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])


def make_logo():
    """Return the company's logo, base64: its initials on a square."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (360, 120), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 119, 119), fill="#1f4e5f")
    draw.polygon([(24, 28), (46, 28), (60, 72), (74, 28), (96, 28), (68, 96), (52, 96)], fill="white")
    for rank, width in enumerate((200, 150, 100)):
        draw.rectangle((140, 32 + 24 * rank, 140 + width, 40 + 24 * rank), fill=("#1f4e5f", "#c8873a", "#9db4bb")[rank])
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


def slug(text):
    """Return ``text`` as part of an e-mail address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(mark if mark.isalnum() else " " for mark in plain).split())


def domain_of(name):
    """Return the e-mail domain of an invented company."""
    return f"{slug(name)[:30].strip('-')}.example.com"


def phone(country, number):
    """Return a telephone number of a range kept for fiction, as far as the country has one."""
    number %= 1000
    if country == "FR":
        return f"+33 1 99 00 {20 + number // 100:02d} {number % 100:02d}"
    return f"{PREFIX.get(country, '+32 2 555 0')}{number:03d}"
