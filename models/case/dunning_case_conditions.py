"""What a route forbids: its own conditions against the items of a case, each with one clear sentence."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..shared.company_day import company_day

CLASS_FIELDS = {"business": "for_business", "consumer": "for_consumer", "public": "for_public"}


class DunningCase(models.Model):
    _inherit = "dunning.case"

    missing_documents = fields.Char(
        compute="_compute_problems", help="Documents that the route asks for and that are not in the case yet."
    )

    @api.depends("route_id", "item_ids", "document_ids.kind", "state", "residual", "profile_id.debtor_class")
    @api.depends_context("lang")
    def _compute_problems(self):
        for case in self:
            waiting = case.state == "draft" and case.route_id
            case.problems = "\n".join(case._find_problems(company_day(case, case.company_id))) if waiting else False
            case.missing_documents = ", ".join(case._find_missing_documents().mapped("name")) if waiting else False

    def _check_route(self, today):
        """Refuse a hand-over that the route forbids.

        :param date today: day of the hand-over
        :raises UserError: the first condition that is not met, in one sentence
        """
        for case in self:
            problems = case._find_problems(today)
            if problems:
                raise UserError(problems[0])

    def _find_problems(self, today):
        """Return what keeps the case from being handed over, one sentence each.

        :param date today: day of the hand-over
        """
        self.ensure_one()
        case, route = self.sudo(), self.sudo().route_id
        items = case.item_ids
        if not items.filtered(lambda item: item.residual > 0):
            return [self.env._("Nothing in this case is open: choose items first.")]
        return [
            *case._problems_of_debtor(route),
            *case._problems_of_items(route, items, today),
            *case._problems_of_notice(route, today),
            *case._problems_of_amount(route, today),
            *case._problems_of_documents(),
        ]

    def _problems_of_debtor(self, route):
        found = []
        debtor = self.profile_id.debtor_class
        if debtor and not route[CLASS_FIELDS[debtor]]:
            label = dict(self.profile_id._fields["debtor_class"]._description_selection(self.env))[debtor]
            found.append(
                self.env._(
                    "“%(route)s” is not for this kind of debtor (%(kind)s).", route=route.name, kind=label.lower()
                )
            )
        insolvent = bool(self._find_insolvency_holds())
        if route.insolvency == "no" and insolvent:
            found.append(
                self.env._(
                    "%(customer)s is insolvent: “%(route)s” is closed, declare the claim instead.",
                    customer=self.partner_id.name,
                    route=route.name,
                )
            )
        if route.insolvency == "only" and not insolvent:
            found.append(
                self.env._(
                    "“%(route)s” needs insolvency proceedings: put %(customer)s on hold for insolvency first.",
                    customer=self.partner_id.name,
                    route=route.name,
                )
            )
        return found

    def _problems_of_items(self, route, items, today):
        found = []
        early = items.filtered(lambda item: item.date_due and item.date_due >= today and item.residual > 0)
        if route.only_due and early:
            found.append(self.env._("Not due yet: %s.", ", ".join(early.mapped("invoice_name"))))
        foreign = items.filtered(lambda item: item.move_id.move_type not in ("out_invoice", "out_receipt"))
        if route.only_invoices and foreign:
            found.append(
                self.env._(
                    "“%(route)s” takes invoices only: %(items)s is none.",
                    route=route.name,
                    items=", ".join(foreign.mapped("invoice_name")),
                )
            )
        disputed = self._disputed_items(items)
        if not route.allows_disputes and disputed:
            found.append(
                self.env._(
                    "“%(route)s” takes no disputed claim: %(items)s is in dispute.",
                    route=route.name,
                    items=", ".join(disputed.mapped("invoice_name")),
                )
            )
        return found

    def _disputed_items(self, items):
        """Return those items that their customer disputes."""
        moves = items.move_id.ids
        disputes = self.env["dunning.dispute"].sudo().search([("state", "=", "open"), ("move_id", "in", moves)])
        about = {(dispute.move_id.id, dispute.move_line_id.id) for dispute in disputes}
        return items.filtered(
            lambda item: (item.move_id.id, False) in about or (item.move_id.id, item.move_line_id.id) in about
        )

    def _problems_of_amount(self, route, today):
        if not route.maximum_amount:
            return []
        claims = sum(self._read_claims(today).values())
        total = self.currency_id._convert(self.residual + claims, route.currency_id, self.company_id, today)
        if route.currency_id.compare_amounts(total, route.maximum_amount) <= 0:
            return []
        return [
            self.env._(
                "“%(route)s” takes claims up to %(limit)s, interest included: this one is %(amount)s.",
                route=route.name,
                limit=formatLang(self.env, route.maximum_amount, currency_obj=route.currency_id),
                amount=formatLang(self.env, total, currency_obj=route.currency_id),
            )
        ]

    def _read_claims(self, today):
        """Return interest and fixed sums claimed beside the items, in company currency, by invoice.

        What was charged counts, and of what is only threatened the newest claim of each item; where the database knows no
        claims of late payment there are none.

        :param date today: day of the exchange rates
        :return: dict by ``account.move`` of amount
        """
        self.ensure_one()
        found, seen = {}, set()
        if "dunning.claim.line" not in self.env:
            return found
        domain = [
            ("move_line_id", "in", self.item_ids.sudo().move_line_id.ids),
            ("claim_id.state", "in", ("threatened", "charged")),
        ]
        for line in self.env["dunning.claim.line"].sudo().search(domain, order="id desc"):
            if line.claim_id.state == "threatened" and line.move_line_id in seen:
                continue
            seen.add(line.move_line_id)
            for amount, currency in ((line.interest, line.currency_id), (line.fee, line.fee_currency_id)):
                if amount:
                    ours = currency._convert(amount, self.currency_id, self.company_id, today)
                    found[line.move_id] = found.get(line.move_id, 0.0) + ours
        return found

    def _find_missing_documents(self):
        """Return the documents of the route that are not in the case.

        Invoices and the statement are made for the evidence file, messages are in it: they are never missing.
        """
        kinds = set(self.document_ids.mapped("kind")) | {"invoice", "statement"}
        if self._find_formal_notices():
            kinds.add("notice")
        if self.company_id.sudo()._dunning_terms_on(self.oldest_due or self.opened_on):
            kinds.add("terms")
        return self.route_id.document_ids.filtered(lambda document: document.kind not in kinds)

    def _find_formal_notices(self):
        """Return the formal notices about items of the case that were posted."""
        lines = self.item_ids.sudo().move_line_id
        actions = self.env["dunning.action"].sudo().search(
            [("state", "=", "done"), ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
             ("line_ids.move_line_id", "in", lines.ids)]
        )  # fmt: skip
        return actions._formal_notices()

    def _problems_of_documents(self):
        missing = self._find_missing_documents().filtered("required")
        return [
            self.env._("The route needs a document that is not in the case: %s.", document.name) for document in missing
        ]
