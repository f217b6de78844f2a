"""Insolvency proceedings: what was delivered before the opening judgment is never asked again, and is declared in time.

What was delivered on the day of the judgment or later is a debt of the proceedings, to be paid on its due date: it is
chased. Without a judgment date nobody can tell the two apart, and all of the customer rests.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_entry, sql_trade

INSOLVENCY = "insolvency"

# Sides of an opening judgment on which an item lies.
BEFORE, AFTER, BOTH = "before", "after", "both"


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    judgment_date = fields.Date(
        string="Opening Judgment",
        help="What was delivered or performed before this day rests for good, what comes after it is chased. "
        "Empty: all of the customer rests.",
    )  # fmt: skip
    publication_date = fields.Date(
        string="Published On", help="Day on which the opening judgment was published: the time to declare runs from it."
    )
    court_country_id = fields.Many2one(
        "res.country", string="Country of the Court", compute="_compute_court_country_id", store=True, readonly=False,
        help="Whose insolvency law says until when claims are declared. By default the country of the customer.",
    )  # fmt: skip
    declare_by = fields.Date(
        compute="_compute_deadlines", store=True, help="Last day to declare the claim; by the law of the country of the court."
    )
    retention_by = fields.Date(
        string="Reclaim Goods By", compute="_compute_deadlines", store=True, help="Last day to reclaim goods under retention of title."
    )
    declared_on = fields.Date(tracking=True, help="Day on which the claim was declared to the proceedings.")
    retention_claimed_on = fields.Date(
        string="Goods Reclaimed On", tracking=True, help="Day on which goods were reclaimed; of services, the day on which that was seen."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_to_declare = fields.Monetary(
        compute="_compute_amount_to_declare", help="What is open of all that was delivered before the judgment (company currency)."
    )

    @api.depends("partner_id", "kind")
    def _compute_court_country_id(self):
        for hold in self:
            if hold.kind == INSOLVENCY and not hold.court_country_id:
                hold.court_country_id = hold.sudo().partner_id.country_id

    @api.depends("kind", "publication_date", "court_country_id", "company_id.country_id")
    def _compute_deadlines(self):
        found = self.env["dunning.insolvency.rule"].sudo().search([("country_id", "in", self.court_country_id.ids)])
        rule_of = {rule.country_id: rule for rule in found}
        for hold in self:
            rule = rule_of.get(hold.court_country_id, found.browse()) if hold.kind == INSOLVENCY else found.browse()
            hold.declare_by, hold.retention_by = rule._count_deadlines(hold.publication_date, hold.company_id.sudo().country_id)

    def _compute_amount_to_declare(self):
        for hold in self:
            items = hold._find_items_to_declare() if hold.kind == INSOLVENCY and hold.judgment_date else hold.move_line_id.browse()
            hold.amount_to_declare = sum(items.mapped("amount_residual"))

    @api.constrains("kind", "judgment_date", "publication_date", "date_end")
    def _check_judgment(self):
        for hold in self:
            if hold.kind != INSOLVENCY and hold.judgment_date:
                raise ValidationError(self.env._("Only insolvency proceedings have an opening judgment."))
            if hold.judgment_date and hold.date_end:
                raise ValidationError(
                    self.env._("What was delivered before an opening judgment is never asked again: leave the end of the hold empty.")
                )
            if hold.judgment_date and hold.publication_date and hold.publication_date < hold.judgment_date:
                raise ValidationError(self.env._("An opening judgment is published on its day or later, not before."))

    def write(self, vals):
        """Follow a judgment that becomes known or is corrected: what waits about frozen items is dropped at once."""
        result = super().write(vals)
        self._drop_met_deadlines(vals)
        if {"judgment_date", "kind"} & vals.keys():
            self.filtered(lambda hold: hold.kind == INSOLVENCY and hold.state == "active")._follow_judgment()
        return result

    def _follow_judgment(self):
        """Have the open actions of these customers drop what may not be asked any more."""
        for company, holds in self.grouped("company_id").items():
            actions = self.env["dunning.action"].sudo().search(
                [("company_id", "=", company.id), ("partner_id", "in", holds.partner_id.ids), ("state", "in", ("todo", "ready", "failed"))]
            )
            actions._refresh_from_ledger(company_day(self, company))

    # -- what is frozen ----------------------------------------------------------------------------

    @api.model
    def _read_judgment_days(self, company, partners):
        """Return the opening judgments in whose proceedings customers are.

        :param company: ``res.company``; a branch counts for its root
        :param partners: commercial ``res.partner``
        :return: dict of id of the customer: date, the first one of several; customers of whom no judgment is known are not in it
        """
        groups = self.sudo()._read_group(
            [
                ("company_id", "=", company.root_id.id), ("partner_id", "in", partners.ids), ("kind", "=", INSOLVENCY),
                ("state", "=", "active"), ("move_id", "=", False), ("judgment_date", "!=", False),
            ],
            ["partner_id"],
            ["judgment_date:min"],
        )  # fmt: skip
        return {partner.id: day for partner, day in groups}

    @api.model
    def _read_judgment_sides(self, company, partners):
        """Return on which side of the opening judgment of its customer each open item lies.

        :param company: ``res.company``; a branch counts for its root
        :param partners: commercial ``res.partner``
        :return: dict of id of the item: (``before``, ``after`` or ``both``, date of the judgment); only of customers in
            proceedings whose judgment is known. Interest and indemnities of what is not ``after`` end the day before it
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT item_id, side, judgment_date FROM (%s) AS lying",
                self._sql_judgment_sides(
                    company.root_id, SQL("hold.partner_id = ANY(%s) AND line.reconciled IS NOT TRUE", partners.ids)
                ),
            )
        )
        return {item: (side, day) for item, side, day in rows}

    @api.model
    def _read_item_judgments(self, items):
        """Return the opening judgments that touch items, paid or not: delivered before them, wholly or in part.

        :param items: ``account.move.line``
        :return: dict of id of the item: date; no interest runs from that day on, no indemnity falls due
        """
        self.env.flush_all()
        found = {}
        for company, own in items.sudo().grouped(lambda item: item.company_id.root_id).items():
            sides = self._sql_judgment_sides(company, SQL("line.id = ANY(%s)", own.ids))
            found |= dict(
                self.env.execute_query(SQL("SELECT item_id, judgment_date FROM (%s) AS lying WHERE side <> 'after'", sides))
            )
        return found

    def _find_chased_items(self):
        """Return the ids of the open items that the proceedings among these holds do not touch: delivered after the judgment."""
        judged = self.filtered(lambda hold: hold.kind == INSOLVENCY and hold.judgment_date)
        found = set()
        for company, holds in judged.grouped("company_id").items():
            sides = self._read_judgment_sides(company, holds.partner_id)
            found |= {item for item, (side, _day) in sides.items() if side == AFTER}
        return found

    def _sql_judgment_sides(self, company, condition):
        """Items of customers in proceedings, each with its side of the (first) judgment.

        :param company: root ``res.company``
        :param SQL condition: on ``hold`` and ``line``
        """
        first, last = self.env["dunning.performance"]._sql_performed(sql_due())
        return SQL(
            """
            SELECT DISTINCT ON (line.id) line.id AS item_id, line.move_id, hold.id AS hold_id, hold.judgment_date,
                   CASE WHEN %(last)s < hold.judgment_date THEN 'before' WHEN %(first)s >= hold.judgment_date THEN 'after'
                        ELSE 'both' END AS side
              FROM dunning_hold AS hold
              JOIN res_partner AS customer ON customer.commercial_partner_id = hold.partner_id
              JOIN res_company AS place ON place.parent_path LIKE hold.company_id || '/%%'
              JOIN account_move_line AS line ON line.partner_id = customer.id AND line.company_id = place.id
                   AND line.parent_state = 'posted'
              JOIN account_account AS account ON account.id = line.account_id
                   AND %(trade)s
              JOIN account_move AS entry ON entry.id = %(entry)s
              LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
             WHERE hold.company_id = %(company)s AND hold.kind = 'insolvency' AND hold.state = 'active' AND hold.move_id IS NULL
               AND hold.judgment_date IS NOT NULL AND %(condition)s
             ORDER BY line.id, hold.judgment_date, hold.id
            """,
            first=first,
            last=last,
            company=company.id,
            entry=sql_entry(),
            trade=sql_trade(),
            condition=condition,
        )

    def _sql_keeps(self, hold, due):
        """Whether a ``hold`` keeps an ``item`` back: of proceedings only what was not wholly delivered after the judgment.

        :param SQL hold: alias of the hold
        :param SQL due: due date of the item
        """
        first, _last = self.env["dunning.performance"]._sql_performed(due)
        return SQL(
            """(%(hold)s.kind <> 'insolvency' OR %(hold)s.judgment_date IS NULL OR EXISTS (
                    SELECT FROM account_move AS entry
                      LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
                     WHERE entry.id = item.move_id AND %(first)s < %(hold)s.judgment_date))""",
            hold=hold,
            first=first,
        )

    # -- the declaration ---------------------------------------------------------------------------

    def _find_items_to_declare(self):
        """Return the open items that were delivered before the judgment, wholly or in part: what is declared.

        :return: ``account.move.line``, with the rights of the caller
        """
        items = self.env["account.move.line"]
        for hold in self.filtered(lambda one: one.kind == INSOLVENCY and one.judgment_date):
            sides = self._read_judgment_sides(hold.company_id, hold.partner_id)
            items |= items.browse(sorted(item for item, (side, _day) in sides.items() if side != AFTER))
        return items

    def action_open_declaration(self):
        """Open the items to declare to the proceedings."""
        self.ensure_one()
        items = self._find_items_to_declare()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To Declare: %s", self.partner_id.display_name),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", items.ids)],
        }

    def _judgment_text(self):
        """Return the words that name the proceedings: customer, judgment and publication."""
        self.ensure_one()
        return self.env._(
            "%(customer)s, judgment of %(judgment)s, published on %(published)s",
            customer=self.partner_id.display_name,
            judgment=format_date(self.env, self.judgment_date) if self.judgment_date else "?",
            published=format_date(self.env, self.publication_date) if self.publication_date else "?",
        )
