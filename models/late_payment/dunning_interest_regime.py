"""A law of late payment of one country for some classes of debtors: a record over the library's ``Regime``."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import interest
from .exact import exact

STATES = [("form", "To Fill In"), ("entered", "To Confirm"), ("confirmed", "In Use")]
RESETS = [("variable", "Follows each half-year"), ("frozen", "Stays that of the half-year in which interest began")]
BASES = [("invoice", "Each invoice"), ("claim", "Each claim"), ("letter", "Scale on the sum of one letter")]
DAY_COUNTS = [
    (interest.ACT_365, "Actual days / 365"), (interest.ACT_ACT, "Actual days / days of the year"),
    (interest.ACT_360, "Actual days / 360"), (interest.THIRTY_E_360, "30 / 360"),
]  # fmt: skip


class DunningInterestRegime(models.Model):
    _name = "dunning.interest.regime"
    _description = "Law of Late Payment"
    _inherit = ["dunning.guarded", "dunning.interest.confirmed", "mail.thread"]
    _order = "country_id, sequence, id"
    _rec_name = "law"
    _written_by_addon = frozenset({"state"})

    key = fields.Char(required=True, help="Short name, as in fr.business.")
    sequence = fields.Integer(default=10, help="Of several laws for the same debtors the first one in use counts.")
    active = fields.Boolean(default=True)
    state = fields.Selection(STATES, required=True, default="entered", readonly=True, copy=False, tracking=True)
    is_shipped = fields.Boolean(readonly=True, copy=False)
    country_id = fields.Many2one("res.country", required=True, index=True)
    for_business = fields.Boolean(string="Businesses")
    for_consumer = fields.Boolean(string="Consumers")
    for_public = fields.Boolean(string="Public Bodies")
    law = fields.Char(required=True, help="As cited in letters.")
    sources = fields.Char(help="Where it was found.")
    notes = fields.Text()
    to_enter = fields.Text(string="Still to Enter", help="What the law must be asked for before it can be used, one a line.")
    valid_from = fields.Date(string="Checked From", help="Half-years that begin before are refused.")

    series_id = fields.Many2one("dunning.interest.series", string="Reference", ondelete="restrict", index="btree_not_null",
                                help="Empty: the rate is fixed.")  # fmt: skip
    margin = fields.Float(string="Points", digits=(8, 4), help="Added to the reference, or the fixed rate itself; percent a year.")
    fixing = fields.Selection([("first_day", "First day of the half-year"), ("day_before", "Day before it")],
                              required=True, default="first_day", string="Reference of the")  # fmt: skip
    reset = fields.Selection(RESETS, string="The Rate")
    rounding_step = fields.Float(digits=(8, 4), help="The resulting rate is rounded to this step. 0: not at all.")
    rounding_mode = fields.Selection([("up", "Up"), ("nearest", "To the nearest")], default="up", required=True)
    floor_series_id = fields.Many2one("dunning.interest.series", string="Floor: Reference", ondelete="restrict", index="btree_not_null")
    floor_times = fields.Float(string="Floor: Times", digits=(8, 4), default=1)
    floor_margin = fields.Float(string="Floor: Points", digits=(8, 4))
    floor_contract_only = fields.Boolean(string="Floor of Agreed Rates Only")
    floor_source = fields.Char()
    cap_series_id = fields.Many2one("dunning.interest.series", string="Cap: Reference", ondelete="restrict", index="btree_not_null")
    cap_times = fields.Float(string="Cap: Times", digits=(8, 4), default=1)
    cap_margin = fields.Float(string="Cap: Points", digits=(8, 4))
    cap_rounding_step = fields.Float(string="Cap: Rounded Up To", digits=(8, 4))
    cap_source = fields.Char()
    compounding = fields.Selection([("none", "Simple interest"), ("yearly", "Compounds once a year")], required=True, default="none")
    day_count = fields.Selection(DAY_COUNTS, required=True, default=interest.ACT_365)
    dispute_stops = fields.Boolean(string="A Dispute Stops the Clock")

    starts_due = fields.Boolean(string="On the Due Date")
    starts_agreed = fields.Boolean(string="On a Due Date Agreed with the Debtor")
    starts_notice = fields.Boolean(string="On Receipt of a Formal Notice")
    starts_receipt = fields.Boolean(string="After Due Date and Receipt of the Invoice")
    receipt_days = fields.Integer(string="Days after Receipt", default=30)
    receipt_warned = fields.Boolean(string="Only If the Invoice Said So")
    starts_reminder = fields.Boolean(string="After a Free Reminder")
    reminder_days = fields.Integer(string="Days after the Reminder", default=14)

    has_fee = fields.Boolean(string="Fixed Compensation")
    fee_currency_id = fields.Many2one("res.currency")
    fee_basis = fields.Selection(BASES, string="Counted By", default="invoice")
    fee_minimum = fields.Float(string="At Least", digits=(16, 2))
    fee_maximum = fields.Float(string="At Most", digits=(16, 2), help="0: no limit.")
    fee_needs = fields.Selection([("contract", "A clause of the contract"), ("letter", "A free letter that stated it")])
    fee_barred = fields.Boolean(string="Not for What Falls Due After an Insolvency Judgment")
    fee_waivable = fields.Boolean(string="May Be Waived", default=True)
    fee_source = fields.Char()
    tier_ids = fields.One2many("dunning.interest.tier", "regime_id", string="Amounts", copy=True)

    _key_uniq = models.UniqueIndex("(key)", "There is a law of that name already.")

    @api.depends("law", "country_id", "for_business", "for_consumer", "for_public")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for regime in self:
            regime.display_name = f"{regime.country_id.name or ''} – {', '.join(regime._class_names())}"

    def _class_names(self):
        names = {
            "for_business": self.env._("businesses"), "for_consumer": self.env._("consumers"), "for_public": self.env._("public bodies"),
        }  # fmt: skip
        return [name for field, name in names.items() if self[field]]

    def _debtor_classes(self):
        self.ensure_one()
        classes = (("business", self.for_business), ("consumer", self.for_consumer), ("public", self.for_public))
        return tuple(name for name, holds in classes if holds)

    # -- what may be entered -----------------------------------------------------------------------

    @api.constrains(
        "for_business", "for_consumer", "for_public", "starts_due", "starts_agreed", "starts_notice", "starts_receipt",
        "starts_reminder", "receipt_days", "reminder_days", "reset", "to_enter", "has_fee", "fee_currency_id", "tier_ids",
        "rounding_step", "cap_rounding_step", "sources",
    )  # fmt: skip
    def _check_regime_can_work(self):
        """Refuse a law that says nothing of whom, from when or how much.

        :raises ValidationError: in one sentence
        """
        for regime in self:
            if problem := regime._find_problem():
                raise ValidationError(problem)

    def _find_problem(self):
        """Return what keeps this law from being used, empty when nothing does."""
        self.ensure_one()
        starts = (self.starts_due, self.starts_agreed, self.starts_notice, self.starts_receipt, self.starts_reminder)
        tiers = sorted(self.tier_ids.mapped("start"))
        checks = (
            (not self._debtor_classes(), self.env._("Say for which debtors the law is: businesses, consumers or public bodies.")),
            (not any(starts), self.env._("Say what makes interest run.")),
            (not self.reset and not self.to_enter, self.env._("Say whether the rate follows each half-year.")),
            (self.rounding_step < 0 or self.cap_rounding_step < 0, self.env._("A step of rounding is above zero.")),
            (min(self.receipt_days, self.reminder_days) < 0, self.env._("Days cannot be negative.")),
            (self.has_fee and not self.fee_currency_id, self.env._("Say in which currency the fixed compensation is.")),
            (self.has_fee and (not tiers or tiers[0] != 0 or len(set(tiers)) < len(tiers)),
             self.env._("The amounts of the fixed compensation begin with 0, each once.")),
            (not self.is_shipped and not self.to_enter and not (self.sources or "").strip(),
             self.env._("What is entered needs its source.")),
        )  # fmt: skip
        return next((problem for holds, problem in checks if holds), "")

    def _check_may_change(self, vals):
        """Keep a shipped law and one in use as they are; forms are filled in, copies are changed.

        :raises UserError: what is shipped, or confirmed, would change
        """
        kept = vals.keys() - {"active", "sequence", "message_follower_ids", "message_main_attachment_id"}
        if not self._is_addon_writing() and kept and self.filtered(lambda regime: regime.state == "confirmed"):
            raise UserError(
                self.env._("This law is in use: archive it, or duplicate it and change the copy, which a second person confirms.")
            )

    def write(self, vals):
        """A form that is filled in is somebody's own, to be confirmed by a second person.

        :raises UserError: a law in use would change
        """
        self._check_may_change(vals)
        result = super().write(vals)
        if not self._is_addon_writing():
            for regime in self.filtered(lambda one: one.state in ("form", "entered")):
                state = "form" if regime.to_enter else "entered"
                regime.sudo().write({"state": state, "is_shipped": False, "entered_by_id": self.env.uid})
        return result

    @api.model_create_multi
    def create(self, vals_list):
        regimes = super().create(vals_list)
        for regime in regimes.filtered(lambda one: one.to_enter and one.state == "entered"):
            regime.sudo().state = "form"
        return regimes

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for regime, vals in zip(self, vals_list, strict=True):
            vals["key"] = f"{regime.key}.{self.search_count([('key', '=like', f'{regime.key}.%')]) + 1}"
            vals["sequence"] = regime.sequence - 1
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        if not self._is_addon_writing() and self.filtered(lambda regime: regime.state == "confirmed"):
            raise UserError(self.env._("Claims rest on this law: archive it instead."))

    def action_confirm(self):
        """Confirm a law that somebody else filled in.

        :raises UserError: something is still to be entered, or the same person entered it
        """
        for regime in self.filtered(lambda one: one.state != "confirmed"):
            if regime.to_enter:
                raise UserError(self.env._("Still to enter: %s", regime.to_enter.replace("\n", "; ")))
            regime._check_second_person()
            regime.sudo().write({"state": "confirmed", **regime._confirmation_vals()})
        return True

    # -- to and from the library -------------------------------------------------------------------

    def _as_regime(self):
        """Return the law as the library takes it (``interest.Regime``)."""
        self.ensure_one()
        step = exact(self.rounding_step)
        return interest.Regime(
            key=self.key,
            country=self.country_id.code,
            debtor_classes=self._debtor_classes(),
            law=self.law,
            series=self.series_id.key or None,
            margin=exact(self.margin),
            fixing=self.fixing,
            reset=self.reset or None,
            rounding=interest.Rounding(step, self.rounding_mode) if step else None,
            floor=self._as_limit("floor"),
            cap=self._as_limit("cap"),
            compounding=self.compounding,
            start=self._as_triggers(),
            day_count=self.day_count,
            fee=self._as_schedule() if self.has_fee else None,
            dispute_stops=self.dispute_stops,
            valid_from=self.valid_from or None,
            sources=self.sources or "",
            notes=self.notes or "",
            to_enter=tuple(filter(None, (self.to_enter or "").splitlines())),
        )

    def _as_limit(self, name):
        series = self[f"{name}_series_id"]
        if not series:
            return None
        step = exact(self.cap_rounding_step) if name == "cap" else 0
        return interest.Limit(
            series=series.key,
            times=exact(self[f"{name}_times"]),
            margin=exact(self[f"{name}_margin"]),
            rounding=interest.Rounding(step, "up") if step else None,
            contract_only=name == "floor" and self.floor_contract_only,
            source=self[f"{name}_source"] or "",
        )

    def _as_triggers(self):
        triggers = (
            (self.starts_due, interest.Trigger("due")),
            (self.starts_agreed, interest.Trigger("agreed_due")),
            (self.starts_notice, interest.Trigger("notice")),
            (self.starts_receipt, interest.Trigger("invoice_receipt", max(self.receipt_days, 0), self.receipt_warned)),
            (self.starts_reminder, interest.Trigger("free_reminder", max(self.reminder_days, 0))),
        )
        return tuple(trigger for holds, trigger in triggers if holds)

    def _as_schedule(self):
        return interest.FeeSchedule(
            currency=self.fee_currency_id.name,
            basis=self.fee_basis or "invoice",
            tiers=tuple(
                interest.Tier(exact(tier.start, 2), exact(tier.fixed, 2), exact(tier.percent), exact(tier.above, 2))
                for tier in self.tier_ids.sorted("start")
            ),
            minimum=exact(self.fee_minimum, 2),
            maximum=exact(self.fee_maximum, 2) if self.fee_maximum else None,
            needs=self.fee_needs or "",
            barred_by_insolvency=self.fee_barred,
            waivable=self.fee_waivable,
            source=self.fee_source or "",
        )

    @api.model
    def _vals_of_regime(self, regime):
        """Return the values of a record from a law of the library.

        :param regime: ``interest.Regime``
        """
        fee, floor, cap = regime.fee, regime.floor, regime.cap
        vals = {
            "key": regime.key, "law": regime.law, "sources": regime.sources, "notes": regime.notes,
            "reset": regime.reset or False,
            "country_id": self.env["res.country"].search([("code", "=", regime.country)], limit=1).id,
            "for_business": "business" in regime.debtor_classes, "for_consumer": "consumer" in regime.debtor_classes,
            "for_public": "public" in regime.debtor_classes, "to_enter": "\n".join(regime.to_enter),
            "valid_from": regime.valid_from or False,
            "series_id": self._series_of(regime.series), "margin": float(regime.margin), "fixing": regime.fixing,
            "rounding_step": float(regime.rounding.step) if regime.rounding else 0,
            "rounding_mode": regime.rounding.mode if regime.rounding else "up", "compounding": regime.compounding,
            "day_count": regime.day_count,
            "dispute_stops": regime.dispute_stops, "has_fee": bool(fee),
            **self._vals_of_limit("floor", floor), **self._vals_of_limit("cap", cap), **self._vals_of_triggers(regime.start),
        }  # fmt: skip
        return vals | (self._vals_of_schedule(fee) if fee else {"tier_ids": [Command.clear()]})

    @api.model
    def _series_of(self, key):
        return self.env["dunning.interest.series"].search([("key", "=", key)], limit=1).id if key else False

    @api.model
    def _vals_of_limit(self, name, limit):
        if limit is None:
            return {f"{name}_series_id": False}
        vals = {
            f"{name}_series_id": self._series_of(limit.series), f"{name}_times": float(limit.times),
            f"{name}_margin": float(limit.margin), f"{name}_source": limit.source,
        }  # fmt: skip
        if name == "floor":
            return vals | {"floor_contract_only": limit.contract_only}
        return vals | {"cap_rounding_step": float(limit.rounding.step) if limit.rounding else 0}

    @api.model
    def _vals_of_triggers(self, triggers):
        found = {trigger.kind: trigger for trigger in triggers}
        receipt, reminder = found.get("invoice_receipt"), found.get("free_reminder")
        return {
            "starts_due": "due" in found, "starts_agreed": "agreed_due" in found, "starts_notice": "notice" in found,
            "starts_receipt": bool(receipt), "receipt_days": receipt.days if receipt else 30,
            "receipt_warned": bool(receipt and receipt.warned),
            "starts_reminder": bool(reminder), "reminder_days": reminder.days if reminder else 14,
        }  # fmt: skip

    @api.model
    def _vals_of_schedule(self, fee):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", fee.currency)], limit=1)
        tiers = [
            {"start": float(tier.start), "fixed": float(tier.fixed), "percent": float(tier.percent), "above": float(tier.above)}
            for tier in fee.tiers
        ]
        return {
            "fee_currency_id": currency.id, "fee_basis": fee.basis, "fee_minimum": float(fee.minimum),
            "fee_maximum": float(fee.maximum or 0), "fee_needs": fee.needs or False, "fee_barred": fee.barred_by_insolvency,
            "fee_waivable": fee.waivable, "fee_source": fee.source,
            "tier_ids": [Command.clear(), *(Command.create(tier) for tier in tiers)],
        }  # fmt: skip
