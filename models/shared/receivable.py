"""What a receivable item is that is chased, when it is due, and what settles it: the one place, in SQL, as a domain and in Python.

Rule 1: items of trade receivable accounts. Deposits and the like (*Non Trade* on the account) are nobody's overdue
invoice. An item is due on its own day; entries that bear none are due on their date.

What is reconciled with an item settles it (money, a credit note, a write-off, another entry), unless an entry replaced the
item by instalments: that reconciliation moves the debt and pays nothing. What was open on a day needs all reconciliations
(``sql_reconciled``), what was paid only those that settle (``sql_settlements``).
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
                     WHERE moved.move_line_id = %(id)s AND moved.date_original IS NOT NULL),
                    (SELECT owed.date_original FROM dunning_replacement AS owed WHERE owed.line_id = %(id)s), %(due)s)""",
        id=SQL.identifier(line, "id"),
        due=sql_due(line),
    )


def sql_reconciled():
    """Return the table of all reconciliations, replacements included: for what was open on a day, which they move."""
    return SQL("account_partial_reconcile")


def sql_settlements():
    """Return the reconciliations that settle, as a query for FROM: those by which instalments replaced an item are none."""
    return SQL(
        "(SELECT partial.* FROM account_partial_reconcile AS partial WHERE NOT %s)", sql_is_replacement()
    )


def sql_is_replacement(partial="partial"):
    """Return the condition that a reconciliation moved a debt to instalments, or back.

    :param str partial: alias of ``account_partial_reconcile``
    """
    return SQL(
        "EXISTS (SELECT FROM dunning_replacement AS replaced WHERE replaced.line_id = %s)", SQL.identifier(partial, "credit_move_id")
    )


def sql_is_settled(line="line"):
    """Return the condition that nothing of an item is open and nothing of it was moved to instalments.

    :param str line: alias of ``account_move_line``
    """
    return SQL(
        """(%(line)s.reconciled AND NOT EXISTS (
                SELECT FROM account_partial_reconcile AS moved WHERE moved.debit_move_id = %(line)s.id AND %(is_moved)s))""",
        line=SQL.identifier(line),
        is_moved=sql_is_replacement("moved"),
    )


def sql_is_called_paid(move="move", states=("paid", "in_payment")):
    """Return the condition that accounting calls an invoice paid, and no instalment that replaced an item of it is open.

    :param str move: alias of ``account_move``
    :param states: what accounting may call it
    """
    return SQL(
        "(%(move)s.payment_state = ANY(%(states)s) AND NOT %(owed)s)",
        move=SQL.identifier(move),
        states=list(states),
        owed=sql_has_instalments(move),
    )


def sql_has_instalments(move="move"):
    """Return the condition that an instalment is open that replaced an item of an invoice: core calls the invoice paid.

    :param str move: alias of ``account_move``
    """
    return SQL(
        """EXISTS (SELECT FROM dunning_replacement AS replaced
                     JOIN account_move_line AS owed ON owed.id = replaced.line_id AND owed.reconciled IS NOT TRUE
                    WHERE replaced.move_id = %s AND replaced.side = 'instalment')""",
        SQL.identifier(move, "id"),
    )


def sql_entry(line="line"):
    """Return the invoice or entry that a customer knows an item by: of an instalment that replaced one, the invoice.

    :param str line: alias of ``account_move_line``, or of a query with its ``id`` and ``move_id``
    """
    return SQL(
        "COALESCE((SELECT owed.move_id FROM dunning_replacement AS owed WHERE owed.line_id = %s), %s)",
        SQL.identifier(line, "id"),
        SQL.identifier(line, "move_id"),
    )


def sql_joined_entry(line="line"):
    """Return what ``sql_entry`` says as a join and an expression: where many items are read, a look at each one's own takes longer.

    :param str line: alias of ``account_move_line``
    :return: (SQL of the join, SQL of the invoice or entry)
    """
    return (
        SQL("LEFT JOIN dunning_replacement AS owed ON owed.line_id = %s", SQL.identifier(line, "id")),
        SQL("COALESCE(owed.move_id, %s)", SQL.identifier(line, "move_id")),
    )


def sql_items_of(move):
    """Return the ids of the journal items of an invoice or entry, and of the instalments that replaced some of them.

    :param SQL move: its id
    """
    return SQL(
        """SELECT own.id FROM account_move_line AS own WHERE own.move_id = %(move)s
            UNION ALL
           SELECT owed.line_id FROM dunning_replacement AS owed WHERE owed.move_id = %(move)s AND owed.side = 'instalment'""",
        move=move,
    )


def sql_is_invoiced(line="line", move="move"):
    """Return the condition that an item is owed of a customer's invoice: its own, or an instalment that replaced one of them.

    :param str line: alias of ``account_move_line``
    :param str move: alias of its ``account_move``
    """
    return SQL(
        """(%(move)s.move_type IN ('out_invoice', 'out_receipt') OR %(line)s.id IN (
                SELECT owed.line_id FROM dunning_replacement AS owed
                  JOIN account_move AS invoice ON invoice.id = owed.move_id AND invoice.move_type IN ('out_invoice', 'out_receipt')
                 WHERE owed.side = 'instalment'))""",
        line=SQL.identifier(line),
        move=SQL.identifier(move),
    )


def sql_remembered(remembers):
    """Return the lines of actions with the items that remember them, as ``item_id``: instalments what their invoice's item took.

    The item that they replaced remembers what they took, for the day on which it is put back.

    :param remembers: function that gives the condition on the id of an item, SQL by SQL
    """
    return SQL(
        """SELECT line.*, line.move_line_id AS item_id FROM dunning_action_line AS line
            WHERE %s
            UNION ALL
           SELECT line.*, owed.line_id FROM dunning_action_line AS line
             JOIN dunning_replacement AS owed ON owed.origin_line_id = line.move_line_id AND owed.side = 'instalment'
            WHERE %s
            UNION ALL
           SELECT line.*, owed.origin_line_id FROM dunning_action_line AS line
             JOIN dunning_replacement AS owed ON owed.line_id = line.move_line_id AND owed.side = 'instalment'
            WHERE %s""",
        remembers(SQL("line.move_line_id")),
        remembers(SQL("owed.line_id")),
        remembers(SQL("owed.origin_line_id")),
    )


def find_settlements(lines, day=None):
    """Return the reconciliations that settle journal items, those by which instalments replaced an item left out.

    :param lines: ``account.move.line``
    :param date day: only those after it
    :return: ``account.partial.reconcile``
    """
    partials = lines.matched_credit_ids.filtered(lambda partial: day is None or partial.max_date > day)
    replacements = lines.env["dunning.replacement"].sudo().search([("line_id", "in", partials.credit_move_id.ids)])
    return partials.filtered(lambda partial: partial.credit_move_id not in replacements.line_id)


def find_counterparts(lines):
    """Return the journal items that others are reconciled with, whatever they are.

    :param lines: ``account.move.line``
    """
    return lines.matched_debit_ids.debit_move_id | lines.matched_credit_ids.credit_move_id


def find_items_of(moves, partner=None):
    """Return the items on trade receivable accounts of invoices or entries, and the instalments that replaced some of them.

    :param moves: ``account.move``
    :param partner: commercial ``res.partner`` that owe them, ``None`` for anybody
    """
    owed = moves.env["dunning.replacement"].sudo().search([("move_id", "in", moves.ids), ("side", "=", "instalment")])
    return find_trade_items(moves.line_ids | moves.line_ids.browse(owed.line_id.ids), partner)


def choose_meant(items, meant, today):
    """Return which of some open items are spoken of: of an invoice of which some are meant, these; what is due, else all.

    :param items: ``account.move.line``
    :param meant: ``account.move.line``, those that are meant
    :param date today: the day
    """
    items = items.filtered(lambda line: line in meant or line.dunning_entry_id not in meant.dunning_entry_id)
    return items.filtered(lambda line: get_due_day(line) <= today) or items


def find_items_now(lines):
    """Return journal items with the instalments that replaced some of them.

    :param lines: ``account.move.line``
    """
    owed = lines.env["dunning.replacement"].sudo().search([("origin_line_id", "in", lines.ids), ("side", "=", "instalment")])
    return lines | lines.browse(owed.line_id.ids)


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
