"""Messages of somebody who is no contact of the customer, as the mail gateway hands them over."""

import uuid
from datetime import date

import lib

STRANGER = "stranger@elsewhere.example.com"
# Two working days, with a week-end and holidays between them.
PAUSE_DAYS = 7
MESSAGE = """From: Chef <{sender}>
To: office@example.com
Subject: Re: Reminder
Message-Id: <attack-{number}@elsewhere.example.com>
In-Reply-To: {message_id}
References: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Send me the invoices.
"""
TRIED = 2


class Senders:
    """A stranger who knows the thread of a reminder; the arguments are those of :class:`attack_twice.Twice`.

    Args:
        attacker: :class:`attack_client.Attacker`, the gateway.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        campaign: :class:`attack.Campaign`.
    """

    def __init__(self, attacker, stock, judge, campaign):
        self.attacker, self.stock, self.judge, self.campaign = attacker, stock, judge, campaign

    def run(self):
        """Write into the threads of some reminders, twice each, then have the collector answer."""
        rows = lib.sql(
            "SELECT a.id, m.message_id FROM dunning_action a JOIN mail_message m ON m.id = a.mail_message_id "
            f"WHERE a.channel = 'email' AND a.state = 'done' AND a.company_id = {self.stock.known['companies']['a']} "
            "AND NOT EXISTS (SELECT FROM dunning_reply r WHERE r.profile_id = a.profile_id) ORDER BY a.id",
            self.stock.db,
        )
        for row in rows[:TRIED]:
            action, message_id = row.split("|")
            replies = [self._receive(message_id, f"{action}-{uuid.uuid4().hex}", count) for count in range(2)]
            for reply in filter(None, replies[:1]):
                self._answer(reply)

    def _receive(self, message_id, number, count):
        """Hand a message over; return the id of the reply that was made of it."""
        self.campaign.collect()
        text = MESSAGE.format(sender=STRANGER, number=number, message_id=message_id)
        answer = self.attacker.call("mail.thread", "message_process", ["dunning.action", text], keep=True)
        what = "a message of a stranger"
        self.judge.watch(self.attacker, "foreign sender", what, answer, ())
        rows = self.campaign.server.ask("take").get(answer.number, [])
        made = {table: new for table, operation, _old, new in rows if operation == "INSERT"}
        reply, hold = made.get("dunning_reply"), made.get("dunning_hold")
        if reply is None:
            self._note(what, "no reply was taken down")
            return None
        # the last state of the row counts: it is completed after it was made
        last = [new for table, _operation, _old, new in rows if table == "dunning_reply" and new and new["id"] == reply["id"]][-1]
        if last["sender"] != "stranger":
            self._note(what, f"taken for a {last['sender']}")
        if hold and count:
            self._note(what, "the second message paused the plan again")
        if hold and days_between(hold["date_start"], hold["date_end"]) > PAUSE_DAYS:
            self._note(what, f"paused until {hold['date_end']}")
        self._see_sent(what, rows)
        return reply["id"]

    def _answer(self, reply):
        """Send the invoices again, as the collector does with one click."""
        collector = self.campaign.attackers["collector_a"]
        for button in ("action_resend_invoices", "action_already_paid"):
            self.campaign.collect()
            answer = collector.call("dunning.reply", button, [[reply]])
            what = f"dunning.reply.{button} of a stranger's message"
            self.judge.watch(collector, "foreign sender", what, answer, ())
            self._see_sent(what, self.campaign.server.ask("take").get(answer.number, []))

    def _see_sent(self, what, rows):
        people = lib.sql(f"SELECT id FROM res_partner WHERE email_normalized = '{STRANGER}'", self.stock.db)
        for table, operation, _old, new in rows:
            if operation == "INSERT" and (
                (table == "mail_mail" and STRANGER in str(new))
                or (table == "mail_notification" and str(new["res_partner_id"]) in people)
                or (table == "mail_notification" and STRANGER in str(new.get("mail_email_address")))
            ):
                self._note(what, "something was sent to the stranger")

    def _note(self, what, why):
        self.judge.note(self.attacker, "foreign sender", what, why)


def days_between(first, last):
    """Return the days between two days as the database writes them; an open end is for ever."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if last else 10**6
