"""Invoices assigned to a factor: who collects them, and on which account they are paid with effect.

*The factor collects*: they rest here. *We collect*: they are chased with the factor's account and the clause that tells
the customer so; whoever is told of an assignment pays with effect only there. A message never asks for payment to two
accounts of different holders: what is paid elsewhere is asked for by messages of its own (``_sql_paid_elsewhere``).
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..shared.company_day import company_day

COLLECTORS = [("factor", "The factor collects"), ("company", "We collect for the factor")]


class DunningFactor(models.Model):
    _name = "dunning.factor"
    _description = "Factoring Contract"
    _inherit = ["dunning.guarded"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    house_id = fields.Many2one("res.partner", string="Factor", required=True, ondelete="restrict")
    collects = fields.Selection(
        COLLECTORS, string="Who Collects", required=True, default="factor",
        help="The factor: assigned invoices are not chased here. We: they are chased with the factor's account and clause.",
    )  # fmt: skip
    bank_id = fields.Many2one(
        "res.partner.bank", string="Account to Pay To", ondelete="restrict", domain="[('partner_id', '=', house_id)]",
        help="The factor's account, printed in messages about invoices that are assigned.",
    )  # fmt: skip
    clause = fields.Text(
        string="Assignment Clause", translate=True,
        help="Printed above the account: that the claim is assigned, to whom, and that only payment to the factor frees the customer.",
    )  # fmt: skip
    assignment_ids = fields.One2many("dunning.assignment", "factor_id", string="Assigned")

    @api.constrains("collects", "bank_id", "clause", "house_id", "company_id")
    def _check_told(self):
        for factor in self:
            if factor.company_id.parent_id:
                raise ValidationError(self.env._("A factoring contract is of a main company: choose %s.", factor.company_id.root_id.name))
            if factor.collects == "company" and not (factor.bank_id and factor.clause):
                raise ValidationError(self.env._("Who collects for a factor needs the factor's account and the assignment clause."))
            if factor.bank_id and factor.bank_id.partner_id.commercial_partner_id != factor.house_id.commercial_partner_id:
                raise ValidationError(self.env._("The account is not the factor's."))


class DunningAssignment(models.Model):
    _name = "dunning.assignment"
    _description = "Assignment to a Factor"
    _inherit = ["dunning.guarded"]
    _order = "date_start desc, id desc"
    _rec_name = "partner_id"
    _given_once = frozenset({"factor_id", "partner_id", "move_id"})

    factor_id = fields.Many2one("dunning.factor", string="Contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="factor_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade", help="Empty: all that the customer owes.",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted')]",
    )  # fmt: skip
    date_start = fields.Date(string="Since", required=True, default=company_day)
    date_end = fields.Date(string="Until", help="Last day of the assignment. Empty: until somebody ends it.")

    _dates_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "An assignment cannot end before it begins."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Complete the customer of an invoice."""
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        for vals in vals_list:
            move = self.env["account.move"].sudo().browse(vals.get("move_id"))
            if move and not vals.get("partner_id"):
                vals["partner_id"] = move.commercial_partner_id.id
            if vals.get("partner_id"):
                vals["partner_id"] = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id
        return super().create(vals_list)

    @api.constrains("partner_id", "move_id", "factor_id")
    def _check_invoice(self):
        for assignment in self.sudo():
            move = assignment.move_id
            if move and move.commercial_partner_id != assignment.partner_id:
                raise ValidationError(
                    self.env._(
                        "Invoice %(invoice)s does not belong to %(customer)s.",
                        invoice=move.name, customer=assignment.partner_id.display_name,
                    )
                )  # fmt: skip
            if move and move.company_id.root_id != assignment.company_id:
                raise ValidationError(self.env._("%s belongs to another company.", move.name))

    # -- what it does to items ---------------------------------------------------------------------

    @api.model
    def _sql_factored(self, company, day):
        """Return the assignment in force of each ``item``: an invoice's own comes before that of its customer.

        :param company: root ``res.company``
        :param date day: the day
        :return: SQL with columns ``item_id, factor_id, collects, bank_id, date_end``; the query needs
            ``item`` (id, move_id, partner_id, bank_id)
        """
        return SQL(
            """
            SELECT DISTINCT ON (item.id) item.id AS item_id, factor.id AS factor_id, factor.collects, factor.bank_id, assignment.date_end
              FROM dunning_assignment AS assignment
              JOIN dunning_factor AS factor ON factor.id = assignment.factor_id
              JOIN item ON item.partner_id = assignment.partner_id AND assignment.move_id IS NULL OR item.move_id = assignment.move_id
             WHERE assignment.company_id = %(company)s AND assignment.date_start <= %(day)s
               AND (assignment.date_end IS NULL OR assignment.date_end >= %(day)s)
             ORDER BY item.id, assignment.move_id IS NULL, assignment.date_start DESC, assignment.id DESC
            """,
            company=company.id,
            day=day,
        )

    @api.model
    def _sql_paid_elsewhere(self, company, day):
        """Return the account of each ``item`` that is paid to somebody else than the company.

        The factor's, else the invoice's own when another than the company (or a branch of it) holds it.

        :return: SQL with columns ``item_id, bank_id``; parameters as of ``_sql_factored``
        """
        return SQL(
            """
            SELECT item.id AS item_id,
                   COALESCE(CASE WHEN factored.collects = 'company' THEN factored.bank_id END,
                            CASE WHEN factored.item_id IS NULL THEN bank.id END) AS bank_id
              FROM item
              LEFT JOIN (%(factored)s) AS factored ON factored.item_id = item.id
              LEFT JOIN (SELECT bank.id FROM %(others)s) AS bank ON bank.id = item.bank_id
             WHERE factored.item_id IS NOT NULL OR bank.id IS NOT NULL
            """,
            factored=self._sql_factored(company, day),
            others=self._sql_accounts_of_others(company),
        )

    @api.model
    def _sql_accounts_of_others(self, company):
        """Return the bank accounts that neither the company nor a branch of it holds: a table ``bank`` and its rows.

        :param company: root ``res.company``
        """
        return SQL(
            """
            res_partner_bank AS bank WHERE bank.partner_id NOT IN (
                   SELECT place.partner_id FROM res_company AS place WHERE place.parent_path LIKE %s)
            """,
            f"{company.id}/%",
        )

    @api.model
    def _accounts_elsewhere(self, company, item_ids, day):
        """Return the accounts of items that are paid to somebody else than the company, by id of the item.

        :param company: root ``res.company``
        :param item_ids: ids of ``account.move.line``
        :param date day: the day
        :return: dict of int to id of ``res.partner.bank``; what is paid to the company is not in it
        """
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH item AS MATERIALIZED (
                        SELECT line.id, line.move_id, customer.commercial_partner_id AS partner_id, move.partner_bank_id AS bank_id
                          FROM account_move_line AS line
                          JOIN account_move AS move ON move.id = line.move_id
                          JOIN res_partner AS customer ON customer.id = line.partner_id
                         WHERE line.id = ANY(%s)
                    )
                    SELECT item_id, bank_id FROM (%s) AS elsewhere WHERE bank_id IS NOT NULL
                    """,
                    list(item_ids),
                    self._sql_paid_elsewhere(company, day),
                )
            )
        )

    @api.model
    def _payees_of_items(self, company, item_ids, day):
        """Return who is paid what is not paid to the company, whoever collects: a statement tells of all that is open.

        :param company: root ``res.company``
        :param item_ids: ids of ``account.move.line``
        :param date day: the day
        :return: dict of item id to (id of ``res.partner.bank``, id of ``dunning.factor``), either may be ``None``
        """
        accounts = self._accounts_elsewhere(company, item_ids, day)
        rows = self.env.execute_query(
            SQL(
                """
                WITH item AS MATERIALIZED (
                    SELECT line.id, line.move_id, customer.commercial_partner_id AS partner_id
                      FROM account_move_line AS line
                      JOIN res_partner AS customer ON customer.id = line.partner_id
                     WHERE line.id = ANY(%s)
                )
                SELECT item_id, bank_id, factor_id FROM (%s) AS factored
                """,
                list(item_ids),
                self._sql_factored(company, day),
            )
        )
        return {item: (bank, None) for item, bank in accounts.items()} | {item: (bank, factor) for item, bank, factor in rows}

    @api.model
    def _keep_account_rows(self, rows, group_key, accounts):
        """Return those of a customer's decision rows that belong in a message: of its invoice, or paid to its account.

        :param list rows: decision rows
        :param int group_key: of the message: id of the invoice, minus the id of the account of somebody else, or 0
        :param dict accounts: as ``_accounts_elsewhere`` gives them for these rows
        """
        if group_key > 0:
            return [row for row in rows if row["move_id"] == group_key]
        return [row for row in rows if accounts.get(row["item_id"], 0) == -group_key]
