from . import (
    dunning_opening,
    dunning_opening_file,
    dunning_takeover,
    dunning_takeover_entry,
    dunning_takeover_import,
    dunning_takeover_sources,
    dunning_takeover_workbook,
)
