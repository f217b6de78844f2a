# ruff: noqa: I001 (definers before those who extend)
from . import (
    dunning_case_route,
    dunning_case,
    dunning_case_item,
    dunning_case_conditions,
    dunning_case_deadline,
    dunning_case_document,
    dunning_terms,
    res_company_terms,
    dunning_case_cost,
    dunning_insurance_policy,
    dunning_case_passage,
    dunning_case_export,
    dunning_evidence_file,
    dunning_evidence_pieces,
    dunning_case_figure,
    dunning_action_case,
)
