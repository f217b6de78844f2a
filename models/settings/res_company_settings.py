"""Settings of dunning for credit managers, who are no administrators: a page of their own, made of what the settings show."""

from odoo import Command, models
from odoo.exceptions import AccessError
from odoo.tools.view_validation import get_expression_field_names

from ..shared.reference_access import check_references

ROOT = "dunning_root_id."
# Buttons of the settings that a credit manager may press; the others make journals or choose accounts of the books.
BUTTONS = ("action_dunning_bank_is_up_to_date", "action_dunning_go_live")
MODIFIERS = ("invisible", "readonly", "required", "column_invisible")


# Commands that choose records, and neither make, change nor delete one.
CHOOSING = (Command.UNLINK, Command.LINK, Command.CLEAR, Command.SET)


def only_chooses(value):
    """Tell whether a value for a field makes, changes and deletes no other record."""
    if isinstance(value, dict):
        return False
    return all(isinstance(one, int) or (len(one) and one[0] in CHOOSING) for one in value) if isinstance(value, (list, tuple)) else True


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        if not self._may_set_dunning(vals):
            return super().write(vals)
        check_references(self, vals)
        written = super(ResCompany, self.sudo()).write(vals)
        self._check_dunning_settings_belong(vals)
        return written

    def _dunning_setting_names(self):
        """Return the names of the fields of a company that the settings of dunning edit."""
        settings = self.env["res.config.settings"]._fields.values()
        return {
            field.related.removeprefix(ROOT) for field in settings
            if field.related and field.related.startswith(ROOT) and not field.readonly
        }  # fmt: skip

    def _may_set_dunning(self, vals):
        """Tell whether values are settings of dunning that the user may write as a credit manager of these companies.

        Records may be chosen, not made or changed through a setting: that would be done with the rights of the system.
        """
        return (
            not self.env.su
            and bool(vals)
            and self.env.user.has_group("account_dunning.group_dunning_manager")
            and self <= self.env.user.company_ids
            and self._dunning_setting_names().issuperset(vals)
            and all(only_chooses(value) for value in vals.values())
        )

    def _check_dunning_settings_belong(self, names):
        """Refuse settings that name records of another company.

        :raises AccessError: one of the records is not this company's
        """
        for company in self.sudo():
            for name in names:
                records = company[name]
                if not isinstance(records, models.BaseModel):
                    continue
                if "company_ids" in records._fields:
                    foreign = records.filtered(lambda one, own=company: own not in one.company_ids)
                else:
                    foreign = "company_id" in records._fields and records.company_id - company
                if foreign:
                    label = self._fields[name]._description_string(self.env)
                    raise AccessError(self.env._("“%s” names something that belongs to another company.", label))

    def action_dunning_settings(self):
        """Return the window with the settings of this company's main company, for credit managers.

        :return: dict of an action
        :raises AccessError: not a credit manager, or the user does not work in the main company
        """
        company = self.root_id
        if not self.env.user.has_group("account_dunning.group_dunning_manager") or company not in self.env.user.company_ids:
            raise AccessError(self.env._("Settings of dunning are decided by credit managers of the main company."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settings of Dunning"),
            "res_model": "res.company",
            "res_id": company.id,
            "view_mode": "form",
            "views": [(self.env.ref("account_dunning.view_company_dunning_settings").id, "form")],
        }

    def action_dunning_go_live(self):
        """Open a preview of today: approving it is how a company goes live."""
        return self.env["dunning.run"]._action_first_preview(self.root_id)

    # -- the page ----------------------------------------------------------------------------------

    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        ours = self.env.ref("account_dunning.view_company_dunning_settings", raise_if_not_found=False)
        if view_type == "form" and view and view == ours:
            self._fill_dunning_settings(arch)
        return arch, view

    def _fill_dunning_settings(self, arch):
        """Put into the page what the settings of an administrator show of dunning, so that both have the same."""
        [place] = arch.xpath("//div[@name='dunning_settings']")
        settings, _view = self.env["res.config.settings"].sudo()._get_view(None, "form")
        for setting in settings.xpath("//block[@id='dunning_settings']/setting"):
            for node in setting.xpath(".//*"):
                if self._is_foreign_dunning_node(node):
                    node.getparent().remove(node)
            if not self._is_foreign_dunning_node(setting) and setting.xpath(".//field"):
                place.append(setting)

    def _is_foreign_dunning_node(self, node):
        """Tell whether a node of the settings needs what a company does not have: a field of that dialogue, or a button
        that is not meant for credit managers."""
        if not isinstance(node.tag, str):
            return False
        if node.tag == "button":
            return node.get("type") == "object" and node.get("name") not in BUTTONS
        named = {name for key in MODIFIERS if node.get(key) for name in get_expression_field_names(node.get(key))}
        if node.tag in ("field", "label"):
            named |= {node.get("name") or node.get("for")} - {None}
        return not named <= set(self._fields)
