"""Customers of companies that are live answer by request, as they do by e-mail, and their links go on opening the page."""


def migrate(cr, version):
    kinds = ("paid", "promise", "dispute", "instalments", "copy", "wrong_contact", "call_back")
    for kind in kinds:
        cr.execute(f"ALTER TABLE res_company ADD COLUMN IF NOT EXISTS dunning_answer_{kind} varchar")
        cr.execute(f"UPDATE res_company SET dunning_answer_{kind} = 'ask'")
    cr.execute("ALTER TABLE res_company ADD COLUMN IF NOT EXISTS dunning_page_days int")
    cr.execute("UPDATE res_company SET dunning_page_days = 0")
