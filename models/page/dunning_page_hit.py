"""How often the customer's page was asked for: limits that all workers keep, without keeping who it was.

A row a request, with a keyed hash of the address or the link that cannot be found again the next day; old rows go daily.
"""

from odoo import api, fields, models
from odoo.tools import hmac

SCOPE = "dunning-page"

# Requests allowed in an hour, by what is counted: of an address, of a link, of wrong keys from an address, of a customer.
LIMITS = {
    "address": 600,
    "link": 300,
    "wrong_key": 30,
    "answer": 20,
    "code_sent": 5,
    "code_typed": 10,
    "document": 60,
    "payment": 30,
}
WINDOW = 60  # minutes


class DunningPageHit(models.Model):
    _name = "dunning.page.hit"
    _description = "Request of the Customer's Page"
    _log_access = False
    _order = "id desc"

    scope = fields.Char(required=True, help="What is counted: a key of ``LIMITS``.")
    source = fields.Char(required=True, help="Keyed hash of what is counted: it says nothing about anybody.")
    date = fields.Datetime(required=True, readonly=True)

    _source_index = models.Index("(source, date)")

    @api.model
    def _hash_source(self, scope, value):
        """Return the keyed hash of an address or a record; another one every day."""
        return hmac(self.env(su=True), SCOPE, (scope, str(value), str(fields.Date.today())))[:32]

    @api.model
    def _count_hit(self, scope, value):
        """Count one request.

        :param str scope: a key of ``LIMITS``
        :param value: address, or id of the record
        :return: whether it is within the limit of the last hour
        """
        now = fields.Datetime.now()
        source = self._hash_source(scope, value)
        self.sudo().create({"scope": scope, "source": source, "date": now})
        return not self._is_beyond(scope, source, now, 0)

    @api.model
    def _is_used_up(self, scope, value):
        """Tell whether the limit of the last hour is used up, without counting."""
        return self._is_beyond(scope, self._hash_source(scope, value), fields.Datetime.now(), 1)

    @api.model
    def _is_beyond(self, scope, source, now, more):
        since = fields.Datetime.subtract(now, minutes=WINDOW)
        count = self.sudo().search_count([("source", "=", source), ("date", ">", since)], limit=LIMITS[scope] + 1)
        return count + more > LIMITS[scope]

    @api.autovacuum
    def _gc_hits(self):
        """Delete what no limit needs any more."""
        self.sudo().search([("date", "<", fields.Datetime.subtract(fields.Datetime.now(), days=1))], limit=100000).unlink()
