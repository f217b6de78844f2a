"""More ways of saying the same in French, Spanish, Italian and Portuguese: see ``more``."""

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
