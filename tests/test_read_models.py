"""Models whose rows come from a query can be grouped, ordered and searched by every field, by those who read them."""

from odoo.tests import freeze_time, tagged

from .forecast.test_behaviour import BehaviourCommon

DAY = "2025-12-03"


@tagged("post_install", "-at_install")
class TestReadModels(BehaviourCommon):
    def _pointers_to_read_models(self):
        """Yield (model, field) for each stored many2one of the add-on that leads to a model without a table."""
        for name, cls in self.env.registry.items():
            for field in cls._fields.values() if not cls._abstract else ():
                ours = (field._module or "").startswith("account_dunning")
                if ours and field.type == "many2one" and field.store and self.env[field.comodel_name]._table_query is not None:
                    yield self.env[name], field

    @freeze_time(f"{DAY} 12:00:00")
    def test_pointers_to_read_models(self):
        """By such a field one can group, order and search: core looks for a table of that name."""
        self._invoice("2025-12-05", 600)
        self._refresh(DAY)
        tried = []
        for model, field in self._pointers_to_read_models():
            tried.append(str(field))
            model.formatted_read_group([], [field.name], ["__count"])
            model.web_read_group([], [field.name])
            model.search([], order=f"{field.name} desc", limit=1)
            model.search([(f"{field.name}.id", ">", 0)], limit=1)
        self.assertIn("dunning.forecast.week.forecast_id", tried)

    @freeze_time(f"{DAY} 12:00:00")
    def test_weeks_by_forecast(self):
        """The groups are the items in the order of their expected days."""
        late = self._invoice("2025-12-19", 500)
        soon = self._invoice("2025-12-05", 600)
        self._refresh(DAY)
        groups = self.env["dunning.forecast.week"].formatted_read_group(
            [("partner_id", "=", self.customer.id)], ["forecast_id"], ["amount:sum"]
        )
        self.assertEqual([group["forecast_id"][0] for group in groups], [self._items(soon).id, self._items(late).id])
        self.assertEqual([round(group["amount:sum"], 2) for group in groups], [600.0, 500.0])

    @freeze_time(f"{DAY} 12:00:00")
    def test_every_group(self):
        """Each read model groups by each of its fields that may be grouped by."""
        self._invoice("2025-11-05", 600)
        self._refresh(DAY)
        for name, cls in self.env.registry.items():
            model = self.env[name]
            if cls._abstract or cls._auto or not name.startswith("dunning."):
                continue
            for field, about in model.fields_get(attributes=["groupable", "type"]).items():
                group = f"{field}:month" if about["type"] in ("date", "datetime") else field
                if about.get("groupable"):
                    with self.subTest(group=f"{name}.{group}"), self.env.cr.savepoint():
                        model.formatted_read_group([], [group], ["__count"])
