"""When what an invoice is for was delivered or performed: beside the invoice, where its own dates do not tell.

Insolvency law asks whether a claim was born before the opening judgment, limitation from when its period runs. Both ask
here; an entry keeps its dates.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class DunningPerformance(models.Model):
    _name = "dunning.performance"
    _description = "Delivery or Performance of an Invoice"
    _inherit = ["dunning.guarded"]
    _rec_name = "move_id"
    _order = "date_from desc, id desc"
    _given_once = frozenset({"company_id", "move_id"})

    move_id = fields.Many2one("account.move", string="Invoice", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", string="Main Company", required=True, index=True, ondelete="cascade")
    date_from = fields.Date(
        string="Delivered From",
        help="First day of delivery or performance. Empty: the delivery date of the invoice, else its own date.",
    )  # fmt: skip
    date_until = fields.Date(string="Delivered Until", help="Last day of delivery or performance. Empty: the same day.")
    note = fields.Char(help="Where the days come from: delivery note, contract, timesheet…")
    split_asked_on = fields.Date(
        readonly=True, copy=False, help="Day on which somebody was asked to split the invoice at an opening judgment."
    )

    _move_uniq = models.UniqueIndex("(move_id)", "The delivery of this invoice is recorded already: change it there.")
    _days_in_order = models.Constraint(
        "CHECK(date_until IS NULL OR date_from IS NULL OR date_until >= date_from)", "A delivery cannot end before it starts."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        move = self.env["account.move"].browse(values.get("move_id"))
        if move and "company_id" in fields:
            values["company_id"] = move.company_id.root_id.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Complete the company from the invoice, once it is known that the caller may see it.

        :raises AccessError: the caller may not write here, or cannot see the invoice
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        for vals in vals_list:
            move = self.env["account.move"].sudo().browse(vals.get("move_id"))
            vals["company_id"] = move.company_id.root_id.id
        return super().create(vals_list)

    @api.constrains("date_from", "date_until")
    def _check_first_day(self):
        for one in self:
            if one.date_until and not one.date_from:
                raise ValidationError(self.env._("Say from when it was delivered, not only until when."))

    @api.model
    def _sql_performed(self, due):
        """Return the first and the last day on which what an item is for was delivered or performed.

        Days given by people come first, then the delivery date, then that of the invoice. An opening or migrated entry is
        younger than what it is for: the due date of the item counts when it comes before.

        :param SQL due: due date of the item; the rest by ``entry`` (``account_move``) and ``performance``, joined by invoice
        :return: (SQL, SQL), dates
        """
        own = SQL(
            """CASE WHEN entry.move_type = 'entry' THEN LEAST(entry.date, %s)
                    ELSE COALESCE(entry.delivery_date, entry.invoice_date, entry.date) END""",
            due,
        )
        first = SQL("COALESCE(performance.date_from, %s)", own)
        last = SQL("COALESCE(performance.date_until, performance.date_from, %s)", own)
        return first, last
