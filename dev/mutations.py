"""Nine ways to break the engine on purpose, and one for each thing that customers do on their page, to show that the oracle
would notice.

Each replaces a method of the engine in this process and puts it back afterwards; no file is touched. They are
exactly the mistakes that dunning systems make: see ``MUTATIONS`` for the rule of the oracle that each must be found to break.
"""

import contextlib

# Name of the mutation → (what it does, the rule of the oracle that must be found broken).
MUTATIONS = {
    "escalate_on_failure": ("a delivery that failed counts as a step taken", "order"),
    "ignore_credits": ("credit notes and money on account are not looked at", "chased"),
    "due_today_overdue": ("what is due today counts as overdue", "early"),
    "forget_interval": ("customers are contacted again at once", "interval"),
    "last_due_date": ("an instalment is due when its invoice's last one is", "next"),
    "machines_pause": ("automatic answers are taken for a person's and pause the plan", "reply"),
    "replies_ignored": ("a person's reply pauses nothing", "reply"),
    "asked_alone": ("an item that is asked for does not advance with the action before its own day", "next"),
    "runs_ignored": ("what is due does not wait for its customer's payment runs", "next"),
    "page_promise_lost": ("a promise on the page is confirmed and not taken down", "page"),
    "page_paid_rests_all": ("“paid already” rests all that the customer owes", "page"),
    "page_files_lost": ("the files of a dispute are thrown away", "page"),
    "page_instalments_unread": ("a request for instalments is shown to nobody", "page"),
    "page_copy_forgotten": ("the copy of an invoice is not enclosed", "page"),
    "page_address_taken_over": ("an address typed on the page becomes the customer's", "page"),
    "page_calls_today": ("a call is planned for today, whatever day was wished", "page"),
    "page_pays_oldest": ("what was chosen to be paid is not looked at", "page"),
}

# What everybody does on the page while one of these is broken.
SAYS = {
    "page_promise_lost": "promise",
    "page_paid_rests_all": "paid",
    "page_files_lost": "dispute",
    "page_instalments_unread": "instalments",
    "page_copy_forgotten": "copy",
    "page_address_taken_over": "wrong_contact",
    "page_calls_today": "call_back",
    "page_pays_oldest": "pay",
}


@contextlib.contextmanager
def applied(name, env):
    """Break the engine of ``env``'s registry in the way ``name`` says, while the context lasts."""
    with contextlib.ExitStack() as stack:
        for model, method, replacement in _REPLACEMENTS[name](env):
            stack.enter_context(_replaced(type(env[model]), method, replacement))
        yield


def methods(name, env):
    """Return the (class, method name) pairs that a mutation replaces."""
    return [(type(env[model]), method) for model, method, _replacement in _REPLACEMENTS[name](env)]


@contextlib.contextmanager
def _replaced(cls, method, replacement):
    """Give the class of a model another method for a while."""
    had_own = method in vars(cls)
    original = vars(cls).get(method)
    setattr(cls, method, replacement(getattr(cls, method)))
    try:
        yield
    finally:
        if had_own:
            setattr(cls, method, original)
        else:
            delattr(cls, method)


def _escalate_on_failure(env):
    """A failed action is closed as if it were done: its items go on to their next step."""
    from odoo import fields

    def set_failed(original):
        def method(self, error):
            original(self, error)
            for action in self:
                day = max(action.date, fields.Date.context_today(action))
                action.line_ids.filtered(lambda line: line.status == "open").write(
                    {"status": "counted", "date_done": day}
                )
                action.write({"state": "cancelled"})

        return method

    return [("dunning.action", "_set_failed", set_failed)]


def _ignore_credits(env):
    from odoo.tools import SQL

    return [("dunning.engine", "_sql_covered", lambda original: lambda self: SQL("0"))]


def _due_today_overdue(env):
    from odoo.tools import SQL

    def overdue(original):
        return lambda self, today: SQL("assigned.due <= %s", today)

    return [("dunning.engine", "_sql_overdue", overdue)]


def _forget_interval(env):
    from odoo.tools import SQL

    return [
        ("dunning.engine", "_sql_gate", lambda original: lambda self: SQL("NULL::date")),
        ("dunning.engine", "_sql_wait", lambda original: lambda self: SQL("0")),
    ]


def _last_due_date(env):
    from odoo.tools import SQL

    return [("dunning.engine", "_sql_due", lambda original: lambda self: SQL("move.invoice_date_due"))]


def _machines_pause(env):
    def receive(original):
        return lambda self, thread, message, kind, today: original(self, thread, message, "reply", today)

    return [("dunning.reply", "_receive_message", receive)]


def _replies_ignored(env):
    return [("dunning.reply", "_pause_plan", lambda original: lambda self, today: None)]


def _asked_alone(env):
    """The grouping window takes nothing along: each item waits for its own day."""
    from odoo.tools import SQL

    def going(original):
        def method(self, question):
            whole = original(self, question)
            return SQL(whole.code.replace("THEN 'early' END", "THEN NULL END"), *whole.params)

        return method

    return [("dunning.engine", "_sql_going", going)]


def _runs_ignored(env):
    from odoo.addons.account_dunning.models.decision.dunning_engine_payment_runs import NO_RUNS

    return [("dunning.engine", "_sql_run_of_items", lambda original: lambda self, question: NO_RUNS)]


def _page_promise_lost(env):
    return [("dunning.answer", "_do_promise", lambda original: lambda self, visit, given, today: {})]


def _page_paid_rests_all(env):
    return [("dunning.answer", "_target_of", lambda original: lambda self, item: {})]


def _page_files_lost(env):
    return [("dunning.answer", "_post_answer", lambda original: lambda self, given: original(self, given._replace(files=())))]


def _page_instalments_unread(env):
    def hand(original):
        def method(self, message, given, today):
            original(self, message, given, today)
            self.reply_id._note_outcome("noted", today)

        return method

    return [("dunning.answer", "_hand_to_people", hand)]


def _page_copy_forgotten(env):
    return [("dunning.answer", "_encloses_copies", lambda original: lambda self: False)]


def _page_address_taken_over(env):
    def hand(original):
        def method(self, message, given, today):
            original(self, message, given, today)
            self.contact_id.email = given.email

        return method

    return [("dunning.answer", "_hand_to_people", hand)]


def _page_calls_today(env):
    def call(original):
        return lambda self, visit, given, today: original(self, visit, given._replace(day=today), today)

    return [("dunning.answer", "_do_call_back", call)]


def _page_pays_oldest(env):
    return [("payment.transaction", "_spread_dunning_shares", lambda original: lambda self: [])]


_REPLACEMENTS = {
    "escalate_on_failure": _escalate_on_failure,
    "ignore_credits": _ignore_credits,
    "due_today_overdue": _due_today_overdue,
    "forget_interval": _forget_interval,
    "last_due_date": _last_due_date,
    "machines_pause": _machines_pause,
    "replies_ignored": _replies_ignored,
    "asked_alone": _asked_alone,
    "runs_ignored": _runs_ignored,
    "page_promise_lost": _page_promise_lost,
    "page_paid_rests_all": _page_paid_rests_all,
    "page_files_lost": _page_files_lost,
    "page_instalments_unread": _page_instalments_unread,
    "page_copy_forgotten": _page_copy_forgotten,
    "page_address_taken_over": _page_address_taken_over,
    "page_calls_today": _page_calls_today,
    "page_pays_oldest": _page_pays_oldest,
}
