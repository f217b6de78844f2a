"""Interest of very many items for lists: a few statements a law, exact to the cent, the same as the library computes one by one.

Simple interest goes through one statement with the cumulated rates of the library (``interest.RateTable``), whatever makes it
run and whether its rate moves or is frozen. Laws that compound and items with an open dispute are read by one statement and
priced by the same table in Python. Only laws whose clock disputes stop go through the library one by
one. These amounts are looked at, never printed or booked.
"""

from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from .. import interest
from ..shared.bounds import add_days, near_day
from ..shared.debtor_class import sql_debtor_class, sql_told
from ..shared.receivable import sql_entry, sql_legal_due
from .dunning_interest_debt import PUBLIC_TERM


def sql_ids(ids):
    """Return very many ids as one constant: PostgreSQL plans a list of as many constants much longer.

    :param ids: integers
    """
    return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")


@dataclass
class LawGroup:
    """Items of one law: ``regime`` with its clause, ``contract`` (record, may be empty), what their customer is."""

    regime: object
    contract: object
    items: list
    disputed: set
    first: object
    public_term: object


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
        for row in self._read_law_groups(ids, day):
            group = self._make_law_group(row, catalogue)
            if group and group.regime.dispute_stops:
                slow += group.items
            elif group:
                found |= self._price_group(group, catalogue, day)
        return found | self._price_one_by_one(slow, catalogue, day)

    @api.model
    def _read_law_groups(self, ids, day):
        """Return items by what decides about their law, on a day.

        :return: list of dict with ``seller, debtor, debtor_class, public_term, contract_id``; ``items`` and ``disputed`` are ids,
            ``first`` is the day after the earliest due date
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT seller.code AS seller, debtor.code AS debtor, %(debtor_class)s AS debtor_class,
                       profile.public_term, contract.id AS contract_id, ARRAY_AGG(line.id) AS items, MIN(%(due)s) + 1 AS first,
                       ARRAY_AGG(line.id) FILTER (WHERE %(entry)s IN (SELECT move_id FROM dunning_dispute WHERE date_opened <= %(day)s))
                       AS disputed
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
                 GROUP BY 1, 2, 3, 4, 5
                """,
                debtor_class=sql_debtor_class(),
                told=self._sql_told(ids),
                due=near_day(sql_legal_due()),
                entry=sql_entry(),
                day=day,
                contracts=self._sql_contracts(ids),
                ids=sql_ids(ids),
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
                sql_ids(ids),
            )
        )

    @api.model
    def _sql_contracts(self, ids):
        """Return the terms of each item, where there are any, as ``item_id, id``: as ``_find_contract`` chooses them."""
        return SQL(
            """
            SELECT DISTINCT ON (line.id) line.id AS item_id, terms.id
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = %s
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
            sql_entry(),
            self._sql_told(ids),
            sql_ids(ids),
            sql_debtor_class(),
        )

    @api.model
    def _make_law_group(self, row, catalogue):
        """Return the items of a row with their law and its clause, ``None`` where none is known or filled in."""
        contract = self.env["dunning.interest.contract"].sudo().browse(row["contract_id"] or [])
        try:
            choice = interest.choose_law(
                row["debtor_class"], contract=contract.law_country_id.code or None, seller=row["seller"], debtor=row["debtor"]
            )
            regime = catalogue.regime_for(choice.country, choice.debtor_class)
            regime = self.env["dunning.interest.catalogue"]._agree_rate(regime, contract)
            regime.check_complete()
        except interest.InterestError:
            return None
        has_term = self.env["dunning.interest.debt"]._has_public_term(row["debtor_class"], row["debtor"])
        term = (row["public_term"] or PUBLIC_TERM) if has_term else None
        return LawGroup(regime, contract, row["items"], set(row["disputed"] or ()), row["first"], term)

    @api.model
    def _price_group(self, group, catalogue, day):
        """Return the interest of items of one law.

        :return: dict by item id; what begins in a half-year without published rate is left out
        """
        firsts = self._read_firsts(group)
        first = group.first if firsts is None else min(firsts.values(), default=None)
        if first is None or first > day:
            return {}
        periods = self._known_periods(group.regime, catalogue, first, day)
        if periods != [(first, day)] and firsts is None:
            firsts = {item: add_days(due, 1) for item, due, _begins in self._read_due_days(group)}
        found = {}
        for begin, end in periods:
            items = group.items if firsts is None else [item for item, own in firsts.items() if begin <= own <= end]
            table = interest.RateTable(group.regime, catalogue, begin, end, gaps=True)
            found |= self._price_items((group, day), items, firsts, table)
        return found

    @api.model
    def _known_periods(self, regime, catalogue, first, day):
        """Return the periods (first, last day) whose debts are priced together: what begins between them has no rate yet."""
        if regime.reset == interest.FROZEN:
            return [(first, day)]
        return interest.known_periods(regime, catalogue, first, day)

    @api.model
    def _price_items(self, asked, items, firsts, table):
        """Return the interest of items that begin within a table, by item id.

        :param tuple asked: ``LawGroup``, day that is asked for
        """
        group, day = asked
        by_hand = set(items) if group.regime.compounding != interest.SIMPLE else group.disputed.intersection(items)
        by_sql = [item for item in items if item not in by_hand]
        found = self._price_by_sql(by_sql, firsts, table) if by_sql else {}
        return found | (self._price_by_table(sorted(by_hand), firsts, table, day) if by_hand else {})

    # -- when interest begins to run ---------------------------------------------------------------

    @api.model
    def _read_firsts(self, group):
        """Return the first day that bears interest by item id, ``None`` where it is the day after the due date for all of them.

        Items for which nothing has made it run yet are left out.
        """
        if group.public_term is None and [trigger.kind for trigger in group.regime.start] == ["due"] and not group.regime.start[0].days:
            return None
        Debt = self.env["dunning.interest.debt"]
        items = self.env["account.move.line"].browse(group.items)
        notices, reminders, found = dict(Debt._notice_days(items)), Debt._reminder_days(items), {}
        agreed = bool(group.contract and group.contract.due_agreed)
        for item, due, begins in self._read_due_days(group):
            if group.public_term is not None:
                due = Debt._not_before_term(due, begins, group.public_term)
            facts = interest.Facts(agreed, notices.get(item), reminder_term_began=reminders.get(item))
            try:
                found[item] = interest.first_day(group.regime, due, facts)
            except interest.NotStartedError:
                continue
        return found

    @api.model
    def _read_due_days(self, group):
        """Return (item id, due day, day from which a public body's term counts or ``None``) of the items of one law."""
        if group.public_term is not None:
            return self.env["dunning.interest.debt"]._read_term_starts(group.items)
        query = "SELECT line.id, %s, NULL::date FROM account_move_line AS line WHERE line.id = ANY(%s)"
        return self.env.execute_query(SQL(query, near_day(sql_legal_due()), sql_ids(group.items)))

    # -- what it comes to --------------------------------------------------------------------------

    @api.model
    def _price_by_sql(self, ids, firsts, table):
        """Return the simple interest of items without open dispute by one statement: dict by item id."""
        return dict(self.env.execute_query(self._sql_interest(ids, firsts, table)))

    @api.model
    def _sql_firsts(self, ids, firsts):
        """Return ``item_id, first``: the first day of each item, as given or the day after its due date."""
        if firsts is None:
            return SQL(
                "SELECT line.id AS item_id, %s + 1 AS first FROM account_move_line AS line WHERE line.id = ANY(%s)",
                near_day(sql_legal_due()), sql_ids(ids),
            )  # fmt: skip
        days = f"{{{','.join(firsts[item].isoformat() for item in ids)}}}"
        return SQL("SELECT * FROM UNNEST(%s, %s::date[]) AS known (item_id, first)", sql_ids(ids), days)

    @api.model
    def _sql_interest_items(self, ids, firsts, last):
        """Return what interest is computed from: ``id, units`` of its currency, ``cents, first, last`` day."""
        judgments = self.env["dunning.interest.debt"]._read_judgments(self.env["account.move.line"].sudo().browse(ids))
        return SQL(
            """
            SELECT line.id, currency.units, ROUND(line.amount_currency * currency.units) AS cents,
                   starting.first, LEAST(%(last)s::date, judgment.day - 1) AS last
              FROM (%(firsts)s) AS starting
              JOIN account_move_line AS line ON line.id = starting.item_id
              JOIN (SELECT id, 10::numeric ^ decimal_places AS units FROM res_currency OFFSET 0) AS currency
                ON currency.id = line.currency_id
              LEFT JOIN UNNEST(%(judged)s::int[], %(judged_on)s::date[]) AS judgment (item_id, day) ON judgment.item_id = line.id
            """,
            firsts=self._sql_firsts(ids, firsts),
            last=last,
            judged=list(judgments),
            judged_on=list(judgments.values()),
        )

    @api.model
    def _sql_gone(self):
        """Return the day from which on what was ``settled`` is gone: a payment's own day still bears interest of ``running``."""
        return SQL(
            """GREATEST(CASE settled.kind WHEN 'payment' THEN settled.day + 1 WHEN 'rebate' THEN settled.day ELSE running.first END,
                        running.first)"""
        )

    @api.model
    def _sql_interest(self, ids, firsts, table):
        """Return ``id, amount`` of items: what was outstanding × cumulated rates, less what was paid × what was left of them."""
        days, cumulated = table.columns()
        return SQL(
            """
            WITH rate (day, c, start_units) AS MATERIALIZED (
                SELECT * FROM UNNEST(%(days)s::date[], %(cumulated)s::bigint[], %(start_units)s::bigint[])
            ),
            item AS MATERIALIZED (%(items)s),
            running AS MATERIALIZED (
                SELECT item.*, start.c AS start, stop.c AS stop, start.start_units
                  FROM item JOIN rate AS start ON start.day = item.first JOIN rate AS stop ON stop.day = item.last + 1
                 WHERE item.first <= item.last
            ),
            gone AS (
                SELECT running.id, SUM(ROUND(settled.amount * running.units) * (running.stop - away.c)) AS units
                  FROM (%(settled)s) AS settled
                  JOIN running ON running.id = settled.item_id
                  JOIN rate AS away ON away.day = %(gone)s
                 WHERE away.day <= running.last
                 GROUP BY running.id
            )
            SELECT running.id, (GREATEST(0, DIV(
                   2 * (running.cents::numeric * (running.stop - running.start) - COALESCE(gone.units, 0)) * running.start_units
                   + %(divisor)s, 2 * %(divisor)s::numeric)) / running.units)::float8
              FROM running LEFT JOIN gone ON gone.id = running.id
            """,
            days=days,
            cumulated=cumulated,
            start_units=table.start_units(),
            items=self._sql_interest_items(ids, firsts, table.last),
            settled=self.env["dunning.interest.debt"]._sql_settlements(SQL("= ANY(%s)", sql_ids(ids))),
            gone=self._sql_gone(),
            divisor=table.divisor,
        )

    @api.model
    def _price_by_table(self, ids, firsts, table, day):
        """Return the interest of items whose law compounds or of which a part is in dispute: dict by item id."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH running AS MATERIALIZED (SELECT * FROM (%(items)s) AS item WHERE item.first <= item.last)
                SELECT running.*, gone.days, gone.amounts
                  FROM running
                  LEFT JOIN (SELECT running.id, ARRAY_AGG(%(gone)s - 1) AS days,
                                    ARRAY_AGG(ROUND(settled.amount * running.units)) AS amounts
                               FROM (%(settled)s) AS settled JOIN running ON running.id = settled.item_id
                              GROUP BY running.id) AS gone ON gone.id = running.id
                """,
                items=self._sql_interest_items(ids, firsts, table.last),
                gone=self._sql_gone(),
                settled=self.env["dunning.interest.debt"]._sql_settlements(SQL("IN (SELECT id FROM running)")),
            )
        )
        held = self._read_held_cents(ids, day)
        found = {}
        for row in rows:
            paid = [(day, int(amount)) for day, amount in zip(row["days"] or (), row["amounts"] or (), strict=True)]
            bearing = max(int(row["cents"]) - held.get(row["id"], 0), 0)
            found[row["id"]] = table.interest(row["first"], row["last"], bearing, paid) / int(row["units"])
        return found

    @api.model
    def _read_held_cents(self, ids, day):
        """Return what is in dispute of items on a day, in the smallest unit of their currency, by item id."""
        items = self.env["account.move.line"].sudo().browse(ids)
        domain = [("move_id", "in", items.dunning_entry_id.ids), ("date_opened", "<=", day)]
        moves = self.env["dunning.dispute"].sudo().search(domain).move_id
        items = items.filtered(lambda item: item.dunning_entry_id in moves)
        found = self.env["dunning.interest.debt"]._read_disputes(items)
        return {
            item.id: sum(int(one.amount.scaleb(item.currency_id.decimal_places)) for one in found.get(item.id, ()) if one.is_open(day))
            for item in items
        }

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
