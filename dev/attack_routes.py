"""Routes: reports, workbooks, files, the chatter's and the add-on's own, with foreign ids and with false tokens."""

import json
import re

import lib
from attack_stock import SAMPLES

THREADS = ("dunning.action", "dunning.profile", "dunning.promise", "dunning.dispute", "dunning.reply", "dunning.hold")


class Routes:
    """All attacks of one user through routes.

    Args:
        attacker: :class:`attack_client.Attacker`.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        sees: canaries that he may not see.
    """

    def __init__(self, attacker, stock, judge, sees):
        self.attacker, self.stock, self.judge, self.sees = attacker, stock, judge, sees

    def run(self):
        """Try them all."""
        self._reports()
        self._own_routes()
        self._exports()
        self._files()
        self._chatter()

    def _watch(self, what, answer):
        return self.judge.watch(self.attacker, "route", what, answer, self.sees)

    def _reports(self):
        rows = lib.sql("SELECT report_name, model FROM ir_act_report_xml WHERE report_name LIKE '%dunning%'", self.stock.db)
        for row in rows:
            name, model = row.split("|")
            ids = self.stock.foreign(self.attacker, model)[:SAMPLES] if model in self.stock.spec["models"] else []
            for target in ids:
                for converter in ("html", "text"):
                    self._watch(f"/report/{converter}/{name}", self.attacker.get(f"/report/{converter}/{name}/{target}"))
            data = json.dumps([f"/report/pdf/{name}/{next(iter(ids), 1)}", "qweb-pdf"])
            if ids and name.endswith("statement") and self.attacker.role == "manager":
                self._watch(f"/report/download {name}", self.attacker.post("/report/download", data=data, context="{}"))

    def _own_routes(self):
        for rule, kind, _methods in self.stock.spec["routes"]:
            for token in (None, "x", "0" * 36):
                for target in self.stock.foreign(self.attacker, "dunning.action")[:SAMPLES]:
                    self._open(rule, kind, target, token)

    def _open(self, rule, kind, target, token):
        path = rule.replace("<int:action_id>", str(target)).replace("<string:token>", f"{target}-page-{token}")
        moves = self.stock.foreign(self.attacker, "account.move")
        profiles = self.stock.foreign(self.attacker, "dunning.profile")
        path = path.replace("<int:profile_id>", str(next(iter(profiles), 1)))
        plans = self.stock.foreign(self.attacker, "dunning.payment.plan")
        path = path.replace("<int:plan_id>", str(next(iter(plans), 1))).replace("<string:deed>", "accept")
        path = path.replace("<string:kind>", "promise").replace("<string:choice>", "1-1.00")
        path = re.sub(r"<[^>]+>", str(next(iter(moves), 1)), path)
        statements = self.stock.foreign(self.attacker, "dunning.statement")
        companies = ",".join(str(one) for one in self.stock.known["companies"].values())
        query = {"statements": ",".join(map(str, statements)), "company_ids": companies, "day": self.stock.known["today"]}
        if token:
            query["access_token"] = token
        if kind == "jsonrpc":
            answer = self.attacker.rpc(path, query)
        else:
            answer = self.attacker.get(path, **query)
        self._watch(f"{rule}{'' if token is None else ' with a false token'}", answer)

    def _exports(self):
        for model, one in self.stock.spec["models"].items():
            if one["abstract"] or one["transient"] or not model.startswith("dunning."):
                continue
            fields = [{"name": name, "label": name} for name, field in one["fields"].items() if field["type"] != "one2many"]
            data = {"model": model, "fields": fields, "ids": self.stock.foreign(self.attacker, model), "domain": [],
                    "groupby": [], "import_compat": False, "context": {}}  # fmt: skip
            for ids in (data["ids"], False):
                if ids != []:
                    form = {"data": json.dumps({**data, "ids": ids})}
                    self._watch(f"/web/export/csv {model}", self.attacker.post("/web/export/csv", **form))

    def _files(self):
        for target in sorted(self.judge.evidence.ids["ir_attachment"])[:: 5]:
            if self.stock.zones[self.attacker.login] is None or target in self.stock.zones[self.attacker.login].ids["ir.attachment"]:
                self._watch("/web/content/<attachment>", self.attacker.get(f"/web/content/{target}"))
        for model in ("dunning.action", "dunning.reply"):
            for target in self.stock.foreign(self.attacker, model)[:1]:
                for field in ("snapshot", "body", "display_name", "note"):
                    self._watch(f"/web/content {model}/{field}", self.attacker.get(f"/web/content/{model}/{target}/{field}"))

    def _chatter(self):
        for model in THREADS:
            for target in self.stock.foreign(self.attacker, model)[:SAMPLES]:
                thread = {"thread_model": model, "thread_id": target}
                self._json("/mail/thread/messages", thread, model)
                self._json("/mail/thread/recipients", thread)
                self._json("/mail/chatter_fetch", thread)
                self._json("/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": [
                    "activities", "attachments", "followers", "messages", "suggestedRecipients"]}]]})  # fmt: skip
                self._json("/mail/message/post", {**thread, "post_data": {"body": "x", "message_type": "comment"}})
                self._json("/mail/thread/subscribe", {
                    "res_model": model, "res_id": target, "partner_ids": [self.attacker.me["partner"]]})  # fmt: skip
        zone = self.stock.zones[self.attacker.login]
        messages = sorted(zone.ids["mail.message"]) if zone else []
        for target in messages[:: max(1, len(messages) // 6)]:
            self._json("/mail/message/reaction", {"message_id": target, "content": "👍", "action": "add"})
            self._json("/mail/message/update_content", {"message_id": target, "update_data": {"body": "x"}})
            self._json("/mail/link_preview", {"message_id": target})

    def _json(self, path, params, about=""):
        self._watch(f"{path} {about}".strip(), self.attacker.rpc(path, params))
