"""Customers who pay on their page, by real HTTP: the requests of core's payment form, with core's demo provider.

Some pay all that is proposed, some a single item, some a part of it; some payments fail; some close the browser before the
provider's answer is read, and the scheduled action books their payment.
"""

from dataclasses import dataclass
from decimal import Decimal

# How a payment ends, in percent: ``late`` is pending first and done when the provider reports again; ``left``: done, and the
# browser is closed before the page that follows.
ENDS = {"done": 55, "left": 15, "late": 10, "cancel": 10, "error": 10}
PAID = ("done", "left", "late")
# Shares in percent: one item of those proposed, a part of each item chosen.
ONE_ITEM, PARTS = 40, 35

STATE = {"done": "done", "left": "done", "late": "pending", "cancel": "cancel", "error": "error"}


@dataclass
class PagePayment:
    """A payment on the page: what was chosen of which item (2, in the item's currency), and whether it was paid."""

    day: object
    customer: int
    reference: str
    shares: dict
    is_paid: bool


class Payer:
    """Somebody with a browser and the address of his page.

    Args:
        browser: ``requests.Session``.
        base: address of the server.
        dice: ``random.Random``.
    """

    def __init__(self, browser, base, dice):
        self.browser = browser
        self.base = base
        self.dice = dice

    def pay(self, where):
        """Choose, go to the provider and come back.

        Args:
            where: address of the form in which is chosen what to pay.

        Returns:
            (reference of the transaction, shares, whether it was paid), ``None`` where nothing can be paid.
        """
        import lxml.html

        forms = lxml.html.fromstring(self.browser.get(where, timeout=120).text).xpath("//form[.//input[@name='items']]")
        if not forms:
            return None
        form = self.dice.choice(forms)
        shares = self._choose(form)
        values = [("access_token", form.inputs["access_token"].value)]
        values += [pair for item, amount in shares.items() for pair in (("items", str(item)), (f"amount_{item}", str(amount)))]
        page = lxml.html.fromstring(self.browser.get(self.base + form.action, params=values, timeout=120).text)
        end = self.dice.choices(list(ENDS), list(ENDS.values()))[0]
        return self._go_to_provider(page, end), shares, end in PAID

    def _choose(self, form):
        """Return the amount to pay of each item chosen."""
        checked = form.xpath(".//input[@name='items'][@checked]") or form.xpath(".//input[@name='items']")
        items = [int(one.get("value")) for one in checked]
        if self.dice.random() * 100 < ONE_ITEM:
            items = [self.dice.choice(items)]
        is_part = self.dice.random() * 100 < PARTS
        shares = {}
        for item in items:
            amount = Decimal(form.inputs[f"amount_{item}"].value)
            part = (amount * self.dice.choice((Decimal("0.25"), Decimal("0.6")))).quantize(amount)
            shares[item] = part if is_part and part else amount
        return shares

    def _go_to_provider(self, page, end):
        """Send what core's payment form sends, and what the provider and the page that follows do; return the reference."""
        [form] = page.xpath("//form[@data-transaction-route]")
        [way] = form.xpath(".//input[@data-provider-code='demo'][@data-payment-option-type='payment_method']")
        params = {
            "provider_id": int(way.get("data-provider-id")), "payment_method_id": int(way.get("data-payment-option-id")),
            "token_id": None, "amount": float(form.get("data-amount")), "flow": "direct", "tokenization_requested": False,
            "landing_route": form.get("data-landing-route"), "is_validation": False, "access_token": form.get("data-access-token"),
        }  # fmt: skip
        reference = self._call(form.get("data-transaction-route"), **params)["reference"]
        self._simulate(reference, STATE[end])
        if end == "late":  # the provider reports again by itself
            self._simulate(reference, "done")
        elif end != "left":
            self.browser.get(f"{self.base}/payment/status", timeout=120)
            landing = self._call("/payment/status/poll")["landing_route"]
            self.browser.get(self.base + landing, timeout=120)
        return reference

    def _simulate(self, reference, state):
        details = {"reference": reference, "payment_details": "1234", "simulated_state": state}
        self._call("/payment/demo/simulate_payment", **details)

    def _call(self, path, **params):
        """Return what a JSON route answers.

        Raises:
            ValueError: it refuses.
        """
        answer = self.browser.post(self.base + path, json={"jsonrpc": "2.0", "params": params}, timeout=120).json()
        if "error" in answer:
            raise ValueError(f"{path}: {answer['error']['data']['message']}")
        return answer.get("result")  # a route may answer nothing
