from . import (
    dunning_takeover,
    dunning_takeover_entry,
    dunning_takeover_import,
    dunning_takeover_sources,
    dunning_takeover_workbook,
)
