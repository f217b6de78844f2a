"""How long an invoice is on its way, by the way it is sent: no reminder asks for what cannot have arrived yet."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..shared.bounds import MOST_DAYS, near_day

# How core sends an invoice of a customer for whom nothing was chosen (account.move.send).
USUAL_WAY = "email"


class DunningInvoiceTransit(models.Model):
    _name = "dunning.invoice.transit"
    _description = "Transit Days of Invoices"
    _inherit = ["dunning.guarded", "dunning.cached.rules"]
    _order = "company_id, days, id"
    _rec_name = "method"
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    method = fields.Selection(
        selection="_selection_method", string="Sent By", required=True, help="The customer's way to get invoices (Invoicing)."
    )
    days = fields.Integer(
        string="Transit Days", required=True,
        help="Days after the invoice date on which the invoice can have arrived; before that day no reminder asks for it.",
    )  # fmt: skip

    _days_range = models.Constraint("CHECK(days BETWEEN 0 AND 60)", "An invoice is on its way for 0 to 60 days.")
    _one_per_method = models.UniqueIndex("(company_id, method)", "There are transit days for this way of sending already.")

    @api.model
    def _selection_method(self):
        return self.env["res.partner"]._fields["invoice_sending_method"]._description_selection(self.env)

    @api.model
    @tools.ormcache("company_id")
    def _transit_rules(self, company_id):
        """Return the transit days of a root company, those of no day left out.

        :param int company_id: root company
        :return: tuple of (way of sending, days)
        """
        rules = self.sudo().search([("company_id", "=", company_id), ("days", ">", 0)])
        return tuple((rule.method, min(rule.days, MOST_DAYS)) for rule in rules)

    @api.model
    def _sql_arrivals(self, company):
        """Return the invoices that take time to arrive, by the rows of ``item``; ``None`` where no transit days are set.

        An invoice counts from its date: when it really left is known for none.

        :param company: root ``res.company``
        :return: SQL with columns ``item_id, days, until`` (the last day on which it may still be on its way)
        """
        rules = self._transit_rules(company.id)
        if not rules:
            return None
        return SQL(
            """
            SELECT sent.item_id, way.days, sent.day + way.days - 1 AS until
              FROM (
                SELECT item.id AS item_id, %(day)s AS day, %(method)s AS method
                  FROM item
                  JOIN account_move AS move ON move.id = item.move_id AND move.invoice_date IS NOT NULL
                  JOIN res_partner AS buyer ON buyer.id = item.partner_id
                 WHERE item.residual_currency > 0 AND item.move_type IN ('out_invoice', 'out_receipt')
              ) AS sent
              JOIN (VALUES %(rules)s) AS way(method, days) ON way.method = sent.method
            """,
            day=near_day(SQL("move.invoice_date")),
            method=self._sql_sending_method(company),
            rules=SQL(", ").join(SQL("(%s, %s)", method, days) for method, days in rules),
        )

    @api.model
    def _sql_sending_method(self, company):
        """Return how a ``buyer`` gets the invoices of an item's company, as core reads it."""
        branches = self.env["res.company"].sudo().with_context(active_test=False).search([("id", "child_of", company.id)])
        methods = [
            SQL(
                "WHEN %s THEN %s",
                branch.id,
                self.env["res.partner"].sudo().with_company(branch)._field_to_sql("buyer", "invoice_sending_method"),
            )
            for branch in branches
        ]
        return SQL("COALESCE(CASE item.company_id %s END, %s)", SQL(" ").join(methods), USUAL_WAY)

    @api.model
    def _sql_not_arrived(self, question):
        """Return invoices that may still be on their way when they are due: ``item_id, code, until, hold_id``.

        One that can have arrived before its due date needs no rest: only its steps before that day are passed over
        (``_sql_step_before``).
        """
        return SQL(
            """
            SELECT arrival.item_id, 'arriving', arrival.until, NULL::int
              FROM (%(arrivals)s) AS arrival
              JOIN item ON item.id = arrival.item_id AND item.due <= arrival.until
             WHERE arrival.until >= %(today)s
            """,
            arrivals=self._sql_arrivals(question.company),
            today=question.today,
        )
