"""Customers who answer on their page, by real HTTP: they follow the link of a reminder, fill a form in and send it.

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
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from replay_events import SEED
from replay_mail import Answer

# Share of the messages with a link whose reader answers on the page, in percent; days until then, at most.
VISITORS, SLOWEST = 25, 4
# What they say, in percent.
KINDS = {"promise": 45, "paid": 30, "dispute": 25}

# The signed link to the page, that counts who followed it, or the page itself.
LINK = re.compile(r"(/dunning/r/v[\w-]+|/my/dunning/\d+\?access_token=[\w-]+)")


@dataclass
class PageAnswer(Answer):
    """An answer on the page: ``message_id`` is that of the note that keeps it, ``key`` and ``kind`` those of the form,
    ``items`` the items that were chosen."""

    key: str = ""
    kind: str = ""
    items: tuple = ()


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
    """

    def __init__(self, env, sink, log, browse, readers):
        self.env = env
        self.sink = sink
        self.log = log
        self.browse = browse
        self.readers = readers
        self._seen = set()
        self._planned = defaultdict(list)

    def visit(self, day):
        """Read what arrived, and answer what was planned for ``day``."""
        for path in self.sink.paths():
            if path.name not in self._seen:
                self._seen.add(path.name)
                self._decide(day, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        for message, address, path in self._planned.pop(day, ()):
            self._answer(day, message, address, path)

    def _decide(self, day, message):
        address = parseaddr(str(message["To"]))[1].lower()
        body = message.get_body(preferencelist=("html", "plain"))
        found = LINK.search(body.get_content().replace("&amp;", "&")) if body is not None else None
        dice = random.Random(f"{SEED} {address} {message['Subject']} {day} page")
        if found and dice.random() * 100 < VISITORS:
            self._planned[day + timedelta(dice.randint(0, SLOWEST))].append((str(message["Message-Id"]).strip(), address, found[1]))

    def _answer(self, day, message, address, path):
        """Open the page and say something that it offers; who finds nothing to say goes away."""
        base, browser = self.browse()
        dice = random.Random(f"{SEED} {address} {day} says")
        page = browser.get(base + path, timeout=120)
        path = page.url.removeprefix(base)
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        if f"/answer/{kind}" not in page.text:
            return
        where = base + path.replace("?", f"/answer/{kind}?")
        form = self._read_form(browser.get(where, timeout=120).text)
        values = self._fill(form, kind, day, dice) if form is not None else None
        if not values:
            return
        sent = browser.post(where, data=values, timeout=120)
        if sent.status_code == 200 and "o_dunning_sent" in sent.text:
            self._note(day, kind, values, message, address, dice)

    def _read_form(self, text):
        import lxml.html

        forms = lxml.html.fromstring(text).xpath("//form[.//input[@name='key']]")
        return forms[0] if forms else None

    def _fill(self, form, kind, day, dice):
        """Return what is sent: the form as it is proposed, and what the answer needs beside; nothing when there is nothing to choose."""
        values = form.form_values()
        items = [value for name, value in values if name == "items"]
        values = [(name, value) for name, value in values if name not in ("items", "day", "means", "category", "text") or kind == "promise"]
        if kind == "promise":
            return values if items else None
        offered = [one.get("value") for one in form.xpath(".//input[@name='items']")]
        items = items if kind == "paid" else offered[:1]
        if not items:
            return None
        values += [("items", one) for one in items]
        if kind == "paid":
            values += [("day", str(day - timedelta(dice.randint(0, 3)))), ("means", "transfer")]
            return values
        causes = [one.get("value") for one in form.xpath(".//select[@name='category']//option") if one.get("value")]
        return [*values, ("category", dice.choice(causes)), ("text", "The price is not the agreed one.")]

    def _note(self, day, kind, values, message, address, dice):
        """Keep what was sent in the log, and have the customer pay as it said, or not."""
        self.env.cr.commit()  # else it sees the database as it was before the customer came
        self.env.invalidate_all()
        key = dict(values)["key"]
        answer = self.env["dunning.answer"].search([("key", "=", key)])
        items = tuple(int(value) for name, value in values if name == "items")
        self.log.append(
            PageAnswer(
                day, answer.reply_id.message_ref, message, address, address, answer.partner_id.id, True, key=key, kind=kind, items=items
            )
        )
        if kind == "promise":
            self.readers.may_pay(answer.line_ids.move_id, answer.day, day, dice)
        elif kind == "paid":
            self.readers.may_pay(answer.line_ids.move_id, day + timedelta(4), day, dice)
