"""Words by which a careful person would stop before acting on an answer, by language, folded. No database."""

import re

# A "not" beside a promise, in the language of the mail alone: the Portuguese "no" is an article.
NEGATION = {
    "en": r"not|no|never|nor|neither|cannot|unable|unfortunately|afraid|hardly|without|refus\w+|\w+n't",
    "fr": r"n[e']|pas|non|aucune?|jamais|ni|sans|malheureusement|impossible|incapables?|refus\w+|plus (?:rien|aucun)",
    "de": r"nicht|keine?[mnrs]?|nie(?:mals)?|weder|ohne|leider|unmoglich|kaum|verweiger\w+",
    "es": r"no|ni|nunca|jamas|ningun\w*|nada|sin|lamentablemente|desgraciadamente|imposible|tampoco|neg\w+ a",
    "it": r"non|ne|mai|nessun\w*|niente|nulla|senza|purtroppo|impossibile|neanche|nemmeno|rifiut\w+",
    "nl": r"niet|geen|nooit|noch|zonder|helaas|onmogelijk|weiger\w*",
    "pt": r"nao|nem|nunca|jamais|nenhum\w*|nada|sem|infelizmente|impossivel|tampouco|recus\w+",
}
# Part of what is owed, or one of several that is told by another thing than its number.
PART = {
    "en": r"part(?:ly|ial\w*)?|half|remaind\w+|remaining|the rest|deposit|on account|(?:first|second|last|other|older|oldest|newer|latest|earlier|smaller|smallest|larger|largest|bigger|biggest|big|small) (?:one|invoice|bill|of)|some of|most of|minus|less (?:the|our|your|a)|deduct\w*|net of|discount|except|apart from|\d+ ?%|per ?cent|a (?:third|quarter)",
    "fr": r"partie|partiel\w*|moitie|reste\b(?! a votre)|acompte|(?:la |les )?(?:premiere|deuxieme|seconde|derniere|autre|plus ancienne|plus recente|petite|grosse)s?(?: (?:facture|des))|la plus (?:ancienne|recente|petite|grosse|vieille)|deduction|dedui\w+|remise|escompte|sauf|hormis|excepte|\d+ ?%|un tiers|un quart",
    "de": r"teil(?:e|s|weise|betr\w+|zahlung\w*|summe)?|halfte|rest(?:lich\w*|betrag\w*|zahlung|summe)?|anzahlung|abschlag\w*|akonto|(?:erste|zweite|letzte|andere|alteste|altere|neuere|kleine|kleinere|grosse|grossere)\w{0,2} (?:rechnung|forderung|position|davon)|abzug|abzuglich|skonto|ausser|bis auf|ausgenommen|\d+ ?%|prozent",
    "es": r"(?:una |en )parte|parcial\w*|mitad|el resto|restante\w*|a cuenta|(?:primera|segunda|ultima|otra)(?: (?:factura|de ellas))|la (?:primera|segunda|ultima|otra|mas antigua|mas reciente|pequena|grande|gorda)\b(?! (?:semana|quincena|hora))|descont\w+|deduc\w+|menos|salvo|excepto|\d+ ?%|un tercio",
    "it": r"(?:una |in )parte|parzial\w*|meta(?! (?:mese|\w+bre|\w+aio|marzo|aprile|maggio|giugno|luglio|agosto))|il resto|restante|rimanen\w+|acconto|(?:prima|seconda|ultima|altra)(?: (?:fattura|delle))|la piu (?:vecchia|recente|piccola|grossa)|(?:la|quella) (?:piccola|grossa|vecchia|prima|seconda|altra|nuova)\b|detra\w+|dedu\w+|sconto|meno|salvo|tranne|eccetto|\d+ ?%|un terzo",
    "nl": r"deel|gedeelte\w*|helft|rest(?:ant|bedrag|erend\w*)?|voorschot|aanbetaling|(?:eerste|tweede|laatste|andere|oudste|oudere|nieuwste|kleine|kleinste|grote|grootste) (?:factuur|rekening|van)|de (?:oudste|kleinste|grootste|eerste|tweede|laatste|andere)\b(?! (?:week|dag))|korting|aftrek|minus|behalve|uitgezonderd|op \S+ na\b|\d+ ?%|procent",
    "pt": r"(?:uma |em )parte|parcial\w*|metade|o resto|restante|por conta|(?:primeira|segunda|ultima|outra)(?: (?:fatura|delas))|a (?:primeira|segunda|ultima|outra|mais antiga|mais recente|pequena|maior|menor)\b(?! (?:semana|quinzena|hora))|descont\w+|deduz\w+|menos|exceto|salvo|\d+ ?%|um terco",
}
# All of something, where it is not told that all invoices are meant.
ALL = {
    "en": r"all(?! (?:right|best|day))|both|everything|whole|entire|in full|full|total|invoices",
    "fr": r"tout(?:es?)?(?! (?:de suite|a fait|a l'heure|mes|nos|simplement))|tous|ensemble|totalite|integralite|les deux|total\w*|factures",
    "de": r"alles?|allen|beide[nrs]?|samtliche\w*|komplett|gesamt\w*|zusammen|vollstandig\w*|rechnungen",
    "es": r"tod[oa]s?|ambas|las dos|total\w*|entero|conjunto|facturas",
    "it": r"tutt[oaie]|entrambe|totale|intero|insieme|fatture",
    "nl": r"alles?|beide|heel|hele|gehele|volledig\w*|totaal|totale|samen|facturen",
    "pt": r"tud[oa]|tod[oa]s|ambas|as duas|total\w*|conjunto|integral\w*|faturas",
}
# Words of time that, beside a day that was read, are perhaps part of it; names of days and months are added.
TIME = {
    "en": r"start|beginning|end of|middle|early|late|mid|weeks?|months?|fortnights?|days|quarters?|morrow|year|eom|eow|easter|christmas|the day after",
    "fr": r"debut|fin|milieu|semaines?|mois|jours|quinzaine|huitaine|trimestre|annee|paques|noel|lendemain|veille",
    "de": r"anfang|ende|mitte|\w*wochen?|\w*monat\w*|tagen?|quartal\w*|jahr\w*|ultimo|ostern|weihnachten",
    "es": r"principios?|comienzos?|finales?|fin|mediados|semanas?|mes|meses|dias|quincena|trimestre|ano|semanita|pascua|navidad\w*|dia siguiente",
    "it": r"inizio|fine|primi|settiman\w+|mes[ei]|giorni|quindicina|trimestre|anno|pasqua|natale|indomani|giorno (?:dopo|successivo)",
    "nl": r"begin|eind|einde|midden|we(?:ek|ken)|\w*maand(?:en)?|dagen|kwartaal|jaar|pasen|kerst\w*|de dag (?:erna|daarna|erop)",
    "pt": r"inicio|comeco|fim|final|meados|semanas?|mes|meses|dias|quinzena|trimestre|ano|pascoa|natal|dia seguinte",
}
# What was done: beside a weekday that may be the last one as well as the next one.
DONE = {
    "en": r"sent|went|paid|made|did|left|was|were|ha[sd] been|settled|transferred", "fr": r"ai|avons|a ete|ont ete|est parti\w*|sont parti\w*|etait",
    "de": r"habe|haben|hat|wurden?|ist (?:raus|erledigt|bezahlt|uberwiesen)|ging|gingen", "es": r"ingrese|pague|salio|salieron|envie|hice|hicimos|transferi|transferimos|abone|mande|mandamos|fue|fueron|hemos|he|ha sido|han sido",
    "it": r"ho|abbiamo|e stat[ao]|sono stat[ie]|e partit[oa]|e uscit[oa]|feci", "nl": r"heb|hebben|heeft|is (?:betaald|overgemaakt|vertrokken|weg)|ging|gingen|werd",
    "pt": r"paguei|fiz|fizemos|saiu|sairam|foi|foram|enviei|enviamos|transferi",
}  # fmt: skip
# The last day of an absence, not the day of return.
UNTIL = {
    "en": r"until|till|til|through|to|up to|thru|and including|inclusive|-", "fr": r"jusqu'(?:au|a|en)|au|inclus|-", "de": r"bis(?: zum| einschliesslich| einschl\.?)?|einschliesslich|-",
    "es": r"hasta(?: el)?|al|inclusive|-", "it": r"fino (?:al|all'|a)|al|compreso|incluso|-", "nl": r"tot(?: en met)?|t/m|t\.e\.m\.?|-", "pt": r"ate(?: ao?)?|a|inclusive|-",
}  # fmt: skip
_COMPILED = {}


def find_word(words, text, language):
    """Return the first match of one of these words in a folded text, ``None`` where there is none.

    :param dict words: one of the tables of this file
    :param str text: folded text
    :param Language language: its language
    """
    key = (id(words), language.code)
    if key not in _COMPILED:
        _COMPILED[key] = re.compile(rf"(?<!\w)(?:{words[language.code]})(?!\w)")
    return _COMPILED[key].search(text)
