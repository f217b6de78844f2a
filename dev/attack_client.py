"""How attackers reach the server: sessions as the web client's, JSON-RPC with a key, JSON-2, and plain routes."""

import html
import http.client
import itertools
import json
import threading
import urllib.parse
import urllib.request
from pathlib import Path

import lib

SERVER = Path(__file__).resolve().parent / "attack_server.py"
NUMBERS = itertools.count(1)
TIMEOUT = 120
# Who may do all that there is to do: they reach what the others are refused.
KNOWING = ("collector_a", "manager_all", "chief_a")


class Server(lib.OdooServer):
    """The server of ``attack_server`` on a database."""

    def start(self, timeout=600):
        """Start it and wait until it answers."""
        known = lib.odoo_command
        lib.odoo_command = lambda arguments: [str(lib.PYTHON), str(SERVER), self.db, *map(str, arguments)]
        try:
            super().start(timeout)
        finally:
            lib.odoo_command = known
        return self

    def ask(self, path):
        """Ask one of the server's own paths, see ``attack_server``."""
        with urllib.request.urlopen(f"{self.url}/__attack__/{path}", timeout=TIMEOUT) as response:
            return json.load(response)


class Answer:
    """What came back.

    Attributes:
        number: the request, as the server names it.
        status: HTTP status.
        text: body.
        error: name of the exception, or an empty string.
        trace: its traceback, as far as the server shows it.
        result: what the call returned.
    """

    def __init__(self, number, status, text):
        self.number, self.status, self.text = number, status, text
        self.error, self.trace, self.result, self.message = "", "", None, ""
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if isinstance(data, dict):
            problem = data.get("error") if "jsonrpc" in data else None
            if problem:
                details = problem.get("data") or {}
                self.error, self.trace = details.get("name", "?"), details.get("debug", "")
                self.message = details.get("message", "")
            elif status >= 400 and "debug" in data:
                self.error, self.trace, self.message = data.get("name", "?"), data["debug"], data.get("message", "")
            else:
                self.result = data.get("result") if "jsonrpc" in data else data
        elif status < 400:
            self.result = data
        if status >= 500 and not self.error:
            self._read_page(status)

    def _read_page(self, status):
        """Core's exports put what they would answer as JSON into a page."""
        start = self.text.find("{&#34;code&#34;")
        end = self.text.find("</p>", start)
        try:
            details = json.loads(html.unescape(self.text[start:end]))["data"] if start >= 0 else {}
        except (ValueError, KeyError):
            details = {}
        gone = "Record does not exist or has been deleted" in self.text  # core's page for a report of such a record
        self.error = details.get("name") or ("odoo.exceptions.MissingError" if gone else f"HTTP {status}")
        self.trace, self.message = details.get("debug", ""), details.get("message", "")


class Attacker:
    """A user who is logged in.

    Args:
        server: :class:`Server`.
        login: the user.
        known: what ``attack_world`` says.
    """

    def __init__(self, server, login, known):
        self.server, self.login, self.known, self.local = server, login, known, threading.local()
        self.me = known["users"][login]
        self.place = login.rsplit("_", 1)[1]
        self.role = login.rsplit("_", 1)[0]
        self.is_knowing = login in KNOWING
        self.companies = self.me["companies"]
        self.cookie = self._log_in()
        self.csrf = ""

    def _log_in(self):
        body = {"params": {"db": self.server.db, "login": self.login, "password": self.known["password"]}}
        request = urllib.request.Request(
            f"{self.server.url}/web/session/authenticate", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            content = json.load(response)
            if "error" in content:
                raise lib.DevError(f"{self.login} could not log in: {content['error']['data']['message']}")
            return response.headers["Set-Cookie"].split(";")[0]

    # -- requests ----------------------------------------------------------------------------------

    def request(self, method, path, body=None, headers=(), keep=False):
        """Send one request as the user; return its :class:`Answer`."""
        number = str(next(NUMBERS))
        sent = {"Cookie": self.cookie, "X-Attack": number, **dict(headers)}
        if keep:
            sent["X-Attack-Keep"] = "1"
        for again in (True, False):
            connection = self._connection()
            try:
                connection.request(method, path, body, sent)
                response = connection.getresponse()
                text = response.read().decode("utf-8", "replace")
                return Answer(number, response.status, text)
            except TimeoutError:
                self.local.connection = None
                return Answer(number, 598, "")
            except (http.client.HTTPException, OSError):
                self.local.connection = None
                if not again:
                    return Answer(number, 599, "")
        return None

    def _connection(self):
        if getattr(self.local, "connection", None) is None:
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)
        return self.local.connection

    def rpc(self, path, params, keep=False):
        """Call a JSON route of the web client."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        return self.request("POST", path, body, {"Content-Type": "application/json"}, keep)

    def get(self, path, **query):
        """Open an address."""
        return self.request("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)

    def call(self, model, method, args=(), kwargs=None, context=None, way="web", keep=False):
        """Call a method of a model.

        Args:
            model: its name.
            method: the method.
            args: positional arguments, ids first.
            kwargs: arguments by name.
            context: additions to the context.
            way: ``web`` (session), ``jsonrpc`` or ``json2`` (key).
            keep: whether what it writes is committed.
        """
        kwargs = {**(kwargs or {}), "context": {"allowed_company_ids": self.companies, "lang": "en_US", **(context or {})}}
        if way == "jsonrpc":
            args = [self.server.db, self.me["id"], self.me["key"], model, method, list(args), kwargs]
            return self.rpc("/jsonrpc", {"service": "object", "method": "execute_kw", "args": args}, keep)
        if way == "json2" and (not args or (isinstance(args[0], list) and len(args) == 1)):
            body = json.dumps({**({"ids": args[0]} if args else {}), **kwargs})
            headers = {"Authorization": f"bearer {self.me['key']}", "Content-Type": "application/json", "Cookie": ""}
            return self.request("POST", f"/json/2/{model}/{method}", body, headers, keep)
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params, keep)

    def token(self):
        """Return the token that forms of the web client carry."""
        if not self.csrf:
            text = self.get("/my" if self.role == "portal" else "/odoo").text
            self.csrf = text.partition('csrf_token: "')[2].partition('"')[0]
        return self.csrf

    def post(self, path, **form):
        """Send a form, as the web client does for downloads."""
        body = urllib.parse.urlencode({**form, "csrf_token": self.token()})
        return self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
