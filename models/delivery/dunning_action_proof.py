"""Proof of post: number, dates, refusal and scans of letters. From posting on they are added to; a correction is logged."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..shared import evidence

# What is known of a letter besides that it left; entered when it is posted, or when the post tells.
ENTRIES = (
    "registered_number", "is_electronic", "presented_on", "received_on", "is_refused", "is_unclaimed", "is_unknown_address",
)  # fmt: skip

# What the history tells when it changes; the day of posting comes with the posting, and is corrected by the dialogue only.
LOGGED = (*ENTRIES, "posted_on")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _check_letter_entries(self, vals):
        """Refuse to rewrite or take away what is known of letters that left: the dialogue corrects it and keeps what was there.

        :param dict vals: as for ``write``
        :raises UserError: something would be lost
        """
        if any(vals.get(name) for name in ENTRIES):
            self._check_registered_letters()
        for action in self:
            lost = [name for name in ENTRIES if name in vals and action[name] and not evidence.is_same(action, name, vals[name])]
            if lost:
                raise UserError(
                    self.env._(
                        "The letter to %(customer)s was posted: correct “%(field)s” by the button Receipt, which keeps what was there.",
                        customer=action.partner_id.display_name,
                        field=self._fields[lost[0]]._description_string(self.env),
                    )
                )
            if "receipt_ids" in vals:
                after = evidence.ids_after(action, "receipt_ids", vals["receipt_ids"])
                if set(action.receipt_ids.ids) - after:
                    raise UserError(self.env._("Proofs of post can be added, not removed."))

    def _letter_entries(self, vals):
        """Return what is known of those of these letters that left, before a write.

        :return: list of (action, name of the field, value)
        """
        names = [name for name in LOGGED if name in vals]
        return [(action, name, action[name]) for action in self if names and action.state == "done" for name in names]

    def _log_letter_entries(self, former):
        """Log each entry that changed: who, when, and what was there.

        :param list former: as ``_letter_entries`` gave it
        """
        for action, name, value in former:
            if action[name] == value:
                continue
            words = {
                "field": self._fields[name]._description_string(self.env),
                "old": self._entry_text(name, value),
                "new": self._entry_text(name, action[name]),
            }
            corrected = self.env._("%(field)s corrected: %(old)s → %(new)s", **words)
            action._message_log(body=corrected if value else self.env._("%(field)s entered: %(new)s", **words))

    def _entry_text(self, name, value):
        """Return a value of a field as people read it."""
        if self._fields[name].type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return (value if isinstance(value, str) else format_date(self.env, value)) or "–"

    def _enter_proofs(self, vals, receipts=None):
        """Enter what the post told about one letter, or correct what was entered: what was there stays in the history.

        :param dict vals: values by name of ``ENTRIES``; ``posted_on`` of a letter that was posted
        :param receipts: ``ir.attachment`` to add, scans that the user may read
        """
        self.ensure_one()
        changed = {name: value for name, value in vals.items() if not evidence.is_same(self, name, value)}
        receipts = (receipts or self.env["ir.attachment"]) - self.receipt_ids
        receipts.check_access("read")
        if receipts:
            changed["receipt_ids"] = [fields.Command.link(receipt.id) for receipt in self._own_receipts(receipts)]
        if changed and self.state == "done":
            self.check_access("write")
            self._write_evidence(changed | self._moved_posting_day(changed))
        elif changed:
            self.write(changed)
        if changed.get("is_unknown_address"):
            self.profile_id._ask_for_address(
                self.env._("The registered letter came back: %s is unknown at the address.", self.partner_id.display_name)
            )
        if self.state == "done":
            reached = "received" if self.received_on else "presented" if self.presented_on else "posted"
            results = (("refused", self.is_refused), ("unknown", self.is_unknown_address), ("unclaimed", self.is_unclaimed))
            status = next((result for result, holds in results if holds), reached)
            if self.delivery_status != status:
                self._write_evidence({"delivery_status": status})

    def _moved_posting_day(self, changed):
        """Move the day on which the items took their step to the corrected day of posting: what counts from it follows.

        :param dict changed: what is corrected, by name of the field
        :return: dict of what else to write on the action
        :raises UserError: the day would be taken away
        """
        if "posted_on" not in changed:
            return {}
        if not changed["posted_on"]:
            raise UserError(
                self.env._("The letter to %s was posted: correct the day of posting, it cannot be empty.", self.partner_id.display_name)
            )
        taken = self.line_ids.filtered(lambda line: line.status == "counted" and line.date_done == self.date_done)
        evidence.as_writer(taken).sudo().write({"date_done": changed["posted_on"]})
        return {"date_done": changed["posted_on"], **self._moved_notice_vals(changed["posted_on"])}

    def _own_receipts(self, receipts):
        """Return scans as documents of this letter, so that whoever reads it reads them; those of other records as copies."""
        mine = {"res_model": self._name, "res_id": self.id}
        loose = receipts.filtered(lambda receipt: not receipt.res_id)
        loose.write(mine)
        own = receipts.filtered(lambda receipt: receipt.res_model == self._name and receipt.res_id == self.id)
        return own + self.env["ir.attachment"].union(*((receipt.copy(mine)) for receipt in receipts - own))
