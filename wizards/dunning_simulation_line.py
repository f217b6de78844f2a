"""One contact of a simulation: when, through which channel, with whom, whose work it is."""

from odoo import fields, models

from ..models.action.dunning_action import NO_OWNER
from ..models.shared.channels import CHANNELS

SCENARIOS = [("current", "As things are"), ("other", "With the other plan")]


class DunningSimulationLine(models.TransientModel):
    _name = "dunning.simulation.line"
    _description = "Simulated Contact"
    _order = "scenario, date, partner_id, id"
    _rec_name = "partner_id"
    _transient_max_hours = 24.0

    simulation_id = fields.Many2one("dunning.simulation", required=True, ondelete="cascade", index=True)
    scenario = fields.Selection(SCENARIOS, required=True)
    date = fields.Date(required=True)
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    plan_id = fields.Many2one("dunning.plan")
    step_id = fields.Many2one("dunning.plan.step")
    channel = fields.Selection(CHANNELS)
    needs_person = fields.Boolean(string="By a Person", help="Needs a review, a call or a stamp; the others leave by themselves.")
    partner_id = fields.Many2one("res.partner", string="Customer")
    user_id = fields.Many2one(
        "res.users", string="Owner",
        falsy_value_label=NO_OWNER,  # pylint: disable=translation-field
    )  # fmt: skip
    contact_count = fields.Integer(string="Contacts", default=1)
    item_count = fields.Integer(string="Items", help="Items that take a step in this contact.")
    amount = fields.Monetary(help="What these items ask for, net of credits (company currency).")
