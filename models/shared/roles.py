"""Who may do what only collectors do; refusals say it in the words of what was asked for."""

from odoo.exceptions import AccessError

COLLECTOR_GROUP = "account_dunning.group_dunning_user"


def check_collector(env, sentence):
    """Refuse whoever is no collector.

    :param env: of whoever asks; the system may
    :param str sentence: what only collectors do, in the caller's language
    :raises AccessError: with that sentence
    """
    if not env.su and not env.user.has_group(COLLECTOR_GROUP):
        raise AccessError(sentence)
