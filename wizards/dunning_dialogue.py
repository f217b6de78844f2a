"""What all dialogues have in common: they are their author's, and show nothing of records that he cannot read.

A dialogue takes ids from whoever opens it. Its related fields run as superuser and its computed ones may be amounts, so
each way in checks what is named before anything is computed or said; each way out checks it again, because records move.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.models import LOG_ACCESS_COLUMNS

from ..models.shared.bounded_fields import check_bounds
from ..models.shared.reference_access import check_readable, check_references


class DunningDialogue(models.AbstractModel):
    _name = "dunning.dialogue"
    _description = "Dialogue of Dunning"

    # -- ways in -----------------------------------------------------------------------------------

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = list(field_names)
        check_bounds(self, field_names)
        return super()._validate_fields(field_names, excluded_names)

    @api.model
    def default_get(self, fields):
        """Check what the context and the defaults name before anything is made of it."""
        asked = {name: self.env.context[key] for name in self._fields if (key := f"default_{name}") in self.env.context}
        check_references(self, asked)
        values = super().default_get(fields)
        check_references(self, values)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Check what is named before it is followed.

        :raises AccessError: a record that the caller cannot read
        """
        self.browse().check_access("create")
        check_references(self, vals_list)
        dialogues = super().create(vals_list)
        dialogues._check_targets()
        return dialogues

    def write(self, vals):
        """Check what is named before it is followed.

        :raises AccessError: a record that the caller cannot read
        """
        self.check_access("write")
        check_references(self, vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Check what the form names before it is computed anew.

        :raises AccessError: a record that the caller cannot read
        """
        self.check_access("write" if self else "create")
        self._check_targets()
        check_references(self, values)
        return super().onchange(values, field_names, fields_spec)

    # -- ways out ----------------------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        self._check_targets()
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, **kwargs):
        self._check_targets()
        return super()._export_rows(fields, **kwargs)

    def _check_targets(self):
        """Make sure that the caller may still read all that these dialogues are about.

        :raises AccessError: a record was moved out of his sight, or never was in it
        """
        if self.env.su:
            return
        for name, field in self._fields.items():
            if not field.relational or not field.store or name in LOG_ACCESS_COLUMNS:
                continue
            ids = self._origin.sudo().with_context(active_test=False).mapped(name).ids
            named = self.env[field.comodel_name].browse(ids)
            check_readable(named)
            if field.type == "one2many" and isinstance(named, self.pool["dunning.dialogue"]):
                named._check_targets()

    def _check_one_dialogue(self):
        """Make sure that a button was pressed in one open dialogue, that it says what it is about, and that he may read that.

        The database holds only single values to be required; a client may call a button with anything.

        :raises UserError: none or several dialogues, or nothing was chosen where something must be
        :raises AccessError: a record that the caller cannot read
        """
        if len(self) != 1:
            raise UserError(self.env._("This dialogue is no longer open: open it again."))
        self._check_targets()
        for name, field in self._fields.items():
            if field.required and field.relational and not self[name]:
                label = field.get_description(self.env, ["string"])["string"]
                raise UserError(self.env._("Nothing is chosen: “%s” cannot be empty.", label))

    # -- whose it is -------------------------------------------------------------------------------

    def _check_access(self, operation):
        """A dialogue may show what others cannot see: only its author opens it (core leaves that to each model)."""
        denied = super()._check_access(operation)
        if denied or self.env.su or not any(self._ids):
            return denied
        foreign = self.sudo().filtered(lambda one: one.id and one.create_uid.id != self.env.uid).sudo(False)
        return (foreign, lambda: AccessError(self.env._("This dialogue was opened by somebody else."))) if foreign else None

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("create_uid", "=", self.env.uid)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
