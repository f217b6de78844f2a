"""Reference figures as they were shipped: their source names who found them; those whose source is not known are archived.

What people changed stays as it is.
"""

SHIPPED = "Payment behaviour of companies, second quarter of 2018"
EUROPE = "Altares, payment behaviour of companies in Europe, second quarter of 2018"
SOURCES = {
    "reference_late_france": f"{EUROPE} (audrex.fr)",
    "reference_late_germany": f"{EUROPE} (audrex.fr)",
    "reference_late_netherlands": f"{EUROPE} (audrex.fr)",
    "reference_on_time": f"{EUROPE} (afdcc.fr)",
    "reference_term_france": "Altares, payment behaviour of companies, second quarter of 2017 (altares.com, 15 September 2017)",
}
UNKNOWN = (
    "reference_late_france_larger", "reference_share_late", "reference_term_europe", "reference_default", "reference_lost",
)  # fmt: skip
OWN = """
    FROM ir_model_data AS data
   WHERE data.module = 'account_dunning' AND data.model = 'dunning.reference' AND data.res_id = reference.id
     AND reference.source->>'en_US' IN (%s, 'Experience of collectors')
"""


def migrate(cr, version):
    cr.execute("SELECT to_regclass('dunning_reference')")
    if cr.fetchone() == (None,):  # versions before there were reference figures
        return
    for name, source in SOURCES.items():
        cr.execute(
            "UPDATE dunning_reference AS reference SET source = JSONB_BUILD_OBJECT('en_US', %s)" + OWN + " AND data.name = %s",
            (source, SHIPPED, name),
        )
    cr.execute(
        "UPDATE dunning_reference AS reference SET date = '2017-06-30'" + OWN.replace("IN (%s, 'Experience of collectors')", "= %s")
        + " AND data.name = 'reference_term_france' AND reference.date = '2018-06-30'",
        (SOURCES["reference_term_france"],),
    )
    cr.execute(
        "UPDATE dunning_reference AS reference SET active = FALSE" + OWN + " AND data.name = ANY(%s)", (SHIPPED, list(UNKNOWN))
    )
