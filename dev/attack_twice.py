"""What a person does without meaning harm: days and numbers without bounds, and the same button twice."""

from concurrent.futures import ThreadPoolExecutor

import lib
from attack_stock import SKIPPED

FAR, LATER, HUGE = "9999-12-31", "2099-01-01", 10**9
# The screens and runs that must go on whatever is in the database.
SCREENS = ("dunning.profile", "dunning.receivable", "dunning.event", "dunning.task", "dunning.coverage", "account.move")
# Tables whose rows a second press may add: words about what was done.
WORDS = {"mail_message", "mail_notification", "mail_followers", "mail_activity", "message_attachment_rel", "bus_bus"}
BUTTONS = ("action_confirm", "action_send")


class Bounds:
    """Days, numbers and amounts beyond all sense, as somebody who may write them.

    Args:
        attacker: :class:`attack_client.Attacker`.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        campaign: :class:`attack.Campaign`.
    """

    def __init__(self, attacker, stock, judge, campaign):
        self.attacker, self.stock, self.judge, self.campaign = attacker, stock, judge, campaign

    def run(self):
        """Try each field of each model; then let bad days lie in the database and open the screens."""
        for model, one in self.campaign.spec["models"].items():
            if not model.startswith("dunning.") or one["abstract"] or not one["auto"]:
                continue
            if self.campaign.only and model not in self.campaign.only:
                continue
            base = self.stock.base(self.attacker, model)
            own = [] if one["transient"] else self.stock.own(self.attacker, model, 1)
            for name, field in one["fields"].items():
                for value in self._values(name, field):
                    typed = not field["readonly"] and not one["transient"] and not model.endswith(".line")
                    limited = typed and self._has_limit(name, field, value)
                    self._do(model, "create", name, value, [[{**base, name: value}]], limited)
                    if own:
                        self._do(model, "write", name, value, [own, {name: value}], limited)
        if not self.campaign.only:
            self._stored()

    @staticmethod
    def _values(name, field):
        if name in SKIPPED or not field["store"]:
            return ()
        if field["type"] in ("date", "datetime"):
            return (FAR, LATER) if field["type"] == "date" else (f"{FAR} 23:59:59",)
        return {"integer": (HUGE, -5), "monetary": (1e15, -5.0), "float": (1e15, -5.0)}.get(field["type"], ())

    @staticmethod
    def _has_limit(name, field, value):
        """Tell whether a value must be refused when somebody types it."""
        if field["type"] in ("date", "datetime"):
            return str(value).startswith(FAR)
        return value == HUGE and name.endswith(("_days_to_settle", "delay", "interval", "_cap"))

    def _do(self, model, method, name, value, args, limited):
        answer = self.attacker.call(model, method, args)
        what = f"{model}.{method}({name} = {value})"
        self.judge.watch(self.attacker, "bounds", what, answer, ())
        if limited and not answer.error:
            self.judge.note(self.attacker, "bounds", what, "accepted")

    def _stored(self):
        """What is in the database already breaks no screen: a due date, a hold and a promise for ever."""
        known = self.stock.known
        lib.sql(
            "UPDATE account_move_line SET date_maturity = '9999-12-31' WHERE id IN (SELECT l.id FROM account_move_line l "
            "JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable' "
            f"WHERE l.partner_id = {known['partners']['mine'][-1]} AND l.amount_residual > 0 LIMIT 1)",
            self.stock.db,
        )
        lib.sql(f"UPDATE dunning_hold SET date_end = '9999-12-31' WHERE partner_id = {known['partners']['mine'][0]}", self.stock.db)
        for model in SCREENS:
            fields = self.attacker.call(model, "fields_get", [], {"attributes": ["type"]}).result or {}
            names = [name for name in fields if model.startswith("dunning.") or "dunning" in name]
            answer = self.attacker.call(model, "search_read", [[]], {"fields": names, "limit": 500})
            self.judge.watch(self.attacker, "bounds", f"{model} with a day in 9999 in the database", answer, ())
        for method in ("action_preview", "action_run"):
            run = self.attacker.call("dunning.run", "create", [[{"company_id": known["companies"]["a"]}]], keep=True).result
            answer = self.attacker.call("dunning.run", method, [run])
            self.judge.watch(self.attacker, "bounds", f"dunning.run.{method} with a day in 9999 in the database", answer, ())


class Twice:
    """Each dialogue's last button twice: one after the other, and at the same time; arguments as for :class:`Bounds`."""

    def __init__(self, attacker, stock, judge, campaign):
        self.attacker, self.stock, self.judge, self.campaign = attacker, stock, judge, campaign

    def run(self):
        """Press the buttons of all dialogues."""
        self.campaign.collect()
        partners = self.stock.known["partners"]["mine"]
        for model, one in self.campaign.spec["models"].items():
            if not one["transient"] or (self.campaign.only and model not in self.campaign.only):
                continue
            for button in set(BUTTONS) & one["methods"].keys():
                for number, simultaneous in ((1, False), (2, True)):
                    self._press(model, button, partners[number], simultaneous)

    def _dialogue(self, model, partner):
        """Open a dialogue about a customer as the web client does, required fields filled; return its id."""
        find = self.attacker.call
        profile = (find("dunning.profile", "search", [[["partner_id", "=", partner]]]).result or [False])[:1]
        items = find("dunning.receivable", "search", [[["partner_id", "=", partner]]], {"limit": 1}).result or []
        moves = find("account.move", "search", [[["partner_id", "=", partner], ["payment_state", "=", "not_paid"]]]).result or []
        action = find("dunning.action", "search", [[["partner_id", "=", partner], ["state", "=", "todo"]]], {"limit": 1}).result
        given = {
            "partner_id": partner, "profile_id": profile[0] if profile else False, "move_ids": [[6, 0, moves[:1]]],
            "receivable_ids": [[6, 0, items]], "profile_ids": [[6, 0, profile]], "text": "x", "reason": "x", "description": "x",
            "action_id": action[0] if action else False, "action_ids": [[6, 0, action or []]], "note": "x",
        }  # fmt: skip
        fields = self.campaign.spec["models"][model]["fields"]
        defaults = find(model, "default_get", [list(fields)]).result or {}
        values = {**defaults, **{name: value for name, value in given.items() if name in fields and value}}
        for name, field in fields.items():
            if field["required"] and not values.get(name) and name not in SKIPPED:
                values[name] = self.stock.made_up(self.attacker, name, field)
        answer = find(model, "create", [[values]], keep=True)
        return answer.result[0] if isinstance(answer.result, list) and answer.result else None

    def _press(self, model, button, partner, simultaneous):
        first, second = self._dialogue(model, partner), None
        if first and simultaneous:
            second = self._dialogue(model, partner)
        ids = [first, second or first]
        if not first:
            return
        self.campaign.collect()
        if simultaneous:
            with ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(lambda one: self.attacker.call(model, button, [[one]], keep=True), ids))
        else:
            answers = [self.attacker.call(model, button, [[one]], keep=True) for one in ids]
        what = f"{model}.{button} {'twice at once' if simultaneous else 'twice'}"
        for answer in answers:
            self.judge.watch(self.attacker, "done twice", what, answer, ())
        taken = self.campaign.server.ask("take")
        rows = [self._made(taken.get(answer.number, [])) for answer in answers]
        both = sorted(set(rows[0]) & set(rows[1]))
        if all(rows) and both:
            self.judge.note(self.attacker, "done twice", what, f"both made rows in {', '.join(both[:4])}")

    def _made(self, rows):
        """Return the tables in which rows were made that last."""
        models, tables = self.campaign.spec["models"], self.campaign.spec["tables"]
        return [
            table for table, operation, _old, _new in rows
            if operation == "INSERT" and table not in WORDS and "wizard" not in table
            and not models.get(tables.get(table, ""), {"transient": False})["transient"]
            and (table.startswith("dunning_") or table in ("mail_mail", "sms_sms"))
        ]  # fmt: skip
