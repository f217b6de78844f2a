# ruff: noqa: I001 (definers before those who extend)
from . import stamp, res_company, res_config_settings, ir_attachment, dunning_evidence_file
