"""Why invoices are disputed, as a tree: each branch is technical or commercial, which decides who has to settle it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("technical", "Technical"), ("commercial", "Commercial")]

# Days to settle a dispute when neither the category nor one above it says.
USUAL_DAYS = 15


class DunningDisputeCategory(models.Model):
    _name = "dunning.dispute.category"
    _description = "Dispute Category"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _parent_store = True
    _order = "kind desc, sequence, id"
    _rec_names_search = ["name"]
    _check_company_domain = models.check_company_domain_parent_of
    _owner_fields = frozenset({"user_id"})

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(string="Category", compute="_compute_complete_name", recursive=True)
    parent_id = fields.Many2one("dunning.dispute.category", index=True, ondelete="restrict", check_company=True)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dunning.dispute.category", "parent_id")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    kind = fields.Selection(
        KINDS, compute="_compute_kind", store=True, readonly=False, required=True, precompute=True, recursive=True,
        help="Technical: something keeps an invoice that is right from being paid; finance settles it. "
        "Commercial: the customer questions what was sold; the salesperson or the category's owner settles it.",
    )  # fmt: skip
    user_id = fields.Many2one(
        "res.users", string="Owner", domain="[('share', '=', False)]",
        help="Who settles these disputes. Empty: the owner above, else the collector (technical) or the salesperson (commercial).",
    )  # fmt: skip
    deadline_days = fields.Integer(
        string="Days to Settle", help="0: as the category above, else 15 days. A customer's own deadline goes before."
    )
    dispute_count = fields.Integer(compute="_compute_dispute_count")

    _days_positive = models.Constraint("CHECK(deadline_days >= 0)", "Days to settle cannot be negative.")

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            category.display_name = category.complete_name

    @api.depends("parent_id.kind")
    def _compute_kind(self):
        for category in self:
            category.kind = category.parent_id.kind or category.kind or "commercial"

    def _compute_dispute_count(self):
        counts = dict(
            self.env["dunning.dispute"]._read_group([("category_id", "in", self.ids)], ["category_id"], ["__count"])
        )
        for category in self:
            category.dispute_count = counts.get(category, 0)

    @api.constrains("parent_id")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be above itself."))

    @api.constrains("kind", "parent_id")
    def _check_kind(self):
        for category in self:
            if category.parent_id and category.kind != category.parent_id.kind:
                raise ValidationError(
                    self.env._(
                        "“%(child)s” is of the same kind as “%(parent)s” above it.",
                        child=category.name,
                        parent=category.parent_id.name,
                    )
                )

    def _own_or_above(self, name):
        """Return a field of the nearest category up the tree that has it; ``self`` may be empty.

        :param str name: field name
        """
        category = self
        while category and not category[name]:
            category = category.parent_id
        return category[name]

    def _own_settler(self):
        """Return who settles disputes of this category by itself, empty when it depends on the customer."""
        return self.sudo()._own_or_above("user_id")

    def _days_to_settle(self):
        """Return the days to settle a dispute of this category."""
        return self.sudo()._own_or_above("deadline_days") or USUAL_DAYS

    def action_open_disputes(self):
        """Open the disputes of this category and of those below it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "dunning.dispute",
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": [("category_id", "child_of", self.ids)],
        }
