"""The stamp of an evidence file: its manifest, which holds the SHA-256 of each piece, was there at a time that an authority signed.

It is asked for when the file is made; where the authority does not answer the file is made all the same, and a daily job asks
again. The stamp lies beside the zip, whose bytes are never changed.
"""

import zipfile
from io import BytesIO

from odoo import api, fields, models
from odoo.addons.account_dunning.models.case.verify_evidence import MANIFEST
from odoo.addons.account_dunning.models.shared import evidence
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from . import stamp


class DunningEvidenceFile(models.Model):
    _inherit = "dunning.evidence.file"

    stamp_attachment_id = fields.Many2one(
        "ir.attachment", string="Time Stamp", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    stamped_at = fields.Datetime(readonly=True, copy=False, help="When the authority signed, by its own clock.")
    stamp_authority = fields.Char(readonly=True, copy=False, help="Subject of the certificate that signed.")
    stamp_error = fields.Char(readonly=True, copy=False, help="Why there is no stamp yet; it is asked for again each day.")
    is_stampable = fields.Boolean(compute="_compute_is_stampable")

    @api.depends("stamp_attachment_id", "company_id.dunning_stamp_url")
    def _compute_is_stampable(self):
        for made in self:
            made.is_stampable = not made.stamp_attachment_id and bool(made.sudo().company_id.dunning_stamp_url)

    @api.model
    def _make_file(self, profile, case=None, with_call_notes=False):
        """Make the file, and ask for its stamp where the company has an authority."""
        made = super()._make_file(profile, case, with_call_notes)
        made._ask_for_stamp()
        return made

    def _read_manifest(self):
        """Return the bytes of the manifest, as they lie in the zip."""
        self.ensure_one()
        attachment = self.sudo().attachment_id
        source = attachment._full_path(attachment.store_fname) if attachment.store_fname else BytesIO(attachment.raw)
        with zipfile.ZipFile(source) as archive:
            return archive.read(MANIFEST)

    def _ask_for_stamp(self):
        """Have the authority stamp these files; where it cannot, note why."""
        for made in self.filtered("is_stampable"):
            company = made.company_id.sudo()
            try:
                data = made._read_manifest()
                request = stamp.make_request(data)
                content = stamp.ask(company.dunning_stamp_url, request)
                certificates = stamp.read_certificates(company.dunning_stamp_certificates)
                when, authority = stamp.verify(content, data, certificates, request)
            except stamp.StampError as error:
                evidence.as_writer(made.sudo()).stamp_error = str(error)
                continue
            made._keep_stamp(content, when, authority)

    def _keep_stamp(self, content, when, authority):
        """Keep a stamp that was verified beside the file."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].sudo().create(
            {
                "name": f"{self.sudo().attachment_id.name.removesuffix('.zip')}.tsr", "raw": content,
                "mimetype": "application/timestamp-reply", "res_model": self._name, "res_id": self.id,
            }
        )  # fmt: skip
        evidence.as_writer(self.sudo()).write(
            {
                "stamp_attachment_id": attachment.id, "stamped_at": when.replace(tzinfo=None, microsecond=0),
                "stamp_authority": authority, "stamp_error": False,
            }
        )  # fmt: skip

    @api.model
    def _cron_stamp(self):
        """Ask again for the stamps that are missing of companies that have an authority, oldest first."""
        companies = self.env["res.company"].sudo().search([("dunning_stamp_url", "!=", False)])
        self.sudo().search(
            [("stamp_attachment_id", "=", False), ("company_id", "in", companies.ids), ("attachment_id", "!=", False)],
            order="id", limit=100,
        )._ask_for_stamp()  # fmt: skip

    # -- buttons -----------------------------------------------------------------------------------

    def action_stamp(self):
        """Ask for the stamp now.

        :raises UserError: there is one already, or the authority gives none
        """
        self.ensure_one()
        self.check_access("read")
        self.profile_id.check_access("write")
        if not self.is_stampable:
            raise UserError(self.env._("This file has its time stamp, or its company has no time-stamping authority."))
        self._ask_for_stamp()
        if self.stamp_error:
            return self._notify_user(self.env._("No stamp: %s", self.stamp_error), "warning")
        return self._notify_user(self._stamped_text(), "success")

    def action_download_stamp(self):
        """Download the stamp."""
        self.ensure_one()
        self.check_access("read")
        url = f"/web/content/{self.stamp_attachment_id.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_verify_stamp(self):
        """Verify the stamp against the file as it lies here and the company's certificates; nothing is asked from outside.

        :raises UserError: there is none, or it does not fit
        """
        self.ensure_one()
        self.check_access("read")
        if not self.stamp_attachment_id:
            raise UserError(self.env._("This file has no time stamp yet."))
        company = self.company_id.sudo()
        try:
            certificates = stamp.read_certificates(company.dunning_stamp_certificates)
            stamp.verify(self.sudo().stamp_attachment_id.raw, self._read_manifest(), certificates)
        except stamp.StampError as error:
            raise UserError(self.env._("The stamp does not fit the file or the certificates of the authority: %s", error)) from error
        return self._notify_user(self._stamped_text(), "success")

    def _stamped_text(self):
        return self.env._(
            "Stamped on %(when)s by %(authority)s.", when=format_datetime(self.env, self.stamped_at), authority=self.stamp_authority
        )

    def _notify_user(self, message, kind):
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        params = {"message": message, "type": kind, "sticky": kind != "success", "next": reload}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
