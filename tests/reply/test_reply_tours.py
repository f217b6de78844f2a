"""A day of twenty mixed mails, cleared in the browser."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_tours import ToursCommon

# Seven languages; what is not understood is read.
MAILS = {
    "A": ("en_US", "We will pay by the end of the week."),
    "B": ("fr_FR", "Le virement partira vendredi."),
    "C": ("de_DE", "Wir überweisen am 20.03."),
    "D": ("es_ES", "Pagaremos el próximo viernes."),
    "E": ("it_IT", "Pagheremo a fine mese."),
    "F": ("nl_NL", "We betalen volgende week."),
    "G": ("pt_PT", "Pagaremos no dia 20 de março."),
    "H": ("en_US", "This was paid on 4 March."),
    "I": ("fr_FR", "La facture a été réglée le 4 mars."),
    "J": ("de_DE", "Der Preis stimmt nicht, vereinbart waren 900 €."),
    "K": ("en_US", "The goods were damaged on arrival."),
    "L": ("fr_FR", "Pourrions-nous régler en trois fois ?"),
    "M": ("en_US", "I no longer work in accounting, please contact ap@example.com instead."),
    "N": ("de_DE", "Auf der Rechnung fehlt unsere Bestellnummer."),
    "O": ("en_US", "We will not pay this invoice."),
    "P": ("fr_FR", "La société a été placée en redressement judiciaire."),
    "Q": ("en_US", "Thanks for your message."),
    "R": ("fr_FR", "Bien reçu, merci."),
    "S": ("de_DE", "Können Sie mich heute anrufen?"),
    "T": ("en_US", "Could you clarify?"),
}


@tagged("post_install", "-at_install")
class TestReplyTours(ToursCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(10, "email")])

    def test_twenty_mails(self):
        replies = {}
        for letter in MAILS:
            partner = self._customer(f"Client {letter}")
            partner.email = f"client.{letter.lower()}@example.com"
            self._invoice(Date.subtract(self.today, days=10), 1000.0, partner=partner)
        actions = {action.partner_id.name[-1]: action for action in self._run(self.today)}
        collector = self.env["res.users"].search([("login", "=", "collector_c")])
        with freeze_time(f"{self.today} 09:00:00"):
            for letter, (lang, text) in MAILS.items():
                self.env["res.lang"]._activate_lang(lang)
                partner = actions[letter].partner_id
                partner.sudo().lang = lang
                message = self.env["mail.message"].sudo().create(
                    {
                        "model": "dunning.action", "res_id": actions[letter].id, "body": f"<p>{text}</p>", "message_type": "email",
                        "author_id": partner.id, "email_from": partner.email, "subject": "Re: Reminder",
                    }
                )  # fmt: skip
                replies[letter] = self.env["dunning.reply"].sudo()._receive_message(actions[letter].sudo(), message, "reply", self.today)
                replies[letter].user_id = collector
        self.start_tour("/odoo/dunning-replies", "account_dunning_twenty_mails", login="collector_c", timeout=180)
        found = {letter: reply.outcome for letter, reply in replies.items()}
        self.assertEqual(
            found,
            {
                **dict.fromkeys("ABCDEFG", "promised"), **dict.fromkeys("HI", "already_paid"), **dict.fromkeys("JK", "disputed"),
                "L": "instalments_asked", "M": "wrong_contact", "N": "document_needed", "O": "refused", "P": "insolvency_told",
                **dict.fromkeys("QRST", "noted"),
            },
        )  # fmt: skip
        self.assertEqual({reply.handled_by_id for reply in replies.values()}, {collector})
        promised = self.env["dunning.promise"].search([("partner_id", "in", [actions[letter].partner_id.id for letter in "ABCDEFG"])])
        self.assertEqual(
            {promise.partner_id.name[-1]: str(promise.date_payment) for promise in promised},
            {
                "A": "2025-03-14", "B": "2025-03-14", "C": "2025-03-20", "D": "2025-03-14", "E": "2025-03-31", "F": "2025-03-21",
                "G": "2025-03-20",
            },
        )  # fmt: skip
