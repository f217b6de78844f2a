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
    value = fields.Float(string="Target", required=True, digits=(16, 1), help="0: none from that day on.")
    unit = fields.Selection([("days", "Days"), ("percent", "%")], compute="_compute_unit")
    date_from = fields.Date(
        string="In Force From", required=True, default=lambda self: company_day(self).replace(day=1),
        help="Holds for the months that end on this day or later, until the next target of the same figure.",
    )  # fmt: skip

    _once = models.UniqueIndex(
        "(company_id, measure, COALESCE(user_id, 0), date_from)", "There is such a target from that day on already: change it."
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
    def _target_lookup(self, company):
        """Return the targets of a company as a function of figure, day and person.

        A person's own target comes first, then the company's, then that of the company's settings; of each the latest
        that had begun by the day.

        :param company: root ``res.company`` whose figures the user may see
        :return: function (measure, day, user id or ``None``) that gives days, or a share of 1, or ``None`` without target
        """
        known = {}
        for target in self.sudo().search([("company_id", "=", company.id)], order="date_from desc, id desc"):
            known.setdefault((target.measure, target.user_id.id or None), []).append((target.date_from, target.value))
        settings = {measure: company.sudo()[field] or None for measure, field in SETTINGS.items()}

        def of(measure, day, person=None):
            for whose in (person, None) if person else (None,):
                for start, value in known.get((measure, whose), ()):
                    if start <= day:
                        return (value / 100 if measure in SHARES else value) or None
            return settings.get(measure)

        return of
