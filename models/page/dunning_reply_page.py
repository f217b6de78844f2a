"""The answer on the page behind a reply, and granting what it asks for."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..shared.bounds import add_days

# Days between two instalments where the customer names only the first: a month, as payment terms count it.
BETWEEN_INSTALMENTS = 30


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    answer_ids = fields.One2many("dunning.answer", "reply_id", string="Answers on the Page")

    def action_open_answer(self):
        """Open what the customer sent from its page."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer on the Page"),
            "res_model": "dunning.answer",
            "res_id": self.answer_ids[:1].id,
            "view_mode": "form",
        }


class DunningAnswer(models.Model):
    _inherit = "dunning.answer"

    may_be_granted = fields.Boolean(compute="_compute_may_be_granted")

    def _compute_may_be_granted(self):
        for answer in self:
            answer.may_be_granted = (
                answer.outcome == "asked" and answer.kind in ("promise", "instalments") and answer.reply_id.state == "new"
            )

    def action_grant(self):
        """Open the dialogue of promises with what was asked for: one payment, or as many as the customer would like.

        Confirming it records the promises and deals with the reply.

        :raises UserError: it is no such request, or was dealt with
        """
        self.ensure_one()
        self.check_access("read")
        if not self.may_be_granted:
            raise UserError(self.env._("“%s” does not wait to be granted.", self.display_name))
        items = self.env["dunning.receivable"].search([("id", "in", self.line_ids.move_line_id.ids)])
        action = self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.company_id, items=items)
        lines = [fields.Command.create({"date_payment": day, "amount": amount}) for day, amount in self._asked_payments()]
        context = {
            **action["context"],
            "default_source": "portal",
            "default_reply_id": self.reply_id.id,
            "default_contact_id": self.contact_id.id if self.contact_id.commercial_partner_id == self.partner_id else False,
            "default_note": self.text or "",
            "default_line_ids": lines,
        }
        return {**action, "context": context}

    def _asked_payments(self):
        """Return the payments asked for: (day, amount), equal parts of which the last takes the rest."""
        count = max(self.count, 1) if self.kind == "instalments" else 1
        part = self.currency_id.round(self.amount / count)
        days = [add_days(self.day, BETWEEN_INSTALMENTS * number) for number in range(count)]
        amounts = [part] * (count - 1) + [self.currency_id.round(self.amount - part * (count - 1))]
        return list(zip(days, amounts, strict=True))
