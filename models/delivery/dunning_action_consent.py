"""A registered e-mail reaches consumers only when they consented to it before (French Postal Code, art. L. 100); others need not."""

from odoo import api, models
from odoo.exceptions import ValidationError

from ..shared.company_day import company_day


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.constrains("is_electronic", "channel", "profile_id")
    def _check_electronic_consent(self):
        """Refuse to send a consumer a registered letter by e-mail without a consent that was recorded, and given by then.

        :raises ValidationError: naming the customer
        """
        for action in self.filtered("is_electronic"):
            profile = action.profile_id.sudo()
            if profile.debtor_class != "consumer":
                continue
            day = action.posted_on or action.date_done or company_day(action)
            given = profile.registered_email_consent_on
            if not given or given > day or not profile.registered_email_consent_by:
                raise ValidationError(
                    self.env._(
                        "No electronic registered letter to %s: a consumer must have consented beforehand. "
                        "Record who consented and when on the customer's page, or send it on paper.",
                        action.partner_id.display_name,
                    )
                )
