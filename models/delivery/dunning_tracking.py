"""What was read: visits of the customer's page, clicks on our signed links, openings of e-mails where the company asks for them.

One row a contact (or an invoice, see ``dunning_invoice_reading``), kind and day, with a count; no address, no browser,
nothing about the person is kept.
"""

import re

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

KINDS = [("link", "Link followed"), ("portal", "Page visited"), ("pixel", "E-mail opened")]

# Where a signed link leads: the customer's page, or to pay the one invoice asked for.
TARGETS = {"v": "page", "p": "pay", "o": "pixel"}

SCOPE = "dunning-reading"

# Digits of the signature in a link: 128 bits.
SIGNATURE_LENGTH = 32

# Programs that follow links without anybody reading: search engines, previews of messengers, scanners of mail systems.
MACHINES = re.compile(
    r"bot\b|crawl|spider|slurp|preview|scan|monitor|fetch|facebookexternalhit|whatsapp|telegram|slack|skype|linkedin|embedly|"
    r"barracuda|proofpoint|mimecast|symantec|trendmicro|forcepoint|sophos|cisco|ironport|fortinet|safelinks|urldefense|"
    r"curl|wget|python|java/|go-http|okhttp|libwww|headless|phantom|httpclient|axios|node-",
    re.IGNORECASE,
)


class DunningReading(models.Model):
    _name = "dunning.reading"
    _description = "Reading of a Dunning Message"
    _order = "date desc, id desc"
    _log_access = False

    action_id = fields.Many2one("dunning.action", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(required=True)
    count = fields.Integer(string="Times", default=1, required=True)

    _action_kind_day = models.UniqueIndex("(action_id, kind, date)")

    @api.model
    def _count_tracked_event(self, action, kind, today):
        """Count one reading of a contact's message.

        :param action: ``dunning.action`` (superuser)
        :param str kind: one of ``KINDS``
        :param date today: day of the reading
        """
        action.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dunning_reading (action_id, company_id, partner_id, kind, date, count)
                VALUES (%(action)s, %(company)s, %(partner)s, %(kind)s, %(today)s, 1)
                ON CONFLICT (action_id, kind, date) DO UPDATE SET count = dunning_reading.count + 1
                """,
                action=action.id,
                company=action.company_id.id,
                partner=action.partner_id.id,
                kind=kind,
                today=today,
            )
        )
        # by SQL: a reading is no change of the action by anybody
        self.env.cr.execute(
            SQL("UPDATE dunning_action SET first_read_on = %s WHERE id = %s AND first_read_on IS NULL", today, action.id)
        )
        action.invalidate_recordset(["first_read_on", "reading_ids", "read_count"])

    @api.model
    def _is_person(self, method, headers, user):
        """Tell whether a request looks like that of a customer who reads.

        :param str method: HTTP method
        :param headers: HTTP headers
        :param user: ``res.users`` of the session; colleagues do not count
        """
        if method != "GET" or user._is_internal():
            return False
        purpose = " ".join(headers.get(name) or "" for name in ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"))
        agent = headers.get("User-Agent") or ""
        return bool(agent) and not re.search("prefetch|preview|prerender", purpose, re.IGNORECASE) and not MACHINES.search(agent)

    # -- signed links ------------------------------------------------------------------------------

    @api.model
    def _sign_tracking_token(self, action, target):
        """Return the signed token of a link of a contact's message.

        The signature (HMAC-SHA-256 with the database's secret) covers the action's own access token: when that is
        changed, links of old messages lead nowhere.

        :param action: ``dunning.action``
        :param str target: a key of ``TARGETS``
        """
        message = (action.id, target, action.sudo()._portal_ensure_token())
        signature = hmac(self.env(su=True), SCOPE, message)[:SIGNATURE_LENGTH]
        return f"{target}{action.id}-{signature}"

    @api.model
    def _resolve_tracking_token(self, token):
        """Return the contact and the target of a token.

        :return: (``dunning.action`` as superuser, ``page``, ``pay`` or ``pixel``), or (empty, ``None``) when it is not ours
        """
        Action = self.env["dunning.action"].sudo()
        found = re.fullmatch(rf"([a-z])(\d{{1,10}})-([0-9a-f]{{{SIGNATURE_LENGTH}}})", token or "")
        if not found or found[1] not in TARGETS or int(found[2]) > 2**31 - 1:
            return Action, None
        action = Action.browse(int(found[2])).exists()
        if not action or not consteq(self._sign_tracking_token(action, found[1]), token):
            return Action, None
        return action, TARGETS[found[1]]


class DunningAction(models.Model):
    _inherit = "dunning.action"

    first_read_on = fields.Date(
        readonly=True, copy=False, index="btree_not_null",
        help="First day on which the customer followed a link of the message or visited its page.",
    )  # fmt: skip
    reading_ids = fields.One2many("dunning.reading", "action_id", string="Readings")
    read_count = fields.Integer(string="Times Read", compute="_compute_read_count")

    @api.depends("reading_ids.count")
    def _compute_read_count(self):
        counts = dict(self.env["dunning.reading"]._read_group([("action_id", "in", self.ids)], ["action_id"], ["count:sum"]))
        for action in self:
            action.read_count = counts.get(action, 0)

    def _compute_links(self):
        """Links of messages are signed and lead through our own page, which counts them."""
        for action in self:
            origin = action._origin
            action.page_url = origin._signed_url("v") if origin else ""
            moves = origin._asked_lines().move_id.sudo().filtered(lambda move: move.is_invoice())
            action.pay_url = origin._signed_url("p") if len(moves) == 1 else action.page_url

    def _signed_url(self, target, name=""):
        """Return a signed link of this contact's message.

        :param str target: ``v`` the customer's page, ``p`` to pay the one invoice asked for, ``o`` the pixel of an opening
        :param str name: file name at its end
        """
        self.ensure_one()
        return f"{self.get_base_url()}/dunning/r/{self.env['dunning.reading']._sign_tracking_token(self, target)}{name}"

    def _pixel_url(self):
        """Return the address of the picture that tells that an e-mail was opened, empty unless the company wants it."""
        return self._signed_url("o", ".gif") if self.company_id.sudo().dunning_track_opens else ""
