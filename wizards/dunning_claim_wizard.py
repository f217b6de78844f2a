"""Waive or write off late-payment claims: why is asked, and kept."""

from odoo import fields, models


class DunningClaimWizard(models.TransientModel):
    _name = "dunning.claim.wizard"
    _inherit = "dunning.dialogue"
    _description = "End Late-Payment Claims"

    claim_ids = fields.Many2many("dunning.claim", required=True)
    kind = fields.Selection([("waived", "Waive"), ("written_off", "Write off")], required=True, default="waived")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """End the claims for the reason given."""
        self._check_one_dialogue()
        self.claim_ids._end_claims(self.kind, self.reason)
        return {"type": "ir.actions.act_window_close"}


class DunningClaimNewWizard(models.TransientModel):
    _name = "dunning.claim.new.wizard"
    _inherit = "dunning.dialogue"
    _description = "Compute Late-Payment Claims"

    profile_ids = fields.Many2many("dunning.profile", string="Customers", required=True)
    date = fields.Date(string="Interest To", required=True, default=lambda self: self._default_day())
    with_paid = fields.Boolean(string="Invoices Paid Late Too", default=True)
    paid_since = fields.Date(default=lambda self: fields.Date.subtract(self._default_day(), months=12))
    problems = fields.Text(readonly=True)

    def _default_day(self):
        return self.env["dunning.claim"]._claim_day(self.env.company)

    def action_compute(self):
        """Compute the claims and open them; what no law is known for is told."""
        self._check_one_dialogue()
        Claim, problems = self.env["dunning.claim"], []
        Claim.check_access("read")
        claims = Claim.browse()
        for profile in self.profile_ids:
            profile.check_access("write")
            items = Claim._late_items(profile, self.date, self.paid_since if self.with_paid else None)
            found, refused = Claim._compute_claims(profile, items, self.date)
            claims |= found
            problems += [f"{item.dunning_entry_id.name}: {reason}" for item, reason in refused]
        self.problems = "\n".join(dict.fromkeys(problems))
        if not claims:
            return self._stay_open()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Late-Payment Claims"), "res_model": "dunning.claim",
            "view_mode": "list,form", "domain": [("id", "in", claims.ids)],
        }  # fmt: skip

    def _stay_open(self):
        """Show the dialogue again, with what was found wrong."""
        if not self.problems:
            self.problems = self.env._("Nothing is late: there is nothing to claim.")
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form", "target": "new",
        }  # fmt: skip
