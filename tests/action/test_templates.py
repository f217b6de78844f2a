"""The shipped texts: they render on any action and on none, and a credit manager without programming rights edits them."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.action.dunning_action_message import MESSAGE_FIELDS
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestTemplates(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "registered_letter", {"recipient_role": "legal"})])
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        names = (
            cls.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "account_dunning"), ("model", "in", ("mail.template", "sms.template"))])
        )
        # the words of statements, answers and thanks are about no action: see test_statement, test_replies, test_thanks
        cls.mails = (
            cls.env["mail.template"]
            .browse(names.filtered(lambda n: n.model == "mail.template").mapped("res_id"))
            .filtered(lambda template: template.model == "dunning.action")
        )
        # notices that stand inside another message: see test_notice_rule
        inside = cls.env["dunning.notice.rule"].sudo().with_context(active_test=False).search([("given_by", "=", "first")])
        cls.whole = cls.mails - inside.template_id
        cls.texts = cls.env["sms.template"].browse(names.filtered(lambda n: n.model == "sms.template").mapped("res_id"))

    def _action(self, **vals):
        """An action of a customer who owes 1,000 and 400, less 100."""
        self.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": self.company.partner_id.id}
        )
        self.customer.ref = "C42"
        self._invoice("2025-03-01", 1000)
        self._invoice("2025-03-01", 400)
        self._payment(100, "2025-03-02")
        [action] = self._run(DAY)
        action.write(vals)
        return action

    def _render(self, template, action):
        action.mail_template_id = template
        subject, body, error = action._render_message(raise_errors=False)[action]
        self.assertFalse(error, template.name)
        return subject, body

    def test_there_are_texts(self):
        self.assertGreaterEqual(len(self.whole), 12)
        self.assertEqual(len(self.mails - self.whole), 2)
        self.assertGreaterEqual(len(self.texts), 1)
        self.assertEqual(set(self.mails.mapped("model")), {"dunning.action"})

    def test_all_say_what_is_needed(self):
        """Total, items, credits, bank account, reference, ways to pay and whom to ask, in every e-mail and letter."""
        action = self._action()
        for template in self.whole:
            with self.subTest(template=template.name):
                subject, body = self._render(template, action)
                text = self._text(body)
                self.assertTrue(subject.strip())
                self.assertNotIn("1,300", subject, "no amount in a subject")
                for words in ("$ 1,300.00", *action.line_ids.mapped("invoice_name"), "FR76", "collector_c@example.com"):
                    self.assertIn(words, text)
                self.assertIn("/dunning/r/", body, "a link to pay or to the customer's page")
                self.assertNotIn("object.", text)
                self.assertNotIn("(total)", text, "what stands between the tags is only shown while editing")

    def test_links_of_one_invoice(self):
        """The link to pay, and the link to the page with everything."""
        self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        for template in self.whole:
            with self.subTest(template=template.name):
                _subject, body = self._render(template, action)
                self.assertIn(f"/dunning/r/p{action.id}-", body)
                self.assertIn(f"/dunning/r/v{action.id}-", body)

    def test_on_a_letter(self):
        action = self._action(channel="letter")
        for template in self.whole:
            with self.subTest(template=template.name):
                _subject, body = self._render(template, action)
                self.assertIn("$ 1,300.00", self._text(body))

    def test_on_nothing(self):
        """Templates are rendered on any record when they are saved: an action without anything must do."""
        empty = self.env["dunning.action"].new({})
        bare = self.env["dunning.action"].create(
            {
                "profile_id": self.env["dunning.profile"]._get_or_create(self.customer, self.company).id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "channel": "email",
            }
        )
        for template in self.mails:
            with self.subTest(template=template.name):
                self._render(template, bare)
                for field in ("subject", "body_html"):
                    template._render_field(field, [])
        for template in self.texts:
            with self.subTest(template=template.name):
                template._render_field("body", bare.ids)
        for name in MESSAGE_FIELDS:
            self.assertFalse(empty[name] is None, name)

    def test_malicious_text(self):
        action = self._action()
        evil = "<script>alert(1)</script>"
        self.customer.write({"name": f"A {evil}", "ref": evil})
        self.company.sudo().write({"name": f"B {evil}"})
        self.collector.partner_id.write({"name": f"C {evil}", "function": evil})
        action.line_ids.invoice_name = evil
        for template in self.mails:
            for channel in ("email", "registered_letter"):
                with self.subTest(template=template.name, channel=channel):
                    action.channel = channel
                    _subject, body = self._render(template, action)
                    self.assertNotIn("<script", body)

    # -- who edits them ----------------------------------------------------------------------------

    def test_manager_is_no_template_editor(self):
        self.assertFalse(self.manager.has_group("mail.group_mail_template_editor"))

    def test_manager_edits_every_text(self):
        """Every shipped text can be saved again and changed with ready-made fields, and still renders."""
        action = self._action()
        placeholders = " ".join(f"<t t-out='object.{name}'/>" for name in MESSAGE_FIELDS)
        for template in self.mails:
            with self.subTest(template=template.name):
                mine = template.with_user(self.manager)
                mine.write({"subject": mine.subject, "body_html": mine.body_html})
                mine.write(
                    {
                        "subject": "{{ object.company_name }} {{ object.invoice_names }}",
                        "body_html": f"<p>Hello {placeholders}</p>",
                    }
                )
                subject, body = self._render(template, action.with_user(self.manager))
                self.assertTrue(subject.startswith(self.company.name))
                self.assertIn("$ 1,300.00", self._text(body))

    def test_manager_edits_sms(self):
        for template in self.texts:
            mine = template.with_user(self.manager)
            mine.body = "{{ object.company_name }}: {{ object.page_url }}"
            action = self._action()
            self.assertIn(f"/dunning/r/v{action.id}-", mine._render_field("body", action.ids)[action.id])

    def test_manager_makes_a_new_text(self):
        template = (
            self.env["mail.template"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Ours",
                    "model_id": self.env["ir.model"]._get_id("dunning.action"),
                    "subject": "{{ object.step_name }}",
                    "body_html": "<p><t t-out='object.amount_text'/></p>",
                }
            )
        )
        self.assertIn("$ 1,300.00", self._text(self._render(template, self._action())[1]))
        template.unlink()

    def test_programming_is_refused(self):
        """Placeholders beyond the ready-made fields need the right to program."""
        template = self.mails[0].with_user(self.manager)
        for body in (
            "<p><t t-out='object.company_id.partner_id.bank_ids[0].acc_number'/></p>",
            "<p><t t-out='object.env.user.login'/></p>",
            "<p t-if='object.amount_due > 10'>much</p>",
        ):
            with self.subTest(body=body), self.assertRaises(AccessError):
                template.write({"body_html": body})
        with self.assertRaises(AccessError):
            template.write({"subject": "{{ object.env.user.password }}"})

    def test_unknown_placeholder_is_refused(self):
        template = self.mails[0].with_user(self.manager)
        with self.assertRaises(AccessError):
            template.write({"body_html": "<p><t t-out='object.amount_txt'/></p>"})

    def test_manager_reads_texts_of_others(self):
        """Writing the texts of dunning must not hide everybody else's from accounting administrators."""
        other = (
            self.env["mail.template"]
            .sudo()
            .create({"name": "Of contacts", "model_id": self.env["ir.model"]._get_id("res.partner"), "subject": "Hello"})
        )
        self.env.invalidate_all()
        self.assertEqual(other.with_user(self.manager).subject, "Hello")
        self.assertIn(other, other.with_user(self.manager).search([("model", "=", "res.partner")]))

    def test_manager_edits_no_other_text(self):
        """Only the texts of dunning: another application's are not his."""
        other = (
            self.env["mail.template"]
            .sudo()
            .create({"name": "Other", "model_id": self.env["ir.model"]._get_id("res.partner"), "subject": "x"})
        )
        with self.assertRaises(AccessError):
            other.with_user(self.manager).write({"subject": "y"})

    def test_collector_edits_no_text(self):
        with self.assertRaises(AccessError):
            self.mails[0].with_user(self.collector).write({"subject": "y"})

    def test_translation_by_the_manager(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        action = self._action()
        template = self.mails[0]
        template.with_user(self.manager).with_context(lang="fr_FR").write(
            {
                "subject": "Relance {{ object.reference }}",
                "body_html": "<p>Vous devez <t t-out='object.amount_text'/></p>",
            }
        )
        self.assertNotIn("Relance", self._render(template, action)[0])
        self.customer.lang = "fr_FR"
        subject, body = self._render(template, action)
        self.assertEqual(subject, "Relance C42")
        self.assertIn("Vous devez $ 1 300,00", self._text(body))

    # -- shipped plans -----------------------------------------------------------------------------

    def test_shipped_plans_can_work(self):
        plans = self.env["dunning.plan"].with_context(active_test=False).search([("company_id", "=", False)])
        self.assertEqual(len(plans), 5)
        for plan in plans:
            for step in plan.step_ids:
                with self.subTest(plan=plan.name, step=step.name):
                    self.assertEqual(step._missing_words(), "")
                    if step.channel in ("email", "letter", "registered_letter"):
                        self.assertIn(step._template_for_channel(step.channel), self.mails)
            plan.with_context(active_test=False)._check_plan_can_work()
