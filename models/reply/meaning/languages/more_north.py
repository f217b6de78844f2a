"""More ways of saying the same in English, German and Dutch: see ``more``."""

EN = {
    ("insolvency", None): (
        r"ceased trading", r"company voluntary arrangement", r"examinership", r"lodge (?:\S+ ){0,3}?claim", r"appointed (?:\S+ ){0,3}?(?:receiver|liquidator|administrator)s?", r"creditors'? (?:meeting|voluntary)",
    ),
    ("out_of_office", None): (
        r"annual holidays?", r"(?:won't|will not|don't) have access", r"off sick", r"(?:i will|i'll|i shall) be back", r"back (?:at my desk|in the office|at work)", r"when i (?:return|get back|am back)", r"currently (?:away|out|on|off)", r"(?:premises|offices?|factory|works) (?:\S+ ){0,3}?closed", r"closed (?:for|until|from)",
        r"not in the office", r"parental leave", r"travel(?:l)?ing (?:until|with|and)", r"without access",
    ),
    ("instalments", None): (
        r"in one go", r"(?:per|each) week\b|\d (?:\w+ )?a (?:week|month)\b(?! (?:ago|later))", r"repayment", r"two payments", r"spread (?:\S+ ){0,6}?(?:months|weeks)", r"schedule of (?:\S+ ){0,3}?payments", r"(?:each|every|per) (?:month|week)(?! (?:ago|later|before|end))\b", r"part[- ]payments?",
        r"in (?:two|three|four|several|\d) (?:parts|goes|lots|tranches)", r"time to pay", r"pay (?:it )?off (?:over|in)", r"weekly payments", r"monthly (?:payments|basis)", r"(?:split|divide) (?:\S+ ){0,4}?(?:sum|amount|payment|in|into)", r"monthly (?:amounts?|instal+ments?|sums?)",
        r"in \d (?:\S+ )?(?:amounts|parts|instal+ments|payments)",
    ),
    ("not_received", None): (
        r"received nothing\b", r"(?:which|what) invoice", r"attachment (?:\S+ ){0,4}?(?:can't|cannot|won't|empty|missing|corrupt\w*|open\w*)", r"(?:e-?mail|send) (?:me |us )?the invoice", r"letter (?:\S+ )?(?:got )?lost",
        r"(?:send|forward|resend|e-?mail|mail)\w* (?:\S+ ){0,4}?(?:invoices?|§|bills?)(?: \S+){0,3}? (?:again|over|as pdf|once more|please)", r"duplicate,? please", r"(?:have|need|get|send)\w* (?:\S+ ){0,2}?(?:a )?duplicate",
        r"(?:no|any) (?:trace|record|sign)\b(?! of (?:\S+ )?(?:goods|items|consignment|delivery|order|parcel|shipment))", r"(?:never|not) (?:\w+ )?(?:reached|come|come to) us", r"(?:nothing|not) (?:\w+ )?on (?:file|our system|record)", r"missing (?:the |this |your )?invoice",
        r"please (?:re)?send (?:the |this |your |all )*(?:invoice|§|bill)(?!s? to \S+@)",
    ),
    ("needs_document", None): (
        r"confirm (?:\S+ ){0,3}?bank", r"(?:job|project|cost|reference|order) number", r"insurance certificate", r"(?:slip|docket|sheet) (?:\S+ ){0,6}?missing",
        r"^(?!.*\bno (?:purchase order|po)\b (?:was|were|for|has|exists?|covers?)).*\b(?:send|need|provide|add|attach|forward|quote|without|waiting for|missing|lacks?|include|supply|confirm|no) (?:\S+ ){0,6}?(?:time ?sheets?|delivery notes?|bank (?:details|account)|purchase orders?|\bpo\b|job number|cost code|order ref\w*|certificate|supporting documents?|proof of delivery|backup)",
        r"(?:upload|submit)\w* (?:\S+ ){0,5}?(?:portal|system|platform)", r"set (?:you|it) up", r"vendor (?:form|registration|set-?up|onboarding)", r"our reference", r"otherwise (?:\S+ ){0,5}?(?:reject|return|block|refus)\w*", r"\bpo\b (?:number )?\d{4,}",
        r"(?:show|put|quote|state|include|add|mention) (?:\S+ ){0,3}?(?:\bpo\b|order|reference)", r"confirm (?:\S+ ){0,3}?bank (?:details|account|data)",
    ),
    ("wrong_person", None): (
        r"(?:has|have) left\b(?!,? (?:the|our) (?:account|bank))", r"new contact", r"(?:to|is|contact|for) (?:our|the|your) parent company", r"i work in (?!accounts)", r"(?:don't|do not|no longer|never) (?:handle|manage|deal|look after|process|pay|do)\b(?! this until)",
        r"(?:colleague|successor|manager|someone else) (?:\S+ ){0,3}?(?:looks after|handles|deals|takes care|is responsible|who)",
        r"(?<!will )(?<!'ll )(?<!to )(?<!me )(?<!have )(?<!i )(?:write|speak|talk|get in touch|contact|ask|refer|reach out)\b (?:\S+ ){0,3}?(?:to |with )?(?:her|him|them|my (?:successor|colleague)|accounts|our accounts|the accounts|head office|our head office|finance|ap team)", r"not our (?:company|invoice|account|bill)",
        r"wrong recipient", r"changed (?:jobs|roles|departments|companies)", r"(?:send|address|direct|forward) (?:\S+ ){0,5}?(?:to )(?:our )?(?:head office|accounts|finance|the parent|another)", r"left the (?:firm|company|business)", r"(?:has |have )?retired", r"not the (?:right|correct) (?:person|contact|department|address)",
        r"please (?:use|update) (?:\S+ ){0,4}?(?:address|e-?mail)", r"(?:is|belongs|goes|meant) (?:\S+ ){0,2}?(?:for|to) (?:our|another|the|a) (?:subsidiary|sister|parent|branch|other|different)", r"check with (?:them|her|him)", r"our (?:subsidiary|sister company)",
    ),
    ("disputed", "not_ordered"): (
        r"not us who", r"(?:nobody|no one|none of us) (?:\S+ ){0,4}?(?:order|request|authori[sz]|placed|sign)\w*", r"(?:subscription|contract|licen[cs]e|service) (?:\S+ ){0,4}?(?:ended|expired|terminated|stopped|cancel\w+)", r"(?:did|have) not (?:place|authori[sz]e|approve)", r"never (?:placed|wanted|agreed)",
    ),
    ("disputed", "duplicate"): (
        r"second time you (?:send|sent|bill|charge)", r"repeats? (?:an |the )?(?:earlier|previous)", r"invoiced (?:us )?(?:already|before|twice)", r"same (?:goods|items|service|work|delivery)",
    ),
    ("disputed", "returned"): (
        r"took (?:\S+ ){0,3}?back", r"(?:shipped|sent|gave|brought|took|taken) (?:\S+ ){0,4}?back (?:\S+ ){0,8}?(?:credit|refund|you)?", r"returned (?:\S+ ){0,4}?(?:goods|items|parts|units|to you|last)",
    ),
    ("disputed", "quantity"): (
        r"(?:charge|bill|invoice)d? (?:us )?(?:for )?\d+ (?:hours|days)", r"only did \d+", r"(?:billed|invoiced|charged) (?:us )?(?:for )?(?:\S+ ){0,6}?(?:got|received|had|delivered|ordered|only)", r"(?:were|was|are|is|came) (?:\S+ )?short\b", r"only (?:received|got|had|delivered)(?! (?:the|an|your) (?:invoice|bill|statement))",
        r"missing (?:items|units|boxes|pallets|parts|hours)", r"(?:boxes|pallets|units|items|pieces|parts) (?:\S+ ){0,3}?(?:missing|short)", r"(?:were|was) missing",
    ),
    ("disputed", "quality"): (
        r"scratch\w*", r"unusable", r"badly (?:done|made|executed)", r"has to be (?:redone|repaired|replaced)", r"(?:re)?do (?:it|the work) again", r"stopped working", r"leak\w*", r"broke\b", r"not (?:satisfied|happy|acceptable)", r"cracked", r"unfinished",
        r"(?:once|when|until|after) (?:\S+ ){0,6}?(?:fixed|repaired|replaced|rectified|resolved|put right)", r"(?:does|do|did|will|is|are)(?:n't| not) (?:\w+ )?(?:close|open|start|work|fit|turn on|charge|print)",
    ),
    ("disputed", "delivery"): (
        r"no (?:parcel|goods|delivery|shipment)\b", r"(?:not|never|n't) (?:\w+ )?(?:turned up|shown up|arrived|come|been delivered|been shipped)", r"until (?:\S+ ){0,5}?(?:is here|are here|arrives?|delivered|delivery)", r"(?:awaiting|waiting for) (?:\S+ ){0,4}?(?:goods|delivery|parts|consignment|order|equipment|shipment|rest)",
        r"(?:carrier|courier|haulier) (?:\S+ ){0,3}?lost",
    ),
    ("disputed", "price"): (
        r"price (?:\S+ ){0,4}?(?:isn't|is not|wasn't)", r"(?:discount|rebate) (?:\S+ ){0,6}?(?:left out|missing|forgotten|not|omitted|applied)", r"more than (?:\S+ ){0,3}?(?:agreed|quoted|ordered|expected)", r"(?:higher|different) (?:\S+ ){0,4}?than", r"charged (?:\S+ ){0,4}?(?:too much|higher|more|extra)",
        r"not the (?:agreed|quoted) (?:price|rate)", r"(?:negotiated) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("refuses", None): (
        r"(?:no|not any) (?:further )?payment(?:s)? (?:from us|by us|will be made|whatsoever)", r"(?:am|are|'re|'m|i'm|we're) not paying\b(?! (?:until|before|unless))", r"object to (?:any|paying|this|the) ?pay\w*", r"there will be no payment", r"no intention of",
        r"(?:not|n't|never) (?:\w+ )?(?:get|see|receive) a (?:penny|cent|dime)", r"out of the question", r"nothing is (?:owed|due)\b(?! on)", r"stop (?:writing|e-?mailing|calling|contacting)", r"refuse to", r"not going to pay\b(?! (?:until|before|unless))", r"don't intend to pay", r"(?<=: )no payment",
    ),
    ("disputed", None): (
        r"questionable", r"we contest", r"(?:do|can) ?not (?:accept|agree|recogni[sz]e)", r"ask(?:ing)? for a credit", r"there is a (?:mistake|problem|discrepancy|issue)", r"under (?:dispute|query|investigation)", r"not (?:due|payable|owed)", r"(?:once|when|until|after) (?:\S+ ){0,5}?(?:corrected|amended|credited|adjusted)",
        r"corrected invoice|amended invoice|revised invoice",
    ),
    ("paid", None): (
        r"(?:payment|letters?|reminder)s? (?:\S+ ){0,3}?(?:must have |may have |have |has )?crossed", r"direct debit (?:\S+ ){0,3}?(?:taken|honoured|collected)", r"(?:bank|account) (?:\S+ ){0,3}?(?:debited|charged|credited)", r"(?:was|been|were) (?:credited|debited|cashed)",
        r"(?:it|that|this)(?:'s| is| has) (?:already )?(?:been )?(?:done|paid|settled|sorted)", r"money (?:\S+ )?(?:went|left|is on its way|has gone)", r"proof of (?:transfer|payment)", r"cashed (?:our|the|my) ch(?:eque|eck)", r"nothing (?:is )?(?:outstanding|open|owed on)",
        r"sent (?:the|a|our|your) (?:wire|payment|transfer|money|cheque|check|funds)", r"\bpaid (?:this|it|that|in|the|already|on|by|via|yesterday|last|your)\b", r"already paid", r"we (?:have )?paid\b", r"(?:payment|transfer) (?:\S+ )?confirmation", r"(?:order|transfer|instruction) (?:\S+ ){0,2}?executed",
    ),
    ("will_pay", None): (
        r"mak(?:e|ing) (?:the |a |your )?(?:transfer|payment)", r"wire you", r"\b(?:we|i) will pay\b", r"sort (?!your)(?:\S+ ){0,3}?(?:on|by|this|out)", r"(?:queu|set|arrang|process|releas|schedul|prepar)\w* (?:\S+ ){0,5}?(?:transfer|payment|wire|cheque|check)",
        r"(?:funds|money|payment|transfer|cheque|check) (?:\S+ ){0,4}?(?:will|should|shall|leaves|goes|is going|going|due|hit|reach)", r"(?:goes|going|go) out", r"going in the post", r"you(?:'ll| will| shall) (?:(?:have|get|receive) (?:it|the money|our payment|payment|your money|the funds|the transfer)|be paid)",
        r"as soon as (?:\S+ ){0,8}?(?:pay|paid|funds|money)", r"signed off", r"clear the (?:balance|account|invoice)", r"on (?:the |our )?next (?:run|payment)", r"(?:bear with us|wait|be patient|patience) until", r"payment list", r"(?:transfer|payment) (?:\S+ )?follows",
    ),
    ("disputed", "tax"): (
        r"(?:instead of|not) the reduced rate", r"\bvat\b (?:\S+ ){0,5}?instead",
    ),
}
DE = {
    ("insolvency", None): (
        r"vorlaufigen? (?:insolvenz)?verwalter", r"(?:forderung\w*|anspruch\w*) (?:\S+ ){0,4}?(?:zur tabelle|anmelden|anzumelden)", r"melden sie (?:\S+ ){0,4}?forderung", r"amtsgericht (?:\S+ ){0,6}?(?:verwalter|verfahren|eroffnet|bestellt)", r"liquidation\b", r"geschaftsbetrieb (?:\S+ ){0,2}?eingestellt",
        r"sanierungsverfahren",
    ),
    ("out_of_office", None): (
        r"krankgeschrieben|krank geschrieben", r"keinen zugriff", r"wieder (?:am platz|im dienst|anwesend|zu erreichen|ab)", r"nach meiner ruckkehr", r"(?:zurzeit|derzeit|momentan|aktuell) (?:\S+ ){0,3}?(?:urlaub|abwesend|nicht (?:im|da|erreichbar|am|anwesend|verfugbar)|krank|ausser)",
        r"(?:betrieb|buro|firma) (?:\S+ ){0,6}?geschlossen", r"elternzeit", r"dienstreise", r"automatisch (?:generiert|erstellt)", r"ohne (?:zugang|zugriff)",
    ),
    ("instalments", None): (
        r"(?:pro|jede) woche", r"tilg\w+", r"auf einmal (?:\S+ ){0,3}?nicht", r"(?:zwei|drei|mehrere) zahlungen", r"raten\w*", r"(?:schuld|betrag|zahlung|summe)\w* (?:\S+ ){0,5}?(?:verteilen|strecken|stuckeln|aufteilen)", r"(?:jeden|pro|im) monat (?:\S+ ){0,3}?(?:\d|euro|€)?", r"monatlich\w*", r"teilzahlungen", r"teilbetrag\w*",
        r"in (?:zwei|drei|vier|mehreren|\d) (?:teilen|betragen|raten|teilzahlungen)", r"stundung", r"(?:dritteln|halbieren|aufteilen|splitten)", r"monats(?:betrag|rate)\w*", r"in \d (?:\S+ )?(?:betragen|raten|teilen|monatsbetragen)",
    ),
    ("not_received", None): (
        r"(?:habe|haben) nichts (?:bekommen|erhalten|vorliegen)", r"(?:welche|welcher) rechnung", r"anhang (?:\S+ ){0,4}?(?:nicht|leer|fehlt)", r"(?:mailen|senden|schicken) sie (?:\S+ ){0,3}?rechnung(?!.*(?:xrechnung|zugferd|\S+@\S+|kunftig|bestellnummer))", r"(?:brief|post) (?:\S+ ){0,3}?verloren",
        r"^(?!.*(?:ware|lieferung|sendung|gutschrift|paket|geld)).*\bnie (?:bei uns )?(?:angekommen|eingegangen|erhalten|bekommen|gesehen)", r"finde(?:n)? (?:\S+ ){0,6}?nicht\b", r"zweitschrift",
        r"(?:kopie|duplikat|rechnung\w*) (?:\S+ ){0,4}?(?:schicken|senden|zusenden|zukommen|mailen|ubersenden|nochmals|erneut|noch einmal|nochmal)", r"^(?!.*\b(?:korrigier|berichtig|geandert)).*\b(?:noch ?mal|nochmals|erneut|noch einmal) (?:\S+ ){0,4}?(?:schicken|senden|zusenden|mailen|zumailen|zuschicken)",
        r"(?:liegt|lag|liegen) (?:uns|mir|hier) (?:\S+ )?nicht vor", r"ist uns (?:nicht bekannt|unbekannt)", r"unbekannt\b", r"spam",
    ),
    ("needs_document", None): (
        r"(?:bankverbindung|iban|kontodaten) (?:\S+ ){0,3}?bestatig\w+", r"(?:projekt|auftrags|kommissions|objekt)nummer", r"freistellungsbescheinigung", r"unterschriebene\w* (?:\S+ ){0,3}?(?:zettel|schein|beleg)",
        r"(?:ohne|fehlt|fehlen|benotig\w+|brauch\w+|bitte|schick\w+|send\w+|angeb\w*|geben|nennen|mitteil\w+|warten auf|beileg\w*|nachreich\w*|vermerk\w*) (?:\S+ ){0,7}?(?:bestell(?:nummer|nr|ung)|auftragsnummer|bestellbezug|referenz|kostenstelle|bankverbindung|bankdaten|kontodaten|\biban\b|lieferschein\w*|stundenzettel|stundennachweis\w*|leistungsnachweis\w*|aufmass|abnahmeprotokoll|ust-?id\w*|steuernummer|freistellungsbescheinigung|nachweis\w*)",
        r"(?:bestell(?:nummer|nr)|lieferschein|leistungsnachweis|stundenzettel) (?:\S+ ){0,4}?(?:fehl|beileg|nachreich|angeb|benotig)\w*", r"(?:portal|ariba|coupa)\b", r"lieferantenanlage", r"als lieferant\w* (?:\S+ )?(?:anlegen|anzulegen)",
        r"(?:sonst|andernfalls|ansonsten) (?:\S+ ){0,5}?(?:abgelehnt|zuruckgewiesen|zuruckgeschickt|abgewiesen|nicht bearbeite\w*)", r"(?:bestellung|bestellnummer|auftrag) \d{4,}", r"weisen sie (?:\S+ ){0,4}?(?:bestell|auftrag)\w*",
    ),
    ("wrong_person", None): (
        r"(?:hat|haben) (?:uns|das unternehmen|die firma) verlassen", r"neue\w* ansprechpartner\w*", r"(?:an|ist|gehort|betrifft|bei) (?:\S+ ){0,3}?(?:mutter|schwester|tochter)(?:gesellschaft|firma|unternehmen)", r"konzernmutter", r"arbeite in der (?!buchhaltung)",
        r"(?<!sie )nicht (?:mehr )?(?:zustandig|der richtige|die richtige|unsere (?:firma|rechnung|gesellschaft)|unser (?:unternehmen|betrieb|auftrag)|fur uns)\b", r"falsche\w* (?:empfanger|adresse(?! (?:zugestellt|geliefert))|ansprechpartner|firma|abteilung|adressat)",
        r"(?:kolleg\w+|nachfolger\w*) (?:\S+ ){0,4}?(?:bearbeitet|zustandig|kummert|ubernommen|betreut|wenden)", r"(?:wenden|schreiben|richten|schicken|senden|melden) sie (?:\S+ ){0,8}?(?:(?:ihr|ihm)(?=[.,;!]|$)|nachfolger\w*|kolleg\w+|buchhaltung|zentrale|@|\S+@\S+|an folgende|hauptsitz|konzern\w*)", r"stelle gewechselt",
        r"nicht mehr (?:im unternehmen|bei uns|in der|bei der|tatig|beschaftigt)", r"ausgeschieden", r"im ruhestand", r"fragen sie (?:\S+ ){0,3}?(?:buchhaltung|kollegen|zentrale)", r"an die (?:zentrale|buchhaltung|hauptverwaltung)", r"andere\w* (?:gesellschaft|firma)", r"weitergeleitet (?:\S+ ){0,5}?kolleg\w+",
        r"(?:betrifft|gehort (?:an|zu)|ist fur|gilt fur) (?:\S+ ){0,2}?(?:unsere|die|eine andere) (?:tochter|schwester|niederlassung|filiale|mutter)\w*", r"(?:klaren|besprechen) sie (?:\S+ ){0,2}?dort", r"unsere tochter(?:gesellschaft|firma)?\b",
    ),
    ("disputed", "not_ordered"): (
        r"nicht wir (?:\S+ )?angefordert", r"haben nicht wir", r"niemand (?:\S+ ){0,4}?(?:bestellt|beauftragt|auftrag|erteilt|angefordert)", r"(?:abo|vertrag|abonnement|lizenz) (?:\S+ ){0,6}?(?:gekundigt|beendet|ausgelaufen)", r"(?:auftrag|bestellung) (?:\S+ ){0,4}?storniert",
        r"(?:kein|keinen) (?:\S+ ){0,2}?(?:auftrag|vertrag)", r"nie (?:\w+ )?(?:bestellt|beauftragt)",
    ),
    ("disputed", "duplicate"): (
        r"(?:zweite|zweites) mal", r"dieselbe (?:schick|send)\w*", r"schon einmal (?:in rechnung|berechnet|abgerechnet)", r"zweimal", r"bereits (?:berechnet|abgerechnet|in rechnung)", r"dieselbe (?:leistung|rechnung|lieferung)", r"doppelt\w*(?! (?:\S+ )?(?:gezahlt|bezahlt|uberwiesen))",
    ),
    ("disputed", "returned"): (
        r"wieder mitgenommen", r"abgeholt und", r"(?:ware|teile|gerat|artikel)\w* (?:\S+ ){0,6}?(?:zuruck|retour)\w*", r"zuruckgeschickt", r"zuruckgesandt", r"zuruckgegeben", r"retoure\w*", r"rucksendung",
    ),
    ("disputed", "quantity"): (
        r"(?:berechnen|berechnet|abgerechnet) (?:\S+ ){0,3}?\d+ stunden", r"berechnet (?:\S+ ){0,6}?(?:bekommen|erhalten|geliefert)", r"(?:haben|hat) (?:\S+ ){0,2}?gefehlt", r"nur (?!(?:\S+ )?rechnung)(?:\S+ ){0,3}?(?:geliefert|erhalten|bekommen|angekommen)", r"fehlmenge\w*", r"mengen(?:abweichung|differenz)",
        r"(?:fehlen|fehlten) (?:\S+ ){0,3}?(?:stuck|kartons?|paletten?|teile|kisten)", r"(?:stuck|kartons?|paletten?|teile|kisten) (?:\S+ ){0,3}?fehl\w+", r"zu viele stunden", r"fehlten\b",
    ),
    ("disputed", "quality"): (
        r"ausgefallen", r"defekt\b", r"verkratzt", r"unbrauchbar", r"schlecht (?:ausgefuhrt|gearbeitet|gemacht)", r"nachgebessert|nachbesserung", r"undicht", r"kaputt", r"beschadigt", r"funktioniert (?:\S+ ){0,2}?nicht", r"nicht (?:fertig|vollstandig|abgeschlossen|in ordnung|zufrieden)", r"bemangel\w*", r"reklam\w+",
        r"(?:sobald|wenn|nachdem|bis|erst) (?:\S+ ){0,6}?(?:repariert|behoben|ausgetauscht|instand|nachgebessert)", r"(?:schliesst|offnet|startet|lauft|geht|funktioniert) (?:\S+ ){0,4}?nicht\b",
    ),
    ("disputed", "delivery"): (
        r"(?:kam|kein|keine) (?:\S+ ){0,2}?(?:paket|ware|lieferung)\b", r"nicht (?:eingetroffen|angekommen|geliefert|da)\b", r"bis (?:\S+ ){0,6}?(?:da ist|da sind|geliefert|eintrifft|ankommt|lieferung)", r"(?:sendung|ware|lieferung) (?:\S+ ){0,6}?(?:aus|nicht|fehlt|offen)\b",
        r"warten (?:\S+ ){0,4}?(?:auf|immer noch) (?:\S+ ){0,3}?(?:lieferung|ware|sendung|teile|gerat)", r"(?:spediteur|paketdienst) (?:\S+ ){0,5}?verloren",
    ),
    ("disputed", "price"): (
        r"(?:preis|satz) ist nicht", r"(?:rabatt|skonto|nachlass) (?:\S+ ){0,6}?(?:fehlt|vergessen|nicht|abgezogen)", r"hoher\w* (?:\S+ ){0,4}?(?:als|satz|preis)", r"zu (?:viel|hoch|teuer) (?:berechnet|angesetzt)?", r"nicht (?:\S+ ){0,3}?(?:vereinbart|abgesprochen|angeboten)\w*", r"abweichend\w*",
        r"(?:ausgehandelt) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("refuses", None): (
        r"keine zahlung (?:geben|leisten|von uns|erfolgen|mehr)", r"(?:es|von uns) (?:\S+ ){0,3}?keine zahlung", r"(?:be)?zahl(?:en?|t|)\b (?:\S+ ){0,2}?nicht\b(?! (?:vor|bevor|bis|ehe))", r"widersprechen (?:\S+ ){0,2}?zahlung", r"nicht vor, (?:\S+ ){0,4}?(?:zahlen|bezahlen)", r"keinen (?:cent|euro|rappen|groschen)",
        r"(?:zahlung|bezahlung) (?:\S+ ){0,3}?(?:nicht in frage|ausgeschlossen|abgelehnt|verweiger\w*)", r"kommt nicht in frage", r"schulden (?:ihnen|euch) nichts", r"schreiben sie uns nicht mehr", r"zahlung\w* (?:\S+ ){0,2}?verweiger\w+|verweiger\w+ (?:\S+ ){0,3}?zahlung", r"lehnen (?:\S+ ){0,2}?zahlung ab\b",
        r"(?:werden?|wird) (?:\S+ ){0,8}?nicht (?:be|aus|ein)?zahlen(?! bevor| bis)", r"(?<=: )keine zahlung",
    ),
    ("disputed", None): (
        r"strittig", r"(?:erkennen|akzeptieren) (?:\S+ ){0,5}?nicht\b", r"erwarten (?:\S+ ){0,3}?gutschrift", r"da ist (?:\S+ )?(?:ein )?fehler", r"(?:rechnung|betrag) (?:\S+ ){0,3}?(?:falsch\b|fehlerhaft|nicht korrekt|nicht richtig)", r"widersprechen",
        r"(?:sobald|wenn|nach|erst) (?:\S+ ){0,6}?(?:korrigiert|berichtigt|rechnungskorrektur|korrektur|gutschrift)", r"(?:korrigierte|berichtigte|neue) rechnung",
    ),
    ("paid", None): (
        r"(?:uberschnitten|gekreuzt)", r"lastschrift (?:\S+ ){0,4}?(?:eingelost|abgebucht|eingezogen)", r"steht eine uberweisung", r"(?:bank|konto) (?:\S+ ){0,6}?(?:abgebucht|belastet|gutgeschrieben)", r"(?:das|dies|es) ist (?:schon |bereits |langst )?(?:erledigt|bezahlt|raus)",
        r"(?:geld|zahlung|uberweisung) (?:\S+ ){0,3}?(?:ging|ist) (?:\S+ ){0,3}?(?:raus|ab|weg|gestern)", r"nichts mehr offen", r"nachweis (?:der|uber) (?:\S+ )?(?:uberweisung|zahlung)", r"habe? (?:\S+ ){0,5}?uberwiesen", r"verbuchen sie", r"(?:zahlung|zahlungseingang) (?:\S+ ){0,3}?prufen",
        r"(?:posten|rechnung\w*) (?:\S+ ){0,5}?ausgeglichen", r"auftrag (?:\S+ ){0,4}?ausgefuhrt",
    ),
    ("will_pay", None): (
        r"erledigen (?:\S+ ){0,3}?(?:am|bis|morgen|heute|montag|dienstag|mittwoch|donnerstag|freitag)", r"\buberweise\b", r"noch heute", r"stell\w* (?:\S+ ){0,4}?uberweisung (?:\S+ ){0,4}?ein", r"geht(?:'?s)? (?:\S+ ){0,7}?raus", r"(?:geld|betrag|zahlung) (?:\S+ ){0,8}?(?:eingehen|gutgeschrieben|angewiesen|eingeht)",
        r"werden (?:\S+ ){0,6}?(?:ausgleichen|begleichen|zahlen|anweisen)", r"anweisung (?:\S+ ){0,4}?(?:vorgemerkt|ausgefuhrt|raus)", r"sobald (?:\S+ ){0,6}?(?:zahlt|bezahlt|gezahlt|geld)", r"versprochen", r"zur zahlung (?:frei|an|vor)\w*", r"liegt (?:\S+ ){0,4}?(?:unterschrift|freigabe)", r"geht mit dem lauf",
        r"gedulden sie sich (?:\S+ )?bis", r"zahl(?:ungs)?liste", r"uberweisung folgt",
    ),
    ("disputed", "tax"): (
        r"(?:statt|anstatt) (?:\S+ ){0,2}?(?:ermassigten|7)", r"ermassigte\w* satz",
    ),
}
NL = {
    ("insolvency", None): (
        r"surseance", r"faillissement", r"bewindvoerder", r"vordering\w* (?:\S+ ){0,5}?(?:indienen|in te dienen|in bij)", r"dien (?:\S+ ){0,3}?vordering", r"wsnp|whoa\b", r"curator",
    ),
    ("out_of_office", None): (
        r"vakantie van", r"ziek thuis", r"pas (?:maandag|dinsdag|woensdag|donderdag|vrijdag|volgende week) (?:lezen|zien|beantwoorden)", r"weer (?:op kantoor|aanwezig|bereikbaar|terug|op)", r"na terugkomst", r"(?:momenteel|ben|tijdelijk) (?:\S+ ){0,3}?(?:vakantie|afwezig|ziek|met verlof|niet op kantoor)", r"afwezig",
        r"(?:bedrijf|kantoor) (?:\S+ ){0,3}?gesloten", r"zwangerschapsverlof|ouderschapsverlof", r"automatisch (?:antwoord|bericht)", r"zonder toegang",
    ),
    ("instalments", None): (
        r"per week", r"aflos\w+|afgelost", r"in tweeen|in drieen", r"in een keer (?:\S+ ){0,2}?niet", r"(?:schuld|betaling|bedrag)\w* (?:\S+ ){0,5}?(?:spreiden|verdelen|opknippen)", r"gespreid", r"elke maand", r"per maand", r"maandelijks\w*", r"deelbetaling\w*", r"betalingsregeling|afbetalingsregeling",
        r"in termijnen|termijnbetaling\w*", r"regeling van", r"in (?:twee|drie|vier|meerdere|\d) (?:delen|keer|termijnen)", r"afbetal\w+", r"(?:in drieen|splitsen|opsplitsen)", r"maandbedrag\w*", r"in \d (?:\S+ )?(?:bedragen|termijnen|delen|maandbedragen)",
    ),
    ("not_received", None): (
        r"niets (?:gekregen|ontvangen|binnen)", r"welke factuur", r"(?:bijlage|bestand) (?:\S+ ){0,3}?(?:niet|leeg|ontbreekt|ontbrak|kapot)", r"brief (?:\S+ )?zoekgeraakt", r"mail de factuur", r"nooit (?:bereikt|ontvangen|binnengekomen|aangekomen|gehad|gekregen|gezien)", r"(?:vind|vinden|zie|zien) (?:\S+ ){0,4}?niet\b(?! in\b)",
        r"(?:kopie|duplicaat|factuur|facturen) (?:\S+ ){0,5}?(?:mailen|sturen|toesturen|opsturen|nogmaals|opnieuw|toezenden)(?<!corrigeren en opnieuw)", r"^(?!.*\b(?:corrig|verbeter|aangepast)).*\b(?:nogmaals|opnieuw|nog eens|alsnog) (?:\S+ ){0,4}?(?:sturen|mailen|toesturen|toezenden|ontvangen)", r"duplicaat",
        r"niet (?:bij ons )?bekend", r"niet in (?:ons systeem|onze administratie|onze boeken)", r"spam", r"(?:stuk|factuur|document) hebben (?:we|wij) niet", r"laat (?:het|hem) ons toekomen",
    ),
    ("needs_document", None): (
        r"(?:rekeningnummer|iban|bankgegevens) (?:\S+ )?bevestig\w+", r"projectnummer|opdrachtnummer", r"verzekeringsbewijs", r"getekende\w* (?:\S+ )?bon", r"bon ontbreekt",
        r"(?:zonder|mist|missen|ontbreekt|nodig|graag|vermeld\w*(?! (?:\S+ )?dezelfde)|stuur\w*|wachten op|geef|voeg|toevoegen|bijvoegen) (?:\S+ ){0,7}?(?:bestelnummer|inkoop(?:order|nummer)\w*|ordernummer|\bpo\b|referentie|pakbon\w*|afleverbon\w*|bankgegevens|\biban\b|rekeningnummer|urenstat\w+|urenbriefjes|werkbon\w*|kostenplaats|btw-?nummer|kvk)",
        r"(?:urenstaten|pakbon|bestelnummer|werkbon) (?:\S+ ){0,4}?(?:bijvoegen|ontbreekt|nodig|toevoegen)", r"portaal|portal\b", r"als leverancier (?:\S+ )?aan\w*", r"aanmaken (?:van|als)", r"anders (?:\S+ ){0,4}?(?:afgekeurd|geweigerd|teruggestuurd|afgewezen)", r"(?:order|bestelling|inkooporder) \d{4,}",
        r"zet (?:\S+ ){0,3}?(?:order|bestel|inkoop)\w* (?:\S+ ){0,3}?op",
    ),
    ("wrong_person", None): (
        r"verkeerde ontvanger", r"nieuwe contact\w*", r"(?:aan|naar|bij|is) (?:ons|onze|het|de) (?:moederbedrijf|moedermaatschappij)", r"is weg,", r"(?:ga|gaan) (?:hier )?niet over", r"niet (?:meer )?(?:werkzaam|verantwoordelijk|ons bedrijf|voor ons|onze (?:factuur|firma|rekening|bestelling)|bij ons werkzaam)\b",
        r"verkeerde (?:geadresseerde|persoon|afdeling|adres|bedrijf|contact\w*)", r"(?:collega|opvolger) (?:\S+ ){0,4}?(?:behandelt|gaat hierover|doet dit|regelt dit)", r"andere functie", r"(?:mail|vraag|schrijf) (?:haar|hem)\b",
        r"(?<!ik )(?:neem|opnemen|mail|stuur|vraag|richt|wend|benader) (?:\S+ ){0,6}?(?:opvolger|collega|boekhouding|hoofdkantoor|administratie|@|\S+@\S+|crediteuren\w*|financi\w+)", r"hoofdkantoor", r"werkt (?:hier )?niet (?:meer|langer)", r"ander (?:bedrijf|onderdeel)|andere (?:bv|vestiging|entiteit)", r"met pensioen",
        r"uit dienst", r"(?:hoort bij|is voor|betreft) (?:onze|een andere) (?:dochter|zuster|vestiging|moeder)\w*", r"(?:daar|bij hen) navragen", r"onze dochter",
    ),
    ("disputed", "not_ordered"): (
        r"niet aangevraagd", r"niemand (?:\S+ ){0,4}?(?:besteld|bestelling|opdracht|gevraagd)", r"(?:abonnement|contract) (?:\S+ ){0,5}?(?:opgezegd|beeindigd|afgelopen|stopgezet)", r"(?:nooit|niet) (?:\w+ )?(?:besteld|opdracht|aangevraagd|afgenomen)", r"bestelling (?:\S+ ){0,3}?geannuleerd",
        r"geen (?:\w+ )?(?:opdracht|bestelling)",
    ),
    ("disputed", "duplicate"): (
        r"tweede keer", r"herhaling", r"dubbel\w*", r"twee keer|tweemaal", r"al eerder (?:gefactureerd|in rekening)", r"reeds gefactureerd",
    ),
    ("disputed", "returned"): (
        r"nam (?:\S+ ){0,3}?(?:mee )?terug", r"(?:spullen|goederen|artikelen|zending|materiaal) (?:\S+ ){0,5}?(?:terug|retour)\w*", r"retour (?:gestuurd|gezonden|gekomen|gegaan)", r"teruggestuurd|teruggegaan|teruggebracht|geretourneerd",
    ),
    ("disputed", "quantity"): (
        r"(?:rekent|factureert) \d+ uur", r"deed er maar \d+", r"(?:factureert|gefactureerd|rekent|berekend) (?:\S+ ){0,7}?(?:kregen|gekregen|ontvangen|geleverd|ontvingen)", r"ontbra(?:k|ken)", r"ontbreken (?:\S+ ){0,3}?(?:dozen|pallets|stuks|onderdelen)",
        r"(?:maar|slechts|alleen) (?!(?:de|uw|een) factuur)(?:\S+ ){0,3}?(?:ontvangen|geleverd|gekregen)", r"aantal\w* (?:\S+ ){0,3}?(?:klopt|kloppen|niet|onjuist)", r"te veel uren",
    ),
    ("disputed", "quality"): (
        r"begaf het", r"bekrast", r"onbruikbaar", r"slecht (?:uitgevoerd|gedaan|werk)", r"moet over\b|overgedaan", r"defect\w*", r"kapot\w*", r"beschadigd\w*", r"werkt niet", r"niet (?:naar behoren|conform|compleet)\b", r"gebrek\w*|gebreken",
        r"(?:zodra|als|nadat|tot) (?:\S+ ){0,6}?(?:gerepareerd|hersteld|vervangen|opgelost|verholpen)", r"(?:sluit|opent|start|werkt|functioneert) (?:\S+ ){0,4}?niet\b",
    ),
    ("disputed", "delivery"): (
        r"geen (?:pakket|levering|goederen)\b", r"(?:zending|goederen|bestelling|levering|pakket) (?:\S+ ){0,4}?niet (?:aangekomen|geleverd|ontvangen|binnen)", r"(?:tot|totdat|pas als) (?:\S+ ){0,5}?(?:er is|er zijn|geleverd)", r"nog (?:steeds|altijd) niet (?:aangekomen|geleverd|ontvangen|binnen)",
        r"wachten (?:\S+ ){0,4}?(?:levering|goederen|zending|bestelling)", r"vervoerder (?:\S+ ){0,5}?kwijt",
    ),
    ("disputed", "price"): (
        r"(?:kilo)?prijs is niet", r"(?:bedrag|totaal) (?:\S+ ){0,6}?(?:hoger|onjuist|afwijk\w+|verkeerd|klopt)", r"(?:tarief|prijs) (?:\S+ ){0,6}?(?:hoger|niet|onjuist|afwijk\w+|verkeerd|klopt)", r"korting (?:\S+ ){0,6}?(?:ontbreekt|niet|vergeten)", r"hoger\w* (?:\S+ ){0,3}?(?:tarief|prijs|dan)", r"te (?:veel|hoog|duur)\b",
        r"niet (?:\S+ ){0,2}?afgesproken", r"(?:onderhandeld) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("refuses", None): (
        r"komt (?:er )?geen betaling", r"betaal(?:t)? (?:dit |dat |deze \w+ |die \w+ |de \w+ |hier )?niet\b(?! (?:voor|tot|zolang))", r"verzetten (?:\S+ ){0,4}?betaling", r"geen betaling (?:van|van ons|doen|verwachten|volgen|plaats)", r"niet van plan", r"geen (?:cent|euro|dubbeltje)",
        r"(?:betalen|betaling) (?:\S+ ){0,2}?(?:uitgesloten|geen sprake)", r"stop met", r"niets (?:meer )?(?:verschuldigd|schuldig)", r"weiger\w* (?:\S+ ){0,3}?(?:te )?beta\w+", r"(?:gaan|ga|zullen) (?:\S+ ){0,4}?niet betalen(?! voor| tot)", r"(?<=: )geen betaling",
    ),
    ("disputed", None): (
        r"betwistbaar", r"niet (?:mee )?(?:akkoord|eens)", r"niet (?:geaccepteerd|accepteren)", r"er zit (?:een )?fout", r"klacht", r"klopt niet", r"(?:willen|verwachten|wachten op) (?:\S+ ){0,3}?credit\w*", r"betwist\w*", r"(?:zodra|als|nadat) (?:\S+ ){0,6}?(?:gecorrigeerd|aangepast|gecrediteerd)",
        r"(?:gecorrigeerde|aangepaste|nieuwe) factuur",
    ),
    ("paid", None): (
        r"gekruist", r"incasso (?:\S+ ){0,4}?(?:afgeschreven|gelukt)", r"(?:gisteravond|gisteren) (?:\S+ ){0,6}?betaald", r"staat een overboeking", r"bank (?:\S+ ){0,5}?(?:afgeschreven|afgeboekt)", r"(?:dat|dit|het) is (?:al |reeds )?(?:gebeurd|betaald|gedaan|voldaan|overgemaakt)",
        r"geld (?:\S+ )?(?:ging|is) (?:\S+ ){0,3}?(?:weg|onderweg|gisteren|overgemaakt)", r"vereffend\b(?! worden)", r"bewijs van (?:betaling|overboeking|overschrijving)", r"niets (?:meer )?open", r"bijgeschreven\b", r"(?:heb|hebben) (?:\S+ ){0,6}?(?:overgemaakt|betaald|voldaan|overgeschreven)",
        r"opdracht (?:\S+ ){0,5}?uitgevoerd", r"blijkt (?:\S+ ){0,9}?betaald",
    ),
    ("will_pay", None): (
        r"we betalen wel", r"maak (?:\S+ ){0,5}?over\b", r"regelen we", r"rest volgt", r"(?:geld|bedrag|betaling) (?:\S+ ){0,6}?(?:komt|binnen|gaat|weg|bijgeschreven|volgt|onderweg)", r"zet (?:\S+ ){0,4}?(?:klaar|in)\b", r"gaat mee", r"van plan (?:\S+ ){0,8}?(?:betalen|handelen|voldoen|vereffenen)", r"heeft u het",
        r"(?:wij|we|ik) (?:beloof|beloven)|beloof (?:ik|u)", r"zullen (?:\S+ ){0,6}?(?:vereffenen|voldoen|betalen|overmaken)", r"zodra (?:\S+ ){0,6}?betaal\w*", r"(?:word|wordt|worden) (?:\S+ ){0,8}?(?:betaald|overgemaakt|voldaan|bijgeschreven|vereffend|afgehandeld|betaalbaar)",
        r"(?:factuur|facturen|betaling|rekening|§+) (?:\S+ ){0,4}?in behandeling", r"ter (?:betaling|goedkeuring|ondertekening)", r"geduld tot", r"betaallijst", r"overboeking volgt", r"(?:staat|gepland) (?:\S+ ){0,2}?(?:voor|op) (?:de )?\d", r"betaling in de loop",
    ),
    ("disputed", "tax"): (
        r"(?:in plaats van|ipv) (?:het )?lage tarief|lage tarief",
    ),
}
