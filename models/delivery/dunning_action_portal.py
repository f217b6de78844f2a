"""What a customer may see of an action on its page: whitelisted values, read from the ledger now."""

import uuid
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.addons.payment import utils as payment_utils
from odoo.tools import format_date, formatLang

from ..shared.company_day import company_day

# Reasons for which nothing is asked for, but that nobody minds being paid.
PAYABLE_AT_REST = ("promise", "payment_announced", "payment_plan")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # Made with the action: whoever reads a message, with its link, writes nothing.
    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))

    def action_revoke_link(self):
        """Have the links of these contacts' messages lead nowhere: to the customer's page, to payment, to its invoices by it.

        :raises AccessError: the user is no collector
        """
        self._check_collector()
        self.check_access("write")
        for action in self:
            action._write_evidence({"access_token": str(uuid.uuid4())})
            action._message_log(body=self.env._("The links of this message were revoked: they lead nowhere now."))
        return True

    def _invoice_url(self, move, pay=False):
        """Return the customer's link to one of the invoices of this action.

        It leads through our own page: the invoice gets its own key when the customer follows the link, not when
        somebody reads the message (nothing writes on posted entries).

        :param move: ``account.move``
        :param bool pay: open the payment dialogue there
        """
        path = f"{self.get_base_url()}/my/dunning/{self.id}/invoice/{move.id}?access_token={self._portal_ensure_token()}"
        return f"{path}&payment=True" if pay else path

    def _follow_invoice_link(self, move_id, pay):
        """Return the path of core's page of an invoice asked for here, with its key; ``None`` when it is none of them.

        :param int move_id: ``account.move``
        :param bool pay: open the payment dialogue there
        """
        move = self._asked_lines().move_id.filtered(lambda move: move.id == move_id and move.is_invoice())
        if not move or move.state != "posted":
            return None
        move = move.with_context(skip_is_manually_modified=True)
        amount = self._payable_amounts().get(move, 0.0) if pay else 0.0
        if not amount:
            return move.get_portal_url()
        query = "&payment=True"
        if move.currency_id.compare_amounts(amount, move.amount_residual):
            token = payment_utils.generate_access_token(move.id, amount, env=self.env)
            query += "&" + urlencode({"amount": amount, "payment_token": token})
        return move.get_portal_url(query_string=query, anchor="portal_pay")

    def _today_rows(self):
        """Return what the engine says today about the customer's open items, by item id: the one source of net amounts."""
        rows = self.env["dunning.engine"].sudo()._decide_items(self.company_id, company_day(self), self._find_debtors())
        return {row["item_id"]: row for row in rows}

    @api.model
    def _add_moved_rows(self, lines, rows):
        """Return decision rows with one for each item that instalments replaced: it is not paid, it is paid as agreed.

        :param lines: ``dunning.action.line``
        :param dict rows: decision rows by item id
        """
        gone = lines.move_line_id.filtered(lambda item: item.id not in rows)
        domain = [("origin_line_id", "in", gone.ids), ("side", "=", "instalment"), ("line_id", "in", list(rows))]
        owed = self.env["dunning.replacement"].sudo().search(domain, order="date_due desc, id desc") if gone else ()
        agreed = {"reason": "payment_plan", "net": 0, "net_currency": 0, "covered_currency": 0, "is_overdue": False}
        return rows | {one.origin_line_id.id: {**rows[one.line_id.id], **agreed} for one in owed}

    def _state_now(self, currency, row):
        """Return how an item stands now.

        :param currency: ``res.currency`` of the item
        :param row: its decision row of today, ``None`` when nothing of it is open
        :return: dict: ``amount`` asked for, in its currency; ``payable`` the same where it may be paid though it rests;
            ``covered`` by credits; ``remark`` why nothing is asked for, empty when it is paid
        """
        if not row or row["residual_currency"] <= 0:
            return {"amount": 0.0, "payable": 0.0, "covered": 0.0, "remark": ""}
        net, covered = max(float(row["net_currency"]), 0.0), float(row["covered_currency"])
        remark = ""
        if self.env["dunning.action.line"]._is_suspended(row):
            texts = {
                "dispute": self.env._("in dispute: nothing to pay for now"),
                "promise": self.env._("to be paid as agreed"),
                "payment_plan": self.env._("to be paid as agreed"),
                "payment_announced": self.env._("your payment is announced"),
            }
            remark = texts.get(row["reason"]) or self.env._("nothing to pay for now")
        elif currency.is_zero(net):
            remark = self.env._("covered by your credits or payments")
        return {
            "amount": 0.0 if remark else net,
            "payable": net if not remark or row["reason"] in PAYABLE_AT_REST else 0.0,
            "covered": covered,
            "remark": remark,
        }

    def _states_now(self):
        """Return how each line asked for stands now, by line."""
        rows = self._add_moved_rows(self._asked_lines(), self._today_rows())
        return {line: self._state_now(line.currency_id, rows.get(line.move_line_id.id)) for line in self._asked_lines()._with_instalments()}

    def _payable_amounts(self, states=None):
        """Return what the customer can pay of each invoice asked for, in its currency; without what rests or is covered.

        :param dict states: as ``_states_now`` returns them, read when not given
        """
        amounts = {}
        for line, state in (self._states_now() if states is None else states).items():
            # core's page takes nothing for an invoice that it calls paid: instalments in the ledger are paid on ours
            is_own = line.move_line_id.move_id == line.move_id
            if is_own and line.move_id.is_invoice() and not line.currency_id.is_zero(state["payable"]):
                amounts[line.move_id] = amounts.get(line.move_id, 0.0) + state["payable"]
        return {move: move.currency_id.round(amount) for move, amount in amounts.items()}

    def _portal_item(self, line, state):
        """Return what the page shows of one item asked for; on the page of the whole account no action is at its back.

        :param line: ``dunning.action.line``, a new one for an item that no message asked for
        :param dict state: as ``_state_now`` returns it
        """
        move, currency = line.move_id, line.currency_id
        gross = state["payable"] + state["covered"]
        return {
            "name": line.number,
            "reference": line.order_reference,
            "instalment": line._is_instalment() and line.instalment,
            "due": format_date(self.env, line.date_due),
            "asked": formatLang(self.env, line.net_currency, currency_obj=currency),
            "open": formatLang(self.env, state["amount"], currency_obj=currency),
            "covered": state["amount"] and not currency.is_zero(state["covered"]) and self.env._(
                "%(open)s less credits and payments of %(covered)s",
                open=formatLang(self.env, gross, currency_obj=currency),
                covered=formatLang(self.env, state["covered"], currency_obj=currency),
            ),
            "remark": state["remark"],
            "is_paid": currency.is_zero(state["amount"]) and not state["remark"],
            "url": self and move.is_invoice() and move.state == "posted" and self._invoice_url(move),
            "is_payable": not currency.is_zero(state["payable"]),
        }
