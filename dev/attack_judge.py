"""What counts as a hole: a canary seen, a record changed that is somebody else's or evidence, a server error."""

import re
from collections import defaultdict

import lib

# Amounts from one million on are nobody's but A's: as the ledger, the screens and the letters write them.
AMOUNT = re.compile(
    r"(?<![\w.,-])(?<!rgb\()"
    r"(?:[1-9]\d{6,8}\.\d{1,2}|[1-9]\d{6,8},\d\d|[1-9]\d{0,2}(?:(?:[ ,.'’\u00a0\u202f]|&nbsp;|&#8239;|\\u00a0|\\u202f)\d{3}){2}"
    r"(?:[.,]\d{1,2})?)(?![\w])"
)
CLEAN = (
    "odoo.exceptions.", "werkzeug.exceptions.NotFound", "werkzeug.exceptions.Forbidden", "odoo.http.SessionExpired",
    "werkzeug.exceptions.BadRequest", "werkzeug.exceptions.Unauthorized", "werkzeug.exceptions.UnprocessableEntity",
)  # fmt: skip
OUR_FRAME = re.compile(r'File "[^"]*(account_dunning[^"]*)", line (\d+), in (\w+)')

# What makes a row somebody's: columns that say whose it is. Everything else may point wherever core lets it.
OWNERS = (
    "company_id", "partner_id", "profile_id", "move_id", "move_line_id", "action_id", "promise_id", "dispute_id",
    "notice_id", "statement_id", "user_id", "run_id", "hold_id", "mail_message_id", "parent_id", "deputy_id",
    "collector_id", "commercial_partner_id",
)  # fmt: skip
# Buttons that rightly change what is over or has left; the log says who did it.
DEEDS = {
    ("dunning.dispute.action_reopen", "dunning_dispute"),
    ("dunning.action.action_revoke_link", "dunning_action"),
    ("dunning.profile.action_revoke_links", "dunning_action"),
}  # fmt: skip
# As many letters of SQL fit into a command.
LONGEST = 60_000
# Whoever writes a row changes these.
WRITTEN = {"write_date", "write_uid"}
# As many ways to open a window are kept.
WINDOWS = 40
# What the add-on itself keeps of a setting of all companies, by table: how a plan treats customers that there are not.
KEPT_OF_SHARED = {"dunning_plan": {"sketch"}}
# Tables whose rows an attacker's own doings fill rightly, whomever they name.
HARMLESS = {"mail_followers", "mail_notification", "bus_bus", "res_device_log", "ir_config_parameter_x"}


class Zone:
    """The records that an attacker has nothing to do with.

    Args:
        db: the database.
        spec: what ``attack_server`` describes.
        ids: dict of model → ids to start from (companies, customers, users).
    """

    def __init__(self, db, spec, ids):
        self.db, self.spec = db, spec
        self.ids = defaultdict(set, {model: set(found) for model, found in ids.items()})
        tables = set(lib.sql("SELECT relname FROM pg_class WHERE relkind = 'r'", db))
        self.tables = {
            table: model for table, model in spec["tables"].items()
            if table in tables and (model.startswith("dunning.") or model in STOCK)
        }  # fmt: skip
        while self._spread():
            pass

    def _spread(self):
        """Add the rows that belong to those known; tell whether there were new ones."""
        wanted = {model: self._owned(table) for table, model in self.tables.items()}
        queries = [
            f"SELECT '{model}', id FROM \"{table}\" WHERE {' OR '.join(wanted[model])}"
            for table, model in self.tables.items() if wanted[model]
        ]  # fmt: skip
        found = defaultdict(set)
        for row in self._ask_together(queries):
            model, number = row.split("|")
            found[model].add(int(number))
        grown = False
        for model, ids in found.items():
            grown |= not ids <= self.ids[model]
            self.ids[model] |= ids
        return grown

    def _ask_together(self, queries):
        """Yield the rows of queries, as many of them at a time as fit into a command."""
        together = []
        for query in [*queries, None]:
            if together and (query is None or sum(map(len, together)) + len(query) > LONGEST):
                yield from lib.sql(" UNION ALL ".join(together), self.db)
                together = []
            together.append(query)

    def _owned(self, table):
        """Return the conditions by which rows of a table belong to records that are known."""
        model = self.tables[table]
        parts = [
            f'"{column}" IN ({",".join(map(str, self.ids[comodel]))})'
            for column, comodel in self.spec["columns"][table].items()
            if column in OWNERS and self.ids.get(comodel) and self._owns(model, column)
        ]
        if model in ("mail.message", "ir.attachment"):
            name = "model" if model == "mail.message" else "res_model"
            for other, known in list(self.ids.items()):
                if known and (other.startswith("dunning.") or other == "account.move"):
                    parts.append(f"({name} = '{other}' AND res_id IN ({','.join(map(str, known))}))")
        return parts

    @staticmethod
    def _owns(model, column):
        if model in ("res.partner", "res.users", "res.company"):
            return model == "res.partner" and column in ("company_id", "parent_id")
        return column != "user_id" or model == "dunning.absence"

    def touched(self, table, row):
        """Tell why a row is in the zone: its own id, or the column that leads there; None when it is not."""
        model = self.spec["tables"].get(table)
        if model and row.get("id") in self.ids.get(model, ()):
            return "id"
        for column, comodel in self.spec["columns"].get(table, {}).items():
            if row.get(column) in self.ids.get(comodel, ()) and row.get(column) and self._pointer(model, column):
                return column
        if table in ("mail_message", "ir_attachment"):
            name = row.get("model" if table == "mail_message" else "res_model")
            if row.get("res_id") in self.ids.get(name, ()):
                return "res_id"
        return None

    @staticmethod
    def _pointer(model, column):
        return column not in ("create_uid", "write_uid", "author_id", "author_guest_id") and bool(model)


STOCK = (
    "account.move", "account.move.line", "account.payment", "mail.message", "ir.attachment", "mail.activity",
    "res.partner", "sms.sms",
)  # fmt: skip


class Judge:
    """Judges answers and changes, and remembers what it found.

    Args:
        spec: what ``attack_server`` describes.
        tokens: texts that are secret.
        evidence: :class:`attack_evidence.Evidence`, see there.
    """

    def __init__(self, spec, tokens, evidence):
        self.spec, self.evidence = spec, evidence
        self.names = re.compile("|".join(token for token in tokens if token.startswith("zqn")) or "$^")
        self.texts = re.compile("|".join(token for token in tokens if token.startswith("zqc")) or "$^")
        self.found = {}
        self.tried = defaultdict(int)
        self.allowed = {}
        self.calls = {}
        # windows that buttons opened, by model: (context, id) in which who may do all there is would see them
        self.windows = defaultdict(list)

    def note(self, attacker, kind, what, why):
        """Remember a hole, once."""
        key = (kind, attacker.login, what, why)
        self.found[key] = self.found.get(key, 0) + 1

    def watch(self, attacker, kind, what, answer, sees):
        """Judge an answer.

        Args:
            attacker: who asked.
            kind: of attack.
            what: what was called, in short.
            answer: :class:`attack_client.Answer`.
            sees: which canaries count: some of ``amounts``, ``names``, ``texts``.
        """
        self.tried[kind, attacker.login] += 1
        if attacker.is_knowing:
            self._keep_window(answer.result)
        self.calls[answer.number] = (attacker, kind, what)
        if "amounts" in sees and (seen := AMOUNT.search(answer.text)):
            self.note(attacker, kind, what, f"amount seen: {seen[0]}{' in an error' if answer.error else ''}")
        if "names" in sees and (seen := self.names.search(answer.text)):
            self.note(attacker, kind, what, f"name seen: {seen[0]}")
        if "texts" in sees and (seen := self.texts.search(answer.text)):
            self.note(attacker, kind, what, f"text seen: {seen[0]}")
        self._judge_error(attacker, kind, what, answer)
        return answer

    def _keep_window(self, action):
        """Keep how a button opens a window."""
        if not isinstance(action, dict) or action.get("type") != "ir.actions.act_window":
            return
        context = action.get("context")
        window = (context if isinstance(context, dict) else {}, action.get("res_id") or None)
        known = self.windows[action.get("res_model")]
        if len(known) < WINDOWS and window not in known:
            known.append(window)

    def _judge_error(self, attacker, kind, what, answer):
        if not answer.error:
            if answer.status < 400:
                self.allowed.setdefault((attacker.login, kind), what)
            return
        if answer.error.startswith(CLEAN) and "psycopg2" not in answer.error:
            return
        if "Expected singleton" in answer.message:
            return  # core's own refusal of none or several records
        frames = OUR_FRAME.findall(answer.trace)
        if frames or answer.error.startswith("psycopg2") or not answer.trace:
            if "LockNotAvailable" in answer.error or "canceling statement due to lock timeout" in answer.message:
                return
            where = f" in {frames[-1][0].split('account_dunning/')[-1]}:{frames[-1][2]}" if frames else ""
            message = " ".join(answer.message.split())[:90]
            self.note(attacker, kind, what, f"server error: {answer.error}{where} ({message})")

    def changes(self, taken, zones):
        """Judge what requests would have committed.

        Args:
            taken: dict of request number → [table, operation, old row, new row].
            zones: dict of login → :class:`Zone`, or None for who may write them all.
        """
        for number, rows in taken.items():
            if number not in self.calls:
                continue
            attacker, kind, what = self.calls[number]
            own = own_after_all(rows)
            for table, operation, old, new in rows:
                if table in HARMLESS or is_asset_bundle(table, old, new):
                    continue
                why = self.evidence.spoilt(table, operation, old, new)
                if why and (what.partition("(")[0], table) not in DEEDS:
                    self.note(attacker, "evidence", what, why)
                if (table, (new or {}).get("id")) not in own and self._is_shared(table, old, new):
                    self.note(attacker, kind, what, f"{operation} {table}, a setting of all companies: {changed_columns(old, new)}")
                zone = zones.get(attacker.login)
                if zone is None or self._is_transient(table):
                    continue
                for row in filter(None, (old, new)):
                    if column := zone.touched(table, row):
                        values = changed_columns(old, new)
                        self.note(attacker, kind, what, f"{operation} {table} (by {column}): {values}"[:160])
                        break

    def _is_shared(self, table, old, new):
        """Tell whether a row is, or becomes, a setting of all companies: nobody here works in all of them."""
        if old and new and {name for name in new if old.get(name) != new[name]} <= KEPT_OF_SHARED.get(table, set()) | WRITTEN:
            return False
        model = self.spec["models"].get(self.spec["tables"].get(table, ""))
        return bool(model and model.get("shared")) and any(not row.get("company_id") for row in (old, new) if row)

    def _is_transient(self, table):
        model = self.spec["models"].get(self.spec["tables"].get(table, ""))
        return bool(model and model["transient"]) or "wizard" in table


def own_after_all(rows):
    """Return (table, id) of rows that are new and end as a company's own: a company taken over from the parent comes last."""
    made = {(table, new.get("id")) for table, operation, _old, new in rows if operation == "INSERT"}
    last = {(table, new.get("id")): new.get("company_id") for table, _operation, _old, new in rows if new}
    return {key for key in made if last[key]}


def is_asset_bundle(table, old, new):
    """Tell whether a row is a bundle of scripts or styles, which core makes anew for whoever opens the first page.

    It is public and belongs to no record; it is filed under the database's first company.
    """
    return table == "ir_attachment" and all(
        (row.get("url") or "").startswith("/web/assets/") and row.get("public") and row.get("res_model") == "ir.ui.view"
        and not row.get("res_id")
        for row in (old, new) if row
    )  # fmt: skip


def is_shut(answer):
    """Tell whether somebody has no right to a model, whichever record is asked for: the next record gives the same answer."""
    return answer.error.endswith("AccessError") and answer.message.startswith("You are not allowed to")


def is_ruled(answer):
    """Tell whether a record was refused by a rule of records, whatever was asked of it."""
    return answer.error.endswith("AccessError") and "top-secret" in answer.message


def is_closed(answer):
    """Tell whether somebody may not make records of a model at all."""
    return answer.error.endswith("AccessError") and "not allowed to create" in answer.message


def changed_columns(old, new):
    """Say in short which columns changed."""
    if not (old and new):
        return ""
    names = [name for name in new if old.get(name) != new[name] and name not in WRITTEN]
    return ", ".join(names[:6])
