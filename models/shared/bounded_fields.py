"""Days, numbers and amounts that people type are refused beyond their limits, in one sentence that says the limit.

Every model of dunning and every setting of it on companies is held to them without being named (``bounds``).
"""

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from . import bounds
from .company_day import company_day


def check_bounds(records, names):
    """Refuse days, numbers and amounts beyond the limits of their fields.

    Called by whatever holds fields of dunning: ``dunning.guarded``, ``dunning.dialogue``, companies. Not by an extension of
    ``base``, which would have Odoo set up the tables of all other models anew.

    :param records: records that were written; of companies only the fields of dunning count
    :param names: names of the fields that were written
    :raises ValidationError: with the field, the value and its limits
    """
    today = company_day(records)
    for name in names:
        field = records._fields.get(name)
        if field is None or (records._name == "res.company" and not name.startswith("dunning_")):
            continue
        limit = bounds.limit_of(records._name, name, field.type, not field.readonly)
        for record in records if limit else ():
            value = record[name]
            if value is not False and not bounds.within(limit, value, today):
                raise ValidationError(_bounds_message(record, field, limit, value, today))


def _bounds_message(record, field, limit, value, today):
    """Return the sentence about a value that is beyond its limit."""
    env = record.env
    label = field._description_string(env)
    if isinstance(limit, bounds.Day):
        last = bounds.last_day(limit, today)
        texts = {"field": label, "value": format_date(env, value), "first": format_date(env, bounds.EARLIEST_DAY)}
        if limit.past and value > last:
            return env._("“%(field)s” cannot be %(value)s, a day that is still to come.", **texts)
        texts["last"] = format_date(env, last)
        if field.required or limit.past:
            return env._("“%(field)s” cannot be %(value)s: choose a day from %(first)s to %(last)s.", **texts)
        return env._(
            "“%(field)s” cannot be %(value)s: choose a day from %(first)s to %(last)s, or leave it empty if there is none.",
            **texts,
        )
    digits = 0 if field.type == "integer" or limit.high > 1 else 2
    low, high, typed = (formatLang(env, number, digits=digits) for number in (limit.low, limit.high, value))
    return env._(
        "“%(field)s” cannot be %(value)s: enter a number from %(low)s to %(high)s.", field=label, value=typed, low=low, high=high
    )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = dict.fromkeys(field_names)
        check_bounds(self, field_names)
        return super()._validate_fields(field_names, excluded_names)
