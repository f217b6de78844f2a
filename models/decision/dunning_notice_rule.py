"""What a debtor has to be told, and for how many days nothing may be claimed afterwards: data by country and class, each with source.

A rule is about customers of a country, by what they are: a consumer, an individual (sole traders too), a company. It names the
text that says what its law asks for, what is enclosed with it, and which steps wait until its days are over.
"""

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..calendar.payment_days import shift_bank_days
from ..shared.bounds import add_days
from ..shared.channels import EMAIL, POSTAL_CHANNELS
from ..shared.debtor_class import sql_debtor_class, sql_told
from ..shared.pdf import is_readable_pdf

FIRST, FORMAL = "first", "formal"
CLAIM, HANDOVER = "claim", "handover"
# By what a notice can be given: a call leaves nothing that lasts.
WRITTEN = [EMAIL, *POSTAL_CHANNELS]


class DunningNoticeRule(models.Model):
    _name = "dunning.notice.rule"
    _description = "Notice before a Claim"
    _inherit = ["dunning.guarded", "dunning.cached.rules"]
    _order = "country_id, debtors, id"
    _rec_name = "source"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", string="Customers In", required=True, index=True, ondelete="cascade")
    debtors = fields.Selection(
        [("consumer", "Consumers"), ("person", "Individuals and sole traders"), ("company", "Companies")], required=True,
        help="Consumers: whom the customer's page calls so. Individuals: consumers, and businesses of a natural person. Companies: "
        "all other businesses. Public bodies are in no rule.",
    )  # fmt: skip
    given_by = fields.Selection(
        [(FIRST, "The first written message after the due date"), (FORMAL, "The formal notice")], required=True, default=FIRST,
        help="Which message gives the notice. The first one: the text is added to it. The formal notice: the text takes its place.",
    )
    held = fields.Selection(
        [(CLAIM, "Formal and hand-over notices, letters with interest and costs"), (HANDOVER, "Hand-over notices")],
        string="Wait until Then", required=True, default=CLAIM,
        help="Steps that are passed over until the days are over; no file is handed over before either.",
    )  # fmt: skip
    days = fields.Integer(required=True, default=14, help="Calendar days that the notice leaves before anything may be claimed.")
    post_days = fields.Integer(
        string="Days of the Post", help="The first of the days is this bank day after posting; by e-mail the day after it was sent. "
        "0: the days count from the date of the letter.",
    )  # fmt: skip
    template_id = fields.Many2one(
        "mail.template", string="Text", required=True, domain="[('model', '=', 'dunning.action')]", ondelete="restrict",
        help="What the law asks to be said, in the customer's language.",
    )  # fmt: skip
    attach_statement = fields.Boolean(help="A statement of what is open goes with the notice.")
    enclosure_ids = fields.One2many("dunning.notice.enclosure", "rule_id", string="Enclosures", copy=True)
    missing_enclosures = fields.Char(compute="_compute_missing_enclosures", help="Documents that are still to be added.")
    source = fields.Char(required=True, help="Law or court rule that it comes from.")

    _days_given = models.Constraint(
        "CHECK(days BETWEEN 1 AND 366 AND post_days BETWEEN 0 AND 30)", "A notice leaves 1 to 366 days, the post takes at most 30."
    )

    @api.depends("enclosure_ids.file", "enclosure_ids.name")
    @api.depends_context("lang")
    def _compute_missing_enclosures(self):
        for rule in self:
            rule.missing_enclosures = ", ".join(rule.enclosure_ids.filtered(lambda one: not one.file).mapped("name"))

    # -- whose rule --------------------------------------------------------------------------------

    @api.model
    def _find_rule(self, profile):
        """Return the rule of a customer, empty where its country has none for it.

        :param profile: ``dunning.profile``
        """
        country = self._country_of(profile)
        kinds = self._kinds_of(profile.debtor_class or "consumer", profile.is_natural_person)
        known = self._known_rules()
        return self.sudo().browse([known[country.id, kind] for kind in kinds if (country.id, kind) in known][:1])

    @api.model
    @tools.ormcache()
    def _known_rules(self):
        """Return the id of the rule in use by (id of the country, debtors); hardly anybody changes them."""
        rules = self.env["dunning.notice.rule"].sudo().search([], order="id desc")
        return {(rule.country_id.id, rule.debtors): rule.id for rule in rules}

    @api.model
    def _country_of(self, profile):
        """Return the country of a customer; without one that of the company, as for its class."""
        return profile.partner_id.sudo().country_id or profile.company_id.sudo().country_id

    @api.model
    def _kinds_of(self, debtor_class, is_natural):
        """Return which rules a customer falls under, the narrowest first."""
        if debtor_class == "consumer":
            return ["consumer", "person"]
        return {"business": ["person" if is_natural else "company"]}.get(debtor_class, [])

    @api.model
    def _sql_ruled(self, company, items):
        """Return the rule of each of some items: ``item_id, rule_id, given_by, held, days, post_days``.

        A customer without profile counts as a new one would; one whose class is not known as a consumer.

        :param company: root ``res.company``
        :param SQL items: query of ``id`` and ``partner_id`` (commercial customer)
        """
        near = SQL(
            """
            SELECT DISTINCT item.partner_id, COALESCE(customer.country_id, seat.country_id) AS country_id, customer.is_company
              FROM (%s) AS item
              JOIN res_partner AS customer ON customer.id = item.partner_id
              JOIN res_company AS root ON root.id = %s
              JOIN res_partner AS seat ON seat.id = root.partner_id
             WHERE COALESCE(customer.country_id, seat.country_id) IN (SELECT country_id FROM dunning_notice_rule WHERE active)
            """,
            items, company.id,
        )  # fmt: skip
        told = sql_told(SQL("SELECT near.partner_id, %s AS company_id FROM (%s) AS near", company.id, near))
        return SQL(
            """
            SELECT DISTINCT ON (item.id) item.id AS item_id, rule.id AS rule_id, rule.given_by, rule.held, rule.days, rule.post_days
              FROM (%(items)s) AS item
              JOIN (%(near)s) AS near ON near.partner_id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = near.partner_id AND profile.company_id = %(company)s
              LEFT JOIN (%(told)s) AS told ON told.partner_id = near.partner_id
             CROSS JOIN LATERAL (VALUES (COALESCE(%(class)s, 'consumer'),
                                         COALESCE(profile.is_natural_person, near.is_company IS NOT TRUE))) AS debtor(class, is_natural)
              JOIN dunning_notice_rule AS rule ON rule.active AND rule.country_id = near.country_id
               AND CASE rule.debtors WHEN 'consumer' THEN debtor.class = 'consumer'
                                     WHEN 'person' THEN debtor.class = 'consumer' OR debtor.class = 'business' AND debtor.is_natural
                                     ELSE debtor.class = 'business' AND NOT debtor.is_natural END
             ORDER BY item.id, rule.debtors <> 'consumer', rule.id
            """,
            items=items, near=near, company=company.id, told=told, **{"class": sql_debtor_class()},
        )  # fmt: skip

    @api.model
    def _find_text(self, profile, tone, channel):
        """Return the text (``mail.template``) of a formal notice to a customer where its law has one, else an empty one.

        :param profile: ``dunning.profile``
        :param str tone: of the step
        :param str channel: really used
        """
        rule = self._find_rule(profile) if tone == FORMAL and channel in WRITTEN else self.browse()
        return rule.template_id if rule.given_by == FORMAL else self.env["mail.template"]

    # -- its days ----------------------------------------------------------------------------------

    def _find_last_day(self, company, partner, channel, day):
        """Return the last day of the notice: until then nothing is claimed.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param str channel: by which the notice was given
        :param date day: day on which it was sent or posted
        """
        self.ensure_one()
        if channel == EMAIL or not self.post_days:
            return add_days(day, self.days)
        _zone, is_closed = self.env["dunning.payment.run"]._bank_days_of(company, partner)[partner.id]
        return add_days(shift_bank_days(day, self.post_days, is_closed), self.days - 1)

    @api.model
    def _read_first_notices(self, items):
        """Return which items need a first, free reminder by a rule, and when its days began.

        :param items: ``account.move.line``
        :return: (set of ids of items under such a rule, dict by item id of the day before the first of the days)
        """
        if not any(rule.given_by == FIRST for rule in self.sudo().browse(self._known_rules().values())):
            return set(), {}
        ruled, given = set(), {}
        for company, some in items.sudo().grouped(lambda item: item.company_id.root_id).items():
            owed = SQL(
                """
                SELECT line.id, customer.commercial_partner_id AS partner_id
                  FROM account_move_line AS line JOIN res_partner AS customer ON customer.id = line.partner_id
                 WHERE line.id = ANY(%s)
                """,
                some.ids,
            )
            rows = self.env.execute_query(self._sql_first_notices(self._sql_ruled(company, owed)))
            ruled |= {row[0] for row in rows}
            given |= {item: add_days(last_day, -days) for item, days, last_day in rows if last_day}
        return ruled, given

    @api.model
    def _sql_first_notices(self, ruled):
        """Return the items of ``ruled`` under a rule of a first reminder: id, days of the rule, last day of the notice if given."""
        return SQL(
            """
            SELECT ruled.item_id, ruled.days, MIN(given.notice_last_day)
              FROM (%s) AS ruled
              LEFT JOIN (SELECT line.move_line_id, action.notice_rule_id, action.notice_last_day
                           FROM dunning_action_line AS line
                           JOIN dunning_action AS action ON action.id = line.action_id
                          WHERE action.notice_rule_id IS NOT NULL AND action.state = 'done' AND line.asked AND line.status <> 'void'
                            AND line.days_overdue > 0 AND action.delivery_status IS DISTINCT FROM 'bounced') AS given
                     ON given.move_line_id = ruled.item_id AND given.notice_rule_id = ruled.rule_id
             WHERE ruled.given_by = %s
             GROUP BY ruled.item_id, ruled.days
            """,
            ruled, FIRST,
        )  # fmt: skip

    def _read_enclosures(self):
        """Return the documents that go with the notice, as (name, bytes) pairs."""
        return [(f"{one.name}.pdf", one._read_content()) for one in self.enclosure_ids if one.file]

    def _check_enclosures(self):
        """Refuse a notice without what the law has enclosed.

        :raises UserError: naming what is missing
        """
        for rule in self.filtered("missing_enclosures"):
            raise UserError(
                self.env._(
                    "This notice may not leave without its enclosures: add %(documents)s under Configuration ▸ Law and Registers ▸ "
                    "Notices before a Claim (%(law)s).", documents=rule.missing_enclosures, law=rule.source,
                )
            )  # fmt: skip


class DunningNoticeEnclosure(models.Model):
    _name = "dunning.notice.enclosure"
    _description = "Enclosure of a Notice"
    _inherit = ["dunning.guarded"]
    _order = "rule_id, sequence, id"
    _given_once = frozenset({"rule_id"})

    rule_id = fields.Many2one("dunning.notice.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    file = fields.Binary(attachment=True, help="The official document as a PDF. It is not shipped: take the one in force.")
    filename = fields.Char()
    place = fields.Char(string="Where It Is Found", help="Address of the official page.")

    @api.constrains("file")
    def _check_is_pdf(self):
        for enclosure in self.filtered("file"):
            if not is_readable_pdf(enclosure._read_content() or b""):
                raise UserError(self.env._("“%s” is printed with letters: add it as a PDF.", enclosure.name))

    def _read_content(self):
        """Return the document (bytes), nothing where it is not there."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", self.id)], limit=1
        )  # fmt: skip
        return attachment.raw
