"""What a customer said on its page, kept as it came: who, when, about which items, in which words, and what followed.

It names the contact of the link or of the account; no network address and no browser is kept.
"""

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.windows import form_of
from .res_company_page import ANSWERS

MEANS = [
    ("transfer", "Bank transfer"),
    ("card", "Card"),
    ("cheque", "Cheque"),
    ("debit", "Direct debit"),
    ("bill", "Bill of exchange"),
    ("other", "Another way"),
]

# What texts of confirmations may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "taken_text", "result_text", "text", "lang")


class DunningAnswer(models.Model):
    _name = "dunning.answer"
    _description = "Answer on the Customer's Page"
    _inherit = ["dunning.kept", "dunning.message.texts"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    branch_id = fields.Many2one(
        "res.company", compute="_compute_branch_id", store=True, compute_sudo=True,
        help="The branch whose invoices it is about; the main company when they are of several.",
    )  # fmt: skip
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    action_id = fields.Many2one(
        "dunning.action", string="Link of", index="btree_not_null", ondelete="set null", help="The message whose link was followed."
    )
    step_id = fields.Many2one(related="action_id.step_id", store=True, string="Step")
    contact_id = fields.Many2one("res.partner", string="Answered by", index="btree_not_null", ondelete="set null")
    via = fields.Selection(
        [("link", "Link of a message"), ("account", "Logged in, or with a code")], required=True,
        help="Whoever has the link of a message can answer it; a whole account opens by login or by a code mailed to a known contact.",
    )  # fmt: skip
    kind = fields.Selection(ANSWERS, string="Answer", required=True, index=True)
    date = fields.Datetime(readonly=True, string="Answered", required=True, default=fields.Datetime.now)
    text = fields.Text(string="What Was Written")
    day = fields.Date(readonly=True, help="Day of the payment, of the promise, of the first instalment, or on which to call back.")
    means = fields.Selection(MEANS, string="Paid by")
    category_id = fields.Many2one("dunning.dispute.category", string="Cause", ondelete="restrict")
    count = fields.Integer(readonly=True, string="Instalments")
    person = fields.Char(string="Who Deals with It")
    email = fields.Char(string="E-mail Given")
    phone = fields.Char(string="Number Given")
    currency_id = fields.Many2one("res.currency", ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="What is promised, or all that is open of the items.")
    line_ids = fields.One2many("dunning.answer.line", "answer_id", string="Items")
    attachment_ids = fields.Many2many("ir.attachment", string="Files Sent")
    outcome = fields.Selection(
        [("done", "Done at once"), ("asked", "Request")], required=True, help="Requests wait for somebody in My Work."
    )
    reason = fields.Char(string="Why Only a Request")
    reply_id = fields.Many2one("dunning.reply", index="btree_not_null", ondelete="set null")
    promise_id = fields.Many2one("dunning.promise", index="btree_not_null", ondelete="set null")
    dispute_id = fields.Many2one("dunning.dispute", index="btree_not_null", ondelete="set null")
    key = fields.Char(required=True, help="Made with the form: the same form sent twice is one answer.")
    lang = fields.Char(compute="_compute_texts")
    taken_text = fields.Char(compute="_compute_texts", help="What the customer said, in one sentence.")
    result_text = fields.Char(compute="_compute_texts", help="What follows, in one sentence.")

    _key_uniq = models.UniqueIndex("(profile_id, key)", "This answer was sent already.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("company_id", "line_ids.move_id", "action_id")
    def _compute_branch_id(self):
        for answer in self:
            branches = answer.line_ids.move_id.company_id or answer.action_id.branch_id
            answer.branch_id = branches if len(branches) == 1 else answer.company_id

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for answer in self:
            answer.display_name = f"{answer.partner_id.display_name or ''}: {labels.get(answer.kind, '')}"

    @api.depends("kind", "line_ids", "outcome", "amount", "day")
    @api.depends_context("lang")
    def _compute_texts(self):
        for answer in self:
            profile = answer.profile_id.sudo()
            sender = answer.action_id.sudo()._sender_user() if answer.action_id else profile._find_in_charge()
            answer._set_sides(answer.company_id, sender, answer.contact_id)
            answer.lang = (
                answer.contact_id.lang or answer.partner_id.lang or answer.company_id.sudo().partner_id.lang or self.env.lang
            )
            answer.taken_text = answer._say_taken()
            answer.result_text = answer._say_result()

    def _sentence_values(self):
        names = list(dict.fromkeys(name for name in self.line_ids.mapped("invoice_name") if name))
        return {
            "invoices": ", ".join(names[:10]) + (" …" if len(names) > 10 else ""),
            "amount": formatLang(self.env, self.amount, currency_obj=self.currency_id) if self.currency_id else "",
            "day": format_date(self.env, self.day) if self.day else "",
            "means": dict(self._fields["means"]._description_selection(self.env)).get(self.means, ""),
            "cause": self.category_id.sudo().name or "",
            "count": self.count,
            "who": ", ".join(filter(None, (self.person, self.email, self.phone))),
        }

    def _say_taken(self):
        """Return what the customer said, in one sentence."""
        values = self._sentence_values()
        texts = {
            "paid": self.env._("Paid on %(day)s (%(means)s): %(invoices)s.", **values),
            "promise": self.env._("Will pay %(amount)s by %(day)s: %(invoices)s.", **values),
            "dispute": self.env._("Problem with %(invoices)s: %(cause)s.", **values),
            "instalments": self.env._(
                "Would like to pay %(amount)s in %(count)s instalments, the first on %(day)s: %(invoices)s.", **values
            ),
            "copy": self.env._("Asks for a copy: %(invoices)s.", **values),
            "wrong_contact": self.env._("Somebody else deals with it: %(who)s.", **values),
            "call_back": self.env._("Asks to be called on %(day)s: %(who)s.", **values),
        }
        return texts.get(self.kind, "")

    def _say_result(self):
        """Return what follows, in one sentence."""
        if self.outcome == "asked":
            return self.env._("Somebody of us reads it and comes back to you.")
        texts = {
            "paid": self.env._("Thank you. We look for your payment, and ask for nothing of it meanwhile."),
            "promise": self.env._("Thank you. We have noted it, and ask for nothing of it until then."),
            "dispute": self.env._("We look into it, and do not ask for it until it is settled."),
            "copy": self.env._("It is on its way by e-mail to whom our message went."),
            "call_back": self.env._("We call you back."),
        }
        return texts.get(self.kind) or self.env._("Somebody of us reads it and comes back to you.")

    # -- what people do ----------------------------------------------------------------------------

    def action_open_reply(self):
        """Open the reply in which somebody deals with this answer."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.reply_id)


class DunningAnswerLine(models.Model):
    _name = "dunning.answer.line"
    _description = "Item of an Answer"
    _inherit = ["dunning.kept"]
    _order = "date_due, id"
    _rec_name = "invoice_name"

    answer_id = fields.Many2one("dunning.answer", required=True, index=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    invoice_name = fields.Char(string="Number")
    date_due = fields.Date(readonly=True, string="Due")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount_open = fields.Monetary(readonly=True, string="Open", help="Less credits, when it was answered.")
