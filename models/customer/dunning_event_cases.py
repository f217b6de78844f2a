"""Cases on a customer's timeline: when items were handed over and to whom, when a case was closed and with which result."""

from odoo import fields, models
from odoo.tools import SQL


class DunningEvent(models.Model):
    _inherit = "dunning.event"

    _depends = {
        "dunning.case": ["profile_id", "company_id", "branch_id", "handed_on", "closed_on", "state", "user_id"],
        "dunning.case.item": ["case_id", "amount"],
    }

    case_id = fields.Many2one("dunning.case", readonly=True)

    def _sql_case_events(self):
        """Cases that were handed over, with what was; those that were closed, with what had come in until then."""
        return SQL(
            """
            SELECT 'handed', dossier.id, dossier.handed_on, dossier.profile_id, items.amount, dossier.user_id, NULL::int,
                   COALESCE(dossier.branch_id, dossier.company_id)
              FROM dunning_case AS dossier
              LEFT JOIN (SELECT case_id, SUM(amount) AS amount FROM dunning_case_item GROUP BY case_id) AS items
                     ON items.case_id = dossier.id
             WHERE dossier.handed_on IS NOT NULL
             UNION ALL
            SELECT 'closed', dossier.id, dossier.closed_on, dossier.profile_id, NULL::numeric, NULL::int, NULL::int,
                   COALESCE(dossier.branch_id, dossier.company_id)
              FROM dunning_case AS dossier WHERE dossier.closed_on IS NOT NULL
            """
        )

    def _what_handed(self):
        case = self.case_id
        return self._quote_of_event(" · ".join(filter(None, [case.name, case._handler_text(), case.route_id.name])))

    def _what_closed(self):
        case = self.case_id
        recovered = self.env._("recovered %s", case._case_amount_text(case.recovered))
        return self._quote_of_event(" · ".join(filter(None, [case.name, self._label_of(case, "result"), recovered])))
