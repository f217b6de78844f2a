"""What every message says about its two sides, ready-made for templates: the customer and who writes to him."""

from odoo import fields, models

from .one_line import one_line

# Written into templates as ``{{ object.field }}`` without programming rights.
SIDES_FIELDS = (
    "customer_name", "contact_name", "company_name", "sender_name", "sender_function", "sender_email", "sender_phone", "reference",
)  # fmt: skip


class DunningMessageTexts(models.AbstractModel):
    """Models of messages have ``partner_id``; their ``_compute_texts`` calls ``_set_sides`` for each record."""

    _name = "dunning.message.texts"
    _description = "Texts of a Message"

    customer_name = fields.Char(compute="_compute_texts")
    contact_name = fields.Char(compute="_compute_texts")
    company_name = fields.Char(compute="_compute_texts")
    sender_name = fields.Char(compute="_compute_texts")
    sender_function = fields.Char(compute="_compute_texts")
    sender_email = fields.Char(compute="_compute_texts")
    sender_phone = fields.Char(compute="_compute_texts")
    reference = fields.Char(compute="_compute_texts")

    def _set_sides(self, company, sender, contact):
        """Fill in who is written to and who writes; the company itself where a person has nothing to say.

        :param company: ``res.company`` on the letterhead
        :param sender: ``res.users`` in whose name is written, or none
        :param contact: ``res.partner`` who reads it, or none
        """
        self.ensure_one()
        company, sender, partner = company.sudo(), sender.sudo(), self.partner_id
        self.customer_name = one_line(partner.name)
        self.contact_name = one_line((contact or partner).name)
        self.company_name = one_line(company.name)
        self.sender_name = one_line(sender.name or company.name)
        self.sender_function = one_line(sender.partner_id.function)
        self.sender_email = one_line(sender.email or company.email)
        self.sender_phone = one_line(sender.phone or company.phone)
        self.reference = one_line(partner.ref) or f"{partner.id:05d}"
