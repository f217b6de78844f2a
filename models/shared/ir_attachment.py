"""Documents that left with an action or a statement, proofs of post and what customers sent are evidence like messages."""

from odoo import api, models

from . import evidence

# What a document is, where it belongs and who sees it.
EVIDENCE = {
    "name", "raw", "datas", "db_datas", "store_fname", "checksum", "file_size", "url", "type", "mimetype", "res_model", "res_id",
    "res_field", "company_id", "access_token", "public", "create_date", "create_uid",
}  # fmt: skip


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Keep what is evidence as it is.

        :raises UserError: one of these documents is evidence and would change
        """
        names = EVIDENCE & vals.keys()
        if names and not evidence.may_write(self.env):
            evidence.check_change(self._dunning_evidence().filtered(lambda document: document._is_dunning_changed_by(vals, names)))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_evidence(self):
        if not evidence.may_delete(self.env):
            evidence.check_change(self._dunning_evidence())

    def _dunning_evidence(self):
        """Return those of these attachments that are documents of actions, proofs of post, or went with a message that is evidence."""
        if not self.ids:
            return self.browse()
        Action = self.env["dunning.action"].sudo().with_context(active_test=False)
        proven = Action.search([("receipt_ids", "in", self.ids), ("state", "=", "done")]).receipt_ids
        kept = Action.search([("document_ids", "in", self.ids)]).document_ids | proven
        kept |= self.env["dunning.evidence.file"].sudo().search([("attachment_id", "in", self.ids)]).attachment_id
        kept |= self.env["dunning.case.document"].sudo()._documents_among(self)
        kept |= self.env["dunning.claim.cost"].sudo()._proofs_among(self)
        messages = self.env["mail.message"].sudo().search(
            [("attachment_ids", "in", self.ids), ("model", "in", evidence.THREADS)]
        )
        kept |= messages._dunning_evidence().attachment_ids
        return self.browse(kept.ids) & self

    def _is_dunning_changed_by(self, vals, names):
        """Tell whether values would change this document; a key for sharing may be made once, by core for a link it sends.

        :param dict vals: as given to ``write``
        :param set names: the fields that count
        """
        document = self.sudo()
        if self.env.su and not document.access_token:
            names = names - {"access_token"}
        return any(not evidence.is_same(document, name, vals[name]) for name in names)
