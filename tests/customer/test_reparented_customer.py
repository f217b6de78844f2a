"""A customer becomes a contact of another, or its own again: what was said goes with the items."""

from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestReparentedCustomer(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.own = cls._plan([(20, "email")], name="Gentle")
        cls.category = cls.env["dunning.dispute.category"].search([], limit=1)
        cls.person = cls._customer("Anna", is_company=False)
        cls.boss = cls._customer("Anna SARL")
        cls.move = cls._invoice("2025-03-01", partner=cls.person)

    def _adopt(self, partner=None, parent=None):
        (partner or self.person).parent_id = parent or self.boss
        self.env.flush_all()
        self.env.invalidate_all()

    def _dispute(self, move):
        return self.env["dunning.dispute"].create(
            {"move_id": move.id, "category_id": self.category.id, "description": "Price", "date_opened": "2025-03-02"}
        )

    def _state(self, move=None, day=DAY):
        item = self._items(move or self.move)
        row = self._decide(day, item.partner_id.commercial_partner_id)[item.id]
        return self.env["res.partner"].browse(row["partner_id"]), row["reason"]

    def _established(self):
        """The new parent has an invoice, a profile and a plan of its own already."""
        move = self._invoice("2025-03-02", 300, partner=self.boss)
        self.env["dunning.profile"]._get_or_create(self.boss, self.company)
        return move

    # -- a new parent ------------------------------------------------------------------------------

    def test_dispute(self):
        dispute = self._dispute(self.move)
        self._adopt()
        self.assertEqual(self._state(), (self.boss, "dispute"))
        self.assertEqual((dispute.partner_id, dispute.profile_id.partner_id), (self.boss, self.boss))

    def test_holds(self):
        on_invoice = self._hold(self.move)
        self._adopt()
        self.assertEqual((self._state(), on_invoice.partner_id), ((self.boss, "hold"), self.boss))

    def test_hold_of_the_whole_customer(self):
        """The company is the same customer: what comes later rests too."""
        hold = self._hold(self.person, "insolvency")
        self._adopt()
        later = self._invoice("2025-03-02", 50, partner=self.person)
        self.assertEqual([self._state(), self._state(later)], [(self.boss, "insolvency")] * 2)
        self.assertEqual((hold.partner_id, hold.state, hold.move_id.id), (self.boss, "active", False))

    def test_hold_of_the_whole_customer_under_another(self):
        """Where the parent has debts of its own, they are chased: what was said is tied to the items."""
        theirs = self._established()
        hold = self._hold(self.person, "insolvency")
        self._adopt()
        states = [self._state(move, "2025-03-07") for move in (self.move, theirs)]
        self.assertEqual(states, [(self.boss, "insolvency"), (self.boss, "act")])
        self.assertEqual(hold.state, "ended")

    def test_own_plan(self):
        self.env["dunning.profile"]._get_or_create(self.person, self.company).plan_id = self.own
        self._adopt()
        self.assertEqual(self._row(self.move, DAY)["plan_id"], self.own.id)

    def test_own_plan_under_another(self):
        theirs = self._established()
        self.env["dunning.profile"]._get_or_create(self.person, self.company).plan_id = self.own
        self._adopt()
        self.assertEqual([self._row(move, DAY)["plan_id"] for move in (self.move, theirs)], [self.own.id, self.plan.id])

    def test_contact_of_yesterday(self):
        theirs = self._established()
        [action] = self._live_day("2025-03-06")
        self._adopt()
        self.assertEqual(self._state(theirs, "2025-03-07"), (self.boss, "contacted"))
        self.assertEqual((action.partner_id, action.profile_id.partner_id), (self.boss, self.boss))
        self.assertEqual(self._row(self.move, "2025-03-12")["last_step_id"], self.plan.step_ids[0].id)

    def test_promise_and_open_action(self):
        second = self._invoice("2025-02-20", 70, partner=self.person)
        self.env["dunning.promise"].create(
            {"partner_id": self.person.id, "company_id": self.company.id, "date": "2025-03-03", "date_payment": "2025-03-20", "amount": 70}
        )
        self.plan.step_ids[0].mode = "review"
        [action] = self._run(DAY)
        self._adopt()
        self.assertEqual([self._state(second), self._state()], [(self.boss, "promise"), (self.boss, "in_progress")])
        self.assertEqual(action.partner_id, self.boss)
        self.assertFalse(self._run("2025-03-07"), "nobody is contacted twice about it")
        self.assertEqual(self.env["dunning.profile"].search_count([("partner_id", "=", self.person.id)]), 0)

    def test_grandparent(self):
        """The parent is a contact itself: the company above owes."""
        between = self.env["res.partner"].create({"name": "Office", "parent_id": self.boss.id})
        self._dispute(self.move)
        self._adopt(parent=between)
        self.assertEqual(self._state(), (self.boss, "dispute"))

    def test_parent_gets_a_parent(self):
        """A person is the customer of a contact below; both come under a company."""
        child = self.env["res.partner"].create({"name": "Child", "parent_id": self.person.id})
        entry = self._general_entry((child, "2025-03-01", 40.0), journal=self.company_data["default_journal_misc"])
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        hold = self._hold(self._items(entry))
        self._adopt()
        self.assertEqual((self._state(entry), hold.partner_id), ((self.boss, "hold"), self.boss))

    def test_contact_of_nobody_known(self):
        """Nothing was said: nothing is made."""
        self._adopt(self._customer("Nobody", is_company=False))
        self.assertFalse(self.env["dunning.profile"].search([("partner_id", "=", self.boss.id)]))

    # -- Is a Company ------------------------------------------------------------------------------

    def test_company_unticked(self):
        branch = self._customer("Filiale", parent_id=self.boss.id)
        move = self._invoice("2025-03-01", partner=branch)
        self._dispute(move)
        branch.is_company = False
        self.assertEqual(self._state(move), (self.boss, "dispute"))

    def test_company_unticked_by_mistake(self):
        """Ticked again, all is as it was, whoever had debts of its own meanwhile."""
        for theirs in (False, True):
            with self.subTest(theirs):
                parent = self._customer(f"Group {theirs}")
                branch = self._customer(f"Branch {theirs}", parent_id=parent.id)
                rests, goes_on = (self._invoice("2025-03-01", amount, partner=branch) for amount in (10, 20))
                other = self._invoice("2025-03-01", 30, partner=parent) if theirs else None
                self._dispute(rests)
                self.env["dunning.profile"]._get_or_create(branch, self.company).plan_id = self.own
                self._have_taken(goes_on, self.own.step_ids, "2025-03-25")
                branch.is_company = False
                self.assertEqual(self._state(rests), (parent, "dispute"))
                branch.is_company = True
                self.assertEqual(self._state(rests), (branch, "dispute"))
                row = self._row(goes_on, "2025-03-26")
                self.assertEqual((row["plan_id"], row["last_step_id"]), (self.own.id, self.own.step_ids.id))
                actions = self.env["dunning.action"].search([("line_ids.move_id", "=", goes_on.id)])
                self.assertEqual((actions.partner_id, actions.profile_id.partner_id), (branch, branch))
                if other:
                    self.assertEqual(self._row(other, "2025-03-26")["plan_id"], self.plan.id)

    def test_person_becomes_a_company(self):
        self._dispute(self.move)
        self.person.is_company = True
        self.assertEqual(self._state(), (self.person, "dispute"))

    def test_company_becomes_a_contact(self):
        self._dispute(self.move)
        self.person.is_company = True
        self.person.write({"parent_id": self.boss.id, "is_company": False})
        self.assertEqual(self._state(), (self.boss, "dispute"))

    def test_parent_taken_away(self):
        """Core leaves the items with the former parent: so stays what was said."""
        self._dispute(self.move)
        self._adopt()
        self.person.parent_id = False
        self.assertEqual(self._state(), (self.boss, "dispute"))

    def test_from_one_company_to_another(self):
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.boss.id})
        move = self._invoice("2025-03-01", partner=contact)
        self._dispute(move)
        contact.parent_id = self._customer("Elsewhere")
        self.assertEqual(self._state(move), (self.boss, "dispute"))

    # -- merged ------------------------------------------------------------------------------------

    def test_merged_into_a_contact(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.boss.id, "email": self.person.email})
        self._dispute(self.move)
        self._hold(self.person, "insolvency", date_start="2025-03-05")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((contact + self.person).ids, contact, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(self._state(), (self.boss, "insolvency"))
        self.assertFalse(self.env["dunning.profile"].search([("partner_id", "in", (contact + self.person).ids)]))
        self.assertEqual(self.env["dunning.dispute"].search([("move_id", "=", self.move.id)]).partner_id, self.boss)
