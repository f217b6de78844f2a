"""Who accepted a document that both sides accept: name, capacity, time and the hash of what was read, as evidence."""

from odoo import fields, models

from . import evidence


class DunningAcceptance(models.AbstractModel):
    """Inherited by the acceptances of payment plans and of set-offs."""

    _name = "dunning.acceptance"
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

    def write(self, vals):
        """Keep what was accepted as it was.

        :raises UserError: anybody changes it
        """
        evidence.check_change(self)
        return super().write(vals)

    def unlink(self):
        """Keep the history.

        :raises UserError: it is part of the history
        """
        evidence.check_deletion(self, self.env._("What was accepted is part of the history: it cannot be deleted."))
        return super().unlink()
