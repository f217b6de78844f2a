"""Does to a real company's books what ``replay_events`` says, day by day, and keeps its own account of who owes what.

The events of one half-day are done together by kind, so that a day costs a few batches whatever happens on it.
"""

from collections import defaultdict
from decimal import Decimal

from odoo.exceptions import UserError

from books import Books
from replay_events import share_of

# The order in which the events of a half-day happen; those of one kind are done in one go.
ORDER = (
    "invoice", "exclude", "release", "block", "bounce", "repost", "credit_linked", "credit_named", "credit_free", "cash",
    "cash_named", "cash_linked", "bank", "match", "part", "settle", "hold",
)  # fmt: skip


class Life:
    """The life of one ledger.

    Args:
        env: environment of the superuser.
        company: root ``res.company`` that owns the ledger.
        customers: :class:`replay_events.Customer` by name.
        cases: the invoices, as :func:`replay_events.plan` gives them.

    Attributes:
        owed: what each customer owes by our own account: (partner id, currency id) → amount in that currency.
        invoiced, collected: of the day being lived, company currency.
        settled: days late of the invoices paid in full that day.
    """

    def __init__(self, env, company, customers, cases):
        self.env = env
        self.books = Books(env, company)
        self.company = company
        self.partners = self._make_partners(customers)
        self.moves = self._make_drafts(cases)
        self.loose = defaultdict(list)
        self.last_payment = {}
        self.paid = set()
        self.bank_lines = {}
        self.holds, self.disputes = defaultdict(list), defaultdict(list)
        self.owed = defaultdict(Decimal)
        self.day = None
        self.start_day(None)

    # -- before it begins --------------------------------------------------------------------------

    def _make_partners(self, customers):
        partners = self.books.customers(
            [
                {
                    "name": customer.name,
                    "country": customer.country,
                    "email": customer.email,
                    "phone": f"+33 1 99 00 {customer.number // 100:02d} {customer.number % 100:02d}",
                    "ref": f"C{customer.number:04d}",
                }
                for customer in customers.values()
            ]
        )
        self.env["dunning.profile"].with_context(tracking_disable=True).create(
            [
                {"partner_id": partner.id, "company_id": self.company.id, "segment": customer.segment}
                for partner, customer in zip(partners, customers.values(), strict=True)
            ]
        )
        return dict(zip(customers, partners, strict=True))

    def _make_drafts(self, cases):
        vals_list = []
        for case in cases:
            row = case.row
            more = {"name": case.name, "currency_id": self.books.currency(case.customer.currency).id}
            more["term" if case.term else "due"] = self.books.term(case.term) if case.term else row.due_date
            vals_list.append(
                self.books.invoice_vals(self.partners[case.customer.name], row.invoice_date, case.amount, **more)
            )
        moves = self.books.draft(vals_list)
        return {case.name: move for case, move in zip(cases, moves, strict=True)}

    # -- a day -------------------------------------------------------------------------------------

    def start_day(self, day):
        """Begin ``day``."""
        self.day = day
        self.invoiced = self.collected = Decimal(0)
        self.settled = []

    def live(self, pairs):
        """Do the events of one half-day; ``pairs`` are (case, event)."""
        by_kind = defaultdict(list)
        for case, event in pairs:
            by_kind[event.kind].append((case, event))
        for kind in ORDER:
            if by_kind[kind]:
                getattr(self, f"do_{kind}")(by_kind[kind])

    def _owe(self, move, amount):
        self.owed[move.commercial_partner_id.id, move.currency_id.id] += Decimal(str(amount))

    def _collect(self, amount, move):
        rate = move.amount_total_signed / move.amount_total if move.amount_total else 1
        self.collected += share_of(Decimal(str(amount)), Decimal(str(rate)))

    def receive(self, item, amount):
        """Take down that a customer paid so much of an item on its page; the entry is the provider's."""
        self._owe(item.move_id, -amount)
        self._collect(amount, item.move_id)

    def _residual(self, move):
        """Return what is open of an invoice, in its currency, without what is on account for it."""
        return Decimal(str(move.amount_residual)).quantize(Decimal("0.01"))

    # -- invoices ----------------------------------------------------------------------------------

    def do_invoice(self, pairs):
        """Post the day's invoices, with the PDF that was sent to the customer."""
        moves = self.env["account.move"].union(*(self.moves[case.name] for case, _event in pairs))
        self.books.post(moves)
        self.books.file_pdfs(moves)
        for move in moves:
            self._owe(move, move.amount_total)
            self.invoiced += Decimal(str(move.amount_total_signed))

    def do_exclude(self, pairs):
        """Mark invoices as not to be chased, as an accountant does."""
        for case, _event in pairs:
            self.books.receivables(self.moves[case.name]).no_followup = True

    def do_block(self, pairs):
        """Block an invoice's payment, or take the block back; paid ones cannot be blocked."""
        for case, _event in pairs:
            move = self.moves[case.name]
            if move.payment_state == "blocked" or move.payment_state in ("not_paid", "partial"):
                move.action_toggle_block_payment()

    def do_repost(self, pairs):
        """Set open invoices to draft and post them anew, with another term."""
        for case, event in pairs:
            move = self.moves[case.name]
            if move.payment_state == "not_paid" and move.state == "posted":
                self.books.repost(move, self.books.term(event.detail))
                self.books.file_pdfs(move)

    # -- credit notes ------------------------------------------------------------------------------

    def do_credit_linked(self, pairs):
        """A credit note that reverses the invoice."""
        self._credit(pairs, lambda move: {"reversed_entry_id": move.id})

    def do_credit_named(self, pairs):
        """A credit note that names the invoice in its reference."""
        self._credit(pairs, lambda move: {"ref": f"Return, see {move.name}"})

    def do_credit_free(self, pairs):
        """A credit note that names nothing."""
        self._credit(pairs, lambda move: {})

    def _credit(self, pairs, more):
        pairs = [(case, event) for case, event in pairs if self._residual(self.moves[case.name])]
        vals_list = []
        for case, event in pairs:
            move = self.moves[case.name]
            amount = share_of(case.amount, event.share)
            vals = {"currency_id": move.currency_id.id, "name": f"R{case.name}", **more(move)}
            vals_list.append(self.books.invoice_vals(move.partner_id, self.day, amount, kind="out_refund", **vals))
        credits = self.books.draft(vals_list)
        self.books.post(credits)
        # Core allocates a reversal at once; the ones we want are still open.
        self.books.receivables(credits).remove_move_reconcile()
        for (case, _event), credit in zip(pairs, credits, strict=True):
            self.loose[case.name].append(credit)
            self._owe(credit, -credit.amount_total)

    # -- money -------------------------------------------------------------------------------------

    def do_settle(self, pairs):
        """Allocate what is on account for the invoices, then pay what is left of them: once, whoever said so."""
        pairs = list({case.name: (case, event) for case, event in pairs}.values())
        self._allocate_loose(pairs)
        self._pay([(case, self._residual(self.moves[case.name])) for case, _event in pairs])
        for case, _event in pairs:
            move = self.moves[case.name]
            if not self._residual(move) and move.state == "posted" and case.name not in self.paid:
                self.paid.add(case.name)
                self.settled.append((self.day - case.row.due_date).days)

    def do_part(self, pairs):
        """Pay a share of what is left of the invoices."""
        self._pay([(case, share_of(self._residual(self.moves[case.name]), event.share)) for case, event in pairs])

    def _pay(self, wanted):
        wanted = [(case, amount) for case, amount in wanted if amount > 0]
        nothing = self.env["account.move"]
        orders = [
            (self.moves[case.name].partner_id, amount, self.day, case.name, self.moves[case.name], nothing)
            for case, amount in wanted
        ]
        for (case, amount), payment in zip(wanted, self.books.pay(orders), strict=True):
            self.last_payment[case.name] = payment
            self._owe(self.moves[case.name], -amount)
            self._collect(amount, self.moves[case.name])

    def _allocate_loose(self, pairs):
        todo = []
        for case, _event in pairs:
            move = self.moves[case.name]
            if self._residual(move):
                todo += [(entry, move) for entry in self.loose.pop(case.name, [])]
        self.books.allocate(todo)

    def do_cash(self, pairs):
        """Money on account that says nothing."""
        self._on_account(pairs, lambda case: "transfer", lambda case, event: self.env["account.move"])

    def do_cash_named(self, pairs):
        """Money on account whose communication names the invoice."""
        self._on_account(pairs, lambda case: f"Inv. {case.name}", lambda case, event: self.env["account.move"])

    def do_cash_linked(self, pairs):
        """Money registered for this invoice and the customer's one before, allocated to neither."""
        self._on_account(pairs, lambda case: "transfer", self._linked)

    def _linked(self, case, event):
        move = self.moves[case.name]
        other = self.moves.get(event.detail.name) if event.detail else None
        same = other and other.state == "posted" and other.currency_id == move.currency_id and self._residual(other)
        return move | other if same else move

    def _on_account(self, pairs, memo, linked):
        wanted = []
        for case, event in pairs:
            amount = share_of(self._residual(self.moves[case.name]), event.share)
            if amount > 0:
                wanted.append((case, event, amount))
        nothing = self.env["account.move"]
        orders = []
        for case, event, amount in wanted:
            partner = self.moves[case.name].partner_id
            # An order without invoices takes its currency from those it is linked to.
            orders.append((partner, amount, self.day, memo(case), nothing, linked(case, event)))
        payments = self.books.pay(orders, currencies=[self.moves[case.name].currency_id for case, _e, _a in wanted])
        for (case, _event, amount), payment in zip(wanted, payments, strict=True):
            self.loose[case.name].append(payment.move_id)
            self._owe(self.moves[case.name], -amount)
            self._collect(amount, self.moves[case.name])

    def do_bounce(self, pairs):
        """Payments that come back: the invoices are open again."""
        for case, _event in pairs:
            payment = self.last_payment.pop(case.name, None)
            if payment:
                self.books.unreconcile(payment)
                self.books.reverse(payment, self.day)
                self._owe(self.moves[case.name], payment.amount)
                self._collect(-payment.amount, self.moves[case.name])

    def do_bank(self, pairs):
        """Money seen on the bank account, not matched yet: the ledger does not know it."""
        for case, _event in pairs:
            move = self.moves[case.name]
            if self._residual(move) and move.currency_id == self.company.currency_id:
                order = (move.partner_id, self._residual(move), self.day, "transfer")
                self.bank_lines[case.name] = self.books.bank_lines([order])

    def do_match(self, pairs):
        """Match the bank line with its invoice."""
        for case, _event in pairs:
            line = self.bank_lines.pop(case.name, None)
            if line:
                self.books.match(line, self.moves[case.name])
                self._owe(self.moves[case.name], -line.amount)
                self._collect(line.amount, self.moves[case.name])

    # -- holds -------------------------------------------------------------------------------------

    def do_hold(self, pairs):
        """Place a hold on an invoice, an instalment or a customer."""
        for case, event in pairs:
            kind, scope, end = event.detail
            move = self.moves[case.name]
            if move.state != "posted" or (end and end < self.day):
                continue
            vals = {"move_id": move.id}
            if scope == "customer":
                vals = {"partner_id": move.commercial_partner_id.id}
            elif scope == "instalment":
                vals = {"move_line_id": self.books.receivables(move).sorted("date_maturity")[:1].id}
            if kind == "dispute":
                self._open_dispute(case, move, vals)
                continue
            said = {"kind": kind, "reason": "Replay", "date_start": self.day, "date_end": end}
            hold = self.env["dunning.hold"].with_context(tracking_disable=True).create({**vals, **said})
            if not end:
                self.holds[case.name].append(hold)

    def _open_dispute(self, case, move, vals):
        """Open a dispute, unless there is one already or nothing of the invoice is open."""
        Dispute = self.env["dunning.dispute"].with_context(tracking_disable=True)
        category = self.env.ref("account_dunning.dispute_category_quality").id
        if move.amount_residual <= 0 or Dispute.search_count([("move_id", "=", move.id), ("state", "=", "open")]):
            return
        try:
            with self.env.cr.savepoint():
                dispute = Dispute.create({**vals, "category_id": category, "description": "Replay", "date_opened": self.day})
        except UserError:  # the instalment in question is paid
            return
        self.disputes[case.name].append(dispute)

    def do_release(self, pairs):
        """End the holds and disputes of an invoice that have no last day."""
        for case, _event in pairs:
            for hold in self.holds.pop(case.name, []):
                hold.action_end("Replay")
            for dispute in self.disputes.pop(case.name, []):
                dispute.action_withdraw()
