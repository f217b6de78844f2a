"""The field by which a record points to a record of a read model, whose rows come from a query and not from a table."""

from odoo import fields
from odoo.tools import SQL


class Many2oneReadModel(fields.Many2one):
    """As ``fields.Many2one``, to a model with a ``_table_query``.

    Core joins the comodel's table by its name (``Many2one.join``, Odoo 19.0), also to put groups in order: such a model has
    no table, so that grouping, ordering and searching through the field ended in UndefinedTable.
    """

    def join(self, model, alias, query):
        comodel = model.env[self.comodel_name]
        coalias = query.make_alias(alias, self.name)
        condition = SQL("%s = %s", model._field_to_sql(alias, self.name, query), SQL.identifier(coalias, "id"))
        query.add_join("LEFT JOIN", coalias, comodel._table_sql, condition)
        return comodel, coalias
