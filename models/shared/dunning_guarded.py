"""What people create and write stays where they may write it, points to what they may see, and is theirs to say.

Record rules are checked by the ORM before a write only, and a field that no view offers can be written over RPC all the
same. The superuser and the add-on's own code (``evidence.WRITER``) are not checked: they write after checks of their own.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from . import evidence
from .bounded_fields import check_bounds
from .reference_access import check_references, named_ids

# Written by the ORM itself; it ignores what anybody gives.
AUTOMATIC = {"id", "create_uid", "create_date", "write_uid", "write_date", "parent_path", "display_name"}

# Of every model with a thread or a page for customers.
NEVER_WRITTEN = {"message_ids", "website_message_ids", "rating_ids", "access_token"}

# Records that name a company, and often a customer, which must be those of the record that points to them.
COMPARED_MODELS = ("account.move", "account.move.line", "res.partner")


class DunningGuarded(models.AbstractModel):
    """Inherited by every persistent model of dunning that people may create or write.

    A readonly field is written by the add-on only. Models name what more is in the sets below.
    """

    _name = "dunning.guarded"
    _description = "Records that people write within their rights"

    # Fields that only the add-on writes although views do not say readonly.
    _written_by_addon = frozenset()
    # Readonly fields that may be given all the same: they are compared or replaced where they come in.
    _written_by_people = frozenset()
    # What a record is about: given when it is made, changed by the add-on only.
    _given_once = frozenset()
    # The record that a new one is a part of, perhaps made in the same call: the rules of the part say whether it may be.
    _part_of = frozenset()
    # Who has to do it: contributors name themselves, collectors and credit managers anybody who works in the company.
    _owner_fields = frozenset()
    # Who did or said it: everybody names himself, credit managers anybody who works in the company.
    _author_fields = frozenset()
    # Owner fields by which whoever owns a record may give it out of his hands.
    _handed_over_by = frozenset()
    # Whether a record without a company is a setting of all companies, which those who work in all of them change.
    _shared_without_company = False

    def _validate_fields(self, field_names, excluded_names=()):
        # the ORM names each field once for each record that it creates: 500 records would be looked at 500 times
        field_names = dict.fromkeys(field_names)
        check_bounds(self, field_names)
        return super()._validate_fields(field_names, excluded_names)

    def _is_addon_writing(self):
        return self.env.su or evidence.may_write(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_addon_writing():
            return super().create(vals_list)
        # a default in the context is a value that somebody gives
        closed = (name for name in self._fields if name == "state" or self._is_protected(name))
        forged = {f"default_{name}" for name in closed} & self.env.context.keys()
        kept = {key: value for key, value in self.env.context.items() if key not in forged}
        guarded = self.with_env(self.env(context=kept))
        guarded._check_given_values(vals_list)
        given = [guarded._context_values(vals) | vals for vals in vals_list]
        guarded._check_given_references(given)
        guarded._check_given_people(given)
        records = super(DunningGuarded, guarded).create(vals_list)
        records._check_belongs_together(records._fields)
        records._check_shared_setting()
        return records.with_env(self.env) if forged else records

    def write(self, vals):
        if self._is_addon_writing():
            return super().write(vals)
        self._check_unchanged_values(vals)
        self._check_shared_setting()
        self._check_given_references([vals])
        self._check_given_people([vals])
        result = super().write(vals)
        if not self._handed_over_by & vals.keys() and not self.has_access("write"):
            raise AccessError(
                self.env._("You cannot turn a record into one that you may not write (%s).", self._description)
            )
        self._check_belongs_together(vals)
        if "company_id" in vals:
            self._check_shared_setting()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self._is_addon_writing():
            return vals_list
        vals_list = [{name: value for name, value in vals.items() if not self._is_protected(name)} for vals in vals_list]
        return self._own_copies(vals_list)

    # -- what all companies share ------------------------------------------------------------------

    @api.ondelete(at_uninstall=True)  # the key by which core marks uninstalling comes from any client
    def _unlink_except_shared_setting(self):
        if not self._is_addon_writing():
            self._check_shared_setting()

    @api.model
    def _works_in_all_companies(self):
        """Tell whether the user works in every main company: what he does to a shared setting is then known to all it is for."""
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return not companies - self.env.user.company_ids

    def _check_shared_setting(self):
        """Refuse to make, change or delete a setting of all companies to who works in some of them only.

        :raises AccessError: with the name of the record
        """
        shared = self.filtered(lambda record: not record.company_id) if self._shared_without_company else None
        if shared and not self.env.su and not self._works_in_all_companies():
            raise AccessError(
                self.env._(
                    "“%s” is for all companies: only a credit manager who works in all of them changes it. "
                    "Copy it for your company, or choose a company.",
                    shared[0].display_name,
                )
            )

    def _own_copies(self, vals_list):
        """Return the values of copies, those of a shared setting for the user's company when he may not make shared ones.

        :param list vals_list: as ``copy_data`` gave it
        """
        if not self._shared_without_company or self._fields["company_id"].related or self._works_in_all_companies():
            return vals_list
        company = self.env.company.root_id.id
        return [vals | {"company_id": vals.get("company_id") or company} for vals in vals_list]

    # -- fields of the add-on ----------------------------------------------------------------------

    @api.model
    def _is_protected(self, name):
        """Tell whether only the add-on writes a field.

        :param str name: field name; what is no field is left to the ORM
        """
        field = self._fields.get(name)
        if field is None or name in AUTOMATIC or name in self._written_by_people:
            return False
        return name in self._written_by_addon or name in NEVER_WRITTEN or bool(field.store and field.readonly)

    def _check_given_values(self, vals_list):
        """Refuse new records that bring what only the add-on writes, unless it is what they would have anyway.

        :raises AccessError: with the name of the field
        """
        names = {name for vals in vals_list for name in vals if self._is_protected(name)}
        defaults = self.default_get(sorted(names)) if names else {}
        for vals in vals_list:
            for name in names & vals.keys():
                if vals[name] and vals[name] != defaults.get(name):
                    self._refuse_field(name)

    def _check_unchanged_values(self, vals):
        """Refuse to change what only the add-on writes, and what a record is about.

        :raises AccessError: with the name of the field
        """
        for name, value in vals.items():
            if (self._is_protected(name) or name in self._given_once) and not self._has_value_already(name, value):
                self._refuse_field(name)

    def _has_value_already(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return not value
        return all(
            field.convert_to_cache(value, record) == field.convert_to_cache(record[name], record) for record in self
        )

    def _refuse_field(self, name):
        raise AccessError(
            self.env._(
                "“%(field)s” is not entered by people: it follows from what was done (%(model)s).",
                field=self._fields[name]._description_string(self.env),
                model=self._description,
            )
        )

    # -- what values point to ----------------------------------------------------------------------

    def _context_values(self, vals):
        """Return the values that the context brings for fields of which ``vals`` says nothing."""
        given = {name: self.env.context.get(f"default_{name}") for name in self._fields if name not in vals}
        return {name: value for name, value in given.items() if value}

    def _check_given_references(self, vals_list):
        """Refuse values that name records which the caller may not read; one check a model, however many records.

        :raises AccessError: a record that is not there for the caller
        """
        if not self._is_addon_writing():
            check_references(self, vals_list, self._part_of)

    # -- who ---------------------------------------------------------------------------------------

    def _check_given_people(self, vals_list):
        """Refuse owners and authors whom the caller may not name.

        :raises AccessError: a contributor names somebody else, or a collector another author
        """
        user = self.env.user
        if user.has_group("account_dunning.group_dunning_manager"):
            names = frozenset()
        elif user.has_group("account_dunning.group_dunning_user"):
            names = self._author_fields
        else:
            names = (self._author_fields | self._owner_fields) - self._handed_over_by
        for name in names:
            for vals in vals_list:
                if named_ids(self._fields[name], vals.get(name) or []) - {user.id}:
                    raise AccessError(
                        self.env._(
                            "You can only name yourself as “%(field)s” (%(model)s).",
                            field=self._fields[name]._description_string(self.env),
                            model=self._description,
                        )
                    )

    # -- one company, one customer -----------------------------------------------------------------

    def _check_belongs_together(self, names):
        """Refuse records that point into another main company, to another customer, or to people who do not work there.

        :param names: fields that were written
        :raises UserError: with the field
        """
        related = [name for name in self._compared_fields() if name in names or {"company_id", "partner_id"} & set(names)]
        people = [name for name in self._owner_fields | self._author_fields if name in names or "company_id" in names]
        for record in self.sudo() if related or people else ():
            company = record._guarded_company()
            customer = record._guarded_customer()
            for name in related:
                record._check_same_company(name, company)
                record._check_same_customer_as(name, customer)
            for name in people:
                record._check_works_here(name, company)

    @api.model
    def _compared_fields(self):
        return [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.store and not field.related
            and (field.comodel_name in COMPARED_MODELS or field.comodel_name == "res.company"
                 or field.comodel_name.startswith("dunning."))
        ]  # fmt: skip

    def _guarded_company(self):
        """Return the main company of a record, empty when it is shared."""
        return self.company_id.root_id if "company_id" in self._fields else self.env["res.company"]

    def _guarded_customer(self):
        """Return the customer whom a record is about, empty when it is about none."""
        return self.partner_id.commercial_partner_id if "partner_id" in self._fields else self.env["res.partner"]

    def _check_same_company(self, name, company):
        target = self[name]
        if target._name != "res.company":
            target = target.company_id if "company_id" in target._fields else self.env["res.company"]
        if company and target and target.root_id != company:
            raise UserError(
                self.env._(
                    "“%(field)s” belongs to another company than the record itself (%(model)s).",
                    field=self._fields[name]._description_string(self.env),
                    model=self._description,
                )
            )

    def _check_same_customer_as(self, name, customer):
        target = self[name]
        ours = target._name.startswith("dunning.") or target._name == "account.move.line"
        if not (ours and customer and "partner_id" in target._fields and target.partner_id):
            return
        if target.partner_id.commercial_partner_id != customer:
            raise UserError(
                self.env._(
                    "“%(field)s” belongs to another customer than the record itself (%(model)s).",
                    field=self._fields[name]._description_string(self.env),
                    model=self._description,
                )
            )

    def _check_works_here(self, name, company):
        # of what is shared by all companies: a colleague of whoever writes it
        places = company or self.env.user.company_ids.root_id
        for user in self[name]:
            if user.share or not places & user.sudo().company_ids.root_id:
                raise UserError(
                    self.env._(
                        "“%(field)s” must be a colleague who works in this company (%(model)s).",
                        field=self._fields[name]._description_string(self.env),
                        model=self._description,
                    )
                )
