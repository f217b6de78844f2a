"""What the form of an answer shows: the items to choose from, causes, days between which to choose."""

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..shared.bounds import add_days
from ..shared.company_day import company_day
from .dunning_answer_take import ABOUT_ITEMS
from .given_answer import MOST_INSTALMENTS

# Answers for which the items are not chosen beforehand: one of them is meant, or any.
NOT_CHOSEN = ("dispute", "copy")


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _answer_form_values(self, visit, kind, typed, chosen):
        """Return the values of the form of an answer.

        :param str kind: a key of ``ANSWERS``
        :param typed: what was sent before, to be mended; may be empty
        :param list chosen: ids of items that the link chose
        """
        Answer, states, today = self.env["dunning.answer"], self._page_states(visit), company_day(visit.profile)
        labels = dict(Answer._fields["kind"]._description_selection(self.env))
        sent = [int(one) for one in typed.getlist("items") if one.isdecimal()] if typed else []
        usual = self.env["dunning.payment.run"].sudo()._usual_promise_day(visit.profile.company_id, visit.profile.partner_id, today)
        return {
            **self._page_sides(visit),
            "kind": kind,
            "title": labels[kind],
            "items": self._items_to_choose(kind, states, sent or chosen) if kind in ABOUT_ITEMS else [],
            "causes": self._list_causes(visit) if kind == "dispute" else [],
            "means": Answer._fields["means"]._description_selection(self.env),
            "typed": {
                name: typed.get(name) or ""
                for name in ("text", "day", "amount", "means", "category", "count", "person", "email", "phone")
            }
            | ({} if typed else {"day": str(usual) if kind == "promise" else "", "count": "3", "phone": visit.contact.phone or ""}),
            "first_day": str(add_days(today, -366) if kind == "paid" else today),
            "last_day": str(today if kind == "paid" else add_days(today, 366)),
            "most_instalments": MOST_INSTALMENTS,
            "currency": self._only_currency(states),
        }

    @api.model
    def _items_to_choose(self, kind, states, chosen):
        """Return the items that an answer can be about; all that is overdue is chosen where nothing was."""
        found = []
        for line, state in states.items():
            row = state["row"]
            if kind != "copy" and (not row or state["group"] in ("paid", "covered")):
                continue
            if kind in ("promise", "instalments", "dispute") and row["reason"] in ("dispute", "promise"):
                continue
            if kind == "copy" and not line.move_id.is_sale_document():
                continue
            amount = state["amount"] or state["payable"]
            asked = state["group"] == "overdue" if kind not in NOT_CHOSEN else False
            found.append(
                {
                    "id": line.move_line_id.id,
                    "name": line.number,
                    "due": format_date(self.env, line.date_due),
                    "instalment": line._is_instalment() and line.instalment,
                    "open": amount and formatLang(self.env, amount, currency_obj=line.currency_id),
                    "remark": state["remark"],
                    "checked": line.move_line_id.id in chosen if chosen else asked,
                }
            )
        if len(found) == 1:
            found[0]["checked"] = True
        return found

    @api.model
    def _only_currency(self, states):
        currencies = self.env["res.currency"].union(*(line.currency_id for line in states))
        return currencies.symbol if len(currencies) == 1 else ""

    @api.model
    def _list_causes(self, visit):
        """Return the causes of the tree that a customer can choose, by the branch above them: (branch, [(id, name)])."""
        domain = [("company_id", "in", (False, visit.profile.company_id.id)), ("child_ids", "=", False)]
        found = {}
        for category in self.env["dunning.dispute.category"].sudo().search(domain):
            found.setdefault(category.parent_id.name or "", []).append((category.id, category.name))
        return list(found.items())

    @api.model
    def _find_cause(self, visit, text):
        """Return the cause that was chosen, empty when it is none of those offered.

        :param str text: its id, as the form sent it
        """
        ids = {cause for _branch, causes in self._list_causes(visit) for cause, _name in causes}
        chosen = int(text) if (text or "").isdecimal() else 0
        return self.env["dunning.dispute.category"].sudo().browse(chosen if chosen in ids else ())
