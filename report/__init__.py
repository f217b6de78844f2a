from . import dunning_action_document
from . import dunning_action_line_document
