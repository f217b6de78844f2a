"""What registration numbers tell about a debtor, by country: data with source, the first that fits counts."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from psycopg2 import Error as DatabaseError

DEBTOR_CLASSES = [("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")]

# Longer patterns are no patterns of a number.
PATTERN_LENGTH = 100


class DunningDebtorPattern(models.Model):
    _name = "dunning.debtor.pattern"
    _description = "Number of a Debtor Class"
    _inherit = ["dunning.guarded"]
    _order = "country_id, sequence, id"
    _rec_name = "pattern"

    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    pattern = fields.Char(
        required=True,
        help="Regular expression of the whole number, in capitals and without blanks or marks; compared with the company "
        "identification number and the tax number of the customer.",
    )  # fmt: skip
    debtor_class = fields.Selection(DEBTOR_CLASSES, required=True)
    source = fields.Char(required=True, help="Who says so.")
    active = fields.Boolean(default=True)

    @api.constrains("pattern")
    def _check_pattern(self):
        for one in self:
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(SQL("SELECT '' ~ %s", one._whole_pattern()), log_exceptions=False)
                    [fits_nothing] = self.env.cr.fetchone()
            except DatabaseError as error:
                raise ValidationError(self.env._("“%s” is no regular expression.", one.pattern)) from error
            if fits_nothing or len(one.pattern) > PATTERN_LENGTH:
                raise ValidationError(
                    self.env._("“%(pattern)s” must be a pattern of a number, of at most %(length)s characters.",
                               pattern=one.pattern, length=PATTERN_LENGTH)
                )  # fmt: skip

    def _whole_pattern(self):
        """Return the pattern for the whole of a number, whether its ends are marked or not."""
        self.ensure_one()
        return f"^(?:{self.pattern})$"
