"""Disputes and promises exist once, as models of their own: holds of these two kinds become them.

The hold itself stays in the history, ended, and names what it became. What cannot be a dispute or promise (a whole
customer in dispute, a promise without a day, an invoice that is in dispute already, nothing open) stays a hold as it was,
of the kind *On hold*: what rested before the upgrade rests after it.
"""

from odoo import SUPERUSER_ID, api
from odoo.addons.account_dunning.models.shared.activities import drop_tasks
from odoo.addons.account_dunning.models.shared.bounds import add_days
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.addons.account_dunning.models.shared.receivable import find_trade_items
from odoo.exceptions import UserError

CATEGORY = "account_dunning.dispute_category_commercial"


def migrate(cr, version):
    cr.execute("SELECT id, kind FROM dunning_hold WHERE kind IN ('dispute', 'promise') ORDER BY date_start, id")
    kinds = dict(cr.fetchall())
    cr.execute("UPDATE dunning_hold SET kind = 'hold' WHERE kind IN ('dispute', 'promise')")
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_auto_subscribe_no_notify": True})
    for hold in env["dunning.hold"].browse(kinds):
        claim = (make_dispute if kinds[hold.id] == "dispute" else make_promise)(hold)
        if claim and hold.state == "active":
            hold._end_holds(company_day(hold), name_claim(claim, hold.user_id.lang))


def name_claim(claim, lang):
    """Return what a hold became, as its author reads it: “Dispute: INV/2025/00001 – Price”."""
    named = claim.with_context(lang=lang)[0]
    return f"{named.env['ir.model']._get(claim._name).name}: {named.display_name}"


def say_why(hold):
    """Return what was noted about a hold: its reason, and where it came from."""
    return "\n".join(filter(None, (hold.reason, hold.source)))


def find_items(hold):
    """Return the journal items that a hold is about; none of an instalment that is gone since the invoice was posted anew."""
    if hold.move_line_id:
        return hold.move_line_id
    if hold.move_id:
        return find_trade_items(hold.move_id.line_ids, hold.partner_id) if not hold.instalment else hold.move_line_id
    companies = hold.company_id._dunning_companies()
    customers = hold.env["res.partner"].with_context(active_test=False).search([("id", "child_of", hold.partner_id.id)])
    lines = hold.env["account.move.line"].search(
        [
            ("partner_id", "in", customers.ids), ("company_id", "in", companies.ids), ("reconciled", "=", False),
            ("parent_state", "=", "posted"), ("account_id.account_type", "=", "asset_receivable"),
        ]
    )  # fmt: skip
    return find_trade_items(lines, hold.partner_id)


def make_dispute(hold):
    """Return the dispute that a hold of an invoice becomes, settled when the hold has ended; an empty record if it cannot be one."""
    Dispute, today = hold.env["dunning.dispute"], company_day(hold)
    move, items = hold.move_id, find_items(hold)
    if not items or move.state != "posted" or move.is_purchase_document(True) or hold.date_start > today:
        return Dispute
    over = hold.state != "active"
    amount = sum(items.mapped("amount_currency" if over else "amount_residual_currency"))
    if move.currency_id.compare_amounts(amount, 0) <= 0:
        return Dispute
    vals = {
        "move_id": move.id, "move_line_id": hold.move_line_id.id, "partner_id": hold.partner_id.id, "amount": amount,
        "category_id": find_category(hold).id, "description": say_why(hold), "date_opened": hold.date_start,
        "opened_by_id": hold.user_id.id, "action_id": hold.action_id.id, "source": find_source(hold),
    }  # fmt: skip
    # whoever placed the hold was asked to look at it again: the dispute is his, by its last day or the day of that review
    if hold.user_id.active and hold.user_id._is_internal() and not hold.user_id._is_superuser():
        vals["user_id"] = hold.user_id.id
    deadline = max(filter(None, (hold.date_end, hold.review_date)), default=None)
    if over:
        ended = max(hold.ended_on or hold.date_end or hold.date_start, hold.date_start)
        vals |= {"state": "settled", "settled_on": ended, "resolution_note": hold.outcome, "date_deadline": ended}
    elif deadline and deadline >= today:
        vals["date_deadline"] = deadline
    else:
        vals["date_deadline"] = add_days(today, find_category(hold)._days_to_settle())
    try:
        with hold.env.cr.savepoint():
            dispute = Dispute.create(vals)
    except UserError:  # in dispute already
        return Dispute
    if over:
        drop_tasks(dispute)
    return dispute


def make_promise(hold):
    """Return the promise that a hold becomes, if it is in force, has a day, and all that it is about can be promised."""
    Promise, today = hold.env["dunning.promise"], company_day(hold)
    items = find_items(hold).filtered(lambda item: item.parent_state == "posted" and item.amount_residual > 0)
    if hold.state != "active" or hold.date_start > today or not items or not hold.date_end or hold.date_end < today:
        return Promise
    spoken = hold.env["dunning.promise.line"].search([("move_line_id", "in", items.ids), ("promise_id.state", "!=", "cancelled")])
    if spoken:
        return Promise
    said = {"note": say_why(hold), "user_id": hold.user_id.id, "action_id": hold.action_id.id, "source": find_source(hold)}
    try:
        with hold.env.cr.savepoint():
            promises = Promise._record_promises(
                hold.company_id, hold.partner_id, hold.date_start, [(hold.date_end, None)], items, grace_days=0, **said
            )
            if promises.line_ids.move_line_id != items:
                raise UserError("")
    except UserError:
        return Promise
    return promises


def find_category(hold):
    """Return the cause of a dispute of which only the words are known: the shipped one, else any that the company has."""
    Category = hold.env["dunning.dispute.category"]
    shipped = hold.env.ref(CATEGORY, raise_if_not_found=False)
    if shipped:
        return shipped
    own = Category.search([("company_id", "in", (False, hold.company_id.id))], limit=1)
    return own or Category.create({"name": "Commercial", "kind": "commercial"})


def find_source(hold):
    """Return how the customer said it: on the telephone, unless the hold came from another contact."""
    return {"email": "email", "letter": "letter", "registered_letter": "letter"}.get(hold.action_id.channel, "call")
