"""While a case of a customer runs, what is prepared for its other items waits for review and names the case."""

from odoo import models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _wait_for_cases(self):
        """Have those of these actions that would leave by themselves wait, where a case of their customer is handed over."""
        ready = self.filtered(lambda action: action.state == "ready" and not action.needs_review)
        if not ready:
            return
        cases = (
            self.env["dunning.case"]
            .sudo()
            .search(
                [
                    ("state", "=", "handed"),
                    ("company_id", "in", ready.company_id.ids),
                    ("partner_id", "in", ready.partner_id.ids),
                ]
            )
        )
        for case in cases:
            waiting = ready.filtered(
                lambda action, case=case: action.partner_id == case.partner_id and action.company_id == case.company_id
            )
            waiting.write(
                {
                    "state": "todo",
                    "needs_review": True,
                    "review_reason": self.env._(
                        "Case %(case)s is with %(handler)s.", case=case.name, handler=case._handler_text()
                    ),
                }
            )
