"""Statements by schedule: once a month, on the company's day, to every customer with a balance who has not opted out."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models

from ..claim.dunning_hold import CANCELLING_KINDS
from ..shared import evidence
from ..shared.company_day import company_day

# A server that stood still on the day of the statements makes up for it so many days later, not after.
GRACE_DAYS = 7

# Statements made between two commits.
STATEMENTS_PER_BATCH = 25


class DunningStatement(models.Model):
    _inherit = "dunning.statement"

    @api.model
    def _cron_send(self):
        """Make and send the month's statements of every live root company whose day has come."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            own = self.with_company(company)
            if not own._send_month(company, company_day(own), commit=True):
                break

    @api.model
    def _send_month(self, company, today, commit=False):
        """Make and send the statements of a month that are not made yet, a batch at a time.

        Who has one of this month gets no second one, whatever stops in between.

        :param company: root ``res.company``
        :param date today: day of the run
        :param bool commit: commit each batch and stop when the time of the cron is up
        :return: whether all is done
        """
        day = self._month_day(company, today)
        if not day:
            return True
        profiles = self._month_profiles(company, day)
        for start in range(0, len(profiles), STATEMENTS_PER_BATCH):
            batch = profiles[start : start + STATEMENTS_PER_BATCH]
            vals_list = [self._month_vals(profile, company, day) for profile in batch]
            statements = evidence.as_writer(self).create(vals_list).with_env(self.env)
            statements._send_statements(today)
            if commit and not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=len(profiles) - start - len(batch)
            ):
                return False
        return True

    @api.model
    def _month_day(self, company, today):
        """Return the last day of statements when it is not long past, else nothing.

        It may lie in the month before, when the server stood still at its end; of several that were missed the last one
        counts: its statement shows what the others would have. Before a company went live there was none, and none leaves
        while nothing does.
        """
        if not company.dunning_statement_day or not company.dunning_live_date or company._dunning_is_stopped():
            return None
        day = self._statement_day(company, today)
        if day > today:
            day = self._statement_day(company, today + relativedelta(months=-1))
        is_near = today <= day + timedelta(days=GRACE_DAYS)
        return day if is_near and day >= company.dunning_live_date else None

    @api.model
    def _statement_day(self, company, month):
        """Return the day of statements in the month of a day; where the month is shorter, its last day."""
        return month + relativedelta(day=company.dunning_statement_day)

    @api.model
    def _month_vals(self, profile, company, day):
        """Return the values of the statement of a month."""
        kind = company.dunning_statement_kind
        return {
            "profile_id": profile.id,
            "kind": kind,
            "date_from": self._statement_day(company, day + relativedelta(months=-1)) + timedelta(days=1) if kind == "activity" else False,
            "date_to": day,
            "with_group": profile.statement_group,
            "attach_invoices": company.dunning_statement_invoices,
            "period": day.strftime("%Y-%m"),
        }

    @api.model
    def _month_profiles(self, company, day):
        """Return the profiles of the customers who get a statement: with a balance, in no currency zero alone.

        Left out: who opted out, who has this month's already, whose group gets one for all, and customers in
        insolvency, with a factor or handed over.

        :param date day: day of the statements
        """
        partners = self.env["res.partner"].search([("id", "in", self._owing_partner_ids(company, day))])
        if not partners:
            return self.env["dunning.profile"]
        profiles = self.env["dunning.profile"]._get_or_create(partners, company)
        heads = self.env["dunning.profile"].search([("company_id", "=", company.id), ("statement_group", "=", True)])
        covered = self.env["res.partner"]
        for head in heads:  # few: groups that want one statement
            everybody = self.env["res.partner"].with_context(active_test=False)
            family = everybody.search([("id", "child_of", head.partner_id.id)]).commercial_partner_id
            covered |= family - head.partner_id
            if family & partners:
                profiles |= head
        made = self.search([("company_id", "=", company.id), ("period", "=", day.strftime("%Y-%m"))]).profile_id
        held = self.env["dunning.hold"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("kind", "in", CANCELLING_KINDS),
                ("move_id", "=", False),
            ]
        )
        profiles -= made
        return profiles.filtered(
            lambda profile: (
                profile.active
                and not profile.no_statement
                and profile.partner_id not in covered
                and profile.partner_id not in held.partner_id
            )
        ).sorted("id")

    @api.model
    def _owing_partner_ids(self, company, day):
        """Return the customers with a balance in some currency on a day."""
        options = self._options_of(company, day, self.env["res.partner"])
        self.env.flush_all()
        rows = self.env.execute_query_dict(self.env["dunning.aging"]._sql_balances(options))
        currencies = {currency.id: currency for currency in self.env["res.currency"].browse({row["money_id"] for row in rows})}
        # a branch's debt may be covered by another branch's credit
        sums = {}
        for row in rows:
            key = (row["partner_id"], row["money_id"])
            sums[key] = sums.get(key, 0.0) + row["balance"]
        return sorted(
            {partner_id for (partner_id, money_id), amount in sums.items() if partner_id and not currencies[money_id].is_zero(amount)}
        )
