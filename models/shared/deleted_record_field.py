"""The field by which a row that is kept for a while points to a record that may be deleted meanwhile."""

from odoo import fields
from odoo.tools import SQL


class Many2oneGone(fields.Many2one):
    """As ``fields.Many2one``, without a foreign key: the row outlives its record, and reads as empty what is gone.

    For rows that are written by the ten thousand and looked at by the screenful: checking a key for each of them and column takes
    longer than deciding what they say.
    """

    def update_db_foreign_key(self, model, column):
        """Add no foreign key."""

    def to_sql(self, model, alias):
        """Return the column where its record is there, else NULL."""
        comodel = model.env[self.comodel_name]
        return SQL(
            "(SELECT there.id FROM %s AS there WHERE there.id = %s)", SQL.identifier(comodel._table), super().to_sql(model, alias)
        )

    def join(self, model, alias, query):
        """Join by the column itself: a record that is gone is not found that way either."""
        comodel = model.env[self.comodel_name]
        coalias = query.make_alias(alias, self.name)
        condition = SQL("%s = %s", SQL.identifier(alias, self.name, to_flush=self), SQL.identifier(coalias, "id"))
        query.add_join("LEFT JOIN", coalias, comodel._table, condition)
        return comodel, coalias
