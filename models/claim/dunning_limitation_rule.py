"""How long a claim can be brought, and what begins the time anew: data by country, nature and debtor class, each with source."""

from odoo import api, fields, models
from odoo.tools import SQL

DEBTORS = [("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")]

INTERRUPTIONS = [
    ("acknowledgement", "Acknowledgement of debt"),
    ("part_payment", "Part payment"),
    ("court", "Court action"),
    ("enforcement", "Enforcement"),
    ("written_claim", "Written claim"),
]


class DunningClaimNature(models.Model):
    _name = "dunning.claim.nature"
    _description = "Nature of a Claim"
    _inherit = ["dunning.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class DunningLimitationRule(models.Model):
    _name = "dunning.limitation.rule"
    _description = "Limitation Period"
    _inherit = ["dunning.guarded"]
    _order = "country_id, nature_id, debtor_class, id"
    _rec_name = "source"

    country_id = fields.Many2one("res.country", string="Law of", required=True, index=True, ondelete="cascade")
    nature_id = fields.Many2one(
        "dunning.claim.nature", ondelete="restrict", help="Empty: claims of which no period of their own is known."
    )
    debtor_class = fields.Selection(DEBTORS, help="Empty: whoever owes it.")
    years = fields.Integer()
    months = fields.Integer()
    from_next_year = fields.Boolean(
        string="From 1 January Following", help="The period runs from the first day of the next year, not from the day itself."
    )
    source = fields.Char(required=True, help="Law that the period comes from.")
    active = fields.Boolean(default=True)

    _period_given = models.Constraint(
        "CHECK(COALESCE(years, 0) BETWEEN 0 AND 100 AND COALESCE(months, 0) BETWEEN 0 AND 1200"
        " AND COALESCE(years, 0) + COALESCE(months, 0) > 0)",
        "A period is longer than nothing.",
    )

    @api.model
    def _sql_last_day(self, day):
        """Return the last day on which a claim can be brought whose time began on a day, by ``rule``.

        :param SQL day: date
        """
        return SQL(
            """(CASE WHEN rule.from_next_year
                     THEN (MAKE_DATE(EXTRACT(YEAR FROM %(day)s)::int + 1, 1, 1) + %(period)s)::date - 1
                     ELSE (%(day)s + %(period)s)::date END)""",
            day=day,
            period=SQL("MAKE_INTERVAL(COALESCE(rule.years, 0), COALESCE(rule.months, 0))"),
        )


class DunningInterruptionRule(models.Model):
    _name = "dunning.interruption.rule"
    _description = "What Interrupts Limitation"
    _inherit = ["dunning.guarded"]
    _order = "country_id, kind, id"
    _rec_name = "source"

    country_id = fields.Many2one("res.country", string="Law of", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(INTERRUPTIONS, required=True)
    debtor_class = fields.Selection(DEBTORS, help="Empty: whoever owes it.")
    source = fields.Char(required=True, help="Law that says so.")
    active = fields.Boolean(default=True)
