"""Which items a bank receipt pays, as far as it can be told: proposed to people, reconciled by one click, never by itself.

By a remittance advice that adds up to the receipt; by the numbers that its text names; by items that add up to it exactly.
Where several fit, all of them are shown as such.
"""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL
from psycopg2.errors import UniqueViolation

from ..shared.amounts_adding_up import MOST_AMOUNTS, find_subsets
from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.roles import check_collector

BASES = [
    ("advice", "Remittance advice"),
    ("reference", "Named in its text"),
    ("subset", "Adds up exactly"),
]

GROUNDS = [
    ("partner", "Customer of the bank line"),
    ("account", "Bank account"),
    ("invoice", "Invoice number"),
    ("payer", "Name of the payer"),
    ("label", "Name in the text"),
]

# Bad rows of an advice that a proposal tells.
NOTED = 10


class DunningReceiptProposal(models.Model):
    _name = "dunning.receipt.proposal"
    _description = "Proposed Allocation of a Receipt"
    _order = "date, statement_line_id, place, id"
    _rec_name = "receipt_text"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, ondelete="cascade")
    root_company_id = fields.Many2one("res.company", string="Main Company", required=True, readonly=True, ondelete="cascade")
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", string="Receipt", required=True, index=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(readonly=True)
    receipt_text = fields.Char(string="Text of the Bank", readonly=True)
    place = fields.Integer(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(string="Received", readonly=True)
    ground = fields.Selection(GROUNDS, string="Known By", readonly=True)
    basis = fields.Selection(BASES, readonly=True)
    is_ambiguous = fields.Boolean(string="Ambiguous", readonly=True, help="Other items fit as well: look before you reconcile.")
    line_ids = fields.One2many("dunning.receipt.proposal.line", "proposal_id", readonly=True)
    items_text = fields.Char(string="Items", compute="_compute_items_text")
    rest = fields.Monetary(string="Left Over", readonly=True, help="Stays open on the account of the customer.")
    note = fields.Text(string="To Look At", readonly=True)
    reply_id = fields.Many2one("dunning.reply", string="Advice", readonly=True, ondelete="set null")
    key = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("reconciled", "Reconciled"), ("declined", "Declined")], default="proposed", required=True, readonly=True
    )
    done_by_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    done_on = fields.Date(string="Decided On", readonly=True)

    _once = models.UniqueIndex("(statement_line_id, key)")

    @api.depends("line_ids")
    def _compute_items_text(self):
        for proposal in self:
            numbers = [line.item_id._dunning_number() for line in proposal.line_ids.sudo() if line.item_id]
            proposal.items_text = ", ".join(dict.fromkeys(numbers))

    # -- what is proposed --------------------------------------------------------------------------

    @api.model
    def action_open_proposals(self):
        """Look again at the receipts that nobody has reconciled, and open what is proposed for them."""
        check_collector(self.env, self.env._("Only collectors look at proposals for receipts."))
        for company in self.env.companies.root_id:
            self._refresh_proposals(company, company_day(self, company))
        return self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_receipt_proposal")

    @api.model
    def _refresh_proposals(self, company, today):
        """Replace the open proposals of a root company by those of the moment; what was declined is not proposed again.

        :param company: root ``res.company``
        :param date today: the day for which is asked
        :raises ConcurrencyError: somebody else does the same right now
        """
        Proposal = self.sudo()
        Proposal.search([("root_company_id", "=", company.id), ("state", "=", "proposed")]).unlink()
        receipts = self._read_receipts(company.sudo(), today)
        known = set(Proposal.search([("root_company_id", "=", company.id)]).mapped(lambda one: (one.statement_line_id.id, one.key)))
        items_of = self._read_items_owed(company.sudo(), today, {row["partner_id"] for row in receipts})
        partners = self.env["res.partner"].browse({row["partner_id"] for row in receipts})
        advices = self.env["dunning.advice"]._find_advices(company, partners, today)
        vals_list = []
        for rows in self._group_by_receipt(receipts):
            found = [one for row in rows for one in self._propose_for(row, items_of.get(row["partner_id"], []), advices)]
            for place, one in enumerate(found):
                vals = {**one, "place": place, "is_ambiguous": len(found) > 1, "root_company_id": company.id}
                if (vals["statement_line_id"], vals["key"]) not in known:
                    vals_list.append(vals)
        try:
            Proposal.create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    def _group_by_receipt(self, rows):
        """Return rows in lists, one a receipt: several customers may have paid it."""
        groups = {}
        for row in rows:
            groups.setdefault(row["receipt_id"], []).append(row)
        return groups.values()

    def _read_receipts(self, company, today):
        """Return receipts that wait, with the customers who may have paid them and the items that their texts name."""
        self.env.flush_all()
        Receipt, Netting = self.env["dunning.bank.receipt"], self.env["dunning.netting"]
        parts = [
            SQL("item AS MATERIALIZED (%s)", self.env["dunning.engine"]._sql_item(Question(company, today))),
            *Receipt._sql_receipt_parts(company, today),
            SQL("debit AS MATERIALIZED (%s)", self._sql_debits()),
            SQL("credit AS MATERIALIZED (%s)", self._sql_credits()),
            # the receipts' own parts have the same names: these are read inside one part
            SQL("told_item AS (WITH %s SELECT source_id, document FROM told)", SQL(",\n").join(Netting._sql_naming_ctes())),
        ]
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %s
                SELECT payer.receipt_id, payer.partner_id, payer.ground, receipt.currency_id, receipt.company_id, receipt.date,
                       receipt.amount, bank.payment_ref AS text,
                       ARRAY(SELECT debit.id FROM told_item AS told JOIN debit ON debit.document = told.document
                              WHERE told.source_id = payer.receipt_id AND debit.partner_id = payer.partner_id
                                AND debit.currency_id = receipt.currency_id
                              UNION SELECT named_item.item_id FROM named_item
                              WHERE named_item.receipt_id = payer.receipt_id AND named_item.partner_id = payer.partner_id) AS named
                  FROM payer
                  JOIN receipt ON receipt.id = payer.receipt_id
                  JOIN account_bank_statement_line AS bank ON bank.id = receipt.id
                 WHERE receipt.amount > 0
                 ORDER BY receipt.date, payer.receipt_id, payer.partner_id
                """,
                SQL(", ").join(parts),
            )
        )

    def _sql_debits(self):
        """What may be named: open items as the netting of references reads them."""
        return SQL(
            """
            SELECT item.id, item.partner_id, item.currency_id, item.name, item.payment_reference,
                   CASE WHEN item.move_type IN ('out_invoice', 'out_receipt') THEN item.ref END AS order_reference,
                   MIN(item.id) OVER (PARTITION BY item.partner_id, item.currency_id, item.move_id, item.name) AS document
              FROM item
             WHERE item.residual_currency > 0 AND NOT item.excluded AND item.partner_id IN (SELECT partner_id FROM payer)
            """
        )

    def _sql_credits(self):
        """The texts of receipts in the place of those of credits."""
        return SQL(
            """
            SELECT payer.receipt_id AS id, payer.partner_id, receipt.currency_id,
                   ARRAY[bank.payment_ref, entry.ref]::text[] AS texts
              FROM payer
              JOIN receipt ON receipt.id = payer.receipt_id
              JOIN account_bank_statement_line AS bank ON bank.id = receipt.id
              JOIN account_move AS entry ON entry.id = bank.move_id
            """
        )

    def _read_items_owed(self, company, today, partner_ids):
        """Return the open items and credits of customers in the order of their due dates, by id of the customer."""
        partners = self.env["res.partner"].browse(partner_ids)
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, partner_id, currency_id, residual_currency AS residual FROM (%s) AS item
                 WHERE NOT excluded ORDER BY due, id
                """,
                self.env["dunning.engine"]._sql_item(Question(company, today, partners)),
            )
        )
        found = {}
        for row in rows:
            found.setdefault(row["partner_id"], []).append(row)
        return found

    def _propose_for(self, row, rows, advices):
        """Return the values of what is proposed for a receipt of a customer, on the surest basis that tells something.

        :param dict row: of ``_read_receipts``
        :param list rows: open items of the customer, of ``_read_items_owed``
        :param dict advices: of ``dunning.advice._find_advices``
        """
        currency = self.env["res.currency"].browse(row["currency_id"])
        own = [one for one in rows if one["currency_id"] == row["currency_id"]]
        for basis in (self._propose_by_advice, self._propose_by_reference, self._propose_by_sum):
            found = basis(row, own, currency, advices)
            if found:
                return [self._receipt_proposal_vals(row, currency, one) for one in found]
        return []

    def _propose_by_advice(self, row, own, currency, advices):
        """The latest advice that adds up to the receipt."""
        items = self.env["account.move.line"].browse(one["id"] for one in own)
        for reply, attachment in advices.get(self.env["res.partner"].browse(row["partner_id"]), ()):
            parts, problems = self.env["dunning.advice"]._read_advice_parts(attachment, items)
            if parts and currency.compare_amounts(float(sum(parts.values())), float(row["amount"])) == 0:
                amounts = [(item.id, float(amount)) for item, amount in parts.items()]
                return [{"basis": "advice", "parts": amounts, "reply_id": reply.id, "note": "\n".join(problems[:NOTED])}]
        return []

    def _propose_by_reference(self, row, own, currency, _advices):
        """The items that its text names, the oldest first, as far as the amount reaches."""
        left, parts = float(row["amount"]), []
        for one in own:
            if one["id"] not in row["named"] or currency.compare_amounts(left, 0) <= 0:
                continue
            share = min(left, float(one["residual"]))
            parts.append((one["id"], share))
            left = currency.round(left - share)
        return [{"basis": "reference", "parts": parts}] if parts else []

    def _propose_by_sum(self, row, own, currency, _advices):
        """Items, less credits, that add up to the receipt exactly: of the twenty that are due first."""
        own = own[:MOST_AMOUNTS]
        scale = 10**currency.decimal_places
        amounts = [round(float(one["residual"]) * scale) for one in own]
        found = find_subsets(amounts, round(float(row["amount"]) * scale))
        return [{"basis": "subset", "parts": [(own[place]["id"], float(own[place]["residual"])) for place in places]} for places in found]

    def _receipt_proposal_vals(self, row, currency, found):
        """Return the values of a proposal.

        :param dict found: ``basis``, ``parts`` (id of the item, amount), perhaps ``reply_id`` and ``note``
        """
        parts = found["parts"]
        return {
            "company_id": row["company_id"],
            "statement_line_id": row["receipt_id"],
            "date": row["date"],
            "receipt_text": row["text"],
            "partner_id": row["partner_id"],
            "currency_id": currency.id,
            "amount": float(row["amount"]),
            "ground": row["ground"],
            "basis": found["basis"],
            "reply_id": found.get("reply_id"),
            "note": found.get("note"),
            "rest": currency.round(float(row["amount"]) - sum(amount for _item, amount in parts)),
            "key": " ".join([str(row["partner_id"]), *(f"{item}={currency.round(amount)}" for item, amount in sorted(parts))]),
            "line_ids": [fields.Command.create({"item_id": item, "amount": amount}) for item, amount in parts],
        }

    # -- what people do ----------------------------------------------------------------------------

    def action_reconcile(self):
        """Reconcile the receipts with what is proposed, through core and with the rights of the caller in accounting.

        :raises UserError: several are ambiguous, or the ledger has changed since they were proposed
        :raises AccessError: the caller may not reconcile
        """
        found = self.exists()  # somebody may have opened the list anew
        found.check_access("read")
        open_ones = found.filtered(lambda one: one.state == "proposed")
        if not open_ones:
            raise UserError(self.env._("These proposals are dealt with already."))
        if len(open_ones) > 1 and (unclear := open_ones.filtered("is_ambiguous")):
            raise UserError(self.env._("Several items fit “%s”: reconcile it by itself.", unclear[0].receipt_text or ""))
        for proposal in open_ones:
            proposal._reconcile_proposal()
        return True

    def _reconcile_proposal(self):
        """Allocate one receipt as proposed, log it, and drop what can no longer be done."""
        self.ensure_one()
        items = self.env["account.move.line"].browse(self.line_ids.item_id.ids)
        items.check_access("read")
        receipt = self.env["account.bank.statement.line"].browse(self.statement_line_id.id)
        receipt.check_access("write")
        self._check_still_open(receipt)
        receipt._dunning_allocate(self.partner_id, [(items.browse(line.item_id.id), line.amount) for line in self.line_ids])
        bases = dict(self._fields["basis"]._description_selection(self.env))
        receipt.move_id._message_log(body=self.env._("Reconciled by a proposal of dunning (%s).", bases[self.basis]))
        overtaken = self.sudo().search(
            [
                ("state", "=", "proposed"), ("id", "!=", self.id),
                "|", ("statement_line_id", "=", receipt.id), ("line_ids.item_id", "in", items.ids),
            ]
        )  # fmt: skip
        overtaken.unlink()
        self._decide_proposal("reconciled")

    def _check_still_open(self, receipt):
        """Make sure that receipt and items are open as they were when the proposal was made.

        :raises UserError: they are not
        """
        amount = -sum(receipt._seek_for_lines()[1].mapped("amount_currency"))
        changed = self.currency_id.compare_amounts(amount, self.amount) != 0 or any(
            not line.item_id
            or line.item_id.parent_state != "posted"
            or self.currency_id.compare_amounts(abs(line.item_id.amount_residual_currency), abs(line.amount)) < 0
            for line in self.line_ids
        )
        if changed:
            raise UserError(self.env._("The ledger has changed since “%s” was proposed: open the list anew.", self.receipt_text or ""))

    def action_decline(self):
        """Say that these proposals are wrong: they are not made again."""
        self.check_access("read")
        check_collector(self.env, self.env._("Only collectors decline proposals."))
        self.filtered(lambda one: one.state == "proposed")._decide_proposal("declined")
        return True

    def _decide_proposal(self, state):
        self.sudo().write({"state": state, "done_by_id": self.env.user.id, "done_on": company_day(self)})

    def action_open_receipt(self):
        """Open the entry of the receipt."""
        self.ensure_one()
        return self.statement_line_id.move_id._get_records_action()


class DunningReceiptProposalLine(models.Model):
    _name = "dunning.receipt.proposal.line"
    _description = "Item of a Proposed Allocation"
    _order = "id"

    proposal_id = fields.Many2one("dunning.receipt.proposal", required=True, index=True, readonly=True, ondelete="cascade")
    item_id = fields.Many2one("account.move.line", string="Journal Item", index=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="proposal_id.currency_id")
    amount = fields.Monetary(readonly=True)
