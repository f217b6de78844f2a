from . import dunning_action_document, dunning_action_line_document
