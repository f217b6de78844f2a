"""What dunning keeps about one person, as a file that people and machines read (GDPR, art. 15 and 20)."""

import base64
import json

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS

from ..models.privacy.dunning_personal_data import PERSONAL
from ..models.shared.company_day import company_day
from ..models.shared.one_line import one_line

MANAGER_GROUP = "account_dunning.group_dunning_manager"
# Fields by which a record is about a person: the customer, a contact, who wrote.
PEOPLE = ("partner_id", "contact_id", "author_id")
ADDRESSES = ("email_from", "email", "recipient_address")
# Of every record, what says nothing about the person, or is the file itself.
LEFT_OUT = {"message_ids", "website_message_ids", "access_token", "key", "activity_ids", "rating_ids", "content", "sketch"}


class DunningPersonDataWizard(models.TransientModel):
    _name = "dunning.person.data.wizard"
    _inherit = "dunning.dialogue"
    _description = "Data of One Person"

    partner_id = fields.Many2one("res.partner", string="Person or Customer", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    content = fields.Binary(string="File", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Make the file and show it for downloading.

        :raises AccessError: the caller is no credit manager, or does not work in all branches
        """
        self._check_one_dialogue()
        branches = self.company_id.sudo()._dunning_companies().filtered("active")
        if not self.env.user.has_group(MANAGER_GROUP) or branches - self.env.user.sudo().company_ids:
            raise AccessError(self.env._("Only a credit manager who works in all branches exports the data of a person."))
        text = json.dumps(self._collect_data(), ensure_ascii=False, indent=2, default=str)
        name = one_line(self.partner_id.display_name or "").replace("/", "-")
        self.sudo().write({"content": base64.b64encode(text.encode()), "file_name": f"{name} {company_day(self)}.json"})
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _collect_data(self):
        """Return what is kept: dict of the person, the company, the day, and the records of each model."""
        person = self.partner_id
        names = {name: model._description for name, model in self._models_with_people()}
        return {
            "person": {"name": person.name, "email": person.email, "phone": person.phone, "id": person.id},
            "company": self.company_id.name,
            "made_on": str(company_day(self)),
            "records": {
                f"{label} ({name})": found for name, label in names.items() if (found := self._read_records_about(name))
            },
        }

    def _models_with_people(self):
        """Return the models of ``PERSONAL`` and the profile with the models that say more about them, as (name, model)."""
        names = ["dunning.profile", *PERSONAL, "dunning.action.line", "dunning.reply.meaning"]
        return [(name, self.env[name]) for name in names]

    def _read_records_about(self, name):
        """Return the records of a model that are about the person: list of dict, by the labels of their fields."""
        records = self.env[name].sudo().with_context(active_test=False).search(self._domain_about(name), order="id")
        shown = {
            field.name: field._description_string(self.env) or field.name
            for field in records._fields.values()
            if field.store and field.name not in {*LEFT_OUT, *MAGIC_COLUMNS} and field.type not in ("binary", "one2many", "properties")
        }
        return [
            {label: self._read_value(record, field) for field, label in shown.items() if record[field]} | self._read_messages(record)
            for record in records
        ]

    def _domain_about(self, name):
        """Return the domain of what a model keeps about the person."""
        if name == "dunning.action.line":
            return Domain("action_id", "in", self.env["dunning.action"].sudo()._search(self._domain_about("dunning.action")))
        if name == "dunning.reply.meaning":
            return Domain("reply_id", "in", self.env["dunning.reply"].sudo()._search(self._domain_about("dunning.reply")))
        model = self.env[name]
        roles = [field for field in model._fields if field.endswith("_contact_id")] if name == "dunning.profile" else []
        found = Domain.OR(Domain(field, "=", self.partner_id.id) for field in (*PEOPLE, *roles) if field in model._fields)
        address = self.partner_id.email_normalized
        if address:
            found |= Domain.OR(
                [Domain.FALSE, *(Domain(field, "ilike", address) for field in ADDRESSES if field in model._fields)]
            )
        return found & Domain("company_id", "=", self.company_id.id)

    def _read_value(self, record, field):
        """Return a value as people read it."""
        kind, value = record._fields[field].type, record[field]
        if kind in ("many2one", "many2many", "reference"):
            return ", ".join(filter(None, value.mapped("display_name")))
        if kind == "selection":
            return dict(record._fields[field]._description_selection(self.env)).get(value, value)
        return value

    def _read_messages(self, record):
        """Return the messages of a record, if it has some."""
        messages = self.env["mail.message"].sudo()
        if "message_ids" in record._fields:
            messages = messages.search([("model", "=", record._name), ("res_id", "=", record.id)], order="id")
        if "mail_message_id" in record._fields:
            messages |= record.mail_message_id
        said = [
            {
                "date": one.date,
                "from": one.author_id.display_name or one.email_from,
                "to": one.partner_ids.mapped("display_name"),
                "subject": one.subject,
                "body": one.body,
                "files": one.attachment_ids.mapped("name"),
            }
            for one in messages
        ]
        return {"messages": said} if said else {}
