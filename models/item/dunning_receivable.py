"""Open receivable items as people without accounting rights may read them: their own customers', nothing else."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_trade
from ..shared.windows import entry_or_customer


class DunningReceivable(models.Model):
    _name = "dunning.receivable"
    _description = "Open Receivable"
    _auto = False
    _order = "date_due, id"
    _rec_name = "invoice_name"

    _depends = {
        "account.move.line": [
            "partner_id", "date_maturity", "date", "amount_currency", "amount_residual", "amount_residual_currency",
            "reconciled", "parent_state", "company_id", "currency_id", "move_id", "account_id",
        ],
        "account.move": ["name", "invoice_date", "invoice_user_id"],
        "dunning.profile": ["own_salesperson_id", "partner_id", "company_id"],
        "res.partner": ["user_id"],
        "dunning.action.line": ["status", "step_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    invoice_salesperson_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    invoice_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(currency_field="currency_id", readonly=True)
    residual_currency = fields.Monetary(string="Open", currency_field="currency_id", readonly=True)
    residual = fields.Monetary(string="Open (company currency)", currency_field="company_currency_id", readonly=True)
    days_overdue = fields.Integer(compute="_compute_days_overdue")
    is_overdue = fields.Boolean(compute="_compute_days_overdue", search="_search_is_overdue")
    last_step_id = fields.Many2one("dunning.plan.step", readonly=True)
    hold_kind = fields.Char(compute="_compute_hold_kind", string="Rests Because")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.partner_id, profile.id AS profile_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
                   move.invoice_user_id AS invoice_salesperson_id,
                   line.company_id, root.id AS root_company_id, line.company_currency_id, line.currency_id,
                   %(number)s AS invoice_name, COALESCE(move.invoice_date, move.date) AS invoice_date,
                   %(due)s AS date_due, line.amount_currency AS amount,
                   line.amount_residual_currency AS residual_currency, line.amount_residual AS residual,
                   last.step_id AS last_step_id
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                   AND %(trade)s
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              JOIN res_company AS company ON company.id = line.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = line.partner_id AND profile.company_id = root.id
              LEFT JOIN LATERAL (
                SELECT taken.step_id FROM dunning_action_line AS taken
                 WHERE taken.move_line_id IN (line.id, (SELECT owed.origin_line_id FROM dunning_replacement AS owed
                                                         WHERE owed.line_id = line.id))
                   AND taken.kind = 'advance' AND taken.status = 'counted'
                 ORDER BY taken.step_delay DESC LIMIT 1
              ) AS last ON TRUE
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.move_id NOT IN (%(transfers)s)
            """,
            number=self.env["account.move.line"]._dunning_sql_number(),
            trade=sql_trade(),
            due=sql_due(),
            transfers=self.env["dunning.doubtful"]._sql_entries(),
        )

    @api.depends("date_due")
    def _compute_days_overdue(self):
        today = company_day(self)
        for item in self:
            days = (today - item.date_due).days if item.date_due and item.residual > 0 else 0
            item.days_overdue = max(days, 0)
            item.is_overdue = days > 0

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [("date_due", "<", company_day(self)), ("residual", ">", 0)]
        return overdue if True in value else ["!", "&", *overdue]

    def _compute_hold_kind(self):
        holds = (
            self.env["dunning.hold"]
            .sudo()
            .search([("partner_id", "in", self.partner_id.ids), ("state", "=", "active")])
        )
        chased = holds._find_chased_items()
        kinds = dict(holds._fields["kind"]._description_selection(self.env))
        items = {item.id: item.dunning_entry_id.id for item in self.env["account.move.line"].sudo().browse(self.ids)}
        promised = set(
            self.env["dunning.promise.line"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", self.ids),
                    ("promise_id.state", "=", "open"),
                    ("promise_id.date_limit", ">=", company_day(self)),
                ]
            )
            .move_line_id.ids
        )
        disputes = (
            self.env["dunning.dispute"].sudo().search([("move_id", "in", list(items.values())), ("state", "=", "open")])
        )
        for item in self:
            found = holds.filtered(
                lambda hold, item=item: (
                    hold.partner_id == item.partner_id
                    and hold.company_id == item.root_company_id
                    and hold.move_id.id in (False, items[item.id])
                    and hold.move_line_id.id in (False, item.id)
                    and (hold.kind != "insolvency" or item.id not in chased)
                )
            )
            labels = [kinds[hold.kind] for hold in found]
            if item.id in promised:
                labels.append(self.env._("Promise to pay"))
            if any(
                dispute.move_id.id == items[item.id]
                and dispute.partner_id == item.partner_id
                and dispute.move_line_id.id in (False, item.id)
                for dispute in disputes
            ):
                labels.append(self.env._("Dispute"))
            item.hold_kind = ", ".join(dict.fromkeys(labels))

    def _check_owed_by(self, partner, company=None):
        """Make sure that what a dialogue computes from these items is about its customer.

        :param partner: ``res.partner``
        :param company: root ``res.company``; any when not given
        :raises UserError: an item is another customer's or another main company's
        """
        if self.partner_id.commercial_partner_id - partner.commercial_partner_id:
            raise UserError(self.env._("Choose invoices of this customer only."))
        if company and self.root_company_id.sudo() - company.sudo():
            raise UserError(self.env._("Choose invoices of this main company only."))

    def action_dispute(self):
        """Open the dialogue that opens disputes about these items."""
        return self.env["dunning.dispute.wizard"]._open_dispute_wizard(self.partner_id, items=self)

    def action_promise(self):
        """Open the dialogue that takes down a promise about these items of one customer."""
        return self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.root_company_id, items=self)

    def action_open_item(self):
        """Open the invoice or entry of this item; for people without accounting, the customer's page."""
        self.ensure_one()
        move = self.env["account.move.line"].sudo().browse(self.id).dunning_entry_id.sudo(False)
        return entry_or_customer(move, self.profile_id)
