"""What installing and uninstalling does beyond the data files."""

MODELS = ("dunning.action", "dunning.profile", "dunning.run", "dunning.hold", "dunning.plan")

# Those and the ones that only have documents or texts.
WITH_DOCUMENTS = (*MODELS, "dunning.statement")


def post_init_hook(env):
    """Give every root company the standard plan as its default, so that the first run has something to do."""
    standard = env.ref("account_dunning.plan_standard", raise_if_not_found=False)
    roots = env["res.company"].with_context(active_test=False).search([("parent_id", "=", False)])
    roots.filtered(lambda company: not company.dunning_plan_id).dunning_plan_id = standard


def uninstall_hook(env):
    """Remove what the add-on left in shared tables: messages, followers, activities and attachments of its records."""
    su = env(su=True)
    su["mail.activity"].with_context(active_test=False).search([("res_model", "in", MODELS)]).unlink()
    su["mail.message"].search([("model", "in", MODELS)]).unlink()
    su["mail.followers"].search([("res_model", "in", MODELS)]).unlink()
    su["ir.attachment"].search([("res_model", "in", WITH_DOCUMENTS)]).unlink()
    # letters printed together belong to no single action
    su["dunning.action"].with_context(active_test=False).search([]).document_ids.filtered(
        lambda document: not document.res_model
    ).unlink()
    # The plans go with the module, but after this hook; until then they would keep their texts from going.
    env.cr.execute(
        "UPDATE dunning_plan_step SET mail_template_id = NULL, letter_template_id = NULL, sms_template_id = NULL"
    )
    env.invalidate_all()
    su["mail.template"].with_context(active_test=False).search([("model", "in", WITH_DOCUMENTS)]).unlink()
    su["sms.template"].search([("model", "in", MODELS)]).unlink()
