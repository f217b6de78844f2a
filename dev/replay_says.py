"""What customers write into the forms of their page, drawn by dice: what a browser would send, with what each answer needs.

Plain Python on the forms as ``lxml.html`` reads them. Nothing is sent here (see ``replay_page``).
"""

from datetime import timedelta

# What they say, in percent; ``pay`` is no answer: it goes through the provider (see ``replay_pay``).
KINDS = {
    "promise": 20, "paid": 16, "dispute": 12, "instalments": 10, "copy": 10, "wrong_contact": 8, "call_back": 8, "pay": 16,
}  # fmt: skip

# Shares in percent: promises of a part, promises later than a page may agree to, answers with a file, numbers typed anew.
PARTS, TOO_LATE, WITH_FILE, ANOTHER_NUMBER = 25, 15, 40, 30
# What such a part is, in the currency of the items; how many days ahead a late promise is.
PART, LATER = "20.50", 40

PROOF = ("proof.pdf", b"%PDF-1.4\n% a proof\n%%EOF\n", "application/pdf")
# Where nothing may ever be sent: addresses typed on the page.
ELSEWHERE = "elsewhere.example.com"

# What a form sends besides what its reader fills in.
HIDDEN = ("csrf_token", "key")


def fill(form, kind, day, dice):
    """Return what is sent of the form of an answer; ``None`` where there is nothing to choose.

    Args:
        form: the form, as ``lxml.html`` reads it.
        kind: of the answer.
        day: on which it is sent.
        dice: ``random.Random``.

    Returns:
        (values as (name, text) pairs, files as (name, bytes, type)).
    """
    hidden = [(name, form.inputs[name].value) for name in HIDDEN]
    offered = [one.get("value") for one in form.xpath(".//input[@name='items']")]
    proposed = [one.get("value") for one in form.xpath(".//input[@name='items'][@checked]")]
    said = globals()[f"_say_{kind}"](form, day, dice)
    items = choose(kind, offered, proposed, dice)
    if kind in ABOUT_ITEMS and not items:
        return None
    files = [PROOF] if kind in ("paid", "dispute") and dice.random() * 100 < WITH_FILE else []
    return hidden + [("items", one) for one in items] + [(name, text) for name, text in said.items() if text], files


# Answers that are about items.
ABOUT_ITEMS = ("promise", "paid", "dispute", "instalments", "copy")


def choose(kind, offered, proposed, dice):
    """Return the items chosen: what is proposed, one in dispute, some to be copied or paid by instalments."""
    if kind in ("promise", "paid"):
        return proposed
    if kind == "dispute":
        return offered[:1]
    if kind in ("copy", "instalments"):
        return proposed or sorted(dice.sample(offered, min(len(offered), 2)))
    return []


def _say_promise(form, day, dice):
    usual = form.inputs["day"].value
    later = str(day + timedelta(LATER)) if dice.random() * 100 < TOO_LATE else usual
    return {"day": later, "amount": PART if dice.random() * 100 < PARTS else ""}


def _say_paid(_form, day, dice):
    return {"day": str(day - timedelta(dice.randint(0, 3))), "means": dice.choice(("transfer", "cheque", "card"))}


def _say_dispute(form, _day, dice):
    causes = [one.get("value") for one in form.xpath(".//select[@name='category']//option") if one.get("value")]
    return {"category": dice.choice(causes), "text": "The price is not the agreed one."}


def _say_instalments(_form, day, dice):
    return {"day": str(day + timedelta(dice.randint(3, 20))), "count": str(dice.randint(2, 6)), "text": "Our year was a bad one."}


def _say_copy(_form, _day, _dice):
    return {}


def _say_wrong_contact(_form, _day, dice):
    number = dice.randint(1000, 9999)
    return {"person": f"Person {number}", "email": f"person.{number}@{ELSEWHERE}", "phone": ""}


def _say_call_back(form, day, dice):
    number = form.inputs["phone"].value
    if not number or dice.random() * 100 < ANOTHER_NUMBER:
        number = f"+33 1 99 00 {dice.randint(10, 99)} {dice.randint(10, 99)}"
    return {"day": str(day + timedelta(dice.randint(0, 4))), "phone": number, "text": "After ten, about the delivery."}
