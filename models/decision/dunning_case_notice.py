"""No hand-over before the notice that the law of the debtor asks for was given and its days are over."""

from odoo import models
from odoo.tools import SQL, format_date

from ..shared.question import Question


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _problems_of_notice(self, route, today):
        """Return why the file cannot be handed over yet, one sentence each; a declaration in proceedings needs no notice.

        :param route: ``dunning.case.route``
        :param date today: day of the hand-over
        """
        if route.insolvency == "only":
            return []
        held = self._read_held_items(today)
        missing = [item.invoice_name for item in self.item_ids if held.get(item.move_line_id.id, today) is None]
        running = [held[item.move_line_id.id] for item in self.item_ids if held.get(item.move_line_id.id)]
        found = []
        if missing:
            text = self.env._("No hand-over before the notice that the law asks for: none was sent for %s.", ", ".join(missing))
            found.append(text)
        if running:
            day = format_date(self.env, max(running))
            found.append(self.env._("No hand-over before the days of the notice are over: they run until %s.", day))
        return found

    def _read_held_items(self, today):
        """Return the last day of the notice of open items that may not be claimed yet, by id of the item; ``None``: none was given."""
        Engine = self.env["dunning.engine"].sudo()
        self.env.flush_all()
        question = Question(self.company_id.root_id, today, self.partner_id)
        statement = "WITH item AS MATERIALIZED (%s) SELECT item_id, until FROM (%s) AS held"
        return dict(self.env.execute_query(SQL(statement, Engine._sql_item(question), Engine._sql_held_items(question))))
