"""What a payment plan changes in the ledger: the due date where it is paid at once, else instalments in place of its items.

Due dates: the last day of the plan is written on its items, the former one is kept and can be written back.

Several instalments: an entry takes an item off its day and makes one receivable item an instalment of it.

An entry an invoice, on the item's own account and partner, in its currency and at its rate; no other account is touched. Its
items bear the invoice's number as label, and what the customer knows the invoice by. What was moved says ``dunning.replacement``.
"""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..shared import evidence
from ..shared.bounds import add_days
from ..shared.receivable import get_due_day, get_legal_due_day
from ..shared.reconciliation import reconcile_each
from .dunning_payment_plan_authority import MANAGER_GROUP
from .schedule import spread_amounts

# What an item may be tied to by itself, while it stands: the tie would not follow to the instalments.
TIES = (
    ("dunning.dispute", [("state", "=", "open")]),
    ("dunning.hold", [("state", "=", "active")]),
    ("dunning.case.item", [("case_id.closed_on", "=", False)]),
    ("dunning.set.off.item", [("set_off_id.state", "in", ("offered", "accepted"))]),
    ("dunning.debit.item", [("debit_id.state", "in", ("announced", "due", "pending"))]),
)


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    replacement_ids = fields.One2many("dunning.replacement", "plan_id", string="Moved in the Ledger", readonly=True)

    def _is_split(self):
        """Tell whether the items become several instalments in the ledger."""
        return self.effect == "ledger" and len(self.line_ids) > 1

    # -- due dates ---------------------------------------------------------------------------------

    def _move_due_dates(self):
        """Write the day of the plan as due date on its items, where that was agreed; the former one is kept beside it."""
        if self.effect != "ledger" or self._is_split():
            return
        day = self.line_ids[-1:].date
        for own in self.item_ids.filtered("move_line_id"):
            own.date_original = get_legal_due_day(own.move_line_id)
            own.move_line_id.date_maturity = day
        self.item_ids.move_line_id.invalidate_recordset(["dunning_date_original"])
        for move in self.item_ids.move_id:
            move._message_log(body=self.env._("Due on %s now, by a payment plan.", format_date(self.env, day)))

    def action_restore_dates(self):
        """Write the due dates that the items had before the plan back: of a plan that is over, or was a mistake.

        :raises AccessError: the caller is no credit manager
        :raises UserError: the plan changed none, or runs
        """
        self._check_plan_right()
        if not self.env.su and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only credit managers write due dates back."))
        for plan in self.sudo():
            if plan._is_split() and plan.state != "running" and plan.replacement_ids:
                plan._put_back_items(plan._plan_day())
                continue
            items = plan.item_ids.filtered(lambda own: own.move_line_id and own.date_original)
            if plan.effect != "ledger" or not (items or plan.replacement_ids):
                raise UserError(self.env._("“%s” has changed no due dates that could be written back.", plan.display_name))
            if plan.state == "running":
                raise UserError(self.env._("“%s” still runs: end it first.", plan.display_name))
            for own in items:
                own.move_line_id.date_maturity = own.date_original
            moved = self.env["dunning.payment.plan.item"].sudo()
            moved.search([("move_line_id", "in", items.move_line_id.ids)]).date_original = False
            items.move_line_id.invalidate_recordset(["dunning_date_original"])
            for move in plan.item_ids.move_id:
                move._message_log(body=self.env._("Due as before the payment plan again."))
        return True

    # -- may it be ---------------------------------------------------------------------------------

    def _check_replaceable(self, items, today):
        """Refuse items that instalments in the ledger cannot replace.

        :param items: ``account.move.line``
        :param date today: the day of the offer, or of the acceptance
        :raises UserError: in one sentence, with the invoice
        """
        items = items.sudo()
        doubtful = self.env["dunning.doubtful"].sudo()._read_doubtful(items)
        replaced = self.env["dunning.replacement"].sudo().search([("line_id", "in", items.ids)]).line_id
        for item in items:
            problem = self._why_not_replaced(item, today, item in replaced, item.id in doubtful)
            if problem:
                raise UserError(problem % item._dunning_number())

    def _why_not_replaced(self, item, today, is_replaced, is_doubtful):
        """Return why instalments cannot replace an item, a sentence in which its number is missing; ``None`` when they can."""
        if is_replaced:
            return self.env._("%s is an instalment of another plan: put that one's invoices back first.")
        if is_doubtful:
            return self.env._("%s was moved to doubtful debts: choose that only dunning rests.")
        if item.discount_date and item.discount_date >= today and item.discount_amount_currency != item.amount_currency:
            return self.env._("The discount for early payment of %s still runs: choose that only dunning rests.")
        if self._is_taxed_on_payment(item):
            return self.env._("Instalments of %s in the ledger would make its taxes on payments due: choose that only dunning rests.")
        if self._is_tied(item):
            return self.env._(
                "%s is in dispute, on hold, handed over, set off or debited by itself: choose that only dunning rests."
            )
        return None

    def _is_taxed_on_payment(self, item):
        """Tell whether reconciling an item has core book taxes of its invoice as due (taxes on payments, *cash basis*)."""
        if not item.company_id.tax_exigibility:
            return False
        lines = item.move_id.line_ids
        taxes = lines.tax_ids.flatten_taxes_hierarchy() | lines.tax_line_id
        return "on_payment" in taxes.mapped("tax_exigibility")

    def _is_tied(self, item):
        """Tell whether something that stands is about one item of an invoice, and would not follow to its instalments."""
        return any(
            self.env[model].sudo().search_count([("move_line_id", "=", item.id), *standing], limit=1) for model, standing in TIES
        )

    # -- the entry ---------------------------------------------------------------------------------

    def _move_to_instalments(self, today):
        """Post the entries that replace the items of plans by instalments, and reconcile what they take off.

        :param date today: the day of the acceptance
        :raises UserError: an item cannot be replaced, or less is open of it than the plan pays
        """
        for plan in self.filtered(lambda one: one._is_split()):
            plan._check_replaceable(plan.item_ids.move_line_id, today)
            plan._check_plan_still_open()
            parts = spread_amounts(plan.item_ids.mapped("amount"), plan.line_ids.mapped("amount"), plan.currency_id.round)
            shares = dict(zip(plan.item_ids, parts, strict=True))
            for move, own in plan.item_ids.grouped(lambda one: one.move_line_id.sudo().move_id).items():
                plan._post_replacement(move, {one: shares[one] for one in own}, today)
        self.env.flush_all()

    def _check_plan_still_open(self):
        """Refuse to replace more than is open of an item.

        :raises UserError: something was paid since the offer
        """
        for own in self.item_ids:
            item = own.move_line_id.sudo()
            if self.currency_id.compare_amounts(item.amount_residual_currency, own.amount) < 0:
                text = self.env._("Something of these invoices was paid or promised meanwhile: please ask us for a new offer.")
                raise UserError(text)

    def _post_replacement(self, move, shares, today):
        """Post one entry for the items of an invoice.

        :param move: ``account.move``, the invoice or entry of the items
        :param dict shares: by ``dunning.payment.plan.item`` what each instalment pays of it, in the plan's currency
        :param date today: the day of the acceptance
        """
        rows = [row for own, amounts in shares.items() for row in self._replace_item(own, amounts)]
        number = ", ".join({fact["invoice_name"]: 0 for _vals, fact in rows})
        ref = self.env._("Payment plan of %(day)s: %(number)s", day=self.date, number=number)
        entry = self._post_moved(move, [vals for vals, _fact in rows], ref, today)
        self._note_moved(entry, [fact for _vals, fact in rows])
        moved = zip(shares, self._find_moved(entry, "moved"), strict=True)
        reconcile_each(evidence.as_writer(own.move_line_id.sudo() + line) for own, line in moved)
        link = move._message_log if move.is_invoice(include_receipts=True) else self._message_log
        text = self.env._("Owed in %(count)s instalments now, by %(entry)s of a payment plan.")
        link(body=text % {"count": len(self.line_ids), "entry": entry.name})

    def _replace_item(self, own, amounts):
        """Return the journal items that take an item off its day and ask for it by instalments, the last of which bears the cents.

        :param own: ``dunning.payment.plan.item``
        :param list amounts: what each instalment pays of it
        :return: list of (values of the journal item, values of the ``dunning.replacement``)
        """
        item, currency = own.move_line_id.sudo(), own.company_currency_id
        shared = {
            "plan_id": self.id, "origin_line_id": item.id, "move_id": item.move_id.id, "invoice_name": item._dunning_number(),
            "date_original": get_legal_due_day(item),
        }  # fmt: skip
        total = left = self._convert_at_item_rate(item, own.amount)
        moved = {**shared, "side": "moved", "amount": -own.amount, "date_due": get_due_day(item)}
        rows = [(self._build_moved_item(item, -own.amount, -total, get_due_day(item)), moved)]
        paid = [(line, part) for line, part in zip(self.line_ids, amounts, strict=True) if not self.currency_id.is_zero(part)]
        for line, part in paid:
            value = left if line == paid[-1][0] else currency.round(total * part / own.amount)
            left = currency.round(left - value)
            owed = {**shared, "side": "instalment", "amount": part, "date_due": line.date, "plan_line_id": line.id}
            rows.append((self._build_moved_item(item, part, value, line.date), owed))
        return rows

    def _convert_at_item_rate(self, item, amount):
        """Return what an amount of an item is in company currency, at the item's own rate; of all that is open, all of it."""
        if self.currency_id.compare_amounts(amount, item.amount_residual_currency) == 0:
            return item.amount_residual
        return item.company_id.currency_id.round(amount * item.balance / item.amount_currency)

    def _build_moved_item(self, item, amount, balance, due):
        """Return the values of one journal item: like the replaced one but for amount and day, and asked for like it."""
        return {
            "name": item._dunning_number(), "account_id": item.account_id.id, "partner_id": item.partner_id.id,
            "currency_id": self.currency_id.id, "amount_currency": amount, "balance": balance, "date_maturity": due,
            "no_followup": item.no_followup if item.journal_id.type != "general" else False,
        }  # fmt: skip

    def _post_moved(self, move, vals_list, ref, today):
        """Post an entry between items of one account; on the first open day where today's period is closed.

        :param move: ``account.move`` whose items are moved
        :param list vals_list: of its journal items
        :return: ``account.move``
        """
        company = move.company_id
        journal = self._find_plan_journal(company)
        locks = company._get_violated_lock_dates(today, False, journal)
        entry = self.env["account.move"].sudo().with_company(company).create(
            {
                "move_type": "entry", "company_id": company.id, "journal_id": journal.id, "ref": ref,
                "date": add_days(locks[-1][0], 1) if locks else today,
                # what the customer knows the invoice by, and who answers for it
                "invoice_date": move.invoice_date, "payment_reference": move.payment_reference,
                "partner_id": move.partner_id.id, "invoice_user_id": move.invoice_user_id.id,
                "line_ids": [fields.Command.create(vals) for vals in vals_list],
            }
        )  # fmt: skip
        entry.action_post()
        return entry

    def _find_plan_journal(self, company):
        """Return the journal of the entries of a branch.

        :raises UserError: there is no general journal
        """
        Journal = self.env["account.journal"].sudo()
        first = Journal.search([*Journal._check_company_domain(company), ("type", "=", "general")], limit=1)
        journal = self.company_id.sudo().dunning_plan_journal_id or first
        if not journal:
            raise UserError(self.env._("A general journal is needed for instalments in the ledger."))
        return journal

    def _note_moved(self, entry, facts):
        """Note as evidence what each journal item of an entry is, in their order."""
        lines = entry.line_ids.sorted("id")
        rows = [{**fact, "line_id": line.id, "date": entry.date} for fact, line in zip(facts, lines, strict=True)]
        evidence.as_writer(self.env["dunning.replacement"].sudo()).create(rows)
        lines.invalidate_recordset(["dunning_date_original"])

    def _find_moved(self, entry, side):
        """Return the journal items of an entry that are on a side of the replacement, in their order."""
        return self.replacement_ids.filtered(lambda one: one.side == side and one.line_id.move_id == entry).line_id.sorted("id")

    def _find_owed(self):
        """Return what is open of the instalments in the ledger: ``dunning.replacement``."""
        return self.sudo().replacement_ids.filtered(lambda one: one.side == "instalment")._filter_open()

    def _find_paid_items(self):
        """Return the items by which a plan is paid: the instalments in the ledger, else the items themselves."""
        owed = self.sudo().replacement_ids.filtered(lambda one: one.side == "instalment").line_id
        return owed or self.sudo().item_ids.move_line_id

    def _find_items_of_instalment(self, line):
        """Return the items on which an instalment rests.

        :param line: ``dunning.payment.plan.line``
        """
        owed = self.sudo().replacement_ids.filtered(lambda one: one.side == "instalment" and one.plan_line_id == line)
        return owed.line_id or self.item_ids.move_line_id

    def _call_rest_due(self, today):
        """Have the open instalments in the ledger be due at once, where that was agreed and the plan is broken."""
        for plan in self.filtered(lambda one: one.rest_due and one._is_split()):
            owed = plan._find_paid_items().filtered(lambda item: not item.reconciled and item.date_maturity > today)
            owed.date_maturity = today

    # -- undo --------------------------------------------------------------------------------------

    def _put_back_items(self, today):
        """Reverse what is open of the instalments: the invoices are owed again on their day; what was paid stays paid.

        :param date today: the day of the entry
        :raises UserError: nothing of them is open
        """
        self.ensure_one()
        rows = self._find_owed()
        if not rows:
            raise UserError(self.env._("Nothing of the instalments of “%s” is open: there is nothing to put back.", self.display_name))
        for entry, owed in rows.grouped(lambda one: one.line_id.move_id).items():
            self._put_back_entry(entry, owed, today)

    def _put_back_entry(self, entry, owed, today):
        """Reverse what is open of one entry, and have the invoice's items be open by as much.

        :param entry: ``account.move`` that replaced them
        :param owed: ``dunning.replacement`` of its open instalments
        """
        origins = owed.origin_line_id
        moved = self.sudo().replacement_ids.filtered(
            lambda one: one.side == "moved" and one.line_id.move_id == entry and one.origin_line_id in origins
        )
        rows = [(one, -one.line_id.amount_residual_currency, -one.line_id.amount_residual) for one in owed]
        for one in moved:
            own = owed.filtered(lambda row, one=one: row.origin_line_id == one.origin_line_id).line_id
            amount = self.currency_id.round(sum(own.mapped("amount_residual_currency")))
            rows.append((one, amount, sum(own.mapped("amount_residual"))))
        vals_list = [self._build_moved_item(one.line_id, amount, value, get_due_day(one.line_id)) for one, amount, value in rows]
        ref = self.env._("Payment plan of %(day)s put back: %(number)s", day=self.date, number=entry.name)
        back = self._post_moved(owed.move_id[:1] or entry, vals_list, ref, today)
        self._note_moved(back, [self._build_undone_row(one, amount) for one, amount, _value in rows])
        evidence.as_writer(moved.line_id).remove_move_reconcile()
        undone = zip(rows, back.line_ids.sorted("id"), strict=True)
        reconcile_each(evidence.as_writer(one.line_id + line) for (one, _amount, _value), line in undone)
        reconcile_each(evidence.as_writer(one.line_id + one.origin_line_id) for one in moved if not one.line_id.reconciled)

    def _build_undone_row(self, row, amount):
        """Return the values of the row of what is put back of another one."""
        return {
            "plan_id": self.id, "side": "undone", "origin_line_id": row.origin_line_id.id, "move_id": row.move_id.id,
            "invoice_name": row.invoice_name, "amount": amount, "date_due": row.date_due, "date_original": row.date_original,
        }  # fmt: skip
