from . import (
    dunning_calendar,
    dunning_closed_day,
    dunning_moratorium,
)
