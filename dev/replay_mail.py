"""The customers' side of the post: who answers the e-mails that arrived, when, in which words, and which machines answer too.

Answers are real messages (RFC 5322), written from the message that the SMTP server received: its ``Message-Id``, its
``Reply-To``. They go to the mail gateway (``message_process``) on their day and stay in a folder. The log says who really
wrote each one, a person or a machine; the headers do not always.
"""

import email
import email.policy
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage

from replay_events import SEED

# Share of the messages that a person answers, and that a machine answers, in percent; both can happen.
PERSONS, MACHINES = 24, 14
# Days until a person answers, at most.
SLOWEST = 5
# Share of the answers that somebody else writes than who was asked, in percent.
OTHERS = 15
# Share of the answers that arrive at night, before the day's run, in percent.
AT_NIGHT = 50

# What persons write; the last ones look like a machine's at first sight.
PERSONS_WRITE = (
    ("Re: {subject}", "Bonjour,\n\nLe virement part vendredi.\n\nBien à vous", ()),
    ("RE: {subject}", "We have paid this already, please check your account.", (("X-MS-Has-Attach", "yes"),)),
    ("Re : {subject}", "Merci de nous renvoyer la facture, nous ne l'avons pas reçue.", ()),
    ("AW: {subject}", "Die Rechnung ist noch in der Prüfung.", (("Importance", "high"),)),
    ("Re: {subject}", "I was out of office last week. We do not agree with the price.", (("Auto-Submitted", "no"),)),
    ("Absence de facture", "Il nous manque le bon de commande.", (("Precedence", "normal"),)),
)  # fmt: skip

# What machines write.
MACHINES_WRITE = (
    ("Automatic reply: {subject}", "I am away until Monday.", (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))),
    ("Absence du bureau : {subject}", "De retour le 12.", ()),
    ("Out of Office: {subject}", "Back next week.", (("Precedence", "bulk"),)),
    ("Re: {subject}", "Your request has the number 4711.", (("Auto-Submitted", "auto-generated"),)),
    ("Réponse automatique : {subject}", "Votre message a bien été reçu.", (("X-Autoreply", "yes"),)),
    ("Re: {subject}", "Thank you, we shall get back to you.", (("Precedence", "auto_reply"),)),
)  # fmt: skip


@dataclass
class Answer:
    """One answer of a customer.

    Attributes:
        message_id: its own; ``answered`` that of the message answered.
        writer: address it comes from; ``asked`` the address that the message answered had gone to.
        customer: id of the customer whose address ``asked`` was when the message arrived there.
        person: whether a person wrote it.
    """

    day: date
    message_id: str
    answered: str
    writer: str
    asked: str
    customer: int
    person: bool


@dataclass
class Outcome:
    """What somebody of the company made of an answer."""

    day: date
    message_id: str
    outcome: str


def first_reader(message):
    """Return the address of the first of those to whom a message goes, "" where there is none.

    Args:
        message: read with the default policy (``parseaddr`` finds nobody in a line of several, in some releases of Python).
    """
    people = message["To"].addresses if message["To"] else ()
    return people[0].addr_spec.lower() if people else ""


class Post:
    """Carries answers from the customers of one company to its mail gateway.

    Args:
        env: environment of the superuser; what is taken in is committed, as by a gateway.
        sink: the :class:`smtp_sink.SmtpSink` that receives for the customers.
        folder: where the answers are kept.

    Attributes:
        log: every :class:`Answer` that was taken in and every :class:`Outcome`, in the order in which they happened.
    """

    def __init__(self, env, sink, folder):
        self.env = env
        self.sink = sink
        self.folder = folder
        self.log = []
        self._seen = set()
        self._planned = defaultdict(list)
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.eml"):
            path.unlink()

    def read(self, day):
        """Have the customers read what arrived on ``day`` and make up their minds whether to answer."""
        for path in self.sink.paths():
            if path.name not in self._seen:
                self._seen.add(path.name)
                self._decide(day, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))

    def _decide(self, day, message):
        address = first_reader(message)
        if not address:
            return
        customer = self.env["res.partner"].search([("email_normalized", "=", address)], limit=1).commercial_partner_id
        if not customer.customer_rank:
            return  # one of the company's own people
        dice = random.Random(f"{SEED} {address} {message['Subject']} {day} answer")
        if dice.random() * 100 < MACHINES:
            self._plan(day, message, address, customer, dice, person=False)
        if dice.random() * 100 < PERSONS:
            later = day + timedelta(dice.randint(0, SLOWEST))
            self._plan(later, message, address, customer, dice, person=True)

    def _plan(self, day, message, address, customer, dice, person):
        """Write an answer that arrives in the afternoon of ``day`` or in the night after it."""
        self._count += 1
        writer = address
        if person and dice.random() * 100 < OTHERS:
            writer = f"colleague@{address.partition('@')[2]}"
        subject, text, headers = dice.choice(PERSONS_WRITE if person else MACHINES_WRITE)
        answer = EmailMessage(policy=email.policy.SMTP)
        answer["From"] = writer
        answer["To"] = str(message["Reply-To"] or message["From"])
        answer["Subject"] = subject.format(subject=" ".join(str(message["Subject"]).split()))
        answer["Message-Id"] = f"<{self._count}.{day:%Y%m%d}@{address.partition('@')[2]}>"
        answer["In-Reply-To"] = answer["References"] = str(message["Message-Id"]).strip()
        for name, value in headers:
            answer[name] = value
        answer.set_content(f"{text}\n\n> " + "\n> ".join(str(message["Subject"]).split()))
        if dice.random() < 0.5:
            answer.add_alternative(f"<p>{text}</p><blockquote>{message['Subject']}</blockquote>", subtype="html")
        at_night = dice.random() * 100 < AT_NIGHT
        arrives = day + timedelta(1) if at_night else day
        known = Answer(
            arrives, answer["Message-Id"], answer["In-Reply-To"], writer, address, customer.id, person
        )
        self._planned[arrives, not at_night].append((known, answer))

    def deliver(self, day, afternoon):
        """Hand the answers of one half of ``day`` to the mail gateway."""
        for known, message in self._planned.pop((day, afternoon), ()):
            who = "person" if known.person else "machine"
            (self.folder / f"{len(self.log):05d}-{who}.eml").write_bytes(message.as_bytes())
            self.env["mail.thread"].message_process(None, message.as_bytes())
            self.env.cr.commit()
            self.log.append(known)
