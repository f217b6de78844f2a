"""The bookkeeper: customers, invoices, payments and credit notes posted in big batches, for the loader, demo and replay.

Everything goes through Odoo's own models (create, post, reconcile); only what costs time and that nobody reads here,
such as tracking and creation messages, is switched off. Amounts are in the currency given, days are dates.
"""

from collections import defaultdict

QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
}
BATCH = 200

# Invented streets in real towns; (town, post code) by country, everything else lies in Brussels.
PLACES = {
    "FR": [("Lyon", "69003"), ("Nantes", "44000"), ("Lille", "59000"), ("Toulouse", "31000"), ("Reims", "51100")],
    "DE": [("Köln", "50667"), ("Leipzig", "04109"), ("Bremen", "28195")],
    "GB": [("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("Norwich", "NR1 3JU")],
    "ES": [("Zaragoza", "50001"), ("Valencia", "46002")],
    "IT": [("Torino", "10121"), ("Bologna", "40121")],
    "BE": [("Bruxelles", "1000"), ("Gent", "9000")],
    "CH": [("Lausanne", "1003"), ("Basel", "4051")],
    "NL": [("Utrecht", "3511 AA")],
    "US": [("Portland", "97201")],
    "JP": [("Nagoya", "460-0008")],
}
STREETS = {
    "FR": "{n} rue du Modèle",
    "DE": "Musterweg {n}",
    "GB": "{n} Sample Street",
    "ES": "Calle de la Muestra {n}",
    "IT": "Via dell'Esempio {n}",
    "NL": "Voorbeeldlaan {n}",
}
LANGUAGES = {"FR": "fr_FR", "BE": "fr_FR", "LU": "fr_FR", "CH": "fr_FR"}

# A page that every reader opens: what stands for the PDF of an invoice that was sent when it was posted.
BLANK_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def batches(records, size=BATCH):
    """Yield a list or recordset in pieces of at most ``size``."""
    for start in range(0, len(records), size):
        yield records[start : start + size]


def address(country, number):
    """Return a fictitious postal address (street, city, zip) in ``country`` (two letters)."""
    places = PLACES.get(country, PLACES["BE"])
    city, code = places[number % len(places)]
    street = STREETS.get(country, "{n} rue de l'Exemple").format(n=1 + number * 7 % 120)
    return {"street": street, "city": city, "zip": code}


class Books:
    """The accounts of one company.

    Args:
        env: environment; the superuser's will do.
        company: ``res.company`` with a chart of accounts.
    """

    def __init__(self, env, company):
        self.env = env(context={**env.context, **QUIET, "allowed_company_ids": company.ids})
        self.company = company.with_env(self.env)
        self.bank = self._journal("bank")
        self.sales = self._journal("sale")
        self.income = self.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "parent_of", company.ids)], limit=1
        )
        self._countries = {}
        self._currencies = {}
        self._terms = {}

    def _journal(self, kind):
        return self.env["account.journal"].search(
            [("type", "=", kind), ("company_id", "parent_of", self.company.ids)], order="sequence, id", limit=1
        )

    def country(self, code):
        """Return the ``res.country`` with a two-letter code."""
        if code not in self._countries:
            self._countries[code] = self.env["res.country"].search([("code", "=", code)], limit=1)
        return self._countries[code]

    def currency(self, code):
        """Return the ``res.currency`` with a three-letter code, activated when it was not."""
        if code not in self._currencies:
            found = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)], limit=1)
            if not found.active:
                found.active = True
            self._currencies[code] = found
        return self._currencies[code]

    def term(self, parts):
        """Return a payment term; ``parts`` are (percent, days after the invoice date), 100 in all."""
        if parts not in self._terms:
            lines = [
                (0, 0, {"value": "percent", "value_amount": percent, "nb_days": days, "delay_type": "days_after"})
                for percent, days in parts
            ]
            name = " + ".join(f"{percent}% {days} d" for percent, days in parts)
            self._terms[parts] = self.env["account.payment.term"].create({"name": name, "line_ids": lines})
        return self._terms[parts]

    # -- customers ---------------------------------------------------------------------------------

    def customers(self, vals_list):
        """Create customers; ``country`` (two letters) in their values gives address and language unless given."""
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        complete = []
        for number, given in enumerate(vals_list):
            vals = dict(given)
            code = vals.pop("country")
            lang = LANGUAGES.get(code, "en_US")
            vals = {"lang": lang if lang in active else "en_US", **address(code, number), **vals}
            complete.append({"is_company": True, "customer_rank": 1, "country_id": self.country(code).id, **vals})
        return self.env["res.partner"].create(complete)

    # -- invoices ----------------------------------------------------------------------------------

    def invoice_vals(self, partner, day, amount, due=None, term=None, kind="out_invoice", **more):
        """Return the values of an invoice or credit note without tax.

        Args:
            partner: ``res.partner`` it is for.
            day: invoice date.
            amount: total.
            due: due date of an invoice with one instalment.
            term: ``account.payment.term`` instead of a due date.
            kind: ``out_invoice`` or ``out_refund``.
            more: further values (name, currency_id, ref…).
        """
        line = {"name": "Services", "account_id": self.income.id, "quantity": 1, "price_unit": float(amount)}
        return {
            "move_type": kind,
            "partner_id": partner.id,
            "journal_id": self.sales.id,
            "invoice_date": day,
            "date": day,
            "invoice_payment_term_id": term.id if term else False,
            **({} if term else {"invoice_date_due": due or day}),
            "invoice_line_ids": [(0, 0, {**line, "tax_ids": [(5, 0, 0)]})],
            **more,
        }

    def draft(self, vals_list):
        """Create invoices as drafts, in batches."""
        moves = self.env["account.move"]
        for batch in batches(vals_list):
            moves += moves.create(batch)
        return moves

    def post(self, moves):
        """Post invoices, in batches."""
        for batch in batches(moves):
            batch.action_post()

    def file_pdfs(self, moves):
        """Give posted invoices a PDF, as if they had been sent: reminders attach it."""
        vals_list = [
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": BLANK_PDF,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
        ]
        self.env["ir.attachment"].create(vals_list)
        moves.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    def receivables(self, moves):
        """Return the receivable journal items of entries."""
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    # -- money -------------------------------------------------------------------------------------

    def pay(self, orders, currencies=None):
        """Register payments, all in one go, and allocate them.

        Args:
            orders: list of (partner, amount, day, memo, moves, linked): ``moves`` are settled with the payment (empty:
                it stays unallocated); ``linked`` are the invoices it was registered for without being allocated.
            currencies: ``res.currency`` of each; by default that of the invoices, else the company's.

        Returns:
            The ``account.payment`` records, in order.
        """
        if currencies is None:
            default = self.company.currency_id
            currencies = [(moves or linked).currency_id[:1] or default for *_order, moves, linked in orders]
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": partner.id,
                    "amount": float(amount),
                    "currency_id": currency.id,
                    "date": day,
                    "journal_id": self.bank.id,
                    "memo": memo,
                    "invoice_ids": [(6, 0, linked.ids)],
                }
                for (partner, amount, day, memo, _moves, linked), currency in zip(orders, currencies, strict=True)
            ]
        )
        payments.action_post()
        self.allocate(
            [(payment.move_id, order[4]) for payment, order in zip(payments, orders, strict=True) if order[4]]
        )
        return payments

    def allocate(self, pairs):
        """Reconcile each (payment or credit note entry, invoices) pair; pairs of one customer go one after the other."""
        rounds = []
        seen = defaultdict(int)
        for source, moves in pairs:
            depth = max(seen[move.id] for move in moves)
            if depth == len(rounds):
                rounds.append([])
            items = self.receivables(source | moves).filtered(lambda line: not line.reconciled)
            rounds[depth].append(items)
            for move in moves:
                seen[move.id] = depth + 1
        for plan in rounds:
            self.env["account.move.line"]._reconcile_plan([items for items in plan if len(items) > 1])

    def unreconcile(self, payments):
        """Take payments back from the invoices they settled."""
        self.receivables(payments.move_id).remove_move_reconcile()

    def reverse(self, payments, day):
        """Cancel payments that came back from the bank: each entry is reversed on ``day`` and matched with it."""
        moves = payments.move_id
        moves._reverse_moves([{"date": day, "ref": move.name} for move in moves], cancel=True)

    def bank_lines(self, orders):
        """Enter money seen on the bank account and not reconciled yet; ``orders`` are (partner, amount, day, memo)."""
        return self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.bank.id,
                    "date": day,
                    "payment_ref": memo,
                    "partner_id": partner.id,
                    "amount": float(amount),
                }
                for partner, amount, day, memo in orders
            ]
        )

    def match(self, bank_line, moves):
        """Reconcile a bank line with invoices, as the bank reconciliation does: its suspense part becomes theirs."""
        receivable = self.receivables(moves)[:1].account_id
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        suspense.write({"account_id": receivable.id, "partner_id": moves.commercial_partner_id.id})
        (suspense + self.receivables(moves).filtered(lambda line: not line.reconciled)).reconcile()

    def repost(self, move, term):
        """Set an invoice back to draft, give it another payment term and post it: core makes its instalments anew."""
        move.button_draft()
        move.invoice_payment_term_id = term
        move.action_post()
