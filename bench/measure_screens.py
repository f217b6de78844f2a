"""Measures of screens: the invoice form and the list of invoices as the web client reads them, with and without our fields."""

from lxml import etree

COLLECTOR = "collector1"
OPEN_INVOICES = [("name", "like", "BENCH/"), ("payment_state", "=", "not_paid"), ("move_type", "=", "out_invoice")]


def measure(meter, repeat):
    """Measure both screens for a collector, whose screens show more than anybody else's.

    :param meter: ``Meter`` that keeps the figures
    :param int repeat: how often each is measured
    """
    env = meter.env
    user = env["res.users"].search([("login", "=", COLLECTOR)], limit=1) or env.user
    env = env(user=user, context={**env.context, "lang": user.lang})  # as every request of the web client has it
    _forms(meter, env["account.move"], repeat)
    _lists(meter, env["account.move"], repeat)


def _forms(meter, moves, repeat):
    """Measure the invoice form of an ordinary customer and of the biggest one."""
    from odoo.tests import Form

    biggest = moves.search(OPEN_INVOICES, order="id", limit=1)
    others = [*OPEN_INVOICES, ("partner_id", "!=", biggest.partner_id.id)]
    ordinary = moves.search(others, order="id", limit=1)
    for customer, move in (("an ordinary customer", ordinary), ("the biggest customer", biggest)):
        spec = Form(move)._view["fields_spec"]
        for label, fields in (("without", without_ours(spec)), ("with", spec)):
            move.web_read(fields)  # fills the caches that are the registry's
            meter.measure(
                f"form of {customer}, {label}", lambda move=move, fields=fields: move.web_read(fields), 1, repeat, undo=True
            )


def _lists(meter, moves, repeat):
    """Measure lists of invoices, oldest due first: 40 and 80 of them must take as many queries."""
    spec = read_list_spec(moves)
    for limit, label, fields in ((40, "with", spec), (80, "with", spec), (80, "without", without_ours(spec))):

        def read(limit=limit, fields=fields):
            return moves.web_search_read(OPEN_INVOICES, fields, limit=limit, order="invoice_date_due, id")

        read()
        meter.measure(f"list of {limit}, {label}", read, limit, repeat, undo=True)
    meter.measure(
        "grouped by status",
        lambda: moves._read_group(OPEN_INVOICES, ["dunning_status"], ["__count"]),
        len,
        repeat,
        undo=True,
    )


def read_list_spec(moves):
    """Return what the web client asks for each invoice of a list.

    :param moves: ``account.move`` of the person who looks at it
    """
    arch = moves.get_views([(moves.env.ref("account.view_out_invoice_tree").id, "list")])["views"]["list"]["arch"]
    names = [node.get("name") for node in etree.fromstring(arch).iterfind(".//field")]
    return {
        name: {"fields": {"display_name": {}}} if moves._fields[name].type == "many2one" else {}
        for name in names
        if name in moves._fields
    }


def without_ours(spec):
    """Return a specification without our fields."""
    return {name: part for name, part in spec.items() if not name.startswith("dunning")}
