"""Records of the history, which nobody deletes and of which some fields stay as they are; and rows that stay as a whole.

Such rows are written once by the add-on: what was said, accepted, drawn, tried and came back.

Among them who accepted a document that both sides accept: name, capacity, time and the hash of what was read.
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from . import evidence

_lt = LazyTranslate(__name__)


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


class DunningHistory(models.AbstractModel):
    """Inherited by what people follow and nobody deletes. Named before ``mail.thread``, which deletes the messages first."""

    _name = "dunning.history"
    _description = "Part of the History"
    # What whoever deletes one is told; each model says what to do instead.
    _kept_sentence = _lt("This is evidence and part of the history: it cannot be deleted.")
    # Names of the fields that only the add-on writes; each model has its own.
    _kept_fields = frozenset()

    def write(self, vals):
        """Keep what was offered, agreed or charged as it was.

        :raises UserError: anybody but the add-on changes it
        """
        if self._kept_fields & vals.keys():
            evidence.check_change(self)
        return super().write(vals)

    def unlink(self):
        """Keep the history.

        :raises UserError: it is part of the history
        """
        self.check_access("unlink")
        evidence.check_deletion(self, self.env._(self._kept_sentence))
        return super().unlink()


class DunningOfferPart(models.AbstractModel):
    """Inherited by the instalments and items of what was offered."""

    _name = "dunning.offer.part"
    _inherit = ["dunning.history"]
    _description = "Part of an Offer"
    _kept_sentence = _lt("What was offered to a customer is part of the history: it cannot be deleted.")


class DunningKept(models.AbstractModel):
    """Inherited by rows of evidence that nobody corrects; what may change in part has its own guard."""

    _name = "dunning.kept"
    _inherit = ["dunning.history"]
    _description = "Kept as It Was"

    def write(self, vals):
        """Keep it as it was.

        :raises UserError: anybody but the add-on changes it
        """
        evidence.check_change(self)
        return super().write(vals)


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
