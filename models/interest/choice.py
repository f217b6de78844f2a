"""Whose law governs late payment: that of the contract. A pure rule; never the language, never the debtor's country alone.

* A field of the contract or invoice decides, when it is filled in.
* Else businesses: the law of the seller, that is of the branch that sold.
* Else consumers: the law of their own country, which they keep.
* Else public bodies: the procurement law of the country whose body it is.
"""

from dataclasses import dataclass

from .errors import InterestError
from .regime import BUSINESS, CONSUMER, DEBTOR_CLASSES, PUBLIC

BY_CONTRACT, BY_SELLER, BY_CONSUMER, BY_PROCUREMENT = "contract", "seller", "consumer", "procurement"


@dataclass(frozen=True)
class LawChoice:
    """The country whose law governs, by what rule, and whether a person should look at it.

    ``review``: the contract names another law than a consumer's or a public body's own, which it may not be able to do.
    """

    country: str
    debtor_class: str
    rule: str
    review: bool = False


def choose_law(debtor_class, *, contract=None, seller=None, debtor=None):
    """Return the `LawChoice` of a debt.

    :param str debtor_class: ``business``, ``consumer`` or ``public``
    :param contract: country of the law that the contract names, if any
    :param seller: country of the selling company, or of its branch that sold
    :param debtor: the debtor's own country
    :raises InterestError: the country that the rule needs is not known; no other one takes its place
    """
    if debtor_class not in DEBTOR_CLASSES:
        raise InterestError(f"{debtor_class!r} is not one of {', '.join(DEBTOR_CLASSES)}")
    own, rule = {
        BUSINESS: (seller, BY_SELLER),
        CONSUMER: (debtor, BY_CONSUMER),
        PUBLIC: (debtor, BY_PROCUREMENT),
    }[debtor_class]
    if contract:
        review = debtor_class != BUSINESS and contract != own
        return LawChoice(contract, debtor_class, BY_CONTRACT, review)
    if not own:
        whose = "the seller's" if rule == BY_SELLER else "the debtor's"
        raise InterestError(f"{whose} country must be known to tell the law for {debtor_class} debtors")
    return LawChoice(own, debtor_class, rule)
