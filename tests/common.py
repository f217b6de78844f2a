"""What every dunning test needs: a live company, a small set of texts, plans, invoices on given days, and people
who do their work on a given day. No test depends on today's date: every day is named."""

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MockEmail
from odoo.fields import Command, Date
from odoo.tests import new_test_user

from ..models.page.visit import Visit

# A company without what new ones ship with about days, hours and amounts: tests that are about these set them.
PLAIN = {
    "dunning_working_days": False, "dunning_terms_in_working_days": False, "dunning_send_from": 0.0, "dunning_send_until": 24.0,
    "dunning_budget_day": 0, "dunning_budget_week": 0, "dunning_bank_max_age": 0, "dunning_threshold": 0.0, "dunning_page_days": 0,
    "dunning_email_code": False,
}  # fmt: skip


class DunningCommon(AccountTestInvoicingCommon, MockEmail):
    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("account_dunning.group_dunning_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        cls.company = cls.company_data["company"]
        # the shipped plans serve every company: here only the plans of the tests do
        cls.env["dunning.plan"].sudo().search([("company_id", "=", False)]).action_archive()
        cls.company.write({"dunning_live_date": "2024-01-01", "dunning_plan_id": False, "email": "office@example.com"})
        cls.company.write(PLAIN)
        # invoices of tests are never sent: making their documents would be most of the work
        cls.company.write({"dunning_check_sent": False, "dunning_digest": False})
        cls.env["dunning.plan"].sudo().search([]).active = False  # the tests bring their own plans
        cls.template = (
            cls.env["mail.template"]
            .sudo()
            .create(
                {
                    "name": "Reminder",
                    "model_id": cls.env["ir.model"]._get_id("dunning.action"),
                    "subject": "Reminder {{ object.reference }}",
                    "body_html": "<p>You owe <t t-out='object.amount_text'/></p><t t-out='object.items_html'/>",
                    "lang": "{{ object.lang }}",
                    "use_default_to": False,
                }
            )
        )
        cls.sms_template = (
            cls.env["sms.template"]
            .sudo()
            .create(
                {
                    "name": "SMS",
                    "model_id": cls.env["ir.model"]._get_id("dunning.action"),
                    "body": "Please see {{ object.page_url }}",
                }
            )
        )
        cls.collector = cls._user("collector_c", "account_dunning.group_dunning_user")
        cls.salesman = cls._user("sales_c", "account_dunning.group_dunning_contributor")
        cls.company.dunning_collector_id = cls.collector
        cls.customer = cls._customer("Atelier Durand")

    def setUp(self):
        super().setUp()
        self.enterContext(self.mock_mail_gateway())

    @classmethod
    def setup_other_company(cls, **kwargs):
        """Make another company as core does, as plain as the first one."""
        data = super().setup_other_company(**kwargs)
        data["company"].sudo().write(PLAIN)
        return data

    @classmethod
    def _prepare_first_day(cls, company=None):
        """Do what is essential before a company may go live: collector, mail test, bank account, plans."""
        company = (company or cls.company).sudo()
        company.write(
            {
                "dunning_collector_id": company.dunning_collector_id.id or cls.collector.id,
                "dunning_mail_tested_on": "2024-01-01",
                "dunning_plans_read_on": "2024-01-01",
            }
        )
        if not company.partner_id.bank_ids:
            cls.env["res.partner.bank"].sudo().create({"partner_id": company.partner_id.id, "acc_number": "FR7630006000011234567890189"})

    @classmethod
    def _user(cls, login, groups, **vals):
        return new_test_user(
            cls.env(su=True), login=login, groups=groups, email=f"{login}@example.com",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)], **vals,
        )  # fmt: skip

    @classmethod
    def _customer(cls, name, **vals):
        slug = name.lower().replace(" ", ".").encode("ascii", "ignore").decode()
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{slug}@example.com",
                "street": "1 rue des Lilas",
                "zip": "69001",
                "city": "Lyon",
                "country_id": cls.env.ref("base.fr").id,
                "phone": "+33 4 00 00 00 00",
                **vals,
            }
        )

    @classmethod
    def _plan(cls, steps, **vals):
        """Make a plan.

        :param list steps: (delay in days, channel) or (delay, channel, dict of more values)
        """
        return cls.env["dunning.plan"].create(
            {
                "name": "Test plan",
                "company_id": cls.company.id,
                "minimum_interval": 3,
                # each invoice for itself; what goes together is the subject of test_one_account
                "grouping_window": 0,
                "letter_window": 0,
                "not_again_days": 0,
                "step_ids": [Command.create(cls._step_vals(*step)) for step in steps],
                **vals,
            }
        )

    @classmethod
    def _step_vals(cls, delay, channel, vals=None):
        return {
            "name": f"{channel} {delay}",
            "delay": delay,
            "channel": channel,
            "mode": "auto" if channel in ("email", "sms", "server_action", "letter") else "review",
            "mail_template_id": cls.template.id,
            "letter_template_id": cls.template.id,
            "sms_template_id": cls.sms_template.id,
            "attach_invoices": False,
            **(vals or {}),
        }

    @classmethod
    def _standard(cls, **vals):
        """The shipped ladder of the worked example, with texts of the tests: J−5 … J+30."""
        return cls._plan(
            [
                (-5, "email"),
                (5, "email"),
                (10, "phone"),
                (15, "email"),
                (20, "phone"),
                (30, "registered_letter", {"recipient_role": "legal"}),
            ],
            **vals,
        )

    @classmethod
    def _invoice(cls, due, amount=1000.0, partner=None, invoice_date=None, **vals):
        """Post a customer invoice of one instalment.

        :param str due: due date
        :param float amount: total, company currency unless ``currency_id`` is given
        """
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": invoice_date or Date.subtract(Date.to_date(due), days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": []})
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _credit_note(cls, amount, partner=None, date="2025-01-01", **vals):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": date,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Credit", "quantity": 1, "price_unit": amount, "tax_ids": []})
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _payment(cls, amount, date, partner=None, **vals):
        """Post a payment that nobody has allocated."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or cls.customer).id,
                "amount": amount,
                "date": date,
                "journal_id": cls.company_data["default_journal_bank"].id,
                **vals,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def _pay(cls, move, date, amount=None):
        """Pay an invoice and reconcile it."""
        vals = {"payment_date": date} | ({"amount": amount} if amount else {})
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(vals)
            ._create_payments()
        )

    @classmethod
    def _items(cls, moves):
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").sorted(
            lambda line: (line.date_maturity, line.id)
        )

    @classmethod
    def _instalments(cls, amount, *dues, **vals):
        """Post an invoice paid in equal instalments on given days.

        :param dues: due dates, in order
        """
        start, part = Date.to_date("2024-12-01"), amount / len(dues)
        lines = [{"value": "fixed", "value_amount": part, "nb_days": (Date.to_date(due) - start).days} for due in dues]
        lines[-1] |= {"value": "percent", "value_amount": 100}  # core: the last one takes what is left
        term = cls.env["account.payment.term"].create(
            {"name": f"{len(dues)} instalments", "line_ids": [Command.create(vals) for vals in lines]}
        )
        return cls._invoice(False, amount, invoice_date="2024-12-01", invoice_payment_term_id=term.id, **vals)

    @classmethod
    def _hold(cls, target, kind="hold", **vals):
        """Have a customer, an invoice or an instalment rest, from the start of 2025 unless said.

        :param str kind: a kind of hold, or ``dispute`` or ``promise``: records of their own
        """
        vals = {"date_start": "2025-01-01", "company_id": cls.company.id, **vals}
        field = {"res.partner": "partner_id", "account.move": "move_id", "account.move.line": "move_line_id"}[target._name]
        if kind == "dispute":
            return cls._open_dispute({field: target.id}, vals)
        if kind == "promise":
            return cls._take_promise(target, vals)
        return cls.env["dunning.hold"].create({field: target.id, "kind": kind, "reason": "Because", **vals})

    @classmethod
    def _open_dispute(cls, target, vals):
        """Open a dispute about an invoice or an instalment; it ends when somebody settles or withdraws it."""
        category = cls.env.ref("account_dunning.dispute_category_quality")
        given = {"date_opened": vals["date_start"], "description": "Because", "category_id": category.id}
        vals = {name: value for name, value in vals.items() if name not in ("date_start", "company_id")}
        return cls.env["dunning.dispute"].create({**given, **target, **vals})

    @classmethod
    def _take_promise(cls, target, vals):
        """Take down that all of an invoice, instalment or customer is paid by a day; it is in force until that very day."""
        items = {"account.move.line": lambda: target, "account.move": lambda: cls._items(target)}.get(target._name, lambda: None)()
        partner = (target if items is None else items.partner_id).commercial_partner_id
        until = Date.to_date(vals.get("date_end", "2026-12-31"))
        start, company = Date.to_date(vals["date_start"]), cls.env["res.company"].browse(vals["company_id"]).root_id
        return cls.env["dunning.promise"]._record_promises(company, partner, start, [(until, None)], items, grace_days=0)

    @classmethod
    def _general_entry(cls, *rows, journal=None, **vals):
        """Post a general entry with receivable lines.

        :param rows: (customer, due date or False, amount; negative for a credit)
        """
        receivable = cls.company_data["default_account_receivable"]
        lines = [
            Command.create(
                {
                    "account_id": receivable.id,
                    "partner_id": partner.id,
                    "date_maturity": due,
                    "balance": amount,
                    "name": "Opening",
                }
            )
            for partner, due, amount in rows
        ]
        balance = Command.create(
            {
                "account_id": cls.company_data["default_account_revenue"].id,
                "balance": -sum(amount for _partner, _due, amount in rows),
            }
        )
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": (journal or cls.company_data["default_journal_misc"]).id,
                "date": "2025-01-31",
                "line_ids": [*lines, balance],
                **vals,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _bank_line(cls, amount, date, **vals):
        """Import a line of a bank statement that nobody has reconciled."""
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.company_data["default_journal_bank"].id,
                "amount": amount,
                "date": date,
                "payment_ref": "Transfer",
                **vals,
            }
        )

    @classmethod
    def _have_taken(cls, move, step, day, index=None):
        """Have an invoice (or one instalment of it) live through a step on a day, alone and without sending."""
        day = Date.to_date(day)
        profile = cls.env["dunning.profile"]._get_or_create(move.commercial_partner_id, cls.company)
        Line, items = cls.env["dunning.action.line"], cls._items(move)
        rows = cls._decide(day, profile.partner_id)
        lines = [
            Line._advance_vals({**rows[item.id], "step_id": step.id}, {step.id: step.delay})
            for item in (items if index is None else items[index])
            if item.id in rows
        ]
        action = cls.env["dunning.action"].sudo().create(
            {
                "company_id": cls.company.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "plan_id": step.plan_id.id,
                "step_id": step.id,
                "channel": step.channel,
                "date": day,
                "is_contact": step.delay >= 0,
                "line_ids": [Command.create(line) for line in Line._complete_vals(lines)],
            }
        )
        action._set_done(day, delivery_status="sent")
        return action

    @classmethod
    def _page_values(cls, action):
        """Return what the customer's page of an action shows, with ``items`` in the order of the message and ``total`` as one text."""
        visit = Visit(action.profile_id, action, action.contact_id, False)
        values = cls.env["dunning.page"].sudo()._page_values(visit)
        order = action._asked_lines().move_line_id.ids
        items = [item for _group, own in values["groups"] for item in own]
        items.sort(key=lambda item: order.index(item["id"]) if item["id"] in order else -1)
        return {**values, "items": items, "total": " + ".join(total["total"] for total in values["totals"])}

    # -- a day's work ------------------------------------------------------------------------------

    @classmethod
    def _run(cls, day, company=None):
        """Do the real run of a day and return the actions it recorded."""
        run = cls.env["dunning.run"].create({"company_id": (company or cls.company).id, "date": day})
        run.action_run()
        return run.action_ids

    @classmethod
    def _work(cls, day, actions=None):
        """Have people do what is open that day: approve, call, post."""
        day = Date.to_date(day)
        actions = actions or cls.env["dunning.action"].search(
            [("state", "in", ("todo", "ready")), ("date", "<=", day), ("company_id", "=", cls.company.id)]
        )
        for action in actions:
            if action.channel == "phone":
                action._report_call(day, "reached", "spoke to accounts payable")
            elif action.channel in ("letter", "registered_letter"):
                action._mark_posted(day, number="RR123456789FR" if action.channel == "registered_letter" else None)
            elif action.state == "todo":
                action.write({"state": "ready", "needs_review": False})
        actions._deliver_actions(day)
        return actions

    @classmethod
    def _live_day(cls, day):
        """A run, then its work; return what was recorded."""
        actions = cls._run(day)
        cls._work(day)
        return actions

    @classmethod
    def _decide(cls, day, partner=None):
        """Return the decision of a day by item id."""
        partner = partner or cls.customer
        rows = cls.env["dunning.engine"]._decide_items(cls.company, Date.to_date(day), partner)
        return {row["item_id"]: row for row in rows}

    @classmethod
    def _row(cls, move, day, index=0):
        """Return the decision of a day about one instalment of an invoice (the first by default)."""
        return cls._decide(day, move.commercial_partner_id or cls._items(move).partner_id)[cls._items(move)[index].id]

    @classmethod
    def _reason(cls, move, day, index=0):
        item = cls._items(move)[index]
        return cls._decide(day, move.commercial_partner_id)[item.id]["reason"]

    def assertActions(self, actions, expected):
        """Compare actions with (channel, delay of the step, names of the invoices that advance).

        :param list expected: of (channel, delay, set of ``account.move``)
        """
        found = sorted(
            (action.channel, action.step_id.delay, sorted(action.advance_line_ids.move_id.ids)) for action in actions
        )
        self.assertEqual(found, sorted((channel, delay, sorted(moves.ids)) for channel, delay, moves in expected))
