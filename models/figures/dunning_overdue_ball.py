"""Who holds the ball: all that is overdue today, by whose move is next; it adds up to the overdue of the aged balance.

The decision says what keeps each item (design rule 8), the part that our credits and unallocated payments cover stands
apart: that money is here already. Nothing is judged twice: each reason code belongs to one holder.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.windows import form_of

HOLDERS = [
    ("a_promised", "Customer: promised, announced or on its way"),
    ("b_run", "Customer: next payment run"),
    ("c_plan", "Customer: payment plan"),
    ("d_step", "Customer: asked, the next step has its day"),
    ("e_dispute", "Dispute"),
    ("f_step", "Ours: a step is due or waits to be done"),
    ("g_not_sent", "Ours: invoice not sent or not arrived"),
    ("h_document", "Ours: document or order number asked for"),
    ("i_reply", "Ours: reply to be dealt with"),
    ("j_cash", "Ours: credit or payment not allocated"),
    ("k_receipt", "Ours: bank receipt not reconciled"),
    ("l_hold", "Ours: on hold, blocked or left out"),
    ("m_finished", "Plan finished"),
    ("n_handed", "Handed over or assigned"),
    ("o_insolvent", "Insolvency proceedings"),
    ("p_nobody", "Nobody: no plan, no address, below the threshold or time-barred"),
]

# Whose move is next by the reason code of the decision; codes of other add-ons that are not here are on hold.
HOLDER_OF_REASON = {
    **dict.fromkeys(("promise", "payment_announced", "direct_debit", "in_payment", "transaction"), "a_promised"),
    "payment_run": "b_run",
    "payment_plan": "c_plan",
    **dict.fromkeys(
        ("contacted", "not_due", "said", "letter_recent", "call_recent", "with_next", "settlement", "dispute_settled",
         "notice_term"), "d_step"),
    "dispute": "e_dispute",
    **dict.fromkeys(
        ("act", "ride", "join", "in_progress", "open_action", "other_step", "daily_cap", "budget_day", "budget_week", "closed_day",
         "quiet"), "f_step"),
    **dict.fromkeys(("undelivered", "arriving"), "g_not_sent"),
    **dict.fromkeys(("reply", "reply_unread"), "i_reply"),
    "covered": "j_cash",
    "bank_line": "k_receipt",
    **dict.fromkeys(("hold", "blocked", "discount", "excluded", "moratorium", "softened"), "l_hold"),
    "plan_finished": "m_finished",
    **dict.fromkeys(("legal", "factor"), "n_handed"),
    "insolvency": "o_insolvent",
    **dict.fromkeys(
        ("no_plan", "no_address", "below_threshold", "too_little", "time_barred", "barred_threat", "notice_missing"), "p_nobody"),
}  # fmt: skip

# Holders whose invoice may in truth never have left.
ASKING = ("d_step", "f_step", "m_finished", "p_nobody")


# Key of the context in which a screen says what invoices are divided by; the client brings it back.
KEY = "dunning_ball"

# Columns of a row that stay when it is divided among the parts of its invoice.
COLUMNS = (
    "holder", "owner_id", "move_id", "partner_id", "company_id", "company_currency_id", "date_due", "days_overdue", "since", "days_since",
    "team_id",
)  # fmt: skip

# Our own move, not the customer's.
OURS = ("f_step", "g_not_sent", "h_document", "i_reply", "j_cash", "k_receipt", "l_hold", "m_finished", "p_nobody")


class DunningOverdueBall(models.Model):
    _name = "dunning.overdue.ball"
    _inherit = ["dunning.whole.ledger"]
    _description = "Overdue by Whose Move Is Next"
    _auto = False
    _order = "holder, amount desc, id"
    _rec_name = "move_id"

    holder = fields.Selection(HOLDERS, string="Whose Move", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True, help="Who has to settle the dispute, else who collects.")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    since = fields.Date(readonly=True, help="Of a dispute the day it was opened, of credits and payments the day of the oldest.")
    days_since = fields.Integer(readonly=True, aggregator="max")
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True, help="Overdue in the books, company currency.")
    product_id = fields.Many2one("product.product", readonly=True, help="Filled when it is divided by product.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account", readonly=True, groups="analytic.group_analytic_accounting",
        help="Filled when it is divided by analytic account: those of the first plan.",
    )  # fmt: skip

    @property
    def _table_query(self):
        today = company_day(self)
        self.env.flush_all()
        rows = SQL(" UNION ALL ").join(
            SQL("(%s)", self._sql_ball(Question(root, today), self.env.companies)) for root in self.env.companies.root_id
        )
        Share = self.env["dunning.invoice.share"]
        return Share._sql_divided(rows, Share._check_division(self.env.context.get(KEY)), COLUMNS, ["amount"])

    def _sql_ball(self, question, companies):
        """Return the overdue items of a main company with whose move is next: an item twice where credits cover a part.

        :param Question question: the main company and today
        :param companies: ``res.company`` that are shown
        """
        Aging = self.env["dunning.aging"]
        mine = companies.filtered(lambda company: company.root_id == question.company)
        options = Aging._read_options({"day": question.today, "trade": True, "overdue_only": True})
        options = options._replace(company_ids=tuple(mine.ids), account_ids=(), partner_ids=())
        return SQL(
            """
            WITH late AS MATERIALIZED (%(late)s), decided AS MATERIALIZED (%(decision)s),
            held AS (
                SELECT late.id, late.move_id, late.company_id, late.company_currency_id, late.partner_id, late.date_due, late.days,
                       late.residual, decided.reason,
                       CASE %(holders)s WHEN decided.item_id IS NULL THEN 'p_nobody' ELSE 'l_hold' END AS holder,
                       GREATEST(0, LEAST(late.residual, late.residual - COALESCE(decided.net, late.residual))) AS covered
                  FROM late
                  LEFT JOIN decided ON decided.item_id = late.id
            ),
            parted AS (
                SELECT held.*, held.residual - held.covered AS amount, 0 AS place FROM held WHERE held.reason IS DISTINCT FROM 'covered'
                 UNION ALL
                SELECT held.*, CASE WHEN held.reason = 'covered' THEN held.residual ELSE held.covered END, 1
                  FROM held WHERE held.covered <> 0 OR held.reason = 'covered'
            )
            SELECT parted.id * 2 + parted.place AS id, named.holder,
                   COALESCE(CASE WHEN named.holder = 'e_dispute' THEN dispute.user_id END, profile.collector_id,
                            root.dunning_collector_id) AS owner_id,
                   parted.move_id, parted.partner_id, parted.company_id, parted.company_currency_id, parted.date_due,
                   parted.days AS days_overdue, shown.since, %(today)s - shown.since AS days_since, parted.amount,
                   %(team)s AS team_id
              FROM parted
              JOIN account_move AS invoice ON invoice.id = parted.move_id
              JOIN res_company AS root ON root.id = %(root)s
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = parted.partner_id AND profile.company_id = %(root)s
              LEFT JOIN (SELECT move_id, MIN(user_id) AS user_id, MIN(date_opened) AS since
                           FROM dunning_dispute WHERE state = 'open' GROUP BY 1) AS dispute ON dispute.move_id = parted.move_id
              LEFT JOIN (%(credits)s) AS credit ON credit.partner_id = parted.partner_id
              LEFT JOIN (%(asked)s) AS asked ON asked.profile_id = profile.id
             CROSS JOIN LATERAL (VALUES (
                   CASE WHEN parted.place = 1 THEN 'j_cash'
                        WHEN parted.holder = 'i_reply' AND asked.profile_id IS NOT NULL THEN 'h_document'
                        WHEN parted.holder = ANY(%(asking)s) AND %(unsent)s THEN 'g_not_sent'
                        ELSE parted.holder END)) AS named (holder)
             CROSS JOIN LATERAL (VALUES (
                   CASE named.holder WHEN 'e_dispute' THEN dispute.since WHEN 'j_cash' THEN credit.since END)) AS shown (since)
             WHERE parted.amount <> 0
            """,
            late=Aging._sql_items(options, entry=False),
            decision=self.env["dunning.engine"]._decision_sql(question),
            holders=SQL(" ").join(
                SQL("WHEN decided.reason = %s THEN %s", reason, holder) for reason, holder in HOLDER_OF_REASON.items()
            ),
            today=SQL("%s::date", question.today),
            root=question.company.id,
            credits=self._sql_oldest_credits(options),
            asked=self._sql_documents_asked(question.company),
            asking=list(ASKING),
            unsent=self._sql_never_sent(question.company),
            team=self.env["dunning.invoice.share"]._sql_sales_team("invoice"),
        )

    def _sql_oldest_credits(self, options):
        """Return the day of each customer's oldest credit or payment that is not allocated, as ``partner_id, since``."""
        return SQL(
            "SELECT item.partner_id, MIN(line.date) AS since FROM (%s) AS item JOIN account_move_line AS line ON line.id = item.id "
            "WHERE item.is_credit GROUP BY 1",
            self.env["dunning.aging"]._sql_items(options._replace(overdue_only=False), entry=False),
        )

    def _sql_documents_asked(self, company):
        """Return the customers one of whose replies that wait asks for a document or an order number, as ``profile_id``."""
        return SQL(
            """
            SELECT DISTINCT reply.profile_id
              FROM dunning_reply AS reply
              JOIN dunning_reply_meaning AS meaning ON meaning.reply_id = reply.id
             WHERE reply.company_id = %s AND reply.state = 'new' AND meaning.outcome = 'needs_document'
               AND meaning.state NOT IN ('rejected', 'undone')
            """,
            company.id,
        )

    def _sql_never_sent(self, company):
        """Whether nobody knows an ``invoice`` to have left, as *Coverage* asks: where the company looks after that, since it is live."""
        if not (company.dunning_check_sent and company.dunning_live_date):
            return SQL("FALSE")
        return SQL(
            """(invoice.move_type = 'out_invoice' AND invoice.is_move_sent IS NOT TRUE AND invoice.invoice_date >= %s AND NOT %s
                AND NOT EXISTS (SELECT FROM dunning_action_line AS taken
                                 WHERE taken.move_id = invoice.id AND taken.kind = 'advance' AND taken.status = 'counted'))""",
            company.dunning_live_date,
            self.env["dunning.coverage"]._sql_handed_over(),
        )

    def action_open_item(self):
        """Open the invoice."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)
