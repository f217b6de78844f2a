"""The preview of a step: its message as it would read for a real open invoice."""

from markupsafe import Markup
from odoo import fields, models

from ..shared.channels import SMS
from ..shared.company_day import company_day


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    def _render_preview(self):
        """Render the words of this step for the most overdue customer of the company; nothing is kept.

        :return: Markup; a sentence when there is no open invoice to show or the text cannot be made
        """
        self.ensure_one()
        origin = self._origin
        template = origin._template_for_channel(origin.channel) if origin.channel else self.env["mail.template"]
        if not origin or not (template or origin.script or origin.sms_template_id):
            return Markup()
        company = (origin.company_id or self.env.company).root_id
        today = company_day(self)
        with self.env.cr.savepoint() as savepoint:
            action = origin._sample_action(company, today)
            html = origin._render_sample(action) if action else Markup()
            savepoint.rollback()
        return html or Markup("<p class='text-muted'>%s</p>") % self.env._("No open invoice to show it on.")

    def _sample_action(self, company, today):
        """Make an action of this step about the oldest open invoice that the user may see, to be rolled back."""
        oldest = self.env["dunning.receivable"].search(
            [("root_company_id", "=", company.id), ("residual", ">", 0), ("partner_id", "!=", False)], limit=1
        )
        if not oldest:
            return self.env["dunning.action"]
        visible = self.env["dunning.receivable"].search([("partner_id", "=", oldest.partner_id.id)])
        rows = self.env["dunning.engine"].sudo()._decide_items(company, today, oldest.partner_id)
        rows = [row for row in rows if row["item_id"] in visible._ids]
        Line = self.env["dunning.action.line"].sudo()
        asked = [row for row in rows if row["net_currency"] > 0 and row["item_id"] == oldest.id] or [
            row for row in rows if row["net_currency"] > 0
        ][:1]
        if not asked:
            return self.env["dunning.action"]
        profile = self.env["dunning.profile"].sudo()._get_or_create(oldest.partner_id, company)
        others = Line._information_vals([row for row in rows if row not in asked], self.channel)
        return (
            self.env["dunning.action"]
            .sudo()
            .with_context(tracking_disable=True, mail_create_nolog=True)
            .create(
                {
                    "company_id": company.id,
                    "profile_id": profile.id,
                    "partner_id": profile.partner_id.id,
                    "contact_id": self.env["dunning.action"]._default_contact(profile, self.channel).id,
                    "plan_id": self.plan_id.id,
                    "step_id": self.id,
                    "channel": self.channel,
                    "mail_template_id": self._template_for_channel(self.channel).id,
                    "user_id": self._step_owner(profile).id or self.env.user.id,
                    "date": today,
                    "amount_due": sum(row["net"] for row in asked),
                    "line_ids": [
                        fields.Command.create(vals)
                        for vals in Line._complete_vals(
                            [Line._line_vals_of_row(row, kind="listed", status="open", asked=True) for row in asked] + others
                        )
                    ],
                }
            )
        )

    def _render_sample(self, action):
        if self.channel == SMS:
            text = self.sms_template_id._render_field("body", action.ids, compute_lang=True)[action.id]
            return Markup("<p>%s</p>") % text
        parts = [self.script or Markup()]
        if action.mail_template_id:
            subject, body, error = action._render_message(raise_errors=False)[action]
            parts.append(
                Markup("<p class='text-danger'>%s</p>") % error if error else Markup("<h4>%s</h4>%s") % (subject, body)
            )
        return Markup().join(parts)
