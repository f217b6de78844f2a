"""A moratorium: until a day, some customers are not contacted, or only gently. Nothing of their history is touched."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..shared.bounds import NO_END
from ..shared.channels import SEGMENTS
from ..shared.company_day import company_day
from ..shared.filter_access import forbidden_path, keep_to_companies


class DunningMoratorium(models.Model):
    _name = "dunning.moratorium"
    _description = "Moratorium"
    _inherit = ["dunning.guarded", "dunning.cached.rules", "mail.thread"]
    _order = "date_end desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, help="What people read as the reason.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    segment = fields.Selection(SEGMENTS, tracking=True, help="Only customers of this segment. Empty: of all segments.")
    partner_domain = fields.Char(string="Customers", tracking=True, help="Only customers that match (optional).")
    date_start = fields.Date(
        string="First Day", required=True, default=company_day, tracking=True
    )
    date_end = fields.Date(string="Last Day", tracking=True, help="Empty: until somebody enters it.")
    mode = fields.Selection(
        [("stop", "Nobody is contacted"), ("soften", "Only courteous and neutral contacts")],
        required=True, default="stop", tracking=True,
        help="With courteous and neutral contacts only, firm and formal steps and registered letters wait; the others go on.",
    )  # fmt: skip
    state = fields.Selection(
        [("planned", "To come"), ("running", "Running"), ("over", "Over")], compute="_compute_state"
    )
    held_count = fields.Integer(string="Items Held Back", compute="_compute_on_hold")
    held_amount = fields.Monetary(
        string="Amount Held Back", compute="_compute_on_hold", help="Net of credits, company currency."
    )

    _dates_in_order = models.Constraint("CHECK(date_end >= date_start)", "A moratorium cannot end before it starts.")

    @api.depends("date_start", "date_end")
    def _compute_state(self):
        today = company_day(self)
        for moratorium in self:
            if moratorium.date_end and moratorium.date_end < today:
                moratorium.state = "over"
            else:
                moratorium.state = "planned" if (moratorium.date_start or today) > today else "running"

    @api.constrains("partner_domain", "company_id")
    def _check_moratorium_can_work(self):
        """Refuse a filter that cannot be read and a branch, in one sentence.

        :raises ValidationError: with the moratorium and what is wrong
        """
        for moratorium in self:
            if moratorium.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Moratorium “%(name)s” belongs to a branch: choose its main company %(root)s.",
                        name=moratorium.name,
                        root=moratorium.company_id.root_id.name,
                    )
                )
            try:
                path = forbidden_path(self.env["res.partner"], self._parse_customer_domain(moratorium.partner_domain))
                if not path:
                    self.env["res.partner"].sudo()._search(self._parse_customer_domain(moratorium.partner_domain), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "Moratorium “%(name)s”: the filter on customers cannot be read (%(error)s).",
                        name=moratorium.name,
                        error=error,
                    )
                ) from error
            if path:
                moratorium._refuse_customer_filter(path)

    @api.model_create_multi
    def create(self, vals_list):
        moratoria = super().create(vals_list)
        moratoria._check_filter_of_writer()
        return moratoria

    def write(self, vals):
        result = super().write(vals)
        if "partner_domain" in vals:
            self._check_filter_of_writer()
        return result

    def _check_filter_of_writer(self):
        """Refuse a filter on what its writer may not read; constraints are checked as superuser.

        :raises ValidationError: with the moratorium and the field
        """
        for moratorium in self:
            path = forbidden_path(self.env["res.partner"], self._parse_customer_domain(moratorium.partner_domain))
            if path:
                moratorium._refuse_customer_filter(path)

    def _refuse_customer_filter(self, path):
        raise ValidationError(
            self.env._(
                "Moratorium “%(name)s”: the filter on customers may not use “%(path)s”.", name=self.name, path=path
            )
        )

    @api.model
    def _parse_customer_domain(self, text):
        """Return a filter on customers as a Domain; everything matches when it is empty."""
        return Domain(safe_eval(text, {"uid": self.env.uid})) if (text or "").strip() not in ("", "[]") else Domain.TRUE

    # -- what it holds back ------------------------------------------------------------------------

    def _decisions_on_hold(self, today):
        """Return the decisions that these moratoria hold back on a day.

        :param date today: the day for which is decided
        :return: dict of list of decision rows by id of the moratorium
        """
        held = {moratorium.id: [] for moratorium in self}
        for company in self.company_id:
            for row in self.env["dunning.engine"].sudo()._decide_items(company, today):
                if row["moratorium_id"] in held:
                    held[row["moratorium_id"]].append(row)
        return held

    @api.depends("state")
    def _compute_on_hold(self):
        running = self._origin.filtered(lambda moratorium: moratorium.state == "running")
        held = running._decisions_on_hold(company_day(self))
        for moratorium in self:
            rows = held.get(moratorium._origin.id, [])
            moratorium.held_count = len(rows)
            moratorium.held_amount = sum(row["net"] for row in rows)

    def action_open_held(self):
        """Open the items that would be contacted about today if it were not for this moratorium."""
        self.ensure_one()
        [rows] = self._decisions_on_hold(company_day(self)).values()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Held back: %s", self.name),
            "res_model": "dunning.receivable",
            "view_mode": "list,kanban,pivot",
            "domain": [("id", "in", [row["item_id"] for row in rows])],
        }

    # -- for the decision --------------------------------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _moratorium_rules(self, company_id):
        """Return the moratoria of a root company, those that are over included.

        :param int company_id: root company
        :return: tuple of (id, segment, filter on customers, first day, last day or ``NO_END``, whether everything stops)
        """
        moratoria = self.sudo().search([("company_id", "=", company_id)])
        return tuple(
            (one.id, one.segment, one.partner_domain, one.date_start, min(one.date_end or NO_END, NO_END), one.mode == "stop")
            for one in moratoria
        )

    @api.model
    def _rules_from_day(self, company, today):
        """Return the rules of a root company that hold on a day or later (``_moratorium_rules``)."""
        return [rule for rule in self._moratorium_rules(company.id) if rule[4] >= today]

    @api.model
    def _sql_moratorium_periods(self, company, today):
        """Return when the customers of the items must be left alone, from today on.

        Periods that overlap or follow each other are joined, so that the end of one is a day on which a contact is
        possible again. Gentle steps rest in periods that stop everything only, ``hard`` ones in all.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :return: SQL with columns ``partner_id, hard, date_start, date_end, moratorium_id, is_stopped``; the last two
            tell about today
        """
        rules = self._rules_from_day(company, today)
        if not rules:
            return SQL(
                """
                SELECT NULL::int AS partner_id, NULL::boolean AS hard, NULL::date AS date_start, NULL::date AS date_end,
                       NULL::int AS moratorium_id, NULL::boolean AS is_stopped
                 WHERE FALSE
                """
            )
        return SQL(
            """
            SELECT island.partner_id, island.hard, MIN(island.date_start) AS date_start, MAX(island.date_end) AS date_end,
                   (ARRAY_AGG(island.id ORDER BY island.is_now DESC, island.stops DESC, island.date_end DESC))[1] AS moratorium_id,
                   BOOL_OR(island.is_now AND island.stops) AS is_stopped
              FROM (
                SELECT period.*, COUNT(*) FILTER (WHERE period.begins) OVER (
                           PARTITION BY period.partner_id, period.hard ORDER BY period.date_start, period.id) AS number
                  FROM (
                    SELECT rule.*, kind.hard, %(today)s BETWEEN rule.date_start AND rule.date_end AS is_now,
                           (rule.date_start > 1 + MAX(rule.date_end) OVER (
                                PARTITION BY rule.partner_id, kind.hard ORDER BY rule.date_start, rule.id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) IS NOT FALSE AS begins
                      FROM (%(rules)s) AS rule
                      JOIN (VALUES (TRUE), (FALSE)) AS kind(hard) ON kind.hard OR rule.stops
                  ) AS period
              ) AS island
             GROUP BY island.partner_id, island.hard, island.number
            """,
            today=today,
            rules=SQL(" UNION ALL ").join(self._sql_rule(company, rule) for rule in rules),
        )

    def _sql_rule(self, company, rule):
        """Return the customers that a rule of ``_moratorium_rules`` is about, with its days."""
        moratorium_id, segment, partner_domain, date_start, date_end, stops = rule
        conditions = [SQL("TRUE")]
        if segment:
            conditions.append(SQL("COALESCE(profile.segment, 'standard') = %s", segment))
        domain = self._parse_customer_domain(partner_domain)
        if not domain.is_true():
            partners = self.env["res.partner"].sudo().with_context(active_test=False)
            # a stored filter that looks into what it may not is left out: rather nobody is contacted than too many
            if not forbidden_path(partners, domain):
                domain = keep_to_companies(partners, domain, company)
                conditions.append(SQL("known.partner_id IN %s", partners._search(domain).subselect()))
        return SQL(
            """
            SELECT known.partner_id, %s AS id, %s::date AS date_start, %s::date AS date_end, %s AS stops
              FROM (SELECT DISTINCT partner_id FROM item) AS known
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = known.partner_id AND profile.company_id = %s
             WHERE %s
            """,
            moratorium_id, date_start, date_end, stops, company.id, SQL(" AND ").join(conditions),
        )  # fmt: skip
