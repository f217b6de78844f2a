"""Which step works: payments by the last contact before them, shares, the comparison group, what needed too many contacts."""

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ...models.shared import evidence
from ..common import DunningCommon

# Everything is long over.
LATER = "2025-12-31"


@tagged("post_install", "-at_install")
@freeze_time(LATER)
class TestEffect(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (15, "email"), (30, "registered_letter")])
        cls.before, cls.mail, cls.call, cls.last, cls.notice = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.Effect = cls.env["dunning.effect"]

    def _contacts(self, *moves):
        """Return the rows of contacts about invoices, by (invoice, step)."""
        self.env.flush_all()
        self.env.invalidate_all()
        items = [item.id for move in moves for item in self._items(move)]
        rows = self.Effect.search([("kind", "=", "contacted"), ("item_id", "in", items)])
        return {(row.invoice_name, row.step_id): row for row in rows}

    def _idle(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.Effect.search([("kind", "=", "idle"), ("item_id", "=", self._items(move).id)])
        return {row.age_window: row for row in rows}

    def test_last_contact_before_the_payment(self):
        """Due 1 March; e-mail on the 6th, call on the 11th; 400 on the 8th, 600 on the 20th."""
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.mail, "2025-03-06")
        self._pay(move, "2025-03-08", 400)
        self._have_taken(move, self.call, "2025-03-11")
        self._pay(move, "2025-03-20", 600)
        rows = self._contacts(move)
        mail, call = rows[move.name, self.mail], rows[move.name, self.call]
        self.assertEqual((mail.amount_asked, mail.amount_paid, mail.days_to_pay), (1000, 400, 2))
        self.assertEqual((mail.amount_7, mail.amount_15, mail.amount_30), (400, 400, 400))
        self.assertEqual((mail.share_7, mail.items_30), (0.4, 0))
        self.assertEqual((call.amount_asked, call.amount_paid, call.days_to_pay), (600, 600, 9))
        self.assertEqual((call.amount_7, call.amount_15, call.amount_30), (0, 600, 600))
        self.assertEqual((call.items_7, call.items_15, call.items_30), (0, 1, 1))
        self.assertEqual((mail.days_overdue, mail.age_window, call.age_window), (5, "01", "08"))
        self.assertEqual((mail.channel, mail.plan_id, mail.partner_id), ("email", self.plan, self.customer))
        self.assertEqual((mail.date, mail.company_id, mail.country_id), (Date.to_date("2025-03-06"), self.company, self.env.ref("base.fr")))

    def test_day_of_the_next_contact(self):
        """What is paid on the day of a contact belongs to it, not to the one before."""
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.mail, "2025-03-06")
        self._have_taken(move, self.call, "2025-03-11")
        self._pay(move, "2025-03-11")
        rows = self._contacts(move)
        self.assertEqual(rows[move.name, self.mail].amount_paid, 0)
        self.assertEqual((rows[move.name, self.call].amount_paid, rows[move.name, self.call].days_to_pay), (1000, 0))

    def test_edges_of_the_spans(self):
        """Day 7 counts, day 8 does not."""
        for days, expected in ((7, (1000, 1000)), (8, (0, 1000)), (15, (0, 1000)), (16, (0, 0))):
            with self.subTest(days=days):
                move = self._invoice("2025-03-01")
                self._have_taken(move, self.mail, "2025-03-06")
                self._pay(move, Date.add(Date.to_date("2025-03-06"), days=days))
                row = self._contacts(move)[move.name, self.mail]
                self.assertEqual((row.amount_7, row.amount_15), expected)

    def test_credit_notes_are_no_payments(self):
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.mail, "2025-03-06")
        credit = self._credit_note(1000, date="2025-03-10")
        (self._items(move) + self._items(credit)).reconcile()
        row = self._contacts(move)[move.name, self.mail]
        self.assertEqual((row.amount_asked, row.amount_paid, row.items_30), (1000, 0, 0))

    def test_ratios_of_a_group(self):
        """Of 1,000 and 3,000 asked, the 1,000 are paid after 4 days, 1,500 of the 3,000 after 10: 25 % in 7 days, 62.5 % in 15."""
        small, large = self._invoice("2025-03-01"), self._invoice("2025-03-01", 3000)
        for move in (small, large):
            self._have_taken(move, self.mail, "2025-03-06")
        self._pay(small, "2025-03-10")
        self._pay(large, "2025-03-16", 1500)
        self.env.flush_all()
        [(step, count, asked, share_7, share_15, days, effort, paid)] = self.Effect._read_group(
            [("plan_id", "=", self.plan.id)],
            ["step_id"],
            ["item_id:count_distinct", "amount_asked:sum", "share_7:avg", "share_15:avg", "days_to_pay:avg", "effort:avg", "items_15:sum"],
        )
        self.assertEqual((step, count, asked, paid), (self.mail, 2, 4000, 1))
        self.assertAlmostEqual(share_7, 0.25, 6)
        self.assertAlmostEqual(share_15, 0.625, 6)
        self.assertAlmostEqual(days, (4 * 1000 + 10 * 1500) / 2500, 6)
        self.assertAlmostEqual(effort, 2 * 1000 / 2500, 6)
        self.assertEqual((self.mail.effect_count, self.mail.effect_known), (2, True))
        self.assertAlmostEqual(self.mail.effect_share, 0.625, 6)
        self.assertEqual((self.call.effect_count, self.call.effect_known), (0, False))

    def test_days_that_are_not_over(self):
        """Ten days after the contact: its 7 days are over, its 15 are not, paid or not."""
        paid, unpaid = self._invoice("2025-03-01"), self._invoice("2025-03-01")
        for move in (paid, unpaid):
            self._have_taken(move, self.mail, "2025-03-06")
        self._pay(paid, "2025-03-08")
        with freeze_time("2025-03-16"):
            rows = self._contacts(paid, unpaid)
            first, second = rows[paid.name, self.mail], rows[unpaid.name, self.mail]
            self.assertEqual((first.asked_7, first.amount_7, first.asked_15, first.amount_15), (1000, 1000, 0, 0))
            self.assertEqual((second.asked_7, second.amount_7, second.asked_15), (1000, 0, 0))
            self.assertEqual(first.amount_paid, 1000)
            [(share_7, share_15)] = self.Effect._read_group([("plan_id", "=", self.plan.id)], [], ["share_7:avg", "share_15:avg"])
            self.assertEqual(share_7, 0.5)
            self.assertFalse(share_15)
        with freeze_time("2025-03-13"):  # the seventh day itself is not over
            self.assertEqual(self._contacts(paid)[paid.name, self.mail].asked_7, 0)

    def test_only_what_reached_the_customer(self):
        """Skipped, open and cancelled actions are no contacts."""
        self.mail.mode = "review"
        move = self._invoice("2025-03-01")
        with freeze_time("2025-03-06"):
            [action] = self._run("2025-03-06")
            self.assertFalse(self._contacts(move))
            action._skip_steps("Knows already", Date.to_date("2025-03-06"))
        self.assertFalse(self._contacts(move))

    def test_items_asked_for_along_with_others(self):
        """An overdue item that rides along was asked for as well."""
        first, second = self._invoice("2025-03-01"), self._invoice("2025-02-24", 500)
        with freeze_time("2025-03-06"):
            actions = self._live_day("2025-03-06")
        self.assertEqual(actions.mapped("state"), ["done"])
        self.assertEqual({row.invoice_name for row in self._contacts(first, second).values()}, {first.name, second.name})

    def test_promised_and_disputed(self):
        promised, disputed, neither = (self._invoice("2025-03-01") for _number in range(3))
        for move in (promised, disputed, neither):
            self._have_taken(move, self.call, "2025-03-11")
        self.env["dunning.promise"]._record_promises(
            self.company, self.customer, Date.to_date("2025-03-11"), [(Date.to_date("2025-03-20"), None)], self._items(promised)
        )
        self.env["dunning.dispute"].create(
            {
                "move_id": disputed.id,
                "date_opened": "2025-03-14",
                "category_id": self.env["dunning.dispute.category"].search([], limit=1).id,
                "description": "Wrong quantity",
            }
        )
        rows = self._contacts(promised, disputed, neither)
        found = [(rows[move.name, self.call].promised, rows[move.name, self.call].disputed) for move in (promised, disputed, neither)]
        self.assertEqual(found, [(1, 0), (0, 1), (0, 0)])

    def test_comparison_group(self):
        """Due 1 March and never contacted, paid on the 12th: day 1 is 2 March, day 8 is 9 March."""
        move = self._invoice("2025-03-01")
        self._pay(move, "2025-03-12")
        rows = self._idle(move)
        self.assertEqual(sorted(rows), ["01", "08"])
        self.assertEqual((rows["01"].date, rows["01"].amount_7, rows["01"].amount_15), (Date.to_date("2025-03-02"), 0, 1000))
        self.assertEqual((rows["08"].date, rows["08"].amount_7, rows["08"].days_to_pay), (Date.to_date("2025-03-09"), 1000, 3))
        self.assertFalse(rows["01"].step_id or rows["01"].channel or rows["01"].action_id)

    def test_comparison_ends_with_a_contact(self):
        """Contacted on 6 March: in the comparison until the day before, out of it while the contact is fresh."""
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.mail, "2025-03-06")
        self._pay(move, "2025-03-20")
        rows = self._idle(move)
        self.assertEqual((rows["01"].amount_paid, rows["01"].amount_15), (0, 0))
        self.assertNotIn("08", rows)  # 9 March: three days after the contact
        self.assertEqual(rows["16"].amount_paid, 1000)  # 17 March: eleven days after it
        self.assertNotIn("31", rows)

    def test_comparison_leaves_disputes_out(self):
        move = self._invoice("2025-03-01")
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "date_opened": "2025-03-05",
                "category_id": self.env["dunning.dispute.category"].search([], limit=1).id,
                "description": "Wrong quantity",
            }
        )
        self.assertEqual(sorted(self._idle(move)), ["01"])
        self.assertTrue(dispute)

    def test_part_paid_before_the_window(self):
        move = self._invoice("2025-03-01")
        self._pay(move, "2025-03-01", 300)
        self._pay(move, "2025-03-05", 700)
        row = self._idle(move)["01"]
        self.assertEqual((row.amount_asked, row.amount_7, row.items_7), (700, 700, 1))

    def test_companies_apart(self):
        other = self.setup_other_company(name="Other Books")["company"]
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.mail, "2025-03-06")
        self.env.flush_all()
        mine = self.Effect.with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(mine.search([("invoice_name", "=", move.name)]))
        stranger = self._user("other_c", "account_dunning.group_dunning_user")
        stranger.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        theirs = self.Effect.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("invoice_name", "=", move.name)]))

    def test_queries(self):
        """However many contacts: the table is one statement; the figures of a plan's steps are one as well."""
        for _number in range(3):
            self._have_taken(self._invoice("2025-03-01"), self.mail, "2025-03-06")
        self.env.flush_all()
        steps, day = self.plan.step_ids, Date.to_date(LATER)
        for _warm in range(2):
            self.Effect._read_group([], ["step_id"], ["share_15:avg"])
            self.Effect._step_figures(steps, day)
        with self.assertQueryCount(1):
            self.Effect._read_group([], ["step_id"], ["share_15:avg", "amount_asked:sum"])
        with self.assertQueryCount(1):
            self.Effect._step_figures(steps, day)

    def test_what_it_opens(self):
        move = self._invoice("2025-03-01")
        action = self._have_taken(move, self.mail, "2025-03-06")
        opened = self._contacts(move)[move.name, self.mail].action_open_item()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("dunning.action", action.id))
        opened = self._idle(move)["01"].action_open_item()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("account.move", move.id))
        self.assertEqual(self.plan.action_open_effect()["domain"], [("plan_id", "=", self.plan.id)])


@tagged("post_install", "-at_install")
@freeze_time(LATER)
class TestEffectProduct(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (15, "email")])
        cls.steps = cls.plan.step_ids.sorted("delay")

    def _sold(self, *parts, due="2025-03-01"):
        """Post an invoice of (product, amount) lines."""
        return self._invoice(
            due,
            invoice_line_ids=[
                Command.create({"product_id": product.id, "quantity": 1, "price_unit": amount, "tax_ids": []}) for product, amount in parts
            ],
        )

    def _rows(self, **aggregates):
        self.env.flush_all()
        return self.env["dunning.effect.product"]._read_group(
            [("partner_id", "=", self.customer.id)], ["product_id"], ["amount:sum", "amount_often:sum", "share_often:avg", "contacts:avg"]
        )

    def test_divided_among_products(self):
        """300 of A and 100 of B, three contacts; 600 of A paid after one: a third of A needed too many, all of B."""
        often = self._sold((self.product_a, 300), (self.product_b, 100))
        once = self._sold((self.product_a, 600))
        days = ("2025-02-24", "2025-03-06", "2025-03-11", "2025-03-16")
        for step, day in zip(self.steps, days, strict=True):
            self._have_taken(often, step, day)
        self._have_taken(once, self.steps[1], "2025-03-06")
        found = {product: values for product, *values in self._rows()}
        self.assertEqual(found[self.product_a][:2], [900, 300])
        self.assertAlmostEqual(found[self.product_a][2], 1 / 3, 6)
        self.assertEqual(found[self.product_a][3], 2)  # three and one
        self.assertEqual(found[self.product_b], [100, 100, 1, 3])

    def test_before_due_does_not_count(self):
        """Two contacts after the due date and one before are not three."""
        move = self._sold((self.product_a, 300))
        for step, day in zip(self.steps[:3], ("2025-02-24", "2025-03-06", "2025-03-11"), strict=True):
            self._have_taken(move, step, day)
        self.assertEqual([tuple(row[1:]) for row in self._rows()], [(300, 0, 0, 2)])

    def test_calls_that_reached_nobody_do_not_count(self):
        """Two e-mails and a call that nobody answered are no three contacts; the list of what was contacted too often is empty."""
        move = self._sold((self.product_a, 300))
        actions = [
            self._have_taken(move, step, day)
            for step, day in zip(self.steps[1:], ("2025-03-06", "2025-03-11", "2025-03-16"), strict=True)
        ]
        self.env.flush_all()
        window = self.env.ref("account_dunning.action_dunning_effect_product")
        self.assertEqual(window.context, "{'search_default_often': 1}")
        often = [("is_often", "=", True), ("move_id", "=", move.id)]
        self.assertTrue(self.env["dunning.effect.product"].search(often))
        evidence.as_writer(actions[1]).outcome = "no_answer"
        self.env.flush_all()
        self.assertEqual([tuple(row[1:]) for row in self._rows()], [(300, 0, 0, 2)])
        self.assertFalse(self.env["dunning.effect.product"].search(often))

    def test_salesperson(self):
        """The customer's salesperson, whoever made the invoice."""
        self.customer.user_id = self.salesman
        self._sold((self.product_a, 300))
        self.env.flush_all()
        row = self.env["dunning.effect.product"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.salesperson_id, row.product_categ_id), (self.salesman, self.product_a.categ_id))
        self.assertEqual(row.action_open_invoice()["res_id"], row.move_id.id)
        groups = self.env["dunning.effect.product"]._read_group([("id", "=", row.id)], ["product_categ_id"], ["move_id:count_distinct"])
        self.assertEqual(groups, [(self.product_a.categ_id, 1)])

    def test_entries_without_products(self):
        entry = self._general_entry((self.customer, "2025-03-01", 250))
        self.env.flush_all()
        row = self.env["dunning.effect.product"].search([("move_id", "=", entry.id)])
        self.assertEqual((row.amount, row.contacts, row.is_often), (250, 0, False))
        self.assertFalse(row.product_id)

    def test_not_due_yet(self):
        move = self._sold((self.product_a, 300), due="2026-03-01")
        self.env.flush_all()
        self.assertFalse(self.env["dunning.effect.product"].search([("move_id", "=", move.id)]))
