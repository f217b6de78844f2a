from . import account_bank_statement_line, dunning_bank_receipt
