"""Lives weeks of a ledger with one build, for ``same_results.py``, and keeps what was decided and recorded as rows.

Usage: ``same_results_worker.py CONF DATABASE DAYS FILE``; ``LEDGER`` and ``CUSTOMERS`` in the environment name another ledger.
"""

import json
import os
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "dev"), str(HERE.parent / "dev" / "tests")]
import lib
import sample_ledger

# What is another thing each time: keys of rows, moments, and how long something took.
UNLIKE = {
    "id", "create_date", "write_date", "create_uid", "write_uid", "duration", "started_at", "message_id", "mail_message_id",
    "message_ref", "date", "access_token", "snapshot_hash",
}  # fmt: skip
KEEPS_DATE = {"dunning_action", "dunning_decision", "dunning_run", "dunning_event"}
# Numbers that a text names because a record has them.
NUMBERS = re.compile(r"(/my/dunning/|data-oe-id=\\?\"|res_id=|/web/image/|/web/content/)\d+")
# Keys of pages and what is signed with them: random, and in what was sent, so that its hash cannot be alike either.
KEYS = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=-)[0-9a-f]{32}\b")
# The time of a moment; its day is told.
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d[T ])\d\d:\d\d:\d\d(\.\d+)?")

# What a record is about, by its table: a text for each id.
NATURAL = {
    "dunning_run": "SELECT id, CONCAT_WS(' ', date, kind, ROW_NUMBER() OVER (PARTITION BY date, kind ORDER BY id)) FROM dunning_run",
    "dunning_profile": "SELECT id, CONCAT_WS(' ', partner_id, company_id) FROM dunning_profile",
    "dunning_action": """
        SELECT id, CONCAT_WS(' ', partner_id, date, step_id, channel, group_key,
                             ROW_NUMBER() OVER (PARTITION BY partner_id, date, step_id, channel, group_key ORDER BY id))
          FROM dunning_action
    """,
    # Each build installs what it is made of in an order of its own.
    "ir_model": "SELECT id, model FROM ir_model",
    "ir_model_fields": "SELECT id, CONCAT_WS(' ', model, name) FROM ir_model_fields",
    "mail_activity_type": "SELECT res_id, CONCAT_WS('.', module, name) FROM ir_model_data WHERE model = 'mail.activity.type'",
    "mail_message_subtype": "SELECT res_id, CONCAT_WS('.', module, name) FROM ir_model_data WHERE model = 'mail.message.subtype'",
}
DAILY = "SELECT TO_JSONB(decision) FROM dunning_decision AS decision JOIN dunning_run AS run ON run.id = run_id WHERE run.date = %s"
TABLES = (
    "dunning_action", "dunning_action_line", "dunning_profile", "dunning_run", "dunning_hold", "dunning_promise", "dunning_dispute",
    "dunning_reply", "dunning_bank_receipt", "dunning_payment_notice",
)  # fmt: skip
OF_MAIL = {
    "mail_activity": "SELECT TO_JSONB(one) FROM mail_activity AS one WHERE res_model LIKE 'dunning.%'",
    "mail_message": "SELECT TO_JSONB(one) - 'parent_id' FROM mail_message AS one WHERE model LIKE 'dunning.%'",
    "mail_followers": "SELECT TO_JSONB(one) FROM mail_followers AS one WHERE res_model LIKE 'dunning.%'",
    "mail_tracking_value": "SELECT TO_JSONB(one) - 'mail_message_id' FROM mail_tracking_value AS one",
}
MODEL_OF_REFERENCE = {
    "run_id": "dunning_run", "profile_id": "dunning_profile", "action_id": "dunning_action", "open_action_id": "dunning_action",
    "res_model_id": "ir_model", "field_id": "ir_model_fields", "subtype_id": "mail_message_subtype",
    "activity_type_id": "mail_activity_type", "mail_activity_type_id": "mail_activity_type",
    "previous_activity_type_id": "mail_activity_type", "recommended_activity_type_id": "mail_activity_type",
}  # fmt: skip


class Keeper:
    """Keeps rows as text, the ids in them told by what they are about.

    :ivar dict rows: list of text by table
    """

    def __init__(self, cursor):
        self.cursor = cursor
        self.rows = {}

    def keep_day(self, day):
        """Keep the decisions of a day's runs."""
        self._read_keys()
        self.cursor.execute(DAILY, [day])
        self.rows.setdefault("dunning_decision", []).extend(self._tell("dunning_decision", row) for (row,) in self.cursor.fetchall())

    def keep_all(self):
        """Keep what was recorded."""
        self._read_keys()
        for table in TABLES:
            self.cursor.execute("SELECT TO_REGCLASS(%s)", [table])
            if self.cursor.fetchone()[0]:
                self._keep(table, f"SELECT TO_JSONB(one) FROM {table} AS one")
        for table, query in OF_MAIL.items():
            self._keep(table, query)

    def _keep(self, table, query):
        self.cursor.execute(query)
        self.rows[table] = [self._tell(table, row) for (row,) in self.cursor.fetchall()]

    def _read_keys(self):
        self.keys = {}
        for table, query in NATURAL.items():
            self.cursor.execute(query)
            self.keys[table] = dict(self.cursor.fetchall())

    def _tell(self, table, row):
        """Return a row as text, without what is another thing each time."""
        about = (row.get("model") or row.get("res_model") or "").replace(".", "_")
        told = {}
        for name, value in row.items():
            if name in UNLIKE and not (name == "date" and table in KEEPS_DATE):
                continue
            model = about if name == "res_id" else MODEL_OF_REFERENCE.get(name)
            told[name] = self.keys[model].get(value, value) if model in self.keys else value
        return make_plain(json.dumps(told, sort_keys=True, default=str, ensure_ascii=False))


def make_plain(text):
    """Return the text of a row without what is drawn at random, without times of day and without numbers of records."""
    return CLOCK.sub(r"\1…", NUMBERS.sub(r"\1…", KEYS.sub("…", text)))


def rows_of_ledger():
    """Return the rows of the ledger that the environment names, else of a small one."""
    import ledger

    path = os.environ.get("LEDGER")
    return ledger.read(path).rows if path else sample_ledger.rows()


def make_alike(db):
    """Have the signatures of links be alike in both lives."""
    lib.sql("UPDATE ir_config_parameter SET value = 'alike' WHERE key IN ('database.secret', 'database.uuid')", db=db)


def live(db, days, folder):
    """Live the days; return the rows by table."""
    import oracle
    import replay_page
    from replay_worker import Replay

    customers = os.environ.get("CUSTOMERS")
    replay = Replay(
        rows_of_ledger(), db=db, folder=folder, days=days, customers=int(customers) if customers else None, density=3
    )
    # what customers say on their page comes over HTTP from threads of their own, not at the same moment each time
    replay_page.Visitors.visit = lambda visitors, day: None
    keepers = []
    after_run = oracle.Oracle.after_run

    def keep_and_look(self, day, *arguments):
        keepers[:] = keepers or [Keeper(self.cursor)]
        keepers[0].keep_day(day)
        return after_run(self, day, *arguments)

    oracle.Oracle.after_run = keep_and_look
    kept_all = replay._close

    def keep_and_close(*arguments):
        kept_all(*arguments)
        keepers[0].keep_all()

    replay._close = keep_and_close
    replay.run()
    broken = [str(violation) for violation in replay.oracle.violations]
    return {**keepers[0].rows, "violations": broken}


def main():
    """Live, and write the rows to the file that the command line names."""
    conf, db, days, result = sys.argv[1:5]
    lib.use_venv()
    lib.CONF = Path(conf)  # the add-on is found there
    make_alike(db)
    with tempfile.TemporaryDirectory() as folder:
        rows = live(db, int(days), folder)
    Path(result).write_text(json.dumps(rows))
    lib.say(json.dumps({"rows": sum(map(len, rows.values()))}))


if __name__ == "__main__":
    main()
