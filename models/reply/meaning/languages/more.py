"""More ways of saying the same, by language: added to the patterns of the same outcome and cause, folded.

The files of the languages hold what the first half of the corpus needs; this is what else people write.
"""

from dataclasses import replace

from .further import FURTHER
from .more_north import DE, EN, NL
from .more_south import ES, FR, IT, PT
from .wider import EVERYTHING, FIRST, NO_PROMISE, RETURNING, SAME_AS, WIDER

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
# "Monday of last week", behind a weekday.
OF_LAST_WEEK = {
    "fr": r"(?:de )?(?:la )?semaine (?:derniere|passee|ecoulee)",
    "en": r"(?:of )?last week",
    "de": r"(?:der )?(?:letzten?|letzter|vergangenen?|vergangener|voriger|vorigen?) woche",
    "es": r"(?:de )?la semana (?:pasada|anterior)",
    "it": r"(?:della )?(?:settimana (?:scorsa|passata)|scorsa settimana)",
    "nl": r"(?:van )?(?:de )?(?:vorige|afgelopen) week",
    "pt": r"(?:da )?semana (?:passada|anterior)",
}
# "Friday week", behind a weekday.
IN_A_WEEK = {
    "fr": r"en (?:huit|8)", "en": r"week", "de": r"(?:in einer woche|in 8 tagen|in acht tagen)", "nl": r"(?:over een week|over 8 dagen)",
    "es": r"(?:dentro de|en) una semana", "it": r"(?:tra|fra) una settimana", "pt": r"(?:daqui a|dentro de) uma semana",
}  # fmt: skip
# "Friday of next week", where the language's own words do not hold it.
OF_NEXT_WEEK = {
    "en": r"(?:of |in )?next week", "de": r"(?:(?:der|in der) )?(?:nachste[nr]?|kommende[nr]?) woche", "nl": r"(?:van |in )?(?:de )?(?:volgende|komende) week",
    "fr": r"(?:de )?la semaine prochaine", "es": r"(?:de )?la (?:proxima semana|semana (?:que viene|proxima))", "it": r"(?:del)?la (?:prossima settimana|settimana prossima)",
    "pt": r"(?:da|na) (?:proxima semana|semana que vem)",
}  # fmt: skip
# Other phrases of days.
PHRASES = {
    "fr": ((r"sous dizaine|d'ici une dizaine de jours|dans une dizaine de jours", "ten_days"), (r"(?:a la )?fin du trimestre|fin de trimestre", "end_of_quarter")),
    "en": ((r"(?:the )?end of (?:the quarter|q[1-4])|quarter[- ]end", "end_of_quarter"), (r"(?:the )?week after next", "week_after_next")),
    "de": (
        (r"(?:zum |bis )?(?:quartalsende|ende des quartals)", "end_of_quarter"), (r"ubernachster? woche|die ubernachste woche", "week_after_next"),
        (r"binnen monatsfrist", "one_month"), (r"in (?:etwa |rund )?zehn tagen", "ten_days"),
    ),
    "es": ((r"(?:a )?(?:fin|final|finales) de(?:l)? trimestre", "end_of_quarter"), (r"de aqui a (?:15|quince) dias", "fifteen_days")),
    "it": ((r"(?:a )?fine trimestre", "end_of_quarter"), (r"(?:tra|fra|entro) una decina di giorni", "ten_days")),
    "nl": ((r"(?:het )?eind(?:e)? van het kwartaal", "end_of_quarter"), (r"over (?:een )?(?:tiental|tien) dagen", "ten_days")),
    "pt": ((r"(?:no |ao )?fi(?:m|nal) do trimestre", "end_of_quarter"), (r"(?:daqui a|dentro de) (?:uma )?dezena de dias", "ten_days")),
}
# Other edges of months: what stands before a month's name.
EDGES = {
    "fr": ((r"(?:dans |dans les |les )?(?:tout )?premiers jours", "start"), (r"(?:la )?premiere quinzaine", "middle"), (r"(?:la )?(?:seconde|deuxieme) quinzaine", "end")),
    "en": ((r"(?:the )?first (?:few )?days(?: of)?", "start"), (r"mid-", "middle")),
    "de": ((r"(?:in )?(?:den )?ersten tagen(?: im| des)?", "start"),),
    "es": ((r"(?:en )?(?:los )?primeros dias", "start"), (r"(?:en )?(?:la )?primera quincena", "middle"), (r"(?:en )?(?:la )?segunda quincena", "end")),
    "it": (),
    "nl": ((r"(?:de )?eerste dagen", "start"),),
    "pt": (),
}
# A week from now, as people say it.
WEEK = {
    "fr": r"(?:encore|donnez-(?:moi|nous)|laissez-(?:moi|nous)) (?:une|1) (?:petite )?semaine|dans une semaine|d'ici une semaine",
    "en": r"(?:give (?:it|me|us)|another|in about) (?:a |another |one )?week\b(?: from (?:today|now))?",
    "de": r"(?:noch|gebt mir|geben sie (?:mir|uns)) eine woche|in einer woche",
    "es": r"(?:dame|deme|denos|dadnos|dentro de|en) (?:una|1) semana",
    "it": r"(?:tra|fra|mi dia|datemi|ancora|entro) una settimana",
    "nl": r"(?:nog|over|binnen) (?:een|1) week(?:je)?",
    "pt": r"(?:daqui a|dentro de|mais|de-me) uma semana",
}
# What says nothing about payment: the model is not asked there.
NOTHING = {
    "fr": (
        r"bureaux sont ouverts|horaires d'ouverture|^(?:bonjour|bonsoir|madame|monsieur|cher|chere|messieurs)\b[^.!?]{0,50}$|(?:tiens|tiendrai|tiendrons) (?:\S+ ){0,2}?(?:au courant|informe)|revien\w+ vers|(?:me|nous) renseign\w+|demande autour|viens d'arriver"
        r"|(?:ai|avons|a ete) (?:\S+ )?transmi\w+|(?:bien|ete) (?:recu\w*|enregistre\w*)|prise? en charge|accuse de reception|(?:numero|n°) de (?:dossier|ticket)|je (?:vous )?(?:re)?dis\b"
        r"|^merci (?:pour|de|du) (?:votre|ton|le|la) (?:message|mail|courriel|relance|rappel|piqure|retour)|(?:^|, )(?:quel\w*|qui|pourquoi|quand|comment|combien|a quoi) [^?]*\?$|m'appeler|relance en interne"
    ),
    "es": (
        r"horario de atencion|a la mayor brevedad|^(?:hola|buen[oa]s|estimad[oa]s?|muy senor)\b[^.!?]{0,50}$|(?:te|le|les|os) (?:cuento|digo algo|informo|informare|mantendre|mantendremos)|(?:lo )?(?:miro|consulto|pregunto|reviso) (?:con|por|a|y)\b|ha quedado registrad\w|hemos recibido su"
        r"|numero de (?:expediente|ticket|caso)|gracias por (?:el|su|tu|vuestro) (?:toque|mensaje|correo|aviso|recordatorio)|acabo de (?:entrar|llegar|incorporarme)|(?:^|, |¿)(?:que|quien|por que|cuando|como|cuanto|a que|cual) [^?]*\?$|tomamos nota|llamarme|me puede llamar"
    ),
    "it": (
        r"orari (?:d'|di )?(?:ufficio|apertura)|quanto prima$|le risponderemo|^(?:buongiorno|buonasera|ciao|salve|gentil[ei]|egregi[oa]?|spett)\b[^.!?]{0,50}$|(?:vi|le|ti) (?:faccio|faro|faremo|facciamo) sapere|(?:vi|le|ti) (?:aggiorno|dico|tengo)|sento (?:il|la|i|con)|chiedo (?:in giro|ai|al|alla)|presa? in carico"
        r"|(?:numero|n\.?) (?:di )?(?:pratica|ticket)|grazie (?:del|per il|per la|della) (?:promemoria|messaggio|mail|sollecito|segnalazione)|appena arrivat\w|ho girato a|prendiamo nota|(?:^|, )(?:di che|che|chi|perche|quando|come|quanto|a quale|quale) [^?]*\?$|puo chiamare"
    ),
    "pt": (
        r"maior brevidade|horario de atendimento|responderemos|^(?:bom dia|boa tarde|boa noite|ola|car[oa]s?|exmos?)\b[^.!?]{0,50}$|(?:ja )?(?:lhe|vos|te) digo|dou(?:-lhe)? (?:noticias|retorno)|vou (?:ver|perguntar|verificar|consultar)|ficou registad\w|recebemos o (?:seu|vosso)|numero de (?:processo|pedido|ticket)"
        r"|obrigad[oa] pel[oa] (?:lembrete|mensagem|e-?mail|aviso|contacto)|entrei agora|passei aos|tomamos nota|(?:^|, )(?:que|quem|porque|quando|como|quanto|a que|qual) [^?]*\?$|ligar-me"
    ),
    "de": r"burozeiten|offnungszeiten|schnellstmoglich|haben ihre (?:anfrage|nachricht|e-?mail)|durchfragen|ganz frisch|frag\w* (?:\S+ )?(?:nach|herum|rum)|sag\w* (?:\S+ )?bescheid|aufgenommen\b|kurz anrufen|furs erinnern|fur die erinnerung",
    "nl": r"zo snel mogelijk behandeld|openingsuren|openingstijden|goede orde ontvangen|vraag (?:even |het )?(?:rond|na)|hoort nog|laat (?:je|u|het) (?:\S+ )?weten|geregistreerd|navragen|pas begonnen|bedankt voor (?:het|uw|de) (?:duwtje|bericht|mail|herinnering)|even bellen|genoteerd",
    "en": r"opening hours|office hours|acknowledg\w+|aim to (?:reply|respond|answer)|got it, thanks|^noted\b",
}
MORE = {"fr": FR, "en": EN, "de": DE, "es": ES, "it": IT, "nl": NL, "pt": PT}


def add_more(language):
    """Return a language with all that stands here added to its words.

    :param Language language: its words
    :rtype: Language
    """
    code = language.code
    return replace(
        language, outcomes=add_ways(language), ago=(*language.ago, *AGO[code]), of_last_week=OF_LAST_WEEK[code],
        of_next_week="|".join(filter(None, (language.of_next_week, OF_NEXT_WEEK[code]))),
        in_a_week=IN_A_WEEK[code], edges=(*EDGES[code], *language.edges),
        phrases=(*PHRASES[code], (WEEK[code], "week"), *language.phrases), nothing="|".join(filter(None, (language.nothing, NOTHING[code]))),
        no_promise="|".join(filter(None, (language.no_promise, NO_PROMISE[code]))), everything=f"{language.everything}|{EVERYTHING[code]}",
        returning=f"(?:{language.returning}|{RETURNING[code]})", not_meant=rf"{language.not_meant}|\b{SAME_AS[code]} (?:\S+ )?$",
    )  # fmt: skip


def add_ways(language):
    """Return the outcomes of a language with these ways added to each, in the same order (to the last, where one stands twice), behind what is looked at first.

    :param Language language: its words
    :rtype: tuple of (outcome, cause, pattern)
    """
    tables, result = [dict(table[language.code]) for table in (MORE, FURTHER, WIDER)], []
    for outcome, cause, pattern in reversed(language.outcomes):
        ways = [way for table in tables for way in _as_list(table.pop((outcome, cause), ()))]
        result.append((outcome, cause, "|".join([pattern, *ways])))
    return (*FIRST[language.code], *reversed(result))


def _as_list(patterns):
    return [patterns] if isinstance(patterns, str) else list(patterns)
