"""A set-off on the customer's page: only who has its link or its account reads it; accepted and declined there, once."""

from odoo.tests import tagged

from ..common_page import PageCommon
from .test_set_off import SetOffCommon


class SetOffPage(PageCommon, SetOffCommon):
    def _offered(self, amount=600):
        """Offer a set-off of an item that the message asked for."""
        SetOffCommon._bill.__func__(type(self), amount)
        one = self._offer(receivable_ids=self._items(self.action._asked_lines().move_id).ids)
        self.env.flush_all()
        return one

    def _path(self, one, deed="", key=None):
        return f"{one.access_url}{deed}?access_token={key or one.sudo()._portal_ensure_token()}"

    def _tell(self, one, deed, **data):
        """Send the form of the page of a set-off."""
        html = self._get(self._path(one)).text
        answer = self.opener.post(
            self.base_url() + self._path(one, f"/{deed}"), data={"csrf_token": self._hidden(html, "csrf_token"), **data}, timeout=30
        )
        self.env.invalidate_all()
        return answer


@tagged("post_install", "-at_install")
class TestSetOffPage(SetOffPage):
    def test_accepted_on_the_page(self):
        one = self._offered()
        self.assertIn(one.access_url, self._get(self._url()).text, "the page of the message leads to it")
        page = self._get(self._path(one)).text
        for text in ("What we owe the customer", "R600", "Accept the set-off"):
            self.assertIn(text, page)
        page = self._tell(one, "accept", name="Jane Durand", capacity="Manager", agree="1").text
        self.assertIn("Agreed.", page)
        self.assertIn("Jane Durand, Manager", page)
        theirs = one.acceptance_ids.filtered(lambda own: own.side == "customer")
        self.assertEqual((one.state, theirs.via, theirs.contact_id), ("accepted", "link", one.contact_id))
        self.assertEqual(one.sudo().entry_id.state, "draft")
        one.sudo()._accept_set_off("Jane Durand", "Manager", "link")
        self.assertEqual(len(one.acceptance_ids), 2, "once")

    def test_needs_name_function_and_tick(self):
        one = self._offered()
        for data in ({"name": "Jane", "capacity": "Manager"}, {"name": "Jane", "capacity": "", "agree": "1"}):
            self.assertIn("Please give your name", self._tell(one, "accept", **data).text)
        self.assertEqual(one.state, "offered")

    def test_declined(self):
        one = self._offered()
        self.assertIn("Declined.", self._tell(one, "decline").text)
        self.assertEqual(one.state, "declined")

    def test_wrong_key(self):
        one = self._offered()
        for path in (self._path(one, key="x"), one.access_url, self._path(one, key=self.key)):
            self.assertNotIn("R600", self._get(path).text)

    def test_colleagues_do_not_accept(self):
        one = self._offered()
        manager = self._user("manager_sop", "account_dunning.group_dunning_manager")
        self.authenticate(manager.login, manager.login)
        self.assertEqual(self._tell(one, "accept", name="Me", capacity="Manager", agree="1").status_code, 403)
        self.assertEqual(one.state, "offered")


class SetOffTour(SetOffPage):
    def _check_accepted(self):
        one = self._offered()
        self.start_tour(self._url(), "account_dunning_page_set_off", login=None)
        self.env.invalidate_all()
        theirs = one.acceptance_ids.filtered(lambda own: own.side == "customer")
        self.assertEqual((one.state, theirs.name, theirs.capacity), ("accepted", "Jane Durand", "Manager"))


@tagged("post_install", "-at_install")
class TestSetOffAtDesk(SetOffTour):
    def test_accept(self):
        self._check_accepted()


@tagged("post_install", "-at_install")
class TestSetOffOnPhone(SetOffTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_accept(self):
        self._check_accepted()
