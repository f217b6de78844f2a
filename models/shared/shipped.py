"""What the add-on ships and people may delete: texts, categories, reports, scheduled actions.

Who needs what is gone is told in one sentence what is missing and how it comes back.
"""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

MODULE = "account_dunning"
NAMES = {
    "mail_template_manual": _lt("text of one-off reminders"),
    "mail_template_statement": _lt("text of statements of account"),
    "mail_template_reply_proof": _lt("text that asks for the proof of a payment"),
    "mail_template_reply_invoices": _lt("text with which invoices are sent again"),
    "dispute_category_commercial": _lt("category of commercial disputes"),
    "dispute_category_technical": _lt("category of technical disputes"),
    "mail_activity_type_claim": _lt("activity type of claims that stand alone"),
    "mail_activity_type_rate": _lt("activity type of rates to read"),
    "ir_cron_dunning_run": _lt("scheduled action of the daily run"),
    "ir_cron_dunning_deliver": _lt("scheduled action that delivers messages"),
    "ir_cron_dunning_debit": _lt("scheduled action that charges debits"),
    "ir_cron_dunning_pending": _lt("scheduled action that records reports by one click"),
    "action_report_deposit_slip": _lt("report of the deposit slip of registered letters"),
    "action_report_claim": _lt("report of late-payment claims"),
    "ir_cron_dunning_comparison": _lt("scheduled action that compares plans"),
    "action_report_letter": _lt("report of letters"),
    "action_report_statement": _lt("report of the statement that goes with messages"),
    "action_report_customer_statement": _lt("report of statements of account"),
    "mail_template_means": _lt("text that proposes a direct debit or a card"),
    "mail_template_case_notice": _lt("text of the notice of hand-over"),
    "action_report_case_notice": _lt("report of the notice of hand-over"),
    "action_report_plan": _lt("report of plans"),
    "action_report_aged": _lt("report of aged balances"),
}


def shipped(env, name):
    """Return a record that the add-on ships.

    :param str name: its external id, without the add-on
    :raises UserError: it was deleted
    """
    record = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
    if record:
        return record
    label = NAMES[name]._translate(env.lang or "en_US") if name in NAMES else name
    raise UserError(
        env._(
            "The %(what)s was deleted: an administrator brings it back by upgrading the add-on “%(addon)s” under Apps.",
            what=label,
            addon=env["ir.module.module"].sudo().search([("name", "=", MODULE)]).shortdesc or MODULE,
        )
    )
