"""What the customer's page shows: items as they stand now, in groups and by currency; plain texts and links only."""

from odoo import api, models
from odoo.tools import formatLang

from ..action.dunning_action_line import UNLISTED
from ..shared.company_day import company_day
from .res_company_page import ANSWERS

# Groups of items, in the order of the page.
GROUPS = ("overdue", "due", "rests", "covered", "paid")


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _page_rows(self, visit):
        """Return the decision rows of today of the customer's open items, by item id."""
        profile = visit.profile
        asked = visit.action._find_debtors() or profile.partner_id  # a message to a group is about its companies
        rows = self.env["dunning.engine"].sudo()._decide_items(profile.company_id, company_day(profile), asked)
        return {row["item_id"]: row for row in rows if row["partner_id"] in asked.ids}

    @api.model
    def _page_lines(self, visit, rows):
        """Return the items that a visitor may see and answer about, the oldest due first.

        :param dict rows: as ``_page_rows`` returns them
        :return: ``dunning.action.line``: those that the message asked for; new ones of the whole account otherwise
        """
        if visit.action:
            return visit.action._asked_lines()._with_instalments()
        Line = self.env["dunning.action.line"].sudo()
        shown = [row for row in rows.values() if row["reason"] not in (*UNLISTED, "credit")]
        shown.sort(key=lambda row: (row["date_due"], row["item_id"]))
        vals_list = Line._complete_vals([Line._line_vals_of_row(row, kind="listed", status="info", asked=True) for row in shown])
        lines = Line.concat(*(Line.new(vals) for vals in vals_list))
        return lines.with_context(dunning_several=lines._moves_of_several())

    @api.model
    def _page_states(self, visit, rows=None):
        """Return how each item stands now, by line: as ``_state_now``, with ``group`` and ``row``."""
        rows = self._page_rows(visit) if rows is None else rows
        lines, states = self._page_lines(visit, rows), {}
        rows = visit.action._add_moved_rows(lines, rows)
        for line in lines:
            row = rows.get(line.move_line_id.id)
            state = visit.action._state_now(line.currency_id, row)
            states[line] = {**state, "row": row, "group": self._group_of(line, state, row)}
        return states

    @api.model
    def _group_of(self, line, state, row):
        if state["remark"]:
            return "covered" if line.currency_id.is_zero(state["payable"]) and row["reason"] == "covered" else "rests"
        if line.currency_id.is_zero(state["amount"]):
            return "paid"
        return "overdue" if row["is_overdue"] else "due"

    @api.model
    def _page_item(self, visit, line, state, places):
        """Return what the page shows of one item.

        :param set places: as ``_payable_places`` returns them
        """
        item, move = visit.action._portal_item(line, state), line.move_id
        has_pdf = move.is_sale_document() and move.state == "posted"
        payable = item["is_payable"] and (line.company_id, line.currency_id) in places
        return {
            **item,
            "id": line.move_line_id.id,
            "asked": item["asked"] if visit.action else item["open"],
            "pdf_url": visit.url(f"invoice/{move.id}.pdf") if has_pdf else False,
            "pay_url": visit.url("pay", item=line.move_line_id.id) if payable else False,
        }

    @api.model
    def _page_totals(self, states):
        """Return what is asked for by currency: overdue, coming due, and both."""
        sums = {}
        for line, state in states.items():
            if state["group"] in ("overdue", "due"):
                own = sums.setdefault(line.currency_id, {"overdue": 0.0, "due": 0.0})
                own[state["group"]] += state["amount"]
        return [
            {
                "total": formatLang(self.env, own["overdue"] + own["due"], currency_obj=currency),
                **{name: not currency.is_zero(own[name]) and formatLang(self.env, own[name], currency_obj=currency) for name in own},
            }
            for currency, own in sums.items()
        ]

    @api.model
    def _page_credits(self, visit, rows):
        """Return what is left of credits and payments after they covered what is open, by currency, as one text."""
        left = {}
        for row in rows.values() if not visit.action else ():
            amount = -row["residual_currency"] if row["reason"] == "credit" else -row["covered_currency"]
            left[row["currency_id"]] = left.get(row["currency_id"], 0.0) + float(amount)
        currencies = self.env["res.currency"].browse(left)
        favour = currencies.filtered(lambda one: one.compare_amounts(left[one.id], 0) > 0)
        return " + ".join(formatLang(self.env, left[one.id], currency_obj=one) for one in favour)

    @api.model
    def _page_values(self, visit):
        """Return the values of the customer's page.

        Credits, disputes and agreements count as in a message of today: page and message ask for the same.
        """
        rows = self._page_rows(visit)
        states = self._page_states(visit, rows)
        company = visit.profile.company_id
        shown = list(states)[: company._dunning_shown(states)]
        places, items = self._payable_places(visit, states), {group: [] for group in GROUPS}
        for line in shown:
            items[states[line]["group"]].append(self._page_item(visit, line, states[line], places))
        return {
            **self._page_sides(visit),
            "groups": [(group, own) for group, own in items.items() if own],
            "rest": formatLang(self.env, len(states) - len(shown), digits=0) if len(states) > len(shown) else False,
            "workbook_url": visit.action and visit.url("items.xlsx"),
            "totals": self._page_totals(states),
            "credits": self._page_credits(visit, rows),
            "is_resting": bool(items["rests"] or items["covered"]),
            "has_items": bool(states),
            "answers": self._offered_answers(visit, states),
            "pay_url": self._pay_url(visit, states, places),
            "plans": self._page_plans(visit, states),
            "set_offs": self._page_set_offs(visit, states),
            "debit": self._page_debit(visit),
            "claims": self.env["dunning.action"].sudo()._claims_on_page(visit.profile.partner_id, visit.profile.company_id),
            "transfers": self._page_transfers(visit, states),
        }

    @api.model
    def _page_sides(self, visit):
        """Return who speaks to whom, and how this page goes on."""
        action, profile = visit.action, visit.profile
        company = action._sender_company() if action else profile.company_id
        sender = action._sender_user() if action else profile._find_in_charge()
        own_proof = visit.is_proved and not action
        return {
            "title": action.step_id.name or action.display_name if action else self.env._("Your account"),
            "customer": profile.partner_id.name,
            "company": company.name,
            "contact": {
                "name": sender.name or company.name,
                "email": sender.email or company.email,
                "phone": sender.phone or company.phone,
            },
            "account_url": f"/my/dunning/account/{profile.id}" if action and visit.is_proved else False,
            "code_url": visit.url("code") if action and not visit.is_proved and self._known_contacts(visit) else False,
            "statement_url": visit.url("statement.pdf") if own_proof else False,
            "invoices_url": visit.url("invoices.pdf") if own_proof else False,
            "group_accounts": self._page_group(visit) if own_proof else [],
        }

    @api.model
    def _page_group(self, visit):
        """Return the other accounts of the same group that this visitor may open: name and path."""
        others = self._find_profiles(visit.profile.partner_id, visit.profile.company_id) - visit.profile
        return [{"name": one.partner_id.name, "url": f"/my/dunning/account/{one.id}"} for one in others]

    @api.model
    def _page_transfers(self, visit, states):
        """Return how to pay by transfer what is asked for now, one a company and currency: texts, and the code where there is one."""
        parts, asked = {}, self.env["dunning.action.line"].concat(*(one for one in states if states[one]["group"] in ("overdue", "due")))
        overdue = asked.filtered(lambda line: states[line]["group"] == "overdue") or asked
        for line in overdue:
            parts.setdefault((line.company_id, line.currency_id), overdue.browse())
            parts[line.company_id, line.currency_id] |= line
        found = []
        for (company, currency), lines in parts.items():
            bank = visit.action._bank_account(company, lines)
            amount = currency.round(sum(states[line]["amount"] for line in lines))
            reference = visit.action._reference_of_lines(lines, self._customer_reference(visit))
            if bank:
                found.append(
                    {
                        "holder": bank.acc_holder_name or bank.partner_id.name,
                        "vat": bank.partner_id.vat,
                        "is_iban": bank.acc_type == "iban",
                        "number": bank.acc_number,
                        "bic": bank.bank_bic,
                        "reference": reference,
                        "amount": formatLang(self.env, amount, currency_obj=currency),
                        "image": visit.action._bank_code(bank, amount, reference, currency, visit.profile.partner_id),
                    }
                )
        return found

    @api.model
    def _customer_reference(self, visit):
        partner = visit.profile.partner_id
        return partner.ref or f"{partner.id:05d}"

    @api.model
    def _offered_answers(self, visit, states):
        """Return the answers that the company offers and that are about something: code, words, path."""
        company, open_ones = visit.profile.company_id, any(state["group"] != "paid" for state in states.values())
        labels = dict(self.env["dunning.answer"]._fields["kind"]._description_selection(self.env))
        return [
            {"kind": kind, "label": labels[kind], "url": visit.url(f"answer/{kind}")}
            for kind, _label in ANSWERS
            if company[f"dunning_answer_{kind}"] != "off" and (open_ones or kind in ("copy", "wrong_contact", "call_back"))
        ]

    @api.model
    def _page_invoices(self, visit):
        """Return the invoices of which a visitor may have a copy: ``account.move``."""
        rows = self._page_rows(visit)
        lines = self._page_lines(visit, rows)
        return lines.move_id.filtered(lambda move: move.is_sale_document() and move.state == "posted")

    @api.model
    def _sent_answer(self, visit, answer_id):
        """Return what the page says about an answer that was just sent, ``None`` when it is none of this page.

        :param str answer_id: as the address has it
        """
        if not str(answer_id or "").isdecimal() or int(answer_id) > 2**31 - 1:
            return None
        answer = self.env["dunning.answer"].sudo().browse(int(answer_id)).exists()
        if not answer or answer.profile_id != visit.profile or (visit.action and answer.action_id != visit.action):
            return None
        return {"taken": answer.taken_text, "result": answer.result_text}
