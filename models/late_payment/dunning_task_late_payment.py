"""Claims that stand alone in the work list: the invoices are paid, interest and compensation are not."""

from odoo import api, models
from odoo.tools import SQL

from ..shared.windows import form_of


class DunningTask(models.Model):
    _inherit = "dunning.task"

    _depends = {"dunning.claim": ["state", "profile_id", "company_id", "branch_id", "move_id", "date_due", "name"]}

    @api.model
    def _sql_lone_claims(self):
        """Claims about which somebody has the task to ask (``dunning.claim._ask_for_lone_claims``), as long as they are owed."""
        kind = self.env.ref("account_dunning.mail_activity_type_claim", raise_if_not_found=False)
        return SQL(
            """
            SELECT 'claim', claim.id, FALSE, claim.profile_id, NULL::int, COALESCE(claim.branch_id, claim.company_id),
                   activity.user_id, activity.date_deadline, NULL::int, owed.residual, 0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM dunning_claim AS claim
              JOIN mail_activity AS activity ON activity.res_model = 'dunning.claim' AND activity.res_id = claim.id
               AND activity.activity_type_id = %s AND activity.active
              JOIN (%s) AS owed ON owed.id = claim.id AND owed.residual > 0
            """,
            kind.id if kind else 0,
            self.env["dunning.claim"]._sql_open_claims(),
        )

    def _claim_of_line(self):
        """Return the claim that a line is about."""
        return self._source_of_line("dunning.claim")

    def _why_claim(self, _today):
        claim = self._claim_of_line().sudo()
        return self.env._(
            "%(claim)s: the invoices are paid, %(amount)s of interest and compensation is not.",
            claim=claim.name, amount=claim._amounts_text(),
        )  # fmt: skip

    def _open_claim(self):
        """Open the claim."""
        return form_of(self._claim_of_line())
