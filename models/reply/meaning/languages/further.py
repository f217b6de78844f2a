"""Ways of saying the same that people use when they write between the lines: see ``more``.

Signed papers that somebody asks for, work that is being waited for, money that is held back, sums that were to be others.
"""

EN = {
    ("refuses", None): (
        r"no (?:sums?|amounts?|payments?|money|monies) (?:\S+ ){0,5}?(?:payable|due|owed|owing|forthcoming)\b(?! (?:until|before|unless))",
        r"(?:demand|claim|invoice) (?:\S+ ){0,4}?rejected in (?:its|their) entirety", r"(?:see|meet) you in court", r"(?:you will|you'll) not (?:be )?receiv\w+ (?:anything|a penny|a cent|any)",
        r"consider (?:\S+ ){0,3}?(?:matter|subject|file) (?:to be )?closed", r"\bnot a (?:chance|hope)\b", r"do what you (?:like|want)",
    ),
    ("needs_document", None): (
        r"(?:ask\w*|request\w*|require\w*|insist\w*|want\w*|need\w*|missing|without|lack\w*) (?:\S+ ){0,5}?(?:signed|countersigned|stamped|initialled) ?(?:\S+ ){0,2}?\w+",
        r"(?:job|time|work) ?sheets?\b(?! (?:show|add|say|total|come))", r"(?:bank|account) details (?:on|in writing|with)", r"(?:verify|validate|confirm) (?:\S+ )?(?:iban|bank details|account number)", r"\bw-?9\b|\bgrn\b|goods received note",
        r"(?:resubmit|re-?issue|re-?send) (?:\S+ ){0,4}?(?:quoting|with|showing|stating|including)", r"missing po\b", r"statement of account",
    ),
    ("disputed", "price"): (
        r"(?:forgot\w*|omitted|left out|missed|overlooked) (?:\S+ ){0,4}?(?:rebate|discount|bonus|reduction|allowance)", r"(?:was|were|a) (?:\S+ )?(?:fixed|flat) (?:fee|price)\b|all in\b.*\badded\b", r"put (?:\S+ )?price\w* up",
        r"(?:not|isn't) what (?:\S+ ){0,4}?(?:shook|agreed|quoted|told)", r"call-?out charges?",
    ),
    ("disputed", "delivery"): (
        r"(?:hasn't|has not|haven't|not|never) (?:\S+ )?(?:shown|turned) up", r"where(?:'s| is| are) (?:our|my|the) (?:stuff|goods|order|parcel|delivery|things)", r"returned to (?:depot|sender)", r"until (?:it's|it is|they are|they're) on site",
    ),
    ("disputed", "quality"): (r"cracked|cracks\b", r"(?:for|under) repair \w+ times", r"cut(?:s|ting) out\b", r"put(?:ting)? (?:it )?right (?:first|before)", r"shoddy|botched|workmanship"),
    ("disputed", "not_ordered"): (r"gave (?:\S+ )?notice (?:on|of|to)", r"(?:cancelled|terminated|ended) (?:\S+ ){0,4}?(?:contract|subscription|service|agreement|months ago|last \w+)", r"what is this charge"),
    ("disputed", "duplicate"): (r"already on another (?:invoice|bill)", r"billed twice|invoiced twice"),
    ("disputed", None): (r"withhold\w* (?:\S+ )?payment", r"\bparked (?:it|this|them|the invoice)\b(?! .*(?:po|number))", r"can(?:'t|not) process (?:\S+ )?as it stands"),
    ("out_of_office", None): (r"no (?:signal|reception|network)\b", r"is covering(?: for me)?\b", r"back at my desk|at my desk again", r"off sick|on sick leave|maternity leave|paternity leave", r"\bi work \w+ to \w+ only"),
    ("wrong_person", None): (r"outsourced to", r"(?:wrong|not the right) (?:girl|guy|man|woman|person|company|address|tom|dick)", r"left (?:us|the company|the business|before|in|last)\b(?=.*@)"),
    ("instalments", None): (r"chip away at", r"spread (?:this|it|the)\b", r"bit by bit", r"every month\b.*\?", r"then (?:\S+ )?(?:the same|\d+) (?:every|each|a|for the following)"),
    ("not_received", None): (r"(?:ledger|books|system) shows? neither", r"let us have (?:a )?(?:duplicates?|cop(?:y|ies))", r"first i(?:'ve| have) heard", r"pop (?:a|the) (?:pdf|copy)"),
    ("insolvency", None): (r"winding-?up petition|official receiver|ceased trading|meeting of creditors|cannot continue to trade|section 100\b",),
    ("paid", None): (r"(?:has|have) gone (?:already|through|out|across)\b",
        r"at the till\b", r"(?:funds|money|amount|sum) (?:\S+ ){0,5}?(?:was|were|been) debited", r"debited (?:\S+ ){0,4}?(?:on|last|from our)", r"payment (?:was |has been )?(?:executed|effected|completed|made on)", r"mt ?103|swift copy", r"cheque (?:\S+ ){0,8}?(?:in the post|posted|been put in)",
        r"(?:your|the) direct debit (?:\S+ ){0,3}?(?:collected|taken|went)", r"went out (?:ages|days|weeks|last|on|yesterday|\w+ days ago)", r"proof of payment",
    ),
    ("will_pay", None): (
        r"(?:funds|money|payment|it|this) (?:\S+ ){0,4}?(?:earmarked|reach you|leaves us|lands?|hits? your)", r"(?:picked up|included|scheduled|posted|go\w*|put) (?:\S+ ){0,4}?(?:by|with|in|into|for|through) (?:\S+ ){0,5}?(?:run|batch|cycle|bacs)\b", r"leaves us (?:on|next|this|by)",
        r"can we have (?:until|till)", r"give us (?:another|until|till)", r"bear with us", r"falls? due (?:for payment )?(?:on|in)", r"get it over to you|get that (?:over|across) to you",
    ),
    ("disputed", "quantity"): (r"\d+ (?:\S+ )?short\b",),
}
FR = {
    ("refuses", None): (r"(?:demande|reclamation|creance)s? (?:\S+ ){0,4}?(?:denuee|depourvue|rejetee)s?", r"n'entend\w+ (?:pas )?(?:donner suite|payer|regler)", r"(?:verra|voit|revoit|retrouve) au tribunal", r"faites comme bon"),
    ("needs_document", None): (
        r"(?:reclam|demand|exig|manqu|attend|besoin|faut|sans|faute de)\w* (?:\S+ ){0,6}?(?:bons?|feuilles?|pv|rapports?|attachements?|proces-verb\w+) (?:\S+ ){0,4}?sign\w+", r"bons? d'intervention", r"attestations? (?:urssaf|fiscale|de vigilance|d'assurance)", r"\bkbis\b|\brib\b",
        r"adress\w+ (?:un |votre )?releve|releve de compte", r"num\w+ d'engagement|code service", r"(?:redepos|re-?emett|refair)\w+ (?:\S+ ){0,5}?(?:avec|en indiquant|mentionnant|portant)",
    ),
    ("disputed", "price"): (r"oubli\w+ (?:\S+ ){0,3}?(?:ristourne|remise|rabais|escompte|reduction)", r"forfait\w* (?:\S+ ){0,5}?(?:ajout|factur)\w+", r"augmente (?:\S+ )?prix"),
    ("disputed", "delivery"): (r"ou est (?:\S+ )?(?:notre|ma|nos) (?:commande|colis|marchandise)|elle est ou", r"attend\w* toujours (?:la|le|les|notre|nos|votre|vos) (?:marchandise|livraison|commande|colis|materiel|pieces?)", r"retour (?:au )?depot"),
    ("disputed", "quality"): (r"fissur\w+|s'ecaill\w+|ecaille\w*", r"(?:trois|deux|\d) fois en reparation|bacl\w+|malfacons?", r"n'a pas tenu", r"(?:equipes?|techniciens?|ouvriers?) (?:\S+ ){0,4}?repass\w+"),
    ("disputed", "not_ordered"): (r"(?:avons|ai) (?:\S+ )?resili\w+|resilie\w* (?:\S+ ){0,3}?(?:contrat|abonnement)|(?:abonnement|contrat) (?:\S+ ){0,4}?resili\w+", r"sans objet\b"),
    ("disputed", None): (r"ret(?:en|ien)\w+ (?:\S+ ){0,2}?(?:paiement|reglement)", r"en l'etat\b(?=.*(?:ne |pas))"),
    ("out_of_office", None): (r"(?:sans|pas de) reseau", r"assure l'interim|me remplace\b(?! pas)", r"de nouveau a mon poste|a mon poste le"),
    ("wrong_person", None): (r"externalis\w+", r"(?:ete |est |a ete )?cede\w* (?:\S+ ){0,3}?(?:repreneur|contact)\w*"),
    ("instalments", None): (r"\d+ ?(?:€|euros)? (?:\S+ ){0,3}?puis \d+ ?(?:€|euros)? (?:\S+ )?(?:chaque|tous les|par)", r"(?:petit a petit|peu a peu|au fur et a mesure)(?=.*(?:pay|regl|vers|sold))", r"tout payer d'un coup"),
    ("not_received", None): (r"ne l(?:a|es|')? ?(?:l')?avons pas\b(?=.*(?:parvenir|envoy|transm))|nous (?:la|les) faire parvenir", r"ni (?:\S+ ){1,6}ni (?:\S+ ){1,4}(?:n'apparai|ne figure|ne sont|n'est|nous)\w*", r"adress\w+ (?:un |des )?duplicata", r"de quelle facture (?:vous parlez|parlez|s'agit)"),
    ("insolvency", None): (r"(?:procedure|plan) de sauvegarde|creances anterieures", r"depose (?:\S+ )?bilan|liquidation"),
    ("paid", None): (r"regle\w* (?:\S+ )?(?:au guichet|a la caisse|sur place|en magasin|par prelevement)", r"(?:banque|releve) (?:\S+ ){0,4}?confirm\w+ (?:\S+ ){0,2}?debit", r"preleve\w* (?:\S+ ){0,4}?(?:par vos soins|par vous|sur notre compte)", r"belle lurette|depuis longtemps|depuis un bail"),
    ("will_pay", None): (
        r"(?:fonds|argent|somme) (?:\S+ ){0,4}?(?:parviendr|arriver)\w+", r"pris\w* dans la (?:campagne|vague|serie)", r"(?:laisser|accorder|donner) (?:\S+ ){0,3}?(?:jusqu'a|encore|un peu de temps|\d+ jours|dix jours|quelques jours)", r"dans la pile\b", r"echeance (?:de paiement )?(?::|le|au) ?\d",
        r"vous fais ca\b", r"suivra des\b",
    ),
}
DE = {
    ("refuses", None): (r"entbehrt (?:\S+ ){0,3}?grundlage", r"in vollem umfang zuruck(?:ge)?w\w+", r"zahlung\w* (?:\S+ ){0,2}?weder (?:jetzt|heute) noch", r"keinerlei veranlassung", r"kein(?:en)? cent\b", r"weitere korrespondenz erubrigt"),
    ("needs_document", None): (
        r"(?:verlang|brauch|benotig|forder|fehl|warten auf|ohne)\w* (?:\S+ ){0,6}?(?:unterschrieben|unterzeichnet|abgezeichnet|gegengezeichnet|gestempelt)\w* \w+", r"(?:tages|arbeits|montage|regie)(?:bericht|zettel|schein)\w*", r"freistellungsbescheinigung|unbedenklichkeitsbescheinigung",
        r"unter angabe (?:unserer|der|einer) \S*(?:nummer|nr)", r"aufstellung (?:\S+ ){0,3}?offen\w* posten",
    ),
    ("disputed", "price"): (r"\w*(?:rabatt|skonto|nachlass|bonus) (?:\S+ ){0,3}?(?:vergessen|ubersehen|fehlt|nicht berucksichtigt)", r"(?:vergessen|ubersehen) (?:\S+ ){0,4}?\w*rabatt", r"\bfestpreis\b|\bpauschal\w*\b(?=.*(?:dazu|zusatzlich|extra|trotzdem))", r"preise? erhoht", r"statt \d+[\d.,]* (?:\S+ )?(?:mussten|sollten|waren)", r"so (?:war das )?nicht (?:ausgemacht|vereinbart)"),
    ("disputed", "delivery"): (r"wo bleib\w+ (?:unser|die|meine?|das)\w* (?!geld|zahlung)\w+", r"warten? wir (?:bis heute|immer noch|noch immer)", r"auf die (?:lieferung|ware) (?:\S+ ){0,4}?wart\w+|ohne ware kein geld"),
    ("disputed", "quality"): (r"\brisse?\b|gerissen|bricht|losen sich|pfusch\w*|abgeplatzt|undicht\w*", r"in reparatur\b", r"in ordnung (?:ge)?br[ai]\w+"),
    ("disputed", "not_ordered"): (r"(?:vertrag|abo\w*|wartung\w*) (?:\S+ ){0,6}?gekundigt", r"(?:fristgerecht|rechtzeitig) (?:\S+ ){0,4}?gekundigt"),
    ("disputed", None): (r"(?:behalten|halten) (?:\S+ ){0,4}?(?:zahlung|betrag|rechnungsbetrag|geld) (?:\S+ ){0,2}?(?:ein|zuruck)\b", r"zahlung (?:\S+ ){0,2}?(?:zuruckgehalten|einbehalten)"),
    ("out_of_office", None): (r"(?:ohne|kein) (?:netz|empfang)\b", r"zuruck am schreibtisch|vertritt mich|elternzeit"),
    ("wrong_person", None): (r"(?:falsche|verkehrte) (?:adresse|person|anlaufstelle)", r"(?:buchhaltung|verwaltung) (?:\S+ ){0,6}?(?:von der firma|ausgelagert|extern|ubernommen)\b", r"verwechslung|agenden"),
    ("instalments", None): (r"happchenweise|stuck fur stuck|in kleinen betragen|ratenvereinbarung|\d+ (?:\S+ ){0,3}?dann jeden monat"),
    ("not_received", None): (r"weder (?:\S+ ){1,6}noch (?:\S+ ){1,5}(?:bei uns|verbucht|erfasst|vor\b|da\b|im system)",),
    ("insolvency", None): (r"eigenverwaltung|sanierungsverfahren|(?:alte|alt)\s?verbindlichkeiten|\bpleite\b|betrieb eingestellt"),
    ("paid", None): (r"an der kass[ae]\b", r"bank (?:\S+ ){0,3}?bestatigt (?:\S+ ){0,3}?belastung", r"echtzeituberweisung", r"per lastschrift (?:\S+ ){0,3}?(?:eingezogen|abgebucht)", r"(?:eurem|ihrem) konto (?:\S+ ){0,5}?gutgeschrieben\b(?! w(?:ird|erden))", r"schon lang\w* (?:be)?zahlt"),
    ("will_pay", None): (r"(?:geld|betrag|zahlung) (?:\S+ ){0,4}?(?:trifft|treffen|kommt) (?:\S+ ){0,4}?(?:ein|an|bei ihnen)", r"(?:kommen|kommt|geht|gehen) in den (?:\S+ )?lauf", r"vom tisch\b", r"geben sie uns (?:noch|bis)|bis \S+ (?:\S+ )?zeit (?:haben|geben|lassen)", r"kriegen sie (?:spatestens|bis|am|ende)", r"valutiert\b", r"wird (?:\S+ )?(?:fallig|ausgefuhrt)"),
    ("disputed", "duplicate"): (r"(?:schon|bereits) (?:\S+ ){0,3}?(?:einer|im|mit|auf) (?:\S+ ){0,3}?(?:berechnet|abgerechnet)\b",),
}
NL = {
    ("refuses", None): (r"(?:gaan|gaat|ga|zullen|zal) (?:\S+ ){0,5}?niet (?:betalen|voldoen|vereffenen|overmaken)(?! (?:voor|totdat|zolang))", r"mist elke grond", r"(?:integraal|volledig) (?:afgewezen|verworpen)", r"nu noch later", r"vergeet het maar|deurwaarder\b(?! (?:heeft|is))", r"geen enkele reden (?:\S+ ){0,3}?(?:te )?betalen", r"als afgedaan"),
    ("needs_document", None): (
        r"(?:vra\w+|verlang\w+|eis\w+|nodig|ontbre\w+|zonder|mis\w+) (?:\S+ ){0,6}?(?:getekende?|afgetekende?|ondertekende?) \w+", r"(?:werk|dag|uren|leverings?)(?:bon|staat|staten|staatje)\w*(?: (?:\S+ ){0,6}?(?:doormail|bezorg|opsnor|stur|nodig|ontbre|afgetekend)\w*)",
        r"rekening(?:overzicht|uittreksel) (?:\S+ ){0,2}?(?:bezorg|stur)\w*", r"ontbreken van (?:\S+ ){0,3}?(?:order|inkoop|po)\w*", r"met vermelding (?:van|daarvan)",
    ),
    ("disputed", "price"): (r"te ?veel (?:aan|ge|be)?rek\w+|reken\w* (?:\S+ ){0,3}?te ?veel", r"\w*korting (?:\S+ ){0,3}?(?:vergeten|ontbreekt|niet)|(?:vergeten|ontbreekt) (?:\S+ ){0,3}?\w*korting", r"hogere prijs|vaste prijs\b(?=.*(?:bij|extra|toch))|voorrijkosten|tarieven verhoogd", r"het moest \d"),
    ("disputed", "delivery"): (r"waar blijf\w* (?!(?:de|uw) betaling)", r"(?:zitten|zit|staan|wachten) (?:\S+ ){0,3}?(?:nog altijd|nog steeds|al \w+ weken) (?:\S+ ){0,2}?(?:te wachten|niksen|op)", r"terug naar het depot"),
    ("disputed", "quality"): (r"gebarsten|barst\w*|lekt\b|broddelwerk|in herstelling|gescheurd", r"netjes herstellen"),
    ("disputed", "not_ordered"): (r"(?:abonnement|contract|dienst) (?:\S+ ){0,5}?(?:opgezegd|beeindigd|stopgezet)"),
    ("disputed", "quantity"): (r"te weinig (?:\S+ )?(?:binnen|gekregen|ontvangen|geleverd)\w*",),
    ("disputed", None): (r"hou(?:den)? (?:\S+ ){0,3}?betaling (?:\S+ )?(?:in|tegen|achter)\b",),
    ("out_of_office", None): (r"zonder (?:bereik|netwerk)|neemt waar\b|terug aan mijn bureau",),
    ("wrong_person", None): (r"uitbesteed|verkeerde (?:voor|persoon|bedrijf)|met pensioen|niet mijn afdeling",),
    ("instalments", None): (r"stukje bij beetje|in stukjes|afbetalingsplan|\d+ (?:\S+ ){0,3}?dan elke maand",),
    ("not_received", None): (r"noch (?:\S+ ){1,6}(?:noch|en|of) (?:\S+ ){1,4}(?:staan|staat|geboekt|ontvangen)", r"duplicaat (?:\S+ )?(?:bezorg|stur)\w*", r"niet terugvinden|welke factuur bedoel"),
    ("insolvency", None): (r"gerechtelijke reorganisatie|surseance|failliet\b|\bwco\b|schulden zijn opgeschort",),
    ("paid", None): (r"aan de kassa\b|geincasseerd|incasso (?:\S+ )?(?:is|uitgevoerd)", r"(?:bank|afschrift) (?:\S+ ){0,3}?bevestigt|van onze rekening (?:\S+ )?(?:afge\w+|gegaan)|afschrijving voor"),
    ("will_pay", None): (r"geld (?:\S+ ){0,4}?(?:bij u|op uw rekening)\b(?! gekomen)", r"gaa?n? mee (?:in|met)|loopt mee|in de (?:betaal)?run\b", r"uiterlijk (?:\S+ ){0,4}?van me\b|krijg je uiterlijk", r"geef ons nog|kunnen we tot\b", r"staat klaar voor"),
}
ES = {
    ("refuses", None): (r"carece de (?:\S+ )?fundamento", r"rechaz\w+ de plano|no reconocemos (?:\S+ )?(?:obligacion|deuda)", r"no se (?:le|les|os) abonara|ni ahora ni (?:nunca|en el futuro)", r"den por (?:terminado|cerrado)|vemos en (?:el juzgado|los tribunales)"),
    ("needs_document", None): (
        r"(?:pid|exig|falt|necesit|requier|sin)\w* (?:\S+ ){0,6}?(?:partes?|hojas?|albaran\w*|certific\w+|actas?) (?:\S+ ){0,3}?(?:firmad|sellad)\w+", r"codigo dir3|certificado de (?:titularidad|estar|retencion)", r"extracto de (?:la )?cuenta(?=.*\?)|(?:pasar|enviar|mandar) (?:\S+ ){0,2}?extracto",
    ),
    ("disputed", "price"): (r"(?:olvid\w+) (?:\S+ ){0,4}?(?:rappel|descuento|bonificacion|rebaja)", r"deb(?:erian|ian|eria|ia) ser \d", r"precio cerrado|subido (?:\S+ )?(?:tarifas?|precios?)"),
    ("disputed", "delivery"): (r"donde esta (?:lo|el|la|mi|nuestr)\w*|no ha (?:\S+ )?aparecido|devuelto al almacen|de brazos cruzados",),
    ("disputed", "quality"): (r"agriet\w+|chapuza|averiad\w+|parad[ao] desde|mientras no (?:\S+ )?(?:vengais|vengan|arregl\w+|repar\w+)",),
    ("disputed", "not_ordered"): (r"dimos de baja|di de baja|no procede (?:el|la) (?:cobro|factura)|contrato (?:\S+ ){0,2}?rescindid\w+",),
    ("disputed", None): (r"reten\w+ (?:\S+ )?pago|retenemos",),
    ("out_of_office", None): (r"(?:me|nos) sustituye|sin cobertura|me reincorporo|de baja (?:por|medica)|fuera de la oficina",),
    ("wrong_person", None): (r"externalizad\w+|ya no llevo|lo lleva ahora|ahora lo lleva|se han confundido|no es de mi departamento",),
    ("instalments", None): (r"poco a poco(?=.*(?:pag|abon))|\d+ (?:\S+ ){0,3}?luego \d+ (?:\S+ )?cada|ir dando|pagarlo todo junto",),
    ("not_received", None): (r"ni (?:\S+ ){1,4}ni (?:\S+ ){1,4}(?:constan|figuran|aparecen|estan|nos)", r"hac\w+ llegar (?:un |una )?(?:duplicado|copia)|de que factura"),
    ("insolvency", None): (r"preconcurso|plan de reestructuracion|concurso|quiebra\b|hemos cerrado la empresa",),
    ("paid", None): (r"abonad[ao] en caja|pag\w+ (?:\S+ )?en caja|en (?:su|vuestra) tienda", r"banco (?:\S+ ){0,2}?confirma (?:\S+ )?cargo|recibo (?:\S+ )?(?:esta )?atendido|cargasteis en cuenta|mas que pagad\w"),
    ("will_pay", None): (r"previst[ao]s? (?:para|el|a)\b", r"fondos (?:\S+ ){0,3}?llegaran|entra(?:n)? en (?:la|el) (?:remesa|proceso|siguiente)|dame (?:una semana|unos dias|hasta)|denos|te lo hago|os paso los|proximo dia de pago|dejar hasta",),
}
IT = {
    ("refuses", None): (r"priv[ao] di (?:ogni )?fondamento|integralmente respint\w|nessuna somma (?:\S+ )?(?:verra|sara|e)|nulla (?:\S+ )?(?:vers|corrispond|pagh)\w+|fate (?:pure )?causa|vediamo in tribunale|non ve (?:la|lo|le) pag\w+",),
    ("needs_document", None): (
        r"(?:chied|serv|manc|occorr|richied|senza)\w* (?:\S+ ){0,6}?(?:rapportin\w|bolle?|ddt|verbal\w|document\w) (?:\S+ ){0,3}?(?:firmat|timbrat|controfirmat)\w", r"\bdurc\b|\bcig\b|\bcup\b|conto dedicato", r"inviate (?:un )?estratto conto|ri-?emett\w+ (?:\S+ ){0,3}?(?:complet|con)\w*",
    ),
    ("disputed", "price"): (r"dimenticat\w (?:\S+ ){0,3}?(?:premio|sconto|abbuono|ribasso)|(?:dovevano|doveva|dovrebbero) essere \d|era a corpo|aumentato (?:\S+ )?(?:listin|prezz|tariff)\w+",),
    ("disputed", "delivery"): (r"dov'e (?:la|il|lo) (?:nostr|mi)\w+|mani in mano|(?:aspettando|attendendo|attesa del\w*) (?:la )?(?:merce|consegna|materiale)|reso al deposito",),
    ("disputed", "quality"): (r"crepat\w|perde acqua|fatto coi piedi|crepe\b|finche non (?:\S+ )?(?:venite|sistemate|riparate|aggiustate)",),
    ("disputed", "not_ordered"): (r"(?:canone|contratto|abbonamento|servizio) (?:\S+ ){0,4}?disdett\w",),
    ("disputed", None): (r"trattenia\w+ (?:\S+ )?pagamento|tratteniamo",),
    ("out_of_office", None): (r"mi sostituisce|senza (?:campo|rete)|torno alla scrivania|in maternita",),
    ("wrong_person", None): (r"sentite (?:\S+ )?(?:il|la|lo|con)\b", r"outsourcing|affidat\w (?:\S+ ){0,2}?a\b|non mi occupo piu|sbagliato indirizzo|non e il mio ufficio",),
    ("instalments", None): (r"(?:un po'|poco) alla volta|\d+ (?:\S+ ){0,3}?poi \d+ (?:\S+ )?(?:ogni|al)|tutto insieme non",),
    ("not_received", None): (r"ne (?:\S+ ){1,4}ne (?:\S+ ){1,4}(?:risult|figur|compai|sono)\w*|farci avere (?:un |una )?(?:duplicato|copia)|di che fattura",),
    ("insolvency", None): (r"composizione negoziata|(?:chiest|richiest|presentat|ammess|domanda)\w* (?:\S+ ){0,3}?concordato\b|liquidazione giudiziale|debiti (?:pregressi|vecchi)",),
    ("paid", None): (r"pagato alla cassa|banca (?:\S+ ){0,2}?conferma (?:\S+ )?addebito|ri\.?ba\.? (?:\S+ ){0,4}?(?:ritirat|pagat|andat)\w|da un pezzo|in negozio da voi",),
    ("will_pay", None): (r"fondi (?:\S+ ){0,3}?arriver\w+|rientran\w* (?:nei|nel|con)|nella distinta|in scadenza di pagamento|ti faccio il bonifico|altri (?:dieci|\d+) giorni",),
}
PT = {
    ("refuses", None): (r"carece de (?:qualquer )?fundamento|rejeitad\w (?:na integra|totalmente)|nenhuma (?:quantia|verba|importancia) (?:\S+ )?(?:sera|e)|nada temos a pagar|nem agora nem|vemo-nos em tribunal",),
    ("needs_document", None): (r"(?:pede|exige|falt|precis|necessit|sem)\w* (?:\S+ ){0,6}?(?:folhas?|guias?|autos?|documentos?) (?:\S+ ){0,3}?(?:assinad|carimbad)\w+|certidao de nao divida|comprovativo de iban|extrato de conta(?=.*\?)|numero de compromisso",),
    ("disputed", "price"): (r"(?:esquec\w+(?:-se)?) (?:\S+ ){0,4}?(?:rappel|desconto|bonus)|(?:deviam|devia|deveria) ser \d|preco fechado|aumentaram (?:\S+ )?precos|nao bate certo",),
    ("disputed", "delivery"): (r"onde esta (?:o|a|os|as) (?:noss|meu|minh)\w+|de bracos cruzados|(?:a|estamos a) espera d[oae]s? (?:material|mercadoria|encomenda|entrega)|devolvido ao armazem",),
    ("disputed", "quality"): (r"rachou|rachad\w|fissur\w+|enquanto nao (?:\S+ )?(?:resolv|repar|arranj|vier)\w+|ninguem veio",),
    ("disputed", "not_ordered"): (r"denunci\w+ (?:\S+ ){0,2}?contrato|nao ha lugar a|contrato (?:\S+ ){0,2}?(?:denunciado|terminado)",),
    ("disputed", None): (r"ret(?:emos|ido|er) (?:\S+ )?pagamento",),
    ("out_of_office", None): (r"substitui-me|sem rede\b|volto ao escritorio|baixa medica",),
    ("wrong_person", None): (r"passou para a\b(?=.*@)|ja nao sou eu|enganado na pessoa|nao e do meu departamento|tratadas na sede",),
    ("instalments", None): (r"aos poucos|\d+ (?:\S+ ){0,3}?depois \d+ (?:\S+ )?(?:todos|cada|por)|de uma vez nao|tranches",),
    ("not_received", None): (r"nem (?:\S+ ){1,4}nem (?:\S+ ){1,4}(?:consta|figura|aparece|esta)\w*|de que fatura|nao (?:a |o )?localizo",),
    ("insolvency", None): (r"administrador judicial|entr\w+ em per\b|dividas (?:anteriores|antigas)|fechamos a empresa",),
    ("paid", None): (r"pago na caixa|banco (?:\S+ ){0,2}?confirma (?:\S+ )?debito|debito direto|foi debitad\w|ha muito\b(?=.*(?:liquid|pag))|liquidado ha muito",),
    ("will_pay", None): (r"fundos (?:\S+ ){0,3}?chega\w*|entram? nos pagamentos|fica (?:arrumado|resolvido)|mais (?:dez|\d+) dias|ficheiro de pagamentos|na sexta faco",),
}
FURTHER = {"fr": FR, "en": EN, "de": DE, "es": ES, "it": IT, "nl": NL, "pt": PT}
