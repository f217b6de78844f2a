"""Keys of the context that change what the add-on does, so that no client can set them.

Whoever calls over RPC sends the context along. Words, numbers and lists can come from there: a switch is therefore an
object that cannot be sent, and a day counts only when it is a ``date``, which no protocol brings.
"""

from datetime import date, datetime

# Value of the keys ``dunning_commit`` and ``dunning_jobs`` where the add-on sets them.
ON = object()


class BackgroundStoppedError(Exception):
    """Somebody stopped a job: the part at hand is given up and nothing of it is kept."""


def is_on(env, key):
    """Tell whether the add-on itself has switched something on.

    :param str key: key of the context
    """
    return env.context.get(key) is ON


def context_day(env, key):
    """Return the day that the add-on has put into the context, ``None`` when it has not.

    :param str key: key of the context
    """
    day = env.context.get(key)
    # a datetime may come over XML-RPC
    return day if isinstance(day, date) and not isinstance(day, datetime) else None
