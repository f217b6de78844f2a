"""The answer on the page behind a reply, and granting what it asks for."""

from odoo import fields, models
from odoo.exceptions import UserError


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
        """Open the dialogue with what was asked for: of promises for one payment, of payment plans for instalments.

        Confirming it records the promise, or offers the plan, and deals with the reply.

        :raises UserError: it is no such request, or was dealt with
        """
        self.ensure_one()
        self.check_access("read")
        if not self.may_be_granted:
            raise UserError(self.env._("“%s” does not wait to be granted.", self.display_name))
        items = self.env["dunning.receivable"].search([("id", "in", self.line_ids.move_line_id.ids)])
        if self.kind == "instalments":
            return self._offer_asked_plan(items)
        action = self.env["dunning.promise.wizard"]._open_promise_wizard(self.partner_id, self.company_id, items=items)
        lines = [fields.Command.create({"date_payment": self.day, "amount": self.amount})]
        context = {
            **action["context"],
            "default_source": "portal",
            "default_reply_id": self.reply_id.id,
            "default_contact_id": self.contact_id.id if self.contact_id.commercial_partner_id == self.partner_id else False,
            "default_note": self.text or "",
            "default_line_ids": lines,
        }
        return {**action, "context": context}

    def _offer_asked_plan(self, items):
        """Return the dialogue of payment plans with the instalments asked for.

        :param items: ``dunning.receivable`` of the request
        """
        contact = self.contact_id if self.contact_id.commercial_partner_id == self.partner_id else self.env["res.partner"]
        return self.env["dunning.payment.plan.wizard"]._open_plan_wizard(
            self.partner_id, self.company_id, items, count=self.count, first_date=self.day, source="portal",
            reply_id=self.reply_id.id, contact_id=contact.id, note=self.text or "",
        )  # fmt: skip
