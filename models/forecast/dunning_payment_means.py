"""By which means a payment came in, and what each costs: data beside what core knows (payment method, journal, provider).

The row of a payment method counts before that of a journal; without either a payment is a card's or debit's when a provider
took it, a transfer when it came from a bank statement. A row without both says what a means costs in general.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..page.dunning_answer import MEANS


class DunningPaymentMeans(models.Model):
    _name = "dunning.payment.means"
    _description = "Means of Payment and Its Cost"
    _inherit = ["dunning.guarded"]
    _order = "company_id, means, id"
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    means = fields.Selection(MEANS, required=True)
    journal_id = fields.Many2one(
        "account.journal", index="btree_not_null", ondelete="cascade", help="Payments of this journal came in by this means."
    )
    method_id = fields.Many2one(
        "account.payment.method", string="Payment Method", index="btree_not_null", ondelete="cascade",
        domain="[('payment_type', '=', 'inbound')]", help="Payments of this method came in by this means, whatever the journal.",
    )  # fmt: skip
    cost_fixed = fields.Monetary(string="Cost of a Payment", help="Company currency; spread over the items that it pays.")
    cost_percent = fields.Float(string="Cost (% of the amount)", digits=(16, 4))

    _cost_not_negative = models.Constraint("CHECK(cost_fixed >= 0 AND cost_percent >= 0)", "What a means of payment costs is not negative.")
    _one_place = models.Constraint(
        "CHECK(journal_id IS NULL OR method_id IS NULL)", "A row is about a journal or about a payment method, one of them."
    )
    _place_uniq = models.UniqueIndex(
        "(company_id, COALESCE(journal_id, 0), COALESCE(method_id, 0),"
        " COALESCE(CASE WHEN journal_id IS NULL AND method_id IS NULL THEN means END, ''))",
        "This journal, method or means has a row already.",
    )

    @api.depends("means", "journal_id", "method_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["means"]._description_selection(self.env))
        for one in self:
            place = one.method_id.name or one.journal_id.name
            one.display_name = f"{labels.get(one.means, '')} ({place})" if place else labels.get(one.means, "")

    @api.model
    def _sql_means(self, paid):
        """Return by which means payments of items came in, and what that cost.

        :param SQL paid: query as ``dunning.behaviour._sql_payments`` returns it
        :return: SQL with its ``id``, ``means`` and ``cost`` (company currency)
        """
        return SQL(
            """
            SELECT known.id, known.means,
                   ROUND(COALESCE(known.fixed, usual.cost_fixed, 0) * known.amount / NULLIF(known.whole, 0)
                         + COALESCE(known.percent, usual.cost_percent, 0)::numeric * known.amount / 100, 2) AS cost
              FROM (
                SELECT paid.id, paid.amount, root.id AS root_id, ABS(credit.balance) AS whole,
                       COALESCE(by_method.means, by_journal.means,
                                CASE WHEN method.code = 'sepa_direct_debit' OR taken.code = 'sepa_direct_debit' THEN 'debit'
                                     WHEN payment.payment_transaction_id IS NOT NULL THEN 'card'
                                     WHEN entry.statement_line_id IS NOT NULL AND journal.type = 'bank' THEN 'transfer'
                                     ELSE 'other' END) AS means,
                       CASE WHEN by_method.id IS NOT NULL THEN NULLIF(by_method.cost_fixed, 0)
                            ELSE NULLIF(by_journal.cost_fixed, 0) END AS fixed,
                       CASE WHEN by_method.id IS NOT NULL THEN NULLIF(by_method.cost_percent, 0)
                            ELSE NULLIF(by_journal.cost_percent, 0) END AS percent
                  FROM (%s) AS paid
                  JOIN account_move_line AS credit ON credit.id = paid.payment_item_id
                  JOIN account_move AS entry ON entry.id = credit.move_id
                  JOIN account_journal AS journal ON journal.id = credit.journal_id
                  JOIN res_company AS company ON company.id = paid.company_id
                  JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
                  LEFT JOIN account_payment AS payment ON payment.id = COALESCE(credit.payment_id, entry.origin_payment_id)
                  LEFT JOIN account_payment_method_line AS line ON line.id = payment.payment_method_line_id
                  LEFT JOIN account_payment_method AS method ON method.id = line.payment_method_id
                  LEFT JOIN payment_transaction AS tx ON tx.id = payment.payment_transaction_id
                  LEFT JOIN payment_method AS taken ON taken.id = tx.payment_method_id
                  LEFT JOIN dunning_payment_means AS by_method
                         ON by_method.company_id = root.id AND by_method.method_id = method.id
                  LEFT JOIN dunning_payment_means AS by_journal
                         ON by_journal.company_id = root.id AND by_journal.journal_id = journal.id
              ) AS known
              LEFT JOIN dunning_payment_means AS usual
                     ON usual.company_id = known.root_id AND usual.means = known.means AND usual.journal_id IS NULL
                    AND usual.method_id IS NULL
            """,
            paid,
        )
