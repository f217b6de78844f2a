"""The customer's page is kept by no cache and tells nobody where it was, whatever it answers; its link can be revoked."""

from odoo.tests import HttpCase, tagged

from ..common_delivery import DeliveryCommon


@tagged("post_install", "-at_install")
class TestPageHeaders(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.move = cls._invoice("2025-03-01")

    def setUp(self):
        super().setUp()
        [self.action] = self._run("2025-03-06")

    def _answer(self, link):
        path = "/" + link.split("/", 3)[3] if "://" in link else link
        return self.url_open(path, allow_redirects=False)

    def _links(self):
        token = self.action.access_token
        return (
            self.action.page_url,
            self.action.pay_url,
            self.action._signed_url("o", ".gif"),
            f"/my/dunning/{self.action.id}?access_token={token}",
            self.action._invoice_url(self.move),
        )

    def test_headers(self):
        """The page, what leads to it, pictures, and what is refused: an unknown key, an unknown number, none at all."""
        refused = (
            "/dunning/r/v1-forged", f"/my/dunning/{self.action.id}?access_token=forged", f"/my/dunning/{self.action.id}",
            "/my/dunning/99999999999?access_token=forged", f"/my/dunning/{self.action.id}/invoice/{self.move.id}", "/my/dunning/none",
            "/my/dunning/plan/99999999?access_token=forged", "/my/dunning/account/99999999", "/my/dunning/account/99999999/statement.pdf",
        )  # fmt: skip
        for link in (*self._links(), *refused):
            with self.subTest(link=link), self._quiet("odoo.http"):
                response = self._answer(link)
                self.assertLess(response.status_code, 500)
                self.assertEqual(response.headers.get("Cache-Control"), "no-store")
                self.assertEqual(response.headers.get("Referrer-Policy"), "no-referrer")

    def test_list_of_accounts(self):
        """Who is logged in gets a list that no cache keeps either."""
        self._user("portal_h", "base.group_portal", partner_id=self.env["res.partner"].create({"name": "No Customer"}).id)
        self.env.flush_all()
        self.authenticate("portal_h", "portal_h")
        response = self.url_open("/my/dunning", allow_redirects=False)
        self.assertEqual((response.status_code, response.headers.get("Cache-Control")), (200, "no-store"))

    def test_other_pages_are_left_alone(self):
        self.assertNotEqual(self._answer("/web/login").headers.get("Referrer-Policy"), "no-referrer")

    def test_revoked(self):
        """The old links lead where links lead that never were; the page opens by the new key."""
        old = [link for link in self._links() if not link.endswith(".gif")]
        self.assertEqual(self._answer(old[3 - 1]).status_code, 200)
        self.action.with_user(self.collector).action_revoke_link()
        self.env.invalidate_all()
        for link in old:
            with self.subTest(link=link):
                response = self._answer(link)
                self.assertEqual(response.status_code // 100, 3)
                self.assertTrue(response.headers["Location"].endswith("/my"))
        self.assertEqual(self._answer(f"/my/dunning/{self.action.id}?access_token={self.action.access_token}").status_code, 200)
