"""What a receivable item is that is chased, and when it is due: the one place, in SQL, as a domain and in Python.

Rule 1: items of trade receivable accounts. Deposits and the like (*Non Trade* on the account) are nobody's overdue
invoice. An item is due on its own day; entries that bear none are due on their date.
"""

from odoo.tools import SQL

TRADE_TYPE = "asset_receivable"

# Journal items of trade receivable accounts.
TRADE_DOMAIN = [("account_id.account_type", "=", TRADE_TYPE), ("account_id.non_trade", "=", False)]


def sql_trade(account="account"):
    """Return the condition that an account is a trade receivable one.

    :param str account: alias of ``account_account``
    """
    return SQL("(%(account)s.account_type = 'asset_receivable' AND %(account)s.non_trade IS NOT TRUE)", account=SQL.identifier(account))


def sql_due(line="line"):
    """Return the day on which a journal item is due.

    :param str line: alias of ``account_move_line``, or of a query with its ``date_maturity`` and ``date``
    """
    return SQL("COALESCE(%(line)s.date_maturity, %(line)s.date)", line=SQL.identifier(line))


def sql_legal_due(line="line"):
    """Return the day on which a journal item was due before a payment plan changed it: the law, interest and insurers count from it.

    :param str line: alias of ``account_move_line``, or of a query with its ``id, date_maturity`` and ``date``
    """
    return SQL(
        """COALESCE((SELECT MIN(moved.date_original) FROM dunning_payment_plan_item AS moved
                     WHERE moved.move_line_id = %s AND moved.date_original IS NOT NULL), %s)""",
        SQL.identifier(line, "id"),
        sql_due(line),
    )


def find_trade_items(lines, partner=None):
    """Return those of some journal items that are on trade receivable accounts.

    :param lines: ``account.move.line``
    :param partner: commercial ``res.partner`` that owe them, ``None`` for anybody
    """
    kinds = {line.id: line.account_id for line in lines.sudo()}
    return lines.filtered(
        lambda line: (
            line.account_type == TRADE_TYPE
            and not kinds[line.id].non_trade
            and (partner is None or (owes := line.partner_id.commercial_partner_id) == partner or owes in partner)
        )
    )


def get_due_day(line):
    """Return the day on which a journal item is due.

    :param line: ``account.move.line``
    :return: date
    """
    return line.date_maturity or line.date


def get_legal_due_day(line):
    """Return the day on which a journal item was due before a payment plan changed it.

    :param line: ``account.move.line``
    :return: date
    """
    return line.dunning_date_original or get_due_day(line)
