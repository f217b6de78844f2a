"""A dialogue's buttons are called by anybody with anything: each answers with one clear sentence."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_guarded import GuardedCommon

DAY = "2025-03-06"
GONE = "This dialogue is no longer open: open it again."


@tagged("post_install", "-at_install")
class TestDialogueButtons(GuardedCommon):
    def _dialogues(self):
        """Return the dialogues of the add-on as an ordinary collector has them; the list comes from the registry."""
        names = sorted(name for name, model in self.registry.items() if model._transient and name.startswith("dunning."))
        dialogues = [self.env(user=self.collector, su=False)[name] for name in names]
        return [one for one in dialogues if isinstance(one, self.registry["dunning.dialogue"])]

    def test_without_a_dialogue(self):
        """No button works on nothing: it says so instead of failing on the way."""
        tried, core = set(), {*dir(self.registry["base"]), "action_next"}
        for dialogue in self._dialogues():
            for name in dir(type(dialogue)):
                if name.startswith("action_") and name not in core and callable(getattr(dialogue, name)):
                    tried.add((dialogue._name, name))
                    with self.subTest(model=dialogue._name, button=name), self.assertRaises(UserError) as caught:
                        getattr(dialogue, name)()
                    self.assertEqual(str(caught.exception), GONE)
        self.assertGreaterEqual(len(tried), 20)
        for name in ("action_items", "action_screen", "action_pdf", "action_xlsx"):
            self.assertIn(("dunning.aged.wizard", name), tried)
        self.assertIn(("dunning.metric.wizard", "action_open_lines"), tried)

    def test_several_dialogues(self):
        wizards = self.env(user=self.collector, su=False)["dunning.aged.wizard"].create([{}, {}])
        with self.assertRaises(UserError) as caught:
            wizards.action_items()
        self.assertEqual(str(caught.exception), GONE)

    @freeze_time(DAY)
    def test_reminder_of_nobody(self):
        wizard = self.env(user=self.collector, su=False)["dunning.remind.wizard"].create({})
        for name in ("action_send", "action_edit"):
            with self.subTest(button=name), self.assertRaises(UserError) as caught:
                getattr(wizard, name)()
            self.assertEqual(str(caught.exception), "Choose an invoice or a customer.")

    def test_contact_of_nobody(self):
        """The form of a new dialogue opens without a customer; what is then to be chosen is empty."""
        Wizard = self.env(user=self.collector, su=False)["dunning.contact.wizard"]
        spec = {"contact_id": {}, "name": {}, "role": {}}
        self.assertEqual(Wizard.onchange({}, [], spec)["value"], {"contact_id": False, "name": False, "role": "payment"})

    @freeze_time(DAY)
    def test_nothing_chosen(self):
        """Required relations to many are required by buttons too: the database knows only single values."""
        env = self.env(user=self.collector, su=False)
        for model, values, label in (
            ("dunning.action.wizard", {"mode": "skip", "reason": "x"}, "Action"),
            ("dunning.letter.wizard", {}, "Action"),
            ("dunning.dispute.settle.wizard", {"resolution": "accepted"}, "Disputes"),
        ):
            with self.subTest(model=model), self.assertRaises(UserError) as caught:
                env[model].create(values).action_confirm()
            self.assertEqual(str(caught.exception), f"Nothing is chosen: “{label}” cannot be empty.")
