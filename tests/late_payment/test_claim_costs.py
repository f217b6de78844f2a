"""Further costs of collecting: on proof, above the fixed sum, once, and never from consumers."""

import base64

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from ...models.shared import evidence
from .test_claims import DAY, ClaimCommon

PROOF = base64.b64encode(b"bill of the address search")


@tagged("post_install", "-at_install")
class TestClaimCosts(ClaimCommon):
    def _cost(self, claim, amount, user=None, **vals):
        Cost = self.env["dunning.claim.cost"].with_user(user or self.env.user)
        return Cost.create({"claim_id": claim.id, "name": "Address search, Recherche SARL", "amount": amount, "proof": PROOF} | vals)

    def _proofs(self, cost):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "dunning.claim.cost"), ("res_field", "=", "proof"), ("res_id", "=", cost.id)]
        )

    def test_only_what_exceeds_the_fixed_sum(self):
        """Costs of 30 are within the €40; 30 and 95.50 exceed it by 85.50."""
        claim = self._claim(self._example())
        self._cost(claim, 30, user=self.collector)
        self.assertEqual(claim.further_costs, 0)
        self._cost(claim, 95.5)
        self.assertEqual(claim.further_costs, 85.5)
        claim.action_recompute()
        self.assertEqual(claim.further_costs, 85.5)

    def test_charged_with_the_rest(self):
        """325.24 + 40 + 85.50 = 450.74 in the books, on the document and in words."""
        claim = self._claim(self._example())
        self._cost(claim, 125.5)
        with freeze_time(DAY):
            claim.with_user(self.accountant).action_charge()
        self.assertEqual((claim.residual, claim.amount_company), (450.74, 450.74))
        self.assertEqual(sorted(claim.move_id.line_ids.filtered("debit").mapped("debit")), [40, 85.5, 325.24])
        self.assertIn("450.74", claim._amounts_text())
        page = self.env["ir.actions.report"]._render_qweb_html("account_dunning.report_claim", claim.ids)[0].decode()
        self.assertIn("Address search, Recherche SARL", page)
        self.assertIn("85.50", page)
        self.assertIn("450.74", page)

    def test_part_payments_meet_costs_by_law(self):
        """By law the 4,000 of 15 May meet 149.79, the €40 and the 85.50 of April: 6,275.29 go on bearing interest, 333.29 in all."""
        self.company.dunning_allocation = "law"
        claim = self._claim(self._example())
        self.assertEqual(claim.interest, 330.79)
        cost = self._cost(claim, 125.5, date="2026-04-20")
        rows = [(row["days"], row["principal"]) for row in claim.line_ids.segments]
        self.assertEqual(rows, [(45, "10000"), (46, "6275.29"), (41, "6275.29")])
        self.assertEqual((claim.interest, claim.fee, claim.further_costs), (333.29, 40, 85.5))
        cost.date = "2026-06-01"  # after the payment
        self.assertEqual((claim.interest, claim.further_costs), (330.79, 85.5))
        cost.date = "2026-05-15"
        self.assertEqual(claim.interest, 333.29)
        cost.unlink()
        self.assertEqual((claim.interest, claim.further_costs), (330.79, 0))

    def test_costs_are_met_once(self):
        """Costs of 100 and two invoices paid in part in May: the first payment meets 20 of them, the second no more."""
        self.company.dunning_allocation = "law"
        first, second = (self._invoice("2026-03-31", 1000, currency_id=self.eur.id) for _rank in range(2))
        claim = self._claim(first | second)
        self._cost(claim, 100, date="2026-04-20")  # 20 above two fixed sums
        self._pay(second, "2026-05-04", 500)
        self._pay(first, "2026-05-15", 500)
        claim = self._claim(first | second)
        left = {line.move_id: line.segments[-1]["principal"] for line in claim.line_ids}
        # 500 − 11.32 − 40 − 20 = 428.68 of the principal; 500 − 14.98 − 40 = 445.02
        self.assertEqual(left, {second: "571.32", first: "554.98"})

    def test_the_next_notice_takes_them_over(self):
        """Costs belong to the claim that is threatened now: a second notice takes over those of the first."""
        move = self._example()
        plan = self._plan([(30, "registered_letter", {"recipient_role": "legal"})])
        profile, items = self.profile, self._items(move)
        letters = self.env["dunning.action"].create(
            [{"company_id": self.company.id, "profile_id": profile.id, "partner_id": profile.partner_id.id, "date": DAY,
              "step_id": plan.step_ids.id, "channel": "registered_letter"} for _rank in range(2)]
        )  # fmt: skip
        Claim = self.env["dunning.claim"]
        [old], _problems = Claim._compute_claims(profile, items, Date.to_date(DAY), letters[0])
        cost = self._cost(old, 100)
        evidence.as_writer(letters[0]).state = "done"
        [new], _problems = Claim._compute_claims(profile, items, Date.to_date("2026-09-10"), letters[1])
        self.assertNotEqual(new, old)
        self.assertEqual((cost.claim_id, new.further_costs, old.further_costs), (new, 60, 0))

    def test_fixed_sum_counts_once(self):
        """The €40 was charged and met by no cost: a second claim with costs of 100 claims 60, a third with 10 all of them."""
        move = self._example()
        with freeze_time(DAY):
            self._claim(move).with_user(self.accountant).action_charge()
        second = self._claim(move, "2026-08-20")
        self._cost(second, 100)
        self.assertEqual((second.fee, second.further_costs), (0, 60))

    def test_evidence_once_charged(self):
        """Neither cost nor proof changes after the claim was charged, whoever asks."""
        claim = self._claim(self._example())
        cost = self._cost(claim, 100)
        with freeze_time(DAY):
            claim.with_user(self.accountant).action_charge()
        proof = self._proofs(cost)
        for change in (
            lambda: cost.write({"amount": 1}),
            cost.unlink,
            lambda: self._cost(claim, 5),
            lambda: proof.write({"datas": base64.b64encode(b"other")}),
            proof.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_refused(self):
        """Nothing without proof, nothing below zero, nothing from consumers; the proof goes with a claim that is deleted."""
        claim = self._claim(self._example())
        with self.assertRaises(ValidationError):
            self._cost(claim, -5)
        cost = self._cost(claim, 100)
        attachments = self._proofs(cost)
        self.assertEqual(len(attachments), 1)
        claim.unlink()
        self.assertFalse((cost | cost).exists())
        self.assertFalse(attachments.exists())
        self.profile.debtor_class = "consumer"
        with self.assertRaises(ValidationError):
            self._cost(self._claim(self._example()), 100)

    def test_who_may(self):
        """Collectors enter them, salespeople read those of their own customers, other companies nothing."""
        claim = self._claim(self._example())
        cost = self._cost(claim, 100, user=self.collector)
        seller = self._user("seller_c", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            cost.with_user(seller).read(["amount"])
        with self.assertRaises(AccessError):
            self._cost(claim, 5, user=seller)
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_c", "account_dunning.group_dunning_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            cost.with_user(stranger).read(["amount"])

    def test_screen(self):
        """They are entered on the claim."""
        claim = self._claim(self._example())
        with Form(claim.with_user(self.collector)) as form, form.cost_ids.new() as line:
            line.name = "Address search"
            line.amount = 90
            line.proof = PROOF
        self.assertEqual(claim.further_costs, 50)
