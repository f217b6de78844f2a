"""The preview of a step: its message as it would read for a real open invoice."""

from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import UserError

from ..shared.channels import POSTAL_CHANNELS, SMS
from ..shared.company_day import company_day
from ..shared.compat import render_pdf
from ..shared.shipped import shipped


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
        html = origin._with_sample(origin._render_sample)
        return html or Markup("<p class='text-muted'>%s</p>") % self.env._("No open invoice to show it on.")

    def _with_sample(self, render):
        """Return what a function makes of an action of this step that is rolled back; ``None`` without an open invoice.

        :param render: called with the ``dunning.action``
        """
        company = (self.company_id or self.env.company).root_id
        with self.env.cr.savepoint() as savepoint:
            action = self._sample_action(company, company_day(self))
            made = render(action) if action else None
            savepoint.rollback()
        return made

    def action_print_preview(self):
        """Open the letter of this step as it would print for the customer with the oldest open invoice; no action is kept.

        :raises UserError: it is no letter, or there is no open invoice to show it on
        """
        self.ensure_one()
        self.check_access("read")
        if self.channel not in POSTAL_CHANNELS:
            raise UserError(self.env._("Only letters are printed."))
        content = self._with_sample(self._print_sample)
        if not content:
            raise UserError(self.env._("No open invoice to show it on."))
        document = self.env["dunning.action"]._attach_printed(self.env._("Preview"), content, company_day(self))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}", "target": "new"}

    def _print_sample(self, action):
        """Return the PDF of the letter of an action that is rolled back, HTML where the engine makes none (bytes)."""
        shipped(self.env, "action_report_letter")
        content, _kind = render_pdf(self.env, "account_dunning.action_report_letter", action.ids)
        return content if isinstance(content, bytes) else content.encode()

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
            if error:
                parts.append(Markup("<p class='text-danger'>%s</p>") % error)
            elif self.channel in POSTAL_CHANNELS:
                parts.append(self._render_sheet(action))
            else:
                parts.append(Markup("<h4>%s</h4>%s") % (subject, body))
        return Markup().join(parts)

    def _render_sheet(self, action):
        """Return the sheet of a letter as wide as it prints, with its head and window."""
        report = self.env["ir.actions.report"].sudo().with_context(lang=action.lang)
        sheet = report._render_template("account_dunning.report_letter_document", {"o": action, "lang": action.lang})
        return Markup("<div class='o_dunning_paper'>%s</div>") % Markup(sheet.decode())
