"""Actions of a run, written together."""

from odoo import api, models

from ..shared import evidence
from ..shared.insert import insert_records, may_insert
from .dunning_action_evidence import WRITTEN


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.model
    def _insert_actions(self, vals_list):
        """Create open actions as ``create`` does, with one COPY, where tracking is off and nobody else takes part in it.

        :param list vals_list: stored values, amounts rounded; none of what is written when a message leaves
        :return: ``dunning.action``, in the order of the values
        """
        quiet = self.env.context.get("tracking_disable")
        written = any(vals.get("state") == "done" or WRITTEN & vals.keys() for vals in vals_list)
        if not (quiet and self.env.su and may_insert(self)) or written:
            return self.create(vals_list)
        opened = evidence.without_defaults(self, WRITTEN | {"state"})
        actions = insert_records(opened, vals_list)
        actions._track_discard()  # as for threads that are created without tracking: nothing is told of their first values
        return actions.with_env(self.env)
