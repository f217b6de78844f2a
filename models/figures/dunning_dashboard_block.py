"""What a person sees on the dashboard, and in which order; a row without a person is the default of everybody."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DunningDashboardBlock(models.Model):
    _name = "dunning.dashboard.block"
    _description = "Block of the Dashboard"
    _inherit = ["dunning.guarded"]
    _order = "sequence, id"
    _rec_name = "code"

    user_id = fields.Many2one(
        "res.users", string="Whose", default=lambda self: self.env.user, index=True, ondelete="cascade",
        help="Empty: of everybody who has chosen nothing.",
    )  # fmt: skip
    code = fields.Char(string="Block", required=True, help="Code of the block, as in dunning.dashboard._block_codes.")
    sequence = fields.Integer(default=10)
    shown = fields.Boolean(default=True)

    _once = models.UniqueIndex("(COALESCE(user_id, 0), code)", "A block stands once on a dashboard.")

    @api.model
    def _chosen_codes(self, codes):
        """Return the blocks of the current user in order: his own choice, else everybody's default, else as they come.

        :param list codes: all blocks that there are, in the order in which they come
        :return: list of (code, shown); a block that is new since the choice comes last and is shown
        """
        rows = self.search([("user_id", "in", (self.env.uid, False))])
        own = rows.filtered("user_id") or rows
        known = {row.code: row.shown for row in own if row.code in codes}
        return [*known.items(), *((code, True) for code in codes if code not in known)]

    @api.model
    def _keep_choice(self, chosen, codes, everybody=False):
        """Keep a choice, of the current user or as the default of everybody.

        :param list chosen: of dict with ``code`` and ``shown``, in order
        :param list codes: all blocks that there are
        :param bool everybody: as the default; the user's own choice is given up, so that he sees it too
        :raises AccessError: the default is a credit manager's
        :raises UserError: a block that there is not
        """
        if everybody and not self.env.user.has_group("account_dunning.group_dunning_manager"):
            raise AccessError(self.env._("Only credit managers choose for everybody."))
        names = [one.get("code") for one in chosen if isinstance(one, dict)]
        if len(names) != len(chosen) or len(set(names)) != len(names) or set(names) - set(codes):
            raise UserError(self.env._("The dashboard has no such block."))
        owners = (self.env.uid, False) if everybody else (self.env.uid,)
        self.search([("user_id", "in", owners)]).unlink()
        self.create(
            [
                {
                    "user_id": False if everybody else self.env.uid,
                    "code": one["code"],
                    "sequence": rank,
                    "shown": bool(one.get("shown")),
                }
                for rank, one in enumerate(chosen)
            ]
        )

    @api.model
    def _forget_choice(self):
        """Give up the current user's own choice."""
        self.search([("user_id", "=", self.env.uid)]).unlink()
