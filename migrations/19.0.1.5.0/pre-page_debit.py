"""Pages of companies from before offer no agreement to be debited first until somebody wants it."""


def migrate(cr, version):
    cr.execute("ALTER TABLE res_company ADD COLUMN IF NOT EXISTS dunning_page_debit boolean")
    cr.execute("UPDATE res_company SET dunning_page_debit = FALSE")
