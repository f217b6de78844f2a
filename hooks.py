"""What installing and uninstalling does beyond the data files."""

from odoo.tools import SQL

from .models.shared import evidence

MODULE = "account_dunning"

# Records about our models that would stay, as most name the model in a text column, which no foreign key clears.
SHARED = (
    ("mail.template", "model"),
    ("sms.template", "model"),
    ("mail.activity", "res_model"),
    ("mail.activity.plan", "res_model"),
    ("mail.scheduled.message", "model"),
    ("mail.followers", "res_model"),
    ("ir.attachment", "res_model"),
    ("ir.filters", "model_id"),
    ("ir.exports", "resource"),
    ("ir.embedded.actions", "parent_res_model"),
    ("ir.actions.act_window", "res_model"),
    ("ir.cron", "model_name"),
    ("ir.actions.server", "model_name"),
)


def post_init_hook(env):
    """Give every root company the standard plan as its default, so that the first run has something to do."""
    standard = env.ref("account_dunning.plan_standard", raise_if_not_found=False)
    roots = env["res.company"].with_context(active_test=False).search([("parent_id", "=", False)])
    roots.filtered(lambda company: not company.dunning_plan_id).dunning_plan_id = standard


def own_models(env):
    """Return the names of the models that the add-on defines, wizards and abstract models included."""
    return [name for name, model in env.registry.items() if model._original_module == MODULE]


def uninstall_hook(env):
    """Remove what the add-on and its users left in shared tables: messages, activities, documents, filters and so on."""
    su = env(su=True)
    su = su(context=dict(su.context, active_test=False, dunning_evidence=evidence.WRITER))
    models = own_models(env)
    _release_records(env, models)
    # letters printed together by earlier versions belong to no single action
    su["dunning.action"].search([]).document_ids.filtered(lambda document: not document.res_model).unlink()
    messages = su["mail.message"].search([("model", "in", models)])
    # a text message outlives its message, and would still be sent
    su["sms.sms"].search([("mail_message_id", "in", messages.ids)]).unlink()
    messages.unlink()
    for model, column in SHARED:
        su[model].search([(column, "in", models)]).unlink()
    _remove_names(env, models)


def _release_records(env, models):
    """Drop the foreign keys by which our tables keep each other's records, and texts, from being deleted.

    They all go with the module; core deletes what has an external id one by one and would log an error for each plan,
    step and text that is in use.
    """
    tables = [env[name]._table for name in models]
    kept = env.execute_query(
        SQL(
            """SELECT conrelid::regclass::text, conname FROM pg_constraint
                WHERE contype = 'f' AND confdeltype IN ('r', 'a') AND conrelid::regclass::text = ANY(%s)""",
            tables,
        )
    )
    for table, name in kept:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))


def _remove_names(env, models):
    """Delete what core notes about our models under other add-ons' names, and about our keys on their tables.

    Core leaves the names of inherited selections and parents (``mail.selection__dunning_action__…``) and the register
    of foreign keys on ``res.company`` behind.
    """
    parts = [name.replace(".", "_") for name in models]
    env.cr.execute(
        SQL(
            """DELETE FROM ir_model_data
                WHERE module <> %(module)s AND model IN ('ir.model.fields.selection', 'ir.model.inherit', 'ir.model.fields')
                  AND split_part(name, '__', 2) = ANY(%(parts)s)""",
            module=MODULE,
            parts=parts,
        )
    )
    env.cr.execute(
        SQL(
            """DELETE FROM ir_model_constraint AS noted USING ir_model AS model, ir_module_module AS module
                WHERE model.id = noted.model AND module.id = noted.module AND module.name = %s
                  AND noted.type = 'f' AND model.model <> ALL(%s)""",
            MODULE,
            models,
        )
    )
    env.invalidate_all()
