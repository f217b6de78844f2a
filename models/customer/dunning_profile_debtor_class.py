"""What a debtor is: recognised by its numbers, proposed where it was taken for something else, followed when it changes.

The class says what may be claimed. *Natural person* is another matter: a sole trader is a business and a person all the
same, with the rights of one (data protection, no decision by a machine alone).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..shared.debtor_class import sql_classes
from ..shared.roles import check_collector
from .dunning_debtor_pattern import DEBTOR_CLASSES


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    is_natural_person = fields.Boolean(
        compute="_compute_is_natural_person", store=True, readonly=False, precompute=True, tracking=True,
        help="Also a sole trader: what concerns a person's data and rights holds, whatever may be claimed.",
    )  # fmt: skip
    is_class_confirmed = fields.Boolean(
        string="Class Confirmed", readonly=True, copy=False, help="Somebody has said what this debtor is: nothing else is proposed."
    )
    proposed_class = fields.Selection(
        DEBTOR_CLASSES, compute="_compute_proposed_class", search="_search_proposed_class", help="What the numbers of the customer say."
    )
    proposed_class_reason = fields.Char(string="Why This Class", compute="_compute_proposed_class")
    registered_email_consent_on = fields.Date(
        string="Consent to Registered E-mails", tracking=True, help="Day on which the consumer consented to electronic registered letters."
    )
    registered_email_consent_by = fields.Char(string="Consent Given By", tracking=True, help="Who consented, and how.")

    @api.depends("partner_id.is_company")
    def _compute_is_natural_person(self):
        for profile in self:
            profile.is_natural_person = bool(profile.partner_id) and not profile.partner_id.is_company

    @api.depends("partner_id.is_company")
    def _compute_debtor_class(self):
        """Set the class of new profiles by the numbers of the customer; a class that is there stays."""
        unset = self.filtered(lambda profile: not profile.debtor_class)
        for company, profiles in unset.grouped("company_id").items():
            told = self._read_classes(profiles.partner_id, company)
            for profile in profiles:
                known = told.get(profile.partner_id._origin.id or profile.partner_id.id)
                by_kind = "business" if profile.partner_id.is_company else "consumer"
                profile.debtor_class = known["own"] if known else by_kind

    @api.depends("debtor_class", "is_class_confirmed", "partner_id.is_company", "partner_id.vat", "partner_id.company_registry")
    @api.depends_context("lang")
    def _compute_proposed_class(self):
        open_to_it = self.filtered(lambda profile: not profile.is_class_confirmed)
        (self - open_to_it).update({"proposed_class": False, "proposed_class_reason": False})
        for company, profiles in open_to_it.grouped("company_id").items():
            told = self._read_classes(profiles.partner_id, company)
            for profile in profiles:
                known = told.get(profile.partner_id.id)
                differs = known and known["proposed"] != profile.debtor_class
                profile.proposed_class = known["proposed"] if differs else False
                profile.proposed_class_reason = self._class_reason(known) if differs else False

    def _class_reason(self, known):
        """Return in words why a class is proposed.

        :param dict known: of ``_read_classes``
        """
        if known["pattern_id"]:
            pattern = self.env["dunning.debtor.pattern"].sudo().browse(known["pattern_id"])
            return self.env._("number %(number)s: %(ground)s", number=known["number"], ground=pattern.source)
        if known["number"]:
            return self.env._("has a business number: %s", known["number"])
        return self.env._("is a company") if known["is_company"] else self.env._("is a person without a business number")

    def _search_proposed_class(self, operator, value):
        if operator != "in":
            return NotImplemented
        # without a proposal: all but those with one of the others
        codes = [code for code, _label in DEBTOR_CLASSES if (code in value) != (False in value)]
        self.env.flush_all()
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        parts = [
            SQL(
                """
                SELECT profile.id
                  FROM dunning_profile AS profile
                  JOIN (%s) AS told ON told.partner_id = profile.partner_id
                 WHERE profile.company_id = %s AND profile.is_class_confirmed IS NOT TRUE
                   AND told.proposed <> profile.debtor_class AND told.proposed = ANY(%s)
                """,
                self._sql_classes(company, SQL("partner.id IN (SELECT partner_id FROM dunning_profile)")),
                company.id,
                codes,
            )
            for company in companies
        ]
        return [("id", "not in" if False in value else "in", SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts))]

    @api.model
    def _read_classes(self, partners, company):
        """Return what the numbers of customers say about their class.

        :param partners: commercial ``res.partner``
        :param company: root ``res.company``, whose country counts for customers without one
        :return: dict of id of the customer: dict ``own`` (class that is set when there is none), ``proposed``,
            ``pattern_id``, ``number``, ``is_company``
        """
        ids = [one for one in partners._origin.ids if one]
        if not ids:
            return {}
        self.env["res.partner"].flush_model(["is_company", "vat", "company_registry", "country_id"])
        self.env["dunning.debtor.pattern"].flush_model()
        rows = self.env.execute_query_dict(self._sql_classes(company, SQL("partner.id = ANY(%s)", ids)))
        return {row["partner_id"]: row for row in rows}

    def _sql_classes(self, company, condition):
        """Return what the numbers of customers say, as ``sql_classes`` does.

        :param company: root ``res.company``
        :param SQL condition: on ``partner``
        """
        return sql_classes(
            SQL("SELECT partner.id AS partner_id, %s AS company_id FROM res_partner AS partner WHERE %s", company.id, condition)
        )

    # -- what people say ---------------------------------------------------------------------------

    def _note_class(self, vals):
        """Remember that somebody said what these debtors are.

        :param dict vals: as for ``write``
        """
        if "debtor_class" in vals:
            self.filtered(lambda profile: not profile.is_class_confirmed).sudo().is_class_confirmed = True

    def action_accept_class(self):
        """Take over the classes that are proposed for these customers.

        :raises UserError: none is proposed
        """
        self.check_access("write")
        proposed = self.filtered("proposed_class")
        if not proposed:
            raise UserError(self.env._("No other debtor class is proposed here."))
        for debtor_class, profiles in proposed.grouped("proposed_class").items():
            profiles.debtor_class = debtor_class
        return True

    def action_keep_class(self):
        """Say that the class that these customers have is right: nothing else is proposed any more."""
        self.check_access("write")
        check_collector(self.env, self.env._("Only collectors say what a debtor is."))
        self.sudo().is_class_confirmed = True
        return True

    # -- a class that changed ----------------------------------------------------------------------

    def _follow_class(self):
        """Have what waits for these customers looked at again: other claims, other words.

        Texts follow the class when they leave; what was edited or printed, and what asks for what may not be asked of such a
        debtor, goes back to review. An electronic registered letter that may not leave becomes one on paper.
        """
        labels = dict(self._fields["debtor_class"]._description_selection(self.env))
        for profile in self:
            waiting = profile.sudo().action_ids.filtered(lambda action: action.state in OPEN_STATES)
            reason = self.env._("The debtor is taken for another class now (%s): please read it again.", labels[profile.debtor_class])
            for action in waiting:
                vals = action._read_again(reason) | action._print_again(reason)
                if not vals and "consumer" in [code for code, _words in action._check_wording()]:
                    vals = {"state": "todo", "needs_review": True, "review_reason": reason}
                if action.is_electronic and profile.debtor_class == "consumer" and not profile.registered_email_consent_on:
                    vals["is_electronic"] = False
                if vals:
                    action._write_evidence(vals)
