"""What a source holds, row by row with the source's own id; and what each customer gets next with it."""

from odoo import fields, models

STATES = [
    ("ready", "Can be taken over"),
    ("done", "Taken over"),
    ("again", "Taken over before"),
    ("unsent", "Was never sent"),
    ("failed", "Did not reach the customer"),
    ("settled", "Nothing is open any more"),
    ("unknown", "Its invoice was not found"),
    ("unreadable", "Cannot be read"),
    ("no_step", "Comes to no step"),
    ("undone", "Undone"),
]


class DunningTakeoverEntry(models.Model):
    _name = "dunning.takeover.entry"
    _description = "Entry of a Source"
    _order = "takeover_id, state, date, id"
    _rec_name = "reference"

    takeover_id = fields.Many2one("dunning.takeover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="takeover_id.company_id", store=True, index=True)
    reference = fields.Char(string="In the Source", required=True, help="Table and number there, or row of the file.")
    kind = fields.Selection(
        [("reminder", "Reminder"), ("promise", "Promise"), ("dispute", "Dispute"), ("exclusion", "Exclusion")], required=True
    )
    state = fields.Selection(STATES, required=True, index=True)
    note = fields.Char(help="What is wrong with it, or what was said.")
    date = fields.Date(readonly=True)
    channel = fields.Char()
    level_key = fields.Char()
    amount = fields.Float(digits=(16, 2), readonly=True, help="As the source says it.")
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade", index="btree_not_null")
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    plan_id = fields.Many2one("dunning.plan", ondelete="set null", index="btree_not_null")
    action_id = fields.Many2one("dunning.action", ondelete="set null", index="btree_not_null")
    made_model = fields.Char()
    made_id = fields.Integer(readonly=True)

    # Once per company and source, however often it is read.
    _taken_once = models.UniqueIndex(
        "(company_id, reference) WHERE state = 'done' AND reference NOT LIKE 'row %'", "This was taken over already."
    )


class DunningTakeoverCustomer(models.Model):
    _name = "dunning.takeover.customer"
    _description = "What a Customer Gets Next after a Take-over"
    _order = "takeover_id, next_date, id"
    _rec_name = "partner_id"

    takeover_id = fields.Many2one("dunning.takeover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="takeover_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    entry_count = fields.Integer(string="Taken Over", readonly=True)
    before_step_id = fields.Many2one("dunning.plan.step", string="Next without It", ondelete="set null")
    before_date = fields.Date(string="On", readonly=True)
    next_step_id = fields.Many2one("dunning.plan.step", ondelete="set null")
    next_date = fields.Date(string="Next On", readonly=True)
    reason_text = fields.Char(string="Why")
