"""What goes into an evidence file, piece by piece: invoices and their sending, contracts, messages, calls, what was agreed.

Everything is read with the rights of whoever makes the file; contents of documents are read as superuser once the record
that they belong to may be read. Internal notes are left out: the debtor will read the file.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from .evidence_archive import Piece, safe_name

# Invoices whose PDF is made at a time, when they were never printed.
INVOICES_PER_BATCH = 25

# What is said of a contact, beside the message itself.
ACTION_FACTS = (
    "channel", "state", "date", "date_done", "contact_id", "recipient_address", "delivery_status", "registered_number", "printed_on",
    "posted_on", "presented_on", "received_on", "amount_due", "outcome", "snapshot_hash", "user_id",
)  # fmt: skip
PROMISE_FACTS = (
    "date", "date_payment", "amount", "amount_paid", "state", "judged_on", "contact_id", "source", "user_id", "target",
)  # fmt: skip
DISPUTE_FACTS = (
    "target", "category_id", "amount", "description", "source", "date_opened", "date_deadline", "state", "resolution",
    "resolution_note", "settled_on",
)  # fmt: skip
HOLD_FACTS = ("kind", "target", "reason", "date_start", "date_end", "state", "ended_on", "outcome")
INVOICE_FACTS = (
    "name",
    "ref",
    "invoice_date",
    "invoice_date_due",
    "invoice_origin",
    "payment_reference",
    "amount_total",
    "amount_residual",
)


class DunningEvidenceFile(models.Model):
    _inherit = "dunning.evidence.file"

    def _gather_pieces(self, moves, remarks):
        """Yield the pieces of the file, one after the other.

        :param moves: ``account.move`` that it is about
        :param list remarks: what could not be enclosed is added to it
        """
        yield from self._invoice_pieces(moves, remarks)
        yield from self._sending_pieces(moves)
        yield from self._order_pieces(moves, remarks)
        yield from self._terms_pieces(moves, remarks)
        yield from self._message_pieces(moves)
        yield from self._reply_pieces()
        yield from self._agreement_pieces(moves)
        yield from self._statement_pieces(remarks)
        yield from self._claims_pieces(moves)
        yield from self._case_pieces()

    def _folder_of(self, move):
        return f"invoices/{safe_name(move.name)}"

    # -- invoices ----------------------------------------------------------------------------------

    def _invoice_pieces(self, moves, remarks):
        """Invoices as they were printed; those that never were are printed now, and it is said."""
        Action = self.env["dunning.action"]
        invoices = moves.filtered(lambda move: move.is_sale_document(include_receipts=True))
        for start in range(0, len(invoices), INVOICES_PER_BATCH):
            batch = invoices[start : start + INVOICES_PER_BATCH]
            printed = batch.filtered("invoice_pdf_report_id")
            made = Action._documents_of(batch - printed)
            for move in batch:
                yield Piece(f"{self._folder_of(move)}/invoice.txt", "invoice", move.name, self._day_of(move.invoice_date),
                            self._facts_text(move, INVOICE_FACTS))  # fmt: skip
                if move in printed:
                    yield from self._document_pieces(
                        move.sudo().invoice_pdf_report_id, self._folder_of(move), "invoice", move.invoice_date
                    )
                elif move in made:
                    name, content = made[move]
                    title = self.env._("%s, printed for this file", move.name)
                    yield Piece(
                        f"{self._folder_of(move)}/{safe_name(name)}",
                        "invoice",
                        title,
                        self._day_of(self._made_day()),
                        content,
                    )
                else:
                    remarks.append(self.env._("Invoice %s could not be printed.", move.name))
                yield from self._attached_pieces(
                    move, self._folder_of(move), "document", move.sudo().invoice_pdf_report_id
                )
            batch.invalidate_recordset()
        for move in moves - invoices:
            yield Piece(
                f"{self._folder_of(move)}/entry.txt",
                "invoice",
                move.name,
                self._day_of(move.date),
                self._facts_text(move, INVOICE_FACTS),
            )

    def _attached_pieces(self, record, folder, kind, except_for=None):
        """Yield the documents attached to a record that the caller reads, those of fields left aside."""
        documents = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "=", False),
                    ("type", "=", "binary"),
                ],
                order="id",
            )
        )
        if except_for:
            documents -= except_for
        yield from self._document_pieces(documents, folder, kind)

    def _document_pieces(self, documents, folder, kind, day=None, name=None):
        """Yield attachments as they are kept; of each, memory is given back before the next one is read.

        :param documents: ``ir.attachment``, read as superuser
        :param date day: by default that on which each was added
        :param str name: by default that of each
        """
        for document in documents.sudo():
            shown = day or fields.Date.context_today(self, document.create_date)
            title = name or document.name
            path = f"{folder}/{safe_name(title)}"
            if document.store_fname and document._storage() == "file":
                with open(document._full_path(document.store_fname), "rb") as content:
                    yield Piece(path, kind, title, self._day_of(shown), content)
            else:
                yield Piece(path, kind, title, self._day_of(shown), document.raw or b"")
                document.invalidate_recordset(["raw", "datas", "db_datas"])

    def _sending_pieces(self, moves):
        """Proofs that invoices were sent: the messages that took them out, to whom, and what the mail servers said."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", "account.move"), ("res_id", "in", moves.ids), ("message_type", "!=", "notification")],
                order="id",
            )
        )
        move_of = {move.id: move for move in moves}
        for message in messages.filtered(lambda one: one._is_dunning_talk_outside()):
            move = move_of[message.res_id]
            day = fields.Date.context_today(self, message.date)
            yield Piece(f"{self._folder_of(move)}/sent {day} {message.id}.html", "sending", message.subject or move.name, self._day_of(day),
                        self._message_html(message))  # fmt: skip

    def _message_html(self, message):
        """Return a message as a page: head, recipients with the status of each, and the body as it left."""
        rows = [
            (self.env._("From"), message.email_from),
            (self.env._("On"), f"{message.date} UTC"),
            (self.env._("Message-ID"), message.message_id),
        ]
        statuses = dict(self.env["mail.notification"]._fields["notification_status"]._description_selection(self.env))
        for one in message.notification_ids:
            status = statuses.get(one.notification_status, one.notification_status)
            rows.append(
                (self.env._("To"), f"{one.res_partner_id.email_formatted or one.res_partner_id.name or ''} – {status}")
            )
        rows += [
            (self.env._("To"), partner.email_formatted)
            for partner in message.partner_ids - message.notification_ids.res_partner_id
        ]
        rows += [(self.env._("Enclosed"), name) for name in message.attachment_ids.mapped("name")]
        return self.env["ir.qweb"]._render("account_dunning.evidence_message", {"message": message, "rows": rows})

    # -- messages and calls ------------------------------------------------------------------------

    def _message_pieces(self, moves):
        """All contacts that left or were made, as they left; of calls what was said when that was chosen."""
        domain = [("profile_id", "=", self.profile_id.id), ("state", "=", "done")]
        if self.case_id:
            domain += ["|", ("line_ids.move_id", "in", moves.ids), ("line_ids", "=", False)]
        for action in self.env["dunning.action"].with_context(active_test=False).search(domain, order="date_done, id"):
            folder = f"contacts/{action.date_done or action.date} {action.id}"
            names = [*ACTION_FACTS, *(["outcome_note"] if self.with_call_notes else [])]
            title = action.message_subject if action.channel != "phone" else action.display_name
            kind = "call" if action.channel == "phone" else "message"
            lines = [
                f"{line.number or ''}\t{line.date_due or ''}\t{line.net_currency} {line.currency_id.name or ''}"
                for line in action.line_ids
            ]
            text = (
                self._facts_text(action, [name for name in names if name in action._fields])
                + "\n"
                + "\n".join(lines)
                + "\n"
            )
            yield Piece(
                f"{folder}/contact.txt", kind, title or action.display_name, self._day_of(action.date_done), text
            )
            if action.snapshot:
                yield Piece(
                    f"{folder}/message.html", kind, title or "", self._day_of(action.date_done), action.snapshot
                )
            documents = action.sudo().document_ids
            if "receipt_ids" in action._fields:
                documents |= action.sudo().receipt_ids
            yield from self._document_pieces(documents, folder, kind, action.date_done)
            action.invalidate_recordset()

    def _reply_pieces(self):
        """What the customer wrote, as it came in."""
        for reply in self.env["dunning.reply"].search([("profile_id", "=", self.profile_id.id)], order="id"):
            message = reply.sudo().mail_message_id
            if not message:
                continue
            day = fields.Date.context_today(self, message.date)
            folder = f"replies/{day} {reply.id}"
            yield Piece(
                f"{folder}/reply.html", "reply", message.subject or "", self._day_of(day), self._message_html(message)
            )
            yield from self._document_pieces(message.attachment_ids, folder, "reply", day)

    def _agreement_pieces(self, moves):
        """Promises, disputes and what else was agreed or announced."""
        for model, folder, kind, names in (
            ("dunning.promise", "promises", "promise", PROMISE_FACTS),
            ("dunning.dispute", "disputes", "dispute", DISPUTE_FACTS),
            ("dunning.hold", "holds", "hold", HOLD_FACTS),
        ):
            domain = [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
            if self.case_id and model != "dunning.promise":
                domain += ["|", ("move_id", "=", False), ("move_id", "in", moves.ids)]
            for record in self.env[model].search(domain, order="id"):
                day = (
                    record.date
                    if model == "dunning.promise"
                    else record[{"dispute": "date_opened", "hold": "date_start"}[kind]]
                )
                yield Piece(
                    f"{folder}/{day} {record.id}.txt",
                    kind,
                    record.display_name,
                    self._day_of(day),
                    self._facts_text(record, names),
                )
                yield from self._attached_pieces(record, f"{folder}/{day} {record.id}", kind)

    # -- figures -----------------------------------------------------------------------------------

    def _statement_pieces(self, remarks):
        """The statement of account of the day; it speaks for all branches, and is made by people of all of them only."""
        try:
            with self.env.cr.savepoint():
                statement = self.env["dunning.statement"].create(
                    {"profile_id": self.profile_id.id, "date_to": self._made_day()}
                )
                [(name, content)] = statement._render_pdf_each().values()
        except (AccessError, UserError) as error:
            remarks.append(self.env._("No statement of account: %s", error))
            return
        yield Piece(f"statement/{safe_name(name)}", "statement", name, self._day_of(self._made_day()), content)

    def _claims_pieces(self, moves):
        """The tables of interest and fixed sums of claims about these invoices, where the database knows such claims.

        :param moves: ``account.move`` that the file is about
        """
        if "dunning.claim" not in self.env:
            return
        names = (
            "name",
            "law",
            "date",
            "state",
            "principal",
            "interest",
            "withheld",
            "fee",
            "further_costs",
            "missing",
            "allocation_note",
            "charged_on",
        )
        for claim in self.env["dunning.claim"].search(
            [("profile_id", "=", self.profile_id.id), ("line_ids.move_id", "in", moves.ids)], order="id"
        ):
            folder = f"claims/{claim.date} {claim.id}"
            yield Piece(
                f"{folder}/claim.txt",
                "claim",
                claim.display_name,
                self._day_of(claim.date),
                self._facts_text(claim, names),
            )
            if claim.segments_html:
                title = self.env._("Interest table of %s", claim.display_name)
                yield Piece(f"{folder}/interest.html", "claim", title, self._day_of(claim.date), claim.segments_html)
            for cost in claim.cost_ids:
                yield from self._document_pieces(
                    self._field_document(cost, "proof"), f"{folder}/costs", "claim", cost.date, cost.proof_name or cost.name
                )

    def _case_pieces(self):
        """The case itself: its documents and items."""
        case = self.case_id
        if not case:
            return
        names = (
            "name",
            "partner_id",
            "route_id",
            "handler_id",
            "handler_reference",
            "opened_on",
            "handed_on",
            "amount",
            "description",
        )
        yield Piece(
            "case/case.txt", "case", case.display_name, self._day_of(case.opened_on), self._facts_text(case, names)
        )
        yield Piece(
            "case/items.csv", "case", self.env._("Items of the case"), self._day_of(case.opened_on), case._items_csv()
        )
        for document in case.document_ids:
            if document.kind == "call_note" and not self.with_call_notes:
                continue
            yield from self._document_pieces(
                self._field_document(document),
                f"case/{document.kind}",
                document.kind,
                document.date,
                document.filename or document.name,
            )

    # -- words -------------------------------------------------------------------------------------

    @api.model
    def _facts_text(self, record, names):
        """Return fields of a record as lines of text, each with its label; empty ones are left out."""
        lines = []
        for name in names:
            field = record._fields.get(name)
            if field is None or (field.type != "boolean" and not record[name] and record[name] != 0):
                continue
            label = field.get_description(self.env, ["string"])["string"]
            lines.append(f"{label}: {self._fact_of(record, name)}")
        return "\n".join(lines) + "\n"

    @api.model
    def _fact_of(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.relational:
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            return f"{value:.{currency.decimal_places}f} {currency.name}"
        if field.type == "html":
            return html2plaintext(value)
        return f"{value} UTC" if field.type == "datetime" else str(value)
