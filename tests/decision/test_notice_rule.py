"""Notices before a claim: who gives them, their last day, what waits for it, in which words and with what costs to the cent."""

import base64
import io

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext
from odoo.tools.pdf import PdfFileWriter

from ..late_payment.test_claims import ClaimCommon

# Due on Monday 2 March 2026; the first message leaves on Saturday 7 March.
DUE, NOTICE = "2026-03-02", "2026-03-07"


def one_page():
    """Return a PDF of one empty page (bytes)."""
    writer, content = PdfFileWriter(), io.BytesIO()
    writer.addBlankPage(width=595, height=842)
    writer.write(content)
    return content.getvalue()


class NoticeCommon(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Template = cls.env["mail.template"].sudo()
        cls.claiming = Template.create(
            {
                "name": "Claiming", "model_id": cls.env["ir.model"]._get_id("dunning.action"), "subject": "Claim",
                "body_html": "<p>Pay</p><div t-out='object.claim_html'/>", "lang": "{{ object.lang }}", "use_default_to": False,
            }
        )  # fmt: skip
        cls.plan = cls._plan([(5, "email"), (10, "letter", {"letter_template_id": cls.claiming.id}), (40, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.letter_step = cls.plan.step_ids.filtered(lambda step: step.delay == 10)

    def _debtor(self, country, debtor_class="consumer", **vals):
        partner = self._customer("Jo Janssens", country_id=self.env.ref(country).id, **{"is_company": False, **vals})
        profile = self.env["dunning.profile"]._get_or_create(partner, self.company)
        profile.debtor_class = debtor_class
        return partner, profile

    def _bill(self, partner, amount, **vals):
        return self._invoice(DUE, amount, partner=partner, currency_id=self.eur.id, **vals)

    def _notice_of(self, day=NOTICE):
        with freeze_time(day):
            return self._live_day(day)

    def _said(self, move, day):
        row = self._row(move, day)
        with freeze_time(day):
            return row, self.env["dunning.decision"]._explain_decisions([row], Date.to_date(day))[0]

    def _claimed(self, profile, move, day):
        claims, _problems = self.env["dunning.claim"]._compute_claims(profile, self._items(move), Date.to_date(day))
        return round(sum(claims.mapped("fee")), 2)


@tagged("post_install", "-at_install")
class TestNoticeRule(NoticeCommon):
    # -- Netherlands -------------------------------------------------------------------------------

    def test_dutch_consumer(self):
        """E-mail on 7 March with the exact costs: claims are passed over to 21 March, taken on the 22nd; 125 → 40.00."""
        partner, profile = self._debtor("base.nl")
        move = self._bill(partner, 125)
        email = self._notice_of()
        self.assertEqual((email.notice_rule_id.days, str(email.notice_last_day)), (14, "2026-03-21"))
        for words in ("within 14 days from the day after this message was delivered to you", "40.00", "due in addition"):
            self.assertIn(words, self._plain(email.snapshot))
        row, text = self._said(move, "2026-03-20")
        self.assertEqual((row["verdict"], row["reason"], row["held_step_id"]), ("none", "not_due", self.letter_step.id))
        self.assertEqual(str(row["held_until"]), "2026-03-21")
        self.assertIn("D+10 letter 10 would claim before the days of the notice are over (03/21/2026): passed over", text)
        self.assertEqual(self._row(move, "2026-03-21")["verdict"], "none")
        row, _text = self._said(move, "2026-03-22")
        self.assertEqual((row["verdict"], row["step_id"]), ("act", self.letter_step.id))
        self.assertEqual([self._claimed(profile, move, day) for day in ("2026-03-20", "2026-03-21", "2026-03-22")], [0, 0, 40])

    def test_dutch_scale_to_the_cent(self):
        """The sum of one letter by the scale: 23,000 → 1,005.00, said in the notice and claimed afterwards."""
        partner, profile = self._debtor("base.nl")
        moves = self._bill(partner, 20000) | self._bill(partner, 3000)
        email = self._notice_of()
        self.assertIn("1,005.00", self._plain(email.snapshot))
        claims, _problems = self.env["dunning.claim"]._compute_claims(profile, self._items(moves), Date.to_date("2026-03-22"))
        self.assertEqual(claims.fee, 1005)

    def test_waits_where_nothing_else_follows(self):
        """Without a later step the claim itself waits, with its day; without any notice it says that none was sent."""
        partner, _profile = self._debtor("base.nl")
        move = self._bill(partner, 125)
        self.plan.step_ids.filtered(lambda step: step.delay == 40).active = False
        self._notice_of()
        row, text = self._said(move, "2026-03-20")
        self.assertEqual((row["reason"], str(row["until"]), str(row["next_date"])), ("notice_term", "2026-03-21", "2026-03-22"))
        self.assertEqual(text, "D+10 letter 10 would claim too early: the days of the notice that the law asks for run until 03/21/2026")
        self.plan.step_ids.filtered(lambda step: step.delay == 5).active = False
        other = self._bill(partner, 300)
        row, text = self._said(other, "2026-03-30")
        self.assertEqual((row["reason"], row["next_date"]), ("notice_missing", None))
        self.assertEqual(text, "D+10 letter 10 would claim before the notice that the law asks for: none was sent")

    def test_a_bounce_is_no_notice(self):
        partner, profile = self._debtor("base.nl")
        move = self._bill(partner, 125)
        email = self._notice_of()
        email._set_bounced()
        self.assertEqual(self._claimed(profile, move, "2026-04-30"), 0)
        self.assertEqual(self._row(move, "2026-03-08")["step_id"], self.plan.step_ids[0].id)

    # -- Belgium -----------------------------------------------------------------------------------

    def _agree(self, partner):
        self.env["dunning.interest.contract"].create(
            {"company_id": self.company.id, "partner_id": partner.id, "rate_kind": "fixed", "rate": 5, "fee_clause": True,
             "clause": "Terms of sale, clause 9"}
        )  # fmt: skip

    def test_belgian_consumer(self):
        """Free reminder with its content; 215 → 36.50, 1,000 → 90.00 by the contract's clause, from 22 March on."""
        partner, profile = self._debtor("base.be")
        self._agree(partner)
        self.company.company_registry = "0123456749"
        small, large = self._bill(partner, 215), self._bill(partner, 1000)
        words = self._plain(self._notice_of().snapshot)
        for part in ("First reminder, free of charge.", "enterprise number 0123456749", "14 calendar days", "Work", "126.50",
                     "from the day after this e-mail was sent", small.name, "03/02/2026", "1,215.00",
                     "interest at 5.00 % a year"):  # fmt: skip
            self.assertIn(part, words)
        self.assertEqual([self._claimed(profile, small, day) for day in ("2026-03-20", "2026-03-21", "2026-03-22")], [0, 0, 36.5])
        self.assertEqual(self._claimed(profile, large, "2026-03-22"), 90)
        self.assertEqual((self._row(small, "2026-03-21")["verdict"], self._row(small, "2026-03-22")["verdict"]), ("none", "act"))

    def test_belgian_letter_counts_from_the_third_working_day(self):
        """Posted on Thursday 5 March: the days are 10 to 23 March; a corrected day of posting moves them."""
        partner, profile = self._debtor("base.be")
        self._agree(partner)
        self.plan.step_ids[0].write({"channel": "letter", "delay": 3})
        move = self._bill(partner, 215)
        letter = self._notice_of("2026-03-05")
        self.assertIn("from the third working day after this letter was posted", self._plain(letter.snapshot))
        self.assertEqual(str(letter.notice_last_day), "2026-03-23")
        self.assertEqual([self._claimed(profile, move, day) for day in ("2026-03-23", "2026-03-24")], [0, 36.5])
        self.assertEqual(letter._moved_notice_vals(Date.to_date("2026-03-06")), {"notice_last_day": Date.to_date("2026-03-24")})

    def test_what_was_not_agreed_is_not_said(self):
        partner, _profile = self._debtor("base.be")
        self._bill(partner, 215)
        self.assertIn("No compensation and no interest will be added", self._plain(self._notice_of().snapshot))

    # -- United Kingdom ----------------------------------------------------------------------------

    def _court_plan(self):
        self.plan.step_ids.active = False
        self.plan = self._plan([(5, "letter", {"tone": "formal"}), (8, "letter", {"tone": "handover"})])
        self.company.dunning_plan_id = self.plan

    def _give_notice(self, partner):
        self._court_plan()
        move = self._bill(partner, 1000)
        with freeze_time(NOTICE):
            letter = self._run(NOTICE)
        return move, letter

    def test_uk_company(self):
        """Letter before action on 7 March: 14 days, hand-over from the 22nd."""
        partner, _profile = self._debtor("base.uk", "business", is_company=True)
        move, letter = self._give_notice(partner)
        with freeze_time(NOTICE):
            words = self._plain(letter.message_body)
            self.assertEqual(letter.message_subject, "Letter before action")
            self.assertIn("within 14 days of the date of this letter, by 03/21/2026", words)
            self._work(NOTICE)
        self.assertEqual(str(letter.notice_last_day), "2026-03-21")
        row, text = self._said(move, "2026-03-20")
        self.assertEqual((row["reason"], str(row["next_date"])), ("notice_term", "2026-03-22"))
        self.assertIn("until 03/21/2026", text)
        self.assertEqual(self._row(move, "2026-03-22")["verdict"], "act")

    def test_uk_individual_and_sole_trader(self):
        """30 days, and no letter without information sheet, reply form and financial statement."""
        rule = self.env.ref("account_dunning.notice_rule_uk_person")
        self.assertEqual(rule.missing_enclosures, "Information sheet, Reply form, Financial statement")
        for debtor_class in ("consumer", "business"):
            partner, profile = self._debtor("base.uk", debtor_class)
            self.assertEqual(self.env["dunning.notice.rule"]._find_rule(profile), rule)
        move, letter = self._give_notice(partner)
        with freeze_time(NOTICE):
            with self.assertRaisesRegex(UserError, "add Information sheet, Reply form, Financial statement under"):
                letter._mark_posted(Date.to_date(NOTICE))
            rule.enclosure_ids.file = base64.b64encode(one_page())
            self.assertFalse(rule.missing_enclosures)
            names = [name for name, _content in letter._message_documents({})]
            self.assertEqual(names[1:], ["Information sheet.pdf", "Reply form.pdf", "Financial statement.pdf"])
            self.assertIn("Enclosed: Information sheet, Reply form, Financial statement", self._plain(letter.message_body))
            self._work(NOTICE)
        self.assertEqual(str(letter.notice_last_day), "2026-04-06")
        found = [self._row(move, day)["verdict"] for day in ("2026-03-20", "2026-04-06", "2026-04-07")]
        self.assertEqual(found, ["none", "none", "act"])

    def test_only_pdfs_are_enclosed(self):
        enclosure = self.env.ref("account_dunning.notice_enclosure_uk_reply")
        with self.assertRaisesRegex(UserError, "add it as a PDF"):
            enclosure.file = base64.b64encode(b"words")

    def test_no_file_is_handed_over_before(self):
        partner, _profile = self._debtor("base.uk", "business", is_company=True)
        move, _letter = self._give_notice(partner)
        items = self._items(move)
        route = self.env["dunning.case.route"].create(
            {"name": "Court", "kind": "agency", "company_id": self.company.id, "currency_id": self.company.currency_id.id}
        )
        case = self.env["dunning.case"].create({"company_id": self.company.id, "partner_id": partner.id, "route_id": route.id})
        self.env["dunning.case.item"].create({"case_id": case.id, "move_line_id": items.id})
        self.assertIn("none was sent", " ".join(case._find_problems(Date.to_date(NOTICE))))
        with freeze_time(NOTICE):
            self._work(NOTICE)
        self.assertIn("03/21/2026", " ".join(case._find_problems(Date.to_date("2026-03-21"))))
        self.assertNotIn("notice", " ".join(case._find_problems(Date.to_date("2026-03-22"))))

    # -- whose it is -------------------------------------------------------------------------------

    def test_never_where_it_does_not_apply(self):
        """French consumers, Belgian and Dutch businesses, public bodies: as before."""
        Rule = self.env["dunning.notice.rule"]
        for country, debtor_class, is_company in (
            ("base.fr", "consumer", False), ("base.be", "business", True), ("base.nl", "business", False),
            ("base.uk", "public", True), ("base.nl", "public", True),
        ):  # fmt: skip
            partner, profile = self._debtor(country, debtor_class, is_company=is_company)
            self.assertFalse(Rule._find_rule(profile), (country, debtor_class))
            move = self._bill(partner, 100)
            self.assertFalse(self._row(move, NOTICE)["held_step_id"])
        partner, profile = self._debtor("base.nl", "business", is_company=True)
        move = self._bill(partner, 125)
        email = self._notice_of().filtered(lambda action: action.partner_id == partner)
        self.assertNotIn("o_dunning_law_notice", email.snapshot)
        self.assertEqual(self._row(move, "2026-03-12")["step_id"], self.letter_step.id)

    def test_safe_side_without_a_class(self):
        """A person nobody has said anything about counts as a consumer, with and without a profile, also without a country."""
        person = self._customer("Anna Smit", is_company=False, country_id=self.env.ref("base.nl").id)
        move = self._bill(person, 125)
        self.assertFalse(self.env["dunning.profile"].search([("partner_id", "=", person.id)]))
        self.plan.step_ids.filtered(lambda step: step.delay != 10).active = False
        self.assertEqual(self._reason(move, "2026-03-12"), "notice_missing")
        self.company.partner_id.country_id = self.env.ref("base.nl")
        nobody = self._customer("No Country", is_company=False, country_id=False)
        self.assertEqual(self._reason(self._bill(nobody, 125), "2026-03-12"), "notice_missing")

    def test_words_taken_out_give_no_notice(self):
        partner, _profile = self._debtor("base.nl")
        self.plan.step_ids[0].mode = "review"
        self._bill(partner, 125)
        with freeze_time(NOTICE):
            email = self._run(NOTICE)
            email.message_body = "<p>Please pay.</p>"
            self._work(NOTICE)
        self.assertEqual((email.state, email.notice_rule_id.id), ("done", False))

    def test_archived_rules_change_nothing(self):
        self.env["dunning.notice.rule"].search([]).active = False
        partner, _profile = self._debtor("base.nl")
        move = self._bill(partner, 125)
        email = self._notice_of()
        self.assertNotIn("o_dunning_law_notice", email.snapshot)
        self.assertEqual(self._row(move, "2026-03-12")["step_id"], self.letter_step.id)

    def test_who_may_change_them(self):
        rule = self.env.ref("account_dunning.notice_rule_be_consumer")
        for user in (self.collector, self.salesman):
            self.assertEqual(rule.with_user(user).days, 14)
            with self.assertRaises(AccessError):
                rule.with_user(user).days = 20
        outsider = new_test_user(self.env(su=True), login="outsider_n", groups="base.group_user")
        with self.assertRaises(AccessError):
            rule.with_user(outsider).read(["days"])
        rule.with_user(self.manager).days = 15
        with self.assertRaisesRegex(ValidationError, "366"), self.env.cr.savepoint():
            rule.with_user(self.manager).days = 0

    def _plain(self, body):
        return " ".join(html2plaintext(str(body or "")).replace("*", "").replace("\xa0", " ").split())
