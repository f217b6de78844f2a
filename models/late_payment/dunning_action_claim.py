"""What a formal notice asks for beside the principal: interest to its day, compensation, the amount of each day more.

While a notice is written and previewed its amounts are computed each time and written nowhere; what leaves is kept: the text as
evidence on the action, the amounts as a threatened claim.
"""

from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .. import interest
from ..shared.channels import POSTAL_CHANNELS

# Invoices that a notice lists on its page; of more it gives the sums, and lists them in the annex.
LISTED_INVOICES = 8


class DunningAction(models.Model):
    _inherit = "dunning.action"

    claim_ids = fields.One2many("dunning.claim", "action_id", string="Late-Payment Claims", readonly=True)
    claim_html = fields.Html(
        string="Principal, Interest and Compensation", compute="_compute_claim_blocks", sanitize=False,
        help="Table of the invoices with principal, interest to the day and compensation, the total, and what is added each day.",
    )  # fmt: skip
    claim_annex_html = fields.Html(string="Annex", compute="_compute_claim_blocks", sanitize=False)
    claim_sentence = fields.Char(
        compute="_compute_claim_blocks",
        help="What is due in all with interest and compensation, in a sentence; empty where there are none.",
    )
    notice_check = fields.Text(
        string="Before It Leaves", compute="_compute_notice_check", groups="account_dunning.group_dunning_user",
        help="What a person should look at before this notice leaves.",
    )  # fmt: skip

    def _asks_for_claims(self):
        """Tell whether the text of this letter says interest and compensation."""
        self.ensure_one()
        return self.channel in POSTAL_CHANNELS and self._says_claims()

    def _says_claims(self):
        return "claim_html" in (self.mail_template_id.sudo().body_html or "")

    def _notice_claims(self):
        """Return the claims that this notice says, as they are on its day, without writing them; and what no law is known for.

        :return: (``dunning.claim`` records that are not stored, list of (item, reason in words))
        """
        self.ensure_one()
        Claim = self.env["dunning.claim"].sudo()
        lines = self._asked_lines().filtered("move_line_id")
        covered = {line.move_line_id: line.covered_currency for line in lines}
        vals_list, problems = Claim._claim_vals_list(self.profile_id.sudo(), lines.move_line_id, self._leaving_day(), covered)
        vals_list = [vals | Claim._costs_vals(vals, lines.move_line_id) for vals in vals_list]
        return Claim.union(*(Claim.new(vals) for vals in vals_list)), problems

    def _threaten_claims(self, today):
        """Keep what this notice says as threatened claims.

        :param date today: day on which it is printed or posted
        """
        for action in self.filtered(lambda one: one._asks_for_claims()):
            items = action._asked_lines().move_line_id
            claims, _problems = self.env["dunning.claim"].sudo()._compute_claims(action.profile_id.sudo(), items, today, action)
            # costs that somebody entered stay, with their proofs
            (action.sudo().claim_ids - claims).filtered(lambda claim: claim.state == "threatened" and not claim.cost_ids).unlink()

    def _claimed_amount(self, company, currency):
        """Return what this notice asks for beside the principal of a company's invoices, in one currency."""
        if not self._asks_for_claims():
            return 0.0
        claims = self._notice_claims()[0].filtered(lambda claim: claim.branch_id == company)
        return claims._claimed_amounts().get(currency, 0.0)

    # -- blocks ------------------------------------------------------------------------------------

    @api.depends("line_ids.net_currency", "line_ids.asked", "line_ids.status", "mail_template_id", "date", "profile_id.debtor_class")
    @api.depends_context("lang", "dunning_contact_day")
    def _compute_claim_blocks(self):
        for action in self:
            action.claim_html = action.claim_annex_html = Markup()
            action.claim_sentence = ""
            if not action._origin:
                continue
            if not action._asks_for_claims():
                # the text of a notice in an e-mail: its items, as in any other message
                action.claim_html = action.items_html if action._says_claims() else Markup()
                continue
            values = action._claim_values()
            render = self.env["ir.qweb"]._render
            action.claim_html = render("account_dunning.message_claim", values, raise_if_not_found=False) or Markup()
            if values["has_interest"] or values["is_long"] or values["has_costs"]:
                action.claim_annex_html = render("account_dunning.message_claim_annex", values, raise_if_not_found=False) or Markup()
            action.claim_sentence = values["sentence"]

    def _claim_values(self):
        """Return the values of the blocks of a notice.

        ``rows``: one an invoice, with its principal to pay, interest and compensation; ``sums``: one a currency; ``claims``.
        """
        self.ensure_one()
        claims, _problems = self._notice_claims()
        lines = self._asked_lines()._with_instalments()
        by_item = {line.move_line_id.id: line for claim in claims for line in claim.line_ids}
        rows = [self._claim_row(line, by_item.get(line.move_line_id.id)) for line in lines]
        sums = self._claim_sums(rows, claims)
        added = any(one["interest"] or one["fee"] or one["costs"] for one in sums)
        credits_shown, credits_rest = self._shown_and_rest(
            self.line_ids.filtered(lambda line: line.kind == "credit" and line.status != "void")._with_instalments(), "net_currency"
        )
        return {
            "credits": credits_shown,
            "credits_rest": credits_rest,
            "has_cover": any(not line.currency_id.is_zero(line.covered_currency) for line in lines),
            "action": self,
            "rows": rows,
            "is_long": len(rows) > LISTED_INVOICES,
            "claims": claims,
            "sums": sums,
            "has_interest": any(row["interest"] for row in rows),
            "has_fee": any(row["fee"] for row in rows),
            "has_costs": any(one["costs"] for one in sums),
            "has_orders": any(row["line"].order_reference for row in rows),
            "basis": self._basis_text(claims),
            "added": added,
            "day": self._leaving_day(),
            "per_diem": [claim for claim in claims if claim.per_diem],
            "missing": " ".join(dict.fromkeys(filter(None, claims.mapped("missing")))),
            "concession": next(iter(claims.filtered(lambda claim: claim.interest or claim.fee).mapped("allocation_note")), False),
            "from_notice": self._from_notice_text(claims),
            "sentence": self._total_sentence(sums) if added else "",
            **self.env["dunning.claim"]._format_values(),
        }

    def _claim_row(self, line, claimed):
        """Return what a notice says of one invoice or instalment."""
        return {
            "line": line,
            "invoiced": line.invoiced_currency or line.residual_currency,
            "paid": (line.invoiced_currency or line.residual_currency) - line.net_currency,
            "principal": line.net_currency,
            "currency": line.currency_id,
            "days": claimed.days if claimed else 0,
            "rates": claimed.rates if claimed else "",
            "interest": claimed.interest if claimed else 0.0,
            "fee": claimed.fee if claimed else 0.0,
            "fee_currency": claimed.claim_id.fee_currency_id if claimed else line.currency_id,
        }

    def _claim_sums(self, rows, claims):
        """Return principal, interest, compensation, further costs and total by currency."""
        sums = defaultdict(lambda: dict.fromkeys(("principal", "interest", "fee", "costs"), 0.0))
        for row in rows:
            sums[row["currency"]]["principal"] += row["principal"]
            sums[row["currency"]]["interest"] += row["interest"]
            if row["fee"]:
                sums[row["fee_currency"]]["fee"] += row["fee"]
        for claim in claims.filtered("further_costs"):
            sums[claim.fee_currency_id]["costs"] += claim.further_costs
        return [
            {"currency": currency, "total": currency.round(sum(one.values()))}
            | {name: currency.round(value) for name, value in one.items()}
            for currency, one in sums.items()
        ]

    def _basis_text(self, claims):
        """Return on which laws and rates these claims rest: rates each once, in the order of time, as people of the language write them."""
        words = self.env["dunning.claim"]._format_values()
        laws = words["format_source"]("; ".join(dict.fromkeys(claims.mapped("law"))))
        found = {segment["rate"]: segment["first"] for claim in claims for line in claim.line_ids for segment in line.segments or []}
        rates = self.env._(", then ").join(map(words["format_rate"], sorted(found, key=lambda rate: found[rate])))
        if not rates:
            return self.env._("Basis of interest and compensation: %s.", laws)
        return self.env._("Basis of interest and compensation: %(laws)s (%(rates)s a year).", laws=laws, rates=rates)

    def _total_sentence(self, sums):
        total = " + ".join(formatLang(self.env, one["total"], currency_obj=one["currency"]) for one in sums)
        if any(one["costs"] for one in sums):
            return self.env._("With the interest, the compensation and the further costs stated below, %s is due to us in all.", total)
        return self.env._("With the interest and the compensation stated below, %s is due to us in all.", total)

    def _from_notice_text(self, claims):
        """Return from when interest will run where it waits for this notice (consumers), and at which rate."""
        waiting = claims.line_ids.filtered(lambda line: line.reason and not line.days)
        regime = claims.regime_id[:1]
        if not waiting or not regime.starts_notice:
            return ""
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        day = self._leaving_day()
        try:
            rate = interest.RateBook(catalogue, catalogue.regimes[regime.key]).rate_on(day, day).percent
        except interest.InterestError:
            return self.env._("From the day after this letter is received, interest at the legal rate runs on this sum (%s).", regime.law)
        return self.env._(
            "From the day after this letter is received, interest at the legal rate, now %(rate)s %% a year, runs on this sum (%(law)s).",
            rate=formatLang(self.env, float(rate), digits=2), law=regime.law,
        )  # fmt: skip

    # -- before it leaves --------------------------------------------------------------------------

    @api.depends("line_ids.net_currency", "line_ids.asked", "mail_template_id", "channel", "state")
    @api.depends_context("lang")
    def _compute_notice_check(self):
        notices = self._formal_notices().filtered(lambda action: action.state in ("todo", "ready", "failed") and action._origin)
        for action in self:
            action.notice_check = "\n".join(action._find_notice_problems()) if action in notices else False

    def _find_notice_problems(self):
        """Return what to look at before a notice leaves, in sentences."""
        self.ensure_one()
        found = []
        if self._asks_for_claims():
            claims, problems = self._notice_claims()
            found += [f"{item.dunning_entry_id.name}: {reason}" for item, reason in problems]
            found += [warning for claim in claims if claim.warnings for warning in claim.warnings.splitlines()]
        elif self.profile_id.debtor_class == "business":
            text = self.env._("The text of this notice says no interest and no compensation: take the shipped text of formal notices.")
            found.append(text)
        lines = self._asked_lines()
        if self.profile_id.debtor_class == "public":
            found += self._find_public_problems(lines)
        without = [line.number for line in lines if not line.order_reference]
        if without and self.profile_id.debtor_class != "public":
            found.append(self.env._("No order reference of the customer, as a basis, for: %s.", ", ".join(without[:5])))
        return list(dict.fromkeys(found))

    def _find_public_problems(self, lines):
        """Return what a public body needs before any step: engagement number, service code, status on the portal, legal term."""
        found, day = [], self._leaving_day()
        without = [line.number for line in lines if not line.order_reference]
        if without:
            found.append(self.env._("No engagement number (customer's reference) on: %s.", ", ".join(without[:5])))
        if not self.profile_id.service_code:
            found.append(self.env._("The service code of this public body is not entered on its page."))
        Debt = self.env["dunning.interest.debt"]
        early = [line.number for line in lines if line.move_line_id and Debt._due_day(line.move_line_id.sudo(), self.profile_id) >= day]
        if early:
            found.append(self.env._("The legal term of the public body is not over for: %s.", ", ".join(early[:5])))
        return found + self._find_portal_states(lines)

    def _find_portal_states(self, lines):
        """Return how invoices stand on the e-invoicing platform, where it or an add-on says so."""
        moves = lines.move_id.sudo()
        events = self.env["dunning.einvoice.event"].sudo().search([("move_id", "in", moves.ids)], order="date, id")
        if events:
            known = {event.move_id: event.status_id.name for event in events}  # the last one of each
            told = [f"{move.name}: {known.get(move) or self.env._('not sent by the platform')}" for move in moves]
            return [self.env._("Status on the e-invoicing platform: %s.", ", ".join(told[:5]))]
        if "peppol_move_state" not in moves._fields:
            return [self.env._("Look up the status of the invoices on the invoicing portal: nothing here knows it.")]
        labels = dict(moves._fields["peppol_move_state"]._description_selection(self.env))
        states = {move.name: move.peppol_move_state for move in moves}
        unknown = self.env._("not sent by the platform")
        wrong = [f"{name}: {labels.get(state, state) or unknown}" for name, state in states.items() if state != "done"]
        return [self.env._("Status on the e-invoicing platform: %s.", ", ".join(wrong[:5]))] if wrong else []

    @api.model
    def _claims_on_page(self, partner, company):
        """Return what the page of a customer shows of claims that were charged: plain texts, apart from the items.

        :param partner: commercial ``res.partner``
        :param company: root ``res.company``
        """
        claims = self.env["dunning.claim"]._open_claims(partner, company)
        return [
            {
                "name": claim.name,
                "day": format_date(self.env, claim.charged_on),
                "open": claim.with_env(self.env).sudo()._owed_text(),
            }
            for claim in claims
        ]
