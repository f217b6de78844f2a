"""Words that are told in all languages together, folded. No database."""

import re

# What has not come to one of these is goods, whatever number they are called by.
GOODS_PLACE = re.compile(r"\b(?:baustelle|lager|obra|almacen|cantiere|magazzino|chantier|depot|entrepot|werf|magazijn|on site|to site|warehouse|armazem)\b")
# Somebody else is away: "the director, who signs, is on holiday until Monday"; that the writer is, is told in the first person.
SOMEBODY_ELSE = re.compile(
    r"\b(?:director|boss|manager|person[ae]?|personne|persoon|pessoa|accountant|colleague|md|cfo|owner|signator\w+|he|she|directeur|directrice|gerante?|comptable|collegue|patron|responsable|chef|chefin|geschaftsfuhr\w+|kolleg\w+|buchhalter\w*|inhaber\w*"
    r"|jefe|jefa|gerente|contable|companer[oa]|director[ae]?|titolare|collega|responsabile|ragionier[ea]|commercialista|capo|baas|zaakvoerder|boekhoud\w+|bedrijfsleider|chefe|patrao|gerencia|colega|socio|contabilista|dueno)\b"
)
FIRST_PERSON = re.compile(
    r"\b(?:i(?:'m| am|'ll| will)|we(?:'re| are)|my|our office|bin|ich|wir|sind|je (?:suis|serai|ne)|j'ai|nous|mon|me|estoy|estare|estamos|sono|saro|siamo|mi|ik|wij|we zijn|ben|estou|estarei|encontro-me|vertritt|remplace|automat\w+)\b"
)
# Who asks for "a copy of 118" means 118; a bill that "is a copy of 118" is another one.
ASKED = re.compile(
    r"\b(?:have|send|get|need|want|provide|forward|e?-?mail|hab(?:en|t|e)|brauch\w*|schick\w*|send\w*|tiene\w*|tien\w*|mand\w*|envi\w*|necesit\w*|avete|inviat?\w*|serv\w*|heeft|heb\w*|stuur\w*|mail\w*|tem|tens|precis\w*"
    r"|pod\w+|auriez|avez|envoy\w*|adress\w*)\b[^.?!]{0,25}$"
)
# What stands before the day of a letter or a bill: it is over, whatever is promised.
PAPER_DAY = re.compile(
    r"\b(?:letters?|e?-?mails?|reminders?|invoices?|bills?|dated|courrier|lettre|mail|relance|rappel|facture|schreiben|mahnung|rechnung|brief|escrito|carta|correo|aviso|factura|lettera|vostra|sollecito|fattura|schrijven|aanmaning"
    r"|herinnering|factuur|fatura)\s+(?:of|from|dated|du|en date du|date du|vom|van|de|del|da|di|dd\.?)\s*(?:the |el |le )?$"
)
