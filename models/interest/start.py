"""When interest begins to run: the day after the first of the regime's triggers.

The day of the event itself bears no interest: neither the due date, nor the day on which a notice was received.

* ``due``: the date on which payment was due, agreed or set by law (`legal_due_date`);
* ``agreed_due``: the same, only where the day was agreed with the debtor, not just printed on the invoice;
* ``notice``: receipt of a formal notice or reminder;
* ``invoice_receipt``: n days after the due date and the receipt of the invoice, whichever is later; consumers in
  Germany only if the invoice said so (``warned``);
* ``free_reminder``: n days after the term that a first, free reminder gave began to run.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .errors import NotStartedError
from .halfyear import DAY, plain_date
from .regime import AGREED_DUE, DUE, FREE_REMINDER, INVOICE_RECEIPT, NOTICE


@dataclass(frozen=True)
class Facts:
    """What is known of a debt that may make interest run; days that did not happen are None.

    :ivar bool due_agreed: the due date was agreed with the debtor
    :ivar notice_received: day on which the debtor received a formal notice or reminder
    :ivar invoice_received: day on which he received the invoice
    :ivar bool invoice_warned: the invoice told a consumer what happens 30 days after
    :ivar reminder_term_began: day before the first of the days that a free reminder left him
    """

    due_agreed: bool = False
    notice_received: date | None = None
    invoice_received: date | None = None
    invoice_warned: bool = False
    reminder_term_began: date | None = None


def legal_due_date(invoice_received, performed=None, days=30):
    """Return the day on which payment is due where none was agreed (Directive 2011/7: 30 days).

    :param date invoice_received: receipt of the invoice (United Kingdom: its date)
    :param performed: receipt of the goods or services, when later
    :param int days: 30; 50 for French public hospitals, 60 for French public undertakings
    """
    later = max(plain_date(day, "receipt") for day in (invoice_received, performed) if day is not None)
    return later + timedelta(days=days)


def first_day(regime, due, facts=None):
    """Return the first day that bears interest.

    :param Regime regime: the regime, complete
    :param date due: the due date
    :param facts: `Facts`; without them only the due date is known
    :raises NotStartedError: nothing that makes interest run has happened
    """
    plain_date(due, "due")
    regime.check_complete()
    facts = facts or Facts()
    found = [_trigger_day(trigger, due, facts) for trigger in regime.start]
    found = [day for day in found if day is not None]
    if not found:
        raise NotStartedError(regime.key, [trigger.kind for trigger in regime.start])
    # A notice before the due date makes nothing run before it.
    return max(min(found), due) + DAY


def _trigger_day(trigger, due, facts):
    """Return the day of a trigger, itself without interest, or None if it has not happened."""
    if trigger.warned and not facts.invoice_warned:
        return None
    day = {
        DUE: due,
        AGREED_DUE: due if facts.due_agreed else None,
        NOTICE: facts.notice_received,
        INVOICE_RECEIPT: facts.invoice_received and max(due, facts.invoice_received),
        FREE_REMINDER: facts.reminder_term_began,
    }[trigger.kind]
    return day and plain_date(day, trigger.kind) + timedelta(days=trigger.days)
