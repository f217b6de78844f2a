"""Who the demo company deals with: invented names, every day counted from today (0; yesterday is -1).

``CUSTOMERS`` has three parts. *Scripted* customers owe one invoice whose age makes one step of one plan due today; their
people answer and the step before was done in time. *Cases* show one thing each: a dispute, a promise, pounds, a public
body, nobody's e-mail. *Payers* just buy and pay, some late, and give the history its life.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Owed:
    """An invoice that the story needs.

    Attributes:
        due: due day.
        amount: total without tax, in the customer's currency.
        term: payment term as (percent, days) parts instead of one due day, which is then the last part's.
        ref: the customer's reference.
        paid, paid_on: share already paid, and the day.
        events: what else happened, as (kind, day, reason, last day or ``None``); kinds are those of ``dunning.hold``,
            ``promise`` (with its payment day), ``dispute`` (with its category) and ``block``, ``exclude``,
            ``announce_bank``.
    """

    due: int
    amount: float
    term: tuple = ()
    ref: str = ""
    paid: float = 0
    paid_on: int = -9
    events: tuple = ()


@dataclass(frozen=True)
class Customer:
    """A customer.

    Attributes:
        name, country: as on the invoice; two-letter code.
        segment: ``key``, ``standard`` or ``small``.
        amount: size of an ordinary invoice.
        every: days between ordinary invoices, 0 for none.
        late: days after the due day on which ordinary invoices are paid; -1: some days early.
        owed: invoices of the story.
        currency, days: of ordinary invoices; days to pay.
        scripted: people do with its actions what the plan wants, at once.
        email: whether its people have e-mail addresses; a text is the payment contact's own.
        nature: ``business``, ``public`` or ``consumer``.
        branch: the branch invoices it.
        credit, advance: credit note and unallocated payment of the last days, in its currency.
        holds: holds on the whole customer, as ``Owed.events``.
        payer: what the collectors think of it (``payer_type``).
        note: field information.
    """

    name: str
    country: str = "FR"
    segment: str = "standard"
    amount: float = 1800
    every: int = 30
    late: int = -1
    owed: tuple = ()
    currency: str = "EUR"
    days: int = 30
    scripted: bool = False
    email: str | bool = True
    nature: str = "business"
    branch: bool = False
    credit: float = 0
    advance: float = 0
    holds: tuple = field(default=())
    payer: str = "unknown"
    note: str = ""


def scripted(name, age, amount, country="FR", segment="standard", **more):
    """Return a scripted customer with one invoice due ``age`` days ago."""
    story = (Owed(-age, amount),)
    return Customer(name, country, segment, amount * 0.7, owed=story, scripted=True, **{"every": 42, **more})


SCRIPTED = (
    # each step of the plan Standard, due today
    scripted("Moulin Neuf SARL", -5, 2140, payer="prompt"),
    scripted("Kranbau Weser GmbH", 5, 3860.5, "DE"),
    scripted("Imprimerie des Quais", 10, 1295, payer="forgot"),
    scripted("Verre & Lumière SAS", 15, 4720, payer="slow_approval"),
    scripted("Ferreteria del Puente SL", 20, 2980, "ES", payer="negligent"),
    scripted("Scierie du Haut Bois", 30, 6310.8, payer="unreachable"),
    # … of Key account
    scripted("Groupe Aubrac Distribution", -5, 18400, segment="key", every=15),
    scripted("Norwich Instruments Ltd", 3, 12650, "GB", "key", every=15),
    scripted("Laboratoires Sylvane", 8, 22380, segment="key", every=15, payer="slow_approval"),
    scripted("Brücke & Sohn AG", 12, 15900, "DE", "key", every=15),
    scripted("Hôtels du Littoral", 18, 31250.4, segment="key", every=15, payer="difficulty"),
    # … of Small account
    scripted("Café de la Halle", -5, 240, segment="small"),
    scripted("Fleurs d'Ariane", 8, 310.2, segment="small", payer="forgot"),
    scripted("Garage Pellerin", 15, 485, segment="small", payer="negligent"),
    scripted("Mercerie Lacombe", 22, 352, segment="small", payer="negligent"),
    scripted("Boulangerie Tardieu", 30, 690, segment="small", payer="unreachable"),
    # approved yesterday evening: these e-mails leave with today's run
    scripted("Papeterie Lormeau", 6, 1460),
    scripted("Officine Torinesi Srl", 16, 2755, "IT"),
    scripted("Atelier Cordonnier", 17, 890.6, payer="forgot"),
    scripted("Van Houten Techniek BV", 13, 9840, "NL", "key"),
    scripted("Chaudronnerie Belin", 7, 1725, email="inconnu@chaudronnerie-belin.example.com"),
)

CASES = (
    Customer("Leeds Textile Ltd", "GB", amount=2100, currency="GBP", owed=(Owed(-11, 3400), Owed(-2, 1250)), payer="prompt"),
    Customer("Portland Coffee Roasters Inc", "US", amount=3900, currency="USD", owed=(Owed(-22, 5200, paid=0.5),)),
    Customer("Uhren Zytglogge AG", "CH", amount=2600, currency="CHF", owed=(Owed(-6, 2890),)),
    Customer("Nagoya Seimitsu KK", "JP", amount=310000, currency="JPY", owed=(Owed(-16, 482000),), payer="slow_approval"),
    Customer(
        "Constructions Mercadier", amount=5200, payer="contests",
        owed=(
            Owed(-26, 7980, events=(("dispute", -14, "Deux palettes livrées cassées, avoir demandé", "quality"),)),
            Owed(-8, 2310),
        ),
        note="Le chef de chantier valide les factures le vendredi.",
    ),
    Customer(
        "Menuiserie Castel", segment="small", amount=540, payer="contests",
        owed=(Owed(-19, 610, events=(("dispute", -7, "Prix différent du devis", "price"),)),),
    ),
    Customer(
        "Transports Ravenel", amount=2900, payer="difficulty",
        owed=(Owed(-24, 4150, events=(("promise", -5, "Virement promis par M. Ravenel", 6),)),),
    ),
    Customer(
        "Bordas Événements", amount=2200,
        owed=(Owed(-21, 3260, events=(("promise", -12, "Promis pour la fin de semaine", -4),)), Owed(12, 1980)),
        payer="negligent",
    ),
    Customer(
        "Textiles de la Lys", "BE", amount=3100,
        owed=(Owed(-12, 5480, events=(("payment_announced", -2, "Payment run of Thursday", 4),)),),
    ),
    Customer("Pharmacie Grandclos", segment="small", amount=380, owed=(Owed(-9, 420),),
             holds=(("hold", -6, "Associé décédé, reprise en cours", None),)),
    Customer("Ébénisterie Roussel", amount=1700, owed=(Owed(-34, 2650), Owed(-9, 1120)),
             holds=(("payment_plan", -15, "Échéancier : 4 × 942,50 €", 60),), payer="difficulty"),
    Customer("Piscines Azurel", amount=4100, owed=(Owed(-48, 9300), Owed(-17, 3750)),
             holds=(("insolvency", -11, "Redressement judiciaire, créance déclarée", None),), payer="difficulty"),
    Customer("Énergie Val de Saône", amount=2600, owed=(Owed(-7, 3120, events=(("direct_debit", -8, "Prélèvement présenté", 3),)),)),
    Customer("Communauté de communes du Val d'Exemple", amount=6400, days=30, nature="public",
             owed=(Owed(-13, 8450),), payer="slow_approval", note="Dépôt sur le portail public obligatoire."),
    Customer("Jeanne Perrin", segment="small", amount=190, nature="consumer", owed=(Owed(-10, 164),)),
    Customer("Quincaillerie Delorme", segment="standard", amount=950, email=False, owed=(Owed(-6, 1340),)),
    Customer("Studio Bleu Cobalt", amount=1500, owed=(Owed(-12, 1980, ref="<script>alert(1)</script>"),), scripted=True),
    Customer("Vignobles Sorel", amount=2300, owed=(Owed(-14, 2870),), credit=2870, payer="prompt"),
    Customer("Cuisines Armel", amount=3300, owed=(Owed(-11, 4440),), advance=3000, payer="negligent"),
    Customer("Sellerie Hautecombe", amount=2100, owed=(Owed(-9, 2640, events=(("announce_bank", -1, "Virement Hautecombe", None),)),)),
    Customer("Marbrerie Ostrowski", amount=2800, owed=(Owed(-15, 3015, events=(("block", -10, "", None),)), Owed(-6, 1430))),
    Customer("Brasserie du Canal", segment="small", amount=260, owed=(Owed(-42, 96.5),
             Owed(-20, 55, events=(("exclude", -18, "", None),)))),
    Customer("Charpentes Leduc", amount=5600, owed=(Owed(24, 12800, term=((30, 6), (70, 36))),
             Owed(-8, 9600, term=((30, 30), (70, 60)), paid=0.3, paid_on=-40))),
    Customer("Coopérative du Ségala", amount=3700, owed=(Owed(-52, 5230),), payer="unreachable"),
)  # fmt: skip

PAYERS = (
    Customer("Horlogerie Vasselin", segment="key", amount=9800, every=12, late=4),
    Customer("Cartonnages de l'Ill", amount=2300, every=16, late=9, payer="negligent"),
    Customer("Bristol Marine Supplies Ltd", "GB", amount=2700, every=17, late=2),
    Customer("Konditorei Sommer", "DE", "small", amount=330, every=18, late=11, payer="forgot"),
    Customer("Ceramiche Bolognesi Srl", "IT", amount=2950, every=17, late=16, payer="negligent"),
    Customer("Bodegas Zaragozanas SA", "ES", amount=1850, every=18, late=21, payer="negligent"),
    Customer("Optique Saint-Rémi", segment="small", amount=410, every=16, late=13),
    Customer("Utrecht Fietsen BV", "NL", amount=1650, every=17, late=-1, payer="prompt"),
    Customer("Serres du Lubéron", amount=2050, every=16, late=6, branch=True),
    Customer("Traiteur Beaulieu", segment="small", amount=280, every=17, late=0, branch=True),
    Customer("Fonderie Lacombe", amount=7200, every=18, late=26, branch=True, payer="difficulty"),
)

CUSTOMERS = SCRIPTED + CASES + PAYERS

# (first name, last name) of the customers' people, taken in turn by country.
NAMES = {
    "FR": (
        ("Élodie", "Marchal"), ("Karim", "Benali"), ("Sophie", "Lenormand"), ("Julien", "Tessier"), ("Nadia", "Ferrand"),
        ("Marc", "Dubreuil"), ("Aurélie", "Cochet"), ("Philippe", "Garnier"), ("Inès", "Valette"), ("Bruno", "Sauvage"),
        ("Camille", "Noël"), ("Thierry", "Labrousse"),
    ),
    "DE": (("Sabine", "Krüger"), ("Jens", "Holtmann"), ("Petra", "Vogel"), ("Uwe", "Lindner")),
    "GB": (("Emma", "Whitfield"), ("Oliver", "Hartley"), ("Priya", "Nair"), ("George", "Ashdown")),
    "ES": (("Lucía", "Marín"), ("Javier", "Ortega"), ("Carmen", "Vidal")),
    "IT": (("Giulia", "Ferri"), ("Marco", "Bassi"), ("Paola", "Conti")),
    "NL": (("Anouk", "de Wit"), ("Pieter", "Bakker"), ("Femke", "Visser")),
    "JP": (("Yuki", "Tanaka"), ("Kenji", "Mori")),
}  # fmt: skip

# What invoices are for: (text, share of the amount). Each invoice has one of these sets of lines.
SUBJECTS = (
    (("Étagères sur mesure, chêne massif", 0.7), ("Livraison et pose", 0.3)),
    (("Mobilier d'accueil", 1.0),),
    (("Comptoir et habillage mural", 0.8), ("Étude et plans", 0.2)),
    (("Tables de réunion", 0.6), ("Chaises assorties", 0.4)),
    (("Entretien annuel du mobilier", 1.0),),
)

# What people write down after a call, by outcome.
CALL_NOTES = {
    "reached": (
        "Facture bien reçue, validée, sera dans le prochain règlement.",
        "Comptabilité débordée, la facture est en cours de validation.",
        "Invoice received and approved, waiting for the next payment run.",
    ),
    "no_answer": ("Répondeur, message laissé.", "Standard saturé."),
    "promised": ("Virement promis sous dix jours.",),
    "payment_announced": ("Virement annoncé pour cette semaine.",),
    "refused": ("Refuse de payer avant d'avoir parlé à son commercial.",),
    "not_received": ("Dit ne pas avoir reçu la facture : renvoyée pendant l'appel.",),
    "difficulty": ("Trésorerie tendue, demande à étaler.",),
}
