"""Deliveries on hold: a person, an undisputed overdue invoice and a notice that names it; paid or agreed, it holds nothing."""

from datetime import date

from odoo.addons.account_dunning.models.shared import evidence
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from .test_delivery_exposure import DAY, DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryHold(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_delivery_hold = True
        with freeze_time(DAY):
            cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.Hold = cls.env["dunning.delivery.hold"]

    def _hold(self, user=None, **vals):
        """Hold on the dialogue that the customer's page opens."""
        user = user or self.collector
        action = self.profile.with_user(user).action_hold_deliveries()
        Wizard = self.env["dunning.delivery.hold.wizard"].with_user(user).with_context(**action["context"])
        with Form(Wizard) as form:
            form.reason = "Three reminders"
            for name, value in vals.items():
                form[name] = value
        form.record.action_confirm()
        return self.Hold.sudo().search([("profile_id", "=", self.profile.id)], limit=1)

    def _picking(self):
        picking = self._sold(1, 30).picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        return picking.with_user(self.keeper)

    @freeze_time(DAY)
    def test_person_item_and_notice(self):
        picking = self._picking()
        hold = self._hold()
        self.assertEqual((hold.user_id, str(hold.held_on), hold.item_ids.move_id), (self.collector, DAY, self.invoice))
        self.assertEqual(hold.message_id.partner_ids, self.customer)
        for words in (self.invoice.name, "02/10/2025", "900.00", "we hold our deliveries"):
            self.assertIn(words, hold.message_id.body)
        self.assertIn(self.invoice.name, hold.named_items)
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", hold.message_id.id)])
        self.assertEqual(mail.recipient_ids, self.customer)
        Form(picking)  # the banner opens
        text = picking.dunning_hold_text
        self.assertIn(self.invoice.name, text)
        with self.assertRaisesRegex(UserError, "released by themselves when it is paid"):
            picking.button_validate()
        with self.assertRaises(UserError):
            picking.sudo()._action_done()
        self.assertEqual(picking.state, "assigned")
        self.assertTrue(self.profile.is_delivery_held)

    @freeze_time(DAY)
    def test_paid(self):
        """Nothing is held from the payment on, and the hold is ended by itself."""
        picking, hold = self._picking(), self._hold()
        self._pay(self.invoice, DAY)
        self.assertFalse(self._fresh(picking).dunning_hold_text)
        picking.button_validate()
        self.assertEqual((picking.state, hold.state), ("done", "active"))
        self.Hold._cron_end_groundless_holds()
        self.assertEqual((hold.state, str(hold.ended_on), hold.end_reason), ("ended", DAY, "What the notice named is paid or agreed"))
        self.assertIn("held no more", self.profile.message_ids[0].body)

    @freeze_time(DAY)
    def test_agreed_or_disputed(self):
        """A promise, a dispute or money on account take its ground away; another late invoice does not bring it back."""
        picking, hold = self._picking(), self._hold()
        self._invoice("2025-03-01", 55)
        category = self.env["dunning.dispute.category"].search([], limit=1)
        dispute = self.env["dunning.dispute"].create({"move_id": self.invoice.id, "category_id": category.id, "description": "Broken"})
        self.assertFalse(self._fresh(picking).dunning_hold_text)
        dispute.sudo().with_context(dunning_evidence=evidence.WRITER).write({"state": "withdrawn", "settled_on": DAY})
        self.assertTrue(self._fresh(picking).dunning_hold_text)
        items = self.env["dunning.receivable"].search([("id", "in", hold.item_ids.ids)])
        self.env["dunning.promise"]._record_promises(self.company, self.customer, Date.to_date(DAY), [(date(2025, 3, 28), 900)], items)
        self.assertFalse(self._fresh(picking).dunning_hold_text)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    @freeze_time(DAY)
    def test_no_ground(self):
        self.company.dunning_delivery_hold = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self._hold()
        self.company.dunning_delivery_hold = True
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "No notice can be sent"):
            self._hold()
        self.customer.email = "atelier@example.com"
        with self.assertRaisesRegex(UserError, "Say why"):
            self._hold(reason="  ")
        self._payment(900, DAY)  # nobody has allocated it yet
        with self.assertRaisesRegex(UserError, "Nothing undisputed is overdue"):
            self._hold()
        self.assertFalse(self.Hold.sudo().search_count([("profile_id", "=", self.profile.id)]))

    @freeze_time(DAY)
    def test_switched_off_later(self):
        picking = self._picking()
        self._hold()
        self.company.dunning_delivery_hold = False
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    @freeze_time(DAY)
    def test_once(self):
        self._hold()
        with self.assertRaisesRegex(UserError, "held already"):
            self.Hold.with_user(self.collector)._hold_deliveries(self.profile.with_user(self.collector), self.customer, "Again")

    @freeze_time(DAY)
    def test_released_by_a_person(self):
        picking, hold = self._picking(), self._hold()
        with self.assertRaises(AccessError):
            hold.with_user(self.seller).action_release()
        self.profile.with_user(self.collector).action_release_deliveries()
        self.assertEqual((hold.state, hold.ended_by_id), ("ended", self.collector))
        with self.assertRaisesRegex(UserError, "released already"):
            hold.with_user(self.collector).action_release()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    @freeze_time(DAY)
    def test_let_pass_by_a_manager(self):
        picking = self._picking()
        self._hold()
        boss = self._user("boss_o", "account_dunning.group_dunning_manager,stock.group_stock_user")
        with self.assertRaises(AccessError):
            picking.action_dunning_pass()
        with self.assertRaises(AccessError):
            picking.write({"dunning_passed_by_id": self.keeper.id})
        action = picking.with_user(boss).action_dunning_pass()
        Wizard = self.env["dunning.delivery.pass.wizard"].with_user(boss).with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "Say why"):
            Wizard.create({}).action_confirm()
        Wizard.create({"reason": "Medicine"}).action_confirm()
        self.assertIn("Medicine", picking.message_ids[0].body)
        picking.button_validate()
        self.assertEqual((picking.state, picking.dunning_passed_by_id), ("done", boss))
        with self.assertRaisesRegex(UserError, "not held"):
            picking.with_user(boss).action_dunning_pass()

    @freeze_time(DAY)
    def test_what_comes_in_is_never_held(self):
        self._hold()
        warehouse = self.env["stock.warehouse"].sudo().search([("company_id", "=", self.company.id)], limit=1)
        receipt = self.env["stock.picking"].sudo().create({
            "picking_type_id": warehouse.in_type_id.id, "partner_id": self.customer.id,
            "location_id": self.env.ref("stock.stock_location_suppliers").id, "location_dest_id": warehouse.lot_stock_id.id,
        })  # fmt: skip
        self.assertFalse(receipt.dunning_hold_text)

    @freeze_time(DAY)
    def test_merged_customers(self):
        """The history goes with the customer that stays, and one hold stands."""
        other = self._customer("Other")
        kept = self.env["dunning.profile"]._get_or_create(other, self.company)
        first = self._hold()
        self._invoice("2025-02-10", 70, partner=other)
        second = self.Hold.with_user(self.collector)._hold_deliveries(kept.with_user(self.collector), other, "Late too")
        self.customer._dunning_merge_into(other)
        self.env.flush_all()
        self.assertEqual((first.profile_id, first.state, second.state), (kept, "ended", "active"))
        self.assertEqual(first.end_reason, "The customer became one with another")

    @freeze_time(DAY)
    def test_who_reads_and_writes(self):
        hold = self._hold()
        self.profile.sudo().own_salesperson_id = self.seller
        self.assertEqual(hold.with_user(self.seller).end_reason, False)
        other = self._user("other_o", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            self._fresh(hold).with_user(other).read(["reason"])
        for user in (self.collector, self.manager):
            mine = hold.with_user(user)
            for deed in (lambda mine=mine: mine.write({"state": "ended"}), mine.unlink, lambda mine=mine: mine.create({"profile_id": 1})):
                with self.assertRaises(AccessError):
                    deed()
        with self.assertRaises(AccessError):
            self.profile.with_user(self.seller).action_hold_deliveries()
