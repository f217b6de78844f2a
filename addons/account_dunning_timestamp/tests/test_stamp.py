"""Evidence files are stamped by an authority; a stamp verifies offline, here and by openssl, and fits one file only."""

import subprocess
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .local_authority import LocalAuthority


@tagged("post_install", "-at_install")
class TestStamp(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = cls.enterClassContext(LocalAuthority())
        cls.company.write({"dunning_stamp_certificates": cls.authority.root, "dunning_stamp_url": cls.authority.url})
        cls._invoice("2025-03-01", 1000)
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def setUp(self):
        super().setUp()
        self.authority.broken = None

    def _make(self):
        return self.env["dunning.evidence.file"]._make_file(self.profile)

    def _by_openssl(self, made, root):
        """Verify as anybody would, without Odoo: return whether openssl is content."""
        folder = Path(tempfile.mkdtemp())
        (folder / "stamp.tsr").write_bytes(made.stamp_attachment_id.raw)
        (folder / "root.pem").write_text(root)
        with zipfile.ZipFile(BytesIO(made.attachment_id.raw)) as archive:
            archive.extract("manifest.json", folder)
        command = ["openssl", "ts", "-verify", "-data", "manifest.json", "-in", "stamp.tsr", "-CAfile", "root.pem"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0

    def test_stamped_and_verified(self):
        made = self._make()
        self.assertEqual((made.stamp_authority, made.stamp_error, made.is_stampable), ("CN=Example TSA", False, False))
        self.assertLess(abs((made.stamped_at - made.made_at).total_seconds()), 600)
        self.assertTrue(made.stamp_attachment_id.name.endswith(".tsr"))
        asked = self.authority.answers
        self.assertIn("CN=Example TSA", made.action_verify_stamp()["params"]["message"])
        self.assertEqual(self.authority.answers, asked, "nothing is asked from outside")
        self.assertTrue(self._by_openssl(made, self.authority.root))
        self.assertIn(str(made.stamp_attachment_id.id), made.action_download_stamp()["url"])
        with self.assertRaisesRegex(UserError, "has its time stamp"):
            made.action_stamp()

    def test_fits_one_file_only(self):
        first, second = self._make(), self._make()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dunning_evidence_file SET stamp_attachment_id = %s WHERE id = %s", [first.stamp_attachment_id.id, second.id]
        )
        second.invalidate_recordset()
        self.assertFalse(self._by_openssl(second, self.authority.root))
        with self.assertRaisesRegex(UserError, "does not fit"):
            second.action_verify_stamp()

    def test_another_authority(self):
        """With the root of somebody else neither this add-on nor openssl accepts it."""
        made = self._make()
        other = LocalAuthority("Other TSA")
        self.assertFalse(self._by_openssl(made, other.root))
        self.company.dunning_stamp_certificates = other.root
        with self.assertRaisesRegex(UserError, "does not fit"):
            made.action_verify_stamp()
        unstamped = self._make()
        self.assertFalse(unstamped.stamp_attachment_id)
        self.assertTrue(unstamped.stamp_error)

    def test_authority_that_fails(self):
        """The file is made all the same and says why; the daily job asks again."""
        self.authority.broken = b"<html>down</html>"
        made = self._make()
        self.assertTrue(made.attachment_id)
        self.assertTrue(made.stamp_error)
        self.assertEqual(made.action_stamp()["params"]["type"], "warning")
        with self.assertRaisesRegex(UserError, "no time stamp yet"):
            made.action_verify_stamp()
        self.authority.broken = None
        self.env["dunning.evidence.file"]._cron_stamp()
        self.assertEqual((bool(made.stamp_attachment_id), made.stamp_error), (True, False))
        old = made.stamp_attachment_id.raw
        self.authority.broken = old
        again = self._make()
        self.assertFalse(again.stamp_attachment_id, "an old answer is none to a new request")

    def test_stamp_is_evidence(self):
        made = self._make()
        with self.assertRaises(UserError):
            made.stamp_attachment_id.raw = b"other"
        with self.assertRaises(UserError):
            made.stamp_attachment_id.unlink()
        with self.assertRaises(UserError):
            made.stamped_at = "2020-01-01"

    def test_settings(self):
        for values in ({"dunning_stamp_url": "ftp://tsa.example.com"}, {"dunning_stamp_certificates": "none"}):
            with self.assertRaises(ValidationError):
                self.company.write(values)
        self.company.dunning_stamp_url = False
        asked = self.authority.answers
        made = self._make()
        self.assertEqual((made.is_stampable, made.stamp_error, self.authority.answers), (False, False, asked))

    def test_roles(self):
        made = self._make()
        sales = self._user("sales_stamp", "account_dunning.group_dunning_contributor")
        with self.assertRaises(AccessError):
            made.with_user(sales).action_stamp()
