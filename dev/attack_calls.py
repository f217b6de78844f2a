"""Calls, reads, creates and writes with foreign ids, through every model: the list comes from the registry."""

from attack_judge import is_closed, is_ruled, is_shut
from attack_stock import SAMPLES, SKIPPED

WAYS = ("web", "jsonrpc", "json2")
# Models of core on which the add-on defines fields or methods are read too, with the add-on's fields.
TEXT = ("char", "text", "html")
TELLING = (*TEXT, "monetary", "one2many")
ACTIVE = (
    "dunning.profile", "dunning.action", "account.move", "res.partner", "dunning.receivable", "dunning.reply",
    "dunning.dispute", "dunning.promise", "dunning.statement", "dunning.hold", "account.move.line", "dunning.coverage",
)  # fmt: skip
# Core's methods that say nothing about a record or change the attacker's own things only.
CORE_SKIPPED = {"message_process", "message_route", "message_route_process", "message_new", "message_parse"}


class Calls:
    """All attacks of one user through models.

    Args:
        attacker: :class:`attack_client.Attacker`.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        sees: canaries that he may not see.
        only: names of models to try, all by default.
    """

    def __init__(self, attacker, stock, judge, sees, only=None):
        self.attacker, self.stock, self.judge, self.sees = attacker, stock, judge, sees
        self.models = {
            name: one for name, one in stock.spec["models"].items() if (only is None or name in only) and name
        }
        self.turn = 0

    def do(self, kind, model, method, args=(), kwargs=None, context=None, keep=False, way=None, to=None):
        """Call a method and have the answer judged; ``to`` names the field that leads to a foreign record."""
        if way is None:
            way = WAYS[self.turn % 3]
            self.turn += 1
        answer = self.attacker.call(model, method, args, kwargs, context, way, keep)
        if "SerializationFailure" in answer.error:  # beside what others keep at the same moment; a person tries again
            answer = self.attacker.call(model, method, args, kwargs, context, way, keep)
        what = f"{model}.{method}"
        if to or context:
            shown = [f"{name}={value}" if name == "active_model" else name for name, value in (context or {}).items()]
            names = [to] if to else [name for name in shown if name.startswith(("active_model", "default_"))]
            what += f"({', '.join(names)})"
        return self.judge.watch(self.attacker, kind, what, answer, self.sees)

    # -- methods -----------------------------------------------------------------------------------

    def methods(self):
        """Call every public method with foreign records; what a model has from core's mixins, on one model."""
        inherited = set()
        for model, one in self.models.items():
            ids = self.stock.foreign(self.attacker, model)
            for method, signature in one["methods"].items():
                if method in ("create", "write", "unlink", "onchange", "web_save"):
                    continue  # these have parts of their own
                arguments = self.stock.arguments(self.attacker, model, signature)
                if signature["model"] or one["abstract"]:
                    self.do("method", model, method, [], arguments)
                    continue
                for target in ids[:SAMPLES] or [None]:
                    answer = self.do("method", model, method, [[target]] if target else [[]], arguments)
                    if is_shut(answer):  # by the model's rights: the next record gives the same answer
                        break
            for method, signature in one["inherited"].items():
                if method in one["methods"] or method in CORE_SKIPPED or not ids or method in inherited:
                    continue
                inherited.add(method)
                arguments = self.stock.arguments(self.attacker, model, signature)
                args = [] if signature["model"] else [ids[:1]]
                self.do("method of core", model, method, args, arguments)

    # -- reads -------------------------------------------------------------------------------------

    def reads(self):
        """Follow each way to read."""
        for model, one in self.models.items():
            if one["abstract"]:
                continue
            fields = self._readable(model)
            if not fields:
                continue
            ids = self.stock.foreign(self.attacker, model)
            self._read_ids(model, fields, ids)
            self._read_all(model, fields)

    def _readable(self, model):
        answer = self.do("read", model, "fields_get", [], {"attributes": ["type", "store", "sortable", "relation"]}, way="web")
        known = self.stock.spec["models"][model]["fields"]
        core = not model.startswith("dunning.")
        return {
            name: field for name, field in (answer.result or {}).items()
            if name in known and (not core or known[name]["ours"] or name in ("display_name", "name"))
        } if isinstance(answer.result, dict) else {}  # fmt: skip

    def _names_records(self, model):
        return self.stock.spec["models"][model]["fields"].get("display_name", {}).get("ours", False)

    def _specification(self, fields):
        return {
            name: {"fields": {"display_name": {}}} if field["type"] in ("many2one", "one2many", "many2many") else {}
            for name, field in fields.items()
            if field["type"] != "reference"
        }

    def _read_ids(self, model, fields, ids):
        names, shut, refused, ruled = list(fields), False, False, True
        for target in ids[:SAMPLES]:
            answer = self.do("read", model, "read", [[target], names])
            shut, refused = is_shut(answer), refused or bool(answer.error)
            ruled = ruled and is_ruled(answer)
            if target == ids[0] or not ruled:  # what a rule of records refused, these are refused too
                self.do("read", model, "web_read", [[target]], {"specification": self._specification(fields)}, way="web")
                self.do("read", model, "export_data", [[target], [name for name in names if name != "id"]])
            if shut:
                break
        # alone where all together were refused: stored ones perhaps for another field's sake, others are computed without a query
        known = self.stock.spec["models"][model]["fields"]
        alone = [name for name in names if refused and known[name]["type"] in TELLING and not (ruled and known[name]["store"])]
        for name in alone[: 2 if shut else None] if ids and model.startswith("dunning.") else ():
            self.do("read", model, "read", [ids[:1], [name]])
        if ids and model.startswith("dunning."):  # of a model of core it is core's own answer, with fields that are not ours
            self.do("read", model, "copy_data", [ids[:1]])
        if ids:
            self.do("read", model, "get_formview_action", [ids[:1]])

    def _read_all(self, model, fields):
        names = list(fields)
        zone = self.stock.zones[self.attacker.login]
        answer = self.do("read", model, "search", [[]], {"limit": 2000})
        if is_shut(answer):  # so are core's other ways; what the add-on overrides of them is called with its methods
            return
        seen = set(answer.result) if isinstance(answer.result, list) else set()
        if zone and model.startswith("dunning.") and seen & zone.ids.get(model, set()):
            found = sorted(seen & zone.ids[model])[:3]
            self.judge.note(self.attacker, "read", f"{model}.search", f"foreign records found: {found}")
        self.do("read", model, "search_read", [[]], {"fields": names, "limit": 200})
        self.do("read", model, "web_search_read", [[], self._specification(fields)], {"limit": 200}, way="web")
        # a record of core is named by core, unless the add-on names it
        for text in ("", "Customer") if model.startswith("dunning.") or self._names_records(model) else ():
            self.do("read", model, "name_search", [text])
        self._read_groups(model, fields)
        self.do("read", model, "export_data", [list(seen)[:100], [name for name in names if name != "id"]])
        spec = self._specification(fields)
        self.do("read", model, "onchange", [[], {}, [], spec], way="web")
        self.do("read", model, "default_get", [names], way="web")

    def _read_groups(self, model, fields):
        known = self.stock.spec["models"][model]["fields"]
        sums = [
            f"{name}:sum" for name, field in fields.items() if field["type"] in ("monetary", "float") and field.get("store")
        ][:25]
        groups = [name for name, field in fields.items() if field["type"] in ("many2one", "selection") and known[name]["store"]]
        for group in groups[:6]:
            if is_shut(self.do("read", model, "formatted_read_group", [[], [group], ["__count", *sums]])):
                break
            if group in groups[:2]:  # the same groups once more, as the web client asks for them
                self.do("read", model, "web_read_group", [[], [group]], {"aggregates": ["__count", *sums]}, way="web")
        self.do("read", model, "formatted_read_group", [[], [], ["__count", *sums]])

    # -- creates and writes ------------------------------------------------------------------------

    def creates(self):
        """Create with a foreign id in each relational field."""
        for model, one in self.models.items():
            if one["abstract"] or one["transient"] or not model.startswith("dunning."):
                continue
            base = self.stock.base(self.attacker, model)
            answer = self.do("create", model, "create", [[base]])
            pointing = list(self.stock.pointing(self.attacker, model))
            if is_closed(answer):
                pointing = pointing[:2]
            for name, value in pointing:
                self.do("create", model, "create", [[{**base, name: value}]], to=name)
            if pointing:
                self.do("create", model, "create", [[{**base, **self._whole(model)}]], to="all together")

    def _whole(self, model):
        """Return all many2one fields of one foreign record together: a set that fits."""
        ids = self.stock.foreign(self.attacker, model)
        names = [
            name for name, field in self.stock.relational(model)
            if field["type"] == "many2one" and field["store"] and name not in SKIPPED
        ]  # fmt: skip
        if not ids or not names:
            return {}
        answer = self.stock.seers["a"].call(model, "read", [ids[:1], names])
        rows = answer.result if isinstance(answer.result, list) else []
        return {name: value[0] for row in rows for name, value in row.items() if isinstance(value, list) and value}

    def writes(self):
        """Write foreign ids into own records, and anything into foreign ones."""
        for model, one in self.models.items():
            if one["abstract"] or one["transient"] or not model.startswith("dunning."):
                continue
            own, foreign = self.stock.own(self.attacker, model), self.stock.foreign(self.attacker, model)
            pointing = list(self.stock.pointing(self.attacker, model))
            texts = [name for name, field in one["fields"].items() if field["type"] in TEXT and field["store"]]
            self._write_pointers(model, own, pointing)
            if one["shared"] and texts:  # whoever sees a setting of all companies may not change it for that
                for target in own[:2]:
                    self.do("write shared", model, "write", [[target], {texts[0]: "x"}])
            for target in foreign[:SAMPLES]:
                answers = [self.do("write foreign", model, "write", [[target], {name: "x"}]) for name in texts[:2]]
                methods = ("unlink", "copy", *(["action_archive"] if "active" in one["fields"] else []))
                answers += [self.do("write foreign", model, method, [[target]]) for method in methods]
                values = {texts[0]: "x"} if texts else {}
                answers.append(self.do("write foreign", model, "web_save", [[target], values, {"id": {}}], way="web"))
                if all(map(is_shut, answers)):  # by the model's rights: the next record gives the same answers
                    break

    def _write_pointers(self, model, own, pointing):
        """Write foreign ids into own records; into a second one what the first refused for another reason than the foreign id."""
        for target in own[:2]:
            refused, left = 0, []
            for name, value in pointing:
                answer = self.do("write", model, "write", [[target], {name: value}], to=name)
                refused += answer.error.endswith("AccessError") and "not allowed to modify" in answer.message
                if answer.error and not answer.error.endswith("AccessError"):
                    left.append((name, value))
                if refused > 2:
                    return
            if not refused and (whole := self._whole(model)):
                self.do("write", model, "write", [[target], whole], to="all together")
            pointing = left

    # -- dialogues ---------------------------------------------------------------------------------

    def dialogues(self):
        """Open each dialogue on foreign records, read what it shows, press its buttons."""
        for model, one in self.models.items():
            if not one["transient"] or not model.startswith("dunning."):
                continue
            fields = self._readable(model)
            if not fields:
                continue
            spec = self._specification(fields)
            closed = 0  # whoever may not open the dialogue at all is refused alike whatever it is about
            for context in self._contexts(model):
                self.do("dialogue", model, "default_get", [list(fields)], context=context, way="web")
                self.do("dialogue", model, "onchange", [[], {}, [], spec], context=context, way="web")
                answer = self.do("dialogue", model, "create", [[{}]], context=context, keep=True, way="web")
                if "active_model" in context or not self.attacker.is_knowing:  # for them the same is pressed below
                    self._press(model, fields, answer, context)
                closed += is_closed(answer)
                if closed > 2:
                    break
            base = self.stock.base(self.attacker, model)
            for name, value in self.stock.pointing(self.attacker, model):
                values = {**base, name: value}
                self.do("dialogue", model, "onchange", [[], values, [name], spec], way="web", to=name)
                answer = self.do("dialogue", model, "create", [[values]], keep=True, way="web", to=name)
                self._press(model, fields, answer, {}, name)
                closed += is_closed(answer)
                if closed > 4:
                    break
            own = self.attacker.call(model, "create", [[base]], keep=True).result
            for name, value in self.stock.pointing(self.attacker, model) if isinstance(own, list) else ():
                self.do("dialogue", model, "write", [own, {name: value}], way="web", to=name)
                self.do("dialogue", model, "web_save", [own, {name: value}, spec], way="web", to=name)

    def _contexts(self, model):
        yield {}
        for active in ACTIVE if self.stock.minds_active(model, ACTIVE) else ():
            if ids := self.stock.foreign(self.attacker, active)[:1]:
                yield {"active_model": active, "active_id": ids[0], "active_ids": ids}
        for name, value in self.stock.pointing(self.attacker, model):
            yield {f"default_{name}": value if isinstance(value, int) else [value[0][1]]}

    def _press(self, model, fields, answer, context, to=None):
        ids = answer.result if isinstance(answer.result, list) else []
        if not ids:
            return
        self.do("dialogue", model, "read", [ids, list(fields)], context=context, to=to)
        self.do("dialogue", model, "web_read", [ids], {"specification": self._specification(fields)}, context, way="web", to=to)
        for method, signature in self.models[model]["methods"].items():
            if method not in ("create", "write", "unlink", "onchange", "web_save") and not signature["model"]:
                arguments = self.stock.arguments(self.attacker, model, signature)
                self.do("dialogue", model, method, [ids], arguments, context, to=to)
