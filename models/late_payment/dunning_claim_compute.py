"""Computing claims: which invoices of a customer, by which law, with which interest and fixed sums. Nothing is booked here."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from odoo import Command, api, models
from odoo.tools import SQL

from .. import interest
from ..shared.bounds import FAR_DAY, add_days, near_day
from ..shared.receivable import sql_is_invoiced, sql_legal_due, sql_settlements, sql_trade
from .dunning_claim import FINAL_STATES
from .exact import exact
from .law_words import explain_law_error

# What tells the claims on a customer apart.
CLAIM_KEY = ("profile_id", "branch_id", "currency_id", "regime_id", "contract_id")


@dataclass
class ClaimGroup:
    """Items of one branch, currency and law that one claim asks for."""

    governing: object
    branch: object
    currency: object
    items: list = field(default_factory=list)


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    @api.model
    def _late_items(self, profile, day, paid_since=None):
        """Return the customer's items that are overdue, or were paid late since a day, in the user's companies.

        :param profile: ``dunning.profile``
        :param date day: the day decided for
        :param date paid_since: invoices paid late from this day on count as well
        :return: ``account.move.line``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  JOIN account_move AS move ON move.id = line.move_id AND %(invoiced)s
                  JOIN res_partner AS partner ON partner.id = line.partner_id
                  LEFT JOIN (SELECT debit_move_id, MAX(max_date) AS day FROM %(settlements)s AS settlement GROUP BY 1) AS paid
                         ON paid.debit_move_id = line.id
                 WHERE partner.commercial_partner_id = %(partner)s AND line.company_id = ANY(%(companies)s)
                   AND line.parent_state = 'posted' AND line.amount_currency > 0 AND %(due)s < %(day)s
                   AND (line.reconciled IS NOT TRUE OR paid.day >= %(since)s AND paid.day > %(due)s)
                 ORDER BY %(due)s, line.id
                """,
                partner=profile.partner_id.id,
                companies=profile.company_id._dunning_own_companies().ids,
                due=near_day(sql_legal_due()),
                trade=sql_trade(),
                day=day,
                since=paid_since,
                settlements=sql_settlements(),
                invoiced=sql_is_invoiced(),
            )
        )
        return self.env["account.move.line"].browse(row[0] for row in rows)

    @api.model
    def _compute_claims(self, profile, items, day, action=None):
        """Compute the claims on some items of a customer, and keep them as threatened; what was threatened before is computed anew.

        :param profile: ``dunning.profile``
        :param items: ``account.move.line``
        :param date day: last day of interest
        :param action: ``dunning.action`` whose notice says them
        :return: (``dunning.claim``, list of (item, reason in words) of what no law is known for)
        """
        vals_list, problems = self._claim_vals_list(profile, items, day)
        claims = self.browse()
        for vals in vals_list:
            claims |= self._keep_claim(vals | {"action_id": action and action.id}, action)
        return claims, problems

    @api.model
    def _claim_vals_list(self, profile, items, day, covered=None):
        """Return the values of the claims on some items of a customer; nothing is written.

        :param profile: ``dunning.profile``
        :param items: ``account.move.line``
        :param date day: last day of interest
        :param dict covered: what credits cover of an item, by item: it bears no interest in this claim
        :return: (list of values, list of (item, reason in words) of what no law is known for)
        """
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        groups, problems = self._group_by_law(profile, items, catalogue)
        vals_list = []
        for group in groups:
            claim, lines = self._compute_group(profile, group, day, catalogue, covered)
            vals_list.append(self._claim_vals(profile, group, claim, lines))
        return vals_list, problems

    @api.model
    def _group_by_law(self, profile, items, catalogue):
        """Return what belongs into one claim, and what no law is known for.

        :return: (list of ``ClaimGroup``, list of (item, reason in words))
        """
        groups, problems, found = {}, [], {}
        contracts = self.env["dunning.interest.catalogue"]._contracts_of(profile)
        for item in items:
            move = item.dunning_entry_id
            if move not in found:
                try:
                    found[move] = self.env["dunning.interest.catalogue"]._choose_governing_law(move, profile, catalogue, contracts)
                except interest.InterestError as error:
                    found[move] = explain_law_error(self.env, error)
            law = found[move]
            if isinstance(law, str):
                problems.append((item, law))
                continue
            key = (move.company_id.id, item.currency_id.id, law.regime.key, law.contract.id)
            groups.setdefault(key, ClaimGroup(law, move.company_id, item.currency_id)).items.append(item)
        return list(groups.values()), problems

    @api.model
    def _group_key(self, profile, group):
        """Return the values that tell the claim on a group apart, by the names of ``CLAIM_KEY``."""
        regime = self.env["dunning.interest.regime"].sudo().search([("key", "=", group.governing.regime.key)], limit=1)
        values = (profile, group.branch, group.currency, regime, group.governing.contract)
        return {name: record.id for name, record in zip(CLAIM_KEY, values, strict=True)}

    @api.model
    def _compute_group(self, profile, group, day, catalogue, covered=None):
        """Compute one claim.

        :return: (``interest.Claim``, list of values of its lines)
        """
        items = self.env["account.move.line"].browse([item.id for item in group.items])
        contract, regime = group.governing.contract, group.governing.regime
        debts = self.env["dunning.interest.debt"]._read_debts(items, dict.fromkeys(items, contract), profile)
        debts = {item: self._less_cover(item, debt, day, covered) for item, debt in debts.items()}
        charged_until, fee_claims = self._charged_before(items)

        def make_claim(some):
            return interest.make_claim(
                some.values(), regime, catalogue, day,
                charged_until=charged_until,
                fee_charged=set(fee_claims),
                claim_of=fee_claims,
                has_clause=contract.fee_clause,
                has_letter=self._has_free_letter(debts.values(), regime, day),
            )  # fmt: skip

        claim = make_claim(debts)
        if self._is_interest_first(profile, regime):
            proven = self._find_standing_costs(self._group_key(profile, group), items)._exceeding_by_day(claim)
            claim = make_claim(self._count_by_law(debts, regime, catalogue, claim, proven))
        return claim, self._claim_line_vals(profile, claim, debts, day)

    @api.model
    def _less_cover(self, item, debt, day, covered):
        """Return a debt without what the customer's own credits cover, which is not asked for: to the debtor's favour from the start."""
        amount = exact((covered or {}).get(item, 0.0), item.currency_id.decimal_places)
        return replace(debt, credits=(*debt.credits, interest.Credit(day, amount, corrects=True))) if amount > 0 else debt

    @api.model
    def _is_interest_first(self, profile, regime):
        """Tell whether part payments are counted as paying interest first: where the company says so and law lets us."""
        return profile.company_id.sudo().dunning_allocation == "law" and regime.country == "FR" and regime.compounding == interest.SIMPLE

    @api.model
    def _count_by_law(self, debts, regime, catalogue, claim, proven=()):
        """Return the debts with payments cut to what they paid of the principal; as they are where no rate is known.

        Interest goes first, then the fixed sum of the item and the further costs on proof of the claim, which the first payments
        after their day meet (Code civil, art. 1343-1; costs of collecting: Cass. civ. 1re, 7 Feb 1995).

        :param interest.Claim claim: of the same debts, which says the fixed sums
        :param proven: further costs (``interest.Cost``), oldest first
        """
        counted, same = dict(debts), claim.fees_currency == claim.currency
        fees = {fee.references[0]: fee.amount for fee in claim.fees.fees} if same else {}
        left = list(proven) if same else []
        for item, debt in self._by_first_payment(debts, left):
            fixed = interest.Cost(add_days(debt.due, 1), fees.get(debt.reference, Decimal(0)))
            try:
                found = interest.impute_payments(debt, regime, catalogue, claim.day, costs=(fixed, *left))
            except (interest.UnknownRateError, interest.NotStartedError):
                continue
            counted[item] = found.debt
            left = self._costs_not_met(left, max(found.costs - fixed.amount, Decimal(0)))
        return counted

    @api.model
    def _by_first_payment(self, debts, costs):
        """Return (item, debt) in the order of the payments that can meet costs, those without any last."""
        since = min((cost.since for cost in costs), default=None)

        def first_day(debt):
            return min((payment.day for payment in debt.payments if since and payment.day >= since), default=FAR_DAY)

        return sorted(debts.items(), key=lambda one: (first_day(one[1]), one[1].due, one[0].id))

    @api.model
    def _costs_not_met(self, costs, paid):
        """Return what is left of costs (``interest.Cost``, oldest first) after so much was paid of them."""
        left = []
        for cost in costs:
            met = min(cost.amount, paid)
            paid -= met
            left.append(interest.Cost(cost.since, cost.amount - met))
        return left

    @api.model
    def _has_free_letter(self, debts, regime, day):
        """Tell whether the days that a free letter gave for all these debts are over."""
        days = next((trigger.days for trigger in regime.start if trigger.kind == "free_reminder"), 0)
        began = [debt.facts.reminder_term_began for debt in debts]
        return bool(began) and all(start and (day - start).days > days for start in began)

    @api.model
    def _charged_before(self, items):
        """Return what was charged, or waived, of items before.

        :return: (dict of day up to which interest was charged by reference, dict of claim by reference whose sum was charged);
            references are those of the debts
        """
        lines = self.env["dunning.claim.line"].sudo().search(
            [("move_id", "in", items.dunning_entry_id.ids), ("claim_id.state", "in", FINAL_STATES)]
        )  # fmt: skip
        until, fees, by_move = {}, {}, {}
        for line in lines:
            reference = str(line.move_line_id.id)
            if line.interest_until and not line.reason:
                until[reference] = max(until.get(reference, line.interest_until), line.interest_until)
            if line.fee or line.fee_refusal == "in_sum":
                by_move[line.move_id.id] = str(line.claim_id.id)
        for item in items:
            if item.dunning_entry_id.id in by_move:
                fees[str(item.id)] = by_move[item.dunning_entry_id.id]
        return until, fees

    # -- values of the records ---------------------------------------------------------------------

    @api.model
    def _claim_line_vals(self, profile, claim, debts, day):
        """Return the values of the lines of a claim, in the order of its items."""
        lines = {line.reference: line for line in claim.lines}
        refused = dict(claim.refused)
        fees = {reference: (fee.amount if not rank else Decimal(0), fee.source)
                for fee in claim.fees.fees for rank, reference in enumerate(fee.references)}  # fmt: skip
        no_fee = dict(claim.fees.refused)
        facts = self.env["account.move.line"].union(*debts).sudo()._dunning_snapshot()
        vals_list = []
        for item, debt in debts.items():
            reference, fact = str(item.id), facts[item.id]
            amount, source = fees.get(reference, (Decimal(0), ""))
            vals_list.append(
                {
                    "move_id": item.dunning_entry_id.id, "move_line_id": item.id, "number": fact["invoice_name"],
                    "invoice_date": fact["invoice_date"],
                    "date_due": debt.due, "invoiced": float(debt.principal), "principal": float(debt.open_amount(day)),
                    "fee": float(amount), "fee_source": source,
                    "fee_refusal": no_fee.get(reference) or (source and not amount and "in_sum") or False,
                    **self._interest_vals(profile, lines.get(reference), refused.get(reference)),
                }
            )  # fmt: skip
        return vals_list

    @api.model
    def _interest_vals(self, profile, line, error):
        """Return the interest of a line: nothing where law gives none yet, or where it is too little to be claimed."""
        if line is None:
            return {"reason": explain_law_error(self.env, error)}
        company = profile.company_id.sudo()
        worth = interest.is_worth_charging(
            line, minimum=exact(company.dunning_claim_minimum, 2), grace_days=company.dunning_claim_grace
        )
        reason = False
        if line.amount and not worth:
            reason = self.env._("Below what the company claims: %s", line.amount)
        return {
            "days": line.days,
            "rates": " · ".join(str(rate) for rate in line.rates),
            "interest_from": line.segments[0].first if line.segments else False,
            "interest_until": line.last_day or False,
            "interest": float(line.amount) if worth else 0.0,
            "withheld": float(line.withheld),
            "ends": line.ends,
            "segments": self._segments_of(line),
            "reason": reason,
        }

    @api.model
    def _segments_of(self, line):
        """Return the segments as they are kept and shown: amounts add up to the interest of the line."""
        return [
            {
                "first": segment.first.isoformat(), "last": segment.last.isoformat(), "days": segment.days,
                "principal": str(segment.principal), "rate": str(segment.rate.percent), "source": segment.rate.source,
                "capitalised": str(round(float(segment.capitalised), line.digits)), "amount": str(amount),
            }
            for segment, amount in zip(line.segments, line.shown_amounts(), strict=True)
        ]  # fmt: skip

    @api.model
    def _claim_vals(self, profile, group, claim, lines):
        """Return the values of a claim with its lines."""
        regime, contract = group.governing.regime, group.governing.contract
        currencies = self.env["res.currency"].with_context(active_test=False)
        fee_currency = currencies.search([("name", "=", claim.fees_currency)], limit=1) or group.currency
        amounts = {name: sum(line.get(name) or 0.0 for line in lines) for name in ("principal", "interest", "withheld", "fee")}
        amounts = {name: (fee_currency if name == "fee" else group.currency).round(amount) for name, amount in amounts.items()}
        per_diem = claim.per_diem if claim.per_diem is not None else Decimal(0)
        worth = not any(line.get("reason") and line.get("days") for line in lines)
        return {
            **self._group_key(profile, group), "company_id": profile.company_id.id, "partner_id": profile.partner_id.id,
            "debtor_class": profile.debtor_class, "date": claim.day,
            "law": "; ".join(filter(None, (regime.law, contract.clause if regime.contract else ""))),
            **amounts, "fee_currency_id": fee_currency.id, "per_diem": float(per_diem) if worth else 0.0,
            "per_diem_until": claim.per_diem_until or False, "runs_on": bool(claim.runs_on),
            "missing": " ".join(explain_law_error(self.env, error) for error in claim.missing),
            "by_law": self._is_interest_first(profile, regime),
            "fee_waivable": regime.fee.waivable if regime.fee else True,
            "amount_company": self._in_company_currency(
                profile.company_id, claim.day, (group.currency, amounts["interest"]), (fee_currency, amounts["fee"])
            ),
            "warnings": "\n".join(self._find_warnings(group, claim)),
            "line_ids": [Command.clear(), *(Command.create(line) for line in lines)],
        }  # fmt: skip

    @api.model
    def _in_company_currency(self, company, day, *amounts):
        currency = company.sudo().currency_id
        return sum(one._convert(amount, currency, company, day) for one, amount in amounts)

    @api.model
    def _find_warnings(self, group, claim):
        """Return what a person should look at, in sentences."""
        found = []
        if group.governing.choice.review:
            text = self.env._("The contract names another law than the customer's own, which a consumer or a public body may not lose.")
            found.append(text)
        limits = {limit for line in claim.lines for limit in line.limits}
        for half_year, kind in sorted(limits):
            text = self.env._("The agreed rate was below three times the legal rate: raised (%s).", half_year) if kind == "floor" else (
                self.env._("The agreed rate was above what law allows: cut (%s).", half_year))  # fmt: skip
            found.append(text)
        if claim.missing:
            found.append(self.env._("A rate is not published yet: interest goes to the last known day, and runs on."))
        return found + self._find_mention_warnings(group)

    @api.model
    def _keep_claim(self, vals, action):
        """Write a computed claim over the live one of the same kind, or make one."""
        key = {name: vals[name] for name in CLAIM_KEY}
        live = self._find_live_claim(key, action or self.env["dunning.action"])
        if live:
            live.write({name: value for name, value in vals.items() if name != "action_id" or value})
            return live.with_env(self.env)
        claim = self.sudo().create(vals)
        self._find_standing_costs(key, claim.line_ids.move_line_id)._move_to_claim(claim)
        return claim.with_env(self.env)

    def action_recompute(self):
        """Compute threatened claims anew, to today."""
        self.check_access("write")
        for claim in self.filtered(lambda one: one.state == "threatened"):
            items = claim.line_ids.move_line_id.exists()
            if items:
                self._compute_claims(claim.profile_id, items, self._claim_day(claim.company_id), claim.action_id)
        return True

    @api.model
    def _group_amounts(self, claims):
        """Return interest and compensation of claims, by currency."""
        totals = defaultdict(float)
        for claim in claims:
            totals[claim.currency_id] += claim.interest
            if claim.fee:
                totals[claim.fee_currency_id] += claim.fee
        return totals
