"""Kept decisions know whose conversation they belong to: before groups of companies, the customer's own."""


def migrate(cr, version):
    cr.execute("UPDATE dunning_decision SET account_id = partner_id WHERE account_id IS NULL")
