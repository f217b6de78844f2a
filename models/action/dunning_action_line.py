"""One receivable item in one action, with a snapshot that outlives the journal item."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.channels import EXCLUSIVE_CHANNELS, REGISTERED_LETTER
from ..shared.insert import insert_records, may_insert
from .dunning_action import OPEN_STATES

# What messages do not even mention: what is not chased, and what proceedings or time have put out of reach.
UNLISTED = ("excluded", "insolvency", "time_barred")


class DunningActionLine(models.Model):
    _name = "dunning.action.line"
    _description = "Item in a Dunning Action"
    _inherit = ["dunning.guarded"]
    _order = "action_id, kind, date_due, id"
    _rec_name = "invoice_name"
    _written_by_addon = frozenset({"status", "date_done"})
    _given_once = frozenset({"action_id", "company_id", "move_id", "move_line_id", "step_id", "kind"})

    action_id = fields.Many2one("dunning.action", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", index=True, help="The branch to which the item belongs.")
    partner_id = fields.Many2one(related="action_id.partner_id")
    kind = fields.Selection(
        [("advance", "Takes a step"), ("listed", "For information"), ("credit", "Credit")], required=True
    )
    status = fields.Selection(
        [("open", "Pending"), ("counted", "Counted"), ("void", "Void"), ("info", "Information")],
        default="open", required=True,
        help="Pending: in an action not done yet. Counted: remembered as a step taken. Void: paid, suspended or cancelled.",
    )  # fmt: skip
    asked = fields.Boolean(help="Its amount is part of what the message asks for.")
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null"
    )
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    instalment = fields.Integer(default=1)
    invoice_name = fields.Char(string="Number")
    number = fields.Char(
        string="Number Now", compute="_compute_number",
        help="The number that the invoice has now; once the contact left, the one that it bore."
    )
    order_reference = fields.Char(string="Customer's Reference", help="The order reference that the customer gave for the invoice.")
    invoice_date = fields.Date()
    date_due = fields.Date(string="Due")
    currency_id = fields.Many2one("res.currency")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    invoiced_currency = fields.Monetary(
        string="Invoiced", currency_field="currency_id", help="What this instalment was originally invoiced for."
    )
    residual = fields.Monetary(currency_field="company_currency_id", help="Open amount, company currency.")
    residual_currency = fields.Monetary(string="Open", currency_field="currency_id")
    covered_currency = fields.Monetary(string="Covered by Credits", currency_field="currency_id")
    net = fields.Monetary(currency_field="company_currency_id", help="Open less credits, company currency.")
    net_currency = fields.Monetary(string="To Pay", currency_field="currency_id")
    days_overdue = fields.Integer()
    step_id = fields.Many2one("dunning.plan.step", ondelete="restrict", index="btree_not_null")
    step_delay = fields.Integer(help="Delay of the step when it was taken.")
    remark = fields.Char(help="Why it is listed only: not due, disputed, promised…")
    remark_text = fields.Char(string="Why Only Listed", compute="_compute_remark_text")
    date_done = fields.Date(index="btree_not_null")

    # Rule 9: whatever happens, an item takes a step once.
    _item_step_uniq = models.UniqueIndex(
        "(move_line_id, step_id) WHERE kind = 'advance' AND status IN ('open', 'counted')",
        "This item already has this step.",
    )
    _pending_index = models.Index("(move_line_id) WHERE kind = 'advance' AND status = 'open'")

    @api.depends("remark")
    @api.depends_context("lang")
    def _compute_remark_text(self):
        labels = self.env["dunning.decision"]._reason_labels()
        for line in self:
            line.remark_text = labels.get(line.remark, line.remark)

    @api.depends("invoice_name", "status", "action_id.state", "move_line_id", "move_id.name")
    def _compute_number(self):
        waiting = self.filtered(lambda line: line.action_id.state in OPEN_STATES and line.move_line_id)
        facts = waiting.move_line_id.sudo()._dunning_snapshot()
        for line in self:
            now = facts.get(line.move_line_id.id) if line in waiting else None
            line.number = now["invoice_name"] if now else line.invoice_name

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # looked at when they are there: a client may give the action, or that it counts, by a default
        if not evidence.may_write(self.env) and lines.filtered(
            lambda line: line.action_id.state == "done" or line.status == "counted"
        ):
            raise UserError(self.env._("What was sent is evidence: nothing can be added to it."))
        return lines

    @api.model
    def _insert_lines(self, vals_list):
        """Create lines of actions that are open, as ``create`` does, with one COPY for thousands of them.

        A run creates ten lines an action; ``create`` spends most of its time on rounding, record by record, amounts
        that come rounded from the ledger. Defaults, access, stored computed fields and constraints are the ORM's.

        :param list vals_list: stored values, amounts as the database gave them
        :return: ``dunning.action.line``
        """
        if may_insert(self):
            return insert_records(self, vals_list)
        self.check_access("create")
        return self.sudo().create(vals_list).sudo(self.env.su)

    def write(self, vals):
        self._check_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_evidence(self):
        if not evidence.may_delete(self.env):
            self._check_evidence()

    def _check_evidence(self):
        """Refuse to touch what was sent or skipped (design rules 4 and 11).

        :raises UserError: one of these lines belongs to an action that is done, or counts as a step taken
        """
        if not evidence.may_write(self.env) and self.filtered(
            lambda line: line.action_id.state == "done" or line.status == "counted"
        ):
            raise UserError(self.env._("What was sent is evidence: it cannot be changed or deleted."))

    def _invoiced_currency(self):
        """Return the original amount of this instalment, in its currency."""
        self.ensure_one()
        return self.invoiced_currency

    def _days_early(self):
        """Return how many days before its own day the step may go with another one (rule 6)."""
        self.ensure_one()
        plan = self.step_id.plan_id
        return plan.letter_window if self.step_id.channel == REGISTERED_LETTER else plan.grouping_window

    def _update_from(self, row):
        """Take the amounts of a decision row, and the due date, which posting anew may have moved."""
        self.ensure_one()
        self._write_changes(self._amounts_of_row(row))

    def _write_changes(self, vals):
        """Write values where they differ from what would be kept of them.

        :param dict vals: plain values by field, as the database gives them
        """
        if any(self[name] != self._kept_value(name, value) for name, value in vals.items()):
            self.sudo().write(vals)

    def _kept_value(self, name, value):
        """Return a plain value as the record would give it after a write: ``False`` for nothing, an amount rounded."""
        field = self._fields[name]
        if field.type == "monetary":  # as the field does, without a context of its own for each amount
            amount, currency = float(value or 0.0), self[field.get_currency_field(self)]
            return currency.round(amount) if amount and currency else amount
        return field.convert_to_record(field.convert_to_cache(value, self), self)

    def _update_facts(self):
        """Take the number, date and instalment that the invoices of pending lines have now: some were renumbered, or reposted.

        :return: the lines that have another number
        """
        facts = self.move_line_id.sudo()._dunning_snapshot()
        known = self.filtered(lambda line: line.move_line_id.id in facts)
        renamed = known.filtered(lambda line: line.invoice_name != facts[line.move_line_id.id]["invoice_name"])
        for line in known:
            line._write_changes(facts[line.move_line_id.id])
        return renamed

    @api.model
    def _amounts_of_row(self, row):
        return {
            "residual": row["residual"],
            "residual_currency": row["residual_currency"],
            "covered_currency": row["covered_currency"],
            "net": row["net"],
            "net_currency": row["net_currency"],
            "date_due": row["date_due"],
            "days_overdue": row["days_overdue"],
        }

    @api.model
    def _line_vals_of_row(self, row, **vals):
        """Return the values of a line about the item of a decision row."""
        return {
            "move_line_id": row["item_id"],
            "move_id": row["move_id"],
            "subsidiary_id": row["partner_id"] if row["partner_id"] != row["account_id"] else False,
            "company_id": row["company_id"],
            "currency_id": row["currency_id"],
            **self._amounts_of_row(row),
            **vals,
        }

    @api.model
    def _advance_vals(self, row, delays, lead=None):
        """Return the values of a line that takes its step.

        :param dict row: decision row
        :param dict delays: delay in days by step id
        :param lead: ``dunning.plan.step`` that acts, which mentions what it takes along before the due date (rule 6)
        """
        step_id = row["step_id"]
        delay = delays[step_id]
        asked = not (lead and lead.delay >= 0 and delay < 0 and lead.plan_id.grouping_window)
        return self._line_vals_of_row(
            row, kind="advance", status="open", asked=asked, step_id=step_id, step_delay=delay, **self._payment_run_line_vals(row, delay)
        )

    @api.model
    def _information_vals(self, rows, channel, preventive=False, run_day=False):
        """Return the values of the lines that a message lists without advancing them.

        Overdue items are asked for as well, but not in a reminder before the due date; those not due or
        suspended are only mentioned; excluded ones are not. Registered letters and server actions are about
        their own items alone (rule 6).

        :param list rows: decision rows of the customer's other items
        :param str channel: channel of the action
        :param bool preventive: the action comes before the due date
        :param date run_day: it announces a payment run of that day, which should hold all that is due by then
        """
        if channel in EXCLUSIVE_CHANNELS:
            return []
        lines = []
        for row in rows:
            if row["reason"] in UNLISTED or (row["reason"] == "credit" and not row["net_currency"]):
                continue  # not chased, or a credit that debits not chased used up
            if row["reason"] == "credit":
                lines.append(self._line_vals_of_row(row, kind="credit", status="info", asked=False))
                continue
            if run_day and row["date_due"] > run_day:
                continue
            rests = self._is_suspended(row)
            # the next payment run is to hold it: nobody asks for it before
            waits = row["reason"] == "payment_run" and not run_day
            asked = bool(run_day) or (row["is_overdue"] and not preventive and not waits)
            lines.append(
                self._line_vals_of_row(
                    row,
                    kind="listed",
                    status="info",
                    asked=asked and not rests and row["net_currency"] > 0,
                    remark=row["reason"] if rests or waits or row["reason"] == "covered" else False,
                )
            )
        return lines

    @api.model
    def _is_suspended(self, row):
        return row["reason"] in self.env["dunning.decision"]._suspended_codes()

    @api.model
    def _complete_vals(self, vals_list):
        """Add what a snapshot needs beyond the decision: number, date and instalment of each invoice.

        :param list vals_list: values of lines, as ``_line_vals_of_row`` returns them
        """
        items = self.env["account.move.line"].sudo().browse(vals["move_line_id"] for vals in vals_list)
        facts = items._dunning_snapshot()
        return [{**vals, **facts[vals["move_line_id"]]} for vals in vals_list]
