"""What the customer's page offers: how long links open it, and what each answer does by itself."""

from odoo import fields, models

# What customers can say on the page, in the order in which it offers them.
ANSWERS = [
    ("paid", "I have paid already"),
    ("promise", "I will pay"),
    ("dispute", "There is a problem with an invoice"),
    ("instalments", "I would like to pay in instalments"),
    ("copy", "Please send me an invoice again"),
    ("wrong_contact", "Somebody else deals with this"),
    ("call_back", "Please call me back"),
]

# Answers that do something by themselves; the others always wait for somebody.
DOING = ("paid", "promise", "dispute", "copy")

MODES = [("do", "Done at once"), ("ask", "Only a request"), ("off", "Not offered")]
ASKED = [("ask", "A request"), ("off", "Not offered")]


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_page_days = fields.Integer(
        string="Links Open the Page for (days)", default=180,
        help="Afterwards the page offers to mail a new link to whom the message went. 0: for ever.",
    )  # fmt: skip
    dunning_email_code = fields.Boolean(
        string="QR Code of the Transfer in E-mails", default=True,
        help="Where core has a code for the account: SEPA transfers in euros, Swiss accounts.",
    )  # fmt: skip
    dunning_page_debit = fields.Boolean(
        string="Agree on the Page to Be Debited First", default=True,
        help="Customers who logged in or typed a code agree there that a card or mandate on file of their own is tried before a "
        "reminder leaves. What was agreed can always be withdrawn there.",
    )  # fmt: skip
    dunning_answer_paid = fields.Selection(MODES, string="Answer: Paid Already", default="do", required=True)
    dunning_answer_promise = fields.Selection(MODES, string="Answer: Will Pay", default="do", required=True)
    dunning_answer_dispute = fields.Selection(MODES, string="Answer: Problem with an Invoice", default="do", required=True)
    dunning_answer_instalments = fields.Selection(ASKED, string="Answer: Instalments", default="ask", required=True)
    dunning_answer_copy = fields.Selection(MODES, string="Answer: Copy of an Invoice", default="do", required=True)
    dunning_answer_wrong_contact = fields.Selection(ASKED, string="Answer: Somebody Else", default="ask", required=True)
    dunning_answer_call_back = fields.Selection(ASKED, string="Answer: Call Me Back", default="ask", required=True)
    dunning_page_promise_days = fields.Integer(
        string="Latest Promise (days)", default=15,
        help="Customers promise on the page to pay within so many days, or by their next payment run.",
    )  # fmt: skip
    dunning_page_paid_days = fields.Integer(
        string="Rest after “Paid Already” (bank days)", default=5, help="So long the invoices rest; once for each of them."
    )

    _dunning_page_days_positive = models.Constraint(
        "CHECK(dunning_page_days >= 0 AND dunning_page_promise_days >= 0 AND dunning_page_paid_days >= 0)",
        "Days cannot be negative.",
    )
