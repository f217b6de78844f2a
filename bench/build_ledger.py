"""Build a ledger of receivables set-based, in seconds: customers, posted invoices and credits, their journal items.

``build_books`` needs accounting only, so that the add-on can be installed on what it made; ``build_dunning`` adds
what people would have entered since: segments, collectors, holds. The rows are what the ORM would have stored as far
as accounting screens and dunning read them; they are for measuring only. Nothing is random: the same sizes give the
same ledger.

74 of 100 items are overdue, up to 200 days; the others fall due within 60 days. Of the customers, the first has up
to 1,000 items, 1 in 10 is a key account, 3 in 10 are small, 1 in 20 has an unallocated credit, 1 in 50 rests
altogether and 1 in 100 has no e-mail address. Of the invoices, 1 in 100 is disputed.
"""

import datetime

from plain import make_plain

# Share of the items that are overdue, and days over which they and the others are spread.
OVERDUE_SHARE = 0.74
OVERDUE_DAYS = 200
FUTURE_DAYS = 60

# Items of the biggest customer; never more than this share of the ledger.
BIG_CUSTOMER = 1000
BIG_SHARE = 0.05

COLLECTORS = 5


def build_books(env, items, customers, day, paid=0):
    """Fill the database of ``env`` with customers and their open invoices and credits, and commit.

    :param int items: number of open invoices, one instalment each
    :param int customers: number of customers they are spread over
    :param date day: the day on which three quarters of them are overdue
    :param int paid: number of paid invoices besides
    :return: ``res.company`` they belong to
    """
    _execute(env, BOOKS, _book_values(env, items, customers, day, paid))
    return env.company


def add_paid(env, items, customers, day, paid):
    """Have a ledger that ``build_books`` has made from these numbers hold so many paid invoices, and commit."""
    env.cr.execute("SELECT MAX(sequence_number) + 1 FROM account_move WHERE name LIKE 'BENCH/%%'")
    [first] = env.cr.fetchone()
    _execute(env, BOOKS[2:], {**_book_values(env, items, customers, day, paid), "first": first})


def _book_values(env, items, customers, day, paid):
    """Return the values of the statements ``BOOKS``."""
    company = env.company
    in_company = ("company_ids", "in", company.id)
    receivable = [("account_type", "=", "asset_receivable"), in_company, ("non_trade", "=", False)]
    return {
        "first": 1,
        "items": items,
        "paid": paid,
        "customers": customers,
        "big": min(BIG_CUSTOMER, int(items * BIG_SHARE)),
        "company": company.id,
        "currency": company.currency_id.id,
        "country": company.country_id.id,
        "lang": "fr_FR" if env["res.lang"].search_count([("code", "=", "fr_FR")]) else "en_US",
        "account": env["account.account"].search(receivable, limit=1).id,
        "income": env["account.account"].search([("account_type", "=", "income"), in_company], limit=1).id,
        "journal": env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1).id,
        "day": day,
        "overdue_share": OVERDUE_SHARE,
        "overdue_days": OVERDUE_DAYS,
        "future_days": FUTURE_DAYS,
    }


def build_dunning(env, company, day):
    """Add what people entered since the add-on was installed, and commit.

    The company has been live for a year on ``day``; its three shipped plans are in use by segment.

    :param company: ``res.company`` whose ledger ``build_books`` has made
    :param date day: the day of the first run
    """
    company.email = "accounts@example.com"
    people = env["res.users"].create(
        [
            {
                "name": f"Collector {rank}",
                "login": f"collector{rank}",
                "email": f"collector{rank}@example.com",
                "group_ids": [(4, env.ref("account_dunning.group_dunning_user").id)],
            }
            for rank in range(1, COLLECTORS + 1)
        ]
    )
    # Nothing leaves by itself, so that runs are measured and not the mail server: the company is live since that day,
    # whose backlog waits for review (rule 10), and so do the e-mails before the due date that fall on the next.
    env["dunning.plan.step"].search([("channel", "=", "email")]).mode = "review"
    # every day and customer is measured alike
    make_plain(env)
    company.write({"dunning_live_date": day, "dunning_collector_id": people[0].id})
    values = {
        "company": company.id,
        "people": people.ids,
        "day": day,
        "start": day - datetime.timedelta(days=20),
        "end": day + datetime.timedelta(days=20),
    }
    _execute(env, DUNNING, values)


def pay(env, day, one_in=100):
    """Have one open overdue invoice in so many be paid, as far as the decision reads it, and commit.

    :param date day: the day for which is decided next
    :param int one_in: one in so many
    :return: number of items paid
    """
    env.flush_all()
    env.cr.execute(PAY, {"day": day, "one_in": one_in})
    count = env.cr.rowcount
    env.invalidate_all()
    env.cr.commit()
    return count


def analyze(env):
    """Bring statistics and visibility map up to date, as autovacuum would have by the time of the next run."""
    env.cr.commit()
    connection = env.cr._cnx
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    finally:
        connection.autocommit = False


def _execute(env, statements, values):
    env.flush_all()
    for statement in statements:
        env.cr.execute(statement, values)
    env.invalidate_all()
    env.cr.commit()


# A sequence of evenly spread fractions for each purpose: the multiples of an irrational number, modulo 1.
BOOKS = (
    """
    INSERT INTO res_partner (name, complete_name, ref, email, email_normalized, is_company, active, type, lang, phone,
                             street, zip, city, country_id, customer_rank, autopost_bills, create_date, write_date)
    SELECT 'Bench customer ' || i, 'Bench customer ' || i, 'BENCH' || i, mail, mail, TRUE, TRUE, 'contact', %(lang)s,
           '+33 1 00 00 00 00', i || ' rue du Banc', '75001', 'Paris', %(country)s, 1, 'ask', NOW(), NOW()
      FROM GENERATE_SERIES(1, %(customers)s) AS i
     CROSS JOIN LATERAL (SELECT CASE WHEN i %% 100 <> 99 THEN 'bench' || i || '@example.com' END AS mail) AS address
    """,
    "UPDATE res_partner SET commercial_partner_id = id WHERE ref LIKE 'BENCH%%' AND commercial_partner_id IS NULL",
    # open invoices, paid ones, and a credit note for one customer in twenty
    """
    INSERT INTO account_move (name, sequence_prefix, sequence_number, state, move_type, date, invoice_date, invoice_date_due,
                              partner_id, commercial_partner_id, company_id, currency_id, journal_id, payment_state,
                              auto_post, checked, amount_untaxed, amount_total, amount_residual, amount_untaxed_signed,
                              amount_total_signed, amount_residual_signed, invoice_partner_display_name,
                              invoice_currency_rate, is_move_sent, create_date, write_date)
    SELECT 'BENCH/' || LPAD(i::text, 8, '0'), 'BENCH/', i, 'posted', CASE WHEN sign > 0 THEN 'out_invoice' ELSE 'out_refund' END,
           due - 30, due - 30, due, partner.id, partner.id, %(company)s, %(currency)s, %(journal)s,
           CASE WHEN open THEN 'not_paid' ELSE 'paid' END, 'no', TRUE, amount, amount, CASE WHEN open THEN amount ELSE 0 END,
           sign * amount, sign * amount, CASE WHEN open THEN sign * amount ELSE 0 END, partner.name, 1, TRUE, NOW(), NOW()
      FROM GENERATE_SERIES(%(first)s, %(items)s + %(customers)s / 20 + %(paid)s) AS i
     CROSS JOIN LATERAL (SELECT i <= %(items)s + %(customers)s / 20 AS open,
                                CASE WHEN i > %(items)s AND i <= %(items)s + %(customers)s / 20 THEN -1 ELSE 1 END AS sign,
                                MOD(i * 0.6180339887498949, 1) AS a, MOD(i * 0.4142135623730950, 1) AS b,
                                MOD(i * 0.7320508075688773, 1) AS c) AS v
     CROSS JOIN LATERAL (SELECT CASE WHEN NOT open OR sign < 0 THEN %(day)s::date - 30 - (b * 300)::int
                                     WHEN a < %(overdue_share)s THEN %(day)s::date - 1 - FLOOR(b * %(overdue_days)s)::int
                                     ELSE %(day)s::date + FLOOR(b * %(future_days)s)::int END AS due,
                                ROUND((20 + c * c * 5000)::numeric, 2) AS amount) AS w
      JOIN (SELECT id, name, ROW_NUMBER() OVER (ORDER BY id) - 1 AS rank FROM res_partner WHERE ref LIKE 'BENCH%%') AS partner
        ON partner.rank = CASE WHEN i <= %(big)s THEN 0
                               WHEN sign < 0 THEN (i - %(items)s) * 20 - 1
                               ELSE i %% %(customers)s END
    """,
    """
    INSERT INTO account_move_line (move_id, move_name, name, parent_state, date, invoice_date, date_maturity, partner_id,
                                   company_id, company_currency_id, currency_id, account_id, journal_id, display_type,
                                   debit, credit, balance, amount_currency, amount_residual, amount_residual_currency,
                                   reconciled, no_followup, quantity, price_unit, price_subtotal, price_total, sequence,
                                   create_date, write_date)
    SELECT move.id, move.name, line.label, 'posted', move.date, move.invoice_date, line.due, move.partner_id, move.company_id,
           %(currency)s, %(currency)s, line.account, move.journal_id, line.kind, GREATEST(line.amount, 0),
           GREATEST(-line.amount, 0), line.amount, line.amount, line.residual, line.residual,
           line.kind = 'payment_term' AND line.residual = 0, FALSE, 1, line.price, line.price, line.price, 100, NOW(), NOW()
      FROM account_move AS move
      CROSS JOIN LATERAL (VALUES
          (%(account)s, 'payment_term', move.name, move.invoice_date_due, move.amount_total_signed,
           move.amount_residual_signed, 0),
          (%(income)s, 'product', 'Work', NULL::date, -move.amount_total_signed, 0, move.amount_total)
      ) AS line(account, kind, label, due, amount, residual, price)
     WHERE move.name LIKE 'BENCH/%%' AND move.sequence_number >= %(first)s
    """,
)

DUNNING = (
    """
    INSERT INTO dunning_profile (partner_id, company_id, active, segment, debtor_class, payer_type, collector_id,
                                 create_date, write_date)
    SELECT id, %(company)s, TRUE, CASE WHEN rank %% 10 = 9 THEN 'key' ELSE 'small' END, 'business', 'unknown',
           (%(people)s)[1 + rank %% CARDINALITY(%(people)s)], NOW(), NOW()
      FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS rank FROM res_partner WHERE ref LIKE 'BENCH%%') AS partner
     WHERE rank %% 10 IN (5, 6, 7, 9)
    """,
    # one customer in fifty rests, for good or for some weeks; so does one invoice in a hundred
    """
    INSERT INTO dunning_hold (partner_id, company_id, kind, reason, date_start, date_end, user_id, state, instalment,
                              create_date, write_date)
    SELECT id, %(company)s, CASE WHEN rank %% 100 = 0 THEN 'payment_announced' ELSE 'payment_plan' END, 'Said so on the telephone',
           %(start)s, CASE WHEN rank %% 100 = 0 THEN %(end)s::date END, (%(people)s)[1], 'active', 0, NOW(), NOW()
      FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS rank FROM res_partner WHERE ref LIKE 'BENCH%%') AS partner
     WHERE rank %% 50 = 0
    """,
    """
    INSERT INTO dunning_profile (partner_id, company_id, active, segment, debtor_class, payer_type, create_date, write_date)
    SELECT DISTINCT move.partner_id, %(company)s, TRUE, 'standard', 'business', 'unknown', NOW(), NOW()
      FROM account_move AS move
     WHERE move.name LIKE 'BENCH/%%' AND move.move_type = 'out_invoice' AND move.payment_state = 'not_paid'
       AND move.sequence_number %% 100 = 0
       AND NOT EXISTS (SELECT FROM dunning_profile AS profile
                        WHERE profile.partner_id = move.partner_id AND profile.company_id = %(company)s)
    """,
    """
    INSERT INTO dunning_dispute (partner_id, profile_id, move_id, company_id, branch_id, category_id, kind, currency_id, amount,
                                 amount_company, description, source, date_opened, date_deadline, user_id, opened_by_id, state,
                                 instalment, create_date, write_date)
    SELECT move.partner_id, profile.id, move.id, %(company)s, move.company_id, category.id, category.kind, move.currency_id,
           move.amount_residual, move.amount_residual, 'Goods were damaged', 'call', %(start)s, %(end)s, (%(people)s)[1],
           (%(people)s)[1], 'open', 0, NOW(), NOW()
      FROM account_move AS move
      JOIN dunning_profile AS profile ON profile.partner_id = move.partner_id AND profile.company_id = %(company)s
     CROSS JOIN LATERAL (SELECT id, kind FROM dunning_dispute_category ORDER BY id LIMIT 1) AS category
     WHERE move.name LIKE 'BENCH/%%' AND move.move_type = 'out_invoice' AND move.payment_state = 'not_paid'
       AND move.sequence_number %% 100 = 0
    """,
)

PAY = """
    WITH settled AS (
        UPDATE account_move_line AS line
           SET amount_residual = 0, amount_residual_currency = 0, reconciled = TRUE
          FROM account_move AS move
         WHERE move.id = line.move_id AND move.name LIKE 'BENCH/%%' AND move.sequence_number %% %(one_in)s = 7
           AND line.display_type = 'payment_term' AND line.amount_residual > 0 AND line.date_maturity < %(day)s
        RETURNING line.move_id
    )
    UPDATE account_move SET amount_residual = 0, amount_residual_signed = 0, payment_state = 'paid'
     WHERE id IN (SELECT move_id FROM settled)
"""
