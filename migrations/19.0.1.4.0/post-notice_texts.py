"""Give steps that still use the shipped formal notice the shipped texts for public bodies and consumers."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Fill in the new texts beside the shipped one; what people chose themselves is left as it is."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    texts = [
        env.ref(f"account_dunning.mail_template_letter_{name}", raise_if_not_found=False)
        for name in ("formal_notice", "public_request", "consumer_notice")
    ]
    if not all(texts):
        return
    notice, public, consumer = texts
    steps = env["dunning.plan.step"].with_context(active_test=False).search([("letter_template_id", "=", notice.id)])
    steps.filtered(lambda step: not step.public_template_id).public_template_id = public
    steps.filtered(lambda step: not step.consumer_template_id).consumer_template_id = consumer
