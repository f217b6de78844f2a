"""What customers read: the terms that each language of ``CUSTOMER_LANGUAGES`` has to say, and no others.

Screens of colleagues are translated into French only. The terms are found by where they stand: e-mails, letters and SMS by
their template, sheets and pages by their QWeb template, sentences by their file. Where a file speaks to customers and to
colleagues, one of both is named below, so that a new sentence in it is asked for in every language.
"""

import re

# Languages in which customers are written to, beside English and French; docs/languages.md says in which style.
CUSTOMER_LANGUAGES = ("de", "es", "it", "nl", "pt")

ADDON = "account_dunning."

# QWeb templates that customers see, by how their names begin.
SHEETS = (
    "case_items", "claim_", "mail_page_", "message_", "payment_plan_document", "portal_",
    "report_case_notice", "report_claim_document", "report_customer_statement", "report_letter", "report_sheet",
    "report_statement_document", "set_off_", "statement_",
)  # fmt: skip

# Texts to colleagues among the mail templates.
OUR_TEMPLATES = ("mail_template_credit_decision",)

# Labels of choices and names of records that the customer's page shows.
LABELS = re.compile(
    r"model:ir\.model\.fields\.selection,name:account_dunning\.selection__dunning_answer__(kind|means)__"
    r"|model:dunning\.(dispute\.category|notice\.enclosure),name:"
)

# Files that speak to customers; behind each, how the sentences in it that only colleagues read begin.
FILES = {
    "controllers/account.py": (),
    "controllers/answers.py": ("What customers say is taken", "You are logged in as a colleague"),
    "controllers/debit.py": (),
    "controllers/pay.py": (),
    "controllers/portal.py": ("Only the customer accepts here", "You are logged in as a colleague"),
    "controllers/set_off.py": (),
    "models/action/dunning_action_refers_back.py": (),
    "models/action/dunning_action_long_message.py": (),
    "models/action/dunning_action_settlement.py": ("A dispute is settled and the customer could not",),
    "models/action/dunning_action_thread.py": (),
    "models/balance/dunning_statement_documents.py": (),
    "models/balance/dunning_statement_message.py": (),
    "models/balance/dunning_statement_payees.py": (),
    "models/debit/dunning_debit_consent.py": ("Customer's page", "Withdrawn by"),
    "models/decision/dunning_action_law_notice.py": (),
    "models/delivery/dunning_action_document.py": (),
    "models/delivery/dunning_action_portal.py": ("The links of this message were revoked",),
    "models/late_payment/dunning_claim_notice.py": (),
    "models/late_payment/law_words.py": (
        "Read the rate", "Enter the ", "For January to June", "This is not a ", "A rate lies between", "Say where the value",
        "A value of this series", "There are two values", "This kind of series", "That day has another", "The series is not",
        "A column is missing", "There is no value", "The file is empty", "Line %(line)s", "%(what)s: %(reason)s",
        "No law of late payment towards", "The law that governs this cannot be told", "Regime %s is a form", "businesses", "consumers",
        "public bodies",
    ),
    "models/page/dunning_answer.py": ("What a customer said on its page",),
    "models/page/dunning_answer_done_by_itself.py": (),
    "models/page/dunning_answer_take.py": (
        "a formal notice was sent", "a promise about one", "as the company set it", "it is handed over", "it is later than",
        "nothing can be asked for now", "“paid already” was said",
    ),
    "models/page/dunning_page_debit.py": (),
    "models/page/dunning_page_items.py": (),
    "models/page/dunning_page_pay.py": (),
    "models/page/dunning_page_plan.py": (),
    "models/page/dunning_page_set_off.py": (),
    "models/payment_plan/dunning_payment_plan_texts.py": ("No e-mail left for",),
    "models/reply/dunning_action_replies.py": (),
    "models/set_off/dunning_set_off_texts.py": ("No e-mail left for",),
    "report/dunning_action_xlsx.py": (),
    "report/dunning_statement_xlsx.py": (),
}  # fmt: skip

# Sentences for customers in files that speak to colleagues otherwise.
SENTENCES = {
    "models/action/dunning_action_message.py": ("Our previous contact",),
    "models/late_payment/dunning_action_penalties_sentence.py": ("Between businesses, interest", "Penalties for late payment and"),
    "models/balance/dunning_aging.py": ("%s days", "Coming due %s", "Due in %s", "Late %s", "Overdue %s"),
    "models/delivery/dunning_action_call_agreed.py": (
        "In question, and not asked", "You pay ", "Your approval is expected", "Your payment is on its way",
    ),
    "models/late_payment/dunning_action_claim.py": (
        ", then ", "Basis of interest", "From the day after this letter", "With the interest",
    ),
    "models/late_payment/dunning_claim.py": ("By concession of the creditor", "Part payments were counted"),
    "models/late_payment/dunning_claim_charge.py": ("Late payment of %s",),
    "models/late_payment/dunning_claim_compute.py": (
        "A rate is not published yet", "Below what the company claims", "The agreed rate was above", "The agreed rate was below",
    ),
    "models/payment_plan/dunning_payment_plan.py": ("%(customer)s: %(amount)s in %(count)s",),
    "models/set_off/dunning_set_off.py": ("%(customer)s: %(amount)s set off",),
    "models/set_off/dunning_set_off_accept.py": ("%s was paid or assigned meanwhile", "This offer does not stand"),
    "models/payment_plan/dunning_payment_plan_accept.py": (
        "Something of these invoices was paid", "This offer does not stand", "Fee of the payment plan", "Interest of the payment plan",
    ),
}  # fmt: skip


def is_read_by_customers(entry):
    """Return whether customers read a term.

    Args:
        entry: ``polib.POEntry`` of the add-on's template file, with its occurrences.
    """
    return any(_is_theirs(place, entry.msgid) for place, _line in entry.occurrences)


def _is_theirs(place, text):
    kind, _colon, rest = place.partition(":")
    if kind == "code":
        return _is_sentence(rest.removeprefix("addons/account_dunning/"), text)
    if place.startswith("model_terms:ir.ui.view,arch_db:"):
        return rest.rpartition(ADDON)[2].startswith(SHEETS)
    if rest.startswith(("mail.template,subject:", "mail.template,body_html:")):
        return rest.rpartition(ADDON)[2] not in OUR_TEMPLATES
    return rest.startswith("sms.template,body:") or bool(LABELS.match(place))


def _is_sentence(path, text):
    if path in FILES:
        return not text.startswith(FILES[path]) if FILES[path] else True
    return text.startswith(SENTENCES.get(path, ("\0",)))


def missing_terms(template, catalogue):
    """Return the terms of customers that a language does not say.

    Args:
        template: ``polib.POFile`` of all terms.
        catalogue: ``polib.POFile`` of the language.
    """
    said = {entry.msgid for entry in catalogue if entry.msgstr and not entry.fuzzy}
    return [entry.msgid for entry in template if is_read_by_customers(entry) and entry.msgid not in said]
