"""Who is away, from when to when, and who does the work meanwhile."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..shared.activities import find_present
from ..shared.company_day import company_day


class DunningAbsence(models.Model):
    _name = "dunning.absence"
    _description = "Absence"
    _inherit = ["dunning.guarded"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _owner_fields = frozenset({"user_id"})

    user_id = fields.Many2one(
        "res.users", string="Who Is Away", required=True, index=True, default=lambda self: self.env.user,
        ondelete="cascade", domain="[('share', '=', False)]",
    )  # fmt: skip
    deputy_id = fields.Many2one(
        "res.users", ondelete="cascade", domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Does the work meanwhile. Empty: the deputy named on each customer.",
    )  # fmt: skip
    date_start = fields.Date(string="First Day", required=True, default=company_day)
    date_end = fields.Date(string="Last Day", required=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="cascade", domain="[('parent_id', '=', False)]",
        help="Only for the work of this main company. Empty: of all.",
    )  # fmt: skip
    reason = fields.Char(help="Holidays, training… Colleagues read it; nothing about health.")

    _dates_in_order = models.Constraint("CHECK(date_end >= date_start)", "An absence cannot end before it starts.")

    @api.depends("user_id", "date_start", "date_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for absence in self:
            days = [format_date(self.env, day) for day in (absence.date_start, absence.date_end) if day]
            absence.display_name = f"{absence.user_id.name or ''} {' – '.join(days)}"

    @api.constrains("user_id", "deputy_id")
    def _check_deputy(self):
        for absence in self:
            if absence.deputy_id == absence.user_id:
                raise ValidationError(
                    self.env._("%s cannot be their own deputy: choose somebody else.", absence.user_id.name)
                )

    def _check_reach(self):
        """Who enters an absence works wherever it hands work over, and the deputy where the work is.

        :raises ValidationError: somebody else's absence reaches into a company that is not the writer's
        """
        own = self.env.user.company_ids.sudo().root_id
        for absence in () if self.env.su else self.sudo():
            companies = absence.company_id or absence.user_id.company_ids.root_id
            if absence.user_id != self.env.user and companies - own:
                raise ValidationError(
                    self.env._("%s also works in companies that are not yours: choose the company.", absence.user_id.name)
                )
            if absence.deputy_id and (absence.deputy_id.share or not absence.deputy_id.company_ids.root_id & companies):
                raise ValidationError(
                    self.env._("%s does not work there: choose another deputy.", absence.deputy_id.name)
                )

    @api.constrains("company_id")
    def _check_root_company(self):
        for absence in self:
            if absence.company_id.parent_id:
                raise ValidationError(
                    self.env._("Choose the main company %s, not a branch.", absence.company_id.root_id.name)
                )

    # -- who stands in -----------------------------------------------------------------------------

    @api.model
    def _absences_by_user(self, company, today):
        """Return who is away on a day.

        :param company: root ``res.company``
        :param date today: the day
        :return: dict by ``res.users`` of ``dunning.absence``, the one that lasts longest
        """
        absences = self.sudo().search(
            Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today)
            & Domain("company_id", "in", (company.id, False)),
            order="date_end, id",
        )
        return {absence.user_id: absence for absence in absences}

    @api.model
    def _stand_in(self, away, user, deputy, company):
        """Return who does the work of somebody: himself when he is there, else a deputy who is.

        The deputy of the absence comes first; when he is away too, his own deputy, and so on; then the customer's
        deputy in the same way. When nobody is there the work stays with its owner.

        :param dict away: as ``_absences_by_user`` returns it
        :param user: ``res.users`` who owns the work
        :param deputy: ``res.users``, the customer's deputy, possibly empty
        :param company: root ``res.company`` of the work: who does not work there stands in for nobody
        """
        if user not in away:
            return user
        for first in (away[user].deputy_id, deputy):
            asked, person = {user}, first
            while person and person in away and person not in asked:
                asked.add(person)
                person = away[person].deputy_id
            if person and find_present(person, company) and person not in asked:
                return person
        return user

    # -- at once -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        absences = super().create(vals_list)
        absences._check_reach()
        absences._hand_over_now()
        return absences

    def write(self, vals):
        result = super().write(vals)
        self._check_reach()
        self._hand_over_now()
        return result

    def unlink(self):
        current = self._filter_current()
        result = super().unlink()
        if current:
            self.browse()._hand_over_now(force=True)
        return result

    def _filter_current(self):
        today = company_day(self)
        return self.filtered(lambda absence: absence.date_start <= today <= absence.date_end)

    def _hand_over_now(self, force=False):
        """Hand the work over, or back, right away when an absence of today was entered or changed; else the daily run does.

        :param bool force: also when none of these is of today (it was deleted)
        """
        if not (force or self):
            return
        today = company_day(self)
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self.env["dunning.action"].sudo()._hand_over(company, today)
