"""Build a ledger of open receivables set-based, in seconds: customers, posted invoices, their two journal items each.

Three quarters of the items are overdue, up to 200 days; the rest falls due in the next 60. The rows are what the
ORM would have stored as far as dunning reads them; they are for measuring only.
"""

import datetime


def build(env, items, customers, day):
    """Fill the database of ``env`` with open customer invoices.

    :param int items: number of invoices of one instalment
    :param int customers: number of customers they are spread over
    :param date day: the day on which three quarters of them are overdue
    :return: ``res.company`` they belong to
    """
    company = env.company
    account = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("company_ids", "in", company.id), ("non_trade", "=", False)], limit=1
    )
    income = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", company.id)], limit=1)
    journal = env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
    values = {
        "n": items,
        "c": customers,
        "company": company.id,
        "currency": company.currency_id.id,
        "account": account.id,
        "income": income.id,
        "journal": journal.id,
        "day": day,
        "first": day - datetime.timedelta(days=200),
    }
    env.flush_all()
    for statement in STATEMENTS:
        env.cr.execute(statement, values)
    env.invalidate_all()
    env.cr.commit()
    for table in ("res_partner", "account_move", "account_move_line"):
        env.cr.execute(f"ANALYZE {table}")
    env.cr.commit()
    return company


STATEMENTS = (
    """
    WITH made AS (
        INSERT INTO res_partner (name, complete_name, email, email_normalized, is_company, active, type, lang,
                                 street, zip, city, autopost_bills, create_date, write_date)
        SELECT 'Bench customer ' || i, 'Bench customer ' || i, 'bench' || i || '@example.com', 'bench' || i || '@example.com',
               TRUE, TRUE, 'contact', 'en_US', i || ' rue du Banc', '75001', 'Paris', 'ask', NOW(), NOW()
          FROM GENERATE_SERIES(1, %(c)s) AS i
        RETURNING id
    )
    UPDATE res_partner SET commercial_partner_id = id WHERE FALSE
    """,
    "UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Bench customer %%' AND commercial_partner_id IS NULL",
    """
    INSERT INTO account_move (name, sequence_prefix, sequence_number, state, move_type, date, invoice_date, invoice_date_due, partner_id,
                              commercial_partner_id, company_id, currency_id, journal_id, payment_state, auto_post,
                              amount_total, amount_residual, amount_total_signed, amount_residual_signed, create_date, write_date)
    SELECT 'BENCH/' || LPAD(i::text, 8, '0'), 'BENCH/', i, 'posted', 'out_invoice', due - 30, due - 30, due, partner.id, partner.id,
           %(company)s, %(currency)s, %(journal)s, 'not_paid', 'no', amount, amount, amount, amount, NOW(), NOW()
      FROM GENERATE_SERIES(1, %(n)s) AS i
      CROSS JOIN LATERAL (SELECT %(first)s::date + (i::bigint * 7919 %% 267)::int AS due,
                                 50 + (i::bigint * 104729 %% 500000) / 100.0 AS amount) AS v
      JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS rank FROM res_partner WHERE name LIKE 'Bench customer %%') AS partner
        ON partner.rank = i %% %(c)s
    """,
    """
    INSERT INTO account_move_line (move_id, move_name, name, parent_state, date, date_maturity, partner_id, company_id,
                                   company_currency_id, currency_id, account_id, journal_id, display_type, debit, credit,
                                   balance, amount_currency,
                                   amount_residual, amount_residual_currency, reconciled, no_followup, quantity, sequence,
                                   create_date, write_date)
    SELECT move.id, move.name, line.label, 'posted', move.date, line.due, move.partner_id, move.company_id, %(currency)s, %(currency)s,
           line.account, move.journal_id, line.kind, GREATEST(line.amount, 0), GREATEST(-line.amount, 0), line.amount, line.amount,
           line.residual, line.residual, line.residual = 0, FALSE, 1, 10, NOW(), NOW()
      FROM account_move AS move
      CROSS JOIN LATERAL (VALUES
          (%(account)s, 'payment_term', move.name, move.invoice_date_due, move.amount_total, move.amount_total),
          (%(income)s, 'product', 'Work', NULL::date, -move.amount_total, 0)
      ) AS line(account, kind, label, due, amount, residual)
     WHERE move.name LIKE 'BENCH/%%'
    """,
)
