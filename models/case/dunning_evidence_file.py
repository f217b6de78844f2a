"""An evidence file: all that proves a claim, in one zip with an index, a manifest of hashes, and a script that verifies it.

Files of one customer form a chain: each manifest bears the SHA-256 of the one before. A file is never changed; what comes
later is in the next one.
"""

import hashlib
import json
import os
import shutil
import tempfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.compat import render_pdf
from ..shared.once import lock_rows
from ..shared.receivable import TRADE_DOMAIN
from .evidence_archive import CHUNK, EvidenceArchive, Piece, safe_name

# A second click comes within this time; whoever asks later wants a new file.
JUST_MADE = timedelta(minutes=1)


class DunningEvidenceFile(models.Model):
    _name = "dunning.evidence.file"
    _inherit = ["dunning.kept"]
    _description = "Evidence File"
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(string="Number", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    branch_id = fields.Many2one(
        "res.company", readonly=True, help="Whose items it is about; of several, the main company."
    )
    profile_id = fields.Many2one("dunning.profile", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    case_id = fields.Many2one("dunning.case", readonly=True, index="btree_not_null", ondelete="restrict")
    made_at = fields.Datetime(readonly=True)
    made_by_id = fields.Many2one("res.users", readonly=True)
    with_call_notes = fields.Boolean(readonly=True, help="Notes of calls are in it: the debtor may read them.")
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    piece_count = fields.Integer(string="Pieces", readonly=True)
    size = fields.Integer(string="Size (bytes)", readonly=True)
    manifest_hash = fields.Char(string="SHA-256 of the Manifest", readonly=True)
    previous_id = fields.Many2one("dunning.evidence.file", string="Former File", readonly=True, ondelete="restrict")
    terms_ids = fields.Many2many("dunning.terms", readonly=True)
    remarks = fields.Text(readonly=True, help="What could not be enclosed, and why.")

    def action_download(self):
        """Download the zip."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    # -- making ------------------------------------------------------------------------------------

    @api.model
    def _make_file_once(self, profile, case, with_call_notes):
        """Make an evidence file, or return the one that the same person has just asked for; others wait meanwhile.

        :param profile: ``dunning.profile``
        :param case: ``dunning.case``, empty for the whole customer
        :param bool with_call_notes: enclose the notes of calls
        :return: ``dunning.evidence.file``
        """
        profile.check_access("read")
        lock_rows(profile.sudo())  # each file names the one before it
        asked = profile, case, with_call_notes
        return self._find_just_made(*asked) or self._make_file(*asked)

    @api.model
    def _make_file(self, profile, case=None, with_call_notes=False):
        """Make the evidence file of a case, or of all that is open with a customer, whom the caller has locked.

        Records are read with the rights of the caller: what he cannot read is not in it.

        :param profile: ``dunning.profile``
        :param case: ``dunning.case`` of that customer; empty for the whole customer
        :param bool with_call_notes: enclose the notes of calls
        :return: ``dunning.evidence.file``
        :raises UserError: the caller reads nothing that would be in it
        """
        profile.check_access("read")
        (case or profile).check_access("write")
        moves = self._moves_of(profile, case)
        if not moves:
            raise UserError(
                self.env._("Nothing is open with %s that you could prove.", profile.partner_id.display_name)
            )
        if case and case.profile_id != profile:
            raise UserError(self.env._("This case is another customer's."))
        # what is in it follows from what its maker may see: people of one branch share it with that branch only
        branches = profile.company_id._dunning_own_companies()
        previous = self.sudo().search([("profile_id", "=", profile.id)], limit=1)
        made = evidence.as_writer(self.sudo()).create(
            {
                "name": "/",
                "company_id": profile.company_id.id,
                "branch_id": branches.id if len(branches) == 1 else profile.company_id.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "case_id": case.id if case else False,
                "made_at": fields.Datetime.now(),
                "made_by_id": self.env.uid,
                "with_call_notes": with_call_notes,
                "previous_id": previous.id,
            }
        )
        made.name = self.env._("Evidence %s", f"{profile.id:05d}-{made.id:05d}")
        made = made.with_env(self.env)
        made._fill_archive(moves)
        return made

    @api.model
    def _find_just_made(self, profile, case, with_call_notes):
        """Return the same file when the same person has just asked for it: a second click makes no second one.

        :param profile: ``dunning.profile``
        :param case: ``dunning.case``, empty for the whole customer
        :param bool with_call_notes: whether the notes of calls are enclosed
        """
        return self.search(
            [
                ("profile_id", "=", profile.id), ("case_id", "=", case.id), ("with_call_notes", "=", with_call_notes),
                ("made_by_id", "=", self.env.uid), ("made_at", ">=", fields.Datetime.now() - JUST_MADE),
            ],
            limit=1,
        )  # fmt: skip

    @api.model
    def _moves_of(self, profile, case):
        """Return the entries that the file is about, as far as the caller reads them."""
        if case:
            items = case.item_ids.move_line_id
        else:
            items = self.env["account.move.line"].search(
                [
                    ("company_id", "child_of", profile.company_id.id), ("parent_state", "=", "posted"), ("reconciled", "=", False),
                    *TRADE_DOMAIN, ("partner_id", "child_of", profile.partner_id.id),
                    ("amount_residual", ">", 0),
                ]
            )  # fmt: skip
        return self.env["account.move"].search([("id", "in", items.sudo().dunning_entry_id.ids)], order="invoice_date, id")

    def _fill_archive(self, moves):
        """Write all pieces to a zip on disk, keep it, and note what it is."""
        self.ensure_one()
        handle, path = tempfile.mkstemp(suffix=".zip", prefix="dunning-evidence-")
        try:
            with os.fdopen(handle, "wb") as stream:
                archive = EvidenceArchive(stream, self.made_at)
                remarks = []
                for piece in self._gather_pieces(moves, remarks):
                    archive.add(piece)
                for piece in self._index_pieces(archive.pieces, remarks):
                    archive.add(piece)
                digest = archive.close(self._manifest_head())
            attachment = self._keep_archive(path)
            size = os.path.getsize(path)
        finally:
            os.unlink(path)
        evidence.as_writer(self.sudo()).write(
            {
                "attachment_id": attachment.id,
                "piece_count": len(archive.pieces),
                "size": size,
                "manifest_hash": digest,
                "remarks": "\n".join(remarks) or False,
                "terms_ids": [(6, 0, self._terms_of(moves).ids)],
            }
        )

    def _manifest_head(self):
        """Return what the manifest says beside its pieces."""
        former = self.sudo().previous_id
        return {
            "number": self.name,
            "made_at": f"{self.made_at.isoformat(timespec='seconds')}Z",
            "made_by": self.env.user.name,
            "company": self.company_id.sudo().name,
            "customer": self.partner_id.name,
            "case": self.case_id.name or None,
            "previous": {"number": former.name, "manifest_sha256": former.manifest_hash} if former else None,
        }

    def _keep_archive(self, path):
        """Return the attachment of a finished zip; where files lie on disk it is copied there without being read into memory."""
        Attachment = self.env["ir.attachment"].sudo()
        vals = {
            "name": f"{safe_name(self.name)} {safe_name(self.partner_id.name)}.zip",
            "res_model": self._name,
            "res_id": self.id,
            "mimetype": "application/zip",
        }
        if Attachment._storage() != "file":
            with open(path, "rb") as content:
                return Attachment.create({**vals, "raw": content.read()})
        digest = hashlib.sha1(usedforsecurity=False)
        with open(path, "rb") as content:
            for chunk in iter(lambda: content.read(CHUNK), b""):
                digest.update(chunk)
        checksum = digest.hexdigest()
        name = f"{checksum[:2]}/{checksum}"
        target = Attachment._full_path(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            shutil.copyfile(path, target)
            Attachment._mark_for_gc(name)
        attachment = Attachment.create(vals)
        attachment.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s, mimetype = 'application/zip' WHERE id = %s",
                name,
                checksum,
                os.path.getsize(path),
                attachment.id,
            )
        )
        attachment.invalidate_recordset()
        return attachment

    # -- index -------------------------------------------------------------------------------------

    def _index_pieces(self, pieces, remarks):
        """Yield the index as PDF and as JSON, and what the file is in a few lines."""
        head = self._manifest_head() | {"remarks": remarks}
        yield Piece(
            "index.json", "index", "Index", "", json.dumps({**head, "pieces": pieces}, ensure_ascii=False, indent=1)
        )
        values = {"pieces": [dict(piece) for piece in pieces], "remarks": remarks, "made": self}
        lang = self.company_id.sudo().partner_id.lang or self.env.lang
        own = self.with_context(lang=lang).env
        content, kind = render_pdf(own, "account_dunning.action_report_evidence_index", self.ids, data=values)
        yield Piece(f"index.{kind}", "index", "Index", "", content)

    def _day_of(self, record_day):
        return fields.Date.to_string(record_day) if record_day else ""

    def _made_day(self):
        """Return the day on which the file is made, for the company."""
        return company_day(self, self.company_id)
