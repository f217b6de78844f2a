"""Steps that a partner firm does: handed over as a batch with a list of what is to do, closed by the firm's report.

The firm calls or posts; the actions stay ours, with their amounts and their evidence. Nothing of a batch leaves by itself.
"""

import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..shared import evidence
from ..shared.channels import PHONE, POSTAL_CHANNELS
from ..shared.company_day import company_day
from .dunning_action_call import OUTCOMES

# What a firm can do for us.
FIRM_CHANNELS = (PHONE, *POSTAL_CHANNELS)
LIST_COLUMNS = (
    "task", "what", "customer", "reference", "contact", "phone", "street", "zip", "city", "country", "amount", "invoices",
    "oldest_days", "deadline",
)  # fmt: skip
REPORT_COLUMNS = ("task", "done_on", "outcome", "note", "number")
# A report of more bytes is no list of what was done.
MOST_BYTES = 5 * 10**6


class DunningFirmBatch(models.Model):
    _name = "dunning.firm.batch"
    _description = "Batch for a Partner Firm"
    _inherit = ["dunning.guarded", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "firm_id"
    _given_once = frozenset({"company_id", "firm_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    firm_id = fields.Many2one("res.partner", string="Partner Firm", required=True, ondelete="restrict")
    date = fields.Date(string="Handed Over On", required=True, default=company_day)
    action_ids = fields.One2many("dunning.action", "firm_batch_id", string="What the Firm Does", readonly=True)
    action_count = fields.Integer(compute="_compute_action_counts")
    open_count = fields.Integer(string="Still to Do", compute="_compute_action_counts")
    report_file = fields.Binary(string="Report of the Firm", attachment=True, copy=False, help="A CSV file as it is described below.")
    report_name = fields.Char(copy=False)
    problems = fields.Text(readonly=True, copy=False, help="Lines of the report that could not be taken.")

    @api.depends("action_ids.state")
    def _compute_action_counts(self):
        for batch in self:
            batch.action_count = len(batch.action_ids)
            batch.open_count = len(batch.action_ids._keep_open_ones())

    @api.model
    def _hand_over_actions(self, actions, today):
        """Put open actions of steps that a firm does into new batches, one for each company and firm.

        :param actions: ``dunning.action``
        :param date today: day of the hand-over
        :return: ``dunning.firm.batch``
        :raises UserError: none of them is a firm's to do and not handed over yet
        """
        ready = actions._keep_open_ones().filtered(lambda action: action.firm_id and not action.firm_batch_id)
        ready._refresh_from_ledger(today)
        ready = ready._keep_open_ones()
        if not ready:
            raise UserError(self.env._("None of these actions is a partner firm's to do, or all are handed over already."))
        batches = self.browse()
        for (company, firm), own in ready.grouped(lambda action: (action.company_id, action.firm_id)).items():
            batch = self.create({"company_id": company.id, "firm_id": firm.id, "date": today})
            evidence.as_writer(own.sudo()).write({"firm_batch_id": batch.id})
            batches |= batch
        return batches

    # -- the list ----------------------------------------------------------------------------------

    def action_export(self):
        """Download the list of what the firm is to do, as CSV for spreadsheets."""
        self.ensure_one()
        self.check_access("read")
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.firm_id.name} {self.date}.csv",
                "raw": self._list_text().encode("utf-8-sig"),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "new"}

    def _list_text(self):
        """Return the list of what is still to do as CSV text, one line an action."""
        self.ensure_one()
        target = io.StringIO()
        writer = csv.writer(target, delimiter=";")
        writer.writerow(LIST_COLUMNS)
        for action in self.action_ids._keep_open_ones().sorted("id"):
            writer.writerow([self._as_text(value) for value in self._list_row(action)])
        return target.getvalue()

    @api.model
    def _list_row(self, action):
        person = action.contact_id or action.partner_id
        channels = dict(action._fields["channel"]._description_selection(self.env))
        return (
            action.id, channels[action.channel], action.partner_id.name, action.reference, person.name,
            action.phone_numbers if action.channel == PHONE else "", person.street or "", person.zip or "", person.city or "",
            person.country_id.name or "", action.amount_text, action.invoice_names, action.oldest_days,
            format_date(self.env, action.date_deadline) if action.date_deadline else "",
        )  # fmt: skip

    @api.model
    def _as_text(self, value):
        """Return a value that no spreadsheet takes for a formula."""
        text = str(value if value not in (None, False) else "")
        return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

    # -- its report --------------------------------------------------------------------------------

    def action_take_report(self):
        """Take down what the firm reports it has done; lines that cannot be taken are listed, the others count.

        :raises UserError: no file, or none that can be read
        """
        self.ensure_one()
        self.check_access("write")
        if not self.report_file:
            raise UserError(self.env._("Choose the report of the firm first."))
        rows = self._read_report(base64.b64decode(self.report_file))
        problems = self._take_rows(rows, company_day(self))
        evidence.as_writer(self).write({"problems": "\n".join(problems) or False})
        return True

    def _read_report(self, content):
        """Return the lines of a report as dicts.

        :param bytes content: a CSV file with the columns ``REPORT_COLUMNS``, separated by ; or ,
        :raises UserError: it is no such file
        """
        refusal = self.env._("The report cannot be read: it needs these columns: %s.", ", ".join(REPORT_COLUMNS))
        if len(content) > MOST_BYTES:
            raise UserError(refusal)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        head = text.splitlines()[0] if text.strip() else ""
        reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
        if not {"task", "done_on"} <= set(reader.fieldnames or ()):
            raise UserError(refusal)
        return list(reader)

    def _take_rows(self, rows, today):
        """Record what the firm did, line by line; return a sentence for each line that could not be taken.

        :param list rows: of dict, keys ``REPORT_COLUMNS``
        :param date today: no line may tell of a later day
        """
        problems = []
        for number, row in enumerate(rows, start=2):
            try:
                with self.env.cr.savepoint():
                    self._take_row(row, today)
            except UserError as error:
                problems.append(self.env._("Line %(number)s: %(reason)s", number=number, reason=error.args[0]))
        return problems

    def _take_row(self, row, today):
        """Record one line of the report.

        :raises UserError: it names no open task of this batch, no day up to today, or no outcome of a call
        """
        task = (row.get("task") or "").strip()
        action = self.action_ids.filtered(lambda one: str(one.id) == task)
        if not action or action.state not in ("todo", "ready", "failed"):
            raise UserError(self.env._("“%s” is no open task of this batch.", task))
        try:
            day = fields.Date.to_date((row.get("done_on") or "").strip())
        except ValueError:
            day = None
        if not day or not self.date <= day <= today:
            raise UserError(self.env._("The day must be written like 2026-12-31 and lie between the hand-over and today."))
        note = (row.get("note") or "").strip()
        if action.channel in POSTAL_CHANNELS:
            action.sudo()._mark_posted(day, (row.get("number") or "").strip() or None)
        elif (row.get("outcome") or "").strip() in dict(OUTCOMES):
            action.sudo()._report_call(day, row["outcome"].strip(), note)
        else:
            raise UserError(self.env._("The outcome must be one of: %s.", ", ".join(code for code, _label in OUTCOMES)))


class DunningAction(models.Model):
    _inherit = "dunning.action"

    firm_id = fields.Many2one("res.partner", string="Partner Firm", readonly=True, copy=False, help="Which firm does it for us.")
    firm_batch_id = fields.Many2one("dunning.firm.batch", readonly=True, copy=False, index="btree_not_null", ondelete="set null")

    def action_hand_to_firm(self):
        """Hand these actions over to the partner firms that do them, as batches with a list."""
        self._check_collector()
        self.company_id._check_dunning_leaves()
        batches = self.env["dunning.firm.batch"]._hand_over_actions(self, company_day(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Batches for Partner Firms"),
            "res_model": batches._name,
            "view_mode": "list,form",
            "domain": [("id", "in", batches.ids)],
        }
