"""Accepting a payment plan: on the customer's page, or elsewhere by a colleague's word; and what follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.customer_mail import mail_document
from ..shared.dunning_kept import check_state
from ..shared.once import lock_rows


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    def _accept_plan(self, name, capacity, via, contact=None):
        """Take down that the customer accepts an offer, as evidence, and have the plan run from today; once.

        :param str name: who accepts, as typed
        :param str capacity: in which capacity
        :param str via: how, see ``dunning.payment.plan.acceptance``
        :param contact: ``res.partner`` of the link or the login
        :raises UserError: it is no offer any more, or its invoices were paid or promised meanwhile
        """
        self.ensure_one()
        plan = self._as_plan_addon()
        lock_rows(plan.profile_id)
        self._lock_plans()
        if plan.state == "running":
            return
        today = self._plan_day()
        if plan.state != "offered" or today > plan.date_until:
            raise UserError(self.env._("This offer does not stand any more: please ask us for a new one."))
        self.env["dunning.payment.plan.acceptance"].sudo().create(
            {
                "plan_id": plan.id, "side": "customer", "name": name, "capacity": capacity, "via": via,
                "contact_id": contact.id if contact else False, "user_id": self.env.uid if via == "paper" else False,
                "document_hash": plan.document_hash,
            }
        )  # fmt: skip
        plan._move_to_instalments(today)
        plan._record_instalments(today)
        plan.write({"state": "running", "accepted_on": today})
        plan._move_due_dates()
        plan._note_acknowledgement(name, today)
        plan._draft_cost()
        mail_document(plan, "mail_template_plan_accepted")
        text = self.env._("Payment plan accepted by %(name)s (%(capacity)s): %(plan)s.")
        plan.profile_id._message_log(body=text % {"name": name, "capacity": capacity or "–", "plan": plan.display_name})

    def _record_instalments(self, today):
        """Record the instalments as promises of the items: each rests on what comes in until its day.

        :raises UserError: less is open than the plan pays
        """
        Promise = self.env["dunning.promise"]
        for line in self.line_ids:
            promise = Promise._record_promises(
                self.company_id, self.partner_id, today, [(line.date, line.amount)], self._find_items_of_instalment(line),
                source=self.source, contact_id=self._contact_of_customer().id, user_id=self.user_id.id, action_id=self.action_id.id,
                grace_days=self.grace_days, payment_plan_id=self.id,
            )  # fmt: skip
            if not promise:
                raise UserError(self.env._("Something of these invoices was paid or promised meanwhile: please ask us for a new offer."))
            line.promise_id = promise

    def _note_acknowledgement(self, name, today):
        """Record that the customer acknowledged the debt: whether that interrupts limitation is the law's to say (data)."""
        company = self.company_id
        self.env["dunning.interruption"].sudo().create(
            [
                {
                    "company_id": company.id, "partner_id": self.partner_id.id, "move_id": move.id, "kind": "acknowledgement",
                    "date": today, "note": self.env._("Payment plan accepted by %s", name), "user_id": self.user_id.id,
                }
                for move in self.item_ids.move_id
                if self.partner_id in move._dunning_customers()
            ]
        )  # fmt: skip

    def _contact_of_customer(self):
        return self.contact_id.filtered(lambda one: one.commercial_partner_id == self.partner_id)

    def _draft_cost(self):
        """Make the draft of the invoice of fee and interest, due with the last instalment; somebody looks at it and posts it."""
        lines = [(self.env._("Fee of the payment plan"), self.fee), (self.env._("Interest of the payment plan"), self.interest)]
        lines = [(name, amount) for name, amount in lines if not self.currency_id.is_zero(amount)]
        if not lines:
            return
        company = self.branch_id or self.company_id
        self.cost_move_id = self.env["account.move"].with_company(company).create(
            {
                "move_type": "out_invoice", "partner_id": self.partner_id.id, "company_id": company.id, "currency_id": self.currency_id.id,
                "invoice_payment_term_id": False, "invoice_date_due": self.line_ids[-1:].date,
                "invoice_line_ids": [fields.Command.create({"name": name, "price_unit": amount}) for name, amount in lines],
            }
        )  # fmt: skip

    def _decline_plan(self):
        """Take down that the customer does not want an offer.

        :raises UserError: it is no offer any more
        """
        self.ensure_one()
        self._lock_plans()
        if self.sudo().state != "offered":
            raise UserError(self.env._("This offer does not stand any more: please ask us for a new one."))
        self._end_plans("declined", self._plan_day())

    def action_accepted(self):
        """Open the dialogue that takes down an acceptance given elsewhere: signed on paper, by e-mail."""
        self.ensure_one()
        self._check_plan_right()
        check_state(self, ("offered",))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accepted Elsewhere"),
            "res_model": "dunning.payment.plan.accept.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    # -- the decision ------------------------------------------------------------------------------

    @api.model
    def _sql_plan_rest(self, question):
        """Return the suspensions of items in payment plans: of one that ran that day to its end, of an offer while it stands.

        :param Question question: what is asked
        :return: SQL with columns ``item_id, code, until, hold_id``
        """
        return SQL(
            """
            SELECT item.id, 'payment_plan', CASE WHEN plan.accepted_on <= %(today)s THEN plan.date_last ELSE plan.date_until END, NULL::int
              FROM dunning_payment_plan AS plan
              JOIN dunning_payment_plan_item AS part ON part.plan_id = plan.id
              JOIN item ON item.id = part.move_line_id
             WHERE plan.company_id = %(company)s AND (plan.ended_on IS NULL OR plan.ended_on > %(today)s)
               AND CASE WHEN plan.accepted_on <= %(today)s THEN plan.date_last >= %(today)s
                        ELSE plan.state <> 'approval' AND plan.date <= %(today)s AND plan.date_until >= %(today)s END
            """,
            company=question.company.id,
            today=question.today,
        )
