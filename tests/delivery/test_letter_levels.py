"""The five levels of letters: a text for each, fit for a plan, harder from one to the next; what the law adds, for whom."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

LEVELS = ("courtesy", "first", "firm", "formal_notice", "handover")
TONES = ("courteous", "neutral", "firm", "formal", "handover")
DAYS = ("2025-03-06", "2025-03-11", "2025-03-16", "2025-03-21", "2025-03-31")
FRENCH_LAW, EUROPEAN_LAW = "article L. 441-10 of the French Commercial Code", "Between businesses, interest for late payment"


@tagged("post_install", "-at_install")
class TestLetterLevels(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = [cls.env.ref(f"account_dunning.mail_template_letter_{level}") for level in LEVELS]
        steps = []
        for delay, tone, text in zip((5, 10, 15, 20, 30), TONES, cls.texts, strict=True):
            registered = tone in ("formal", "handover")
            vals = {"tone": tone, "letter_template_id": text.id, "recipient_role": "legal" if registered else "payment"}
            steps.append((delay, "registered_letter" if registered else "letter", vals))
        cls.plan = cls._plan(steps, minimum_interval=3)
        cls.company.write({"dunning_plan_id": cls.plan.id, "country_id": cls.env.ref("base.fr").id})
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )
        cls.move = cls._invoice("2025-03-01", 1250.5)

    def _ladder(self, days=DAYS):
        """Live through the plan; yield the letter of each day before it is posted."""
        for day in days:
            with freeze_time(day):
                [letter] = self._run(day)
                yield letter
                self._work(day, letter)

    def _until(self, tone):
        for letter in self._ladder():
            if letter.step_id.tone == tone:
                return letter
        return None

    def _words(self, letter):
        letter.invalidate_recordset()
        return self._text(letter._render_message()[letter][1])

    def test_plan_of_all_levels(self):
        """A plan of five letters, each in its own tone, is accepted; nothing is to be said against its words."""
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.env["res.lang"]._activate_lang("fr_FR")
        for step, tone in zip(self.plan.step_ids.sorted("delay"), TONES, strict=True):
            with self.subTest(tone=tone):
                self.assertEqual(step.tone, tone)
                self.assertFalse(step.with_user(manager).wording_warning)
        for lang in ("en_US", "fr_FR"):
            subjects = {text.with_context(lang=lang).subject for text in self.texts}
            self.assertEqual(len(subjects), 5, "each level has its own subject")

    def test_words_of_each_level(self):
        """Courtesy assumes an oversight; first and firm refer to the contact before and set a day; firm announces the formal
        notice, which names its own time; the last says where the file goes."""
        own = (
            ("This is surely an oversight",),
            ("Our previous contact (Letter, 03/06/2025) has not been followed by payment.", "by 03/19/2025"),
            ("Our previous contact (Letter, 03/11/2025)", "whole amount by 03/24/2025", "we will send you a formal notice to pay"),
            ("We give you formal notice", "within eight days of receiving this letter"),
            ("Our formal notice of 03/21/2025 has remained without effect.", "written answer by 04/08/2025",
             "hand this file over to a collection agency"),
        )
        levels = list(zip(self._ladder(), own, strict=True))
        self.assertEqual([letter.step_id.tone for letter, _words in levels], list(TONES))
        for letter, words in levels:
            with self.subTest(tone=letter.step_id.tone):
                text = self._text(letter.snapshot).replace("*", "")
                for expected in (*words, "1,250.50", self.move.name, "FR76 3000 6000 0112 3456 7890 189", "collector_c"):
                    self.assertIn(expected, text)
                # the formal notice cites the law beside the amounts that rest on it
                self.assertEqual(FRENCH_LAW in text, letter.step_id.tone not in ("courteous", "formal"))
                self.assertEqual("Code de commerce, art. L441-10 et D441-5" in text, letter.step_id.tone == "formal")
                self.assertEqual("(one thousand, two hundred" in text, letter.step_id.tone in TONES[2:])
                self.assertNotIn("()", text)

    def test_first_contact_of_all(self):
        """A first letter that nothing came before does not speak of an earlier one."""
        self.plan.step_ids.filtered(lambda step: step.tone == "courteous").unlink()
        [letter] = self._run("2025-03-11")
        self.assertEqual((letter.step_id.tone, letter.previous_sentence), ("neutral", ""))
        self.assertNotIn("previous contact", self._words(letter))

    def test_law(self):
        """Penalties and indemnity: French law from French companies, the directive from others in Europe, businesses only."""
        letter = self._until("neutral")
        for debtor, country, words in (
            ("business", "fr", FRENCH_LAW), ("business", "be", EUROPEAN_LAW), ("business", "us", ""),
            ("consumer", "fr", ""), ("public", "fr", ""), ("consumer", "be", ""),
        ):  # fmt: skip
            with self.subTest(debtor=debtor, country=country):
                letter.profile_id.debtor_class = debtor
                self.company.country_id = self.env.ref(f"base.{country}")
                text = self._words(letter)
                for law in (FRENCH_LAW, EUROPEAN_LAW):
                    self.assertEqual(law in text, law == words)
                self.assertEqual(bool(letter.late_text), bool(words))

    def test_consumers_are_never_asked_for_it(self):
        """At no level, as the wording check sees it."""
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).debtor_class = "consumer"
        for letter in self._ladder():
            with self.subTest(tone=letter.step_id.tone):
                self.assertNotIn("indemnity", self._words(letter))
                self.assertFalse(letter.with_user(self.env.user).wording_warning)

    def test_principal_credits_total(self):
        """1,250.50 and 100 of credits: 1,150.50 to pay; without credits the total stands alone."""
        [letter] = self._run(DAYS[0])
        self.assertNotIn("Principal", self._text(letter.items_html))
        self._payment(100, "2025-03-05")
        letter._refresh_from_ledger(Date.to_date(DAYS[0]))
        letter.invalidate_recordset()
        text = " ".join(self._text(letter.items_html).replace("\xa0", " ").split())
        self.assertRegex(text, r"Principal\W+\$ 1,250\.50\W+Credits applied\W+\$ -100\.00\W+Total to pay\W+\$ 1,150\.50")

    # -- hand-over ---------------------------------------------------------------------------------

    def test_handover_while_disputed(self):
        letter = self._until("handover")
        letter.registered_number = "RR1FR"
        with freeze_time(DAYS[-1]):
            letter.action_print_letters()
            self.env["dunning.dispute"].create(
                {
                    "move_id": self.move.id,
                    "date_opened": DAYS[-1],
                    "category_id": self.env["dunning.dispute.category"].search([], limit=1).id,
                    "description": "Wrong quantity",
                }
            )
            with self.assertRaisesRegex(UserError, "No hand-over notice to Atelier Durand: INV/2025/00001 is disputed"):
                letter.action_mark_posted()
        self.assertEqual((letter.state, letter.posted_on), ("ready", False))

    def test_handover_of_what_is_paid(self):
        """Also as a plain letter."""
        self.plan.step_ids.filtered(lambda step: step.tone == "handover").channel = "letter"
        letter = self._until("handover")
        self.assertEqual((letter.channel, letter._formal_notices()), ("letter", letter))
        with freeze_time(DAYS[-1]):
            letter.action_print_letters()
            self._pay(self.move, DAYS[-1])
            with self.assertRaisesRegex(UserError, "No hand-over notice to Atelier Durand: nothing in it is due and unpaid."):
                letter.action_mark_posted()
        self.assertEqual(letter.state, "ready")

    def test_last_day_of_a_handover(self):
        """The day that its text names, whenever it is received; on an open day."""
        letter = self._until("handover")
        self.assertFalse(letter.notice_until)
        self.company.dunning_working_days = True
        with freeze_time("2025-04-04"):
            letter.action_print_letters()
        self.assertIn("written answer by *04/14/2025*", self._text(letter.snapshot))
        self.assertEqual(str(letter.notice_until), "2025-04-14")
        letter._mark_posted(Date.to_date("2025-04-04"), number="RR1FR")
        letter.received_on = "2025-04-09"
        self.assertEqual(str(letter.notice_until), "2025-04-14")

    def test_handover_waits_for_a_moratorium(self):
        """It is as hard as a formal notice: a moratorium that softens holds it back, also as a plain letter."""
        self.plan.step_ids.filtered(lambda step: step.tone == "handover").channel = "letter"
        list(self._ladder(DAYS[:-1]))
        moratorium = self.env["dunning.moratorium"].create(
            {"name": "Soft", "company_id": self.company.id, "date_start": DAYS[-1], "date_end": "2025-04-30", "mode": "soften"}
        )
        self.assertFalse(self._run(DAYS[-1]))
        moratorium.date_end = DAYS[-1]
        self.assertEqual(self._run("2025-04-01").step_id.tone, "handover")
