"""More ways of saying the same, by language: added to the patterns of the same outcome and cause, folded.

The files of the languages hold what the first half of the corpus needs; this is what else people write.
"""

FR = {
    ("insolvency", None): (
        r"en redressement\b", r"redressement judiciaire", r"au passif", r"liquidation (?:judiciaire|de notre|de la societe|amiable)", r"(?:prononce|ouvert\w*) (?:\S+ ){0,3}?(?:liquidation|sauvegarde|redressement|procedure)", r"procedure collective", r"cessation des paiements", r"declar\w+ (?:de |votre |vos )?creances?",
        r"mandataire judiciaire", r"depot de bilan", r"depose (?:le |notre )?bilan", r"conciliation judiciaire",
    ),
    ("out_of_office", None): (
        r"arret (?:maladie|de travail)", r"conges annuels", r"pas acces", r"reprise le", r"absen\w+ du bureau", r"(?:actuellement|suis|serai) (?:\S+ ){0,3}?(?:en conges?|absente?|en deplacement|en vacances|en arret)", r"je (?:serai|suis) de retour", r"a mon retour",
        r"(?:etablissement|bureaux?|societe|entreprise) (?:\S+ ){0,4}?fermee?s?", r"fermeture annuelle", r"conges? (?:d'ete|annuels?|maternite|parental)", r"reponse automatique", r"pas (?:lu|consulte|acces a) (?:\S+ )?(?:mes )?(?:mails?|messages?|messagerie)", r"sans acces",
    ),
    ("instalments", None): (
        r"plan de (?:remboursement|apurement|paiement|reglement)", r"(?:deux|trois|plusieurs|\d) versements", r"(?:pas|impossible) (?:\S+ ){0,4}?en une (?:seule )?fois", r"etal\w+ (?:\S+ ){0,4}?(?:dette|paiement|reglement|sur|mois)", r"echeancier", r"echelonn\w+", r"mensualit\w+",
        r"(?:paiement|reglement) (?:fractionne|echelonne|en plusieurs|en (?:deux|trois|quatre|\d) fois)", r"facilites? de paiement", r"delais? de paiement", r"^(?!.*(?:avons|ai|ont|ete) (?:\w+ )?(?:paye|regle|vire|verse|solde|effectue)).*\b(?:plusieurs|deux|trois|quatre|\d) (?:versements|virements|acomptes)(?: |$)",
        r"(?:decouper|diviser|fractionner|scinder) (?:\S+ ){0,3}?(?:somme|montant|dette|en)",
    ),
    ("not_received", None): (
        r"(?:n'ai|n'avons) rien recu\b(?! (?:de la|du|de notre) (?:marchandise|materiel|commande))", r"piece jointe (?:\S+ ){0,4}?(?:illisible|vide|manqu\w*|ouvr\w*)", r"(?:quelle|laquelle) (?:de )?(?:facture|s'agit)", r"courrier (?:\S+ ){0,3}?perdu",
        r"(?:renvoy\w+|retransmettre|re-envoyer|envoyer a nouveau|transmettre a nouveau|faire (?:suivre|parvenir)|transmettre|adresser|envoyer) (?:\S+ ){0,4}?(?:factures?|duplicata|copie)(?! (?:rectifi|corrig|modifi))", r"pas (?:trouve|trace|retrouve)", r"ne (?:la |les |l')?(?:trouve|retrouve)\w* (?:pas|nulle part|aucune?)",
        r"(?:facture|fac|document)s? (?:\S+ ){0,4}?(?:pas|jamais) (?:ete )?(?:recue?s?|parvenue?s?|arrivee?s?|enregistree?s?)\b(?! (?:la |les |le |l\'|notre |nos |cette |ce |de )?(?:marchandises?|livraison|materiel|commande|produits?|colis|pieces?|avoir))", r"aucune trace", r"inconnue? (?:chez nous|dans nos|de nos)",
        r"dans (?:nos|mes|les) (?:spams?|indesirables)", r"duplicata",
    ),
    ("needs_document", None): (
        r"confirm\w+ (?:\S+ ){0,3}?(?:coordonnees|rib|iban)", r"(?:manque|manquent) (?:\S+ ){0,2}?bon (?:signe|d)", r"(?:numero|reference) (?:d'affaire|de chantier|de projet|d'imputation)", r"attestation de vigilance|assurance decennale",
        r"(?:envoy\w+|communiqu\w+|transmett\w+|fourni\w+|adress\w+|joign\w+|joindre|besoin|manqu\w+|attend\w+|attente|sans|indiqu\w+|rappel\w+|mentionn\w+|absence) (?:\S+ ){0,7}?(?:\brib\b|\biban\b|coordonnees bancaires|bon de (?:livraison|commande)|\bbl\b|\bbc\b|pv de (?:recette|reception)|feuilles? d'heures|attestation|justificatifs?|numero (?:de commande|d'engagement|de marche|de bon)|numero de tva|siret|kbis|code service|reference de commande|releve de compte)",
        r"chorus", r"(?:depos\w+|charg\w+|telecharg\w+) (?:\S+ ){0,4}?(?:portail|plateforme|chorus)", r"nouveau fournisseur", r"creer (?:le|votre) (?:compte )?fournisseur", r"changement de (?:rib|coordonnees)", r"il (?:nous |me )?(?:faut|faudrait) (?:\S+ ){0,4}?(?:kbis|rib|attestation|bon|numero|duplicata de bl|bordereau)",
        r"(?:sinon|faute de quoi|a defaut) (?:\S+ ){0,5}?(?:rejet|refus|bloqu|retourn)\w*", r"(?:numero de commande|commande) \d{4,}", r"(?:faire (?:apparaitre|figurer)|mentionner|reporter) (?:\S+ ){0,5}?(?:commande|reference|numero)",
    ),
    ("wrong_person", None): (
        r"mauvais (?:destinataire|contact|interlocuteur|service)", r"(?:maison mere|societe mere|holding)", r"nouveau (?:contact|interlocuteur)", r"(?:a|est) (?:quitte|parti)\w* (?:\S+ )?(?:l'entreprise|la societe|de l'entreprise|de la societe)",
        r"(?:vous vous )?tromp\w+ (?:\S+ ){0,2}?(?:destinataire|adresse|interlocuteur|societe|personne)", r"chang\w+ de (?:poste|service|fonction|societe)", r"mon successeur", r"(?:societe|facture|dossier) (?:\S+ ){0,3}?n'est pas (?:la |le )?(?:notre|pour nous|nous)", r"n'est pas (?:la |le )notre\b",
        r"(?:gere|suivi|traite)e?s? par (?:ma |mon |mes |une |un )(?:collegue|successeur|collaborat\w+)", r"ne (?:m'|nous )?occup\w+ (?:pas|plus)",
        r"(?:envoy\w+|adress\w+|transmett\w+|dirig\w+) (?:\S+ ){0,5}?(?:au siege|a notre siege|a la compta\w*|au service|a ma collegue|a mon collegue|a notre filiale|a la maison mere|a l'adresse suivante)", r"n'est plus (?:chez|dans|parmi|notre|salarie|en poste)", r"plus (?:notre|votre) interlocut", r"retraite\b",
        r"voyez (?:avec|directement)", r"(?:a|au) (?:l'attention|destination) d'une autre", r"autre (?:entite|societe|filiale)", r"(?:concerne|releve de|depend de|pour|destinee? a) (?:notre|une autre|la) (?:filiale|societe soeur|maison mere|agence|etablissement)",
        r"(?:voir|vous rapprocher|traiter) (?:\S+ )?avec (?:elle|eux|lui|notre|le)",
    ),
    ("disputed", "not_ordered"): (
        r"n'est pas nous qui", r"pas (?:ete )?demande", r"(?:personne|nul) (?:\S+ ){0,5}?(?:commande|signe|demande|valide)\w*", r"abonnement (?:\S+ ){0,4}?(?:resilie|arrete|termine|annule)", r"commande (?:\S+ ){0,3}?annulee", r"sans (?:notre )?accord", r"pas a l'origine", r"aucun contrat",
    ),
    ("disputed", "duplicate"): (
        r"(?:deuxieme|seconde) fois que", r"double emploi", r"(?:meme|identique) (?:\S+ ){0,3}?(?:facture|prestation|que)", r"factur\w+ 2 fois", r"deja (?:ete )?facture",
    ),
    ("disputed", "returned"): (
        r"repris\w* par (?:\S+ ){0,3}?(?:transporteur|chauffeur|livreur|commercial)", r"rendue?s?\b(?:,? \S+){0,4}? l?'?avoir", r"vous a ete rendue", r"(?:ete|avons|a) (?:rendue?s?|retournee?s?|renvoyee?s?) (?:\S+ ){0,10}?(?:marchandise|materiel|pieces?|colis|avoir|articles?|produits?)",
    ),
    ("disputed", "quantity"): (
        r"(?:comptez|comptee?s?|compte|factur\w+) (?:\S+ ){0,2}?(?<!sous )(?<!dans )\d+ (?:heures|jours|h)\b", r"n'en (?:a|ont|avons) (?:\S+ ){0,2}?que \d+", r"(?:facturez|facturee?s?|comptez|comptee?s?) (?:\S+ ){0,5}?(?:alors que|mais|au lieu|contre) (?:\S+ ){0,6}?(?:recue?s?|eue?s?|livree?s?|commandee?s?)",
        r"manqu\w+ (?:\S+ ){0,3}?(?:palettes?|cartons?|pieces?|colis|articles?|unites?)", r"livraison incomplete", r"(?:livre|recu)\w* (?:\S+ ){0,3}?(?:que|seulement) ", r"manquai(?:en)?t",
    ),
    ("disputed", "quality"): (
        r"rayee?s?\b", r"inutilisables?", r"mal (?:execute|fait|realise|pose|installe)\w*", r"a reprendre", r"^(?!.*(?:facture|\btva|taxe)).*\ba refaire", r"panne", r"fuite", r"pas (?:conforme|satisfais)\w*", r"cassee?s?", r"dysfonction\w+", r"deterioree?s?",
        r"(?:quand|une fois|des que|lorsque|apres|tant que) (?:\S+ ){0,6}?(?:repare|reparation|remplace|depanne|remis en etat)\w*", r"ne (?:ferme|s'ouvre|demarre|marche|tient|chauffe|fonctionne)\w* (?:\S+ ){0,2}?pas",
    ),
    ("disputed", "delivery"): (
        r"tant que (?:\S+ ){0,6}?(?:livre|arrive|recu (?:la |le |les |notre )?(?:marchandise|materiel|commande|colis))\w*", r"(?:commande|colis|marchandise|materiel) (?:\S+ ){0,3}?n'est (?:\S+ ){0,2}?(?:pas|jamais) arrivee?",
        r"toujours (?:pas )?(?:en attente|dans l'attente) (?:de |d'|du )(?:la |notre )?(?:livraison|marchandise|materiel|commande)", r"pas ete livre\w*", r"transporteur (?:\S+ ){0,4}?perdu",
    ),
    ("disputed", "price"): (
        r"(?:remise|rabais|ristourne) (?:\S+ ){0,8}?(?:oubli|manqu|absent|pas|non)\w*", r"(?:plus|superieure?|different\w*) (?:cher|eleve|que|a) (?:\S+ ){0,4}?(?:convenu|devis|contrat|commande|prevu|accord)", r"(?:compt|factur)\w+ (?:\S+ ){0,4}?(?:trop|superieur|plus)", r"oubli\w+ (?:\S+ ){0,4}?remise", r"ne correspond pas",
        r"(?:negoci\w+|convenu\w* (?:de|d\x27)) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("refuses", None): (
        r"ne (?:paie|paierai|regle|paye)s? (?:pas|rien)\b(?! (?:avant|tant|sans|encore))", r"(?:aucun|pas de|pas le moindre) (?:paiement|reglement) de notre part", r"oppos\w+ (?:\S+ ){0,2}?(?:reglement|paiement)", r"aucune intention", r"pas un (?:centime|euro|sou)", r"exclu que",
        r"ne (?:toucherez|recevrez|verrez) (?:\S+ ){0,3}?(?:pas|rien|jamais)", r"cess\w+ de (?:nous|m')", r"ne (?:vous )?(?:devons|dois) (?:\S+ )?rien", r"ne (?:comptons|compte) pas (?:vous )?(?:payer|regler)", r"refus\w* (?:categorique\w* )?(?:de |tout )", r"(?<=: )pas de (?:paiement|reglement)",
    ),
    ("disputed", None): (
        r"en desaccord", r"n'est pas (?:due|justifiee|fondee)", r"avoir (?:correspondant|a etablir)", r"attente (?:d'un |de l'|de votre )avoir", r"(?:quand|une fois|des que|lorsque|apres) (?:\S+ ){0,6}?(?:facture )?(?:rectifi|corrig|regularise par un avoir)\w*", r"(?:une )?facture (?:rectificative|corrigee)",
    ),
    ("paid", None): (
        r"(?:crois\w+|croise) (?:\S+ ){0,3}?(?:paiement|reglement|virement|courriers?)", r"\blcr\b (?:\S+ ){0,5}?payee?", r"ecritures montrent",
        r"^(?!.*\b(?:pas|jamais|point|non) (?:\w+ ){0,3}?(?:pay|regl|vir|sold|debit|encaiss)(?:e|ee|es|ees)\b).*?\b(?:a|avons|est|ete|sont) (?:\S+ ){0,3}?(?:debitee?s?|creditee?s?|soldee?s?|partie?s?|encaissee?s?|transferee?s?|payee?s?|reglee?s?|viree?s?)\b(?! (?:des|sous|avant|d'ici|prochain|a la fin|en fin))",
        r"c'est (?:deja )?(?:fait|paye|regle|parti)", r"preuve (?:du|de) (?:virement|paiement|reglement)", r"tout est (?:a jour|regle|paye|solde)", r"rien ne (?:reste|vous est) du", r"fait (?:le|un|votre) (?:transfert|virement|paiement|reglement|cheque)",
        r"merci de (?:pointer|lettrer|verifier (?:vos|votre) (?:comptes?|banque|compte bancaire|releves?))", r"avis de (?:paiement|virement|debit)", r"(?:operation|ordre) (?:\S+ ){0,4}?execute\w*",
    ),
    ("will_pay", None): (
        r"(?:faisons|fais|fait) (?:\S+ ){0,2}?(?:virement|reglement|paiement) (?:\S+ )?(?:aujourd'hui|ce jour|demain|lundi|ce soir|tout de suite|de suite)", r"on (?:paie|regle|paye|vire)\b", r"va payer|allons payer", r"vous (?:parviendra|serez (?:credite|paye|regle))",
        r"(?:montant|somme|argent|fonds|cheque) (?:\S+ ){0,4}?(?:parviendra|partira|arrivera|sera|part)", r"(?:adress|envoy|post)\w+ (?:\S+ ){0,3}?cheque", r"(?:programm|lanc|prepar|ordonn)\w+ (?:\S+ ){0,4}?(?:virement|reglement|paiement)", r"m'engage a", r"nous engageons a",
        r"vous aurez (?:\S+ ){0,3}?(?:argent|virement|reglement|fonds|cheque)", r"des que (?:\S+ ){0,8}?(?:pay|regl|encaiss|recept|fonds|tresorerie)\w*", r"regularis\w+", r"fera le necessaire", r"ferons le necessaire", r"en (?:cours de )?(?:signature|validation)", r"bon a payer", r"mis\w* en paiement",
        r"(?:reglement|paiement|virement) (?:\S+ ){0,2}?(?:semaine|fin|debut|courant)\b", r"patient\w+ (?:\S+ ){0,2}?jusqu", r"(?:liste|lot|campagne) (?:de|des|du) (?:prochains? )?(?:paiements?|reglements?|virements?)", r"mise en paiement", r"virement (?:\S+ )?(?:suivra|partira|est prevu)",
    ),
    ("disputed", "tax"): (
        r"\btva\b (?:\S+ ){0,6}?(?:au lieu|reduit\w*)", r"taux (?:\S+ ){0,6}?au lieu de",
    ),
}
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
        r"mak(?:e|ing) (?:the |a |your )?(?:transfer|payment)", r"wire you", r"\b(?:we|i) will pay\b", r"sort (?:\S+ ){0,3}?(?:on|by|this|out)", r"(?:queu|set|arrang|process|releas|schedul|prepar)\w* (?:\S+ ){0,5}?(?:transfer|payment|wire|cheque|check)",
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
ES = {
    ("insolvency", None): (
        r"situacion concursal|concursal\w*", r"en concurso", r"concurso (?:de acreedores|voluntario|necesario)", r"administrador(?:a|es)? concursal\w*", r"declarad\w (?:\S+ ){0,3}?(?:la liquidacion|en quiebra|insolvencia)", r"comuni(?:que|car|quen) (?:\S+ ){0,3}?credito", r"preconcurso",
    ),
    ("out_of_office", None): (
        r"vacaciones del", r"no podre (?:ver|leer|atender)", r"de vuelta (?:en|el|a)", r"a mi (?:regreso|vuelta)", r"(?:me encuentro|estoy|estare) (?:\S+ ){0,3}?(?:de vacaciones|ausente|fuera|de baja)", r"ausente\b", r"(?:oficinas?|empresa) (?:\S+ ){0,3}?cerrad\w+", r"de baja (?:medica|maternal|laboral)",
        r"respuesta automatica", r"fuera de la oficina", r"sin acceso",
    ),
    ("instalments", None): (
        r"^(?!.*(?:hemos|pagamos|pagad|hicimos)).*\b(?:dos|tres|cuatro|cinco|diez|varios|\d+) pagos", r"plan de pagos", r"repartir (?:\S+ ){0,4}?(?:deuda|pago|meses|plazos)", r"mensualidad\w*", r"pago (?:fraccionado|aplazado|a plazos)", r"fraccionar", r"aplaz\w+", r"(?:a|en|varios|por) plazos",
        r"en (?:dos|tres|cuatro|varios|\d) (?:pagos|plazos|veces|partes)", r"calendario de pagos?", r"(?:partir|dividir)\w* (?:\S+ ){0,3}?(?:suma|importe|pago|en)", r"cuotas?\b", r"en \d (?:\S+ )?(?:cuotas|pagos|plazos)",
    ),
    ("not_received", None): (
        r"no (?:me |nos )?ha llegado nada", r"(?:de que|cual|que) factura (?:\S+ )?(?:habla|se|es|reclam|me)\w*", r"adjunto (?:\S+ ){0,3}?(?:no|vacio)", r"carta (?:\S+ )?(?:se )?perdio", r"no (?:he|hemos) recibido nada", r"nunca (?:nos |la )?(?:llego|hemos recibido|recibimos|ha llegado)",
        r"no (?:la|lo|las|los) (?:encuentro|encontramos|tengo|tenemos|localiz\w+)", r"(?:mand|envi|pas|reenvi|remit|facilit)\w+ (?:\S+ ){0,4}?(?:copia|duplicado|factura\w*)", r"no nos consta", r"(?<!en )(?<!mi )\b(?:copia|duplicado)\b", r"no (?:hemos |la hemos |nos ha )(?:recibido|llegado) (?:\S+ ){0,3}?factura", r"reenviar",
        r"spam|correo no deseado",
    ),
    ("needs_document", None): (
        r"confirm\w+ (?:\S+ ){0,3}?(?:cuenta|iban|datos)", r"numero de (?:obra|proyecto|expediente|orden)", r"certificado de hacienda", r"parte (?:\S+ )?firmado",
        r"(?:sin|faltan?\b|necesit\w+|indi(?:car|quen|que)|envi\w+|facilit\w+|adjunt\w+|manden|precis\w+|esperamos) (?:\S+ ){0,7}?(?:numero de pedido|pedido de compra|\bpo\b|referencia|albaran\w*|datos bancarios|\biban\b|cuenta bancaria|partes de horas|parte de trabajo|certificad\w+|orden de compra|centro de coste)",
        r"^(?!.*no (?:a )?esta direccion).*\b(?:portal|face|facturae)\b", r"dar(?:les|le|los)? de alta", r"alta (?:de|como) proveedor", r"(?:si no|de lo contrario|sino) (?:\S+ ){0,4}?(?:rechaz|devuel|bloque)\w*", r"(?:pedido|orden) \d{4,}", r"hagan constar|hacer constar",
    ),
    ("wrong_person", None): (
        r"(?:dejo|ha dejado) (?:la )?empresa", r"nuevo contacto", r"^(?!.*(?:a nombre|rectific)).*\b(?:nuestra )?(?:empresa )?matriz", r"no (?:llevo|gestiono|me encargo|trabajo|es nuestra|es para nosotros|somos|pertenece|nos corresponde)", r"(?:gestiona|lleva|encarga) (?:\S+ ){0,2}?(?:companer|colega|sucesor)\w*",
        r"(?:companer|colega)\w* (?:\S+ ){0,3}?(?:gestiona|lleva|se encarga|encargad)\w*", r"(?:escrib|contact|consult|dirij|dirig|hable|pregunt)\w+ (?:\S+ ){0,5}?(?:ella|sucesor|companer\w+|contabilidad|administracion|central|@|\S+@\S+|departamento)", r"se (?:equivoc|confund)\w+ de",
        r"(?:persona|destinatario|direccion|buzon|correo|numero) equivocad\w+", r"cambiado de (?:puesto|departamento|empresa)", r"ya no (?:trabaja|trabajo|esta|estoy|forma)", r"(?:envien|remitan|manden|dirijan) (?:\S+ ){0,4}?(?:a la central|al departamento|a contabilidad|a la sede)", r"otra (?:empresa|sociedad|filial)",
        r"jubilad\w", r"(?:corresponde|pertenece|es) (?:a|de|para) (?:nuestra|otra|la) (?:filial|empresa|sociedad|sucursal|matriz)", r"hablen con (?:ellos|ella)", r"nuestra filial",
    ),
    ("disputed", "not_ordered"): (
        r"no fuimos nosotros", r"nadie (?:\S+ ){0,3}?(?:pedido|solicit|encarg|hizo|autoriz)\w*", r"(?:suscripcion|contrato|servicio) (?:\S+ ){0,5}?(?:baja|cancelad|terminad|finaliz)\w*", r"dimos de baja", r"pedido (?:\S+ ){0,3}?(?:anulad|cancelad)\w",
        r"no (?:hemos |lo )?(?:pedimos|pedido|solicitamos|encargamos|contratad\w+|solicitado)",
    ),
    ("disputed", "duplicate"): (
        r"segunda vez", r"repite", r"dos veces", r"ya (?:nos la )?factura\w+", r"duplicidad", r"por duplicado",
    ),
    ("disputed", "returned"): (
        r"se (?:llevo|llevaron) (?:\S+ ){0,3}?(?:lote|material|mercancia)", r"(?:devolvimos|devuelt\w+|devolucion) (?:\S+ ){0,8}?(?:mercancia|material|genero|abono|productos?|articulos?)?",
    ),
    ("disputed", "quantity"): (
        r"(?:cobran|facturan) \d+ horas", r"solo hizo \d+", r"factura\w+ (?:\S+ ){0,6}?(?:recibimos|llegaron|recibido|entreg\w+)", r"falta\w* (?:\S+ ){0,3}?(?:cajas?|palets?|unidades|piezas|bultos|articulos)", r"(?:solo|solamente|unicamente) (?:\S+ ){0,3}?(?:recib|lleg|entreg)\w*", r"entrega (?:parcial|incompleta)",
        r"menos (?:cajas|unidades|piezas|cantidad)", r"faltaban?\b",
    ),
    ("disputed", "quality"): (
        r"se averio|averi\w+", r"rayad\w+", r"no sirven?", r"mal (?:hech|ejecutad|instalad|estado)\w*", r"hay que repetir\w*", r"defectuos\w+", r"rot[ao]s?\b", r"averiad\w+", r"dañad\w+|danad\w+", r"no funciona\w*", r"sin terminar", r"no (?:conforme|satisfech)\w*",
        r"(?:cuando|una vez|hasta que|en cuanto) (?:\S+ ){0,6}?(?:arregl|repar|sustitu|solucion)\w*", r"(?:sigue sin|no) (?:cerrar|cierra|abr\w+|arranca\w*|funciona\w*)",
    ),
    ("disputed", "delivery"): (
        r"ningun (?:paquete|envio)", r"(?:envio|pedido|mercancia|material|equipo) (?:\S+ ){0,5}?(?:no|sin) (?:\S+ )?(?:lleg|entreg|recib)\w*",
        r"(?:hasta que|mientras no|cuando) (?:\S+ ){0,5}?(?:llegue (?:el|la) (?:material|mercancia|pedido|equipo)|entreguen|(?:tengamos|recibamos) (?:el|la|los|las) (?:material|mercancia|pedido|equipo|piezas|entrega))",
        r"(?:no|nunca|todavia no|aun no) (?:\S+ ){0,2}?(?:ha llegado|han entregado|hemos recibido (?:el|la) (?:mercancia|material|pedido))", r"transportista (?:\S+ ){0,3}?perdio",
    ),
    ("disputed", "price"): (
        r"(?:tarifa|precio|importe|total) (?:\S+ ){0,6}?(?:no es|superior|distint\w|mayor|incorrect\w|mal|acordad\w|equivocad\w)", r"falta (?:el|un) descuento", r"descuento (?:\S+ ){0,6}?(?:falta|no|olvid)\w*", r"mas (?:caro|de lo acordado)", r"superior a lo",
        r"(?:negoci\w+) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("refuses", None): (
        r"no habra (?:ningun )?pago", r"(?<!que )no (?:les |le )?pag(?:o|amos)\b(?! (?:hasta|mientras|antes))", r"opon\w+ (?:\S+ ){0,2}?pago", r"ningun pago", r"no tenemos intencion", r"ni un (?:centimo|euro|duro)", r"(?:pagar|pago) (?:\S+ ){0,3}?(?:descartad\w|imposible|ni hablar)", r"dejen de",
        r"no (?:les )?debemos (?:\S+ )?nada(?!,? (?:ya )?(?:la |lo |se )?pag)", r"nos negamos", r"no (?:vamos a|pensamos|pienso|voy a) pagar(?! hasta| mientras)", r"me niego", r"(?<=: )sin pago",
    ),
    ("disputed", None): (
        r"discutible", r"(?:abierta|presentada|hemos|curso) (?:\S+ ){0,3}?reclamacion|reclamacion (?:\S+ ){0,2}?(?:abierta|en curso|presentada)", r"no (?:aceptamos|acepto|estamos de acuerdo|conformes?|reconocemos)", r"pedimos (?:\S+ ){0,3}?(?:abono|rectificativa)", r"hay un error", r"rectificativa", r"en disputa",
        r"(?:cuando|una vez|en cuanto) (?:\S+ ){0,5}?(?:corrij|correg|rectifi|abon)\w*", r"factura (?:corregida|rectificada)",
    ),
    ("paid", None): (
        r"pagad\w (?:ayer|el|con|hoy)", r"cruzado con", r"recibo (?:\S+ ){0,3}?(?:cargado|atendido|pagado)", r"consta una transferencia", r"banco (?:\S+ ){0,3}?(?:cargo|adeudo|cargado)", r"(?:esta|ya esta) (?:hecho|pagad\w|abonad\w|liquidad\w|saldad\w)",
        r"(?:dinero|pago|transferencia) (?:\S+ )?(?:salio|se hizo|se realizo|se efectuo)", r"(?:lo|la|los|las) (?:saldamos|pagamos|abonamos|liquidamos)", r"comprobante", r"(?<!no )(?<!no la )(?<!no lo )(?<!no las )(?<!no les )(?:he|hemos) (?:hecho|realizado|efectuado|ordenado|enviado|pagado)", r"nada pendiente",
        r"se (?:les |le )?(?:ingreso|abono|transfirio|pago) (?:el|ayer|la)", r"revisen (?:el|su|sus|la) (?:banco|cuenta\w*|extracto)", r"orden (?:\S+ ){0,3}?ejecut\w+",
    ),
    ("will_pay", None): (
        r"vamos a pagar", r"transfiero\b", r"lo arreglamos", r"(?:dinero|importe|transferencia|pago) (?:\S+ ){0,3}?(?:llegara|saldra|sale|se hara|les llegara|recibiran)", r"(?:programo|programamos|preparo|lanzo|ordeno|hago|hacemos) (?:\S+ ){0,3}?(?:la |el |una )?(?:transferencia|pago)", r"entra en (?:la|el) (?:remesa|pago)",
        r"(?:lo|la) tendran", r"recibiran (?:\S+ ){0,3}?(?:abono|ingreso|pago|dinero)", r"vamos a (?:saldar|pagar|liquidar|abonar|hacer)", r"en cuanto (?:\S+ ){0,8}?(?:cobr|pag|recib)\w*", r"(?:previsto|prevision|intencion de) (?:\S+ ){0,4}?(?:liquidar|pagar|abonar)\w*", r"en tramite",
        r"pendiente de (?:firma|aprobacion|autorizacion)", r"les haremos", r"sale en la (?:tanda|remesa|proxima)", r"paciencia hasta", r"lista de pagos", r"transferencia (?:\S+ )?(?:ira|seguira|saldra)", r"se paga (?:\S+ ){0,5}?(?:semana|mes|dia)",
    ),
    ("disputed", "tax"): (
        r"en vez del (?:tipo )?reducido|tipo reducido", r"\biva\b (?:\S+ ){0,6}?en vez",
    ),
}
IT = {
    ("insolvency", None): (
        r"procedura fallimentare", r"insinuat\w+", r"liquidazione (?:giudiziale|coatta|volontaria)", r"(?:dichiarat|ammess)\w+ (?:\S+ ){0,5}?(?:liquidazione|concordato|fallit\w+|fallimento|procedura)", r"insinuazione", r"curatore", r"procedura (?:concorsuale|fallimentare)", r"composizione negoziata",
    ),
    ("out_of_office", None): (
        r"ferie dal", r"in malattia", r"non potro (?:legger|risponder|vederl)\w*", r"di nuovo (?:in ufficio|al lavoro|operativ\w|disponibile)", r"al mio (?:rientro|ritorno)", r"assente\b", r"(?:sono|saro) (?:\S+ ){0,3}?(?:in ferie|fuori ufficio|assente|in malattia|in maternita|in trasferta)",
        r"(?:uffici?o?|azienda) (?:\S+ ){0,4}?chius\w+", r"chiusura (?:estiva|natalizia|aziendale)", r"risposta automatica", r"senza accesso",
    ),
    ("instalments", None): (
        r"(?:a|alla|per) settimana", r"(?:non|impossibil\w+|difficile) (?:\S+ ){0,6}?unica soluzione", r"(?:due|tre|piu) pagamenti", r"piano di rientro", r"ripart\w+ (?:\S+ ){0,4}?(?:debito|mesi|pagamento)", r"rate\b", r"rateizz\w+|rateal\w+|rateazione", r"ogni mese", r"al mese", r"mensil\w+", r"dilazion\w+",
        r"in (?:due|tre|quattro|piu|\d) (?:rate|tranche|volte|soluzioni|pagamenti)", r"(?:dividere|suddividere|spezzare) (?:\S+ ){0,3}?(?:somma|importo|pagamento|in)", r"quote mensili|rate mensili", r"in \d (?:\S+ )?(?:quote|rate|pagamenti)",
    ),
    ("not_received", None): (
        r"non (?:ho|abbiamo) ricevuto (?:nulla|niente)", r"(?:quale|che) fattura\b(?! (?:si riferisc|parl|intend)\w*)", r"allegato (?:\S+ ){0,3}?(?:non|vuoto|manca)", r"lettera (?:\S+ ){0,2}?persa", r"mandate la fattura", r"non (?:ci |mi )?(?:e|sono) (?:mai )?(?:giunt|arrivat|pervenut|stata recapitat)\w+",
        r"mai (?:ricevut|arrivat|giunt|pervenut)\w+(?! (?:\S+ ){0,2}?(?:merce|materiale|ordine|pacco|colli|articoli|pezzi|fornitura))", r"non (?:la|le|li|lo) (?:trov|vedo|risult)\w*", r"(?:mand|invi|rispedi|gir|inoltr|trasmett)\w+ (?:\S+ ){0,4}?(?:copia|duplicato|fattur\w+)", r"duplicato", r"nessuna traccia|non abbiamo traccia",
        r"rispedir\w+|rimandar\w+|reinviar\w+", r"spam",
    ),
    ("needs_document", None): (
        r"confermare (?:\S+ ){0,3}?(?:coordinate|iban|banc)", r"numero di (?:commessa|cantiere|progetto)", r"\bdurc\b", r"buono firmato|rapporto firmato",
        r"(?:senza|manca\w*|serv\w+|indicare|inviat\w+|mandat\w+|allegat\w+|comunicat\w+|attendiamo|necessit\w+|occorr\w+|fornire|fornit\w+) (?:\S+ ){0,7}?(?:numero (?:d'|di )?ordine|ordine d'acquisto|\bpo\b(?!')|\bcig\b|\bcup\b|\bddt\b|documento di trasporto|riferimento|coordinate bancarie|\biban\b|rapportin\w+|\bdurc\b|codice (?:univoco|sdi|destinatario)|bolla|partita iva)",
        r"portale\b", r"anagrafica", r"codice destinatario", r"(?:altrimenti|in mancanza|diversamente) (?:\S+ ){0,4}?(?:respint|rifiutat|scartat|bloccat)\w*", r"ordine \d{4,}", r"indica(?:te|re) (?:\S+ ){0,3}?ordine", r"confermare (?:\S+ ){0,3}?(?:coordinate|iban|bancari)",
    ),
    ("wrong_person", None): (
        r"ha lasciato (?:l'azienda|la societa)", r"nuovo (?:contatto|referente)", r"capogruppo|casa madre", r"destinatario errat\w|errato destinatario", r"non (?:seguo|mi occupo|sono (?:io|piu)|e la nostra|e per noi|gestisco|lavoro|ci riguarda|siamo noi)", r"(?:collega|successore) (?:\S+ ){0,4}?(?:se ne occupa|segue|gestisce)",
        r"(?:se ne|ne) occupa\b|se ne occupa", r"(?:scriv(?!ani)|contatt|chied|rivolg|indirizz)\w+ (?:\S+ ){0,5}?(?:a lei|a lui|collega|successore|contabilita|amministrazione|sede|@|\S+@\S+|ufficio)", r"sbagliat\w+ (?:destinatario|indirizzo|persona|azienda|societa)", r"avete sbagliato",
        r"cambiato (?:incarico|ufficio|ruolo|azienda|lavoro)", r"non lavora piu", r"(?:inviat\w+|inviare|spedi\w+) (?:\S+ ){0,4}?(?:alla sede|all'amministrazione|alla contabilita|all'ufficio)", r"altra (?:societa|azienda|ditta)", r"in pensione",
        r"(?:riguarda|compete|spetta|appartiene) (?:\S+ ){0,2}?(?:nostra|altra|alla|la) (?:\S+ )?(?:filiale|societa|sede|azienda|capogruppo)", r"sentite (?:loro|lei|lui)|sentire loro", r"nostra filiale",
    ),
    ("disputed", "not_ordered"): (
        r"non siamo stati noi", r"fatto (?:quest'|questo |l')ordine", r"nessuno (?:\S+ ){0,4}?(?:ordin|richiest|autorizz)\w*", r"(?:abbonamento|contratto|servizio) (?:\S+ ){0,5}?(?:disdett|cessat|scadut|recess)\w*", r"mai (?:ordinat|richiest|sottoscritt)\w+", r"ordine (?:\S+ ){0,3}?annullat\w",
        r"non (?:abbiamo|ho) (?:mai )?(?:ordinat|richiest|commission|firmat)\w*", r"nessuno (?:\S+ ){0,3}?fatto",
    ),
    ("disputed", "duplicate"): (
        r"seconda volta", r"ripete|ripetut\w", r"(?:fatturat|addebitat|emess|registrat|pagat|contat|conteggiat)\w+ (?:\S+ ){0,4}?(?:due|tre) volte|(?:due|tre) volte (?:\S+ ){0,3}?(?:fattur|addebit|la stessa|lo stesso)\w*", r"doppi[ao]\b(?! (?:ritenuta|imposizione|firma|copia|di|delle|dei))", r"gia (?:stata )?fatturat\w",
        r"duplicat\w",
    ),
    ("disputed", "quality"): (
        r"graffiat\w+", r"inutilizzabil\w+", r"(?:fatt|eseguit)\w+ male", r"va rifatto|da rifare", r"difettos\w+", r"rott[oaie]\b", r"danneggiat\w+", r"non funziona\w*", r"non (?:conform|soddisf)\w+", r"guast\w+", r"incomplet\w+", r"(?:quando|una volta|finche|appena) (?:\S+ ){0,6}?(?:riparat|sistemat|sostituit|risolt)\w*",
        r"non (?:si )?(?:chiude|apre|accende|parte|funziona)\b",
    ),
    ("disputed", "price"): (
        r"(?:tariffa|prezzo|importo|totale) (?:\S+ ){0,6}?(?:non(?! oltre)|superiore|divers\w|maggior\w|errat\w|sbagliat\w)", r"manca lo sconto", r"sconto (?:\S+ ){0,6}?(?:manca|non|dimenticat)\w*", r"superiore a quanto", r"piu (?:alto|caro|di quanto)",
        r"(?:trattat\w+|pattuit\w+) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("will_pay", None): (
        r"sistemiamo", r"vi bonific\w+", r"facciamo (?:\S+ )?bonifico", r"(?<!non )\bpaghiamo\b(?! a scaglioni)", r"(?:denaro|importo|soldi|bonifico|pagamento|accredito) (?:\S+ ){0,3}?(?:arriver\w+|partir\w+|avverra|sara|verra)",
        r"(?:programmo|programmiamo|preparo|dispongo|faccio|eseguo|mando) (?:\S+ ){0,3}?(?:il |un )?(?:bonifico|pagamento)", r"rientra nei pagamenti", r"(?:intendiamo|contiamo di|pensiamo di) (?:\S+ ){0,3}?(?:saldare|pagare|chiudere|versare)", r"(?:lo|la|li) avrete", r"chiuderemo",
        r"appena (?:\S+ ){0,8}?(?:incass|pag|ricev)\w*", r"promesso|promett\w+", r"in (?:lavorazione|approvazione|firma)", r"entro (?:\S+ ){0,4}?(?:riceverete|pagheremo|bonifico)", r"parte con il (?:giro|prossimo)", r"pazienza fino", r"lista pagamenti|lista dei pagamenti", r"bonifico (?:\S+ )?(?:seguira|partira)",
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
PT = {
    ("insolvency", None): (
        r"insolven\w+", r"administrador(?:a)? (?:de insolvencia|judicial)", r"reclam\w+ (?:\S+ ){0,3}?credito", r"processo especial de revitalizacao", r"tribunal (?:\S+ ){0,3}?(?:decretou|declarou)",
    ),
    ("out_of_office", None): (
        r"estou de baixa", r"ferias de", r"so (?:a |o )?poderei (?:ler|ver|responder)", r"de volta (?:ao|a|no|em)", r"(?:no|ao) (?:meu )?regresso", r"ausente\b", r"(?:encontro-me|estou|estarei) (?:\S+ ){0,3}?(?:de ferias|ausente|fora|de baixa|de licenca)",
        r"(?:instalacoes|escritorios?|empresa) (?:\S+ ){0,3}?(?:encerrad|fechad)\w+", r"resposta automatica", r"fora do escritorio", r"sem acesso",
    ),
    ("instalments", None): (
        r"por semana", r"de uma (?:so )?vez nao", r"(?:dois|tres|varios) pagamentos", r"plano de reembolso", r"repartir (?:\S+ ){0,4}?(?:divida|meses|pagamento)", r"mensalidade\w*", r"por mes", r"todos os meses|cada mes", r"prestac\w+", r"pagamento (?:faseado|fracionado|em prestacoes)", r"faseado|faseada",
        r"em (?:duas|tres|quatro|varias|\d) (?:prestacoes|vezes|partes|tranches)", r"plano de pagamento\w*", r"(?:dividir|repartir) (?:\S+ ){0,3}?(?:soma|valor|pagamento|em)", r"quotas? mensa\w+", r"em \d (?:\S+ )?(?:quotas|prestacoes|pagamentos|mensalidades)",
    ),
    ("not_received", None): (
        r"nao (?:recebi|recebemos) nada", r"(?:que|qual) fatura\b(?! (?:se refere|esta|estao|falam?|em causa))", r"anexo (?:\S+ ){0,2}?(?:nao|vazio)", r"carta (?:\S+ )?(?:perdeu|extraviou)\w*", r"mande a fatura", r"nunca (?:nos |a )?(?:chegou|recebemos|foi recebida)",
        r"nao (?:a|as|o|os) (?:encontr|localiz|recebemos|tenho|temos)\w*", r"(?:envi|mand|reenvi|remet)\w+(?:-me|-nos)? (?:\S+ ){0,4}?(?:copia|segunda via|fatura\w*|duplicado)", r"segunda via", r"nao temos registo", r"reenviar", r"(?:fatura|documento) (?:\S+ ){0,3}?nao (?:chegou|foi recebid\w|consta)", r"spam",
    ),
    ("needs_document", None): (
        r"confirmar (?:\S+ ){0,3}?(?:dados|iban|bancari)\w*", r"numero de (?:obra|projeto|processo)", r"certidao das financas", r"talao (?:\S+ )?assinado", r"falta-nos (?:\S+ ){0,2}?guia",
        r"(?:sem|falta\w*|precis\w+|necessit\w+|indi(?:car|quem|que)|envi\w+|junt\w+|aguardamos|coloc\w+|mencion\w+) (?:\S+ ){0,7}?(?:numero (?:de|da) (?:encomenda|compromisso|requisicao)|nota de encomenda|\bpo\b|requisicao|referencia|guia\w* (?:de remessa|de transporte)?|dados bancarios|\biban\b|\bnib\b|folhas? de horas|certidao|declaracao)",
        r"portal\b", r"criar (?:o |a ficha de )?fornecedor", r"ficha de fornecedor", r"(?:senao|caso contrario) (?:\S+ ){0,4}?(?:rejeitad|devolvid|bloquead)\w*", r"(?:encomenda|pedido) \d{4,}", r"indiquem (?:\S+ ){0,3}?(?:encomenda|pedido|referencia)",
    ),
    ("wrong_person", None): (
        r"destinatario errado", r"saiu da (?:empresa|firma)", r"novo contacto", r"casa-mae|empresa-mae", r"nao (?:trato|sou|e a nossa|e connosco|nos diz|trabalho|e para nos|somos|pertence)", r"(?:colega|sucessor)\w* (?:\S+ ){0,3}?(?:que trata|trata|responsavel)",
        r"(?:escrev|contact(?!os?\b)|fale|dirij|envi|encaminh)\w+(?:-lhe)? (?:\S+ ){0,5}?(?:lhe|colega|sucessor|contabilidade|financeiro|sede|@|\S+@\S+|departamento)", r"escreva-lhe", r"enganaram-se|enganou-se|engano\b(?! (?:vosso|seu|no|na))", r"mudei de (?:funcoes|empresa|departamento)",
        r"ja nao (?:trabalha|trabalho|esta|estou|faz)", r"(?:enviados?|enviadas?|dirigid\w+) (?:\S+ ){0,3}?(?:para|a) (?:a )?(?:sede|contabilidade)", r"reformad\w|reformou-se", r"(?:e da|e para|pertence a|diz respeito a) (?:\S+ )?(?:nossa|outra) (?:filial|empresa|sociedade|sucursal)", r"vejam com eles", r"nossa filial",
    ),
    ("disputed", "not_ordered"): (
        r"nao fomos nos", r"ninguem (?:\S+ ){0,4}?(?:pedi|encomend|solicit|autoriz)\w*", r"(?:assinatura|contrato|servico) (?:\S+ ){0,5}?(?:cancelad|terminad|rescindid)\w*", r"nao (?:encomend|pedi|solicit|contrat)\w+", r"nunca (?:encomend|pedi|solicit)\w+", r"encomenda (?:\S+ ){0,3}?(?:anulad|cancelad)\w",
    ),
    ("disputed", "quality"): (
        r"avari\w+", r"riscad\w+", r"nao (?:serve|servem|funciona\w*|esta conforme|conforme)", r"mal (?:executad|feit|instalad)\w*", r"ser refeito|refazer", r"defeituos\w+|defeito\w*", r"partid[ao]s?\b", r"danificad\w+", r"avariad\w+", r"por acabar|incomplet\w+",
        r"(?:quando|assim que|depois de|ate) (?:\S+ ){0,6}?(?:arranjad|reparad|substituid|resolvid)\w*", r"(?:continua sem|nao) (?:fechar?|abrir?|abre|liga|funciona\w*)",
    ),
    ("disputed", "price"): (
        r"(?:tarifa|preco|valor|total) (?:\S+ ){0,6}?(?:nao|superior|diferente|errad\w|incorret\w)", r"falta o desconto", r"desconto (?:\S+ ){0,6}?(?:falta|nao|esquec)\w*", r"superior ao (?:combinado|acordado|orcament\w+)", r"mais caro",
        r"(?:negociad\w+) (?:\S+ ){0,8}?(?:et non|and not|not|und nicht|nicht|y no|no|e non|non|en geen|niet|e nao|nao)\b",
    ),
    ("disputed", None): (
        r"discutivel", r"nao (?:aceitamos|aceito|concord\w+|estamos de acordo|reconhecemos)", r"pedimos (?:\S+ ){0,4}?(?:anulacao|nota de credito|credito)", r"ha um erro", r"reclamacao", r"(?<!nao )contest\w+", r"anulacao", r"(?:quando|assim que) (?:\S+ ){0,5}?(?:corrigid|retificad|creditad)\w*",
        r"fatura (?:corrigida|retificada)",
    ),
    ("will_pay", None): (
        r"vamos pagar", r"transfiro\b", r"tratamos de tudo", r"(?:esta|e) (?:\S+ ){0,4}?paga durante", r"fazemos a transferencia", r"(?:dinheiro|valor|pagamento|transferencia) (?:\S+ ){0,3}?(?:chegara|saira|sai|sera|seguira)", r"(?:agend|program|prepar|orden)\w+ (?:\S+ ){0,3}?(?:transferencia|pagamento)",
        r"entra nos pagamentos", r"(?:contamos|pretendemos|prevemos|esperamos) (?:\S+ ){0,3}?(?:liquidar|pagar|regularizar|transferir)", r"terao o valor", r"prometo|prometemos", r"vamos (?:saldar|pagar|liquidar|regularizar|transferir)", r"(?:assim que|logo que) (?:\S+ ){0,8}?(?:pag|receb)\w*",
        r"em (?:processamento|aprovacao)|(?:pagamento|transferencia) em curso", r"aguarda (?:\S+ )?(?:assinatura|aprovacao|autorizacao)", r"sai no (?:lote|proximo)", r"paciencia ate", r"lista de pagamentos", r"transferencia segue", r"esta marcado para", r"paga durante",
    ),
}
# "Three days ago".
AGO = {
    "fr": (r"\bil y a (?P<n>\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze)\s+(?P<unit>jours?|semaines?)",),
    "en": (r"\b(?P<n>\d{1,3}|a|one|two|three|four|five|six|seven|eight|ten|fourteen)\s+(?P<unit>days?|weeks?) ago",),
    "de": (r"\bvor (?P<n>\d{1,3}|einer|einem|zwei|drei|vier|funf|sechs|sieben|acht|zehn|vierzehn)\s+(?P<unit>tagen?|wochen?)\b",),
    "es": (r"\bhace (?P<n>\d{1,3}|una?|dos|tres|cuatro|cinco|seis|siete|ocho|diez|quince)\s+(?P<unit>dias?|semanas?)",),
    "it": (r"\b(?P<n>\d{1,3}|un|una|due|tre|quattro|cinque|sei|sette|otto|dieci|quindici)\s+(?P<unit>giorn[oi]|settiman[ae]) fa\b",),
    "nl": (r"\b(?P<n>\d{1,3}|een|twee|drie|vier|vijf|zes|zeven|acht|tien|veertien)\s+(?P<unit>dag(?:en)?|we(?:ek|ken)) geleden",),
    "pt": (r"\bha (?P<n>\d{1,3}|uma?|dois|duas|tres|quatro|cinco|seis|sete|oito|dez|quinze)\s+(?P<unit>dias?|semanas?)",),
}
MORE = {"fr": FR, "en": EN, "de": DE, "es": ES, "it": IT, "nl": NL, "pt": PT}


def add_ways(language):
    """Return the outcomes of a language with these ways added to each, in the same order; to the last, where one stands twice.

    :param Language language: its words
    :rtype: tuple of (outcome, cause, pattern)
    """
    more, result = dict(MORE[language.code]), []
    for outcome, cause, pattern in reversed(language.outcomes):
        result.append((outcome, cause, "|".join([pattern, *_as_list(more.pop((outcome, cause), ()))])))
    return tuple(reversed(result))


def _as_list(patterns):
    return [patterns] if isinstance(patterns, str) else list(patterns)
