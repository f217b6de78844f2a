"""What nobody else entered: who may do all that there is opens the windows and presses the buttons as the web client does.

The other parts try foreign records, and most bodies stop those at their first check. Here a person of company A goes to his
own ones, in every state that there is, until the body of each public method has been reached; so what the others were
refused is known to be a refusal and no error of the attack's own making.
"""

import base64
import re

from attack_judge import is_closed
from attack_stock import KINDS, SKIPPED

# As many records of a model are tried, of different states, and as many ways to open a dialogue.
TRIES, OPENINGS = 24, 16
# As many fields of a record are written as they are.
FIELDS = 20
TEXT = ("char", "text", "html")
TYPES = (*TEXT, "integer", "float", "monetary", "selection", "date", "datetime", "many2one")
PLAIN = (*TYPES, "boolean")
OPENER = re.compile(r"action_|open_|button_")
# What is typed into a dialogue before its buttons are pressed, where the first value of each field is not what it waits for.
TYPED = {
    "dunning.dispute.settle.wizard": {"resolution": "accepted"},
    "dunning.post.file.wizard": {"content": base64.b64encode(b"number;status;date\n1A1990001;posted;2026-01-02\n").decode()},
    "dunning.rate.import.wizard": {"content": base64.b64encode(b"no table of rates").decode()},
}


class Doors:
    """One person at all doors that are still shut.

    Args:
        attacker: :class:`attack_client.Attacker`.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        campaign: :class:`attack.Campaign`.
    """

    def __init__(self, attacker, stock, judge, campaign):
        from attack_calls import Calls

        self.attacker, self.stock, self.campaign = attacker, stock, campaign
        self.calls = Calls(attacker, stock, judge, (), campaign.only)
        self.models, self.windows = self.calls.models, judge.windows

    def run(self):
        """Try each method whose body nobody has reached, records first: their buttons open the dialogues."""
        for model, method in self._find_shut():
            if not self.models[model]["transient"] and not self._is_open(model, method):
                self._press_record(model, method)
        shut = {}
        for model, method in self._find_shut():
            if self.models[model]["transient"]:
                shut.setdefault(model, []).append(method)
        if not self.windows.keys() >= shut.keys():
            self._press_openers()
        for model, methods in shut.items():
            self._press_dialogue(model, methods)

    def _find_shut(self):
        """Return (model, method) of what nobody has entered."""
        entered = {(model, method) for model, method, how in self.campaign.server.ask("reached") if "body" in how}
        return [
            (model, method) for model, one in self.models.items() for method, found in one["methods"].items()
            if (found["of"], method) not in entered
        ]  # fmt: skip

    def _is_open(self, model, method):
        return self.campaign.server.ask(f"entered/{self.models[model]['methods'][method]['of']}/{method}")

    def _do(self, model, method, args=(), kwargs=None, **more):
        return self.calls.do("door", model, method, args, kwargs, **more)

    # -- records ---------------------------------------------------------------------------------

    def _press_record(self, model, method):
        one, signature = self.models[model], self.models[model]["methods"][method]
        if method == "create":
            for values in self._new_values(model):
                self._do(model, method, [[values]])
            return
        if signature["model"] or one["abstract"]:
            self._do(model, method, [], self.stock.arguments(self.attacker, model, signature))
            return
        for target in self._pick(model):
            for args, kwargs in self._arguments(model, method, signature, target):
                self._do(model, method, args, kwargs)
                if self._is_open(model, method):
                    return

    def _pick(self, model):
        """Return ids of records that the person finds, of as many states as there are."""
        rows = self.stock.rows["a"].get(model) or []
        kinds = {}
        for row in rows:
            kinds.setdefault(tuple(row.get(name) for name in KINDS), []).append(row["id"])
        picked = [found[depth] for depth in range(TRIES) for found in kinds.values() if depth < len(found)]
        return picked[:TRIES] or self.stock.own(self.attacker, model, TRIES)

    def _arguments(self, model, method, signature, target):
        """Yield (positional, named) arguments for a method of a record."""
        if method in ("write", "web_save"):
            for values in self._changes(model, target):
                yield [[target], values, *([{"id": {}}] if method == "web_save" else [])], {}
        else:
            yield [[target]], self.stock.arguments(self.attacker, model, signature)

    def _changes(self, model, target):
        """Yield changes of one field: as it is now, so that no rule has anything to say, and another text."""
        fields = self.models[model]["fields"]
        names = [name for name, field in fields.items() if field["store"] and field["type"] in PLAIN and name not in SKIPPED]
        free = [name for name in names if not fields[name]["readonly"]] or names
        answer = self.attacker.call(model, "read", [[target], free[:FIELDS]])
        for row in answer.result if isinstance(answer.result, list) else []:
            for name in free[:FIELDS]:
                yield {name: row[name][0] if isinstance(row[name], list) else row[name]}
        for name in [name for name in free if fields[name]["type"] in TEXT][:2]:
            yield {name: "x"}

    def _new_values(self, model):
        """Yield values of new records: as of one that is there, and the least."""
        base = self.stock.base(self.attacker, model)
        yield base
        fields = self.models[model]["fields"]
        texts = [name for name in base if fields[name]["type"] in ("char", "text")]
        yield {**base, **dict.fromkeys(texts, "another one")}

    # -- dialogues -------------------------------------------------------------------------------

    def _press_dialogue(self, model, methods):
        """Open a dialogue in each way that was found, press what was not pressed."""
        left = [method for method in methods if method not in ("create", "onchange")]
        for context, record in self._openings(model):
            for values in ({}, self._typed(model, context)):
                ids = [record] if record else self._open_dialogue(model, context, values)
                for method in list(left) if ids else ():
                    signature = self.models[model]["methods"][method]
                    for args, kwargs in self._arguments(model, method, signature, ids[0]):
                        self._do(model, method, args, kwargs, context=context)
                    if self._is_open(model, method):
                        left.remove(method)
                if not left:
                    return

    def _press_openers(self):
        """Press the buttons of records that open something, whoever pressed them before: they say how dialogues are opened."""
        for model, one in self.models.items():
            targets = [] if one["transient"] or one["abstract"] else self._pick(model)
            for method, signature in one["methods"].items():
                if OPENER.match(method) and not signature["model"] and not any(not given for _name, given in signature["parameters"]):
                    for target in targets[:3]:
                        self._do(model, method, [[target]])

    def _openings(self, model):
        """Return (context, id of a record made by the button or None) in which a dialogue was or may be opened."""
        contexts = [(context, None) for context in self.calls._contexts(model)]
        own = [({}, target) for target in self.stock.own(self.attacker, model, 2)]
        return [*self.windows[model][:OPENINGS], *own, ({}, None), *contexts[:OPENINGS]]

    def _open_dialogue(self, model, context, values):
        """Return the ids of a new dialogue, or nothing."""
        answer = self._do(model, "create", [[values]], context=context, keep=True, way="web")
        return answer.result if isinstance(answer.result, list) and not is_closed(answer) else []

    def _typed(self, model, context):
        """Return what a person types: a value in each field that the dialogue leaves empty."""
        fields = {name: one for name, one in self.models[model]["fields"].items() if name not in SKIPPED}
        known = self.attacker.call(model, "default_get", [list(fields)], context=context).result
        known = known if isinstance(known, dict) else {}
        typed = {
            name: self.stock.made_up(self.attacker, name, field) for name, field in fields.items()
            if field["store"] and not field["readonly"] and not known.get(name)
            and (field["type"] in TYPES or (field["type"] == "many2many" and field["required"]))
        }  # fmt: skip
        typed.update(TYPED.get(model, {}))
        return {name: value for name, value in typed.items() if value is not None}
