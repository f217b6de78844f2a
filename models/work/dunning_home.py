"""What the application opens on: what the role of who opens it needs first."""

from odoo import api, models

# By group, the strongest first: what its people look at in the morning.
HOMES = [
    ("account_dunning.group_dunning_manager", "account_dunning.action_dunning_dashboard"),
    ("account_dunning.group_dunning_user", "account_dunning.action_dunning_task"),
    ("account_dunning.group_dunning_contributor", "account_dunning.action_dunning_profile_own"),
]


class DunningHome(models.AbstractModel):
    _name = "dunning.home"
    _description = "What the Application Opens On"

    @api.model
    def get_home_action(self):
        """Return the window on which the application opens for the user: credit managers get the dashboard, collectors
        their work, salespeople their customers.

        :return: dict of an action; ``False`` for who has no role in dunning
        """
        for group, action in HOMES:
            if self.env.user.has_group(group):
                return self.env["ir.actions.actions"]._for_xml_id(action)
        return False
