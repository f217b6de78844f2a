"""Events between recording and delivery: paid, credited, posted anew, merged, archived.

All of them happen in one copy of the recorded day, each to customers of its own, and one delivery follows; each
scenario looks at its own customers.
"""

from faults_world import DAY, Scene

SECOND_COMPANY = """
from books import Books
first = env.company
second = env["res.company"].create({"name": "Second", "email": "second@example.com"})
env["account.chart.template"].try_loading("fr", second, install_demo=False)
env.user.company_ids |= second
plan = env["dunning.plan"].search([("name", "=", "Faults")]).copy({"company_id": second.id, "name": "Second"})
second.write({"dunning_live_date": "2025-01-01", "dunning_plan_id": plan.id})
books = Books(env, second)
partners = books.customers([
    {"country": "GB", "name": f"Second {n}", "email": f"s{n}@second.example.com"} for n in range(3)
])
books.post(books.draft([books.invoice_vals(p, "2025-01-30", 70 + n, due="2025-03-01") for n, p in enumerate(partners)]))
quiet = [
    {"country": "GB", "name": f"Quiet {n}", "email": f"q{n}@quiet.example.com"} for n in range(2)
]
Books(env, first).customers(quiet)
"""

EVENTS = """
from books import Books
books = Books(env, env.company)
Partner, Move = env["res.partner"], env["account.move"]

def customer(address):
    return Partner.search([("email", "=like", f"{address}@%")])

def invoice(number):
    return Move.search([("partner_id", "=", customer(f"c{number:03}").id), ("move_type", "=", "out_invoice")])

def merge(source, target):
    wizard = env["base.partner.merge.automatic.wizard"].create({
        "partner_ids": [(6, 0, (source | target).ids)], "dst_partner_id": target.id, "state": "selection",
    })
    wizard.action_merge()

day = "2025-03-06"
books.pay([
    (customer("c000"), 100, day, "all", invoice(0), Move),
    (customer("c001"), 41, day, "a part", invoice(1), Move),
    (customer("c002"), 102, day, "unallocated", Move, Move),
])
books.post(books.draft([
    books.invoice_vals(customer("c003"), day, 103, kind="out_refund"),
    books.invoice_vals(customer("c004"), day, 30, kind="out_refund"),
]))
books.repost(invoice(5), books.term(((100, 45),)))  # due on 16 March instead of the first
books.repost(invoice(6), books.term(((100, 30),)))  # due as before
merge(customer("c007"), customer("q0"))
merge(customer("q1"), customer("c008"))
merge(customer("c009"), customer("c010"))
env["res.company"].search([("name", "=", "Second")]).active = False
env["dunning.plan.step"].search([("delay", "=", 5), ("plan_id.name", "=", "Faults")]).active = False
"""

# What becomes of the customers of each event: address → state, and reason or amount asked.
EXPECTED = {
    "payment": {"c000": ("cancelled", "settled"), "c001": ("done", "60.00"), "c002": ("cancelled", "covered")},
    "credit_note": {"c003": ("cancelled", "covered"), "c004": ("done", "74.00")},
    "repost": {"c005": ("cancelled", "early"), "c006": ("done", "106.00")},
    "merge": {
        "q0": ("done", "107.00"), "c008": ("done", "108.00"), "c010": ("done", "219.00"), "c009": ("cancelled", "merged"),
    },
    "company_archived": {f"s{n}": ("failed", "Second is archived: nothing leaves in its name.") for n in range(3)},
    "step_archived": {f"c{n:03}": ("done", f"{100 + n}.00") for n in range(11, 60)},
}  # fmt: skip

STATES = """
SELECT SPLIT_PART(COALESCE(action.recipient_address, contact.email_normalized), '@', 1), action.state,
       CASE action.state WHEN 'cancelled' THEN action.cancel_reason WHEN 'failed' THEN action.error
                         ELSE action.amount_due::text END,
       action.amount_due::text
  FROM dunning_action AS action LEFT JOIN res_partner AS contact ON contact.id = action.contact_id
 ORDER BY action.id
"""
MERGED = "109.00"  # what the customer owed whose message is left to the one he became one with


def record(scene):
    """Record the day in a scene, two companies' actions, from which the events' scene is copied."""
    scene.script(f"import sys\nsys.path.insert(0, {str(__import__('lib').ROOT / 'dev')!r})\n{SECOND_COMPANY}")
    scene.work("record")


class Events:
    """The scene in which all events happen, played once."""

    _played = {}

    @classmethod
    def play(cls, base):
        """Return (the judgement of the whole, what became of each customer: address → (state, reason or amount))."""
        if base not in cls._played:
            with Scene("events", base) as scene:
                scene.script(f"import sys\nsys.path.insert(0, {str(__import__('lib').ROOT / 'dev')!r})\n{EVENTS}")
                scene.work("deliver")
                whole = scene.check(contact_days=[DAY])
                found = {}
                for address, state, what, amount in scene.sql(STATES):
                    # the merged one bears the other's address by now
                    name = "c009" if state == "cancelled" and amount == MERGED else address
                    found.setdefault(name, []).append((state, what))
            cls._played[base] = whole, found
        return cls._played[base]


def _event(name, bases):
    whole, found = Events.play(bases["recorded"])
    expected = EXPECTED[name]
    wrong = [
        f"{address}: {found.get(address)} instead of {outcome}"
        for address, outcome in expected.items()
        if found.get(address) != [outcome]
    ]
    return whole, wrong


def _scenario(name, title, done):
    def scenario(bases):
        whole, wrong = _event(name, bases)
        judgement = type(whole)(**{**vars(whole), "violations": [*whole.violations, *wrong]})
        return done, judgement

    scenario.__name__, scenario.__doc__, scenario.base = name, title, "recorded"
    return scenario


SCENARIOS = tuple(
    _scenario(name, f"{title} between recording and delivery", done)
    for name, title, done in (
        ("payment", "a payment", "paid: cancelled; paid in part: the rest asked; unallocated: covered"),
        ("credit_note", "a credit note", "of the whole: covered; of a part: the rest asked"),
        ("repost", "back to draft and posted with other terms", "due later: cancelled as early; due as before: leaves"),
        ("merge", "contacts merged, in both directions", "the message goes to who is left; two that wait become one, about both"),
        ("company_archived", "a company archived", "its 3 actions fail with the reason, the others leave"),
        ("step_archived", "a step archived", "what was decided still leaves"),
    )
)
