"""What an attacker has in his hands: ids of foreign records and of his own, and arguments for any method."""

import re
from collections import defaultdict

from attack_judge import Zone

PARTNER_FIELDS = ("partner_id", "commercial_partner_id")
# What makes one record of a model another case than the next.
KINDS = ("state", "channel", "kind", "sender")
# As many foreign records of a model are tried, of different states.
SAMPLES = 3
DAY = re.compile(r"date|day|until|month")

# Fields that core writes or computes; creating with them tells nothing.
SKIPPED = {
    "id", "display_name", "create_uid", "create_date", "write_uid", "write_date", "message_ids", "activity_ids",
    "message_follower_ids", "message_partner_ids", "activity_user_id", "activity_type_id", "rating_ids",
    "website_message_ids", "activity_calendar_event_id", "message_main_attachment_id", "activity_state",
    "access_token", "access_url", "access_warning",
}  # fmt: skip


class Stock:
    """Foreign and own records by model.

    Args:
        db: the database.
        spec: what ``attack_server`` describes.
        known: what ``attack_world`` says.
        seers: dict of place (``a``, ``b``) → :class:`attack_client.Attacker` who sees that company whole.
    """

    def __init__(self, db, spec, known, seers):
        self.db, self.spec, self.known, self.seers = db, spec, known, seers
        self.rows = {place: self._all_rows(seer) for place, seer in seers.items()}
        companies, partners, users = known["companies"], known["partners"], known["users"]
        office = [user["id"] for login, user in users.items() if not login.endswith("_b")]
        a_partners = partners["secret"] + partners["mine"] + partners["branch"]
        whole = Zone(
            db, spec,
            {"res.company": [companies["a"], companies["branch"]], "res.partner": a_partners, "res.users": office},
        )  # fmt: skip
        secret = Zone(db, spec, {"res.partner": partners["secret"]})
        self.zones = {
            login: whole if login.endswith("_b") else None if login.endswith("_branch") else secret for login in users
        }
        for login in ("collector_a", "manager_a", "manager_all", "gateway_a", "chief_a"):
            self.zones[login] = None
        self._foreign, self._minding = {}, {}

    def _all_rows(self, seer):
        """Return everything that a credit manager finds: dict of model → list of {id, partner_id, state…}."""
        found = {}
        core = ("account.move", "account.move.line", "res.partner", "res.users", "res.company", "account.payment")
        for model in [*(name for name, one in self.spec["models"].items() if not one["abstract"]), *core]:
            fields = self.spec["models"].get(model, {"fields": {}})["fields"]
            wanted = [name for name in (*KINDS, *PARTNER_FIELDS) if name in fields]
            kwargs = {"domain": [], "fields": wanted, "limit": 3000}
            if "active" in fields:
                kwargs["domain"] = [["active", "in", [True, False]]]
            answer = seer.call(model, "search_read", kwargs=kwargs)
            rows = answer.result if isinstance(answer.result, list) else []
            found[model] = [row for row in rows if isinstance(row.get("id"), int)]
        return found

    def foreign(self, attacker, model):
        """Return ids of some records that are not the attacker's, of as many states as there are."""
        key = (attacker.login, model)
        if key not in self._foreign:
            self._foreign[key] = self._find_foreign(attacker, model)
        return self._foreign[key]

    def _find_foreign(self, attacker, model):
        zone = self.zones[attacker.login] or self.zones["contributor_a"]
        ids = zone.ids.get(model)
        rows = [
            row for row in self.rows["a"].get(model, [])
            if (row["id"] in ids if ids else self._is_foreign(row, zone, attacker))
        ]  # fmt: skip
        kinds = defaultdict(list)
        for row in rows:
            kinds[tuple(row.get(name) for name in KINDS)].append(row["id"])
        picked, depth = [], 0
        while len(picked) < min(len(rows), SAMPLES * 3) and kinds:
            picked += [found[depth] for found in kinds.values() if depth < len(found)]
            depth += 1
        return picked or sorted(ids or ())[:SAMPLES]

    @staticmethod
    def _is_foreign(row, zone, attacker):
        for name in PARTNER_FIELDS:
            if row.get(name):
                value = row[name]
                return (value[0] if isinstance(value, list) else value) in zone.ids["res.partner"]
        return attacker.place == "b"

    def own(self, attacker, model, count=2):
        """Return ids of records that the attacker himself finds."""
        fields = self.spec["models"].get(model, {"fields": {}})["fields"]
        domain = [["active", "in", [True, False]]] if "active" in fields else []
        answer = attacker.call(model, "search", [domain], {"limit": count})
        return [one for one in answer.result or [] if isinstance(one, int)] if isinstance(answer.result, list) else []

    def minds_active(self, model, names):
        """Tell whether a dialogue shows another thing when it is opened from some record, to who may do all there is.

        :param names: models of such records
        """
        if model not in self._minding:
            seer, fields = self.seers["a"], list(self.spec["models"][model]["fields"])
            shown = [seer.call(model, "default_get", [fields])]
            for name in names:
                ids = [row["id"] for row in self.rows["a"].get(name, [])[:1]]
                context = {"active_model": name, "active_id": (*ids, 1)[0], "active_ids": ids}
                shown.append(seer.call(model, "default_get", [fields], context=context))
            self._minding[model] = bool(shown[0].error) or len({(repr(one.result), one.message) for one in shown}) > 1
        return self._minding[model]

    # -- values ------------------------------------------------------------------------------------

    def relational(self, model):
        """Yield (name, field) of the fields through which a model points to others."""
        for name, field in self.spec["models"][model]["fields"].items():
            if field["type"] in ("many2one", "one2many", "many2many") and name not in SKIPPED:
                yield name, field

    def pointing(self, attacker, model):
        """Yield (field, value) for each relational field, the value leading to a foreign record."""
        for name, field in self.relational(model):
            for one in self.foreign(attacker, field["comodel"])[:1]:
                yield name, one if field["type"] == "many2one" else [[4, one]]

    def base(self, attacker, model):
        """Return values as for a new record of the attacker's own: copied from one he finds, else made up."""
        fields = self.spec["models"][model]["fields"]
        names = [
            name for name, field in fields.items()
            if field["required"] and name not in SKIPPED and field["type"] not in ("one2many",)
        ]  # fmt: skip
        place = "b" if attacker.place == "b" else "a"
        helper = attacker if self.own(attacker, model, 1) else self.seers[place]
        values = {}
        ids = self.own(helper, model, 1)
        if ids and names:
            answer = helper.call(model, "read", [ids, names])
            for row in answer.result if isinstance(answer.result, list) else []:
                values = {
                    name: value[0] if isinstance(value, list) and fields[name]["type"] == "many2one" and value else value
                    for name, value in row.items() if name != "id"
                }  # fmt: skip
        for name in names:
            values.setdefault(name, self.made_up(attacker, name, fields[name]))
            if fields[name]["type"] == "many2many" and values[name] and isinstance(values[name][0], int):
                values[name] = [[6, 0, values[name]]]  # forms send commands
        return {name: value for name, value in values.items() if value is not None}

    def made_up(self, attacker, name, field):
        """Return some value for a field."""
        kind = field["type"]
        if kind == "many2one":
            return next(iter(self.own(attacker, field["comodel"], 1)), None)
        if kind == "many2many":
            return [[6, 0, self.own(attacker, field["comodel"], 1)]]
        if kind == "selection":
            return field["selection"][0] if field["selection"] else None
        made = {"char": "x", "text": "x", "html": "<p>x</p>", "integer": 1, "float": 1.0, "monetary": 1.0}
        return {"date": self.known["today"], "datetime": f"{self.known['today']} 10:00:00"}.get(kind, made.get(kind))

    def argument(self, attacker, model, name):
        """Return a value for a parameter of a method."""
        fields = self.spec["models"][model]["fields"]
        partner = next(iter(self.foreign(attacker, "res.partner")), 1)
        values = {
            "vals": {"name": "x"}, "values": {"name": "x"}, "vals_list": [self.base(attacker, model)] if fields else [{}],
            "domain": [], "groupby": ["partner_id"] if "partner_id" in fields else [], "aggregates": ["__count"],
            "fields": list(fields)[:40], "filters": {}, "choice": [], "default": {}, "having": [], "offset": 0,
            "limit": 80, "order": None, "bucket": 0, "code": "overdue", "allfields": None, "attributes": None,
            "body": "x", "partner_ids": [attacker.me["partner"]], "subtype_ids": None, "user_id": attacker.me["id"],
            "update_vals": {}, "msg_dict": {
                "message_id": "<attack@example.com>", "from": "a@example.com", "email_from": "a@example.com",
                "author_id": partner, "subject": "x", "body": "<p>x</p>", "date": f"{self.known['today']} 10:00:00",
                "attachments": [], "recipients": "", "to": "", "partner_ids": [], "message_type": "email",
            },
            "filter_domain": [], "fields_spec": {}, "field_names": [], "ids": self.foreign(attacker, model)[:1],
        }  # fmt: skip
        if name in values:
            return values[name]
        if name == "outcome" and "outcome" in fields and fields["outcome"]["selection"]:
            return fields["outcome"]["selection"][0]
        if name.endswith("_ids"):
            return []
        if name.endswith("_id"):
            return 1
        return self.known["today"] if DAY.search(name) else "x"

    def arguments(self, attacker, model, signature):
        """Return values for the required parameters of a method, by name."""
        return {
            name: self.argument(attacker, model, name)
            for name, has_default in signature["parameters"]
            if not has_default or name in ("filters", "vals_list", "domain", "groupby", "outcome", "update_vals")
        }
