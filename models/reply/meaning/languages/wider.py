"""Ways of saying the same that belong together in all languages: payments that came back, time asked for, files that do not open.

``FIRST`` is looked at before all other rules, ``WIDER`` is added to the ways of the same outcome and cause, ``NO_PROMISE`` to
what makes a promise none. Folded.
"""

# The invoice itself, not the goods of it, has not come.
ITSELF = "(?<!\u00a7)" + "".join(rf"(?<!\b{word} )" for word in ("van", "aus", "zu", "bei", "from", "of", "under", "on", "de la", "del", "della", "da", "de", "di", "op"))
NO_GOODS = r"(?!.*(?:mercanc|mercadoria|merce\b|material|pedido|encomenda|genero|ware\b|lieferung|goods|delivery|marchandise|livraison|goederen|levering|bestelling|items|parts))"
FIRST = {
    "en": (
        ("will_pay", None, r"(?:payments?|transfers?|bacs|cheque|money|bank)\b(?! (?:details|statement)) (?:\S+ ){0,6}?(?:bounced|came back|returned|rejected|sent back)\b|(?:it|that|which) (?:\S+ )?bounced\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,2}?(?:never|not|\w+n't) (?:\S+ )?(?:arrived?|reached|received)\b|(?:file|attachments?|pdf|attached)\b (?:\S+ ){0,5}?(?:corrupt\w*|missing|damaged|blank|empty|unreadable|open|opened)\b|no (?:pdf|attachment|file)\b|(?:can't|cannot|unable to) (?:\S+ )?open\b|forgot (?:to attach|the attachment)"),
        ("refuses", None, r"(?:will not|won't|shall not|shan't|never) (?:\S+ )?be (?:\S+ )?(?:paid|settled|honou?red)\b|whistle for|over my dead body"),
    ),
    "fr": (
        ("will_pay", None, r"(?:virement|paiement|reglement|prelevement|cheque|banque)\b(?! (?:\S+ ){0,2}?confirm) (?:\S+ ){0,8}?(?:revenu|retourne|rejete|renvoye|refuse)e?s?\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ )?n'est (?:\S+ )?(?:pas|jamais) (?:\S+ )?(?:arrivee?|parvenue?)\b|(?:fichier|piece jointe|pdf|pj)\b (?:\S+ ){0,6}?(?:corrompu\w*|illisible\w*|vide|manqu\w+|s'ouvr\w+|endommage\w*|joint)\b|aucun pdf\b|oublie (?:\S+ )?(?:piece jointe|pj)|sans piece jointe"),
        ("refuses", None, r"ne (?:sera|seront) (?:\S+ )?(?:pas|jamais|point) (?:regle|paye|solde|honore|acquitte)\w*|toujours courir"),
    ),
    "de": (
        ("will_pay", None, r"(?:uberweisung|zahlung|lastschrift|buchung|geld|bank)\b (?:\S+ ){0,8}?(?:zuruckgekommen|zuruckgegangen|zuruckgebucht|zuruckgewiesen|zuruckgegeben|retourniert|geplatzt|zuruckuberwiesen)\b|(?:uberweisung|zahlung|lastschrift|buchung)\b (?:\S+ )?(?:kam|ging) (?:\S+ ){0,6}?zuruck\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,4}?(?:nicht|nie) (?:\S+ )?(?:angekommen|eingegangen|erhalten)\b|(?:datei|anhang|anlage|pdf)\b (?:\S+ ){0,6}?(?:beschadigt|defekt|fehlt\w*|leer|offnen|lesbar|unleserlich|vergessen)\b|kein (?:pdf|anhang)\b|ohne anhang\b"),
        ("refuses", None, r"(?:wird|werden) (?:\S+ ){0,4}?nicht (?:bezahlt|beglichen|uberwiesen|ausgeglichen)(?! (?:werden )?konnen)\b|lange warten\b"),
    ),
    "es": (
        ("will_pay", None, r"(?:transferencia|pago|cheque|banco)\b (?:\S+ ){0,6}?(?:devuelt[oa]|devolvio|devolvieron|rechazad[oa]|rechazo)\b(?! (?:\S+ ){0,3}?(?:mercancia|genero|material))"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,3}?(?:no|nunca) (?:\S+ ){0,2}?(?:(?:ha )?llegado|llego\b(?! (?:de|a))|recib\w+)|(?:archivo|adjunto|fichero|pdf)\b (?:\S+ ){0,6}?(?:danad\w|vacio|corrupto|abr\w+|legible|falt\w+)\b|ningun (?:pdf|adjunto)\b|olvid\w+ (?:\S+ )?adjunt\w+|sin adjunto"),
        ("refuses", None, r"no (?:se va a|vamos a|voy a|sera|seran) (?:\S+ )?(?:ser )?(?:pag|liquid|abon)\w+|esperar sentad\w+"),
    ),
    "it": (
        ("will_pay", None, r"(?:bonifico|pagamento|banca)\b (?:\S+ ){0,8}?(?:stornat[oa]|tornat[oa] indietro|respint[oa]|restituit[oa]|rifiutat[oa]|rientrat[oa])\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,3}?(?:non|mai) (?:\S+ ){0,3}?(?:arrivat|pervenut|ricevut)\w|(?:file|allegato|pdf)\b (?:\S+ ){0,6}?(?:danneggiat\w|vuoto|corrotto|apre|aprire|leggibile|manca\w*)\b|alcun pdf\b|dimenticat\w (?:\S+ )?allegat\w+|senza allegat\w"),
        ("refuses", None, r"non (?:verra|sara|verranno|saranno) (?:\S+ )?(?:mai )?(?:pagat|saldat|liquidat)\w|in eterno\b"),
    ),
    "nl": (
        ("will_pay", None, r"(?:overschrijving|betaling|bank|incasso)\b (?:\S+ ){0,8}?(?:teruggekomen|teruggestort|teruggeboekt|geweigerd|gestorneerd)\b|(?:overschrijving|betaling)\b (?:\S+ )?(?:kwam|ging) (?:\S+ ){0,5}?terug\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,4}?(?:niet|nooit) (?:\S+ )?(?:aangekomen|ontvangen|binnengekomen)\b|(?:bestand|bijlage|pdf)\b (?:\S+ ){0,6}?(?:beschadigd|leeg|corrupt|ontbr\w+|open|openen|leesbaar|vergeten)\b|geen (?:pdf|bijlage)\b|zonder bijlage"),
        ("refuses", None, r"(?:wordt|worden) (?:\S+ ){0,4}?niet (?:betaald|voldaan|vereffend)\b|lang wachten\b"),
    ),
    "pt": (
        ("will_pay", None, r"(?:transferencia|pagamento|cheque|banco)\b (?:\S+ ){0,6}?(?:devolvid[oa]|devolveu(?:-nos)?|rejeitad[oa]|rejeitou|recusad[oa])\b"),
        ("not_received", None, ITSELF + NO_GOODS + r"§+,? (?:\S+ ){0,3}?(?:nao|nunca) (?:\S+ ){0,2}?(?:cheg\w+|receb\w+)|(?:ficheiro|anexo|pdf)\b (?:\S+ ){0,6}?(?:danificad\w|vazio|corrompido|abr\w+|legivel|falt\w+)\b|nenhum pdf\b|esquec\w+(?:-se)? (?:\S+ ){0,2}?anex\w+|sem anexo"),
        ("refuses", None, r"nao (?:vai|vao|sera|serao) (?:\S+ )?(?:ser )?(?:pag|liquidad|saldad)\w*|esperar sentad\w+"),
    ),
}  # fmt: skip
# The other invoice, that this one is compared with, stands behind.
SAME_AS = {
    "en": r"(?:same (?:\S+ )?as|identical to|copy of)", "fr": r"(?:identique a|meme (?:\S+ )?que|copie de)", "de": r"(?:identisch mit|dieselbe wie|das ?selbe wie|kopie der)",
    "es": r"(?:mism[oa] que|igual que|identica a)", "it": r"(?:(?:stess[oa]|identic[oa]|uguale) (?:del|della|a|alla|di))", "nl": r"(?:(?:dezelfde|hetzelfde) als|identiek aan)",
    "pt": r"(?:mesm[oa] que|igual a|identica a)",
}  # fmt: skip
# All that is open, without the word invoice.
EVERYTHING = {
    "en": r"\bthe whole lot\b", "fr": r"\b(?:regl|pay|sold|vers)\w* (?:\S+ )?tout\b|\bon (?:regle|paie|solde) tout\b", "de": r"\b(?:alles|das ganze) (?:\S+ )?(?:auf einmal|zusammen)\b|\b(?:der|den) vollen betrag\b",
    "es": r"(?<!no puedo )(?<!puedo )\b(?:pag|liquid|abon|sald)(?!ar )\w+ (?:\S+ )?todo\b(?! (?:de|lo|el|a))|\bpor el total\b", "it": r"\b(?:pag|sald|chiud)\w+ (?:\S+ )?tutto\b", "nl": r"\balles (?:\S+ )?(?:ineens|tegelijk)\b",
    "pt": r"\bfaturas todas\b|\b(?:pag|liquid|regulariz|sald)\w+ (?:\S+ )?tudo\b",
}  # fmt: skip
# Other words of coming back from an absence.
RETURNING = {
    "en": r"returning|resuming|reopen\w*", "fr": r"retour\w*|revenant|reprenant|reprends|rouvrons", "de": r"zuruckkehr\w*|dienst|offn\w*", "es": r"regres\w+|reincorpor\w+|volv\w+|abrimos|atender\w*",
    "it": r"rientr\w+|riapr\w+|torn\w+", "nl": r"terugkom\w*|terugkeer\w*|hervat\w*", "pt": r"regress\w+|volt(?:ando|arei|amos|o)|reabr\w+|retom\w+",
}  # fmt: skip
NO_PROMISE = {
    "en": r"(?:how much|what|which)\b[^?]*\b(?:interest|charges?|fees?|total|cost|discount)\b[^?]*\?|discount if|(?:can't|cannot|unable to|not able to|not in a position to|n't) (?:\S+ ){0,4}?(?:commit|promise|guarantee|say when|give (?:you )?(?:a|any) date)|i wish i could|depends on",
    "fr": r"(?:quel\w*|combien)\b[^?]*\?|(?:escompte|remise) (?:si|en cas)|(?<!\w)(?:ne |n')(?:\S+ ){0,5}?(?:engage|promet\w*|promis|garanti\w*|sais|savons)\b|(?<!\w)ne (?:\S+ ){0,6}?date\b",
    "de": r"wie (?:hoch|viel)\b[^?]*\?|welche zinsen|gibt es skonto|(?:versprechen|zusagen|nennen|garantieren) (?:\S+ ){0,4}?(?:nicht|nichts|keine\w*)\b|(?:nicht|nichts|kein(?:en|e)?) (?:\S+ ){0,6}?(?:versprechen|zusagen|nennen|garantieren|sagen)\b|weiss (?:\S+ ){0,2}?nicht\b|hangt (?:\S+ ){0,3}?ab\b",
    "es": r"(?:cuanto|que intereses?|cual)\b[^?]*\?|hay descuento|no (?:\S+ ){0,4}?(?:asegur\w+|promet\w+|garantiz\w+|se cuando|compromet\w+|tengo fecha|fecha)\b|depende de",
    "it": r"(?:quanto|che interessi|quali?)\b[^?]*\?|sconto se|non (?:\S+ ){0,6}?(?:promett\w+|garant\w+|indicar\w+|assicur\w+|so quando|una data)\b|dipende da",
    "nl": r"(?:hoeveel|welke rente|wat)\b[^?]*\?|korting als|(?:niet|niets|geen|nooit) (?:\S+ ){0,6}?(?:beloven|toezeggen|garanderen|noemen|vastleggen)\b|(?:beloven|toezeggen|weet) (?:\S+ ){0,3}?(?:niet|niets)\b|datum (?:\S+ ){0,4}?niet\b|hangt (?:\S+ ){0,4}?af\b",
    "pt": r"(?:quanto|que juros|qual)\b[^?]*\?|desconto se|nao (?:\S+ ){0,5}?(?:garant\w+|promet\w+|assegur\w+|sei quando|uma data|comprometer)\b|depende d",
}
WIDER = {
    "en": {
        ("will_pay", None): r"(?:is|are) (?:scheduled|planned|earmarked|slated|queued) for|(?:receive|get) (?:our|the|your) (?:remittance|payment|money|transfer)|coming your way|(?:will|to) do (?:the|a) transfer|(?:hold off|wait|patien\w+|give (?:us|me)|extension|extend|defer|postpone|time) (?:\S+ ){0,6}?(?:until|till)\b|(?:alright|ok|okay|fine|possible|acceptable) (?:if|for) (?:we|i|us|me) (?:\S+ ){0,2}?(?:pay|paid|settled?)|(?:money|funds|it|payment) (?:\S+ ){0,2}?(?:will|should|is going to) (?:be with you|hit your|reach you|land|arrive)|(?:expect|look out for) (?:\S+ ){0,2}?(?:funds|money|payment|transfer)|square (?:this|it) (?:up )?with you|(?:payment|tomorrow's|friday's|next) (?:batch|run)\b|(?:see to it|make sure) (?:\S+ ){0,3}?(?:goes out|gets paid|is paid)",
        ("not_received", None): r"(?:let (?:me|us) have|e?-?mail|pop|shoot|drop|ping|forward) (?:\S+ ){0,4}?(?:invoice|original|bill|pdf)\b|pop (?:it|them|one) (?:over|across)|(?:mail|send) (?:it|them) (?:over )?(?:again|once more)|first (?:we|i)(?:'ve| have)? hear\w*|haven't seen|searched (?:high|every)|(?:isn't|is not|not|nothing) (?:(?!set)\S+ )?(?:on|in) our (?:\S+ )?(?:ledger|books|system|records)|which invoices? (?:is|are)|copies by e?-?mail|only (?:ever )?(?:have|saw|got|received) (?:\S+ )?(?:reminder|statement)|all i have is",
        ("needs_document", None): r"(?:need|missing|lack\w*) (?:\S+ ){0,4}?signed|made out to (?:our|the)|(?:up[- ]to[- ]date|current) statement|statement (?:\S+ )?(?:showing|of what)|(?:wants?|needs?|asks? for|insists? on) (?:\S+ ){0,4}?(?:contract|slip|signed|name of)|(?:order|po) reference (?:is )?missing|(?:vat|tax) number missing|(?:complete|fill in) (?:\S+ ){0,3}?(?:vendor|supplier|set-?up) form|change the addressee",
        ("disputed", "price"): r"where (?:does|do|did) (?:\S+ ){0,10}?come from|(?:quoted|quote) (?:\S+ ){0,4}?\d|not the (?:figure|price|amount) (?:on|in|we)",
        ("disputed", "quantity"): r"only (?:\S+ ){1,3}?(?:turned up|arrived|came|were delivered)|(?:boxes|items|pieces|pallets|cartons) short\b|short (?:by|of \d)",
        ("disputed", "delivery"): r"still short of|still (?:waiting for|missing) (?:the )?(?:second|other|remaining)|(?:engineer|technician|fitter|driver|nobody|no one) (?:\S+ )?(?:never )?(?:showed|turned|came|has been)\b",
        ("disputed", "quality"): r"packed up|peeling|stopped working|flicker\w*|fell apart|(?:is|are) leaking|two have (?:already )?died",
        ("disputed", None): r"isn't right|is not right|(?:hold|holding) (?:this|it|that|payment) back|take another look",
        ("paid", None): r"(?:had|got|have) our money (?:for|since)|have had (?:that|it|the money) by now|left us on",
        ("instalments", None): r"half (?:\S+ ){0,3}?(?:and )?(?:the )?other half|(?:two|three|four|five|six) (?:\S+ )?lots",
        ("out_of_office", None): r"closed (?:over|for|between|until)\b|reading (?:e?-?mails?|messages) again",
    },
    "fr": {
        ("will_pay", None): r"programmee?s? (?:au|pour|le)|(?:reglement|virement|paiement) vous parviendra|fais le vir\w*|(?:patienter|patientiez|attendre|attendiez|laisser|accorder|delai|report\w*|repouss\w+|prolong\w+) (?:\S+ ){0,6}?(?:jusqu'a?u?|au|le) ?\S|si (?:nous|je|on) (?:pay|regl|vers|sold)\w+|(?:argent|fonds|somme) (?:\S+ )?(?:sera|seront|arriver\w+)|comptez sur|(?:lot|campagne|serie) d[eu'] ?(?:demain|lundi|mardi|mercredi|jeudi|vendredi|paiement)|on solde\b|veille a ce que (?:\S+ )?parte|(?:recevrez|aurez) (?:\S+ ){0,3}?(?:fonds|argent|virement|paiement|somme)|(?:serez|seriez) (?:payes?|credites?|regles?)",
        ("not_received", None): r"rien (?:\S+ ){0,2}?de (?:vous|votre)|premiere fois que|envoy\w+(?:-| )(?:moi|nous|la) (?:\S+ )?(?:facture|original|duplicata|directement)|ce que je n'ai pas vu|cherchee? partout|(?:double|duplicata|copie) de (?:la |votre )?(?:facture|§)|perd\w+ dans|rien sous ce|que le (?:rappel|releve)|facture elle-meme|de quoi s'agit|aucune facture de (?:votre|vous)|adresser de nouveau",
        ("needs_document", None): r"(?:manque|faut) (?:\S+ ){0,5}?sign\w+|(?:demande|reclame|veut|exige)\w* (?:\S+ ){0,5}?(?:contrat|bon|releve|copie du|attestation|rib)\b|nom du demandeur\b|fiche fournisseur|libellee? (?:au nom|a)|(?:numero|n°) d'engagement|code service|attestation de (?:vigilance|regularite)|redepos\w+|modifier le destinataire",
        ("disputed", "price"): r"d'ou (?:sort|vien|provien)\w+|(?:montant|prix|tarif) (?:\S+ )?(?:du|de notre) devis|devait etre (?:offert|gratuit)|compte (?:\S+ )?(?:port|frais)",
        ("disputed", "quantity"): r"(?:seuls?|que|seulement) (?:\S+ ){1,4}?(?:ont ete|sont arriv|livr|pose|recu)\w*|arrive que|manquait (?:\S+ )?(?:cartons|colis|pieces)",
        ("disputed", "delivery"): r"manque toujours|(?:technicien|livreur|monteur|poseur|personne) (?:\S+ )?(?:n'est |est )?(?:jamais )?(?:venu|passe)|chez votre transporteur|en attente de (?:la )?livraison",
        ("disputed", "quality"): r"tombe en panne|(?:lever|levee des) (?:\S+ )?reserves|s'ecaille|fuient|fuit\b|(?:ne marche|fonctionne) (?:plus|pas)",
        ("disputed", "returned"): r"(?:repris|remporte|recupere)\w* (?:\S+ ){0,4}?(?:chauffeur|livreur|vous|tout)|chauffeur (?:\S+ ){0,3}?(?:repris|remporte)",
        ("disputed", None): r"n'est pas (?:correct|juste|normal)|(?:bloquons|bloque) (?:\S+ )?(?:tant que|jusqu)|merci de revoir",
        ("paid", None): r"(?:apparait|figure) (?:\S+ )?sold\w+|fait par (?:carte|virement|cheque)|(?:avez|as) (?:deja )?notre argent|l'avoir depuis",
        ("instalments", None): r"la moitie (?:\S+ ){0,4}?l'autre",
        ("out_of_office", None): r"ferm\w+ (?:a|pour|pendant|entre|du)\b|releve mes mails",
    },
    "de": {
        ("will_pay", None): r"(?:vorgemerkt|eingeplant|terminiert)|(?:betrag|zahlung) (?:\S+ ){0,8}?gutgeschrieben|uberweis\w* ich|bis (?:\S+ ){0,5}?(?:warten|gedulden|aufschub|zeit|stunden|frist|verlanger\w+)\b|(?:aufschub|stundung|geduld|zeit|frist) (?:\S+ ){0,3}?bis\b|(?:ordnung|recht|ok|okay|moglich),? wenn wir (?:\S+ ){0,6}?(?:zahlen|uberweisen|begleichen)|geld (?:\S+ ){0,5}?auf (?:ihrem|eurem|dem) konto|(?:morgigen|nachsten|heutigen) zahllauf|zahlungsliste|(?:sorge|schaue) (?:\S+ )?dafur|geldeingang|(?:machen|mache) (?:\S+ ){0,4}?glatt|habt ihr das geld|haben sie (?:es|das geld|ihr geld)\b|(?:schick\w*|weis\w*|geh\w*|uberweis\w*|veranlass\w*) (?:\S+ ){0,4}?(?:erneut|nochmals?|neu (?:los|an|raus))",
        ("not_received", None): r"(?:mail|schick|send|reich)\w* (?:\S+ ){0,5}?(?:noch ?mal\w*|erneut|neu zu|als pdf)|zum ersten mal|nie gesehen|abgesucht|nur die mahnung|(?:ist|sind) (?:\S+ ){0,4}?nicht auffindbar|(?:gar )?keine rechnung (?:\S+ )?(?:vor|erhalten|da)\w*|nicht verbucht|ist (?:\S+ ){0,4}?nichts verbucht|rechnung selbst",
        ("needs_document", None): r"(?:brauche|fehlt) (?:\S+ ){0,5}?unterschrieben\w*|bestatigung (?:\S+ )?bank|(?:brauch\w*|benotig\w*|woll\w*|mocht\w*|verlang\w*|brauchte) (?:\S+ ){0,6}?(?:lieferschein|vertrags?|stundenzettel|bankverbindung|aufstellung|namen|bestellnummer)\b|lieferantenfragebogen|kreditorenbogen|empfanger andern|auf (?:unsere|die) (?:holding|muttergesellschaft|neue)|ohne stundenzettel|(?:steuer|ust-?id|bestell|auftrags)\w* fehlt",
        ("disputed", "price"): r"woher kommen|nicht der (?:betrag|preis) (?:aus|von)|obwohl (?:\S+ ){0,3}?(?:frei haus|kostenlos|inklusive)|(?:vereinbart|ausgemacht) (?:waren|war|sind) (?:\S+ )?\d",
        ("disputed", "quantity"): r"(?:gekommen|angekommen|geliefert|unterschrieben|da) (?:sind|waren|hat|wurden) (?:\S+ )?(?:nur )?\w+|nur \d+ (?:\S+ )?(?:unterschrieben|geliefert|gekommen|erhalten)|fehlten (?:\S+ )?(?:kartons|stuck|teile|kisten|paletten)",
        ("disputed", "delivery"): r"(?:halfte|rest|lieferung|ware|teil\w*) (?:\S+ ){0,2}?(?:steht|stehen) noch aus|(?:monteur|techniker|fahrer|niemand|keiner) (?:\S+ ){0,2}?(?:nie |nicht )?(?:erschienen|gekommen|aufgetaucht|da)|nicht da sind",
        ("disputed", "quality"): r"hinuber|blattert|funktioniert nicht|geht nicht mehr|flacker\w*",
        ("disputed", "duplicate"): r"dieselbe leistung|zweifacher rechnung|zweimal (?:\S+ )?(?:berechnet|gestellt)",
        ("disputed", None): r"stimmt so nicht|nicht einverstanden|(?:halten|behalten) (?:\S+ ){0,3}?zuruck\b|bis die sache",
        ("paid", None): r"haben unser geld|(?:steht|gilt) (?:\S+ ){0,3}?(?:ausgeglichen|bezahlt|erledigt)|zahllauf (?:letzte|vorige|vergangene)\w* woche|ging (?:\S+ )?am \S+ raus",
        ("instalments", None): r"halfte (?:\S+ ){0,4}?(?:die )?andere|(?:die|pro|jede) woche (?:\S+ ){0,2}?(?:aufbringen|zahlen)|irgendwie strecken|(?:sechs|funf|vier|drei|zwei|\d+) (?:monats|gleichen )(?:raten|betrage)\w*|in (?:funf|vier|drei|sechs|\d+) (?:gleichen )?(?:raten|betragen|teilen)|abzutragen",
        ("insolvency", None): r"(?:gesellschaft|firma|gmbh) (?:\S+ )?(?:wird|ist) (?:\S+ )?(?:abgewickelt|liquidiert|aufgelost)",
        ("out_of_office", None): r"nicht im haus|lese (?:\S+ ){0,4}?mails\b",
    },
    "es": {
        ("will_pay", None): r"(?:esta|estan) previst[ao]s? para|recibira\w* (?:\S+ )?(?:transferencia|pago|ingreso)|la paso (?:el|manana)|(?:esper\w+|aguard\w+|aplaz\w+|plazo|prorrog\w+|margen) (?:\S+ ){0,5}?hasta\b|(?:bien|posible|importa) que (?:\S+ )?(?:pag|abon|liquid)\w+|dinero (?:\S+ ){0,2}?(?:estara|llegara|lo tien)\w*|cuenten con|(?:lote|remesa|lista de pagos) (?:de|del) (?:manana|proximo|\w+es\b)|lo (?:dejamos|dejo) (?:zanjado|liquidado|saldado)|me encargo de que salga|(?:la|lo|el pago) (?:volvemos|vuelvo) a (?:emitir|hacer|enviar)|(?:la|lo) repetimos|lo tien\w+ (?:en|el)\b",
        ("not_received", None): r"(?:nada (?:suyo|vuestro)|no hay nada en nuestros)|primera noticia|lo que no he visto|por todas partes|factura en si|hagan\w* llegar el original|solo (?:tengo|hemos visto) el|(?:pas|mand|envi|remit|gir|hac)\w+ (?:\S+ ){0,3}?(?:la factura|en pdf|llegar en pdf)(?! com?n?\b)|no me consta ninguna|no tenemos constancia",
        ("needs_document", None): r"falta (?:\S+ ){0,4}?firmad\w|certificado de (?:su|vuestro) banco|(?:pid|quier|exig|necesit|falt)\w+ (?:\S+ ){0,5}?(?:contrato|albaran|partes de horas|certificado|extracto|cuenta bancaria)\b|nombre de quien|ficha de proveedor|a nombre de la|cambien el destinatario|no figura su (?:nif|cif)|sin (?:los )?partes|extracto actualizado",
        ("disputed", "price"): r"de donde sal\w+|no es el (?:importe|precio)|portes cuando|si en el presupuesto|no la puedo dar por buena|en el presupuesto (?:\S+ ){0,3}?\d",
        ("disputed", "quantity"): r"llegaron (?:\S+ )?\w+|descargamos|faltaban (?:\S+ )?(?:cajas|bultos|piezas|sacos|palets)",
        ("disputed", "delivery"): r"(?:seguimos|sigo|todavia estoy|aun estoy) sin (?:la|el|lo)|(?:tecnico|transportista|instalador|nadie) (?:\S+ )?(?:no )?(?:aparecio|vino|ha venido)",
        ("disputed", "quality"): r"dejo de funcionar|descascar\w+|no funciona\b|pierde agua",
        ("disputed", "returned"): r"se lo llevo todo|lo recogisteis|recogieron ustedes",
        ("disputed", None): r"no es correct[oa]|(?:retenemos|paralizamos) (?:\S+ )?hasta|revisen(?:lo|la)",
        ("paid", None): r"tienen nuestro dinero|(?:figura|consta|aparece) (?:\S+ )?(?:saldad|pagad|abonad|liquidad)[ao]|lo hicimos (?:por|con) (?:tarjeta|transferencia)|ya (?:lo|la|los|las) cobr\w+|salio (?:con la remesa|el dia)",
        ("wrong_person", None): r"se equivocan de|nuevos duenos|se ha jubilado|no tengo nada que ver",
        ("instalments", None): r"la mitad (?:\S+ ){0,4}?(?:la )?otra|repartir (?:\S+ )?(?:de alguna|en)|\d+ a la semana",
        ("insolvency", None): r"liquidador\b|cesado la actividad|cese de actividad",
        ("out_of_office", None): r"cerramos (?:en|por|del|desde)|(?:vuelvo|volvere) a leer",
    },
    "it": {
        ("will_pay", None): r"programmat[ao] per|(?:riceverete|ricevera) (?:\S+ ){0,2}?(?:bonifico|pagamento|accredito)|faccio il bonifico|(?:attend\w+|aspett\w+|pazient\w+|tempo|proroga|rinvi\w+) (?:\S+ ){0,4}?fino\b|(?:bene|possibile|problema) se (?:\S+ )?(?:pag|sald)\w+|soldi (?:\S+ ){0,2}?(?:saranno|arriver)\w*|contate su|(?:lotto|distinta|lista pagamenti) di (?:domani|lunedi|martedi|mercoledi|giovedi|venerdi)|chiudiamo la cosa|faccio in modo che parta|l[oa] (?:rifacciamo|ripetiamo|rifaccio|rimandiamo)|avete tutto sul conto|(?:ce l'avete|li avete) entro|entro (?:\S+ ){1,3}?ce l'avete",
        ("not_received", None): r"(?:non c'e|nulla|niente) (?:\S+ ){0,2}?(?:di vostro|nei nostri)|prima volta che ne sento|quello che non ho visto|cercata ovunque|fattura vera e propria|fateci avere l'originale|solo (?:il sollecito|l'estratto)|(?:mandate|inviate|girate|rimandate|spedite)(?:ci|mi|cele|la)? (?:\S+ )?(?:copi[ea]|fattura|pdf)(?! com?n?\b)|di (?:che )?cosa (?:si tratta|state parlando)|non risultano (?:vostri )?documenti",
        ("needs_document", None): r"manca (?:\S+ ){0,3}?firmat\w|dichiarazione della banca|(?:chied|vogliono|vuole|serv|occorr|manc)\w* (?:\S+ ){0,6}?(?:contratto|bolla|fogli ore|ddt|coordinate|nome di chi)\b|nome di chi|scheda fornitore|va intestata|cambiate il destinatario|senza i fogli|partita iva(?=.*corre)|estratto aggiornato",
        ("disputed", "price"): r"da dove (?:esc|sal|veng|arriv)\w+|non e l'importo|a carico vostro|chiavi in mano|l'accordo era|ne avete fatturat\w",
        ("disputed", "quantity"): r"ne (?:sono arrivat\w|abbiamo (?:scaricat|ricevut)\w)|mancavano (?:\S+ )?(?:colli|pezzi|scatole|cartoni)",
        ("disputed", "delivery"): r"manca ancora|(?:tecnico|corriere|montatore|nessuno) (?:\S+ ){0,3}?(?:presentat|venut|vist)[oa]|non si e (?:ancora )?vist\w",
        ("disputed", "quality"): r"smesso di funzionare|si sta (?:\S+ )?staccando|si e rott[oa]|non funziona\b",
        ("disputed", "returned"): r"ripreso tutto|ritirat[oa] dal vostro",
        ("disputed", None): r"non e corrett[oa]|(?:teniamo|tengo) (?:\S+ )?ferm[oa]|ricontrollate",
        ("paid", None): r"avete i nostri soldi|risulta (?:\S+ )?(?:chius|saldat|pagat)[ao]|fatto con (?:carta|bonifico)|distinta della settimana (?:scorsa|passata)",
        ("wrong_person", None): r"sono solo la reception|nuovi proprietari|in pensione|niente a che fare|ci confondete|di pagamenti non so",
        ("instalments", None): r"meta (?:\S+ ){0,4}?(?:e )?meta|diluire|\d+ a settimana|quattro mensilita",
        ("insolvency", None): r"cessato l'attivita",
        ("out_of_office", None): r"torno a leggere|siamo chiusi",
    },
    "nl": {
        ("will_pay", None): r"staat gepland (?:voor|op)|(?:bedrag|betaling) (?:\S+ ){0,6}?bijgeschreven|ik betaal\b|(?:wachten|geduld|uitstel|tijd|respijt) (?:\S+ ){0,3}?tot\b|tot (?:\S+ ){0,5}?(?:wachten|geduld|uitstel|de tijd|respijt)\b|(?:goed|oke?|mogelijk) als (?:we|wij|ik) (?:\S+ ){0,6}?betalen|geeft? (?:u )?ons tot|(?:geld|centen) (?:\S+ ){0,2}?(?:staat|staan)|reken(?:en)? (?:maar )?op|(?:betaalbatch|betaallijst|betaalronde|batch) (?:van|voor) (?:morgen|komende|volgende|maandag|dinsdag|woensdag|donderdag|vrijdag)|maken (?:we|wij) (?:het|dit) in orde|zorg (?:\S+ )?dat het|(?:opnieuw|nogmaals) (?:de deur uit|over|gedaan|overgemaakt)|doen (?:hem|het) (?:\S+ )?opnieuw|heb(?:t|ben)? (?:je|u) het\b",
        ("not_received", None): r"(?:niets|niks) (?:\S+ ){0,2}?(?:van u|geboekt)|voor het eerst van|niet gezien heb|overal gezocht|factuur zelf|alleen de herinnering|bezorg ons|enkel het overzicht|(?:stuur|mail) (?:ze|hem|het|deze|die) (?:\S+ ){0,3}?(?:door|nog eens|opnieuw|toe)|om welke factu\w+|wel verstuurd|staat niets open van",
        ("needs_document", None): r"nodig (?:\S+ ){0,4}?getekend\w*|verklaring van (?:uw|de) bank|(?:wil|willen|vraagt|nodig|heb) (?:\S+ ){0,6}?(?:contract|leverbon|urenstaten|werkbon|bankgegevens|uittreksel|naam van)\b|leveranciersformulier|op naam van|pas de geadresseerde|orderreferentie|btw-?nummer (?:\S+ ){0,3}?niet|zonder urenstaten|actueel overzicht|inkoopordernummer",
        ("disputed", "price"): r"waar kom\w+ (?:\S+ ){0,6}?vandaan|niet het bedrag|terwijl (?:\S+ ){0,3}?(?:franco|gratis|inbegrepen)|in de offerte (?:\S+ )?\d|niet wat (?:we|wij) afgesproken",
        ("disputed", "quantity"): r"(?:er )?kwamen er|geteld bij|er ontbraken|ontbraken er",
        ("disputed", "delivery"): r"moet nog komen|(?:monteur|chauffeur|niemand) (?:\S+ ){0,2}?(?:nooit )?(?:komen opdagen|geweest|langsgekomen)|nog (?:steeds|altijd) niet geleverd",
        ("disputed", "quality"): r"(?:deed|doet) (?:hij|het|ie) (?:het )?niet|bladdert|kapot",
        ("disputed", "duplicate"): r"hetzelfde werk|dezelfde als",
        ("disputed", None): r"klopt niet|(?:houden|hou) (?:\S+ )?tegen|kijk het (?:nog eens )?na",
        ("paid", None): r"heeft ons geld|(?:staat|stond) (?:\S+ )?(?:als|op) (?:voldaan|betaald)|betaalronde van vorige|per kaart gedaan",
        ("wrong_person", None): r"niets te maken|verwart ons|nieuwe eigenaars|zijn opvolger|gaan niet over",
        ("instalments", None): r"helft (?:\S+ ){0,4}?(?:de )?andere|gespreid|\d+ per week",
        ("insolvency", None): r"(?:vennootschap|bedrijf|zaak) (?:\S+ )?wordt (?:vereffend|ontbonden)",
        ("out_of_office", None): r"(?:zijn|is) (?:we|wij|het) dicht|lees ik weer",
    },
    "pt": {
        ("will_pay", None): r"programad[ao] para|receber(?:ao|a) (?:\S+ ){0,2}?(?:transferencia|pagamento)|faco a transferencia|(?:aguard\w+|esper\w+|prazo|prorrog\w+|paciencia) (?:\S+ ){0,4}?ate\b|(?:pode|podia) ser se|dao-nos ate|(?:dinheiro|verba) (?:\S+ ){0,2}?(?:esta|estara|chega)\w*|contem com|(?:lote|lista de pagamentos) d[ea] (?:amanha|proxima?|segunda|terca|quarta|quinta|sexta)|deixamos isso arrumado|trato de que saia|(?:volto|voltamos) a (?:faze-la|envia-la|fazer|enviar)|repetimo-l[ao]|tem (?:isso|o dinheiro|tudo)\b|segue n[ao] (?:segunda|terca|quarta|quinta|sexta|dia|proxim)\w*",
        ("not_received", None): r"(?:nao ha )?nada (?:vosso|nos nossos)|primeira vez que ouco|o que nao vi|por todo o lado|propria fatura|facam-nos chegar|so (?:tenho|vimos) o|que faturas (?:sao|e)|(?:envi|mand)\w+(?:-me)? (?:\S+ )?(?:copia|pdf|fatura)(?! com?n?\b)|nao me chegou",
        ("needs_document", None): r"falta(?:-me|-nos)? (?:\S+ ){0,5}?assinad\w|declaracao do banco|(?:pede|quer|querem|precis|falt|exig)\w* (?:\S+ ){0,6}?(?:contrato|guia|folhas de horas|certidao|iban|requisitante)\b|ficha de fornecedor|em nome da|alterem o destinatario|falta o (?:vosso )?nif|sem as folhas|extrato atualizado|quem encomendou",
        ("disputed", "price"): r"de onde ve[mn]|nao e o valor|por vossa conta|orcamento era de|nao foi (?:isto|isso) que",
        ("disputed", "quantity"): r"(?:so|e) (?:recebemos|chegaram) (?:\S+ )?\w+|faltavam (?:\S+ )?(?:caixas|volumes|pecas|sacos)",
        ("disputed", "delivery"): r"ainda falta|(?:tecnico|motorista|ninguem) (?:\S+ )?(?:nunca )?(?:apareceu|veio)|ainda nao chegou a obra",
        ("disputed", "quality"): r"deixou de funcionar|descascar|nao funciona\b",
        ("disputed", "returned"): r"levou tudo de volta|recolhid\w pelo vosso",
        ("disputed", None): r"nao esta corret[oa]|retemos\b|verifiquem de novo",
        ("paid", None): r"tem o nosso dinheiro|(?:aparece|consta) (?:\S+ )?(?:saldad|paga|liquidad)\w*|fizemos isso por (?:cartao|transferencia)",
        ("wrong_person", None): r"confundir-nos|novos donos|reformou-se|nada a ver com|isto nao e comigo",
        ("instalments", None): r"metade (?:\S+ ){0,4}?(?:e )?(?:a )?outra|espacar|\d+ por semana",
        ("insolvency", None): r"liquidatario|cessamos a atividade",
        ("out_of_office", None): r"volto a ler|estamos fechados",
    },
}  # fmt: skip
