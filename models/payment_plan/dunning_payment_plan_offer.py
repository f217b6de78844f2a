"""Offering a payment plan: what may be offered, who grants it, and how an offer ends that comes to nothing."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..shared import evidence
from ..shared.activities import create_tasks, drop_tasks, make_task_vals
from ..shared.bounds import add_days
from ..shared.customer_mail import mail_document
from ..shared.dunning_kept import check_state
from ..shared.once import lock_rows
from .schedule import sum_interest

ACTIVITY = "account_dunning.mail_activity_type_payment_plan"

# How many instalments a plan has at most.
MOST_INSTALMENTS = 60


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    def _as_plan_addon(self):
        """Return the plans for a write of the add-on itself, after it checked who asks."""
        return evidence.as_writer(self.sudo())

    @api.model
    def _offer_plan(self, profile, today, payments, items, **terms):
        """Record the offer of a plan; it leaves at once where the user may grant it alone, else it waits for who may.

        :param profile: ``dunning.profile``, whose customer the caller was checked for
        :param date today: the day on which it is offered
        :param list payments: of (date, amount), the amounts in the items' currency
        :param items: ``account.move.line`` that are paid, of one currency
        :param terms: more values of the plan: contact, fee, grace…
        :return: ``dunning.payment.plan``
        :raises UserError: it cannot be offered like that, in one sentence
        """
        Promise = self.env["dunning.promise"]
        profile = profile.sudo()
        profile._lock_customers(profile.partner_id, profile.company_id)
        rows = Promise._promisable_rows(profile.company_id, profile.partner_id, today, items)
        payments = sorted(payments)
        self._check_payments(rows, payments, today, terms.get("effect"))
        self._check_running(items)
        if terms.get("effect") == "ledger" and len(payments) > 1:
            self._check_replaceable(items.browse([row["item_id"] for row in rows]), today)
        parts = self.env["dunning.payment.plan.item"]._vals_of_rows(rows, payments)
        days = profile.company_id.dunning_plan_offer_days
        plan = self._as_plan_addon().create(
            {
                "grace_days": profile.company_id.dunning_plan_broken_days,
                "user_id": self.env.uid,
                **self._consumer_terms(profile, terms),
                "company_id": profile.company_id.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "debtor_class": profile.debtor_class,
                "currency_id": rows[0]["currency_id"],
                "date": today,
                "date_until": min(add_days(today, days), payments[0][0]),
                "line_ids": [fields.Command.create({"date": day, "amount": amount}) for day, amount in payments],
                "item_ids": [fields.Command.create(vals) for vals in parts],
                "state": "approval",
            }
        ).with_env(self.env)  # fmt: skip
        plan._add_interest()
        plan._write_document()
        plan._grant_or_ask()
        return plan

    @api.model
    def _consumer_terms(self, profile, terms):
        """Return the terms of a plan, those of a consumer without fee, interest, waiver and acceleration.

        :raises UserError: a consumer is to pay for the plan
        """
        if profile.debtor_class != "consumer":
            return terms
        if terms.get("fee") or terms.get("interest_rate"):
            raise UserError(self.env._("Consumers pay no fee and no interest for a payment plan."))
        return {**terms, "rest_due": False, "waive_by": False}

    @api.model
    def _check_payments(self, rows, payments, today, effect):
        """Refuse instalments that cannot be: days that are over, sums that are not what is open.

        :raises UserError: in one sentence
        """
        if not rows:
            raise UserError(self.env._("Nothing of these invoices is open and not promised already."))
        if len({row["currency_id"] for row in rows}) > 1:
            raise UserError(self.env._("These invoices are in several currencies: offer a plan for each."))
        if not payments or len(payments) > MOST_INSTALMENTS:
            raise UserError(self.env._("A payment plan has one to %s instalments.", MOST_INSTALMENTS))
        if payments[0][0] < today:
            raise UserError(self.env._("The first instalment cannot lie before %s.", format_date(self.env, today)))
        if len({day for day, _amount in payments}) < len(payments):
            raise UserError(self.env._("Two instalments on the same day are one."))
        currency = self.env["res.currency"].browse(rows[0]["currency_id"])
        total, wanted = sum(row["left"] for row in rows), sum(amount for _day, amount in payments)
        if any(currency.compare_amounts(amount, 0) <= 0 for _day, amount in payments):
            raise UserError(self.env._("An instalment is above zero."))
        if currency.compare_amounts(wanted, total) > 0 or (effect == "ledger" and currency.compare_amounts(wanted, total) < 0):
            text = self.env._("The instalments add up to %(sum)s, %(open)s is open and not promised already.")
            raise UserError(text % {"sum": currency.format(wanted), "open": currency.format(total)})

    @api.model
    def _check_running(self, items):
        """Refuse a second plan for items of one that is offered or runs.

        :raises UserError: with the invoice
        """
        same = [("move_line_id", "in", items.ids), ("plan_id.state", "in", ("approval", "offered", "running"))]
        other = self.env["dunning.payment.plan.item"].sudo().search(same, limit=1)
        if other:
            raise UserError(
                self.env._("%(invoice)s is in a payment plan of %(day)s already.", invoice=other.invoice_name,
                           day=format_date(self.env, other.plan_id.date))
            )  # fmt: skip

    # -- granting ----------------------------------------------------------------------------------

    def _grant_or_ask(self):
        """Have the offer leave where its author may grant it alone, else ask who may."""
        self.ensure_one()
        Authority = self.env["dunning.payment.plan.authority"]
        beyond = self._say_beyond_policy()
        if beyond:
            self.sudo()._message_log(body=beyond)
        if self.env.su or Authority._may_grant_plan(self.env.user, self):
            return self._send_offer()
        decider = Authority._find_plan_decider(self)
        self._as_plan_addon().decider_id = decider
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not decider:
            self.sudo()._message_log(body=self.env._("Nobody may grant this plan: add somebody under Authorities of Payment Plans."))
        elif kind:
            plan = self.sudo()
            create_tasks(plan, [make_task_vals(plan, kind, decider, plan.display_name, self._plan_day())])
        return None

    def action_approve(self):
        """Grant offers that were beyond the authority of who made them; they leave at once.

        :raises AccessError: nor may the caller grant one of them
        :raises UserError: one of them does not wait for that
        """
        self._check_plan_right()
        self._lock_plans()
        check_state(self, ("approval",))
        Authority = self.env["dunning.payment.plan.authority"]
        for plan in self:
            if not self.env.su and not Authority._may_grant_plan(self.env.user, plan):
                who = Authority._find_plan_decider(plan).sudo().name or self.env._("nobody yet")
                raise AccessError(self.env._("You may not grant this payment plan: %s may.", who))
            plan._send_offer()
        return True

    def action_refuse(self):
        """Do not grant offers: they never leave.

        :raises AccessError: the caller may not grant them either
        """
        self._check_plan_right()
        self._lock_plans()
        check_state(self, ("approval",))
        if not self.env.su and self.filtered(lambda plan: not plan.is_granter and plan.user_id != self.env.user):
            raise AccessError(self.env._("Only who may grant a payment plan, or who made the offer, refuses it."))
        self._end_plans("refused", self._plan_day())
        return True

    def _send_offer(self):
        """Have an offer leave, accepted by our side: who granted it, with name, function and time."""
        self.ensure_one()
        person, today = self.env.user, self._plan_day()
        self._check_first_day(today)
        plan = self._as_plan_addon()
        plan.write({"state": "offered", "granted_by_id": person.id, "decider_id": False})
        self.env["dunning.payment.plan.acceptance"].sudo().create(
            {
                "plan_id": self.id, "side": "company", "name": person.sudo().name, "capacity": person.sudo().partner_id.function,
                "via": "user", "user_id": person.id, "document_hash": plan.document_hash,
            }
        )  # fmt: skip
        drop_tasks(plan)
        mail_document(self, "mail_template_plan_offer")
        plan.profile_id._message_log(body=self.env._("Payment plan offered: %s.", plan.display_name))

    def _check_first_day(self, today):
        """Refuse an offer whose first instalment is over.

        :raises UserError: a new offer is needed
        """
        if self.line_ids[:1].date < today:
            raise UserError(self.env._("The first instalment lies before today: make a new offer."))

    # -- offers that come to nothing ---------------------------------------------------------------

    def action_send(self):
        """Mail the offer again to its contact."""
        self._check_plan_right()
        check_state(self, ("offered",))
        for plan in self:
            mail_document(plan, "mail_template_plan_offer")
        return True

    def action_withdraw(self):
        """Withdraw offers that the customer did not accept yet."""
        self._check_plan_right()
        self._lock_plans()
        check_state(self, ("approval", "offered"))
        self._end_plans("withdrawn", self._plan_day())
        return True

    def _lock_plans(self):
        lock_rows(self.sudo())
        self.invalidate_recordset(["state"])

    def _end_plans(self, state, today):
        """Write down how plans ended, and drop their tasks."""
        plans = self._as_plan_addon()
        plans.write({"state": state, "ended_on": today, "decider_id": False})
        drop_tasks(plans)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in plans:
            text = self.env._("Payment plan of %(day)s: %(state)s.", day=format_date(self.env, plan.date), state=labels[state])
            plan.profile_id._message_log(body=text)

    def _add_interest(self):
        """Work out the interest that was agreed: simple, on what each instalment waits."""
        plan = self._as_plan_addon()
        parts = [(line.date, line.amount) for line in plan.line_ids]
        plan.interest = plan.currency_id.round(sum_interest(parts, plan.date, plan.interest_rate))


class DunningPaymentPlanItem(models.Model):
    _inherit = "dunning.payment.plan.item"

    @api.model
    def _vals_of_rows(self, rows, payments):
        """Return the values of the items that instalments pay, the oldest due first, up to their sum.

        :param list rows: as ``dunning.promise._promisable_rows`` returns them
        :param list payments: of (date, amount)
        """
        left, found = sum(amount for _day, amount in payments), []
        items = self.env["account.move.line"].sudo().browse([row["item_id"] for row in rows])
        currency, ranks = items.currency_id[:1], items._dunning_instalments()
        for row, item in zip(rows, items, strict=True):
            part = min(row["left"], left)
            if currency.is_zero(part):
                continue
            left = currency.round(left - part)
            own = item.company_id.currency_id
            found.append(
                {
                    "move_line_id": item.id, "move_id": item.dunning_entry_id.id, "invoice_name": item._dunning_number(),
                    "instalment": ranks[item.id],
                    "date_due": row["date_due"], "amount": part, "amount_company": own.round(part * row["net"] / row["net_currency"]),
                }
            )  # fmt: skip
        return found
