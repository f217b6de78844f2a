"""The twenty e-mails that customers of the demo company answered this morning, in their languages, received by the mail gateway.

Sixteen are understood and can be accepted together, four have to be read. Who gets which is decided by the country: customers
who were written to last and still owe something, none of the scripted ones.
"""

from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr

# By country; what the others write is below.
ABROAD = {
    "DE": ("Sehr geehrte Damen und Herren,\n\nder Betrag wird am Freitag überwiesen.\n\nMit freundlichen Grüßen",),
    "ES": ("Buenos días:\n\nLes pagaremos a finales de este mes.\n\nUn saludo",),
    "IT": ("Buongiorno,\n\npagheremo la prossima settimana.\n\nCordiali saluti",),
    "NL": ("Goedemorgen,\n\nwij betalen eind deze maand.\n\nMet vriendelijke groet",),
    "GB": (
        "Hello,\n\nthis was paid yesterday by bank transfer.\n\nKind regards",
        "Hi there,\n\nwe never received this invoice, could you send us a copy?\n\nThanks",
    ),
}
# Of these the last four say nothing that follows by itself: somebody reads them.
FRENCH = (
    "Bonjour,\n\nLe virement partira vendredi.\n\nCordialement",
    "Bonjour,\n\nNous réglerons à la fin du mois.\n\nBien à vous",
    "Bonjour,\n\nLe paiement sera effectué la semaine prochaine.\n\nCordialement",
    "Bonjour,\n\nLa facture a été réglée hier.\n\nCordialement",
    "Bonjour,\n\nNous avons déjà payé cette facture par virement.\n\nCordialement",
    "Bonjour,\n\nLe prix facturé ne correspond pas à votre devis.\n\nCordialement",
    "Bonjour,\n\nLa marchandise est arrivée cassée.\n\nCordialement",
    "Bonjour,\n\nNous n'avons jamais reçu cette facture. Pouvez-vous nous l'envoyer ?\n\nMerci",
    "Bonjour,\n\nIl manque notre numéro de commande sur la facture.\n\nCordialement",
    "Bonjour,\n\nPourrions-nous régler en trois fois ?\n\nMerci d'avance",
    "Bonjour,\n\nNous refusons de payer cette facture.\n\nSalutations",
    "Bonjour,\n\nJe ne travaille plus à la comptabilité, merci d'écrire à compta@example.com.\n\nCordialement",
    "Bonjour,\n\nNous paierons lundi prochain.\n\nCordialement",
    "Bonjour,\n\nLe règlement interviendra sous huitaine.\n\nCordialement",
    "Bonjour,\n\nNous paierons vendredi prochain sans faute.\n\nCordialement",
    "Bonjour,\n\nLa société a été placée en redressement judiciaire.\n\nCordialement",
)
TO_READ = (
    "Bonjour,\n\nMerci pour votre message.\n\nCordialement",
    "Bonjour,\n\nPouvez-vous me rappeler demain ?\n\nMerci",
    "Bonjour,\n\nBien reçu.\n\nCordialement",
    "Bonjour,\n\nQuels sont vos horaires d'ouverture ?\n\nMerci",
)
NUMBER = 20


def receive_morning_mails(env, company, scripted, day):
    """Let twenty customers answer the last message that they were sent; a small demo company has too few and gets none.

    :param env: environment of the superuser; time and mail servers are the caller's matter
    :param company: root ``res.company``
    :param scripted: ``res.partner`` whose story is told already
    :param date day: the day of the mails
    :return: the messages answered (``dunning.action``)
    """
    answered = find_answered(env, company, scripted)
    if len(answered) < NUMBER:
        return env["dunning.action"]
    for number, (action, text) in enumerate(zip(answered, share_texts(answered), strict=True)):
        moment = datetime(day.year, day.month, day.day, 7, 5 + 2 * number)
        env["mail.thread"].with_context(mail_notify_author=False).message_process(None, write_answer(action, text, moment).as_bytes())
    return answered


def find_answered(env, company, scripted):
    """Return the last e-mail delivered to each of twenty customers who owe something still."""
    actions = env["dunning.action"].search(
        [("company_id", "=", company.id), ("state", "=", "done"), ("channel", "=", "email"), ("mail_message_id", "!=", False)],
        order="date_done desc, id desc",
    )
    found, seen = env["dunning.action"], scripted
    for action in actions.filtered("recipient_address"):
        if action.partner_id not in seen and any(line.move_id.amount_residual > 0 for line in action._asked_lines()):
            found, seen = found | action, seen | action.partner_id
        if len(found) == NUMBER:
            break
    return found


def share_texts(actions):
    """Return a text for each message: foreigners write in their language while there is one, the last four have to be read."""
    abroad = {country: list(texts) for country, texts in ABROAD.items()}
    french, texts = list(FRENCH), []
    for action in actions[: NUMBER - len(TO_READ)]:
        own = abroad.get(action.partner_id.country_id.code)
        texts.append(own.pop(0) if own else french.pop(0))
    return [*texts, *TO_READ]


def write_answer(action, text, moment):
    """Return the answer to a message as a mail client writes it.

    :param action: ``dunning.action``
    :param str text: its words
    :param datetime moment: when it was written
    """
    message = EmailMessage()
    message["From"] = formataddr((action.partner_id.name, action.recipient_address))
    message["To"] = action.company_id.catchall_email or action.company_id.email
    message["Subject"] = f"Re: {action.mail_message_id.subject or ''}".strip()
    message["In-Reply-To"] = message["References"] = action.mail_message_id.message_id
    message["Message-Id"] = f"<answer-{action.id}@example.com>"
    message["Date"] = moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
    message.set_content(f"{text}\n")
    return message
