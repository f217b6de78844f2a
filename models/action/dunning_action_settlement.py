"""The message about a settled dispute: what was settled, the credit if any, what is payable until when (rule 6).

It goes out on its own, whatever else the customer owes. Where nothing was asked for after the due date yet it takes the
first step of the plan with it: after a dispute nothing is "perhaps an oversight" any more.
"""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.bounds import add_days
from ..shared.channels import BUNDLED_CHANNELS, EMAIL

# What is left of a settled invoice is payable so many days after the settlement.
PAYABLE_DAYS = 8


class DunningAction(models.Model):
    _inherit = "dunning.action"

    is_settlement = fields.Boolean(string="About a Settled Dispute", readonly=True, copy=False)
    settled_dispute_ids = fields.One2many("dunning.dispute", "settled_action_id", string="Settled Disputes", readonly=True)
    settlement_html = fields.Html(compute="_compute_settlement_texts", sanitize=False)
    payable_by_text = fields.Char(compute="_compute_settlement_texts")

    @api.depends("settled_dispute_ids.resolution", "settled_dispute_ids.credit_note_id", "settled_dispute_ids.payable_by")
    @api.depends_context("lang")
    def _compute_settlement_texts(self):
        for action in self:
            disputes = action.sudo().settled_dispute_ids
            rows = [Markup("<li>%s</li>") % action._settlement_sentence(dispute) for dispute in disputes]
            action.settlement_html = Markup("<ul>%s</ul>") % Markup("").join(rows) if rows else Markup()
            days = [day for day in disputes.mapped("payable_by") if day]
            action.payable_by_text = format_date(action.env, max(days)) if days else ""

    def _settlement_sentence(self, dispute):
        """Return how a dispute ended, as the customer is told; notes of people inside are not for him."""
        invoice, credit = dispute.target, dispute.credit_note_id
        if credit:
            return self.env._(
                "%(invoice)s: credit note %(credit)s of %(amount)s.",
                invoice=invoice,
                credit=credit.name,
                amount=formatLang(self.env, credit.amount_total, currency_obj=credit.currency_id),
            )
        if dispute.resolution == "corrected":
            return self.env._("%s: the invoice was corrected.", invoice)
        if dispute.resolution == "written_off":
            return self.env._("%s: the part in question is not claimed any more.", invoice)
        return self.env._("%s: as agreed, the invoice stands as it is.", invoice)

    @api.model
    def _tell_settled(self, disputes, today):
        """Make the message about settled disputes of each customer, and have what is left wait until the day it names.

        :param disputes: ``dunning.dispute`` settled
        :param date today: day of the settlement
        :return: ``dunning.action``, none where nothing is left to pay or nobody can be written to
        """
        told = self.browse()
        for profile, own in disputes.grouped("profile_id").items():
            rows = self._settled_rows(profile, own, today)
            if rows:
                # instalments to come are not asked for with one that is due, and do not put off its day
                day = max(add_days(today, PAYABLE_DAYS), min(row["date_due"] for row in rows))
                rows = [row for row in rows if row["date_due"] <= day]
                own.write({"payable_by": day})
                told |= self._create_settlement(profile, own, rows, today)
        if told:
            self._wake_delivery()
        return told

    @api.model
    def _settled_rows(self, profile, disputes, today):
        """Return the decision rows of what is left to pay of settled disputes, and does not rest for another reason."""
        rows = self.env["dunning.engine"]._decide_items(profile.company_id, today, profile.partner_id)
        suspended = self.env["dunning.decision"]._suspended_codes()
        found = []
        for row in rows:
            mine = disputes.filtered(
                lambda one, row=row: (
                    one.move_id.id == row["move_id"] and one.move_line_id.id in (False, row["item_id"])
                )
            )
            if mine and row["net_currency"] > 0 and row["reason"] not in (*suspended, "in_progress"):
                found.append(row)
        return found

    @api.model
    def _create_settlement(self, profile, disputes, rows, today):
        """Create the message about what was settled for one customer.

        :param profile: ``dunning.profile``
        :param disputes: its settled ``dunning.dispute``
        :param list rows: decision rows of what is left of them
        :param date today: day of the settlement
        """
        template = self.env.ref("account_dunning.mail_template_dispute_settled", raise_if_not_found=False)
        contact = self._default_contact(profile, EMAIL)
        if not template or not self.env["dunning.contact"]._serves_by_mail(contact, profile):
            profile._ask_for_address(self.env._("A dispute is settled and the customer could not be told by e-mail: please do."))
            return self.browse()
        step, Line = self._step_told_with(rows), self.env["dunning.action.line"]
        lines = []
        for row in rows:
            if step and row["step_id"] == step.id:
                lines.append(Line._advance_vals(row, {step.id: step.delay}))
            else:
                lines.append(Line._line_vals_of_row(row, kind="listed", status="open", asked=True))
        live = profile.company_id.dunning_live_date
        branches = {row["company_id"] for row in rows}
        action = self.create(
            {
                "company_id": profile.company_id.id,
                "branch_id": branches.pop() if len(branches) == 1 else profile.company_id.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "contact_id": contact.id,
                "plan_id": step.plan_id.id,
                "step_id": step.id,
                "channel": EMAIL,
                "mail_template_id": template.id,
                "group_key": rows[0]["group_key"] or 0,
                "is_settlement": True,
                "state": "ready" if live and today > live else "todo",
                "needs_review": not (live and today > live),
                "date": today,
                "user_id": profile._find_in_charge().id,
                "amount_due": sum(row["net"] for row in rows),
                "oldest_days": max(row["days_overdue"] for row in rows),
                "item_count": len(rows),
                "line_ids": [fields.Command.create(vals) for vals in Line._complete_vals(lines)],
            }
        )
        disputes.write({"settled_action_id": action.id})
        action._schedule_activities()
        return action

    @api.model
    def _step_told_with(self, rows):
        """Return the first written step after the due date when it is what comes next for these items, else no step.

        :param list rows: decision rows of what is left to pay
        """
        steps = self.env["dunning.plan.step"].browse({row["step_id"] for row in rows if row["step_id"]})
        for step in steps.sorted("delay"):
            first = step.plan_id.step_ids.filtered(lambda one: one.active and one.delay >= 0).sorted("delay")[:1]
            if step == first and step.channel in BUNDLED_CHANNELS:
                return step
        return steps.browse()
