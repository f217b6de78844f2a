"""Menus got other names, and French words that made people stumble others: former translations give way to the new ones.

A translation is kept on upgrade as long as it is there. What is dropped here is filled in again from the shipped catalogues;
what somebody has worded himself is another text, and stays.
"""

from odoo.tools import SQL

RENAMED_MENUS = (
    "menu_dunning_root", "menu_dunning_action", "menu_dunning_profile", "menu_dunning_reporting", "menu_dunning_paid_item",
    "menu_dunning_mail_template",
)  # fmt: skip
# Shipped French labels that were replaced, as they stood.
OLD_LABELS = (
    "Passer", "Passer l'étape", "Suspendu", "Suspendues", "suspendu", "Paiement rejeté", "Échéancier", "échéancier",
    "Demande un échéancier", "Échéancier demandé : tâche", "Échéanciers demandés", "Plan terminé", "plan terminé",
    "Couverte par des crédits", "Solennel", "Oublie", "Lectures", "Lecture d'un message de relance", "Nombre de lectures",
    "Part échue", "Part payée en retard", "Part échue, %", "Part payée en retard, %", "Part échue visée",
    "Transmission au recouvrement", "Relances : avis de transmission au recouvrement", "Moratoires", "Moratoire",
    "Date d'exécution", "Exécution des relances", "Exécutions des relances", "Exécution", "Exécutions", "Exécution réelle",
    "Exécutions réelles", "Relances : exécution quotidienne", "Écritures ouvertes",
    "Toutes les écritures ouvertes moins les crédits (devise de la société).",
)  # fmt: skip
# Words by which a shipped screen is recognised that shows one of them.
OLD_WORDS = "xécution|oratoire|critures ouvertes|criture ouverte|ransmission au recouvrement|Part échue|olennel|Lectures|Passer l"
LABELS = (
    ("ir_model_fields", "field_description", "ir.model.fields"),
    ("ir_model_fields", "help", "ir.model.fields"),
    ("ir_model_fields_selection", "name", "ir.model.fields.selection"),
    ("ir_ui_menu", "name", "ir.ui.menu"),
    ("ir_act_window", "name", "ir.actions.act_window"),
    ("ir_act_window", "help", "ir.actions.act_window"),
    ("ir_act_server", "name", "ir.actions.server"),
    ("mail_template", "name", "mail.template"),
)


def migrate(cr, version):
    cr.execute(
        SQL(
            """UPDATE ir_ui_menu SET name = jsonb_build_object('en_US', name->'en_US')
                WHERE id IN (SELECT res_id FROM ir_model_data
                              WHERE module = 'account_dunning' AND model = 'ir.ui.menu' AND name = ANY(%s))""",
            list(RENAMED_MENUS),
        )
    )
    cr.execute("SELECT code FROM res_lang WHERE code LIKE 'fr%%' AND active")
    for (lang,) in cr.fetchall():
        for table, column, model in LABELS:
            old = SQL("~ %s", OLD_WORDS) if column == "help" else SQL("= ANY(%s)", spaced(OLD_LABELS))
            drop_old(cr, lang, table, column, model, old)
        drop_old(cr, lang, "ir_ui_view", "arch_db", "ir.ui.view", SQL("~ %s", OLD_WORDS))


def spaced(labels):
    """Return labels as they may be written: with usual spaces and with those that do not break."""
    return [*labels, *(label.replace(" :", "\u00a0:").replace(" %", "\u00a0%") for label in labels)]


def drop_old(cr, lang, table, column, model, condition):
    """Drop the translation of our records where it fits a condition.

    :param str lang: code of the language
    :param SQL condition: on the text in that language
    """
    field = SQL.identifier(column)
    cr.execute(
        SQL(
            """UPDATE %(table)s SET %(field)s = %(field)s - %(lang)s
                WHERE %(field)s->>%(lang)s %(condition)s
                  AND id IN (SELECT res_id FROM ir_model_data WHERE module = 'account_dunning' AND model = %(model)s)""",
            table=SQL.identifier(table), field=field, lang=lang, condition=condition, model=model,
        )
    )  # fmt: skip
