"""Targets of key figures, from a day on, of a company or of one person in it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..shared.company_day import company_day

# Figures that may have a target, as ``dunning.metrics`` names them.
MEASURES = [
    ("dso", "DSO"),
    ("delinquent_days", "Days delinquent"),
    ("overdue_ratio", "Share overdue"),
    ("effectiveness", "Collection effectiveness"),
    ("days_late", "Days late"),
    ("late_rate", "Share paid late"),
    ("default_rate", "Default rate"),
    ("invoicing_delay", "Invoicing delay"),
    ("median_days_late", "Median days late"),
    ("promise_kept_ratio", "Promises kept"),
    ("dispute_rate", "Dispute rate"),
]

# These are shares, given in per cent; the others are days.
SHARES = ("overdue_ratio", "effectiveness", "late_rate", "default_rate", "promise_kept_ratio", "dispute_rate")

# Of these more is better; of all others less.
HIGHER_IS_BETTER = ("effectiveness", "promise_kept_ratio")

# Targets of the company's settings, for those who set none here: field by figure.
SETTINGS = {"dso": "dunning_dso_target", "overdue_ratio": "dunning_overdue_target"}


def misses(measure, value, target):
    """Tell whether a figure misses its target; nothing can be missed that cannot be told.

    :param str measure: code of the figure
    :param float value: the figure, or ``None``
    :param float target: in the same unit, or ``None``
    """
    if value is None or not target:
        return False
    return value < target if measure in HIGHER_IS_BETTER else value > target


class DunningTarget(models.Model):
    _name = "dunning.target"
    _description = "Target of a Key Figure"
    _inherit = ["dunning.guarded"]
    _order = "measure, user_id, date_from desc, id desc"
    _rec_name = "measure"
    _owner_fields = frozenset({"user_id"})

    measure = fields.Selection(MEASURES, string="Figure", required=True, default="dso")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    user_id = fields.Many2one(
        "res.users", string="Person", index="btree_not_null", ondelete="cascade", domain="[('share', '=', False)]",
        help="Collector or salesperson: for the figures of his customers. Empty: of the company, and of those who have none of their own.",
    )  # fmt: skip
    branch_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade",
        domain="[('id', 'child_of', company_id), ('id', '!=', company_id)]", help="For the figures of this branch alone.",
    )  # fmt: skip
    analytic_account_id = fields.Many2one(
        "account.analytic.account", index="btree_not_null", ondelete="cascade",
        groups="analytic.group_analytic_accounting",
        help="For the invoices of which this account has the largest part.",
    )  # fmt: skip
    value = fields.Float(string="Target", required=True, digits=(16, 1), help="0: none from that day on.")
    unit = fields.Selection([("days", "Days"), ("percent", "%")], compute="_compute_unit")
    date_from = fields.Date(
        string="In Force From", required=True, default=lambda self: company_day(self).replace(day=1),
        help="Holds for the months that end on this day or later, until the next target of the same figure.",
    )  # fmt: skip

    _once = models.UniqueIndex(
        "(company_id, measure, COALESCE(user_id, 0), COALESCE(branch_id, 0), COALESCE(analytic_account_id, 0), date_from)",
        "There is such a target from that day on already: change it."
    )
    _value_positive = models.Constraint("CHECK(value >= 0)", "A target cannot be negative.")

    @api.depends("measure")
    def _compute_unit(self):
        for target in self:
            target.unit = "percent" if target.measure in SHARES else "days"

    @api.constrains("measure", "value")
    def _check_share(self):
        if any(target.measure in SHARES and target.value > 100 for target in self):
            raise ValidationError(self.env._("A share is at most 100 %."))

    @api.constrains("company_id")
    def _check_root_company(self):
        for target in self:
            if target.company_id.parent_id:
                raise ValidationError(
                    self.env._("Targets are those of a main company: choose %s.", target.company_id.root_id.name)
                )

    @api.model
    def _part_fields(self):
        """Return the fields that name a part of the company: a target is of one part, or of the whole company."""
        return ["user_id", "branch_id", "analytic_account_id"]

    @api.constrains(lambda self: ["company_id", *self._part_fields()])
    def _check_part(self):
        for target in self.sudo():
            if sum(bool(target[name]) for name in self._part_fields()) > 1:
                raise ValidationError(self.env._("A target is of one person, branch or analytic account: keep one of them."))
            if target.branch_id and (target.branch_id.root_id != target.company_id or not target.branch_id.parent_id):
                raise ValidationError(self.env._("%s is no branch of the target's company.", target.branch_id.name))
            if target.analytic_account_id.company_id.root_id not in (target.company_id, self.env["res.company"]):
                raise ValidationError(self.env._("%s belongs to another company.", target.analytic_account_id.name))

    @api.model
    def _target_lookup(self, company):
        """Return the targets of a company as a function of figure, day and part.

        A part's own target comes first (a person's, a branch's, an analytic account's), then the company's, then that of
        the company's settings; of each the latest that had begun by the day.

        :param company: root ``res.company`` whose figures the user may see
        :return: function (measure, day, part) that gives days, or a share of 1, or ``None`` without target; ``part`` is
            (field of ``_part_fields``, id), the id of a user, or ``None``: the whole company
        """
        known = {}
        for target in self.sudo().search([("company_id", "=", company.id)], order="date_from desc, id desc"):
            part = next(((name, target[name].id) for name in self._part_fields() if target[name]), None)
            known.setdefault((target.measure, part), []).append((target.date_from, target.value))
        settings = {measure: company.sudo()[field] or None for measure, field in SETTINGS.items()}

        def of(measure, day, part=None):
            part = ("user_id", part) if isinstance(part, int) else part
            for whose in (part, None) if part else (None,):
                for start, value in known.get((measure, whose), ()):
                    if start <= day:
                        return (value / 100 if measure in SHARES else value) or None
            return settings.get(measure)

        return of
