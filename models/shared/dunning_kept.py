"""Rows that the add-on writes once and that stay as they are: what was said, accepted, drawn, tried and came back.

Among them who accepted a document that both sides accept: name, capacity, time and the hash of what was read.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from . import evidence


def check_state(records, states):
    """Refuse what cannot be done in the state in which payment plans or set-offs are.

    :param records: recordset with a selection ``state``
    :param states: names of the states in which it can be done
    :raises UserError: with the first one in another state, and its state
    """
    labels = dict(records._fields["state"]._description_selection(records.env))
    for one in records:
        if one.state not in states:
            raise UserError(
                records.env._("“%(plan)s” is in another state: %(state)s.", plan=one.display_name, state=labels[one.state])
            )


class DunningKept(models.AbstractModel):
    """Inherited by rows of evidence that nobody corrects; what may change in part has its own guard."""

    _name = "dunning.kept"
    _description = "Kept as It Was"

    def write(self, vals):
        """Keep it as it was.

        :raises UserError: anybody but the add-on changes it
        """
        evidence.check_change(self)
        return super().write(vals)

    def unlink(self):
        """Keep the history.

        :raises UserError: it is part of the history
        """
        self.check_access("unlink")
        evidence.check_deletion(self, self.env._("This is evidence and part of the history: it cannot be deleted."))
        return super().unlink()


class DunningAcceptance(models.AbstractModel):
    """Inherited by the acceptances of payment plans and of set-offs."""

    _name = "dunning.acceptance"
    _inherit = ["dunning.kept"]
    _description = "Acceptance of a Document"
    _rec_name = "name"

    side = fields.Selection([("company", "We"), ("customer", "The customer")], required=True)
    name = fields.Char(required=True, help="Who accepted it, as typed.")
    capacity = fields.Char(help="In which capacity: manager, accountant…")
    date = fields.Datetime(string="Accepted", required=True, default=fields.Datetime.now)
    via = fields.Selection(
        [
            ("user", "A colleague"), ("link", "Link of the offer"), ("account", "Logged in, or with a code"),
            ("paper", "On paper, by e-mail"),
        ],
        required=True, help="Whoever has the link of the offer can accept it; it goes to the contact of the plan.",
    )  # fmt: skip
    contact_id = fields.Many2one("res.partner", ondelete="set null", index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Recorded By", ondelete="set null", index="btree_not_null")
    document_hash = fields.Char(required=True, help="SHA-256 of the document that was accepted.")
