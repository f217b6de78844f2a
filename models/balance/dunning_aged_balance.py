"""The aged balance: one line for each customer, a column for each bucket of the scale in the context."""

from odoo import api, fields, models

from .buckets import MAX_BUCKETS
from .dunning_aged_item import DEPENDS

BUCKET = {"currency_field": "money_id", "readonly": True}


class DunningAgedBalance(models.Model):
    _name = "dunning.aged.balance"
    _description = "Aged Balance"
    _auto = False
    _order = "partner_id, id"
    _rec_name = "partner_id"
    _depends = DEPENDS

    company_id = fields.Many2one("res.company", readonly=True)
    side = fields.Selection([("receivable", "Receivable"), ("payable", "Payable")], readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer or Supplier", readonly=True)
    auxiliary_code = fields.Char(readonly=True, help="The customer's reference, else its number.")
    account_id = fields.Many2one(
        "account.account", string="Control Account", readonly=True, help="Empty: several."
    )
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    deputy_id = fields.Many2one("res.users", readonly=True)
    money_id = fields.Many2one("res.currency", string="Amounts In", readonly=True)
    # numbered rather than named after days: the scale gives them their titles (_get_view)
    bucket_0 = fields.Monetary(**BUCKET)
    bucket_1 = fields.Monetary(**BUCKET)
    bucket_2 = fields.Monetary(**BUCKET)
    bucket_3 = fields.Monetary(**BUCKET)
    bucket_4 = fields.Monetary(**BUCKET)
    bucket_5 = fields.Monetary(**BUCKET)
    bucket_6 = fields.Monetary(**BUCKET)
    bucket_7 = fields.Monetary(**BUCKET)
    bucket_8 = fields.Monetary(**BUCKET)
    bucket_9 = fields.Monetary(**BUCKET)
    bucket_10 = fields.Monetary(**BUCKET)
    bucket_11 = fields.Monetary(**BUCKET)
    credit = fields.Monetary(string="Credits", help="Credit notes and payments not allocated.", **BUCKET)
    balance = fields.Monetary(help="Buckets and credits: the balance of the accounts on the day.", **BUCKET)
    overdue = fields.Monetary(help="What is past due, credits left aside.", **BUCKET)
    disputed = fields.Monetary(string="Of Which Disputed", **BUCKET)
    claims = fields.Monetary(
        string="Of Which Interest and Compensation", help="Late-payment claims that were charged: apart from the principal.", **BUCKET
    )
    promised = fields.Monetary(
        string="Of Which Promised", help="What running promises still let expect: of an invoice promised in part, that part.", **BUCKET
    )
    currency_id = fields.Many2one("res.currency", readonly=True, help="Empty: several.")
    balance_currency = fields.Monetary(
        string="Balance in Currency", currency_field="currency_id", readonly=True,
        help="When all items of the line are in one currency.",
    )  # fmt: skip
    oldest_days = fields.Integer(string="Oldest (days)", readonly=True, aggregator="max")
    item_count = fields.Integer(string="Items", readonly=True)

    @property
    def _table_query(self):
        Aging = self.env["dunning.aging"]
        return Aging._sql_balances(Aging._read_options())

    @api.model
    def _bucket_titles(self, short=False):
        """Return the titles of the columns of the scale in the context, by field."""
        Aging = self.env["dunning.aging"]
        return {f"bucket_{rank}": label for rank, label in enumerate(Aging._bucket_labels(Aging._read_options(), short))}

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Give the columns the titles of their buckets, and leave out those the scale does not have."""
        arch, view = super()._get_view(view_id, view_type, **options)
        titles = self._bucket_titles(short=view_type == "list")
        for node in arch.xpath("//field[starts-with(@name, 'bucket_')]"):
            if node.get("name") in titles:
                node.set("string", titles[node.get("name")])
                node.set("decoration-muted", f"{node.get('name')} == 0")
            else:
                node.getparent().remove(node)
        return arch, view

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Name the measures of a pivot after the buckets of the scale in the context."""
        found = super().fields_get(allfields, attributes)
        titles = self._bucket_titles()
        for rank in range(MAX_BUCKETS):
            name = f"bucket_{rank}"
            if name in found and name not in titles:
                del found[name]
            elif name in found and "string" in found[name]:
                found[name]["string"] = titles[name]
        return found

    def action_open_items(self):
        """Open the items of this line."""
        self.ensure_one()
        options = self.env["dunning.aging"]._read_options()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("side", "=", self.side),
            ("partner_id", "=", self.partner_id.id),
        ]
        if options.by == "account":
            domain.append(("account_id", "=", self.account_id.id))
        if options.by == "currency" or options.money == "document":
            domain.append(("currency_id", "=", self.currency_id.id))
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name or self.env._("No customer"),
            "res_model": "dunning.aged.item",
            "view_mode": "list,kanban,pivot,graph",
            "mobile_view_mode": "kanban",
            "views": [(False, "list"), (False, "kanban"), (False, "pivot"), (False, "graph")],
            "domain": domain,
            "context": options.context(),
        }
