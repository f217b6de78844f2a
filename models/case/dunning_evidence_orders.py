"""What was agreed and delivered behind the invoices of an evidence file: orders, deliveries, terms of sale."""

import base64

from odoo import models

from .evidence_archive import Piece, safe_name

# Fields of a sales order and of a delivery, as far as they are there.
ORDER_FACTS = ("name", "client_order_ref", "date_order", "state", "amount_total", "signed_by", "signed_on")
DELIVERY_FACTS = ("name", "origin", "date_done", "partner_id", "state")


class DunningEvidenceFile(models.Model):
    _inherit = "dunning.evidence.file"

    def _order_pieces(self, moves, remarks):
        """Orders and deliveries behind the invoices, where the add-ons for them are installed and the caller reads them."""
        lines = moves.invoice_line_ids
        if "sale_line_ids" not in lines._fields:
            return
        orders = lines.sudo().sale_line_ids.order_id
        if orders and not self.env["sale.order"].has_access("read"):
            remarks.append(self.env._("Orders and deliveries are left out: whoever made this file may not read them."))
            return
        for order in self.env["sale.order"].search([("id", "in", orders.ids)], order="id"):
            folder = f"orders/{safe_name(order.name)}"
            facts = self._facts_text(order, [name for name in ORDER_FACTS if name in order._fields])
            day = self._day_of(order.date_order)
            yield Piece(f"{folder}/order.txt", "order", order.name, day, facts)
            if order.signature:
                title = self.env._("Signature of %s", order.signed_by or "")
                content = base64.b64decode(order.signature)
                yield Piece(f"{folder}/signature.png", "order", title, self._day_of(order.signed_on), content)
            yield from self._attached_pieces(order, folder, "order")
            yield from self._delivery_pieces(order)

    def _delivery_pieces(self, order):
        if "picking_ids" not in order._fields or not self.env["stock.picking"].has_access("read"):
            return
        for picking in self.env["stock.picking"].search(
            [("id", "in", order.sudo().picking_ids.ids), ("state", "=", "done")], order="id"
        ):
            folder = f"deliveries/{safe_name(picking.name)}"
            day = self._day_of(picking.date_done)
            yield Piece(f"{folder}/delivery.txt", "delivery", picking.name, day, self._facts_text(picking, DELIVERY_FACTS))
            if "signature" in picking._fields and picking.signature:
                title = self.env._("Signature for %s", picking.name)
                yield Piece(f"{folder}/signature.png", "delivery", title, day, base64.b64decode(picking.signature))
            yield from self._attached_pieces(picking, folder, "delivery")

    def _terms_of(self, moves):
        """Return the terms of sale that were in force when each invoice was made out."""
        found = self.env["dunning.terms"].sudo()
        for company, day in {(move.company_id, move.invoice_date or move.date) for move in moves}:
            found |= company._dunning_terms_on(day).sudo()
        return found

    def _terms_pieces(self, moves, remarks):
        terms = self._terms_of(moves)
        if not terms:
            remarks.append(self.env._("No terms of sale are kept for the days of these invoices."))
        for one in terms.sorted("date_from"):
            folder = f"terms/{one.date_from}"
            facts = self._facts_text(one, ("name", "date_from", "date_to", "acceptance"))
            yield Piece(f"{folder}/terms.txt", "terms", one.name, self._day_of(one.date_from), facts)
            yield from self._document_pieces(
                self._field_document(one), folder, "terms", one.date_from, one.filename or one.name
            )

    def _field_document(self, record, name="content"):
        """Return the attachment that keeps a file field of a record, by default ``content``."""
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", name)], limit=1
            )
        )
