"""The oracle's judgement of what customers said on their page: taken down once, done as said or left to a person, and confirmed.

It knows from the customers' own log what was sent; what dunning made of it is read from its tables.
"""

import oracle_mail
import oracle_sql
from oracle_page_deeds import DOES

TAKEN = """
SELECT answer.id, answer.kind, answer.partner_id, answer.profile_id, answer.outcome, answer.action_id, sent.res_id AS sent_for,
       answer.day::text, answer.means, answer.category_id::text AS category, answer.text, answer.count::text, answer.person,
       answer.email, answer.phone, answer.amount::text, answer.promise_id, answer.dispute_id, answer.reply_id,
       (SELECT COUNT(*) FROM dunning_answer_ir_attachment_rel AS file WHERE file.dunning_answer_id = answer.id) AS files,
       ARRAY(SELECT line.move_line_id FROM dunning_answer_line AS line WHERE line.answer_id = answer.id ORDER BY 1) AS items
  FROM dunning_answer AS answer
  LEFT JOIN mail_message AS sent ON sent.message_id = %(answered)s AND sent.model = 'dunning.action'
 WHERE answer.company_id = %(company)s AND answer.key = %(key)s
"""

# The messages that are an action's own, to tell confirmations from them.
OWN = "SELECT id FROM dunning_action WHERE mail_message_id IN (SELECT id FROM mail_message WHERE message_id = %(message)s)"


class PageChecks:
    """Checks of answers on the page; part of :class:`oracle.Oracle`."""

    def _check_page_answer(self, answer):
        """Check that an answer was taken down once, about what was chosen, and that what it says holds in the evening."""
        found = oracle_sql.rows(self.cursor, TAKEN, company=self.company, key=answer.key, answered=answer.answered)
        text = f"{answer.kind} on the page was taken down {len(found)} times"
        if not self._require(len(found) == 1, "page", answer.customer, None, text):
            return
        [row] = found
        right = (row["kind"], row["partner_id"], tuple(row["items"])) == (answer.kind, answer.customer, tuple(sorted(answer.items)))
        self._require(right, "page", answer.customer, None, f"{answer.kind} on the page was taken down as {row}")
        self._require(row["action_id"] == row["sent_for"], "page", answer.customer, None, f"{answer.kind} is about another message: {row}")
        self._check_page_kept(answer, row)
        self._check_page_deed(answer, row)
        said, again = self._said_paid, answer.kind == "paid" and any(one in self._said_paid for one in answer.items)
        if again:
            text = "“paid already” was said of an item twice and done at once"
            self._require(row["outcome"] == "asked", "page", answer.customer, None, text)
        if answer.kind == "promise" and row["outcome"] == "done":
            keys = {self.world.open[one].key for one in answer.items if one in self.world.open}
            broken = [one for one in self.world.promises if one.state in ("broken", "partly") and keys & {part.key for part in one.parts}]
            self._require(not broken, "page", answer.customer, None, f"a promise after broken ones: {broken}")
        if row["outcome"] == "asked":
            text = f"{answer.kind} was left to a person though nothing speaks against it"
            self._require(again or self._speaks_against(answer), "page", answer.customer, None, text)
        else:
            self._done_by_page.append(answer)
            if answer.kind == "paid":
                said.update(answer.items)
            for number in self._items_to_rest(answer, row):
                if number in self.world.open and self._current()[number].net_currency > 0:
                    reasons = self.world.why(number)
                    text = f"{answer.kind} was done at once, and it rests by {reasons or 'nothing'}"
                    self._require(DOES[answer.kind] in reasons, "page", answer.customer, number, text)

    def _read_page_outcome(self, answer):
        """Return what the page said of an answer, ``done`` or ``asked``, and whether somebody has to read it."""
        query = """
            SELECT answer.outcome, COALESCE(reply.state = 'new', FALSE) AS waits
              FROM dunning_answer AS answer LEFT JOIN dunning_reply AS reply ON reply.id = answer.reply_id
             WHERE answer.key = %(key)s
        """
        found = oracle_sql.rows(self.cursor, query, key=answer.key)
        return (found[0]["outcome"], found[0]["waits"]) if found else ("done", False)

    def _check_confirmed(self, mail):
        """Tell whether a message confirms an answer on the page: to whom was asked, once, naming nobody else's invoices.

        Args:
            mail: the :class:`oracle_mail.Mail`.
        """
        query = "SELECT res_id FROM mail_message WHERE model = 'dunning.action' AND message_id = %(message)s"
        found = oracle_sql.rows(self.cursor, query, message=mail.message_id)
        if not found or oracle_sql.rows(self.cursor, OWN, message=mail.message_id):
            return False
        answer = next((one for one in self._to_confirm if one.asked in mail.to), None)
        if answer is None:
            return False
        self._to_confirm.remove(answer)
        words = set(oracle_mail.SPLIT.split(mail.text))
        self._check_copies(answer, mail)
        others = {item.name for item in self.world.open.values() if item.partner != answer.customer} & words
        self._require(not others, "page", answer.customer, None, f"{mail.file} names invoices of others: {others}")
        return True

    def _check_unconfirmed(self):
        """Check that what was said on the page until this evening was confirmed."""
        for answer in self._to_confirm:
            self._fail("page", answer.customer, None, f"{answer.kind} on the page was not confirmed to {answer.asked}")
        self._to_confirm = []
