"""A route: how a claim is handed over – agency, bailiff, court, insurer, declaration – with its conditions, documents, deadlines.

All of it is data: what a route forbids, what it needs and when something is due is entered, with its source, by the credit
manager. A route refuses only what its own conditions forbid (``dunning_case_conditions``).
"""

from odoo import fields, models

KINDS = [
    ("agency", "Collection agency"),
    ("bailiff", "Bailiff"),
    ("lawyer", "Lawyer"),
    ("court", "Court"),
    ("insurer", "Credit insurer"),
    ("declaration", "Declaration in insolvency proceedings"),
    ("notice", "Formal channel"),
]

# Days of a case from which deadlines count: fields of ``dunning.case``.
ANCHORS = [
    ("opened_on", "Preparation"),
    ("handed_on", "Hand-over"),
    ("submitted_on", "Submission"),
    ("ordered_on", "Order or decision"),
    ("served_on", "Service on the debtor"),
    ("contested_on", "Contest by the debtor"),
    ("oldest_due", "Oldest due date"),
]

DOCUMENT_KINDS = [
    ("invoice", "Invoices"),
    ("order", "Signed order or contract"),
    ("delivery", "Proof of delivery"),
    ("terms", "Terms of sale"),
    ("notice", "Formal notice"),
    ("statement", "Statement of account"),
    ("register", "Extract from the register"),
    ("mandate", "Written mandate"),
    ("title", "Enforceable title"),
    ("acknowledgement", "Acknowledgement of debt"),
    ("call_note", "Note of a call"),
    ("other", "Other"),
]


class DunningCaseRoute(models.Model):
    _name = "dunning.case.route"
    _description = "Route of a Hand-over"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", domain="[('parent_id', '=', False)]", help="Empty: of all companies.")
    country_id = fields.Many2one("res.country", help="Whose law it is. It refuses nothing: it sorts the list.")
    kind = fields.Selection(KINDS, required=True, default="agency")
    description = fields.Text(translate=True, help="What happens on this route, and what to look at.")
    source = fields.Char(help="Where its conditions and deadlines are written.")

    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    maximum_amount = fields.Monetary(help="Principal and claims together must not be above it. 0: no limit.")
    for_business = fields.Boolean(string="Businesses", default=True)
    for_consumer = fields.Boolean(string="Consumers", default=True)
    for_public = fields.Boolean(string="Public Bodies", default=True)
    allows_disputes = fields.Boolean(help="Items in an open dispute may be handed over.")
    only_due = fields.Boolean(string="Only What Is Due", default=True)
    only_invoices = fields.Boolean(help="Every item must be one of an invoice.")
    insolvency = fields.Selection(
        [("no", "Not of an insolvent debtor"), ("only", "Of an insolvent debtor only"), ("any", "Whether insolvent or not")],
        default="no", required=True,
    )  # fmt: skip
    document_ids = fields.One2many("dunning.case.route.document", "route_id", copy=True)
    deadline_ids = fields.One2many("dunning.case.route.deadline", "route_id", copy=True)


class DunningCaseRouteDocument(models.Model):
    _name = "dunning.case.route.document"
    _description = "Document that a Route Needs"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "sequence, id"
    _part_of = frozenset({"route_id"})

    route_id = fields.Many2one("dunning.case.route", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="route_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(DOCUMENT_KINDS, required=True, default="other")
    name = fields.Char(required=True, translate=True)
    required = fields.Boolean(help="The route refuses a case without it.")


class DunningCaseRouteDeadline(models.Model):
    _name = "dunning.case.route.deadline"
    _description = "Deadline of a Route"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "sequence, id"
    _part_of = frozenset({"route_id"})

    route_id = fields.Many2one("dunning.case.route", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="route_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True, help="What must be done by then, or cannot be done before.")
    anchor = fields.Selection(
        ANCHORS, required=True, default="handed_on", help="The day of the case from which it counts."
    )
    count = fields.Integer(default=1, required=True)
    unit = fields.Selection([("days", "Days"), ("months", "Months")], default="months", required=True)
    is_last_day = fields.Boolean(string="Last Day", default=True, help="Off: the first day on which it can be done.")
    source = fields.Char()
