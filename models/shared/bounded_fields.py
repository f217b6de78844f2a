"""Days, numbers and amounts that people type are refused beyond their limits, in one sentence that says the limit.

Every model of dunning and every setting of it on companies is held to them without being named (``bounds``).
"""

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from . import bounds
from .company_day import company_day


class Base(models.AbstractModel):
    _inherit = "base"

    def _validate_fields(self, field_names, excluded_names=()):
        if self._name.startswith("dunning.") or self._name == "res.company":
            field_names = list(field_names)
            self._check_dunning_bounds(field_names)
        return super()._validate_fields(field_names, excluded_names)

    def _check_dunning_bounds(self, names):
        """Refuse days, numbers and amounts beyond the limits of their fields.

        :param names: names of the fields that were written
        :raises ValidationError: with the field, the value and its limits
        """
        today = company_day(self)
        for name in names:
            field = self._fields.get(name)
            if field is None or (self._name == "res.company" and not name.startswith("dunning_")):
                continue
            limit = bounds.limit_of(self._name, name, field.type, not field.readonly)
            for record in self if limit else ():
                value = record[name]
                if value is not False and not bounds.within(limit, value, today):
                    raise ValidationError(record._dunning_bounds_message(field, limit, value, today))

    def _dunning_bounds_message(self, field, limit, value, today):
        """Return the sentence about a value that is beyond its limit."""
        label = field._description_string(self.env)
        if isinstance(limit, bounds.Day):
            last = bounds.last_day(limit, today)
            texts = {"field": label, "value": format_date(self.env, value), "first": format_date(self.env, bounds.EARLIEST_DAY)}
            if limit.past and value > last:
                return self.env._("“%(field)s” cannot be %(value)s, a day that is still to come.", **texts)
            texts["last"] = format_date(self.env, last)
            if field.required or limit.past:
                return self.env._("“%(field)s” cannot be %(value)s: choose a day from %(first)s to %(last)s.", **texts)
            return self.env._(
                "“%(field)s” cannot be %(value)s: choose a day from %(first)s to %(last)s, or leave it empty if there is none.",
                **texts,
            )
        digits = 0 if field.type == "integer" or limit.high > 1 else 2
        low, high, typed = (formatLang(self.env, number, digits=digits) for number in (limit.low, limit.high, value))
        return self.env._(
            "“%(field)s” cannot be %(value)s: enter a number from %(low)s to %(high)s.", field=label, value=typed, low=low, high=high
        )
