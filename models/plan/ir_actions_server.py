"""Server actions as steps of plans: administrators say which ones credit managers may choose."""

from odoo import fields, models

# What a server action does: after any other words the approval is for something that nobody has read.
DEEDS = {
    "state", "model_id", "code", "child_ids", "parent_id", "crud_model_id", "link_field_id", "update_field_id", "update_path",
    "update_m2m_operation", "update_boolean_value", "value", "evaluation_type", "html_value", "sequence_id", "resource_ref",
    "selection_value", "webhook_url", "webhook_field_ids", "template_id", "sms_template_id", "mail_post_method",
}  # fmt: skip


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    dunning_approved = fields.Boolean(
        string="Approved for Dunning Plans", copy=False,
        help="Credit managers may choose it for a step. It runs as superuser on the action of each customer. "
        "A change of what it does takes the approval back.",
    )  # fmt: skip

    def write(self, vals):
        """Take the approval back when what is done changes, here or in an action that contains this one."""
        changed = self.filtered(lambda action: action._dunning_does_otherwise(vals))
        result = super().write(vals)
        if changed and "dunning_approved" not in vals:
            changed._dunning_with_containing()._dunning_withdraw_approval()
        elif changed:
            (changed._dunning_with_containing() - changed)._dunning_withdraw_approval()
        return result

    def _dunning_does_otherwise(self, vals):
        """Tell whether values change what one action does."""
        self.ensure_one()
        for name in DEEDS & vals.keys() & self._fields.keys():
            field = self._fields[name]
            if field.type in ("one2many", "many2many"):
                if vals[name]:
                    return True
                continue
            new, old = (field.convert_to_cache(value, self) for value in (vals[name], self[name]))
            if (new or None) != (old or None):
                return True
        return False

    def _dunning_with_containing(self):
        """Return these actions and those that run them."""
        found = above = self.sudo()
        while above := above.parent_id - found:
            found |= above
        return found

    def _dunning_withdraw_approval(self):
        self.sudo().filtered("dunning_approved").write({"dunning_approved": False})

    def _serves_dunning(self):
        """Tell whether an action may be a step of a plan: it runs on actions of dunning and an administrator approved it."""
        action = self.sudo()
        return action.model_name == "dunning.action" and action.dunning_approved
