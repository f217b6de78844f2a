"""What is evidence, and the tries to change it: by RPC and by the web client's own routes."""

import lib
from attack_judge import is_shut

# Columns of what is done that still change rightly.
FREE = {
    "dunning_action": {
        "write_date", "write_uid", "message_main_attachment_id", "user_id", "bounce_cleared", "delivery_status", "error",
        "segment", "review_reason", "mail_template_id", "deputised_for_id", "needs_review", "tries", "date_deadline",
        "first_read_on", "is_escalated", "read_count",
    },
    "dunning_action_line": {"write_date", "write_uid", "move_line_id", "move_id", "status"},
    "dunning_promise": {"write_date", "write_uid", "message_main_attachment_id", "collector_id", "state", "judged_on",
        "amount_paid", "amount_kept", "amount_kept_company"},
    "dunning_dispute": {"write_date", "write_uid", "message_main_attachment_id", "user_id"},
    "dunning_statement": {"write_date", "write_uid", "message_main_attachment_id", "error", "state"},
    "dunning_answer": {"write_date", "write_uid"},
    "dunning_answer_line": {"write_date", "write_uid"},
    "dunning_evidence_file": {"write_date", "write_uid"},
    "dunning_case_document": {"write_date", "write_uid"},
    "dunning_interest_rate": {"write_date", "write_uid", "state", "confirmed_by_id", "confirmed_on"},
}  # fmt: skip
# Rows that may change and are never deleted: what came of them is part of the history.
KEPT = {
    "dunning_hold": "SELECT id FROM dunning_hold",
    "dunning_reply": "SELECT id FROM dunning_reply",
    "dunning_case": "SELECT id FROM dunning_case",
    "dunning_interruption": "SELECT id FROM dunning_interruption",
    "dunning_credit_request": "SELECT id FROM dunning_credit_request",
    "dunning_claim": "SELECT id FROM dunning_claim WHERE state <> 'threatened'",
    "dunning_provision": "SELECT id FROM dunning_provision WHERE state NOT IN ('draft', 'cancelled')",
    "dunning_write_off": "SELECT id FROM dunning_write_off WHERE state NOT IN ('draft', 'cancelled')",
}
GUARDED = {
    "mail_message": {"subject", "body", "author_id", "email_from", "date", "model", "res_id", "message_type", "message_id"},
    "ir_attachment": {"name", "store_fname", "checksum", "db_datas", "res_model", "res_id", "res_field", "url", "type", "mimetype"},
}  # fmt: skip
# Empty values of these are not to be filled either, once the message has left.
SEALED = {"snapshot", "snapshot_hash", "recipient_address", "date_done", "mail_message_id", "skip_reason", "cancel_reason"}

QUERIES = {
    "dunning_action": "SELECT id FROM dunning_action WHERE state = 'done'",
    "dunning_action_line": "SELECT l.id FROM dunning_action_line l JOIN dunning_action a ON a.id = l.action_id WHERE a.state = 'done'",
    "dunning_promise": "SELECT id FROM dunning_promise WHERE state <> 'open'",
    "dunning_dispute": "SELECT id FROM dunning_dispute WHERE state <> 'open'",
    "dunning_statement": "SELECT id FROM dunning_statement WHERE state = 'sent'",
    "dunning_answer": "SELECT id FROM dunning_answer",
    "dunning_answer_line": "SELECT id FROM dunning_answer_line",
    "dunning_evidence_file": "SELECT id FROM dunning_evidence_file",
    "dunning_case_document": "SELECT id FROM dunning_case_document WHERE is_evidence",
    "dunning_interest_rate": "SELECT id FROM dunning_interest_rate WHERE state <> 'entered'",
    "mail_message": """
        SELECT m.id FROM mail_message m WHERE m.id IN (
            SELECT mail_message_id FROM dunning_action WHERE state = 'done' UNION SELECT mail_message_id FROM dunning_statement
            UNION SELECT mail_message_id FROM dunning_reply)
        OR (m.model LIKE 'dunning.%' AND m.message_type IN ('email', 'auto_comment', 'email_outgoing', 'sms'))
        OR (m.model LIKE 'dunning.%' AND m.id IN (SELECT mail_message_id FROM mail_notification WHERE notification_type = 'email'))""",
    "ir_attachment": """
        SELECT ir_attachment_id FROM dunning_action_ir_attachment_rel r
          JOIN dunning_action a ON a.id = r.dunning_action_id WHERE a.state = 'done'
        UNION SELECT r.attachment_id FROM message_attachment_rel r JOIN mail_message m ON m.id = r.message_id
         WHERE m.model LIKE 'dunning.%'
        UNION SELECT attachment_id FROM dunning_evidence_file WHERE attachment_id IS NOT NULL
        UNION SELECT f.id FROM ir_attachment f JOIN dunning_case_document d ON d.id = f.res_id AND d.is_evidence
         WHERE f.res_model = 'dunning.case.document' AND f.res_field = 'content'""",
}  # fmt: skip
# As many records of each kind of evidence are tried.
RECORDS = 2
MODELS = {table: table.replace("_", ".") for table in (*QUERIES, *KEPT)}


class Evidence:
    """What is evidence in a database.

    Args:
        db: the database.
    """

    def __init__(self, db):
        self.ids = {table: {int(row) for row in lib.sql(query, db) if row} for table, query in QUERIES.items()}
        self.kept = {table: {int(row) for row in lib.sql(query, db) if row} for table, query in KEPT.items()}
        self.letters = {
            int(row) for row in lib.sql("SELECT id FROM dunning_action WHERE channel IN ('letter', 'registered_letter')", db)
        }

    def spoilt(self, table, operation, old, new):
        """Tell what a change does to evidence; None when it is none of it."""
        if table == "dunning_action_line" and operation == "INSERT" and new["action_id"] in self.ids["dunning_action"]:
            return "a line was added to what is done"
        if table.endswith("_rel") and operation == "DELETE":
            return self._loosened(table, old)
        known = self.ids.get(table, ())
        if operation == "DELETE" and old["id"] in self.kept.get(table, ()):
            return f"{table}: deleted"
        if not old or old.get("id") not in known:
            return None
        if operation == "DELETE":
            return f"{table}: deleted"
        lost = [name for name in new if self._is_lost(table, name, old, new)]
        if table == "dunning_action" and old.get("is_refused") != new.get("is_refused") and old["id"] not in self.letters:
            lost.append("is_refused")
        return f"{table}: {', '.join(lost[:5])} changed" if lost else None

    def _loosened(self, table, old):
        if table == "message_attachment_rel" and old["message_id"] in self.ids["mail_message"]:
            return "an attachment was taken from a message"
        if table == "dunning_action_ir_attachment_rel" and old["dunning_action_id"] in self.ids["dunning_action"]:
            return "a document was taken from what is done"
        return None

    @staticmethod
    def _is_lost(table, name, old, new):
        if old.get(name) == new[name]:
            return False
        if table in GUARDED:
            return name in GUARDED[table]
        return name not in FREE[table] and (old.get(name) not in (None, False, "", 0) or name in SEALED)


class Spoiler:
    """A user who tries to change or delete evidence.

    Args:
        attacker: :class:`attack_client.Attacker`.
        stock: :class:`attack_stock.Stock`.
        judge: :class:`attack_judge.Judge`.
        sees: canaries that he may not see.
        only: names of models to try, all by default.
    """

    def __init__(self, attacker, stock, judge, sees, only=None):
        self.attacker, self.stock, self.judge, self.sees, self.only = attacker, stock, judge, sees, only
        self.evidence = judge.evidence

    def run(self):
        """Try everything."""
        for table, ids in self.evidence.ids.items():
            model = MODELS[table]
            if self.only and model not in self.only:
                continue
            rows = sorted(ids)
            picked = rows[:: max(1, len(rows) // RECORDS)][: 1 if self.only else RECORDS]
            for target in picked:
                self.overwrite(model, target)
                self._call(model, "unlink", [[target]])
        for table, ids in self.evidence.kept.items():
            if ids and (not self.only or MODELS[table] in self.only):
                self._call(MODELS[table], "unlink", [[min(ids)]])
                self._call(MODELS[table], "unlink", [[max(ids)]])
        if not self.only:
            self.routes()

    def _call(self, model, method, args, kwargs=None):
        answer = self.attacker.call(model, method, args, kwargs)
        names = f"({', '.join(args[1])})" if len(args) > 1 and isinstance(args[1], dict) else ""
        self.judge.watch(self.attacker, "evidence", f"{model}.{method}{names}", answer, self.sees)
        return answer

    def overwrite(self, model, target):
        """Write another value into each stored field."""
        fields, shut = CORE_FIELDS.get(model) or self.stock.spec["models"][model]["fields"], 0
        for name, field in fields.items():
            value = self._other(name, field)
            if value is not None and field.get("store", True):
                shut += is_shut(self._call(model, "write", [[target], {name: value}]))
            if shut > 2:  # by the model's rights, whatever is written
                return
            if field["type"] == "one2many" and field["comodel"].startswith("dunning."):
                self._call(model, "write", [[target], {name: [[5]]}])

    def _other(self, name, field):
        if name in ("id", "create_uid", "create_date", "write_uid", "write_date", "display_name", "message_ids"):
            return None
        kind = field["type"]
        if kind == "selection":
            return field["selection"][-1] if field["selection"] else None
        if kind == "many2one":
            return False
        if kind == "many2many":
            return [[5]]
        made = {"char": "x", "text": "x", "html": "<img src=x onerror=alert(1)>", "integer": 77, "float": 7.0, "monetary": 7.0,
                "binary": "eA==", "date": "2020-02-02", "datetime": "2020-02-02 02:02:02", "boolean": True}  # fmt: skip
        return made.get(kind)

    # -- the web client's own routes -----------------------------------------------------------------

    def routes(self):
        """Delete and edit as the chatter does."""
        for target in sorted(self.evidence.ids["ir_attachment"])[:: max(1, len(self.evidence.ids["ir_attachment"]) // 8)]:
            self._route("/mail/attachment/delete", {"attachment_id": target})
        messages = sorted(self.evidence.ids["mail_message"])
        for target in messages[:: max(1, len(messages) // 24)]:
            for update in ({"body": ""}, {"body": "x", "attachment_ids": []}, {"body": "", "attachment_ids": []}):
                self._route("/mail/message/update_content", {"message_id": target, "update_data": update})
            self._call("mail.message", "unlink", [[target]])

    def _route(self, path, params):
        answer = self.attacker.rpc(path, params)
        self.judge.watch(self.attacker, "evidence", path, answer, self.sees)


CORE_FIELDS = {
    "mail.message": {
        "body": {"type": "html"}, "subject": {"type": "char"}, "author_id": {"type": "many2one"}, "date": {"type": "datetime"},
        "model": {"type": "char"}, "res_id": {"type": "integer"}, "attachment_ids": {"type": "many2many"},
        "email_from": {"type": "char"}, "message_id": {"type": "char"}, "partner_ids": {"type": "many2many"},
        "message_type": {"type": "selection", "selection": ["comment"]},
    },
    "ir.attachment": {
        "name": {"type": "char"}, "res_field": {"type": "char"}, "res_model": {"type": "char"}, "res_id": {"type": "integer"},
        "raw": {"type": "char"}, "datas": {"type": "char"}, "url": {"type": "char"}, "mimetype": {"type": "char"},
    },
}  # fmt: skip
