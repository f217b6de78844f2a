"""Loads a validated ledger into a company's books: customers, posted invoices, payments matched on their day, disputes.

Each invoice is loaded complete with its payment or not at all. What accounting refuses becomes a bad row like the
others, with its line number and the reason.
"""

import re
import unicodedata
from collections import Counter

import ledger
from books import BATCH, Books, batches

FAR_FUTURE = "2999-12-31"


class Loader:
    """Loads ledgers into one company.

    Args:
        env: environment of the superuser; committed after each batch.
        company: ``res.company`` with a chart of accounts.
        day: the day on which the books are looked at: nothing dated after it is entered.
        say: function that prints a line of progress.
    """

    def __init__(self, env, company, day, say=lambda text: None):
        # A ledger's own numbers follow no pattern that Odoo could check against the dates.
        env["ir.config_parameter"].set_param("sequence.mixin.constraint_start_date", FAR_FUTURE)
        self.books = Books(env, company)
        self.env = self.books.env
        self.company = company
        self.day = day
        self.say = say
        self.partners = {}
        self.names = Counter()
        self.bad = []

    def load(self, content):
        """Load a :class:`ledger.Ledger`.

        Returns:
            All bad rows, those of the file included, by line.
        """
        content = ledger.check_codes(content, self._codes("res.country", "code"), self._codes("res.currency", "name"))
        self.bad = list(content.bad)
        rows = self._known(content.rows)
        self.names = Counter(row.invoice for row in rows)
        self._make_partners(rows)
        self._say_rates(rows)
        done = 0
        for batch in batches(sorted(rows, key=lambda row: (row.invoice_date, row.line)), BATCH):
            self._load_batch(batch)
            done += len(batch)
            self.say(f"  {done:,} of {len(rows):,} invoices")
        return sorted(self.bad, key=lambda row: row.line)

    def _codes(self, model, field):
        records = self.env[model].with_context(active_test=False).search([])
        return {code for code in records.mapped(field) if code}

    def _known(self, rows):
        """Keep the rows that are not dated after the day of the books."""
        known = []
        for row in rows:
            if row.invoice_date > self.day:
                self.bad.append(ledger.BadRow(row.line, f"invoice dated {row.invoice_date}, after {self.day}"))
            else:
                known.append(row)
        return known

    # -- customers ---------------------------------------------------------------------------------

    def _make_partners(self, rows):
        """Create the customers that are not there yet, with fictitious addresses."""
        wanted = {}
        for row in rows:
            wanted.setdefault(row.customer, row)
        missing = [name for name in wanted if name not in self.partners]
        taken = Counter()
        vals_list = []
        for name in missing:
            box = slug(name)
            taken[box] += 1
            domain = box if taken[box] == 1 else f"{box}-{taken[box]}"
            vals_list.append({"name": name, "country": wanted[name].country, "email": f"accounts@{domain}.example.com"})
        self.partners.update(zip(missing, self.books.customers(vals_list), strict=True))
        self.say(f"  {len(missing):,} customers")

    def _say_rates(self, rows):
        own = self.company.currency_id
        for code in sorted({row.currency for row in rows} - {own.name}):
            if not self.books.currency(code).rate_ids:
                self.say(f"  ! no exchange rate of {code}: counted one to one in {own.name}")

    # -- invoices ----------------------------------------------------------------------------------

    def _load_batch(self, rows):
        """Load some rows; when accounting refuses one of them, load them one by one."""
        try:
            with self.env.cr.savepoint():
                self._enter(rows)
        except Exception as error:
            self.env.invalidate_all()
            if len(rows) == 1:
                self.bad.append(ledger.BadRow(rows[0].line, f"refused by accounting: {first_line(error)}"))
                return
            middle = len(rows) // 2
            self._load_batch(rows[:middle])
            self._load_batch(rows[middle:])
            return
        self.env.cr.commit()

    def _enter(self, rows):
        moves = self.books.draft([self._invoice_vals(row) for row in rows])
        self.books.post(moves)
        nothing = self.env["account.move"]
        orders = [
            (move.partner_id, row.amount, row.settled_date, move.name, move, nothing)
            for row, move in zip(rows, moves, strict=True)
            if row.settled_date and row.settled_date <= self.day
        ]
        self.books.pay(orders)
        category = self.env.ref("account_dunning.dispute_category_commercial").id
        self.env["dunning.dispute"].create(
            [
                {
                    "category_id": category,
                    "description": "Disputed, says the ledger",
                    "move_id": move.id,
                    "date_opened": min(row.due_date, self.day),
                }
                for row, move in zip(rows, moves, strict=True)
                if row.disputed and not (row.settled_date and row.settled_date <= self.day)
            ]
        )
        self.env.flush_all()

    def _invoice_vals(self, row):
        """Return the values of an invoice under its own number; two customers with one number get the line beside it."""
        name = row.invoice if self.names[row.invoice] == 1 else f"{row.invoice}-{row.line}"
        return self.books.invoice_vals(
            self.partners[row.customer],
            row.invoice_date,
            row.amount,
            due=row.due_date,
            name=name,
            payment_reference=name,
            currency_id=self.books.currency(row.currency).id,
        )


def slug(text):
    """Return ``text`` as part of a domain name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "customer"


def first_line(error):
    """Return the first line of what an error says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def sensible_day(rows, today):
    """Return the day on which to look at a ledger: today, or its last day when it ended long ago.

    A ledger whose last entry is more than 60 days old has nothing left to chase today; the day of its last invoice does.

    Args:
        rows: list of :class:`ledger.LedgerRow`.
        today: today's date.
    """
    last = max(max(row.invoice_date, row.settled_date or row.invoice_date) for row in rows)
    if (today - last).days <= 60 or any(row.settled_date is None for row in rows):
        return today
    return max(row.invoice_date for row in rows)


def summary(rows, day):
    """Return (invoices, customers, open amount by currency) of a ledger on ``day``."""
    open_amounts = Counter()
    for row in rows:
        if row.invoice_date <= day and (row.settled_date is None or row.settled_date > day):
            open_amounts[row.currency] += row.amount
    return len(rows), len({row.customer for row in rows}), dict(open_amounts)
