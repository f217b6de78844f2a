"""Interest of very many items for lists: one statement a law, exact to the cent, the same as the library computes one by one.

Simple interest of laws that run from the due date, without disputes, goes through SQL with the cumulated rates of the library
(``interest.RateTable``). The others – compounding laws, those that wait for a notice, public bodies, disputed items, days before
the first published rate – go through the library one by one. These amounts are looked at, never printed or booked.
"""

from odoo import api, models
from odoo.tools import SQL

from .. import interest
from ..shared.bounds import near_day
from ..shared.debtor_class import sql_debtor_class, sql_told
from ..shared.receivable import sql_due


class DunningInterestBulk(models.AbstractModel):
    _name = "dunning.interest.bulk"
    _description = "Interest of Many Items"

    @api.model
    def _accrued_interest(self, ids, day):
        """Return the interest that accrued to a day, charged or not.

        :param list ids: ids of receivable items of posted customer invoices
        :param date day: last day of interest
        :return: dict by item id of amounts in the item's currency; items for which no law gives interest are left out
        """
        self.env.flush_all()
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        found, slow = {}, []
        for group in self._law_groups(ids):
            regime = self._regime_of_group(group, catalogue)
            if regime is None:
                continue
            fast = regime.compounding == interest.SIMPLE and group["debtor_class"] != "public"
            # a rate that stays as it was at the start needs none of later half-years: these are computed one by one
            fast = fast and regime.reset != interest.FROZEN and not regime.dispute_stops
            fast = fast and [trigger.kind for trigger in regime.start] == ["due"]
            quick, others = self._split_by_known_rates(group["items"], regime, catalogue, day) if fast else ([], group["items"])
            slow += others
            if quick:
                found.update(self._price_items(quick, regime, catalogue, day))
        return found | self._price_one_by_one(slow, catalogue, day)

    @api.model
    def _law_groups(self, ids):
        """Return items by what decides about their law: list of dict ``seller, debtor, debtor_class, contract_id, items``."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT seller.code AS seller, debtor.code AS debtor, %(debtor_class)s AS debtor_class,
                       contract.id AS contract_id, ARRAY_AGG(line.id) AS items
                  FROM account_move_line AS line
                  JOIN res_company AS branch ON branch.id = line.company_id
                  JOIN res_company AS root ON root.id = SPLIT_PART(branch.parent_path, '/', 1)::int
                  JOIN res_partner AS place ON place.id = branch.partner_id
                  JOIN res_partner AS main ON main.id = root.partner_id
                  LEFT JOIN res_country AS seller ON seller.id = COALESCE(place.country_id, main.country_id)
                  JOIN res_partner AS payer ON payer.id = line.partner_id
                  JOIN res_partner AS customer ON customer.id = payer.commercial_partner_id
                  LEFT JOIN res_country AS debtor ON debtor.id = customer.country_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.id AND profile.company_id = root.id
                  LEFT JOIN (%(told)s) AS told ON told.partner_id = customer.id AND told.company_id = root.id
                  LEFT JOIN (%(contracts)s) AS contract ON contract.item_id = line.id
                 WHERE line.id = ANY(%(ids)s)
                 GROUP BY 1, 2, 3, 4
                """,
                debtor_class=sql_debtor_class(),
                told=self._sql_told(ids),
                contracts=self._sql_contracts(ids),
                ids=ids,
            )
        )

    @api.model
    def _sql_told(self, ids):
        """Return the class of customers of these items that have no profile, by root company."""
        return sql_told(
            SQL(
                """
                SELECT payer.commercial_partner_id AS partner_id, SPLIT_PART(branch.parent_path, '/', 1)::int AS company_id
                  FROM account_move_line AS line
                  JOIN res_company AS branch ON branch.id = line.company_id
                  JOIN res_partner AS payer ON payer.id = line.partner_id
                 WHERE line.id = ANY(%s)
                """,
                ids,
            )
        )

    @api.model
    def _sql_contracts(self, ids):
        """Return the terms of each item, where there are any, as ``item_id, id``: as ``_find_contract`` chooses them."""
        return SQL(
            """
            SELECT DISTINCT ON (line.id) line.id AS item_id, terms.id
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_company AS branch ON branch.id = line.company_id
              JOIN res_partner AS payer ON payer.id = line.partner_id
              JOIN dunning_interest_contract AS terms ON terms.active AND terms.company_id = SPLIT_PART(branch.parent_path, '/', 1)::int
                   AND (terms.partner_id IS NULL OR terms.partner_id = payer.commercial_partner_id)
                   AND (terms.move_id IS NULL OR terms.move_id = move.id)
                   AND COALESCE(move.invoice_date, move.date) BETWEEN COALESCE(terms.date_from, '-infinity')
                                                              AND COALESCE(terms.date_to, 'infinity')
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = payer.commercial_partner_id
                                                  AND profile.company_id = terms.company_id
              LEFT JOIN (%s) AS told ON told.partner_id = payer.commercial_partner_id AND told.company_id = terms.company_id
             WHERE line.id = ANY(%s)
               AND (terms.partner_id IS NOT NULL OR %s = 'business')
             ORDER BY line.id, terms.move_id IS NULL, terms.partner_id IS NULL, terms.date_from DESC, terms.id DESC
            """,
            self._sql_told(ids),
            ids,
            sql_debtor_class(),
        )

    @api.model
    def _regime_of_group(self, group, catalogue):
        """Return the law of a group with its clause, ``None`` where none is known or filled in."""
        contract = self.env["dunning.interest.contract"].sudo().browse(group["contract_id"] or [])
        try:
            choice = interest.choose_law(
                group["debtor_class"], contract=contract.law_country_id.code or None, seller=group["seller"], debtor=group["debtor"]
            )
            regime = catalogue.regime_for(choice.country, choice.debtor_class)
            regime = self.env["dunning.interest.catalogue"]._agree_rate(regime, contract)
            regime.check_complete()
        except interest.InterestError:
            return None
        return regime

    @api.model
    def _split_by_known_rates(self, ids, regime, catalogue, day):
        """Return the items that the cumulated rates reach and have no open dispute, and the others."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, %s + 1, EXISTS (SELECT FROM dunning_dispute AS dispute
                                                 WHERE dispute.move_id = line.move_id AND dispute.state = 'open')
                  FROM account_move_line AS line WHERE line.id = ANY(%s)
                """,
                near_day(sql_due()), ids,
            )
        )  # fmt: skip
        begin = self._first_known_day(regime, catalogue, min(row[1] for row in rows), day)
        quick = [row[0] for row in rows if not row[2] and begin and row[1] >= begin]
        return quick, list({row[0] for row in rows} - set(quick))

    @api.model
    def _first_known_day(self, regime, catalogue, first, day):
        """Return the first day from which on the rates of a law are known without a gap up to its last known day, or ``None``."""
        book, half_year, begin = interest.RateBook(catalogue, regime), interest.HalfYear.of(first), None
        while half_year.first <= day:
            try:
                book.rate_on(half_year.first, half_year.first)
                begin = begin or max(half_year.first, first)
            except interest.UnknownRateError:
                if begin:
                    break
            half_year = half_year.next()
        return begin

    @api.model
    def _price_items(self, ids, regime, catalogue, day):
        """Return the interest of items by one statement.

        :return: dict by item id
        """
        [[first]] = self.env.execute_query(
            SQL("SELECT MIN(%s) + 1 FROM account_move_line AS line WHERE line.id = ANY(%s)",
                near_day(sql_due()), ids)
        )  # fmt: skip
        last = interest.last_known_day(regime, catalogue, first, max(day, first))
        table = interest.RateTable(regime, catalogue, first, max(last, first))
        days, cumulated = table.columns()
        rows = self.env.execute_query(self._sql_interest(ids, (days, cumulated), table.divisor, min(day, last)))
        return {item: float(amount) for item, amount in rows}

    @api.model
    def _sql_interest(self, ids, rates, divisor, last):
        """Return ``id, amount`` of items: what was outstanding × cumulated rates, less what was paid × what was left of them.

        :param tuple rates: lists of days and of cumulated rates; of frozen rates that would not be enough
        """
        days, cumulated = rates
        judgments = self.env["dunning.interest.debt"]._read_judgments(self.env["account.move.line"].sudo().browse(ids))
        return SQL(
            """
            WITH rate (day, c) AS MATERIALIZED (
                SELECT * FROM UNNEST(%(days)s::date[], %(cumulated)s::bigint[])
            ),
            item AS MATERIALIZED (
                SELECT line.id, 10::numeric ^ currency.decimal_places AS units,
                       ROUND(line.amount_currency * 10::numeric ^ currency.decimal_places) AS cents,
                       %(due)s + 1 AS first, LEAST(%(last)s::date, judgment.day - 1) AS last
                  FROM account_move_line AS line
                  JOIN res_currency AS currency ON currency.id = line.currency_id
                  LEFT JOIN UNNEST(%(judged)s::int[], %(judged_on)s::date[]) AS judgment (item_id, day) ON judgment.item_id = line.id
                 WHERE line.id = ANY(%(ids)s)
            ),
            running AS MATERIALIZED (
                SELECT item.*, start.c AS start, stop.c AS stop
                  FROM item JOIN rate AS start ON start.day = item.first JOIN rate AS stop ON stop.day = item.last + 1
                 WHERE item.first <= item.last
            ),
            gone AS (
                SELECT running.id, SUM(ROUND(settled.amount * running.units) * (running.stop - away.c)) AS units
                  FROM (%(settled)s) AS settled
                  JOIN running ON running.id = settled.item_id
                  JOIN rate AS away ON away.day = GREATEST(
                       CASE settled.kind WHEN 'payment' THEN settled.day + 1 WHEN 'rebate' THEN settled.day ELSE running.first END,
                       running.first)
                 WHERE away.day <= running.last
                 GROUP BY running.id
            )
            SELECT running.id, GREATEST(0, DIV(
                   2 * (running.cents::numeric * (running.stop - running.start) - COALESCE(gone.units, 0)) + %(divisor)s,
                   2 * %(divisor)s::numeric)) / running.units
              FROM running LEFT JOIN gone ON gone.id = running.id
            """,
            days=days,
            cumulated=cumulated,
            judged=list(judgments),
            judged_on=list(judgments.values()),
            due=near_day(sql_due()),
            last=last,
            ids=ids,
            settled=self.env["dunning.interest.debt"]._sql_settlements(SQL("IN (SELECT id FROM item)")),
            divisor=divisor,
        )

    @api.model
    def _price_one_by_one(self, ids, catalogue, day):
        """Return the interest of items as the library computes it, by item id."""
        items = self.env["account.move.line"].sudo().browse(ids)
        found = {}
        for (company, partner), own in items.grouped(lambda item: (item.company_id.root_id, item.partner_id.commercial_partner_id)).items():
            profile = self._profile_of(partner, company)
            groups, _problems = self.env["dunning.claim"]._group_by_law(profile, own, catalogue)
            for group in groups:
                lines = self.env["account.move.line"].browse([item.id for item in group.items])
                debts = self.env["dunning.interest.debt"]._read_debts(lines, dict.fromkeys(lines, group.governing.contract), profile)
                for item, debt in debts.items():
                    try:
                        line = interest.compute_interest(debt, group.governing.regime, catalogue, day, missing=interest.STOP)
                    except interest.InterestError:
                        continue
                    found[item.id] = float(line.amount)
        return found

    @api.model
    def _profile_of(self, partner, company):
        """Return the profile of a customer; where there is none, one that is not stored: looking at a list writes nothing."""
        Profile = self.env["dunning.profile"].sudo()
        found = Profile.search([("partner_id", "=", partner.id), ("company_id", "=", company.id)], limit=1)
        if found:
            return found
        told = Profile._read_classes(partner, company)[partner.id]
        return Profile.new({"partner_id": partner.id, "company_id": company.id, "debtor_class": told["own"]})
