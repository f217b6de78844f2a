"""E-mails of companies that are live go on without the picture of the transfer until somebody wants it."""


def migrate(cr, version):
    cr.execute("ALTER TABLE res_company ADD COLUMN IF NOT EXISTS dunning_email_code boolean")
    cr.execute("UPDATE res_company SET dunning_email_code = FALSE")
