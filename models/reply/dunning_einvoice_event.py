"""What platforms say about electronic invoices: read softly by field names, kept as evidence, followed by dunning.

Neither Peppol responses nor the French connector is needed: where their fields are missing nothing is read, and an invoice
without a status (on paper, abroad, to a consumer, of a seller not yet obliged) is chased as ever.
"""

import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..calendar.payment_days import shift_bank_days
from ..shared.bounds import FIRST_DAY
from ..shared.receivable import sql_has_instalments

_logger = logging.getLogger(__name__)

# What the add-ons of others call things (Odoo 19: account_peppol; account_peppol_response and l10n_fr_pdp where installed).
STATE_FIELD = "peppol_move_state"
RESPONSES = "account.peppol.response"
DAY_FIELDS = ("pdp_issue_date", "issue_date")
INFO_FIELDS = ("pdp_status_info", "pdp_payment_info", "note")
AMOUNT_KEYS = ("approved_amount", "amount")
# Working days within which a deposited invoice is made available.
AVAILABLE_WITHIN = 3


class DunningEinvoiceEvent(models.Model):
    _name = "dunning.einvoice.event"
    _description = "Status Received of an Electronic Invoice"
    _order = "date desc, id desc"
    _rec_name = "status_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    branch_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="cascade")
    status_id = fields.Many2one("dunning.einvoice.status", required=True, readonly=True, ondelete="restrict")
    effect = fields.Selection(related="status_id.effect")
    date = fields.Date(required=True, readonly=True)
    info = fields.Char(string="Reason", readonly=True, help="What the platform says beside the status.")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(readonly=True, help="Amount approved, where the status names one.")
    response_number = fields.Integer(readonly=True, index="btree_not_null", help="Id of the response that it was read from.")
    hold_id = fields.Many2one("dunning.hold", readonly=True, index="btree_not_null", ondelete="set null")
    dispute_id = fields.Many2one("dunning.dispute", readonly=True, index="btree_not_null", ondelete="set null")

    @api.model
    def _follow_statuses(self, company, today):
        """Take down what platforms said since, and do what it means, in its order; then look for what never arrived.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: ``dunning.einvoice.event`` made
        """
        events = self.browse()
        for news in sorted(self._read_news(company, today), key=lambda one: (one["date"], one["response_number"])):
            event = self._take_down_status(company, {**news, "date": max(FIRST_DAY, min(news["date"], today))})
            event._do_or_tell(today)
            events |= event
        self._hold_silent_deposits(company, today)
        return events

    def _do_or_tell(self, today):
        """Do what the status means; one that cannot be followed keeps no run from going on."""
        try:
            with self.env.cr.savepoint():
                for event in self:
                    event._do_effect(today)
        except UserError as error:
            _logger.warning("Status %s of %s was not followed: %s", self.status_id.code, self.move_id.name, error)

    # -- reading -----------------------------------------------------------------------------------

    @api.model
    def _read_news(self, company, today):
        """Return what is new as list of dict: ``move, value, info, date, amount, response_number`` (0: of the invoice itself)."""
        news = self._read_responses(company)
        answered = {one["move"] for one in news}
        return news + [one for one in self._read_states(company, today) if one["move"] not in answered]

    @api.model
    def _response_model(self):
        """Return the responses to electronic invoices, ``None`` where no add-on has them."""
        return self.env[RESPONSES].sudo() if RESPONSES in self.env else None

    @api.model
    def _read_responses(self, company):
        Response = self._response_model()
        if Response is None or not {"move_id", "response_code"} <= set(Response._fields):
            return []
        last = max(self._read_group([("company_id", "=", company.id)], [], ["response_number:max"])[0][0] or 0, 0)
        found = Response.search(
            [("id", ">", last), ("move_id.company_id", "child_of", company.id), ("move_id.move_type", "in", ("out_invoice", "out_refund"))],
            order="id",
        )
        return [self._response_news(response) for response in found]

    @api.model
    def _response_news(self, response):
        fields_there = set(response._fields)
        day = next((response[name] for name in DAY_FIELDS if name in fields_there and response[name]), None) or response.create_date
        info = " ".join(str(response[name]) for name in INFO_FIELDS if name in fields_there and response[name])
        return {
            "move": response.move_id, "value": response.response_code, "info": info, "date": fields.Date.to_date(day),
            "amount": self._read_amount(info), "response_number": response.id,
        }  # fmt: skip

    @api.model
    def _read_amount(self, info):
        """Return the amount that a platform's information names when it is an object, else 0."""
        try:
            told = json.loads(info)
        except ValueError:
            return 0.0
        named = [told[key] for key in AMOUNT_KEYS if key in told] if isinstance(told, dict) else []
        try:
            return float(named[0]) if named else 0.0
        except (TypeError, ValueError):
            return 0.0

    @api.model
    def _read_states(self, company, today):
        """Return the invoices' own states that differ from the last one taken down, of what is open."""
        states = self._state_by_move(company)
        last = self._last_events(list(states))
        news = []
        for move, value in states.items():
            status = self.env["dunning.einvoice.status"]._find_status(value)
            known = last.get(move)
            if not status or (known and known.status_id == status) or (not known and status.effect in ("none", "received")):
                continue
            news.append({"move": move, "value": value, "info": "", "date": today, "amount": 0.0, "response_number": 0})
        return news

    @api.model
    def _state_by_move(self, company):
        """Return the state of each open customer invoice that has one, by ``account.move``."""
        Move = self.env["account.move"].sudo()
        if STATE_FIELD not in Move._fields:
            return {}
        moves = Move.search(
            [
                ("company_id", "child_of", company.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted"),
                ("amount_residual", ">", 0), (STATE_FIELD, "!=", False),
            ]
        )  # fmt: skip
        return {move: move[STATE_FIELD] for move in moves}

    @api.model
    def _last_events(self, moves):
        """Return the last event of each of these ``account.move``, by move."""
        found = {}
        for event in self.search([("move_id", "in", [move.id for move in moves])], order="date, id"):
            found[event.move_id] = event
        return found

    @api.model
    def _take_down_status(self, company, news):
        """Return the event made of a row of ``_read_news``, empty where its status means nothing here."""
        move, status = news["move"], self.env["dunning.einvoice.status"]._find_status(news["value"], news["info"])
        if not status:
            return self.browse()
        return self.create(
            {
                "company_id": company.id, "branch_id": move.company_id.id, "move_id": move.id,
                "partner_id": move.commercial_partner_id.id, "status_id": status.id,
                **{name: news[name] for name in ("date", "info", "amount", "response_number")},
            }
        )  # fmt: skip

    @api.model
    def _hold_silent_deposits(self, company, today):
        """Treat deposited invoices as not received when nothing made them available within three working days."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (event.move_id) event.id, status.effect, event.date
                  FROM dunning_einvoice_event AS event
                  JOIN dunning_einvoice_status AS status ON status.id = event.status_id
                  JOIN account_move AS move ON move.id = event.move_id AND move.state = 'posted'
                 WHERE event.company_id = %s AND (move.amount_residual > 0 OR %s)
                 ORDER BY event.move_id, event.date DESC, event.id DESC
                """,
                company.id,
                sql_has_instalments(),
            )
        )
        own = company.partner_id
        _zone, is_closed = self.env["dunning.payment.run"]._bank_days_of(company, own)[own.id]
        for number, effect, day in rows:
            if effect == "deposited" and shift_bank_days(day, AVAILABLE_WITHIN, is_closed) < today:
                self.browse(number)._rest_as_undelivered(today)
