from . import dunning_file_reading  # before those that inherit it

# isort: split
from . import (
    dunning_opening,
    dunning_opening_file,
    dunning_takeover,
    dunning_takeover_entry,
    dunning_takeover_import,
    dunning_takeover_sources,
    dunning_takeover_workbook,
)
