"""A person's block of new orders outlives that its customer becomes one with another."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestMergedBlock(DunningCommon):
    @freeze_time("2025-04-01")
    def test_merging_keeps_a_persons_block(self):
        gone, stays = self._customer("Gone"), self._customer("Stays")
        self._invoice("2025-03-01", partner=gone)
        Profile = self.env["dunning.profile"]
        blocked, kept = Profile._get_or_create(gone, self.company), Profile._get_or_create(stays, self.company)
        blocked.with_user(self.collector)._block_credit("Three cheques came back")
        blocked._merge_into(stays)
        self.assertEqual(
            (kept.credit_blocked_on, kept.credit_blocked_by_id, kept.credit_block_reason),
            (Date.to_date("2025-04-01"), self.collector, "Three cheques came back"),
        )
        self.assertFalse(blocked.exists())
