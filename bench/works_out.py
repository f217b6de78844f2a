"""Works of ``works.py`` about what leaves: e-mails, letters, the workbook of all items; each beside what others need for the same."""

import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
from measure_runs import DAY
from measure_ways_out import actions_of, attach_invoices

import lib

EMAILS, LETTERS = 100, 200
# Seconds after which the mail server of a measurement is given up.
PATIENCE = 300

# What one work leaves to the next one of the same process: texts and attachments that were queued, cells that were written.
KEPT = {}


# -- e-mails ---------------------------------------------------------------------------------------


def next_emails(env, number=EMAILS):
    """Return the next e-mails of the first run that wait, ready to leave, their invoices with a PDF each."""
    actions = actions_of(env, "email", number)
    assert len(actions) == number, f"{len(actions)} e-mails wait instead of {number}"
    moves = actions.line_ids.filtered("asked").move_id
    attach_invoices(env, moves.filtered(lambda move: not move.invoice_pdf_report_id))
    actions.write({"state": "ready", "needs_review": False})
    env.cr.commit()
    return actions


def prepare_emails(env):
    """Take the e-mails that are queued."""
    KEPT["ready"] = next_emails(env)


@contextlib.contextmanager
def nothing_sent():
    """Have what is handed to the mail server end there."""
    from odoo.addons.mail.models.mail_mail import MailMail

    original = MailMail.send
    MailMail.send = lambda self, *args, **kwargs: None
    try:
        yield
    finally:
        MailMail.send = original


def queue(env):
    """Render and queue e-mails; keep what they say."""
    actions = KEPT["ready"]
    with nothing_sent():
        actions._deliver_actions(DAY)
    env.flush_all()
    KEPT["queued"] = [
        {
            "customer": action.partner_id,
            "contact": action.contact_id,
            "body": action.mail_message_id.body,
            "subject": action.mail_message_id.subject,
            "attachments": [(document.name, document.raw) for document in action.mail_message_id.attachment_ids],
        }
        for action in actions
    ]
    assert all(one["attachments"] and one["body"] for one in KEPT["queued"]), "nothing was queued"


def post(_env):
    """Post the same texts with the same attachments on the customers: what Odoo needs for that many e-mails."""
    for one in KEPT["queued"]:
        one["customer"].message_post(
            body=one["body"],
            subject=one["subject"],
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=one["contact"].ids,
            attachments=one["attachments"],
            notify_skip_followers=True,
            mail_auto_delete=False,
            force_send=False,
        )


class Sink:
    """A mail server in a process of its own, which tells when it accepted the last of some messages."""

    def __init__(self, number):
        self.number = number

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="dunning_mail_")
        command = [str(lib.PYTHON), str(Path(__file__)), self.folder.name]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def wait(self):
        """Return when (``time.time``) the last message was accepted."""
        end = time.monotonic() + PATIENCE
        accepted = Path(self.folder.name) / "accepted"
        while time.monotonic() < end:
            moments = accepted.read_text().split()
            if len(moments) >= self.number:
                return float(moments[-1])
            time.sleep(0.02)
        raise lib.DevError(f"{len(moments)} of {self.number} messages were accepted.")

    def __exit__(self, *exc_info):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


def send(env, actions):
    """Deliver actions as the scheduled action does, committing as it does."""
    from odoo.addons.account_dunning.models.shared.background import ON

    own = env["dunning.action"].with_context(dunning_commit=ON)
    own._deliver_ready(env.company.root_id, DAY, only=own.browse(actions.ids))


@contextlib.contextmanager
def mail_server(env, helper=False):
    """Have e-mails and a mail server ready, and a second process that sends too when asked for."""
    actions = next_emails(env)
    with Sink(len(actions)) as sink, contextlib.ExitStack() as stack:
        server = {"name": "sink", "smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_encryption": "none"}
        env["ir.mail_server"].search([]).unlink()
        env["ir.mail_server"].create(server)
        env.cr.commit()
        KEPT["sending"] = {"actions": actions, "sink": sink, "helper": helper and stack.enter_context(second_process(env, actions))}
        yield
        stack.close()  # the second process may be about to note what the server has accepted last
        env.cr.rollback()
        states = actions.mapped("state")
        assert states == ["done"] * len(states), states


def both_mail_servers(env):
    """Have e-mails, a mail server and a second process ready."""
    return mail_server(env, helper=True)


@contextlib.contextmanager
def second_process(env, actions):
    """Have another process of this build wait for a word to deliver the same actions."""
    ids = ",".join(map(str, actions.ids))
    command = [sys.executable, str(Path(__file__).with_name("build_worker.py")), str(lib.CONF), env.cr.dbname, "0", "deliver", ids]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "ready"
        yield process
        process.stdin.close()
        process.wait()


def deliver(env, _items, ids):
    """Be the second process: say that it is ready, wait for a word, deliver (stage of ``build_worker``)."""
    actions = env["dunning.action"].browse(map(int, ids.split(",")))
    actions.mapped("state")
    warm(env)
    env.cr.commit()
    lib.say("ready")
    sys.stdin.readline()
    send(env, actions)
    return {}


def warm(env):
    """Load what the first message of a process loads: templates and translations."""
    action = env["dunning.action"].search([("channel", "=", "email"), ("contact_id", "!=", False)], order="id desc", limit=1)
    action._render_message()
    env.cr.rollback()


def send_all(env):
    """Deliver until the server has accepted the last message; return the seconds."""
    sending = KEPT["sending"]
    begin = time.time()
    if sending["helper"]:
        sending["helper"].stdin.write("go\n")
        sending["helper"].stdin.flush()
    send(env, sending["actions"])
    return sending["sink"].wait() - begin


# -- letters ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def web_server(env):
    """Have a server that gives wkhtmltopdf its style sheets."""
    with lib.OdooServer(env.cr.dbname) as server:
        for name in ("report.url", "web.base.url"):
            env["ir.config_parameter"].set_param(name, server.url)
        env.cr.commit()
        KEPT["letters"] = actions_of(env, "email", LETTERS)
        yield


def print_letters(env):
    """Print letters into one PDF: e-mails of the first run whose step became a letter that encloses nothing."""
    letters = KEPT["letters"]
    assert len(letters) == LETTERS, len(letters)
    step = env["dunning.plan.step"].search([("channel", "=", "letter"), ("attach_invoices", "=", False)], limit=1)
    env.cr.execute(
        "UPDATE dunning_action SET channel = 'letter', state = 'todo', step_id = %s WHERE id = ANY(%s)", [step.id, letters.ids]
    )
    env.invalidate_all()
    found = letters._print_letters(DAY)
    assert found.raw[:4] == b"%PDF", found.raw[:100]


# -- workbook --------------------------------------------------------------------------------------


def build_workbook(env):
    """Make the workbook of the aged balance: a row for each customer and each item."""
    options = env["dunning.aging"]._read_options({"day": DAY})
    return env["dunning.aged.xlsx"]._build_aged_workbook(options, "Aged Receivable", "by due date")


def keep_cells(env):
    """Keep the cells that the workbook consists of, as they are written: sheet by sheet a list of (method, arguments)."""
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    sheets, originals, formats = [], {}, []

    def keep(name, original):
        def kept(sheet, row, column, *arguments):
            *values, form = arguments if name != "write_formula" else (arguments[0], arguments[2], arguments[1])
            sheets[sheet.index].append((name, row, column, values, formats.index(form)))
            return original(sheet, row, column, *arguments)

        return kept

    def add_format(book, properties=None):
        made = original_format(book, properties)
        if not {"xf_index", "hyperlink"} & set(properties or ()):  # those are every workbook's
            formats.append(made)
            KEPT["formats"].append(properties)
        return made

    def add_worksheet(book, *arguments):
        sheets.append([])
        return original_sheet(book, *arguments)

    KEPT["formats"] = []
    original_format, original_sheet = xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet
    xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = add_format, add_worksheet
    for name in ("write_string", "write_number", "write_blank", "write_formula"):
        originals[name] = getattr(Worksheet, name)
        setattr(Worksheet, name, keep(name, originals[name]))
    try:
        build_workbook(env)
    finally:
        xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = original_format, original_sheet
        for name, original in originals.items():
            setattr(Worksheet, name, original)
    KEPT["cells"] = sheets


def write_cells(_env):
    """Write the same cells from a list: the same formats, by the method of their kind, in constant memory."""
    import xlsxwriter

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        book = xlsxwriter.Workbook(file.name, {"constant_memory": True})
        formats = [book.add_format(properties) for properties in KEPT["formats"]]
        for cells in KEPT["cells"]:
            sheet = book.add_worksheet()
            writers = {name: getattr(sheet, name) for name in ("write_string", "write_number", "write_blank")}
            for name, row, column, values, form in cells:
                if name == "write_formula":
                    sheet.write_formula(row, column, values[0], formats[form], values[1])
                else:
                    writers[name](row, column, values[0], formats[form])
        book.close()


def serve(folder):
    """Be the mail server: print the port, accept messages, note when."""
    from smtp_sink import SmtpSink

    class Counting(SmtpSink):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
            moments.write(f"{time.time()}\n")
            moments.flush()
            return "250 Message stored"

    with open(Path(folder) / "accepted", "w") as moments, Counting(folder) as sink:
        lib.say(str(sink.port))
        while True:
            time.sleep(60)


if __name__ == "__main__":
    lib.use_venv()
    serve(sys.argv[1])
