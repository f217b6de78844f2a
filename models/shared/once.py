"""Done once, however often it is asked for: double clicks, two tabs, two people at the same moment.

Whoever comes second waits until the first one has committed, is refused by the database and tried again by Odoo
(``odoo.service.model.retrying``): then he sees what was done.
"""

from odoo.tools import SQL


def lock_rows(records):
    """Keep others from doing the same about these records until the end of the transaction.

    Writing the rows as they are, for a mere ``FOR UPDATE`` leaves whoever waited with his old view of the database.

    :param records: stored records of one model
    """
    if not records.ids:
        return
    records.env.flush_all()
    records.env.cr.execute(
        SQL(
            """UPDATE %(table)s SET write_date = write_date
                WHERE id IN (SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE)""",
            table=SQL.identifier(records._table),
            ids=records.ids,
        )
    )


def say_done(env, message, next_action=None):
    """Return the action that says in one sentence what was done already, and goes on.

    :param env: environment of the user
    :param str message: who did what, and when
    :param dict next_action: the action that follows; by default the dialogue closes
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "info",
            "message": message,
            "next": next_action or {"type": "ir.actions.act_window_close"},
        },
    }
