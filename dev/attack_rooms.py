"""What the later rooms hold in the attacked world: cases, claims, provisions, contracts, runs; one of each for each party."""

import base64
from datetime import timedelta

from attack_rooms_later import LaterRooms


class Rooms(LaterRooms):
    """Records of :class:`attack_world.Party` beyond dunning itself; each method stands alone, see ``Party.fill``."""

    def profile(self, number=0):
        """Return the profile of a customer."""
        return self.env["dunning.profile"]._get_or_create(self.partners[number], self.company)

    def content(self):
        """Return a file as it is uploaded."""
        return base64.b64encode(self.text("file").encode())

    def add_cases(self):
        """One prepared, one handed over, with costs, documents, deadlines and its evidence file."""
        Case, today = self.env["dunning.case"], self.world.today
        route = self.env["dunning.case.route"].search([], limit=1)
        for number in (0, -1):
            partner = self.partners[number]
            moves = self.of(partner).filtered(lambda move: move.amount_residual > 0 and move.invoice_date_due < today)[:1]
            case = Case.create(
                {
                    "company_id": self.company.id, "partner_id": partner.id, "route_id": route.id,
                    "handler_id": self.company.partner_id.id, "description": self.text("facts"),
                }
            )  # fmt: skip
            items = self.books.receivables(moves)
            self.env["dunning.case.item"].create([{"case_id": case.id, "move_line_id": item.id} for item in items])
            kinds = {"other", *case._find_missing_documents().mapped("kind")}
            self.env["dunning.case.document"].create(
                [{"case_id": case.id, "kind": kind, "name": self.text("document"), "content": self.content()} for kind in sorted(kinds)]
            )
            self.env["dunning.case.deadline"].create({"case_id": case.id, "name": self.text("deadline"), "date": today + timedelta(9)})
            self.env["dunning.case.cost"].create({"case_id": case.id, "amount": self.amount(), "date": today})
            self.env["dunning.evidence.file"]._make_file(case.profile_id, case)
            if not number:
                case.with_context(mail_notrack=True).action_hand_over()

    def add_claims(self):
        """What late payment costs, computed and not charged."""
        for number in (0, 1):
            items = self.books.receivables(self.of(self.partners[number]))
            claims, _problems = self.env["dunning.claim"]._compute_claims(self.profile(number), items, self.world.today)
            for claim in claims:
                cost = {"claim_id": claim.id, "name": self.text("cost"), "amount": self.amount(), "date": self.world.today}
                self.env["dunning.claim.cost"].create(cost | {"proof": self.content()})

    def add_law(self):
        """Terms, law of a contract, insurance, what was performed when and what interrupts limitation."""
        today, partner, move = self.world.today, self.partners[0], self.moves[0]
        past = today - timedelta(90 + self.world.parties.index(self))  # terms of one company begin on different days
        self.env["dunning.terms"].create({"name": self.text("terms"), "date_from": past, "content": self.content()})
        self.env["dunning.insurance.policy"].create(
            {"name": self.text("policy"), "company_id": self.company.id, "insurer_id": partner.id, "date_from": past}
        )
        self.env["dunning.interest.contract"].create({"company_id": self.company.id, "partner_id": partner.id})
        self.env["dunning.performance"].create({"move_id": move.id, "date_from": past, "note": self.text("note")})
        self.env["dunning.interruption"].create(
            {
                "company_id": self.company.id, "partner_id": partner.id, "date": today,
                "note": self.text("note"), "kind": self.env["dunning.interruption"]._fields["kind"].get_values(self.env)[0],
            }
        )  # fmt: skip

    def add_factor(self):
        """A contract with a factor, and a customer assigned to it."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": f"DE8937040044{self.name.encode().hex()}{self.partners[-1].id:06d}", "partner_id": self.company.partner_id.id}
        )
        factor = self.env["dunning.factor"].create(
            {
                "name": self.text("contract"), "company_id": self.company.id, "house_id": self.company.partner_id.id,
                "collects": "company", "bank_id": bank.id, "clause": self.text("clause"),
            }
        )  # fmt: skip
        self.env["dunning.assignment"].create(
            {"factor_id": factor.id, "partner_id": self.partners[-1].id, "date_start": self.world.today}
        )

    def add_payment_run(self):
        """A customer who pays on two days a month."""
        self.env["dunning.payment.run"].create({"profile_id": self.profile(1).id, "month_days": "10, 25"})

    def add_provision(self):
        """A provision computed, and a write-off prepared."""
        if self.branch or self.name == "mixed":
            return
        provision = self.env["dunning.provision"].create({"company_id": self.company.id, "date": self.world.today})
        provision.action_compute()
        items = self.books.receivables(self.of(self.partners[1])[:1])
        self.env["dunning.write.off"].create(
            {
                "company_id": self.company.id, "partner_id": self.partners[1].id, "reason": self.text("reason"),
                "item_ids": [(6, 0, items.ids)],
            }
        )  # fmt: skip

    def add_firm_batch(self):
        """Work handed over to a partner firm."""
        self.env["dunning.firm.batch"].create({"company_id": self.company.id, "firm_id": self.partners[0].id})

    def add_comparison(self):
        """Two plans to be compared on the past, not yet lived."""
        plans = self.env["dunning.plan"].search([], limit=2)
        names = [name for name in self.env["dunning.comparison"]._fields if name.endswith("plan_id")]
        vals = {name: plan.id for name, plan in zip(names, plans, strict=False)}
        self.env["dunning.comparison"].create({"company_id": self.company.id, **vals})

    def add_limits(self):
        """A limit, and a request for more."""
        limit = self.env["dunning.credit.limit"]
        vals = {"company_id": self.company.id, "partner_id": self.partners[0].id, "reason": self.text("reason")}
        limit.create({**vals, "amount": self.amount()})
        self.env["dunning.credit.request"].create({**vals, "amount": self.amount()})

    def add_answers(self):
        """What a customer said on its page."""
        from odoo.addons.account_dunning.models.shared import evidence

        lines = [
            (0, 0, {
                "move_id": move.id, "invoice_name": move.name, "currency_id": move.currency_id.id, "amount_open": self.amount(),
            })
            for move in self.of(self.partners[0])[:2]
        ]  # fmt: skip
        evidence.as_writer(self.env["dunning.answer"]).create(
            {
                "company_id": self.company.id, "profile_id": self.profile().id, "partner_id": self.partners[0].id,
                "kind": "promise", "via": "link", "outcome": "done", "key": self.name, "text": self.text("answer"),
                "amount": self.amount(), "line_ids": lines,
            }
        )  # fmt: skip

    def add_receipts(self):
        """Money on the bank account, with a proposal of what it pays."""
        move = self.of(self.partners[1])[1]
        self.books.bank_lines([(self.partners[1], move.amount_residual, self.world.today, self.text("transfer"))])
        self.env["dunning.receipt.proposal"]._refresh_proposals(self.company, self.world.today)

    def add_strangers(self):
        """An answer from an address that nobody knows."""
        profile = self.profile(1)
        text = self.text("answer")
        message = profile.message_post(
            body=text, email_from="stranger@example.net", author_id=False, message_type="email", subtype_xmlid="mail.mt_comment"
        )
        self.env["dunning.reply"].create(
            {
                "company_id": self.company.id, "partner_id": profile.partner_id.id, "profile_id": profile.id, "subject": text,
                "excerpt": text, "sender": "stranger", "email_from": "stranger@example.net", "mail_message_id": message.id,
                "message_ref": message.message_id,
            }
        )  # fmt: skip

    def add_rates(self):
        """A rate that a second person has still to confirm; rates are everybody's, so its source is no secret."""
        series = self.env["dunning.interest.series"].search([("kind", "=", "changes")], limit=1)
        day = self.world.today - timedelta(self.world.parties.index(self))
        self.env["dunning.interest.rate"].create({"series_id": series.id, "day": day, "value": 3.0, "source": "Published"})
