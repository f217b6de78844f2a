"""Erasing: a marker takes the place of personal data; amounts, dates and hashes stay, and each record is logged.

Texts are replaced by one statement a model, past the guards of evidence, which let nobody but this run pass.
"""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared import evidence
from ..shared.company_day import company_day
from .dunning_personal_data import PERSONAL

# What stands where something was erased, the same in every language; the day follows.
MARKER = "***"
# So many records are erased at once; the button goes on with the next ones.
AT_ONCE = 2000


class DunningErasure(models.Model):
    _inherit = "dunning.erasure"

    def action_erase(self):
        """Erase what is over its period and not kept as evidence. It cannot be undone.

        :raises AccessError: the caller is no credit manager of all branches
        :raises UserError: it was decided already, or nothing is left to erase
        """
        for proposal in self:
            proposal._check_open()
            rows = [row for row in proposal._read_expired() if not row["kept"]]
            if not rows:
                raise UserError(proposal.env._("Nothing is over its period that is not kept as evidence."))
            proposal.sudo()._erase_rows(rows[:AT_ONCE])
            if len(rows) <= AT_ONCE:
                proposal._close_proposal("done")

    def _erase_rows(self, rows):
        """Erase records and log it.

        :param list rows: as ``_read_expired`` gives them
        """
        today = company_day(self, self.company_id)
        marker = f"{MARKER} {today}"
        by_model = {}
        for row in rows:
            by_model.setdefault(row["model"], []).append(row["id"])
        for name, ids in by_model.items():
            if name == "dunning.reading":  # nothing but who read it when
                self.env.execute_query(SQL("DELETE FROM dunning_reading WHERE id = ANY(%s) RETURNING id", ids))
                continue
            self._erase_texts(name, ids, marker)
            self._erase_around(self.env[name].browse(ids), marker)
            self.env["dunning.erased"].create(
                [{"erasure_id": self.id, "res_model": name, "res_id": number, "erased_on": today} for number in ids]
            )
        self.env.invalidate_all()
        self._log_erased(rows)

    def _log_erased(self, rows):
        """Say in the log how much of each kind was erased, by which rule."""
        labels = dict(self.line_ids._fields["kind"]._description_selection(self.env))
        said = []
        for line in self.line_ids:
            count = sum(row["kind"] == line.kind for row in rows)
            if count:
                line.erased += count
                said.append(
                    self.env._("%(kind)s: %(count)s erased (kept for %(months)s months, %(rule)s)",
                               kind=labels[line.kind], count=count, months=line.months, rule=line.source)
                )  # fmt: skip
        evidence.as_writer(self).message_post(body="\n".join(said), author_id=self.env.user.partner_id.id)

    def _erase_texts(self, name, ids, marker):
        """Put a marker in the place of the texts of records that have some.

        :param str name: model, one of ``PERSONAL``
        :param list ids: its records
        """
        fields = self.env[name]._fields
        changes = [
            SQL("%(field)s = CASE WHEN COALESCE(%(field)s, '') = '' THEN %(field)s ELSE %(marker)s END",
                field=SQL.identifier(text), marker=marker)
            for text in PERSONAL[name].texts
        ]  # fmt: skip
        if "contact_id" in fields and fields["contact_id"].store:  # whom it went to: only which customer that was
            changes.append(SQL("contact_id = CASE WHEN contact_id IS NULL THEN NULL ELSE partner_id END"))
        if "author_id" in fields:
            changes.append(SQL("author_id = NULL"))
        if changes:
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s) RETURNING id",
                    SQL.identifier(self.env[name]._table),
                    SQL(", ").join(changes),
                    ids,
                )
            )

    def _erase_around(self, records, marker):
        """Erase the messages and documents of records, and what was understood of replies."""
        messages = self.env["mail.message"]
        if "message_ids" in records._fields:
            messages |= messages.search([("model", "=", records._name), ("res_id", "in", records.ids)])
        if "mail_message_id" in records._fields:
            messages |= records.mail_message_id
        documents = messages.attachment_ids
        for field in ("document_ids", "receipt_ids", "attachment_id"):
            kept = records._fields.get(field)
            if kept is not None and kept.store and kept.comodel_name == "ir.attachment":
                documents |= records[field]
        self._erase_messages(messages, marker)
        # documents of the books (the invoices themselves) belong to others
        self._erase_documents(documents.filtered(lambda one: (one.res_model or "").startswith(("dunning.", "mail."))), marker)
        if records._name == "dunning.reply":
            self.env.execute_query(
                SQL("UPDATE dunning_reply_meaning SET sentence = %s WHERE reply_id = ANY(%s) RETURNING id", marker, records.ids)
            )

    def _erase_messages(self, messages, marker):
        """Leave of messages that there was one, and when."""
        if not messages:
            return
        ids = messages.ids
        messages.notification_ids.unlink()
        messages.tracking_value_ids.unlink()
        self.env.flush_all()
        for statement in (
            SQL("DELETE FROM mail_message_res_partner_rel WHERE mail_message_id = ANY(%s) RETURNING 1", ids),
            SQL(
                """UPDATE mail_message SET body = %(marker)s, subject = NULL, email_from = NULL, reply_to = NULL,
                          author_id = CASE WHEN author_id IN (SELECT partner_id FROM res_users WHERE share IS NOT TRUE) THEN author_id END
                    WHERE id = ANY(%(ids)s) RETURNING 1""",
                marker=marker,
                ids=ids,
            ),
            SQL(
                "UPDATE mail_mail SET body_html = %s, email_to = NULL, email_cc = NULL WHERE mail_message_id = ANY(%s) RETURNING 1",
                marker,
                ids,
            ),
        ):
            self.env.execute_query(statement)
        self.env.invalidate_all()

    def _erase_documents(self, documents, marker):
        """Put a marker with the former checksum in the place of documents."""
        for document in documents:
            text = f"{marker}\nSHA-1 {document.checksum or ''}\n"
            evidence.as_writer(document).write({"raw": text.encode(), "name": f"{MARKER}.txt", "mimetype": "text/plain"})
