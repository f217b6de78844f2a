"""Reading: signed links and visits of the page are counted, machines and colleagues are not, nothing personal is kept."""

from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@tagged("post_install", "-at_install")
class TestReading(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")

    def setUp(self):
        super().setUp()
        [self.action] = self._run(DAY)

    def _get(self, link, method="GET", **headers):
        """Follow a link the way a browser does, with other headers where given."""
        path = "/" + link.split("/", 3)[3] if "://" in link else link
        response = self.opener.request(
            method, self.base_url() + path, headers={**BROWSER, **headers}, allow_redirects=method == "GET", timeout=30
        )
        self.env.invalidate_all()
        return response

    def _counts(self):
        readings = self.env["dunning.reading"].search([("action_id", "=", self.action.id)])
        return {reading.kind: reading.count for reading in readings}

    # -- links -------------------------------------------------------------------------------------

    def test_page_link(self):
        page = self._get(self.action.page_url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.move.name, page.text)
        self.assertIn(f"/my/dunning/{self.action.id}", page.url)
        self.assertEqual(self._counts(), {"link": 1, "portal": 1})
        self.assertEqual(self.action.read_count, 2)
        self.assertEqual(self.action.first_read_on, Date.context_today(self.action))

    def test_pay_link(self):
        """The link to pay leads to the invoice, which gets its key only now."""
        self.assertFalse(self.move.access_token)
        page = self._get(self.action.pay_url)
        self.assertIn(f"/my/invoices/{self.move.id}", page.url)
        self.assertEqual(self._counts(), {"link": 1})
        self.assertTrue(self.move.access_token)

    def test_pay_link_when_all_is_settled(self):
        self._pay(self.move, "2025-03-10")
        page = self._get(self.action.pay_url)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self._counts()["link"], 1)

    def test_counts_a_day_once(self):
        for day, times in (("2025-03-07", 3), ("2025-03-09", 1)):
            for _time in range(times):
                self.env["dunning.reading"].sudo()._count_tracked_event(self.action.sudo(), "link", Date.to_date(day))
        readings = self.env["dunning.reading"].search([("action_id", "=", self.action.id)], order="date")
        self.assertEqual([(str(one.date), one.count) for one in readings], [("2025-03-07", 3), ("2025-03-09", 1)])
        self.assertEqual((str(self.action.first_read_on), self.action.read_count), ("2025-03-07", 4))
        found = self.env["dunning.action"].search([("first_read_on", "=", "2025-03-07")])
        self.assertEqual(found, self.action)

    def test_reading_changes_no_evidence(self):
        self.env.flush_all()
        before = self.action.read(["write_date", "snapshot_hash", "state", "date_done"])
        self.env["dunning.reading"].sudo()._count_tracked_event(self.action.sudo(), "portal", Date.to_date(DAY))
        self.env.invalidate_all()
        self.assertEqual(self.action.read(["write_date", "snapshot_hash", "state", "date_done"]), before)

    def test_forged(self):
        """Another's number, another target or a wrong signature lead nowhere and count nothing."""
        token = self.env["dunning.reading"]._sign_tracking_token(self.action, "v")
        other = self.env["dunning.reading"]._sign_tracking_token(self.action, "p")
        head, signature = token.split("-")
        for forged in (
            f"v{self.action.id + 1}-{signature}", f"p{self.action.id}-{signature}", f"o{self.action.id}-{signature}",
            f"{head}-{'0' * 32}", f"{head}-{signature[:-1]}", f"x{self.action.id}-{signature}", "v99999999999-" + signature, "nonsense",
        ):  # fmt: skip
            with self.subTest(forged=forged):
                page = self._get(f"/dunning/r/{forged}")
                self.assertNotIn(self.move.name, page.text)
        self.assertNotEqual(token.split("-")[1], other.split("-")[1])
        self.assertEqual(self._counts(), {})

    def test_revoked(self):
        """When the action's own key is changed, the links of old messages die with it."""
        link = self.action.page_url
        self.action.with_user(self.collector).action_revoke_link()
        self.env.flush_all()
        self.assertNotIn(self.move.name, self._get(link).text)

    def test_machines(self):
        """Scanners and previews follow links, too: they are led on, and not counted."""
        for headers in (
            {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
            {"User-Agent": "Barracuda Sentinel"},
            {"User-Agent": "facebookexternalhit/1.1"},
            {"User-Agent": "python-requests/2.31"},
            {"User-Agent": "Mozilla/5.0 SkypeUriPreview Preview/0.5"},
            {"Purpose": "prefetch"},
            {"Sec-Purpose": "prefetch;prerender"},
            {"X-Moz": "prefetch"},
        ):
            with self.subTest(**headers):
                self.assertEqual(self._get(self.action.page_url, **headers).status_code, 200)
        self._get(self.action.page_url, method="HEAD")
        self.assertEqual(self._counts(), {})
        self.assertFalse(self.action.first_read_on)

    def test_colleague(self):
        """A collector who looks what the customer sees reads nothing in its name."""
        self.authenticate("collector_c", "collector_c")
        self._get(self.action.page_url)
        self.assertEqual(self._counts(), {})

    def test_nothing_personal(self):
        self.assertEqual(
            set(self.env["dunning.reading"]._fields) - {"id", "display_name"},
            {"action_id", "move_id", "company_id", "partner_id", "kind", "date", "count"},
        )

    # -- pixel -------------------------------------------------------------------------------------

    def _next_message(self):
        self._run("2025-03-16")
        return self._html(self._sent("atelier.durand@example.com")[-1])

    def test_no_pixel_by_default(self):
        self.assertFalse(self.company.dunning_track_opens)
        self.assertNotIn(".gif", self._next_message())
        self._get(self.action._signed_url("o", ".gif"))
        self.assertEqual(self._counts(), {})

    def test_pixel(self):
        self.company.dunning_track_opens = True
        html = self._next_message()
        self.action = self.env["dunning.action"].search([("date", "=", "2025-03-16")])
        link = self.action._signed_url("o", ".gif")
        self.assertIn(link, html)
        self.assertNotIn(link, self.action.snapshot, "a colleague who reads the history opens nothing")
        picture = self._get(link)
        self.assertEqual((picture.headers["Content-Type"], picture.content[:6]), ("image/gif", b"GIF89a"))
        self.assertEqual(picture.headers["Cache-Control"], "no-store")
        self.assertEqual(self._counts(), {"pixel": 1})

    def test_pixel_not_for_colleagues(self):
        """The copy of the salesperson has none: he is not the customer."""
        self.company.dunning_track_opens = True
        self.customer.user_id = self.salesman
        self.plan.step_ids.copy_salesperson = True
        self._run("2025-03-16")
        self.assertNotIn(".gif", self._html(self._sent("sales_c@example.com")[-1]))

    # -- rights ------------------------------------------------------------------------------------

    def test_salesperson_sees_his(self):
        self.customer.user_id = self.salesman
        self.env["dunning.reading"].sudo()._count_tracked_event(self.action.sudo(), "link", Date.to_date(DAY))
        mine = self.env["dunning.reading"].with_user(self.salesman).search([])
        self.assertEqual(mine.action_id, self.action)
        stranger = self._user("stranger_c", "account_dunning.group_dunning_contributor")
        self.assertFalse(self.env["dunning.reading"].with_user(stranger).search([]))
        with freeze_time(DAY):
            self.assertEqual(self.action.with_user(self.salesman).read_count, 1)
