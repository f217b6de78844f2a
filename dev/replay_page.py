"""Customers who answer or pay on their page, by real HTTP: they follow the link of a reminder, fill a form in and send it.

The server runs in this process, so that it lives the same day. What was sent is kept in the post's log, beside the answers
by e-mail: who, about which message, which key the form bore. What became of it is for the oracle to find out.
"""

import contextlib
import email
import email.policy
import random
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from replay_events import SEED
from replay_mail import Answer, first_reader
from replay_pay import PagePayment, Payer
from replay_says import HIDDEN, KINDS, fill

# Share of the messages with a link whose reader answers on the page, in percent; days until then, at most.
VISITORS, SLOWEST = 40, 4
# Share of the answers that are sent twice, by who taps twice, in percent.
TWICE = 15

# The signed link to the page, that counts who followed it, or the page itself.
LINK = re.compile(r"(/dunning/r/v[\w-]+|/my/dunning/\d+\?access_token=[\w-]+)")


@dataclass
class PageAnswer(Answer):
    """An answer on the page: ``message_id`` is that of the note that keeps it, ``key`` and ``kind`` those of the form,
    ``items`` the items that were chosen, ``typed`` what else was filled in, by name, ``files`` how many came along."""

    key: str = ""
    kind: str = ""
    items: tuple = ()
    typed: dict = field(default_factory=dict)
    files: int = 0


@contextlib.contextmanager
def serving(db):
    """Serve a database by HTTP in this process; yields a function that opens a browser's session: (base address, session)."""
    import odoo.http
    import requests
    from odoo import tools
    from werkzeug.serving import make_server

    served, tools.config["db_name"] = tools.config["db_name"], [db]  # the first database of this process may be another

    server = make_server("127.0.0.1", 0, odoo.http.root, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def browse():
        session = odoo.http.root.session_store.new()
        session.update(odoo.http.get_default_session(), db=db)
        session.context["lang"] = odoo.http.DEFAULT_LANG
        odoo.http.root.session_store.save(session)
        browser = requests.Session()
        browser.cookies.set("session_id", session.sid, domain="127.0.0.1", path="/")
        return f"http://127.0.0.1:{server.server_port}", browser

    try:
        yield browse
    finally:
        server.shutdown()
        thread.join()
        tools.config["db_name"] = served


class Visitors:
    """The customers who answer on the page.

    Args:
        env: environment of the superuser; what it has done is committed before they come.
        sink: the :class:`smtp_sink.SmtpSink` that receives for the customers.
        log: the post's log.
        browse: as :func:`serving` yields it.
        readers: :class:`replay_replies.Readers`, who know who pays afterwards.
        receive: function of (item, amount) that tells the bookkeeper of a payment.
        says: the only thing that anybody does there, a key of ``KINDS``; then everybody does it.
    """

    def __init__(self, env, sink, log, browse, readers, receive, says=None):
        self.env = env
        self.sink = sink
        self.log = log
        self.browse = browse
        self.readers = readers
        self.receive = receive
        self.kinds = {says: 1} if says else KINDS
        self.share = 100 if says else VISITORS
        self._seen = set()
        self._planned = defaultdict(list)

    def visit(self, day):
        """Read what arrived, and answer what was planned for ``day``."""
        for path in self.sink.paths():
            if path.name not in self._seen:
                self._seen.add(path.name)
                self._decide(day, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        planned = self._planned.pop(day, ())
        for message, address, path in planned:
            self._come(day, message, address, path)
        if planned:
            self._refresh()

    def _decide(self, day, message):
        address = first_reader(message)
        body = message.get_body(preferencelist=("html", "plain"))
        found = LINK.search(body.get_content().replace("&amp;", "&")) if body is not None else None
        dice = random.Random(f"{SEED} {address} {message['Subject']} {day} page")
        if found and dice.random() * 100 < self.share:
            self._planned[day + timedelta(dice.randint(0, SLOWEST))].append((str(message["Message-Id"]).strip(), address, found[1]))

    def _come(self, day, message, address, path):
        """Open the page and do something that it offers; who finds nothing to do goes away."""
        base, browser = self.browse()
        dice = random.Random(f"{SEED} {address} {day} says")
        page = browser.get(base + path, timeout=120)
        where = page.url.replace("?", "/{}?")
        kind = dice.choices(list(self.kinds), list(self.kinds.values()))[0]
        if kind == "pay" and "o_dunning_pay_all" in page.text:
            paid = Payer(browser, base, dice).pay(where.format("pay"))
            if paid:
                self._note_payment(day, *paid)
        elif f"/answer/{kind}" in page.text:
            self._answer(day, message, address, browser, where.format(f"answer/{kind}"), kind, dice)

    def _answer(self, day, message, address, browser, where, kind, dice):
        """Fill the form of an answer in and send it, some twice."""
        form = self._read_form(browser.get(where, timeout=120).text)
        filled = fill(form, kind, day, dice) if form is not None else None
        if not filled:
            return
        values, files = filled
        for _tap in range(2 if dice.random() * 100 < TWICE else 1):
            sent = browser.post(where, data=values, files=[("files", one) for one in files] or None, timeout=120)
        if sent.status_code == 200 and "o_dunning_sent" in sent.text:
            self._note(PageAnswer(day, "", message, address, address, 0, True, kind=kind, files=len(files)), values, dice)

    def _read_form(self, text):
        import lxml.html

        forms = lxml.html.fromstring(text).xpath("//form[.//input[@name='key']]")
        return forms[0] if forms else None

    def _refresh(self):
        """Have the scheduled action book what no browser waited for, and see the database as it is now."""
        self.env.cr.commit()
        self.env.invalidate_all()
        self.env["payment.transaction"]._cron_post_process()
        self.env.cr.commit()

    def _note(self, said, values, dice):
        """Keep what was sent in the log, and have the customer pay as it said, or not.

        Args:
            said: the :class:`PageAnswer` as far as it is known.
            values: what was sent, as (name, text) pairs.
        """
        self.env.cr.commit()  # else it sees the database as it was before the customer came
        self.env.invalidate_all()
        said.key = dict(values)["key"]
        answer = self.env["dunning.answer"].search([("key", "=", said.key)])
        said.message_id, said.customer = answer.reply_id.message_ref, answer.partner_id.id
        said.items = tuple(int(value) for name, value in values if name == "items")
        said.typed = {name: value for name, value in values if name not in (*HIDDEN, "items")}
        self.log.append(said)
        if said.kind == "promise":
            self.readers.may_pay(answer.line_ids.move_id, answer.day, said.day, dice)
        elif said.kind == "paid":
            self.readers.may_pay(answer.line_ids.move_id, said.day + timedelta(4), said.day, dice)

    def _note_payment(self, day, reference, shares, is_paid):
        """Keep a payment in the log, and tell the bookkeeper of what came in."""
        self.env.cr.commit()
        self.env.invalidate_all()
        items = self.env["account.move.line"].browse(shares)
        customer = items.partner_id.commercial_partner_id
        self.log.append(PagePayment(day, customer.id, reference, shares, is_paid))
        if is_paid:
            for item in items:
                self.receive(item, shares[item.id])
