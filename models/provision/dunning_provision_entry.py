"""The entries of a provision: impairment without VAT, transfers to doubtful debts and back, reversal; posted by a person only."""

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..shared.company_day import company_day
from ..shared.once import lock_rows


class DunningProvision(models.Model):
    _inherit = "dunning.provision"

    def _check_may_enter(self):
        """Refuse people who may not enter in the books.

        :raises AccessError: they may not, or may not write the provision
        """
        self.check_access("write")
        if not self.env["account.move"].has_access("create"):
            raise AccessError(self.env._("Only people who may enter in the books post provisions and write off."))

    def action_post(self):
        """Post the entries of the provision.

        :raises UserError: it is posted already, was not computed, the ledger has changed since, or a later one is posted
        """
        self._check_may_enter()
        self._check_whole_company()
        for provision in self:
            lock_rows(provision.sudo())
            provision.invalidate_recordset()
            provision._check_postable()
            moves = provision.env["account.move"]
            for company, lines in provision.line_ids.grouped("company_id").items():
                moves |= provision._post_impairment(company, lines)
            transfers = provision.line_ids._post_transfers(provision.date, provision._transfer_ref())
            provision.sudo().write(
                {
                    "state": "posted", "posted_by_id": self.env.uid, "move_ids": [Command.set(moves.ids)],
                    "transfer_move_ids": [Command.set(transfers.ids)],
                }
            )  # fmt: skip
            names = ", ".join((moves | transfers).mapped("name")) or self.env._("nothing to enter")
            provision._message_log(
                body=self.env._("Posted by %(user)s: %(entries)s", user=self.env.user.name, entries=names)
            )
            if provision.reversal_date:
                provision._reverse_on(provision.reversal_date)
        return True

    def _transfer_ref(self):
        return self.env._("Doubtful debts as of %s", format_date(self.env, self.date))

    def _check_postable(self):
        """Refuse what cannot be posted, and what has changed since people saw it.

        :raises UserError: in one sentence
        """
        if self.state != "draft":
            raise UserError(self.env._("This provision is posted or given up already."))
        if not self.computed_on:
            raise UserError(self.env._("Compute the provision first."))
        domain = [("company_id", "=", self.company_id.id), ("state", "=", "posted"), ("date", ">", self.date)]
        if self.sudo().search_count(domain, limit=1):
            raise UserError(self.env._("A later provision is posted: this one would change what it rests on."))
        seen = self._figures_seen()
        self.action_compute()
        if self._figures_seen() != seen:
            raise UserError(
                self.env._("The ledger has changed since the provision was computed: compute it again and look at it.")
            )

    def _figures_seen(self):
        """Return what is to be booked of each item, as people saw it."""
        return {
            line.move_line_id.id: (line.movement, line.transfer)
            for line in self.line_ids
            if line.movement or line.transfer
        }

    # -- impairment --------------------------------------------------------------------------------

    def _post_impairment(self, company, lines):
        """Post what is to be booked for the items of a company or branch: charges and reversals apart, the allowance by customer.

        :param company: ``res.company`` whose items these are
        :param lines: ``dunning.provision.line``
        :return: ``account.move``, empty when there is nothing to book
        """
        charge = sum(line.movement for line in lines if line.movement > 0)
        release = -sum(line.movement for line in lines if line.movement < 0)
        root, currency = self.company_id, self.currency_id
        if currency.is_zero(charge) and currency.is_zero(release):
            return self.env["account.move"]
        allowance = root._dunning_provision_account("dunning_allowance_account_id")
        rows = []
        if charge:
            rows.append(self._provision_row_vals(root._dunning_provision_account("dunning_impairment_account_id"), charge))
        if release:
            rows.append(
                self._provision_row_vals(root._dunning_provision_account("dunning_impairment_reversal_account_id"), -release)
            )
        for partner, own in lines.grouped("partner_id").items():
            charged, released = (sum(one.movement for one in own if (one.movement > 0) == up) for up in (True, False))
            rows += [
                self._provision_row_vals(allowance, -total, partner)
                for total in (charged, released)
                if not currency.is_zero(total)
            ]
        return self._post_entry(company, self.date, self._impairment_ref(), rows)

    def _impairment_ref(self):
        return self.env._("Impairment of receivables as of %s", format_date(self.env, self.date))

    def _provision_row_vals(self, account, balance, partner=None):
        return {
            "account_id": account.id,
            "balance": self.currency_id.round(balance),
            "partner_id": partner.id if partner else False,
            "name": self._impairment_ref(),
            "tax_ids": [],
        }

    def _post_entry(self, company, day, ref, rows):
        """Enter rows in the journal of provisions, as the caller, and post them.

        :param company: ``res.company``, main company or branch
        :param date day: of the entry
        :param str ref: reference of the entry
        :param list rows: values of journal items
        :return: ``account.move``
        """
        journal = self.company_id._dunning_provision_book()
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "company_id": company.id,
                    "journal_id": journal.id,
                    "date": day,
                    "ref": ref,
                    "line_ids": [Command.create(row) for row in rows],
                }
            )
        )
        move.action_post()
        return move.with_env(self.env)

    # -- reversal ----------------------------------------------------------------------------------

    def action_reverse(self):
        """Reverse the impairment today; transfers to doubtful debts stay, they go back with the next provision.

        :raises UserError: it is not posted, or reversed already
        """
        self._check_may_enter()
        for provision in self:
            lock_rows(provision.sudo())
            provision._reverse_on(max(company_day(provision, provision.company_id), provision.date))
        return True

    def _reverse_on(self, day):
        self.ensure_one()
        if self.state != "posted" or self.reversed_on:
            raise UserError(self.env._("Only a posted provision is reversed, and once."))
        ref = self.env._("Reversal of the impairment as of %s", format_date(self.env, self.date))
        moves = self.env["account.move"].browse(self.move_ids.ids)
        reversals = moves._reverse_moves([{"date": day, "ref": ref} for _move in moves]) if moves else moves
        if reversals:
            reversals.action_post()
        self.sudo().write({"reversed_on": day, "reversal_move_ids": [Command.set(reversals.ids)]})
        text = self.env._("Reversed on %(day)s by %(user)s", day=format_date(self.env, day), user=self.env.user.name)
        self._message_log(body=text)


class DunningProvisionLine(models.Model):
    _inherit = "dunning.provision.line"

    def _post_transfers(self, day, ref):
        """Post the transfers of these items to doubtful debts and back, one entry a company or branch.

        :param date day: of the entries
        :param str ref: reference of the entries
        :return: ``account.move``
        """
        moves = self.env["account.move"]
        waiting = self.filtered(lambda line: line.transfer and line.move_line_id)
        for lines in waiting.grouped("company_id").values():
            amounts = {line.move_line_id: line.transfer for line in lines}
            moves |= self.env["dunning.doubtful"]._post_transfer(lines.provision_id, amounts, day, ref)
        return moves
