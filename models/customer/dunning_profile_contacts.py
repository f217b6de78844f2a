"""Whom one reaches at a customer: how complete its contacts are, what is missing, who is there twice."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# The three steps of an invoice at the customer, each with somebody to speak to.
BILLING_STEPS = ("invoice", "approval", "payment")

# Mobile numbers of the countries around, as their plans have them, after the country's code; other countries: no opinion.
MOBILE = {
    "33": "[67]", "32": "4[5-9]", "41": "7[4-9]", "352": "6", "49": "1[5-7]", "34": "[67]", "39": "3", "351": "9",
    "31": "6", "44": "7[1-57-9]", "43": "6[5-9]",
}  # fmt: skip
NATIONAL = {
    "FR": "33", "BE": "32", "CH": "41", "LU": "352", "DE": "49", "ES": "34", "IT": "39", "PT": "351", "NL": "31", "GB": "44",
    "AT": "43",
}  # fmt: skip

# More duplicates than that are not shown: the rule that finds them does not fit these customers.
MAX_DUPLICATES = 20


def is_mobile(number, country=""):
    """Tell whether a telephone number is that of a mobile; ``False`` where the country's plan is not known.

    :param str number: as people write it
    :param str country: ISO code of the country for numbers without an international prefix
    """
    digits = re.sub(r"\D", "", (number or "").replace("(0)", ""))
    if (number or "").strip().startswith("+"):
        prefix = next((code for size in (3, 2) if (code := digits[:size]) in MOBILE), None)
    elif digits.startswith("00"):
        digits = digits[2:]
        prefix = next((code for size in (3, 2) if (code := digits[:size]) in MOBILE), None)
    else:
        prefix = NATIONAL.get(country)
        digits = f"{prefix}{digits.removeprefix('0')}" if prefix else digits
    return bool(prefix) and bool(re.match(MOBILE[prefix], digits[len(prefix) :]))


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    contact_score = fields.Float(
        string="Contacts Complete", compute="_compute_contact_score",
        help="Post, e-mail, direct line and mobile of whoever receives, approves and pays: the share that is known (1: all twelve).",
    )  # fmt: skip
    contact_missing = fields.Char(string="Missing", compute="_compute_contact_score")
    duplicate_ids = fields.Many2many("res.partner", string="Perhaps the Same", compute="_compute_duplicate_ids")

    @api.depends(
        "invoice_contact_id", "approval_contact_id", "payment_contact_id", "partner_id.phone", "partner_id.country_id",
        *(f"{step}_contact_id.{name}" for step in BILLING_STEPS
          for name in ("email_normalized", "phone", "street", "zip", "city", "active", "commercial_partner_id")),
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_contact_score(self):
        names = {
            "invoice": self.env._("Invoice reception"),
            "approval": self.env._("Approval"),
            "payment": self.env._("Payment"),
        }
        for profile in self:
            known, missing = 0, []
            for step in BILLING_STEPS:
                person = profile._contact_for(step)
                if not person:
                    gone = profile[f"{step}_contact_id"]
                    missing.append(
                        self.env._("%(role)s: %(person)s has left", role=names[step], person=gone.name)
                        if gone
                        else self.env._("%s: nobody named", names[step])
                    )
                    continue
                gaps = [label for label, has in profile._ways_to(person) if not has]
                known += 4 - len(gaps)
                if gaps:
                    missing.append(f"{names[step]}: {', '.join(gaps)}")
            profile.contact_score = known / (4 * len(BILLING_STEPS))
            profile.contact_missing = " · ".join(missing)

    def _ways_to(self, person):
        """Return the four ways to reach a person, as (what is missing without it, whether it is known).

        A direct line is a number of the person's own; a mobile is one too.
        """
        company = self.partner_id
        country = (person.country_id or company.country_id).code or ""
        own = bool(person.phone) and (person == company or person.phone != company.phone)
        return [
            (self.env._("postal address"), bool((person.street or person.street2) and (person.city or person.zip))),
            (self.env._("e-mail"), bool(person.email_normalized)),
            (self.env._("direct line"), own),
            (self.env._("mobile"), own and is_mobile(person.phone, country)),
        ]

    def _compute_duplicate_ids(self):
        """Other customers with the same VAT number, e-mail, number or name, as far as the user sees them."""
        Partner = self.env["res.partner"]
        Partner.flush_model(["name", "vat", "email", "email_normalized", "phone", "active", "commercial_partner_id", "is_company"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, other.id
                  FROM res_partner AS mine
                  JOIN res_partner AS other ON other.active AND other.id <> mine.id
                       AND other.commercial_partner_id = other.id AND other.is_company = mine.is_company
                       AND (other.vat = mine.vat AND LENGTH(mine.vat) > 3
                            OR other.email_normalized = mine.email_normalized AND mine.email_normalized <> ''
                            OR %(other_phone)s = %(mine_phone)s AND LENGTH(%(mine_phone)s) >= 9
                            OR %(other_name)s = %(mine_name)s AND %(mine_name)s <> '')
                 WHERE mine.id = ANY(%(partners)s)
                 ORDER BY mine.id, other.id
                """,
                partners=self.partner_id.ids,
                **{
                    f"{one}_{name}": SQL(pattern, SQL.identifier(one, name))
                    for one in ("mine", "other")
                    for name, pattern in (
                        ("phone", "RIGHT(REGEXP_REPLACE(%s, '\\D', '', 'g'), 9)"),
                        ("name", "LOWER(REGEXP_REPLACE(%s, '[[:space:][:punct:]]+', '', 'g'))"),
                    )
                },
            )
        )
        found = Partner.browse(dict.fromkeys(other for _mine, other in rows))._filtered_access("read")
        for profile in self:
            others = Partner.browse([other for mine, other in rows if mine == profile.partner_id.id])
            profile.duplicate_ids = (others & found)[:MAX_DUPLICATES]

    def action_merge_duplicates(self):
        """Open core's dialogue that merges contacts, with this customer and those that may be the same."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Contacts"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": (self.partner_id | self.duplicate_ids).ids},
        }

    # -- mending -----------------------------------------------------------------------------------

    def action_mend_contact(self):
        """Open the dialogue that mends a contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mend the Contact"),
            "res_model": "dunning.contact.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def _name_contact(self, name, email=None, phone=None, person=None):
        """Return the person with these ways to be reached: one who is known, brought up to date, else a new contact.

        :param str name: of the person
        :param str email: may be empty
        :param str phone: may be empty
        :param person: ``res.partner`` to bring up to date
        :raises UserError: the person is not the customer's
        """
        self._check_person(person)
        vals = {key: value for key, value in (("name", name), ("email", email), ("phone", phone)) if value}
        if person:
            changed = {key: value for key, value in vals.items() if person[key] != value}
            if changed:
                # whoever can log in is not changed by people who may not change contacts: the e-mail opens the account
                (person if person.sudo().with_context(active_test=False).user_ids else person.sudo()).write(changed)
            return person
        company = self.partner_id
        return self.env["res.partner"].sudo().create({**vals, "parent_id": company.id, "type": "contact", "lang": company.lang}).sudo(False)

    def _replace_contact(self, old, new):
        """Put one person in the place of another, in each role that this one had; without any, as who pays.

        :raises UserError: the new one is not the customer's
        """
        self._check_person(new)
        roles = [name for name in ("payment", "invoice", "approval") if old and self[f"{name}_contact_id"] == old]
        for name in roles or ["payment"]:
            self[f"{name}_contact_id"] = new
        self._address_mended()

    def _check_person(self, person):
        """Refuse a person of somebody else.

        :raises UserError: it is neither this customer nor a contact of it
        """
        self.ensure_one()
        if person and person.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(person)s is no contact of %(customer)s.", person=person.display_name, customer=self.display_name
                )
            )

    def _address_mended(self):
        """Drop the tasks that asked to mend these customers' addresses."""
        kind = self.env.ref("account_dunning.mail_activity_type_address", raise_if_not_found=False)
        if kind:
            self.sudo().activity_ids.filtered(lambda one: one.activity_type_id == kind).unlink()
