"""Other add-ons that send reminders to customers: both together would chase twice."""

# Technical names.
OTHER_SYSTEMS = ("account_followup", "account_credit_control", "account_invoice_overdue_reminder")


def name_other_systems(env):
    """Name the other installed add-ons that chase customers.

    :return: their titles in the reader's language, separated by commas; empty where ours is alone, which asks no query
    :rtype: str
    """
    Module = env["ir.module.module"].sudo()
    installed = Module._installed()
    return ", ".join(Module.browse(installed[name] for name in OTHER_SYSTEMS if name in installed).mapped("shortdesc"))


def explain_other_tabs(env):
    """Tell apart what a form shows of ours and of other add-ons that send reminders too.

    :return: a sentence; ``False`` where ours is alone
    """
    names = name_other_systems(env)
    return names and env._("Reminders of %s are not shown here, but in its own tab. Let only one of them chase.", names)
