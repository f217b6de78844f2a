"""Until when each open claim can be brought: by the law of its country, its nature and who owes it, and what interrupted it.

Time begins on the earliest of performance and invoice, and anew with each interruption that came while it ran. Whose law
governs follows ``interest.choice``: that of the seller for businesses, that of the debtor for consumers and public bodies.
Where a country has no rule nothing is known, and nothing is held back.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..claim.dunning_limitation_rule import DEBTORS
from ..shared.bounds import near_day
from ..shared.channels import EMAIL, POSTAL_CHANNELS
from ..shared.company_day import company_day
from ..shared.debtor_class import sql_debtor_class, sql_told
from ..shared.question import Question
from ..shared.receivable import sql_settlements
from ..shared.windows import form_of


class DunningLimitation(models.Model):
    _name = "dunning.limitation"
    _inherit = ["dunning.whole.ledger"]
    _description = "Limitation of an Open Claim"
    _auto = False
    _order = "last_day, id"
    _rec_name = "move_id"

    item_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    number = fields.Char(compute="_compute_number")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Open", readonly=True, help="Company currency.")
    date_due = fields.Date(string="Due", readonly=True)
    debtor_class = fields.Selection(DEBTORS, readonly=True)
    country_id = fields.Many2one("res.country", string="Law of", readonly=True)
    rule_id = fields.Many2one("dunning.limitation.rule", readonly=True)
    source = fields.Char(related="rule_id.source", string="Law")
    date_start = fields.Date(string="Began On", readonly=True, help="Performance or invoice, whichever came first.")
    date_interrupted = fields.Date(string="Interrupted On", readonly=True, help="Last event from which the time began anew.")
    last_day = fields.Date(readonly=True, help="Last day on which the claim can be brought.")
    days_left = fields.Integer(readonly=True, aggregator="min")
    is_barred = fields.Boolean(string="Time-Barred", readonly=True)
    pursued_on = fields.Date(string="Asked For All the Same", readonly=True)

    def _compute_number(self):
        for row in self:
            row.number = row.item_id._dunning_number() if row.item_id else row.move_id.sudo().name

    @property
    def _table_query(self):
        today = company_day(self)
        return SQL(" UNION ALL ").join(SQL("(%s)", self._sql_limited_claims(company, today)) for company in self.env.companies.root_id)

    @api.model
    def _sql_limited_claims(self, company, today):
        """Open claims of a root company with their last day, a column for each field."""
        company = company.sudo()
        self.env.flush_all()
        item = self.env["dunning.engine"]._sql_item(Question(company, today))
        return SQL(
            """
            WITH item AS MATERIALIZED (SELECT * FROM (%(item)s) AS open_item WHERE residual_currency > 0 AND NOT excluded)
            SELECT ends.item_id AS id, ends.*, %(root)s::int AS root_company_id, place.currency_id,
                   ends.last_day - %(today)s AS days_left, ends.last_day < %(today)s AS is_barred
              FROM (%(ends)s) AS ends
              JOIN res_company AS place ON place.id = ends.company_id
            """,
            item=item,
            root=company.id,
            today=today,
            ends=self._sql_ends(company, today),
        )

    # -- the rule ----------------------------------------------------------------------------------

    @api.model
    def _sql_ends(self, company, today, condition=None):
        """Return the query of the last day of the rows of ``item``, one row for each whose law is known.

        :param company: root ``res.company``
        :param date today: the day for which is decided: what interrupts later is not known yet
        :param SQL condition: on ``item``, its ``entry`` and ``performance``
        """
        return SQL(
            """
            WITH claim AS MATERIALIZED (%(claim)s),
                 event AS MATERIALIZED (%(event)s),
                 chained AS MATERIALIZED (%(chained)s)
            SELECT claim.item_id, claim.move_id, claim.partner_id, claim.company_id, claim.amount, claim.date_due, claim.debtor_class,
                   claim.country_id, claim.rule_id, claim.date_start, claim.pursued_on, reached.day AS date_interrupted,
                   %(last_day)s AS last_day
              FROM claim
              JOIN dunning_limitation_rule AS rule ON rule.id = claim.rule_id
              LEFT JOIN (SELECT item_id, MAX(day) AS day FROM chained WHERE counts GROUP BY item_id) AS reached
                     ON reached.item_id = claim.item_id
            """,
            claim=self._sql_claims(company, condition or SQL("TRUE")),
            event=SQL(" UNION ALL ").join(self._interruption_queries(company, today)),
            chained=self._sql_chained(),
            last_day=self.env["dunning.limitation.rule"]._sql_last_day(SQL("COALESCE(reached.day, claim.date_start)")),
        )

    def _sql_claim_start(self):
        """Day on which the time of an ``item`` begins, by its ``entry`` and ``performance``."""
        first, _last = self.env["dunning.performance"]._sql_performed(SQL("item.due"))
        return near_day(SQL("LEAST(%s, entry.invoice_date)", first))

    def _sql_claims(self, company, condition):
        """Items with their law: a period for their nature comes before the general ones, of several the shortest."""
        return SQL(
            """
            WITH started AS MATERIALIZED (
                SELECT item.id AS item_id, item.move_id, item.partner_id, item.company_id, item.residual AS amount,
                       item.due AS date_due, %(start)s AS date_start, performance.pursued_on, performance.nature_id
                  FROM item
                  JOIN account_move AS entry ON entry.id = item.move_id
                  LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
                 WHERE item.residual_currency > 0 AND %(condition)s
            )
            SELECT DISTINCT ON (dated.item_id) dated.*, rule.id AS rule_id
              FROM (
                SELECT item.item_id, item.move_id, item.partner_id, item.company_id, item.amount, item.date_due, item.date_start,
                       item.pursued_on, COALESCE(item.nature_id, root.dunning_nature_id) AS nature_id,
                       %(class)s AS debtor_class,
                       CASE WHEN %(class)s = 'business' THEN COALESCE(seat.country_id, head.country_id)
                            ELSE COALESCE(customer.country_id, seat.country_id, head.country_id) END AS country_id
                  FROM started AS item
                  JOIN res_partner AS customer ON customer.id = item.partner_id
                  JOIN res_company AS place ON place.id = item.company_id
                  JOIN res_partner AS seat ON seat.id = place.partner_id
                  JOIN res_company AS root ON root.id = %(company)s
                  JOIN res_partner AS head ON head.id = root.partner_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %(company)s
                  LEFT JOIN (%(told)s) AS told ON told.partner_id = item.partner_id
              ) AS dated
              JOIN dunning_limitation_rule AS rule
                ON rule.active AND rule.country_id = dated.country_id
               AND (rule.nature_id IS NULL OR rule.nature_id = dated.nature_id)
               AND (rule.debtor_class IS NULL OR rule.debtor_class = dated.debtor_class)
             ORDER BY dated.item_id, rule.nature_id IS NULL, %(last_day)s, rule.id
            """,
            start=self._sql_claim_start(),
            company=company.id,
            condition=condition,
            last_day=self.env["dunning.limitation.rule"]._sql_last_day(SQL("dated.date_start")),
            told=sql_told(SQL("SELECT partner_id, %s AS company_id FROM started", company.id)),
            **{"class": sql_debtor_class()},
        )

    def _interruption_queries(self, company, today):
        """Return the queries of what interrupts the time of each ``claim`` by its law: ``item_id, day``.

        Events that people recorded; part payments and written claims from ledger and history, where the law lets them count.
        """
        return [
            SQL(
                "SELECT claim.item_id, event.date AS day FROM dunning_interruption AS event JOIN claim ON claim.move_id = event.move_id %s",
                self._sql_counting(SQL("event.kind"), company, today),
            ),
            SQL(
                """SELECT claim.item_id, event.date FROM dunning_interruption AS event
                     JOIN claim ON claim.partner_id = event.partner_id AND event.move_id IS NULL %s""",
                self._sql_counting(SQL("event.kind"), company, today),
            ),
            SQL(
                """
                SELECT claim.item_id, money.date
                  FROM claim
                  JOIN dunning_interruption_rule AS law ON law.active AND law.kind = 'part_payment' AND law.country_id = claim.country_id
                   AND (law.debtor_class IS NULL OR law.debtor_class = claim.debtor_class)
                  JOIN %s AS partial ON partial.debit_move_id = claim.item_id
                  JOIN account_move_line AS money ON money.id = partial.credit_move_id AND money.date <= %s
                   AND (money.payment_id IS NOT NULL OR money.statement_line_id IS NOT NULL)
                """,
                sql_settlements(),
                today,
            ),
            SQL(
                """
                SELECT claim.item_id, action.date_done
                  FROM claim
                  JOIN dunning_interruption_rule AS law ON law.active AND law.kind = 'written_claim' AND law.country_id = claim.country_id
                   AND (law.debtor_class IS NULL OR law.debtor_class = claim.debtor_class)
                  JOIN dunning_action_line AS line ON line.move_line_id = claim.item_id AND line.asked AND line.status <> 'void'
                  JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done' AND action.date_done <= %s
                   AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.channel = ANY(%s)
                """,
                today,
                [EMAIL, *POSTAL_CHANNELS],
            ),
        ]

    def _sql_counting(self, kind, company, today):
        """Join what the law of a ``claim`` says of a recorded ``event``."""
        return SQL(
            """
            JOIN dunning_interruption_rule AS law ON law.active AND law.kind = %(kind)s AND law.country_id = claim.country_id
             AND (law.debtor_class IS NULL OR law.debtor_class = claim.debtor_class)
            WHERE event.company_id = %(company)s AND event.state = 'valid' AND event.date <= %(today)s
            """,
            kind=kind,
            company=company.id,
            today=today,
        )

    def _sql_chained(self):
        """Events with ``counts``: each must have come while the time ran that the one before it had begun."""
        return SQL(
            """
            SELECT link.item_id, link.day,
                   BOOL_AND(link.day <= %s) OVER (PARTITION BY link.item_id ORDER BY link.day ROWS UNBOUNDED PRECEDING) AS counts
              FROM (
                SELECT event.item_id, event.day, claim.rule_id,
                       COALESCE(LAG(event.day) OVER (PARTITION BY event.item_id ORDER BY event.day), claim.date_start) AS before
                  FROM event JOIN claim ON claim.item_id = event.item_id AND event.day >= claim.date_start
              ) AS link
              JOIN dunning_limitation_rule AS rule ON rule.id = link.rule_id
            """,
            self.env["dunning.limitation.rule"]._sql_last_day(SQL("link.before")),
        )

    @api.model
    def _sql_time_over(self, question):
        """Return the rows of ``item`` whose time is over: ``item_id, date_due, pursued_on, debtor_class``.

        No time is over before the shortest of all: most items are too young to look further.

        :param Question question: what is asked
        """
        old = SQL(
            """%(asked)s AND (performance.pursued_on IS NOT NULL
               OR item.due < %(today)s AND %(start)s + (
                  SELECT MIN(MAKE_INTERVAL(COALESCE(shortest.years, 0), COALESCE(shortest.months, 0)))
                    FROM dunning_limitation_rule AS shortest WHERE shortest.active) < %(today)s)""",
            asked=self.env["dunning.engine"]._sql_of_asked(question, SQL("entry.id"), SQL("SELECT move_id FROM item")),
            today=question.today,
            start=self._sql_claim_start(),
        )
        return SQL(
            "SELECT ends.item_id, ends.date_due, ends.pursued_on, ends.debtor_class FROM (%s) AS ends WHERE ends.last_day < %s",
            self._sql_ends(question.company, question.today, old),
            question.today,
        )

    @api.model
    def _sql_barred(self, today):
        """Return the overdue rows of ``time_over`` for which nobody goes on: ``item_id``.

        Consumers are never asked again, whoever decided what.
        """
        return SQL(
            "SELECT item_id FROM time_over WHERE date_due < %s AND (pursued_on IS NULL OR debtor_class = 'consumer')", today
        )

    @api.model
    def _sql_pursued(self):
        """Return the rows of ``time_over`` that a person asks for although their time is over: ``item_id``."""
        return SQL("SELECT item_id FROM time_over WHERE pursued_on IS NOT NULL")

    # -- what others ask ---------------------------------------------------------------------------

    @api.model
    def _read_ends(self, company, today, partners):
        """Return the last day on which the open claims on customers can be brought.

        :param company: ``res.company``; a branch counts for its root
        :param date today: the day for which is asked
        :param partners: commercial ``res.partner``
        :return: dict of id of the item: date; items whose law is not known are not in it
        """
        company = company.root_id.sudo()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "WITH item AS MATERIALIZED (%s) SELECT item_id, last_day FROM (%s) AS ends",
                self.env["dunning.engine"]._sql_item(Question(company, today, partners)),
                self._sql_ends(company, today),
            )
        )
        return dict(rows)

    # -- what people do ----------------------------------------------------------------------------

    def action_open_item(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return form_of(self.move_id)

    def action_interrupt(self):
        """Open the form that records what interrupted the time of this claim."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interruption of Limitation"),
            "res_model": "dunning.interruption",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.move_id.id, "default_partner_id": self.partner_id.id},
        }

    def action_pursue(self):
        """Open the dialogue in which a person decides to ask for these invoices although they are time-barred.

        :raises UserError: none of them is, or a consumer owes one
        """
        barred = self.filtered("is_barred")
        if not barred:
            raise UserError(self.env._("None of these claims is time-barred: they are asked for anyway."))
        if consumers := barred.filtered(lambda row: row.debtor_class == "consumer"):
            name = consumers[:1].partner_id.display_name
            raise UserError(self.env._("%s is a consumer: what is time-barred is not asked of consumers any more.", name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask Although Time-Barred"),
            "res_model": "dunning.limitation.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": barred.move_id.ids},
        }
