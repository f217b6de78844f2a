"""What the rooms of 19.0.1.5.0 hold in the attacked world: payment plans, opening items, history taken over, erasures, periods."""

import base64
from datetime import timedelta


class LaterRooms:
    """Records of :class:`attack_world.Party` in the latest rooms; each method stands alone, see ``Party.fill``."""

    def is_first(self):
        """Tell whether these are the first customers of their company: what a company has once is made with them."""
        return self is next(party for party in self.world.parties if party.company == self.company)

    @property
    def place(self):
        """Where their people work: ``a``, ``b`` or ``branch``."""
        return "branch" if self.branch else "b" if self.company == self.world.b else "a"

    def worker(self, role):
        """Return the environment of a person who works for these customers."""
        user = self.world.users[f"{role}_{self.place}"]
        return self.env(user=user.id, su=False, context={"allowed_company_ids": user.company_ids.ids})

    def add_payment_plans(self):
        """One that runs, one that is offered, one that waits for who may grant it, one of each end."""
        moves = self.moves.filtered(lambda move: move.amount_residual > 0 and move.invoice_date_due > self.world.today)
        plans = [self._offer_plan(move) for move in moves[:3]]
        plans[0]._accept_plan(self.text("name"), self.text("function"), "link", plans[0].partner_id)
        plans[2].action_withdraw()
        for move in moves[3:4]:
            self._offer_plan(move.with_env(self.worker("collector")))

    def _offer_plan(self, move):
        """Offer to pay an invoice in two parts, as whoever asks."""
        items = self.books.receivables(move)
        half = round(move.amount_residual / 2, 2)
        days = [self.world.today + timedelta(days) for days in (3, 33)]
        payments = list(zip(days, (half, round(move.amount_residual - half, 2)), strict=True))
        profile = move.env["dunning.profile"]._get_or_create(move.partner_id, self.company)
        return move.env["dunning.payment.plan"]._offer_plan(profile, self.world.today, payments, items, note=self.text("note"))

    def add_plan_authority(self):
        """Somebody who may grant payment plans, of any amount; collectors still ask."""
        if self.is_first():
            manager = self.world.users[f"manager_{self.place}"]
            self.env["dunning.payment.plan.authority"].create({"company_id": self.company.id, "user_id": manager.id, "days": 400})

    def add_erasure(self):
        """Periods after which personal data goes, a proposal and one that came to nothing."""
        if not self.is_first():
            return
        vals = {"company_id": self.company.id, "months": 1, "source": "Our decision"}
        for kind in ("sent", "received", "said", "read"):
            self.env["dunning.retention.rule"].create({**vals, "kind": kind})
        self.env["dunning.erasure"].create({"company_id": self.company.id}).action_cancel()
        self.env["dunning.erasure"].create({"company_id": self.company.id})
        self.env["dunning.erasure"].create({"company_id": self.company.id, "partner_id": self.partners[0].id})

    def add_takeovers(self):
        """History of a workbook: one read, one to read."""
        if not self.is_first():
            return
        day = self.world.today - timedelta(9)
        lines = [f"{move.name};{day:%d/%m/%Y};1;courriel" for move in self.moves[:2]]
        content = "\n".join(["N° de facture;Dernière relance;Niveau;Canal", *lines, f"{self.text('number')};{day:%d/%m/%Y};1;courriel"])
        vals = {"company_id": self.company.id, "source": "workbook", "file_name": "open.csv", "day_order": "dmy"}
        vals["content"] = base64.b64encode(content.encode())
        takeovers = self.env["dunning.takeover"].create([vals, dict(vals)])
        takeovers[0].action_find()
        takeovers[0].action_preview()

    def add_openings(self):
        """Open items of the system before: one file read, one posted, one to read."""
        if not self.is_first():
            return
        env = self.env(context={"allowed_company_ids": self.company.ids})
        for number, partner in enumerate([self.partners[1]] * 3):
            partner.ref = f"C-{partner.id}"
            row = f"{partner.ref};{self.text('n') if not number else f'OLD{partner.id}{number}'};15/02/2025;17/03/2025;{self.amount():.2f}"
            content = f"Code client;N° de facture;Date de facture;Échéance;Reste dû\n{row.replace('.', ',')}\n"
            counterpart = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", self.company.ids)], limit=1)
            opening = env["dunning.opening"].create(
                {
                    "company_id": self.company.id, "content": base64.b64encode(content.encode()), "file_name": "open.csv",
                    "date": self.world.today - timedelta(40), "counterpart_id": counterpart.id,
                }
            )  # fmt: skip
            if number:
                opening.action_read()
            if number == 2:
                opening.account_ids.balance = opening.account_ids.total
                opening.action_post()

    def add_agreements(self):
        """What the house wants of terms, how long invoices travel, what payments cost, a list by e-mail."""
        if not self.is_first():
            return
        company = {"company_id": self.company.id}
        self.env["dunning.terms.policy"].create({**company, "policy_days": 30, "source": self.text("decision")})
        self.env["dunning.invoice.transit"].create({**company, "method": "email", "days": 1})
        means = self.env["dunning.payment.means"]._fields["means"].get_values(self.env)[0]
        self.env["dunning.payment.means"].create({**company, "means": means, "cost_fixed": 0.3})
        self.env["dunning.schedule"].create({**company, "name": self.text("subject"), "user_ids": self.company.dunning_collector_id.ids})

    def add_cash_bases(self):
        """Cash collected as a base of commissions: a period that is closed and the next one."""
        if not self.is_first():
            return
        first = self.world.today.replace(day=1)
        closed = self.env["dunning.cash.base"].create(
            {"company_id": self.company.id, "date_from": first - timedelta(92), "date_to": first - timedelta(1)}
        )
        closed.action_close()
        self.env["dunning.cash.base"].create({"company_id": self.company.id, "date_to": self.world.today})

    def add_einvoice_events(self):
        """What a platform says of an invoice."""
        status = self.env["dunning.einvoice.status"].search([], limit=1)
        if status:
            move = self.moves[0]
            self.env["dunning.einvoice.event"].sudo().create(
                {
                    "company_id": self.company.id, "move_id": move.id, "partner_id": move.partner_id.id, "status_id": status.id,
                    "date": self.world.today, "info": self.text("reason"), "amount": self.amount(),
                }
            )  # fmt: skip

    def add_set_offs(self):
        """Invoices set off against our supplier's bills: one offered, one taken back."""
        [partner] = self._make_customers(1)
        move = self.books.draft([self.books.invoice_vals(partner, self.world.today - timedelta(60), self.amount())])
        self.books.post(move)
        bill = self.env["account.move"].with_company(self.company).create(
            {
                "move_type": "in_invoice", "company_id": self.company.id, "partner_id": partner.id, "ref": self.text("number"),
                "invoice_date": self.world.today - timedelta(20), "invoice_date_due": self.world.today + timedelta(9),
                "invoice_line_ids": [(0, 0, {"name": self.text("parts"), "price_unit": self.amount(), "tax_ids": []})],
            }
        )  # fmt: skip
        bill.action_post()
        dialogue = self.env["dunning.set.off.wizard"].with_context(allowed_company_ids=self.company.ids)
        vals = {"partner_id": partner.id, "company_id": self.company.id}
        self.env["dunning.set.off"].browse(dialogue.create(vals).action_confirm()["res_id"]).action_withdraw()
        dialogue.create(vals).action_confirm()

    def add_trials(self):
        """One that runs, one that is prepared."""
        if not self.is_first():
            return
        steps = self.company.dunning_plan_id.step_ids.filtered(lambda step: step.channel == "email" and step.mail_template_id)
        company = {"company_id": self.company.id, "name": self.text("subject")}
        trials = self.env["dunning.trial"].create(
            [
                {**company, "step_id": step.id, "variant_mail_template_id": step.mail_template_id.copy({"name": "Friendlier"}).id}
                for step in steps[:2]
            ]
        )
        trials[0].action_start()

    def add_month_plans(self):
        """A month planned, another one accepted."""
        if not self.is_first():
            return
        vals = {"company_id": self.company.id, "hours": 3, "minutes": 20}
        plans = self.env["dunning.month.plan"].create([vals, dict(vals)])
        for number, partner in enumerate(self.partners[:4]):
            line = {"plan_id": plans[number % 2].id, "partner_id": partner.id, "profile_id": self.profile(number).id, "minutes": 20}
            sums = {"amount": self.amount(), "alone": self.amount(), "with_call": self.amount(), "gain": self.amount()}
            self.env["dunning.month.plan.line"].create({**line, **sums, "sequence": number})
        plans[0].action_accept()

    def add_debits(self):
        """A card on file, what its owner agreed to, a debit under way."""
        from odoo.addons.account_dunning.models.shared import evidence

        method = self.env.ref("payment.payment_method_unknown")
        provider = self.env["payment.provider"].create(
            {
                "name": "Dummy", "code": "none", "state": "test", "is_published": True, "company_id": self.company.id,
                "payment_method_ids": [(6, 0, method.ids)],
            }
        )  # fmt: skip
        partner = self.partners[0]
        card = {"provider_id": provider.id, "payment_method_id": method.id, "partner_id": partner.id}
        token = self.env["payment.token"].create({**card, "provider_ref": self.text("ref"), "payment_details": "4242"})
        agreement = self.env["dunning.debit.agreement"].create(
            {
                "company_id": self.company.id, "partner_id": partner.id, "token_id": token.id, "agreed_by": self.text("name"),
                "source": self.text("contract"), "agreed_on": self.world.today - timedelta(30), "notice_days": 5,
            }
        )  # fmt: skip
        move, profile = self.of(partner)[0], self.env["dunning.profile"]._get_or_create(partner, self.company)
        item = {"move_line_id": self.books.receivables(move).id, "move_id": move.id, "invoice_name": move.name, "instalment": 1}
        item.update(amount=move.amount_residual, date_due=move.invoice_date_due)
        evidence.as_writer(self.env["dunning.debit"]).create(
            {
                "company_id": self.company.id, "branch_id": (self.branch or self.company).id, "profile_id": profile.id,
                "partner_id": partner.id, "agreement_id": agreement.id, "means": self.text("card"), "amount": move.amount_residual,
                "currency_id": self.company.currency_id.id, "date": self.world.today, "date_charge": self.world.today + timedelta(5),
                "state": "announced", "item_ids": [(0, 0, item)],
            }
        )  # fmt: skip
