"""The day of posting of a registered letter, entered for each letter, and corrected by the dialogue, which keeps what was there."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..action.test_evidence_doors import DoorsCommon


@tagged("post_install", "-at_install")
class TestPostingDay(DoorsCommon):
    def _letter(self):
        """A registered letter that is printed on 31 March."""
        self.company.dunning_plan_id = self._plan([(30, "registered_letter")])
        customer = self._customer("Beta")
        self._invoice("2025-03-01", partner=customer)
        [letter] = self._run("2025-03-31").filtered(lambda action: action.partner_id == customer)
        return letter

    def _dialogue(self, letter, **vals):
        action = letter.with_user(self.collector).action_enter_numbers()
        wizard = self.env["dunning.letter.wizard"].with_user(self.collector).with_context(**action["context"]).create({})
        wizard.line_ids.write(vals)
        wizard.action_confirm()

    def test_posting_day_corrected(self):
        """Posted on the 28th, not on the 31st: the items took their step that day, and the history keeps the other one."""
        letter = self._letter()
        letter._mark_posted(Date.to_date("2025-03-31"), number="RR1FR")
        self.assertEqual(set(letter.line_ids.mapped("date_done")), {Date.to_date("2025-03-31")})
        self._dialogue(letter, posted_on="2025-03-28", presented_on="2025-03-29")
        day = Date.to_date("2025-03-28")
        self.assertEqual((letter.posted_on, letter.date_done, set(letter.line_ids.mapped("date_done"))), (day, day, {day}))
        self.assertEqual(self._decide("2025-04-01", letter.partner_id)[letter.line_ids.move_line_id.id]["last_step_date"], day)
        entry = letter.message_ids.sorted("id").filtered("body")[-1]
        history = [self._text(message.body).strip() for message in letter.message_ids]
        self.assertIn("Posted On corrected: 03/31/2025 → 03/28/2025", history)
        self.assertEqual(entry.author_id, self.collector.partner_id)
        for wrong in (False, "2099-01-01", "2025-03-30"):
            with self.subTest(posted_on=wrong):
                self._refused(lambda wrong=wrong: self._dialogue(letter, posted_on=wrong))
        self.assertEqual((letter.posted_on, letter.date_done), (day, day))

    def test_posting_day_of_each_letter(self):
        """A letter that is not posted yet takes the day of its own line before that of the dialogue."""
        letter = self._letter()
        with freeze_time("2025-04-03"):
            self._dialogue(letter, registered_number="RR1FR", posted_on="2025-04-01")
        self.assertEqual((letter.state, str(letter.posted_on), str(letter.date_done)), ("done", "2025-04-01", "2025-04-01"))
