"""What was agreed in a call, as the summary e-mail tells it: amount, day and invoices; what is disputed is not asked for."""

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import format_date, formatLang

# Outcomes with an agreement: the summary says what it is, instead of the step's text.
AGREED = ("promised", "payment_announced", "disputed", "invoice_error", "approval")
# Outcomes after which no summary leaves: another e-mail does, or nobody was reached.
WITHOUT_SUMMARY = ("already_paid", "not_received", "no_answer", "wrong_contact", "insolvency")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    agreed_html = fields.Html(compute="_compute_agreed_html", sanitize=False)

    def _compute_agreed_html(self):
        for action in self:
            texts = [*action._promised_texts(), *action._waiting_texts(), *action._disputed_texts()]
            rows = [Markup("<li>%s</li>") % text for text in texts]
            action.agreed_html = Markup("<ul>%s</ul>") % Markup("").join(rows) if rows else Markup()

    def _promised_texts(self):
        """Return a sentence for each promise of this call: amount, day, invoices."""
        promises = self.env["dunning.promise"].sudo().search([("action_id", "=", self.id), ("state", "!=", "cancelled")])
        return [
            self.env._(
                "You pay %(amount)s by %(day)s: %(invoices)s.",
                amount=formatLang(self.env, promise.amount, currency_obj=promise.currency_id),
                day=format_date(self.env, promise.date_payment),
                invoices=", ".join(dict.fromkeys(promise.line_ids.mapped("invoice_name"))),
            )
            for promise in promises.sorted("date_payment")
        ]

    def _waiting_texts(self):
        """Return a sentence for what waits after this call: payments announced, approvals; by day and kind."""
        holds = self.env["dunning.hold"].sudo().search([("action_id", "=", self.id), ("state", "=", "active")])
        texts = []
        for (kind, day), own in holds.grouped(lambda hold: (hold.kind, hold.date_end)).items():
            values = {
                "day": format_date(self.env, day) if day else "",
                "invoices": ", ".join(own.move_id.mapped("name")),
            }
            if kind == "payment_announced":
                texts.append(self.env._("Your payment is on its way and is to arrive by %(day)s: %(invoices)s.", **values))
            else:
                texts.append(self.env._("Your approval is expected by %(day)s: %(invoices)s.", **values))
        return texts

    def _disputed_texts(self):
        """Return a sentence for what is disputed since this call."""
        disputes = self.env["dunning.dispute"].sudo().search([("action_id", "=", self.id), ("state", "=", "open")])
        if not disputes:
            return []
        names = ", ".join(dict.fromkeys(disputes.mapped("target")))
        return [self.env._("In question, and not asked for until it is settled: %s.", names)]

    def _note_agreement(self, outcome):
        """Have the summary of a call say what was agreed, and ask for nothing that is disputed.

        :param str outcome: of the call
        """
        self.ensure_one()
        if outcome not in AGREED:
            return
        disputed = self.env["dunning.dispute"].sudo().search([("action_id", "=", self.id), ("state", "=", "open")]).move_id
        lines = self.line_ids.filtered(lambda line: line.move_id in disputed and line.asked)
        lines.sudo().write({"asked": False, "remark": "dispute"})
        template = self.env.ref("account_dunning.mail_template_call_agreed", raise_if_not_found=False)
        if template and self._has_summary():
            self.write({"mail_template_id": template.id, "custom_subject": False, "custom_body": False})

    def _summary_announcement(self, outcome):
        """Return which e-mail leaves by itself after the report of a call, and to whom; empty when none does.

        :param str outcome: chosen so far
        """
        self.ensure_one()
        if not outcome or outcome in WITHOUT_SUMMARY or not self._has_summary():
            return ""
        if outcome in AGREED:
            return self.env._(
                "An e-mail to %s that says what was agreed leaves by itself in a few minutes.", self.contact_id.email
            )
        return self.env._("The summary e-mail to %s leaves by itself in a few minutes.", self.contact_id.email)
