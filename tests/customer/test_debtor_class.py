"""What a debtor is: recognised by its numbers, proposed with one click, followed when it changes; registered e-mails."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestDebtorClass(DunningCommon):
    def _profile(self, **vals):
        partner = self._customer(vals.pop("name", "Someone"), **vals)
        return self.env["dunning.profile"]._get_or_create(partner, self.company)

    def _class_of(self, **vals):
        profile = self._profile(**vals)
        return profile.debtor_class, profile.is_natural_person

    # -- set when it is unset ----------------------------------------------------------------------

    def test_french_numbers(self):
        cases = [
            ({"company_registry": "217500016"}, ("public", False)),
            ({"company_registry": "130 025 265 00013"}, ("public", False)),
            ({"company_registry": "732829320"}, ("business", False)),
            ({"vat": "FR61217500016"}, ("public", False)),
            ({"is_company": False, "company_registry": "732829320"}, ("business", True)),
            ({"is_company": False, "vat": "FR44732829320"}, ("business", True)),
            ({"is_company": False}, ("consumer", True)),
            ({}, ("business", False)),
            # neither eight digits nor a number that merely contains one
            ({"company_registry": "21750001"}, ("business", False)),
            ({"company_registry": "X217500016"}, ("business", False)),
        ]
        for vals, expected in cases:
            with self.subTest(vals):
                self.assertEqual(self._class_of(**vals), expected)

    def test_other_countries(self):
        """French numbers say nothing elsewhere; a person's tax number proposes, it does not decide."""
        abroad = self.env.ref("base.us").id
        self.assertEqual(self._class_of(company_registry="217500016", country_id=abroad), ("business", False))
        self.assertEqual(self._class_of(company_registry="X1", is_company=False, country_id=abroad), ("business", True))
        person = self._profile(vat="123456789", is_company=False, country_id=abroad)
        self.assertEqual((person.debtor_class, person.proposed_class), ("consumer", "business"))
        self.assertEqual(person.proposed_class_reason, "has a business number: 123456789")

    def test_country_of_the_company(self):
        self.company.country_id = self.env.ref("base.fr")
        self.assertEqual(self._class_of(company_registry="217500016", country_id=False), ("public", False))

    # -- proposed ----------------------------------------------------------------------------------

    def test_proposed_and_accepted(self):
        profile = self._profile()
        plain = self._profile(name="Plain")
        self.assertFalse(profile.proposed_class)
        profile.partner_id.company_registry = "217500016"
        self.assertEqual((profile.debtor_class, profile.proposed_class), ("business", "public"))
        self.assertEqual(
            profile.proposed_class_reason, "number 217500016: SIREN numbers beginning with 1 or 2 are those of public bodies (INSEE)"
        )
        both = profile + plain
        Profile = self.env["dunning.profile"]
        self.assertEqual(Profile.search([("id", "in", both.ids), ("proposed_class", "=", "public")]), profile)
        self.assertEqual(Profile.search([("id", "in", both.ids), ("proposed_class", "!=", False)]), profile)
        self.assertEqual(Profile.search([("id", "in", both.ids), ("proposed_class", "=", False)]), plain)
        self.assertFalse(Profile.search([("id", "in", both.ids), ("proposed_class", "=", "consumer")]))
        both.with_user(self.collector).action_accept_class()
        self.assertEqual((profile.debtor_class, profile.is_class_confirmed, profile.proposed_class), ("public", True, False))
        self.assertEqual((plain.debtor_class, plain.is_class_confirmed), ("business", False))
        with self.assertRaises(UserError):
            both.action_accept_class()

    def test_kept(self):
        """Who says that the class is right is asked no more, whatever the numbers say."""
        profile = self._profile()
        profile.partner_id.company_registry = "217500016"
        profile.with_user(self.collector).action_keep_class()
        self.assertFalse(profile.proposed_class)
        self.assertFalse(self.env["dunning.profile"].search([("id", "=", profile.id), ("proposed_class", "!=", False)]))

    def test_said_by_hand(self):
        profile = self._profile(company_registry="217500016")
        profile.debtor_class = "business"
        self.assertEqual((profile.is_class_confirmed, profile.proposed_class), (True, False))

    # -- followed ----------------------------------------------------------------------------------

    def _letter(self):
        self.company.dunning_plan_id = self._plan([(5, "registered_letter")])
        self._invoice("2025-03-01", 1000)
        action = self._run(DAY)
        self.assertEqual(action.channel, "registered_letter")
        return action

    def test_text_that_may_not_be_sent(self):
        template = self.template.copy({"body_html": "<p>Pay the fixed sum for recovery.</p>"})
        self.company.dunning_plan_id = self._plan([(5, "email", {"mail_template_id": template.id})])
        self.company.dunning_live_date = "2025-03-05"
        self._invoice("2025-03-01", 1000)
        with freeze_time(DAY):
            action = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
            action.action_preview()
        action = self.env["dunning.action"]._create_manual(self.customer, self.company, action.date, template=template)
        action.with_user(self.collector).state = "ready"
        self.assertEqual(action.state, "ready")
        action.profile_id.debtor_class = "public"
        self.assertEqual(action.state, "ready")
        action.profile_id.debtor_class = "consumer"
        self.assertEqual(action.state, "todo")
        self.assertEqual(
            action.review_reason, "The debtor is taken for another class now (Consumer): please read it again."
        )

    def test_edited_text_is_read_again(self):
        self._invoice("2025-03-01", 1000)
        with freeze_time(DAY):
            action = self.env["dunning.action"]._create_manual(self.customer, self.company, self.env.cr.now().date().replace(2025, 3, 6))
        action.write({"custom_subject": "Pay", "custom_body": "<p>Pay now</p>", "state": "ready"})
        action.profile_id.debtor_class = "consumer"
        self.assertEqual(action.state, "todo")

    def test_printed_letter_is_printed_again(self):
        action = self._letter()
        with freeze_time(DAY):
            action.action_print_letters()
        self.assertTrue(action.printed_on)
        action.profile_id.debtor_class = "consumer"
        self.assertFalse(action.printed_on)

    # -- registered e-mails ------------------------------------------------------------------------

    def test_registered_email_to_a_consumer(self):
        action = self._letter()
        action.is_electronic = True  # a business need not consent
        action.profile_id.debtor_class = "consumer"
        self.assertFalse(action.is_electronic)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            action.is_electronic = True
        dialogue = self.env["dunning.letter.wizard"].create({"action_ids": action.ids, "posted_on": DAY})
        dialogue.line_ids.write({"registered_number": "LRE-1", "is_electronic": True})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            dialogue.action_confirm()
        profile = action.profile_id
        profile.registered_email_consent_on = "2025-03-01"
        with self.assertRaises(ValidationError), self.cr.savepoint(), freeze_time(DAY):  # by whom?
            action.is_electronic = True
        profile.write({"registered_email_consent_on": "2025-03-07", "registered_email_consent_by": "Mrs Durand, by e-mail"})
        with self.assertRaises(ValidationError), self.cr.savepoint(), freeze_time(DAY):  # consented too late
            action.is_electronic = True
        profile.registered_email_consent_on = "2025-03-05"
        with freeze_time(DAY):
            dialogue.action_confirm()
        self.assertEqual((action.state, action.is_electronic), ("done", True))

    def test_consent_that_was_taken_back(self):
        action = self._letter()
        action.profile_id.write({
            "debtor_class": "consumer", "registered_email_consent_on": "2025-03-05", "registered_email_consent_by": "Mrs Durand",
        })  # fmt: skip
        with freeze_time(DAY):
            action.write({"is_electronic": True, "registered_number": "LRE-1"})
            action.profile_id.registered_email_consent_on = False
            with self.assertRaises(ValidationError):
                action._mark_posted(action.date)

    # -- who ---------------------------------------------------------------------------------------

    def test_access(self):
        profile = self._profile(name="Own", user_id=self.salesman.id)
        profile.partner_id.company_registry = "217500016"
        for method in ("action_accept_class", "action_keep_class"):
            with self.subTest(method), self.assertRaises(AccessError), self.cr.savepoint():
                getattr(profile.with_user(self.salesman), method)()
        with self.assertRaises(AccessError):
            profile.with_user(self.collector).is_class_confirmed = True
        Pattern = self.env["dunning.debtor.pattern"]
        values = {"country_id": self.env.ref("base.be").id, "pattern": r"02\d{8}", "debtor_class": "public", "source": "Test"}
        with self.assertRaises(AccessError):
            Pattern.with_user(self.collector).create(values)
        Pattern.create(values)
        for pattern in ("(", ".*", "9" * 101):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                Pattern.create({**values, "pattern": pattern})
