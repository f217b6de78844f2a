"""Measures of the ways out: e-mails, letters, activities; each beside what Odoo itself needs for the same."""

import base64
import logging

from meter import Stopwatch

import lib
from smtp_sink import SmtpSink

EMAILS = 100
LETTERS = 200
ACTIVITIES = 1000

# Size of the invoice PDF that is there already, as Odoo's own invoices have it.
PDF_BYTES = 40_000


def actions_of(env, channel, number):
    """Return open actions of the first run with some channel, the first ones by id."""
    return env["dunning.action"].search(
        [("channel", "=", channel), ("state", "=", "todo"), ("contact_id", "!=", False)], order="id", limit=number
    )


def attach_invoices(env, moves):
    """Give invoices their PDF, set-based, as if they had been sent before."""
    content = b"%PDF-1.4\n" + b"%" + b"x" * (PDF_BYTES - 16) + b"\n%%EOF\n"
    sample = env["ir.attachment"].create({"name": "sample.pdf", "datas": base64.b64encode(content)})
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO ir_attachment (name, res_model, res_field, res_id, company_id, type, store_fname, checksum, file_size,
                                   mimetype, create_uid, create_date)
        SELECT REPLACE(move.name, '/', '_') || '.pdf', 'account.move', 'invoice_pdf_report_file', move.id, move.company_id,
               'binary', sample.store_fname, sample.checksum, sample.file_size, 'application/pdf', 1, NOW()
          FROM account_move AS move, ir_attachment AS sample
         WHERE move.id = ANY(%s) AND sample.id = %s
        """,
        [moves.ids, sample.id],
    )
    env.invalidate_all()


def emails(meter, day, number=EMAILS):
    """Measure e-mails from approved to accepted by a real mail server, and the part of Odoo in it.

    Rendered and queued is everything but the conversation with the server. Beside it, the same texts with the same
    attachments are posted by ``message_post`` on customers: what Odoo needs for that many e-mails.
    """
    env = meter.env
    from odoo.addons.mail.models.mail_mail import MailMail

    actions = actions_of(env, "email", number)
    attach_invoices(env, actions.line_ids.filtered("asked").move_id)
    actions.write({"state": "ready", "needs_review": False})
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the SMTP server's, one line a command
    with SmtpSink(lib.OUT / "bench_mail") as sink:
        env["ir.mail_server"].create({"name": "sink", "smtp_host": sink.host, "smtp_port": sink.port})
        env.cr.commit()
        with Stopwatch(MailMail, "send") as sending:
            meter.measure("e-mails", lambda: actions._deliver_actions(day), len(actions))
    figure = meter.figures["e-mails"]
    done = actions.filtered(lambda action: action.state == "done")
    messages = done.mail_message_id
    sizes = [(len(message.attachment_ids), len(message.body or "")) for message in messages]

    def plain():
        customers = {action: action.partner_id for action in done}
        for action, customer in customers.items():
            message = action.mail_message_id
            customer.message_post(
                body=message.body,
                subject=message.subject,
                message_type="auto_comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=action.contact_id.ids,
                attachments=[(document.name, document.raw) for document in message.attachment_ids],
                notify_skip_followers=True,
                mail_auto_delete=False,
                force_send=False,
            )

    meter.measure("e-mails by Odoo alone", plain, len(done), undo=True)
    meter.note(
        "e-mails queued",
        seconds=figure["seconds"] - sending.seconds,
        cpu=figure["cpu"] * (1 - sending.seconds / figure["seconds"]),
        sending=sending.seconds,
        queries=figure["queries"],
        count=len(actions),
        done=len(done),
        attachments=sum(count for count, _size in sizes),
    )
    env.cr.commit()


def letters(meter, db, number=LETTERS):
    """Measure the printing of letters into one PDF, and how much of it is wkhtmltopdf's."""
    env = meter.env
    from odoo.addons.base.models.ir_actions_report import IrActionsReport

    actions = actions_of(env, "letter", number)
    with lib.OdooServer(db) as server:
        env["ir.config_parameter"].set_param("report.url", server.url)
        env["ir.config_parameter"].set_param("web.base.url", server.url)
        env.cr.commit()
        with (
            Stopwatch(IrActionsReport, "_run_wkhtmltopdf") as engine,
            Stopwatch(IrActionsReport, "_render_qweb_html") as rendering,
        ):
            meter.measure("letters", lambda: actions._print_letters(actions[:1].date), len(actions), undo=True)
    meter.figures["letters"] |= {"wkhtmltopdf": engine.seconds, "html": rendering.seconds}


def activities(meter, repeat, number=ACTIVITIES):
    """Measure activities for calls, in bulk as a run makes them and as Odoo makes them by default; undone afterwards."""
    env = meter.env
    actions = env["dunning.action"].search([("user_id", "!=", False)], order="id", limit=number)
    env.cr.execute(
        "UPDATE dunning_action SET channel = 'phone', state = 'todo' WHERE id = ANY(%s)", [actions.ids]
    )
    env.invalidate_all()
    meter.measure("activities", actions._schedule_activities, len(actions), repeat)
    made = env["mail.activity"].search([("res_model", "=", "dunning.action"), ("res_id", "in", actions.ids)], limit=number)
    model_id = env["ir.model"]._get_id("dunning.action")
    names = ("res_id", "activity_type_id", "summary", "date_deadline", "user_id")
    copies = [
        {"res_model_id": model_id, **{name: values[name] for name in names}} for values in made.read(names, load=None)
    ]
    meter.measure("activities by default", lambda: env["mail.activity"].create(copies), len(copies), repeat)
    env.cr.rollback()
