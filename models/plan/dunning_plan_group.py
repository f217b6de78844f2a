"""Plans that group by group of companies: what is said goes to the parent, what puts a debtor in default cannot."""

from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..shared.channels import REGISTERED_LETTER

# Tones of steps that the law wants addressed to whoever owes.
DEBTOR_TONES = ("formal", "handover")


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    @api.model
    @tools.ormcache()
    def _is_any_by_group(self):
        """Tell whether any active plan of any company groups by group of companies."""
        return bool(self.sudo().search_count(Domain("grouping", "=", "group") & Domain("active", "=", True), limit=1))

    @api.constrains("grouping", "active")
    def _check_letters_by_group(self):
        """Refuse formal notices to a parent company: it does not owe what its subsidiaries owe.

        :raises ValidationError: a plan by group has a registered letter, or a formal or hand-over notice
        """
        for plan in self.filtered(lambda plan: plan.grouping == "group"):
            for step in plan.step_ids.filtered("active"):
                if step.tone in DEBTOR_TONES or REGISTERED_LETTER in (step.channel, step.fallback_channel):
                    raise ValidationError(
                        self.env._(
                            "Plan “%(plan)s” groups by group of companies: “%(step)s” would be a formal notice to the parent, "
                            "which does not owe it. Send formal notices to each company by itself.",
                            plan=plan.name,
                            step=step.name,
                        )
                    )
