"""That a customer agreed to be debited before it is reminded: by a card or a mandate on file, kept by core as a payment token."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..shared.company_day import company_day
from ..shared.read_model_field import Many2oneReadModel

# Days between the pre-notification of a debit and its day, unless another number was agreed (SEPA rulebooks: 14).
NOTICE_DAYS = 14


class DunningDebitAgreement(models.Model):
    _name = "dunning.debit.agreement"
    _description = "Debit Agreed with a Customer"
    _inherit = ["dunning.guarded", "dunning.cached.rules"]
    _order = "partner_id, id desc"
    _rec_name = "partner_id"
    _given_once = frozenset({"company_id", "partner_id", "token_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company.root_id, help="Root company."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    token_id = Many2oneReadModel(
        "dunning.card.on.file", string="Card or Mandate", required=True, index=True,
        domain="[('partner_id', '=', partner_id), ('company_id', 'child_of', company_id)]",
        help="What the customer left with a payment provider, on the customer's page or in the shop.",
    )  # fmt: skip
    is_mandate = fields.Boolean(
        string="Bank Mandate", compute="_compute_is_mandate", store=True, readonly=False,
        help="A debit of a bank account: never without its pre-notification.",
    )  # fmt: skip
    notice_days = fields.Integer(
        string="Announced (days before)", compute="_compute_notice_days", store=True, readonly=False,
        help="Pre-notification of each debit by e-mail. A mandate: 14 days unless agreed. 0: cards only, debited at once.",
    )  # fmt: skip
    notice_agreed = fields.Char(
        string="Shorter Notice Agreed In", help="Where fewer than 14 days were agreed: contract, terms, mandate."
    )
    agreed_on = fields.Date(required=True, default=company_day)
    agreed_by = fields.Char(required=True, help="Who agreed to it for the customer, and in which capacity.")
    source = fields.Char(string="Agreed In", required=True, help="Contract, form, e-mail: where it can be read.")
    active = fields.Boolean(default=True)

    _notice_not_negative = models.Constraint("CHECK(notice_days >= 0)", "Days of notice cannot be negative.")
    _one_agreement = models.UniqueIndex(
        "(company_id, partner_id) WHERE active IS TRUE", "This customer has an agreement already: archive it first."
    )

    @api.depends("token_id")
    def _compute_is_mandate(self):
        for one in self:
            one.is_mandate = one.token_id.is_mandate

    @api.depends("is_mandate")
    def _compute_notice_days(self):
        for one in self:
            one.notice_days = NOTICE_DAYS if one.is_mandate else 0

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("partner_id"):
                vals["partner_id"] = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id
        return super().create(vals_list)

    @api.model
    @ormcache("company_id")
    def _standing_ids(self, company_id):
        """Return the ids of the agreements of a root company: asked by each of its runs, and most companies have none."""
        return tuple(self.sudo().search([("company_id", "=", company_id)]).ids)

    @api.constrains("partner_id", "token_id", "company_id")
    def _check_token(self):
        for one in self.sudo():
            token = one._find_token()
            if token.partner_id.commercial_partner_id != one.partner_id or token.company_id.root_id != one.company_id:
                raise ValidationError(self.env._("This card or mandate belongs to another customer or company."))

    @api.constrains("is_mandate", "notice_days", "notice_agreed")
    def _check_notice(self):
        for one in self:
            if one.is_mandate and one.notice_days < NOTICE_DAYS and not (one.notice_days and (one.notice_agreed or "").strip()):
                raise ValidationError(
                    self.env._("A mandate is announced %s days before its debit: say where fewer were agreed.", NOTICE_DAYS)
                )

    def _find_token(self):
        """Return core's token of the card or mandate, empty when the customer took it back: ``payment.token`` as superuser."""
        self.ensure_one()
        return self.env["payment.token"].sudo().browse(self.sudo().token_id.id).exists().filtered("active")

    def _is_usable(self):
        """Tell whether the card or mandate of an agreement can be debited now."""
        return bool(self) and self.sudo().active and self._find_token().provider_id.state in ("enabled", "test")
