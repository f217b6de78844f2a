"""What OCA's ``mail_tracking`` says of our e-mails is followed. It is not installed here: its model is a stand-in by field names."""

from types import SimpleNamespace

from odoo.fields import Date
from odoo.tests import tagged

from .test_replies import LATER, ReplyCommon


class Trackings:
    """A stand-in for ``mail.tracking.email``: it finds what is about the messages asked for and has the states asked for."""

    _fields = dict.fromkeys(("mail_message_id", "recipient_address", "state"))

    def __init__(self):
        self.all = []

    def sudo(self):
        return self

    def search(self, domain):
        asked = {name: value for name, _operator, value in domain}
        return [one for one in self.all if one.mail_message_id.id in asked["mail_message_id"] and one.state in asked["state"]]


@tagged("post_install", "-at_install")
class TestMailTracking(ReplyCommon):
    def setUp(self):
        super().setUp()
        self.trackings = Trackings()
        self.patch(type(self.env["dunning.action"]), "_tracking_model", lambda actions: self.trackings)

    def _tell(self, state, address=None):
        self.trackings.all.append(
            SimpleNamespace(
                mail_message_id=self.action.mail_message_id, recipient_address=address or self.action.recipient_address.upper(), state=state
            )
        )
        self.env["dunning.action"]._follow_mail_tracking(self.company, Date.to_date(LATER))

    def test_bounce(self):
        self._tell("bounced")
        self.assertEqual(self.action.delivery_status, "bounced")
        self.assertTrue(self.env["dunning.reply"].search([("kind", "=", "bounce"), ("action_id", "=", self.action.id)]))

    def test_copy_and_soft_bounce(self):
        self._tell("bounced", address="copy@example.com")
        self._tell("soft-bounced")
        self._tell("deferred")
        self.assertEqual(self.action.delivery_status, "sent")

    def test_complaint(self):
        self._tell("spam")
        self._tell("spam")
        marks = self.env["dunning.reply"].search([("kind", "=", "blacklisted"), ("partner_id", "=", self.customer.id)])
        self.assertEqual((self.action.delivery_status, marks.email_from), ("sent", self.action.recipient_address))

    def test_opening_where_the_company_asks(self):
        self._tell("opened")
        self.assertFalse(self.action.first_read_on)
        self.company.dunning_track_opens = True
        self._tell("opened")
        self._tell("opened")
        self.assertEqual((str(self.action.first_read_on), self.action.read_count), (LATER, 1))

    def test_not_installed(self):
        self.patch(type(self.env["dunning.action"]), "_tracking_model", lambda actions: None)
        self._tell("bounced")
        self.assertEqual(self.action.delivery_status, "sent")
