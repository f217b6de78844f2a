"""What browser tours need: a day on which the server lives while the browser walks through it."""

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Date
from odoo.tests import freeze_time

from .common import DunningCommon


class ToursCommon(DunningCommon, AccountTestInvoicingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = Date.to_date("2025-03-11")

    def start_tour(self, *args, day=None, **kwargs):
        """Walk through a tour at ten in the morning of a day, by default of ``today``."""
        # the clock goes on: the browser is waited for by it
        with freeze_time(f"{day or self.today} 10:00:00", tick=True):
            return super().start_tour(*args, **kwargs)
