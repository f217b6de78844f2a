"""Give a built ledger a past: payments of its paid invoices and the contacts made about paid and open ones, set-based.

An invoice that was paid was paid between five days before its due date and 45 days after it, whole, from the bank. Contacts
follow the four steps of the standard plan that come after the due date, all items of a customer, step and day in one action.
"""

import datetime

# Of 100 paid invoices so many were paid when due or before; spread of the others' days late.
EARLY_DAYS = 5
LATE_DAYS = 45


def build_history(env, company, day):
    """Fill the database of ``env``, and commit; at most once a database.

    :param company: ``res.company`` whose ledger ``build_ledger`` has made, with paid invoices
    :param date day: the last day of the past
    """
    values = {
        "company": company.id,
        "currency": company.currency_id.id,
        "bank": env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1).id,
        "day": day,
        "begin": day - datetime.timedelta(days=365),
        "early": EARLY_DAYS,
        "spread": EARLY_DAYS + LATE_DAYS,
        "plan": env.ref("account_dunning.plan_standard").id,
    }
    env.flush_all()
    for statement in (*PAYMENTS, *CONTACTS):
        env.cr.execute(statement, values)
    env.invalidate_all()
    env.cr.commit()


PAYMENTS = (
    """
    CREATE TEMPORARY TABLE bench_paid ON COMMIT DROP AS
    SELECT line.id AS item_id, line.partner_id, line.account_id, line.balance, line.move_id,
           LEAST(%(day)s, line.date_maturity - %(early)s + FLOOR(MOD(line.id * 0.6180339887498949, 1) * %(spread)s)::int) AS paid_on
      FROM account_move_line AS line
      JOIN account_move AS move ON move.id = line.move_id AND move.name LIKE 'BENCH/%%' AND move.move_type = 'out_invoice'
     WHERE line.display_type = 'payment_term' AND line.amount_residual = 0 AND line.balance > 0
    """,
    """
    INSERT INTO account_move (name, state, move_type, date, partner_id, commercial_partner_id, company_id, currency_id, journal_id,
                              ref, auto_post, checked, create_date, write_date)
    SELECT 'BENCHPAY/' || item_id, 'posted', 'entry', paid_on, partner_id, partner_id, %(company)s, %(currency)s, %(bank)s,
           item_id::text, 'no', TRUE, NOW(), NOW()
      FROM bench_paid
    """,
    """
    INSERT INTO account_move_line (move_id, move_name, name, parent_state, date, partner_id, company_id, company_currency_id,
                                   currency_id, account_id, journal_id, display_type, debit, credit, balance, amount_currency,
                                   amount_residual, amount_residual_currency, reconciled, no_followup, sequence, create_date, write_date)
    SELECT move.id, move.name, move.name, 'posted', paid.paid_on, paid.partner_id, %(company)s, %(currency)s, %(currency)s,
           paid.account_id, %(bank)s, 'payment_term', 0, paid.balance, -paid.balance, -paid.balance, 0, 0, TRUE, FALSE, 10, NOW(), NOW()
      FROM bench_paid AS paid JOIN account_move AS move ON move.name = 'BENCHPAY/' || paid.item_id
    """,
    """
    INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, company_id, debit_currency_id, credit_currency_id, amount,
                                           debit_amount_currency, credit_amount_currency, max_date, create_date, write_date)
    SELECT paid.item_id, line.id, %(company)s, %(currency)s, %(currency)s, paid.balance, paid.balance, paid.balance,
           GREATEST(paid.paid_on, move.date), NOW(), NOW()
      FROM bench_paid AS paid
      JOIN account_move_line AS line ON line.move_name = 'BENCHPAY/' || paid.item_id
      JOIN account_move AS move ON move.id = paid.move_id
    """,
)

CONTACTS = (
    """
    CREATE TEMPORARY TABLE bench_contact ON COMMIT DROP AS
    SELECT item.id AS item_id, item.partner_id, item.move_id, item.move_name, item.balance, item.date_maturity AS due, step.id AS step_id,
           step.delay, step.channel, item.date_maturity + step.delay AS started
      FROM account_move_line AS item
      JOIN account_move AS move ON move.id = item.move_id AND move.name LIKE 'BENCH/%%' AND move.move_type = 'out_invoice'
      JOIN dunning_plan_step AS step ON step.plan_id = %(plan)s AND step.delay BETWEEN 1 AND 20
      LEFT JOIN bench_paid AS paid ON paid.item_id = item.id
     WHERE item.display_type = 'payment_term' AND item.date_maturity + step.delay >= %(begin)s
       AND item.date_maturity + step.delay < LEAST(%(day)s, COALESCE(paid.paid_on, 'infinity'::date))
       -- one item in five was let alone: somebody trusted the customer
       AND item.id %% 5 <> 0
    """,
    """
    INSERT INTO dunning_profile (partner_id, company_id, active, segment, debtor_class, payer_type, create_date, write_date)
    SELECT DISTINCT partner_id, %(company)s, TRUE, 'standard', 'business', 'unknown', NOW(), NOW() FROM bench_contact
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO dunning_action (company_id, profile_id, partner_id, channel, state, date, date_done, plan_id, step_id, is_contact,
                                create_date, write_date)
    SELECT %(company)s, profile.id, contact.partner_id, contact.channel, 'done', contact.started, contact.started, %(plan)s,
           contact.step_id, TRUE, NOW(), NOW()
      FROM bench_contact AS contact
      JOIN dunning_profile AS profile ON profile.partner_id = contact.partner_id AND profile.company_id = %(company)s
     GROUP BY profile.id, contact.partner_id, contact.channel, contact.started, contact.step_id
    """,
    """
    INSERT INTO dunning_action_line (action_id, company_id, move_line_id, move_id, instalment, currency_id, days_overdue, step_id,
                                     step_delay, kind, status, invoice_name, date_due, date_done, residual, residual_currency, net,
                                     net_currency, asked, create_date, write_date)
    SELECT action.id, %(company)s, contact.item_id, contact.move_id, 1, %(currency)s, contact.delay, contact.step_id, contact.delay,
           'advance', 'counted', contact.move_name, contact.due, contact.started, contact.balance, contact.balance, contact.balance,
           contact.balance, TRUE, NOW(), NOW()
      FROM bench_contact AS contact
      JOIN dunning_action AS action ON action.partner_id = contact.partner_id AND action.step_id = contact.step_id
                                   AND action.date_done = contact.started AND action.state = 'done'
    ON CONFLICT DO NOTHING
    """,
)
