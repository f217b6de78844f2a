"""What the oracle reads in a message."""

from decimal import Decimal
from email.message import EmailMessage

import pytest

import oracle_mail


@pytest.mark.parametrize(
    ("token", "amount"),
    [
        ("1\u202f234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("12,00", "12"),
        ("1234", "1234"),
        ("1.234", "1234"),
        ("0,99", "0.99"),
    ],
)
def test_amounts(token, amount):
    assert oracle_mail.amount(token) == Decimal(amount)
    assert Decimal(amount) in oracle_mail.amounts(f"Total: {token}\u00a0€.")


def test_columns_of_a_table_are_not_joined():
    text = oracle_mail.plain("<table><tr><td>F1001</td><td>30/01/2013</td><td>128,00 €</td></tr></table>")
    assert {Decimal(128), Decimal(1001)} <= oracle_mail.amounts(text)


def test_hidden_text_does_not_count():
    assert oracle_mail.plain("<style>p{}</style><p>Hello&nbsp;<b>you</b></p><script>1</script>") == "Hello\u00a0you"


def test_message():
    message = EmailMessage()
    message["To"] = '"Pay, Ltd" <Pay@example.com>, second@example.com'
    message["Subject"] = "Votre compte : 1\u202f234,56 €"
    message["Message-Id"] = "<1@example.com>"
    message.set_content("plain")
    message.add_alternative("<p>Facture <b>F1</b> : 34,56 €</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="F1.pdf")
    mail = oracle_mail.parse(bytes(message), "1.eml")
    assert mail.to == ("pay@example.com", "second@example.com")
    assert mail.message_id == "<1@example.com>"
    assert {Decimal("1234.56"), Decimal("34.56")} <= mail.amounts
    assert "F1" in mail.text.split()
    assert mail.attachments == ("F1.pdf",)
