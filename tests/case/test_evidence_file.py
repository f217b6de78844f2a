"""The evidence file: what is in it, for whom; it verifies on any machine and fails after one byte was flipped."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_case import DAY, CaseCommon


@tagged("post_install", "-at_install")
class TestEvidenceFile(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp()
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.env["ir.attachment"].create(
            {"name": "order.pdf", "raw": b"signed order", "res_model": "account.move", "res_id": cls.first.id}
        )
        cls.terms = cls.env["dunning.terms"].create(
            [
                {"name": "Terms 2024", "date_from": "2024-01-01", "date_to": "2024-12-31", "content": base64.b64encode(b"old")},
                {"name": "Terms 2025", "date_from": "2025-01-01", "content": base64.b64encode(b"new"), "filename": "terms.pdf",
                 "acceptance": "Signed with the order"},
            ]
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self._live_day("2025-05-25")

    @freeze_time(DAY)
    def _make(self, case=None, user=None, **vals):
        Files = self.env["dunning.evidence.file"].with_user(user or self.env.user)
        case = (case or self.env["dunning.case"]).with_user(user or self.env.user)
        return Files._make_file(self.profile.with_user(user or self.env.user), case, **vals)

    def _path(self, made, name="evidence.zip"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as target:
            target.write(made.sudo().attachment_id.raw)
        return path

    def _names(self, made):
        with zipfile.ZipFile(self._path(made)) as archive:
            return archive.namelist()

    def _read(self, made, name):
        with zipfile.ZipFile(self._path(made)) as archive:
            return archive.read(name).decode()

    def _verify(self, *paths):
        """Run the script that is inside the file, by itself and without Odoo."""
        with zipfile.ZipFile(paths[0]) as archive:
            script = os.path.join(self.folder, "verify.py")
            with open(script, "wb") as target:
                target.write(archive.read("verify.py"))
        done = subprocess.run(
            [sys.executable, "-I", script, *paths], capture_output=True, text=True, check=False, env={}
        )
        return done.returncode, done.stdout + done.stderr

    # -- what is in it -----------------------------------------------------------------------------

    def test_pieces_of_a_customer(self):
        made = self._make()
        names = self._names(made)
        number = self.first.name.replace("/", "-")
        self.assertIn(f"invoices/{number}/invoice.txt", names)
        self.assertIn(f"invoices/{number}/order.pdf", names)
        self.assertIn("terms/2025-01-01/terms.pdf", names)
        self.assertNotIn("terms/2024-01-01/terms.txt", names)
        for name in ("index.json", "manifest.json", "verify.py"):
            self.assertIn(name, names)
        self.assertTrue([name for name in names if name.startswith("statement/")])
        message = [name for name in names if name.startswith("contacts/") and name.endswith("message.html")]
        action = self.env["dunning.action"].search([("profile_id", "=", self.profile.id), ("state", "=", "done")])
        self.assertEqual(len(message), len(action))
        self.assertEqual(self._read(made, message[0]), action[0].snapshot)
        self.assertEqual(
            (made.piece_count, made.partner_id, made.made_by_id), (len(names) - 1, self.customer, self.env.user)
        )

    def test_of_a_case_only_its_items(self):
        made = self._make(self._case(self.first))
        names = self._names(made)
        self.assertIn("case/items.csv", names)
        self.assertTrue([name for name in names if self.first.name.replace("/", "-") in name])
        self.assertFalse([name for name in names if self.other.name.replace("/", "-") in name])
        self.assertEqual(made.case_id.evidence_count, 1)

    def test_notes_of_calls_only_when_chosen(self):
        self.assertIn("phone", self._live_day("2025-06-05").mapped("channel"))
        for chosen in (False, True):
            made = self._make(with_call_notes=chosen)
            texts = [
                self._read(made, name)
                for name in self._names(made)
                if name.startswith("contacts/") and name.endswith(".txt")
            ]
            self.assertEqual(any("spoke to accounts payable" in text for text in texts), chosen)

    def test_internal_notes_are_never_in_it(self):
        self.first.message_post(body="He lies", message_type="comment", subtype_xmlid="mail.mt_note")
        self.first.message_post(
            body="Your invoice", message_type="comment", partner_ids=self.customer.ids, subtype_xmlid="mail.mt_comment"
        )
        made = self._make()
        sent = [name for name in self._names(made) if "/sent " in name]
        self.assertEqual(len(sent), 1)
        self.assertIn("Your invoice", self._read(made, sent[0]))
        self.assertIn("atelier.durand@example.com", self._read(made, sent[0]))

    def test_no_formulas_in_the_csv(self):
        self.customer.street = "=HYPERLINK(1)"
        case = self._case(self.first)
        [head, row] = case._items_csv().strip().split("\r\n")
        self.assertEqual(
            head.split(";")[10:],
            ["invoice", "invoice_date", "due_date", "days_overdue", "currency", "invoiced", "open"],
        )
        self.assertEqual(row.split(";")[2:5], ["", "", "'=HYPERLINK(1)"])  # neither reference nor VAT number: empty
        self.assertEqual(row.split(";")[-3:], ["USD", "1000.00", "1000.00"])

    # -- it verifies -------------------------------------------------------------------------------

    def test_verified_by_its_own_script(self):
        made = self._make()
        code, output = self._verify(self._path(made))
        self.assertEqual(code, 0, output)
        self.assertIn(f"SHA-256 of the manifest: {made.manifest_hash}", output)
        self.assertIn("Everything is as it was.", output)

    def test_one_byte_flipped(self):
        """In a piece that is stored as it is, wherever it lies; and in the manifest."""
        made = self._make()
        path = self._path(made)
        content = bytearray(made.sudo().attachment_id.raw)
        place = content.find(b"signed order")
        self.assertGreater(place, 0)
        content[place] ^= 1
        with open(path, "wb") as target:
            target.write(content)
        code, output = self._verify(path)
        self.assertEqual(code, 1)
        self.assertIn("order.pdf", output)

    def _rewrite(self, made, change):
        """Write the archive anew with its pieces changed, so that the zip itself is sound."""
        with zipfile.ZipFile(self._path(made)) as archive:
            pieces = {name: archive.read(name) for name in archive.namelist()}
        change(pieces)
        path = os.path.join(self.folder, "rewritten.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in pieces.items():
                archive.writestr(name, content)
        return self._verify(path)

    def test_taken_out_added_and_changed(self):
        made = self._make()
        name = next(name for name in self._names(made) if name.endswith("invoice.txt"))
        self.assertIn(f"{name} is missing", self._rewrite(made, lambda pieces: pieces.pop(name))[1])
        self.assertIn("x.txt was added", self._rewrite(made, lambda pieces: pieces.update({"x.txt": b"x"}))[1])
        code, output = self._rewrite(made, lambda pieces: pieces.update({name: pieces[name] + b" "}))
        self.assertEqual((code, f"{name} was changed" in output), (1, True))

    def test_chain(self):
        """Each manifest bears the hash of the one before; a file that is left out or changed is noticed."""
        first, second = self._make(), self._make()
        self.assertEqual(second.previous_id, first)
        one, two = self._path(first, "one.zip"), self._path(second, "two.zip")
        self.assertEqual(self._verify(two, one)[0], 0)
        third = self._path(self._make(), "three.zip")
        code, output = self._verify(third, one)
        self.assertEqual((code, "does not follow" in output), (1, True))
        with zipfile.ZipFile(two) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        self.assertEqual(manifest["previous"], {"number": first.name, "manifest_sha256": first.manifest_hash})

    # -- who ---------------------------------------------------------------------------------------

    def test_kept_as_it_was_made(self):
        made = self._make()
        for work in (
            lambda: made.sudo().write({"manifest_hash": "x"}),
            made.sudo().unlink,
            lambda: made.sudo().attachment_id.write({"raw": b"x"}),
        ):
            with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
                work()
        with self.assertRaisesRegex(UserError, "evidence file"), self.env.cr.savepoint():
            self.terms[1].unlink()

    def test_nothing_of_other_companies(self):
        other = self.setup_other_company(name="Company B")["company"]
        foreign = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2025-03-01", "company_id": other.id,
                "invoice_line_ids": [(0, 0, {"name": "Secret", "quantity": 1, "price_unit": 77, "tax_ids": []})],
            }
        )  # fmt: skip
        foreign.action_post()
        self.env["dunning.hold"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "kind": "hold",
                "reason": "Secret",
                "date_start": "2025-03-07",
            }
        )
        made = self._make()
        path = self._path(made)
        with zipfile.ZipFile(path) as archive:
            self.assertFalse([name for name in archive.namelist() if b"Secret" in archive.read(name)])

    def test_collectors_only(self):
        self.assertEqual(self._make(user=self.collector).made_by_id, self.collector)
        made = self._make()
        stranger = self._other_company_user("account_dunning.group_dunning_manager")
        for user in (self.salesman, stranger):
            with (
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
                self.assertRaises(AccessError),
            ):
                made.with_user(user).read(["name"])
            with (
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
                self.assertRaises(AccessError),
            ):
                self._make(user=user)
            with (
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
                self.assertRaises(AccessError),
            ):
                made.attachment_id.with_user(user).read(["raw"])

    def test_pressed_twice(self):
        """The second click within a minute opens the first file; a minute later, or with other pieces, it is another one."""
        Wizard = self.env["dunning.evidence.wizard"]

        def press(moment, **vals):
            with freeze_time(f"{DAY} {moment}"):
                return Wizard.create({"profile_id": self.profile.id, **vals}).action_confirm()["res_id"]

        first = press("10:00:00")
        self.assertEqual(press("10:00:40"), first)
        self.assertNotEqual(press("10:00:40", with_call_notes=True), first)
        self.assertNotEqual(press("10:01:01"), first)

    def test_a_case_of_another_customer(self):
        foreign = self._case(self._invoice("2025-05-01", 10, self.stranger))
        with self.assertRaisesRegex(UserError, "another customer's"), self.env.cr.savepoint():
            self._make(foreign)

    def test_no_notice_without_somebody_to_pay(self):
        """The name of the route is nobody to whom a debtor could pay."""
        with self.assertRaisesRegex(UserError, "to whom the case is handed over"), self.env.cr.savepoint():
            self._case(handler_id=False).action_notice()

    def test_no_notice_of_a_declaration(self):
        """After an opening judgment nobody asks the debtor to pay."""
        route = self.route.copy({"name": "Declaration", "kind": "declaration"})
        with self.assertRaisesRegex(UserError, "declared to their trustee"), self.env.cr.savepoint():
            self._case(route_id=route.id).action_notice()

    @freeze_time(DAY)
    def test_notice_is_kept_with_the_case(self):
        case = self._case()
        url = case.action_notice()["url"]
        message = case.message_ids[0]
        self.assertIn("Notice to the debtor, SHA-256", message.body)
        self.assertIn(str(message.attachment_ids.id), url)
        text = message.attachment_ids.raw.decode()
        for part in ("Agence Nord", self.first.name, "1,500.00", case.name):
            self.assertIn(part, text)
        self.assertNotIn("(function)", text)
        with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
            message.attachment_ids.sudo().raw = b"x"
