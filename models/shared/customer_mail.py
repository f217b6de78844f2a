"""E-mails to customers that are no dunning action: statements, thanks, confirmations, payment plans – one layout, one way out."""

from .one_line import one_line


def post_mail(thread, record, template, contact, **more):
    """Post a message to a customer; the mail queue sends it.

    :param thread: record in whose history the message stands
    :param record: what the text is about, with its ``company_id`` and ``lang``
    :param template: ``mail.template`` of the record's model
    :param contact: ``res.partner`` who gets it
    :param more: further values of ``message_post``, or others than the company as sender
    :return: ``mail.message``
    """
    company = record.company_id.sudo()
    return thread.with_context(lang=record.lang, mail_notify_author=False).message_post(
        body=template._render_field("body_html", record.ids, compute_lang=True, options={"post_process": True})[record.id],
        subject=one_line(template._render_field("subject", record.ids, compute_lang=True)[record.id]),
        **{
            "message_type": "auto_comment",
            "subtype_xmlid": "mail.mt_comment",
            "partner_ids": contact.ids,
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            "email_layout_xmlid": "account_dunning.message_layout",
            "force_email_lang": record.lang,
            "notify_skip_followers": True,
            "force_send": False,
            **more,
        },
    )


def mail_document(record, name):
    """Have a message about an offer or agreement leave for its contact, in the background.

    Without an address that serves, or without the text, nothing leaves, and the history says so.

    :param record: one ``dunning.payment.plan`` or ``dunning.set.off``, with its ``contact_id``, ``partner_id``, ``profile_id``
    :param str name: of a shipped ``mail.template``, without the add-on
    :return: whether a message leaves
    """
    record.ensure_one()
    env, own = record.env, record.sudo()
    contact = own.contact_id or own.partner_id
    template = env.ref(f"account_dunning.{name}", raise_if_not_found=False)
    if not template or not env["dunning.contact"].sudo()._serves_by_mail(contact, own.profile_id):
        own._message_log(body=env._("No e-mail left for %s: no address, or the text is missing.", contact.display_name))
        return False
    post_mail(own, own, template.sudo(), contact)
    env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
    return True
