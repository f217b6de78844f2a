"""What a replayed ledger lacks for the truth: bills and their payments, a currency whose rate moves, payments across currencies.

All of it is entered through Odoo's own models, with dates inside the period that was lived and a month after it.
"""

import random
from datetime import timedelta

from books import Books

SUPPLIERS = ("Papeterie Lune", "Énergies du Val", "Transports Corail", "Atelier Ferraille", "Nuage Service")
AMERICANS = ("Maple Tools Inc.", "Harbor Lights LLC", "Prairie Goods Co.")
DOLLARS = 24
BILLS = 40


def enrich(env, first, last, seed=11):
    """Add bills, dollars and payments across currencies to the company's books.

    Args:
        env: environment of the replayed database.
        first, last: the period that was lived.
        seed: what happens depends on it alone.
    """
    dice = random.Random(seed)
    books = Books(env, env.company)
    days = (last - first).days
    _rates(books, first, days, dice)
    _dollars(books, first, days, dice)
    _bills(books, first, days, dice)
    env.flush_all()


def _rates(books, first, days, dice):
    """Let the dollar move each week."""
    dollar = books.currency("USD")
    dollar.rate_ids.unlink()
    rate = 1.10
    vals_list = [{"currency_id": dollar.id, "company_id": books.company.id, "name": "2000-01-01", "rate": rate}]
    for offset in range(-35, days + 60, 7):
        rate = round(rate * (1 + dice.uniform(-0.03, 0.03)), 6)
        vals_list.append(
            {"currency_id": dollar.id, "company_id": books.company.id, "name": first + timedelta(offset), "rate": rate}
        )
    books.env["res.currency.rate"].create(vals_list)


def _dollars(books, first, days, dice):
    """Invoice in dollars; paid in dollars or euros, whole, in part, late, too much, or not at all."""
    dollar, euro = books.currency("USD"), books.company.currency_id
    customers = books.customers([{"name": name, "country": "US", "email": f"ap{rank}@example.com"} for rank, name in enumerate(AMERICANS)])
    term = books.term(((50, 10), (50, 40)))
    vals_list = []
    for _turn in range(DOLLARS):
        day = first + timedelta(dice.randrange(days))
        kwargs = {"term": term} if dice.random() < 0.3 else {"due": day + timedelta(30)}
        vals_list.append(
            books.invoice_vals(dice.choice(customers), day, dice.randrange(5_000, 900_000) / 100, currency_id=dollar.id, **kwargs)
        )
    invoices = books.draft(vals_list)
    books.post(invoices)
    orders, currencies = [], []
    for move in invoices:
        if dice.random() < 0.25:
            continue
        day = move.invoice_date + timedelta(dice.randrange(5, 70))
        share = dice.choice((1, 1, 0.5, 0.33, 1.1))
        currency = dice.choice((dollar, dollar, euro))
        amount = move.amount_total * share
        if currency == euro:
            amount = dollar._convert(amount, euro, books.company, day)
        orders.append((move.partner_id, round(amount, 2), day, move.name, move, move.browse()))
        currencies.append(currency)
    books.pay(orders, currencies)
    refund = books.draft([books.invoice_vals(customers[0], first + timedelta(days // 2), 321.09, kind="out_refund", currency_id=dollar.id)])
    books.post(refund)
    books.allocate([(refund, invoices.filtered(lambda move: move.partner_id == customers[0])[:1])])


def _bills(books, first, days, dice):
    """Enter bills of suppliers, one of whom is a customer too; pay most of them."""
    env = books.env
    suppliers = books.customers([{"name": name, "country": "FR", "supplier_rank": 1} for name in SUPPLIERS])
    suppliers += env["res.partner"].search([("customer_rank", ">", 0), ("id", "not in", suppliers.ids)], order="id", limit=1)
    expense = env["account.account"].search(
        [("account_type", "=", "expense"), ("company_ids", "parent_of", books.company.ids)], limit=1
    )
    purchases = books._journal("purchase")
    dollar = books.currency("USD")
    line = {"name": "Supplies", "account_id": expense.id, "tax_ids": [(5, 0, 0)]}
    vals_list = []
    for number in range(BILLS):
        day = first + timedelta(dice.randrange(days))
        kind = "in_refund" if number % 9 == 8 else "in_invoice"
        vals_list.append(
            {
                "move_type": kind,
                "partner_id": dice.choice(suppliers).id,
                "journal_id": purchases.id,
                "invoice_date": day,
                "date": day,
                "ref": f"BILL-{number:03}",
                "invoice_payment_term_id": False,
                "invoice_date_due": day + timedelta(dice.choice((0, 15, 30, 60))),
                "currency_id": dollar.id if number % 7 == 3 else books.company.currency_id.id,
                "invoice_line_ids": [(0, 0, {**line, "price_unit": dice.randrange(1_000, 300_000) / 100})],
            }
        )
    bills = env["account.move"].create(vals_list)
    bills.action_post()
    for bill in bills.filtered(lambda move: move.move_type == "in_invoice"):
        if dice.random() < 0.3:
            continue
        payment = env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": round(bill.amount_total * dice.choice((1, 1, 0.4)), 2),
                "currency_id": bill.currency_id.id,
                "date": bill.invoice_date + timedelta(dice.randrange(1, 60)),
                "journal_id": books.bank.id,
                "memo": bill.ref,
            }
        )
        payment.action_post()
        lines = (payment.move_id | bill).line_ids.filtered(lambda line: line.account_id.account_type == "liability_payable")
        lines.filtered(lambda line: not line.reconciled).reconcile()
