from . import (
    buckets,
    dunning_aged_balance,
    dunning_aged_item,
    dunning_aging,
    dunning_aging_document,
    dunning_aging_held,
    dunning_doubtful,
    dunning_statement,
    dunning_statement_documents,
    dunning_statement_figures,
    dunning_statement_message,
    dunning_statement_schedule,
)
