"""The world that is attacked: two companies and a branch, people of every role, and secrets in every record.

Company A has customers whose amounts are *canaries* (from seven million on, all different) and whose texts carry
tokens; nobody but A's collectors and credit managers may see them. Everybody else's own amounts stay below ten
thousand. Run as a script it makes the world in a database and prints what the attacker has to know, as JSON.
"""

import contextlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib
from attack_rooms import Rooms
from attack_server import weaken_passwords

SECRET_AMOUNT, SECRET_STEP = 7654321.09, 101010.1
PASSWORD = "attack-2-attack"
# Of the companies: their day is not that of the machine around midnight.
ZONE = ZoneInfo("Europe/Paris")
STEPS = ((5, "email"), (8, "sms"), (11, "phone"), (15, "email"), (18, "letter"), (30, "registered_letter"))
DAYS = (-36, -32, -28, -24, -20, -16, -12, -8, -4, -1)
COLLECTOR, MANAGER = "account_dunning.group_dunning_user", "account_dunning.group_dunning_manager"
CONTRIBUTOR = "account_dunning.group_dunning_contributor"
ROLES = {"plain": "base.group_user", "contributor": CONTRIBUTOR, "collector": COLLECTOR, "manager": MANAGER}

# What is written in one request and thrown away is noted here, see attack_server.
TRIGGERS = """
CREATE UNLOGGED TABLE IF NOT EXISTS attack_log (tab text, op text, old jsonb, new jsonb, number bigserial);
CREATE OR REPLACE FUNCTION attack_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    quiet text[] := ARRAY['write_date', 'write_uid'];
    bulky text[] := ARRAY['db_datas', 'index_content'];  -- the text of a file, megabytes of it; its checksum says as much
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - quiet = to_jsonb(NEW) - quiet THEN RETURN NULL; END IF;
        INSERT INTO attack_log VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD) - bulky, to_jsonb(NEW) - bulky);
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO attack_log VALUES (TG_TABLE_NAME, TG_OP, NULL, to_jsonb(NEW) - bulky);
    ELSE
        INSERT INTO attack_log VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD) - bulky, NULL);
    END IF;
    RETURN NULL;
END $$;
"""
WATCHED = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND (
    relname LIKE '%dunning%' OR relname IN (
        'account_move', 'account_move_line', 'account_payment', 'res_partner', 'res_company', 'res_users',
        'mail_message', 'mail_activity', 'mail_mail', 'mail_template', 'sms_template', 'sms_sms', 'ir_attachment',
        'message_attachment_rel', 'ir_act_server', 'ir_config_parameter', 'mail_followers', 'mail_notification'))
"""


class Party(Rooms):
    """What one company (or some customers of it) is filled with.

    Args:
        world: :class:`World`.
        company: the root company whose customers they are.
        name: short name, part of names and addresses.
        count: how many customers.
        secret: whether amounts and texts are canaries.
        salesperson: ``res.users`` in charge, or an empty one.
        branch: company that invoices, when it is not the root.
    """

    def __init__(self, world, company, name, count, secret, salesperson, branch=None, partners=None):
        from books import Books

        self.world, self.env, self.company, self.name, self.secret = world, world.env, company, name, secret
        self.books = Books(world.env, branch or company)
        self.branch, self.salesperson = branch, salesperson
        self.partners = partners or self._make_customers(count)
        self.moves = self._make_invoices()

    def text(self, what):
        """Return a text, with a token when it is secret."""
        return self.world.token("c") if self.secret else f"Ordinary {what}"

    def amount(self):
        """Return the next amount, all are different."""
        return self.world.next_amount(self.secret)

    def _make_customers(self, count):
        vals_list = []
        for number in range(count):
            token = self.world.token("n") if self.secret else f"own{self.name}{number}"
            vals_list.append(
                {
                    "country": "FR", "name": f"Customer {token}", "email": f"{token}@example.com",
                    "phone": f"+33 1 99 88 {len(self.world.tokens) % 90 + 10} {number + 10}",
                    "company_id": self.company.id, "user_id": self.salesperson.id,
                }
            )  # fmt: skip
        return self.books.customers(vals_list)

    def _make_invoices(self):
        """Each customer owes three invoices, the customers' due dates spread over five weeks."""
        vals_list = []
        for number, partner in enumerate(self.partners):
            for back in (38 - 6 * number, 20 - 3 * number, -10):
                due = self.world.today - timedelta(back)
                vals = self.books.invoice_vals(partner, due - timedelta(30), self.amount(), due=due)
                vals.update(ref=self.text("reference"), narration=f"<p>{self.text('terms')}</p>")
                vals["invoice_line_ids"][0][2]["name"] = self.text("work")
                vals["invoice_user_id"] = self.salesperson.id
                if self.branch:
                    vals["company_id"] = self.branch.id
                vals_list.append(vals)
        moves = self.books.draft(vals_list)
        self.books.post(moves)
        self.books.file_pdfs(moves)
        return moves

    # -- what people add ---------------------------------------------------------------------------

    def fill(self):
        """Make a record of every kind for these customers; what cannot be made is said."""
        for name in sorted(name for name in dir(self) if name.startswith("add_")):
            try:
                with self.env.cr.savepoint():
                    if self.name == "mixed" and name in ("add_notices", "add_absence", "add_receipts", "add_limits", "add_debits"):
                        continue
                    getattr(self, name)()
                    self.env.flush_all()
            except Exception as error:
                self.world.miss(f"{self.name}.{name}", error)

    def of(self, partner):
        """Return the overdue invoices of a customer."""
        return self.moves.filtered(lambda move: move.partner_id == partner)

    def add_holds(self):
        """One on a customer, one on an invoice, one ended."""
        vals = {"company_id": self.company.id, "kind": "hold", "reason": self.text("reason"), "source": self.text("s")}
        last = self.of(self.partners[-1])
        holds = self.env["dunning.hold"].create(
            [
                {**vals, "partner_id": self.partners[0].id, "date_end": self.world.today + timedelta(20)},
                {**vals, "partner_id": self.partners[-1].id, "move_id": last[0].id, "reason": self.text("reason")},
                {**vals, "partner_id": self.partners[-1].id, "move_id": last[1].id, "reason": self.text("reason")},
            ]
        )
        holds[2].action_end(self.text("outcome"))

    def add_promises(self):
        """One open; broken and kept ones come from the past, see ``promise_past``."""
        partner = self.partners[1]
        self.promise(partner, self.of(partner)[1], self.world.today, self.world.today + timedelta(9))

    def promise(self, partner, moves, day, payment):
        """Record a promise."""
        return self.env["dunning.promise"]._record_promises(
            self.company, partner, day, [(payment, None)], self.books.receivables(moves), note=self.text("promise")
        )

    def add_disputes(self):
        """One open, one settled, one withdrawn."""
        category = self.env["dunning.dispute.category"].search([], limit=1)
        make = self.env["dunning.dispute"].create
        for number, move in enumerate(self.of(self.partners[2 % len(self.partners)])):
            dispute = make({"move_id": move.id, "category_id": category.id, "description": self.text("dispute")})
            if number:
                resolutions = self.env["dunning.dispute"]._fields["resolution"].get_values(self.env)
                dispute._settle_disputes(self.world.today, resolutions[number - 1], self.text("resolution"))

    def add_profile_notes(self):
        """Field information, contacts."""
        for partner in self.partners:
            profile = self.env["dunning.profile"]._get_or_create(partner, self.company)
            name = self.world.token("n") if self.secret else "ordinary"
            vals = {"name": f"Contact {name}", "parent_id": partner.id, "company_id": self.company.id}
            contact = self.env["res.partner"].create({**vals, "email": "contact@example.com"})
            profile.write({"note": self.text("note"), "payment_contact_id": contact.id})

    def add_replies(self):
        """What customers answered: to an action, to a statement's profile."""
        actions = self.env["dunning.action"].search(
            [("partner_id", "in", self.partners.ids), ("state", "=", "done"), ("channel", "=", "email")], limit=2
        )
        for record in [*actions, self.env["dunning.profile"]._get_or_create(self.partners[1], self.company)]:
            text = self.text("answer")
            attachment = self.env["ir.attachment"].create(
                {"name": f"{text}.txt", "raw": text.encode(), "res_model": record._name, "res_id": record.id}
            )
            message = record.message_post(
                body=text, subject=text, author_id=record.partner_id.id, email_from=record.partner_id.email,
                message_type="email", attachment_ids=attachment.ids, subtype_xmlid="mail.mt_comment",
            )  # fmt: skip
            self.env["dunning.reply"].create(
                {
                    "company_id": self.company.id, "partner_id": record.partner_id.id, "subject": text, "excerpt": text,
                    "profile_id": (record if record._name == "dunning.profile" else record.profile_id).id,
                    "action_id": record.id if record._name == "dunning.action" else False,
                    "author_id": record.partner_id.id, "email_from": record.partner_id.email,
                    "mail_message_id": message.id, "message_ref": message.message_id,
                }
            )  # fmt: skip

    def add_statements(self):
        """One sent, one not."""
        for number, partner in enumerate(self.partners[:2]):
            profile = self.env["dunning.profile"]._get_or_create(partner, self.company)
            statement = self.env["dunning.statement"].create({"profile_id": profile.id, "kind": "open"})
            if not number:
                statement._send_statements(self.world.today)

    def add_readings(self):
        """A customer opened a page."""
        action = self.env["dunning.action"].search(
            [("partner_id", "in", self.partners.ids), ("state", "=", "done")], limit=1
        )
        self.env["dunning.reading"]._count_tracked_event(action, "portal", self.world.today)

    def add_notices(self):
        """A chased invoice was paid."""
        profile = self.env["dunning.profile"]._get_or_create(self.partners[0], self.company)
        move = self.moves[0]
        vals = {"move_id": move.id}
        line_fields = self.env["dunning.payment.notice.line"]._fields
        vals.update({name: self.amount() for name, one in line_fields.items() if one.type == "monetary" and one.store})
        if "currency_id" in line_fields and line_fields["currency_id"].store:
            vals["currency_id"] = self.company.currency_id.id
        self.env["dunning.payment.notice"].create(
            {
                "company_id": self.company.id, "profile_id": profile.id, "partner_id": profile.partner_id.id,
                "date_paid": self.world.today, "line_ids": [(0, 0, vals)],
            }
        )  # fmt: skip

    def add_absence(self):
        """The salesperson or collector is away."""
        for user in self.salesperson or self.company.dunning_collector_id:
            self.env["dunning.absence"].create(
                {
                    "user_id": user.id, "company_id": self.company.id, "reason": self.text("absence"),
                    "date_start": self.world.today + timedelta(60), "date_end": self.world.today + timedelta(70),
                }
            )  # fmt: skip

    def add_plan_override(self):
        """An invoice with a plan of its own."""
        plan = self.env["dunning.plan"].search([("company_id", "=", self.company.id)], limit=1)
        self.env["dunning.plan.override"].create({"move_id": self.moves[1].id, "plan_id": plan.id})

    def add_paid(self):
        """An invoice that was paid late."""
        partner, none = self.partners[-1], self.env["account.move"]
        move = self.of(partner)[:1]
        self.books.pay([(partner, move.amount_residual, self.world.today, self.text("memo"), move, none)])

    def add_uncovered(self):
        """A customer whom no plan reaches: without an address and with nobody to ask."""
        partner = self.partners[2 % len(self.partners)]
        partner.write({"email": False, "phone": False})
        partner.child_ids.write({"email": False, "phone": False})

    def add_credit(self):
        """Money that nobody has allocated."""
        none = self.env["account.move"]
        self.books.pay([(self.partners[1], self.amount() / 9, self.world.today, self.text("memo"), none, none)])


class World:
    """The whole of it.

    Args:
        env: environment of the superuser.
        today: the day for which it is made.
    """

    def __init__(self, env, today):
        self.env, self.today = env, today
        self.tokens, self.count, self.users, self.missed = [], {True: 0, False: 0}, {}, []

    def say(self, text):
        """Tell the person, not the attacker."""
        print(text, file=sys.stderr, flush=True)

    def miss(self, what, error):
        """Note what could not be made: whoever reads the report has to know what was not there to be attacked."""
        self.missed.append(f"{what}: {type(error).__name__}: {' '.join(str(error).split())[:160]}")
        self.say(self.missed[-1])
        self.env.clear()

    def token(self, kind):
        """Return a new token: ``n`` in names of customers, ``c`` in texts about them."""
        token = f"zq{kind}{len(self.tokens):03d}x"
        self.tokens.append(token)
        return token

    def next_amount(self, secret):
        """Return an amount that was not there before."""
        self.count[secret] += 1
        return round(SECRET_AMOUNT + SECRET_STEP * self.count[secret], 2) if secret else 211.17 + 3 * self.count[secret]

    def build(self):
        """Make everything."""
        from attack_company import found, go_live, live, share_settings

        env = self.env
        self.a, self.branch, self.b = found(env, self)
        self._make_users()
        for company in (self.a, self.b):
            go_live(self, company)
        share_settings(self)
        none = env["res.users"]
        sales = self.users["contributor_a"]
        self.parties = [
            Party(self, self.a, "secret", 5, True, none),
            Party(self, self.a, "mine", 4, False, sales),
            Party(self, self.b, "other", 4, False, self.users["contributor_b"]),
        ]
        # customers of the branch who owe the main company as well
        mixed = Party(self, self.a, "branch", 3, False, self.users["contributor_branch"], self.branch)
        self.parties += [mixed, Party(self, self.a, "mixed", 0, True, none, partners=mixed.partners)]
        self._invite()
        live(self)

    def _make_users(self):
        for place, company in (("a", self.a), ("b", self.b), ("branch", self.branch)):
            for role, group in ROLES.items():
                self.users[f"{role}_{place}"] = self._user(f"{role}_{place}", company, group)
        whole = [(6, 0, (self.a | self.branch).ids)]
        self.users["manager_all"] = self._user("manager_all", self.a, MANAGER, company_ids=whole)
        self.users["chief_a"] = self._user("chief_a", self.a, MANAGER, company_ids=whole)
        self.users["chief_a"].group_ids |= self.env.ref("account.group_account_manager") | self.env.ref("base.group_system")
        self.users["gateway_a"] = self._user("gateway_a", self.a, "base.group_system")

    def _user(self, login, company, group, **vals):
        groups = [self.env.ref(group).id]
        if group != "base.group_portal":
            groups.append(self.env.ref("base.group_allow_export").id)
        return self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": login, "name": f"User {login}", "email": f"{login}@office.example.com", "password": PASSWORD,
                "company_id": company.id, "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, groups)], **vals,
            }
        )  # fmt: skip

    def _invite(self):
        """Customers with access to the portal: one of each company, none of them with secrets."""
        for place, party in (("a", self.parties[1]), ("b", self.parties[2])):
            partner = self.env["res.partner"].create(
                {"name": f"Portal {place}", "parent_id": party.partners[0].id, "email": f"portal_{place}@example.com"}
            )
            login = f"portal_{place}"
            self.users[login] = self._user(login, party.company, "base.group_portal", partner_id=partner.id)

    def describe(self):
        """Return what the attacker knows."""
        return {
            "today": str(self.today), "password": PASSWORD, "tokens": self.tokens, "missed": self.missed,
            "companies": {"a": self.a.id, "branch": self.branch.id, "b": self.b.id},
            "users": {
                login: {
                    "id": user.id, "partner": user.partner_id.id, "company": user.company_id.id,
                    "companies": user.company_ids.ids,
                    "key": self.env["res.users.apikeys"].with_user(user)._generate(
                        "rpc", "attack", datetime.now() + timedelta(1)
                    ),
                }
                for login, user in self.users.items()
            },
            "partners": {party.name: party.partners.ids for party in self.parties},
        }  # fmt: skip


def build(db):
    """Make the world in a database that has accounting but not the add-on; return what the attacker knows."""
    with lib.odoo_env(db) as env:
        weaken_passwords()
        world = World(env, datetime.now(ZONE).date())
        world.build()
        known = world.describe()
        env.cr.commit()
        env.cr.execute(TRIGGERS + WATCHED)
        for (table,) in env.cr.fetchall():
            env.cr.execute(
                f'CREATE OR REPLACE TRIGGER attack AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION attack_note()"
            )
        env.cr.commit()
    return known


def main():
    """Make the world in the database that the command line names."""
    with contextlib.redirect_stdout(sys.stderr):
        known = build(sys.argv[1])
    print(json.dumps(known))


if __name__ == "__main__":
    lib.use_venv()
    main()
