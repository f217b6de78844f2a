"""Customers that become contacts of others, or customers of their own again: what was said goes with their items.

Giving a contact a (new) parent company, or unticking *Is a Company*, changes who owes its items. Dispute, hold, promise,
plan, contact days and open actions of a customer that is none any more are those of the customer that owes now. Where
that one has a conversation of its own, what held for the former customer as a whole holds for its items only.
"""

from odoo import models
from odoo.tools import SQL

from ..shared import evidence
from ..shared.once import lock_rows
from ..shared.receivable import TRADE_DOMAIN, sql_trade

# What of dunning names a customer, beside the profile.
NAMING_CUSTOMER = (
    "dunning.action", "dunning.hold", "dunning.dispute", "dunning.promise", "dunning.reply", "dunning.payment.notice",
    "dunning.reading", "dunning.payment.plan", "dunning.set.off", "dunning.debit", "dunning.payment.return",
)  # fmt: skip


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _dunning_find_family(self):
        """Return these partners and all below them, archived ones included."""
        return self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])

    def _dunning_find_owed(self):
        """Return who owes the receivable items of these partners and of all below them now.

        :return: dict by id of the item of the id of the customer
        """
        family = self._dunning_find_family()
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT line.id, customer.commercial_partner_id
                      FROM account_move_line AS line
                      JOIN account_account AS account ON account.id = line.account_id
                                                     AND %s
                      JOIN res_partner AS customer ON customer.id = line.partner_id
                     WHERE line.partner_id = ANY(%s) AND line.parent_state = 'posted'
                    """,
                    sql_trade(),
                    family.ids,
                )
            )
        )

    def _dunning_follow_items(self, owed):
        """Bring what was said of some items to those who owe them now.

        :param dict owed: who owed them before, as ``_dunning_find_owed`` returned it
        """
        family = self._dunning_find_family()
        former = family.filtered(lambda partner: partner.commercial_partner_id != partner)
        Item = self.env["account.move.line"].sudo()
        for partner in former._dunning_with_history():
            items = Item.browse(item for item, customer in owed.items() if customer == partner.id)
            partner._dunning_carry_to(partner.commercial_partner_id, items)
        moved = {}
        for item in Item.browse(owed):
            customer = item.partner_id.commercial_partner_id
            if owed[item.id] != customer.id and owed[item.id] not in former.ids:
                moved.setdefault((owed[item.id], customer), []).append(item.id)
        for (old, customer), ids in moved.items():
            self.sudo().browse(old)._dunning_hand_over(customer, Item.browse(ids))

    def _dunning_with_history(self):
        """Return those of these partners of whom dunning knows something."""
        if not self:
            return self
        self.env.flush_all()
        tables = SQL(" UNION ").join(
            SQL("SELECT partner_id FROM %s WHERE partner_id = ANY(%s)", SQL.identifier(self.env[model]._table), self.ids)
            for model in ("dunning.profile", *NAMING_CUSTOMER)
        )
        return self.browse(row[0] for row in self.env.execute_query(SQL("SELECT partner_id FROM (%s) AS known", tables)))

    def _dunning_carry_to(self, customer, items):
        """Bring all that dunning knows of this partner to the customer that it belongs to now.

        :param customer: commercial ``res.partner``
        :param items: ``account.move.line`` that this partner owed
        """
        self.ensure_one()
        Profile = self.env["dunning.profile"].sudo().with_context(active_test=False)
        profiles = Profile.search([("partner_id", "=", self.id)])
        lock_rows(profiles)
        holds = self.env["dunning.hold"].sudo().search([("partner_id", "=", self.id), ("state", "=", "active")])
        for company in profiles.company_id | holds.company_id:
            profile = profiles.filtered(lambda one, company=company: one.company_id == company)
            is_known = customer._dunning_is_known(company, items)
            if is_known:
                self._dunning_tie_to_items(customer, company, items)
                Profile._get_or_create(customer, company)  # else this partner's would become the customer's
            profile._merge_into(customer, as_one=not is_known)
        roots = self.env["res.company"].sudo().with_context(active_test=False).search([("parent_id", "=", False)])
        self._dunning_rename_to(customer, roots)

    def _dunning_is_known(self, company, but):
        """Tell whether this customer has items or a conversation of its own in a root company.

        :param company: root ``res.company``
        :param but: ``account.move.line`` that do not count
        """
        self.env.flush_all()
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT FROM dunning_action AS action
                     WHERE action.partner_id = %(customer)s AND action.company_id = %(company)s
                     UNION ALL
                    SELECT FROM account_move_line AS line
                      JOIN account_account AS account ON account.id = line.account_id
                                                     AND %(trade)s
                      JOIN res_partner AS owner ON owner.id = line.partner_id AND owner.commercial_partner_id = %(customer)s
                     WHERE line.parent_state = 'posted' AND line.company_id IN (%(companies)s) AND line.id <> ALL(%(but)s)
                     LIMIT 1
                    """,
                    customer=self.id,
                    company=company.id,
                    companies=self.env["dunning.engine"]._sql_companies(company),
                    but=but.ids,
                    trade=sql_trade(),
                )
            )
        )

    def _dunning_tie_to_items(self, customer, company, items, ends=True):
        """Have what holds for this customer as a whole hold for some items, that somebody else owes now.

        :param customer: commercial ``res.partner`` that owes them
        :param company: root ``res.company``
        :param items: ``account.move.line``
        :param bool ends: it holds for nothing else any more
        """
        own = items.filtered(lambda item: item.company_id.root_id == company and item.amount_residual > 0)
        holds = self.env["dunning.hold"].sudo().search(
            [("partner_id", "=", self.id), ("company_id", "=", company.id), ("state", "=", "active"), ("move_id", "=", False)]
        )  # fmt: skip
        profile = self.env["dunning.profile"].sudo().search([("partner_id", "=", self.id), ("company_id", "=", company.id)])
        if profile.plan_id:
            invoices = own.dunning_entry_id.filtered(lambda move: move.is_invoice(include_receipts=True))
            chosen = self.env["dunning.plan.override"].sudo().search([("move_id", "in", invoices.ids)]).move_id
            (invoices - chosen)._dunning_choose_plan(profile.plan_id)
        for hold in holds:
            hold._copy_to_items(customer, own)
        if ends:
            outcome = self.env._("Goes on for each open invoice: the customer is a contact of %s now.", customer.display_name)
            holds._end_holds(self.env["dunning.hold"]._fields["date_start"].context_today(holds), outcome)

    def _dunning_rename_to(self, customer, companies):
        """Put another customer's name on all that names this partner; evidence keeps who was written to.

        :param customer: commercial ``res.partner``
        :param companies: root ``res.company``
        """
        self.env.flush_all()
        for model in NAMING_CUSTOMER:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET partner_id = %s WHERE partner_id = %s AND company_id = ANY(%s)",
                    SQL.identifier(self.env[model]._table),
                    customer.id,
                    self.id,
                    companies.ids,
                )
            )
            self.env[model].invalidate_model(["partner_id"])

    def _dunning_hand_over(self, customer, items):
        """Bring what was said of some items from this customer, who goes on, to the one that owes them now.

        :param customer: commercial ``res.partner``
        :param items: ``account.move.line``
        """
        self.ensure_one()
        if not self._dunning_with_history():
            return
        for company in items.company_id.root_id:
            own = items.filtered(lambda item, company=company: item.company_id.root_id == company)
            if not (customer._dunning_is_known(company, own) or self._dunning_has_items(company, own)):
                profile = self.env["dunning.profile"].sudo().search(
                    [("partner_id", "=", self.id), ("company_id", "=", company.id)]
                )  # fmt: skip
                profile._merge_into(customer)
                self._dunning_rename_to(customer, company)
                continue
            self._dunning_tie_to_items(customer, company, own, ends=False)
            self._dunning_move_records(customer, company, own)

    def _dunning_has_items(self, company, but):
        """Tell whether this customer still has receivable items in a root company, paid ones included."""
        return bool(
            self.env["account.move.line"].sudo().search_count(
                [
                    *TRADE_DOMAIN, ("partner_id.commercial_partner_id", "=", self.id),
                    ("company_id", "child_of", company.id), ("parent_state", "=", "posted"), ("id", "not in", but.ids),
                ],
                limit=1,
            )
        )  # fmt: skip

    def _dunning_items_of(self, record):
        """Return the items that a promise is about, or that take a step by an action (all of a reminder made by hand)."""
        lines = record.line_ids
        if record._name == "dunning.action":
            lines = lines.filtered(lambda line: line.kind == "advance") or lines.filtered("asked") or lines
        return lines.move_line_id

    def _dunning_move_records(self, customer, company, items):
        """Give what was said of some items alone to the customer that owes them: holds, disputes, promises, contacts.

        :param customer: commercial ``res.partner``
        :param company: root ``res.company``
        :param items: ``account.move.line``
        """
        profile = self.env["dunning.profile"].sudo()._get_or_create(customer, company)
        scope = [("partner_id", "=", self.id), ("company_id", "=", company.id)]
        whole = ["&", ("move_line_id", "=", False), ("move_id", "in", items.dunning_entry_id.ids)]
        tied = [*scope, "|", ("move_line_id", "in", items.ids), *whole]
        found = {
            "dunning.hold": self.env["dunning.hold"].sudo().search(tied),
            "dunning.dispute": self.env["dunning.dispute"].sudo().search(tied),
        }
        for model in ("dunning.promise", "dunning.action"):
            records = self.env[model].sudo().with_context(active_test=False).search(
                [*scope, ("line_ids.move_line_id", "in", items.ids)]
            )  # fmt: skip
            found[model] = records.filtered(lambda one: not self._dunning_items_of(one) - items)
        self.env.flush_all()
        for records in found.values():
            vals = SQL("partner_id = %s", customer.id)
            if "profile_id" in records._fields:
                vals = SQL("%s, profile_id = %s", vals, profile.id)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(records._table), vals, records.ids)
            )
            evidence.as_writer(records).invalidate_recordset()
