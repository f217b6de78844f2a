"""Judges a fault scenario from outside: plain SQL and the messages that arrived, nothing of the add-on's Python.

What must hold, whatever happened: no customer is written to twice; what the database calls sent has arrived, and what
arrived it knows of; nothing is left lying; whoever was not reached is named with an error; each message asks for what
is owed; no item is further than the step of the day.
"""

import email
import email.policy
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import getaddresses

import oracle_mail

# What the first reminder's step is called in the ledger of steps: days after the due date.
STEP = 5
# In the language of whoever collects.
UNCERTAIN = ("check whether the message arrived", "vérifiez si le message est arrivé")

ACTIONS = """
SELECT action.id, action.state, COALESCE(action.delivery_status, ''), COALESCE(action.error, ''),
       COALESCE(action.cancel_reason, ''), action.channel, COALESCE(action.recipient_address, contact.email_normalized, ''),
       COALESCE(action.date_done::text, ''), action.partner_id
  FROM dunning_action AS action
  LEFT JOIN res_partner AS contact ON contact.id = action.contact_id
 ORDER BY action.id
"""
TWICE = """
SELECT COUNT(*) FROM (
    SELECT move_line_id, step_id FROM dunning_action_line
     WHERE kind = 'advance' AND status IN ('open', 'counted') AND move_line_id IS NOT NULL
     GROUP BY move_line_id, step_id HAVING COUNT(*) > 1) AS twice
"""
TOO_FAR = "SELECT COUNT(*) FROM dunning_action_line WHERE kind = 'advance' AND status = 'counted' AND step_delay > {step}"
COUNTED = """
SELECT COUNT(*) FROM dunning_action AS action
 WHERE action.state = 'done' AND NOT EXISTS (
       SELECT FROM dunning_action_line AS line
        WHERE line.action_id = action.id AND line.kind = 'advance' AND line.status = 'counted')
"""
OWED = """
SELECT line.partner_id, SUM(line.amount_residual)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
 WHERE line.parent_state = 'posted' AND NOT line.reconciled
 GROUP BY line.partner_id
"""
UNTOUCHED = """
SELECT COUNT(DISTINCT line.partner_id)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
 WHERE line.parent_state = 'posted' AND NOT line.reconciled AND line.amount_residual > 0
   AND NOT EXISTS (SELECT FROM dunning_action AS action WHERE action.partner_id = line.partner_id)
"""


@dataclass
class Outcome:
    """What was found.

    Attributes:
        delivered: actions done whose message arrived.
        uncertain: failed actions of which nobody knows whether they left, named as such.
        doubled: messages beyond the first of one address.
        lost: what is called sent and did not arrive, what lies about, customers nobody looked at.
        violations: sentences.
    """

    actions: int = 0
    delivered: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    waiting: int = 0
    doubled: int = 0
    lost: int = 0
    violations: list = field(default_factory=list)

    def line(self):
        """Return the counts as words."""
        names = ("actions", "delivered", "failed", "uncertain", "cancelled", "waiting", "doubled", "lost")
        optional = ("uncertain", "cancelled", "waiting")
        return ", ".join(f"{getattr(self, name)} {name}" for name in names if getattr(self, name) or name not in optional)


def received(folder):
    """Return the messages in a folder as (address, amounts named), in order."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        content = path.read_bytes()
        message = email.message_from_bytes(content, policy=email.policy.default)
        [(_name, address)] = getaddresses([str(message["To"])])
        found.append((address.lower(), oracle_mail.parse(content).amounts))
    return found


def check(scene, step=STEP, delivered=None, failed=None, cancelled=None, waiting=0, contact_days=None, untouched=0):
    """Judge a scene.

    Args:
        scene: :class:`faults_world.Scene`.
        step: days after the due date of the highest step anybody may have taken.
        delivered, failed, cancelled: how many there must be, ``None`` for any number; ``failed`` with the uncertain ones.
        waiting: how many wait for a person.
        contact_days: days on which contacts are recorded, ``None`` for any.
        untouched: customers who owe and were rightly left alone.

    Returns:
        :class:`Outcome`.
    """
    found = Outcome()
    actions = scene.sql(ACTIONS)
    mails = received(scene.folder)
    arrived = Counter(address for address, _amounts in mails)
    found.actions = len(actions)
    found.doubled = sum(arrived.values()) - len(arrived)
    done = {row[6].lower() for row in actions if row[1] == "done"}
    unsure = {row[6].lower() for row in actions if row[1] == "failed" and any(words in row[3] for words in UNCERTAIN)}
    found.delivered = len(done & arrived.keys())
    found.uncertain = len(unsure)
    states = Counter(row[1] for row in actions)
    found.failed, found.cancelled, found.waiting = states["failed"], states["cancelled"], states["todo"]
    lying = [row for row in actions if row[1] == "ready" or (row[2] in ("prepared", "sending") and row[1] != "cancelled")]
    alone = int(scene.sql(UNTOUCHED)[0][0]) - untouched
    found.lost = len(done - arrived.keys()) + len(lying) + max(alone, 0)
    say = found.violations.append
    if found.doubled:
        say(f"{found.doubled} messages came twice")
    if found.lost:
        say(f"{len(done - arrived.keys())} called sent did not arrive, {len(lying)} lie about, {alone} were forgotten")
    if stray := arrived.keys() - done - unsure:
        say(f"{len(stray)} messages arrived that the database does not know of: {sorted(stray)[:3]}")
    if silent := [row[0] for row in actions if row[1] == "failed" and not row[3]]:
        say(f"{len(silent)} failed without an error")
    if silent := [row[0] for row in actions if row[1] == "cancelled" and not row[4]]:
        say(f"{len(silent)} were cancelled without a reason")
    for text, query in (
        ("items have a step twice", TWICE),
        ("items took a later step", TOO_FAR.format(step=step)),
        ("actions are done and no item took their step", COUNTED),
    ):
        count = int(scene.sql(query)[0][0])
        if count:
            say(f"{count} {text}")
    _amounts(scene, actions, mails, say)
    for name, wanted in (("delivered", delivered), ("failed", failed), ("cancelled", cancelled), ("waiting", waiting)):
        if wanted is not None and getattr(found, name) != wanted:
            say(f"{getattr(found, name)} {name} instead of {wanted}")
    days = {row[7] for row in actions if row[1] == "done"}
    if contact_days is not None and days != set(contact_days):
        say(f"contacts on {sorted(days)} instead of {sorted(contact_days)}")
    return found


def _amounts(scene, actions, mails, say):
    """See that each message asks for what its customer owes."""
    owed = {row[0]: Decimal(row[1]) for row in scene.sql(OWED)}
    partner_of = {row[6].lower(): row[8] for row in actions if row[1] in ("done", "failed")}
    wrong = [address for address, amounts in mails if owed.get(partner_of.get(address), Decimal(0)) not in amounts]
    if wrong:
        say(f"{len(wrong)} messages do not ask for what is owed: {sorted(wrong)[:3]}")
