"""Names of series, and what the library of late-payment law refuses, in words: by code, never by its English sentences."""

import re

from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from .. import interest

_lt = LazyTranslate(__name__)

SERIES_NAMES = {
    "ecb.mro": _lt("European Central Bank, main refinancing operations"),
    "fr.legal.professional": _lt("French legal interest rate, professional creditors"),
    "fr.legal.private": _lt("French legal interest rate, private creditors"),
    "de.base": _lt("German base rate (§ 247 BGB)"),
    "uk.bank_rate": _lt("Bank of England, rate of the last day of the half-year before"),
    "nl.consumer": _lt("Dutch statutory interest, consumers"),
    "at.base": _lt("Austrian base rate"),
    "pl.commercial": _lt("Polish interest on late payment in commercial transactions"),
    "lu.commercial": _lt("Luxembourg interest on late payment in commercial transactions"),
    "pt.commercial": _lt("Portuguese interest on late payment in commercial transactions"),
}

SERIES_HINTS = {
    "ecb.mro": _lt("Read the rate in force on 1 January or 1 July in the bank's series FM.B.U2.EUR.4F.KR.MRR_FR.LEV and import its file."),
    "fr.legal.professional": _lt(
        "Enter the rate for all other cases (professional creditors) of the minister's order, published in June and December."
    ),
    "fr.legal.private": _lt("Enter the rate for natural persons of the minister's order, published in June and December."),
    "de.base": _lt("Enter the Bundesbank's Basiszinssatz of 1 January or 1 July."),
    "uk.bank_rate": _lt("For January to June enter the Bank Rate of 31 December before, for July to December that of 30 June."),
    "nl.consumer": _lt("Enter the wettelijke rente set by decree that is in force in the half-year."),
    "at.base": _lt("Enter the Oesterreichische Nationalbank's Basiszinssatz of 1 January or 1 July; do not derive it from the ECB's rate."),
    "pl.commercial": _lt("Enter the whole rate published for the half-year."),
    "lu.commercial": _lt("Enter the whole rate published for the half-year."),
    "pt.commercial": _lt("Enter the whole rate published for the half-year."),
}  # fmt: skip

ENTRY_ERRORS = {
    "not_a_number": _lt("This is not a number."),
    "out_of_range": _lt("A rate lies between -5 % and 50 % a year."),
    "no_source": _lt("Say where the value was published."),
    "not_a_half_year": _lt("A value of this series begins on 1 January or 1 July."),
    "two_values_for_one_day": _lt("There are two values for one day."),
    "unknown_kind": _lt("This kind of series is unknown."),
    "another_value_is_there": _lt("That day has another value already: enter the right one by hand, a second person confirms it."),
    "no_such_series": _lt("The series is not in the file."),
    "column_missing": _lt("A column is missing."),
    "not_a_day": _lt("This is not a day."),
    "no_value": _lt("There is no value after the last gap."),
    "empty_file": _lt("The file is empty."),
}

# Who published a value, by how its source begins: what a debtor reads, without the pages where we looked it up.
PUBLISHERS = {
    "European Central Bank": _lt("European Central Bank, main refinancing operations"),
    "order of 26 June 2026 fixing": _lt("order of 26 June 2026 fixing the legal interest rate"),
    "order of the Minister of the Economy": _lt("order of the Minister of the Economy fixing the legal interest rate"),
    "Deutsche Bundesbank": _lt("Deutsche Bundesbank, base rate (§ 247 BGB)"),
    "decree on the Dutch statutory interest": _lt("decree on the Dutch statutory interest"),
    "Bank of England": _lt("Bank of England, Bank Rate"),
}

# Laws and limits that the shipped catalogue names in English; others are printed as they are called at home.
LAWS = {
    "3 times the legal interest rate, Code de commerce, art. L441-10":
        _lt("3 times the legal interest rate, Code de commerce, art. L441-10"),
    "rate of the law of 2 August 2002, Code de droit économique, book XIX":
        _lt("rate of the law of 2 August 2002, Code de droit économique, book XIX"),
    "§ 286 and § 288 BGB": _lt("§ 286 and § 288 BGB"),
    "Late Payment of Commercial Debts (Interest) Act 1998, compensation":
        _lt("Late Payment of Commercial Debts (Interest) Act 1998, compensation"),
    "Burgerlijk Wetboek, statutory commercial interest": _lt("Burgerlijk Wetboek, statutory commercial interest"),
    "Burgerlijk Wetboek, statutory interest": _lt("Burgerlijk Wetboek, statutory interest"),
    "Dutch scale of extrajudicial collection costs": _lt("Dutch scale of extrajudicial collection costs"),
    "Belgian law of 2 August 2002 on late payment in commercial transactions":
        _lt("Belgian law of 2 August 2002 on late payment in commercial transactions"),
    "Belgian law of 2 August 2002": _lt("Belgian law of 2 August 2002"),
    "Code de droit économique, book XIX": _lt("Code de droit économique, book XIX"),
    "OR art. 102 and 104": _lt("OR art. 102 and 104"),
    "§ 456 and § 458 UGB": _lt("§ 456 and § 458 UGB"),
    "4 % a year by Austrian law": _lt("4 % a year by Austrian law"),
}  # fmt: skip

# A value as the library quotes it, alone or behind the limit that it gives.
QUOTED = re.compile(r"^(?:(?P<limit>.*) \()?(?P<rate>-?\d+(?:\.\d+)?) % from (?P<day>\d{4}-\d\d-\d\d): (?P<source>.*?)\)?$")

DEBTOR_CLASSES = {"business": _lt("businesses"), "consumer": _lt("consumers"), "public": _lt("public bodies")}

TRIGGERS = {
    "due": _lt("the due date"),
    "agreed_due": _lt("a due date agreed with the debtor"),
    "notice": _lt("the receipt of a formal notice"),
    "invoice_receipt": _lt("the receipt of the invoice"),
    "free_reminder": _lt("the term given by a free reminder"),
}

FEE_REFUSALS = {
    "no_schedule": _lt("This law grants no fixed sum."),
    "not_late": _lt("It was paid in time."),
    "charged_before": _lt("The fixed sum was charged or waived before."),
    "dispute_founded": _lt("The customer was right not to pay."),
    "dispute_open": _lt("All of it is in dispute."),
    "insolvency": _lt("The insolvency judgment forbade to pay it on its due date."),
    "no_contract_clause": _lt("The contract has no clause that grants it."),
    "no_free_letter": _lt("No free letter has stated it yet."),
    "nothing_open": _lt("Nothing is open."),
    "in_sum": _lt("It is part of the sum beside another invoice."),
    "other_currency": _lt("It depends on an amount in another currency."),
}

ENDS = {
    "until_asked": _lt("to this day, and runs on"),
    "paid": _lt("until it was paid"),
    "insolvency": _lt("until the insolvency judgment"),
    "unknown_rate": _lt("to the last published rate, and runs on"),
    "not_yet": _lt("has not begun"),
}


def words_of(env, table, code):
    """Return the words of a code in the language of the environment; the code itself where none are known."""
    words = table.get(code)
    return words._translate(env.lang or "en_US") if words else code


def half_year_name(env, half_year):
    """Return a half-year as people of the language write it.

    :param half_year: ``interest.HalfYear``
    """
    if half_year.half == 1:
        return env._("first half of %s", half_year.year)
    return env._("second half of %s", half_year.year)


def explain_law_error(env, error):
    """Return in one sentence why the law's arithmetic refuses something.

    :param error: an ``interest.InterestError``
    """
    if isinstance(error, interest.UnknownRateError):
        return env._(
            "%(series)s: no value is published for the %(half_year)s. %(hint)s",
            series=words_of(env, SERIES_NAMES, error.series),
            half_year=half_year_name(env, error.half_year),
            hint=words_of(env, SERIES_HINTS, error.series) if error.series in SERIES_HINTS else "",
        ).strip()
    if isinstance(error, interest.NoRegimeError):
        return env._(
            "No law of late payment towards %(debtors)s is known for %(country)s: enter a regime.",
            debtors=words_of(env, DEBTOR_CLASSES, error.debtor_class),
            country=_country_name(env, error.country),
        )
    if isinstance(error, interest.NotStartedError):
        waits = ", ".join(words_of(env, TRIGGERS, kind) for kind in error.waits_for)
        return env._("Interest has not begun to run: it waits for %s.", waits)
    if isinstance(error, interest.IncompleteRegimeError):
        return env._("Regime %s is a form that is to be filled in first.", error.regime)
    if isinstance(error, interest.CsvError):
        number, code, text = error.lines[0]
        return env._(
            "Line %(line)s of the file (“%(text)s”): %(reason)s", line=number, text=text, reason=words_of(env, ENTRY_ERRORS, code)
        )
    if isinstance(error, interest.EntryError):
        return env._("%(what)s: %(reason)s", what=error.what, reason=words_of(env, ENTRY_ERRORS, error.code))
    return env._("The law that governs this cannot be told: the country of the company or of the customer is missing.")


def day_text(env, day):
    """Return a day as people of the language write it, empty without one."""
    return format_date(env, day) if day else ""


def _country_name(env, code):
    return env["res.country"].search([("code", "=", code)], limit=1).name or code


def explain_sources(env, text):
    """Return what an amount rests on, as the library says it (law, clause, value with its source), in the reader's language.

    :param env: environment in the language of the reader
    :param str text: parts joined by semicolons, as in ``interest.Rate.source``
    """
    said = ""
    for part in filter(None, (_explain_source(env, part) for part in (text or "").split("; "))):
        said = env._("%(first)s; %(more)s", first=said, more=part) if said else part
    return said


def _explain_source(env, part):
    """Return one part; nothing where it only says where a value was looked up."""
    quoted = QUOTED.match(part)
    if not quoted:
        return "" if part.startswith("tables of ") else words_of(env, LAWS, part)
    start = next((start for start in PUBLISHERS if quoted["source"].startswith(start)), None)
    words = env._(
        "%(rate)s %% from %(day)s: %(publisher)s",
        rate=formatLang(env, float(quoted["rate"]), digits=2), day=format_date(env, quoted["day"]),
        publisher=words_of(env, PUBLISHERS, start) if start else quoted["source"],
    )  # fmt: skip
    return f"{words_of(env, LAWS, quoted['limit'])} ({words})" if quoted["limit"] else words
