"""How people ask not to be written to, in seven languages: a verb of writing, a *no* or a *stop*, and *me*.

All patterns are for `plain_words`: small letters without accents.  They are of three kinds, since different words
around them take their meaning away: *negated* ("don't write to me"), *order* ("stop writing to me", "take me off your
list") and *wish* ("I no longer want to hear from you").
"""

import re
from collections.abc import Mapping
from typing import Literal

Kind = Literal["negated", "order", "wish"]

_EN_NO = r"(?:do not|don'?t|never|must not|mustn't)(?: ever| please| you ever| you dare| try to)*"
_EN_VERB = r"(?:contact|e-?mail|mail|write|message|bother|approach|disturb|pester|harass|spam|get in touch|reach out)"
_EN_CALL = r"(?:call|text|phone|ring|reply|answer|respond)"
_EN_VERBS = rf"(?:{_EN_CALL},? (?:or|and) )?{_EN_VERB}(?:,? (?:or|and) (?:{_EN_VERB}|{_EN_CALL}))*"
_EN_ME = r"(?:me|us)(?: (?:or|and) my \w+)?"
_EN_ING = (
    r"(?:contacting|e-?mailing|mailing|writing|messaging|texting|calling|bothering|pestering|harassing|spamming"
    r"|disturbing)"
)
_EN_MAILS = (
    r"(?:e-?mails?|mails?|messages?|letters?|texts?|newsletters?|correspondence|communications?|contact|spam|stuff)"
)
_EN_ANY = r"(?:(?:any|all|these|those|this|that|such|your|more|further|other|so|many|of|kind|new|unwanted|else) )*"
_EN_NOT_WANT = (
    r"(?:(?:do not|don'?t|no longer|never) (?:\w+ )?(?:want|wish|care|desire|consent)(?: for)?(?: you)?(?: to)?"
    r"|(?:would not|wouldn't) (?:like|want|care|wish)(?: you)?(?: to)?|(?:prefer|rather|like|wish"
    r"|want) (?:to )?not(?: to)?)"
)
_EN_AGAIN = r"(?:again|any ?more|any longer|ever|in (?:the )?future|at all)"

_DE_MAILS = r"(?:e-?mails?|mails?|nachrichten|briefe|post|newsletter|anfragen|schreiben|mitteilungen)"
_DE_SOFT = r"(?: (?:bitte|doch|also|jetzt|endlich|einfach|sofort|kunftig|in zukunft|ab sofort|bei mir))*"
_DE_WRITE = (
    r"(?:an(?:zu)?schreiben|schreiben|kontaktieren|an(?:zu)?mailen|mailen|an(?:zu)?rufen|belastigen|storen|behelligen"
    r"|schicken|senden|zu(?:zu)?senden|zu(?:zu)?schicken|melden)"
)

_FR_WRITE = r"(?:re)?(?:ecrire|contacter|envoyer|appeler|deranger|solliciter|importuner|relancer|adresser|joindre)"
_FR_MAILS = r"(?:mails?|e-?mails?|courriels?|messages?|courriers?|lettres?)"

_ES_MAILS = r"(?:correos?|mensajes?|e-?mails?|mails?|cartas?)"
_ES_WRITE = r"(?:escribir|enviar|mandar|contactar|molestar|llamar)"
_IT_MAILS = r"(?:e-?mails?|mail|messaggi|lettere|comunicazioni)"
_IT_WRITE = r"(?:scriver|mandar|inviar|contattar|disturbar|tormentar|cercar)"
_NL_MAILS = r"(?:e-?mails?|mails?|mailtjes|berichten|brieven|post)"
_NL_WRITE = r"(?:schrijven|mailen|sturen|benaderen|contacteren|bellen|storen|lastig ?vallen|aan ?(?:te )?schrijven)"
_NL_SOFT = r"(?: (?:alsjeblieft|alstublieft|aub|svp|maar|dus|verder|ook))*"
_PT_MAILS = r"(?:e-?mails?|mensage\w+|cartas?)"
_PT_WRITE = r"(?:escrever|contactar|contatar|enviar|mandar|incomodar)"

_NEGATED = (
    # English
    rf"\b{_EN_NO} {_EN_VERBS}(?: back)?(?: to| with)? {_EN_ME}\b(?! (?:off|up|down|in|out|with)\b)",
    rf"\b{_EN_NO} (?:{_EN_VERB}|{_EN_CALL})(?:,? (?:or|and) (?:{_EN_VERB}|{_EN_CALL}))*(?: to| with)?"
    rf"(?: {_EN_ME}| (?:to )?this (?:e-?mail )?address| here)? {_EN_AGAIN}\b",
    rf"\b{_EN_NO} (?:send|forward) (?:me|us) (?:anything|{_EN_ANY}{_EN_MAILS})\b",
    rf"\b{_EN_NO} (?:bother|keep|keep on|continue) (?:{_EN_ING}|sending)(?: to)?(?: {_EN_ME}\b| {_EN_AGAIN}|$)",
    r"\b(?:please|so|and) (?:do not|don'?t) (?:follow up|write|contact|e-?mail)(?= *(?:$|[,;]))",
    rf"\b(?:ask|asked|asking|beg|want|like|prefer|request|tell|telling)(?:ed)? you (?:to not"
    rf"|not to) {_EN_VERBS}(?: to| with)? {_EN_ME}\b",
    # German
    rf"\b(?:schreib(?:e|t|en sie)?|kontaktier(?:e|t|en sie)?|mail(?:e|en sie)?|stor(?:e|en sie)|schick(?:e|en sie)?"
    rf"|belastig(?:e|en sie)|behellig(?:e|en sie)|send(?:e|en sie)|melde[nt]?(?: sie)?) (?:mir|mich|uns|dich|sich|euch)"
    rf"{_DE_SOFT} (?:nicht|nie(?:mals)?|keine?n?(?: weitere\w*| solche\w*)* {_DE_MAILS})(?: mehr| wieder| langer)?\b",
    rf"\bbitte (?:mich |mir )?(?:nicht (?:mehr |weiter )?{_DE_WRITE}|keine?n? (?:weitere\w* )?(?:{_DE_MAILS}"
    rf"|kontakt))\b",
    # French
    r"\bne (?:m'|me |nous )(?:re)?(?:ecri(?:vez|s)|contacte[zs]?|envoye[zs]|envoies?|derange[zs]?|sollicite[zs]?"
    r"|importune[zs]?|relance[zs]?)(?: (?:surtout|rien))? (?:plus|pas|jamais)\b",
    # Spanish
    rf"\bno (?:me|nos) (?:escrib(?:as?|an|ais)|contact(?:es?|en|eis)|molest(?:es?|en|eis)"
    rf"|(?:envi|mand)(?:es?|en|eis) (?:mas|nada|{_ES_MAILS}))\b",
    rf"\bno (?:me |nos )?(?:vuelv(?:as?|an)|volvais) a {_ES_WRITE}(?:me|nos)?\b",
    r"\bno (?:me )?(?:escribir|contactar) mas\b|\bno (?:se|te) pong(?:a|as|an) (?:mas )?en contacto conmigo\b",
    # Italian
    rf"\bnon (?:mi (?:scriv(?:a|ano)|contatt(?:i|ino|are)|disturb(?:i piu|are)|scrivere)|scrivere piu|contattare piu"
    rf"|(?:scriver|contattar|disturbar|cercar)(?:mi|ci)|(?:scrive|contatta)temi"
    rf"|(?:mandar|inviar)(?:mi|ci)(?: piu)? (?:altr[ei] )?{_IT_MAILS})\b",
    # Dutch
    rf"\b(?:schrijf|mail|contacteer|benader|stuur|stoor)(?: u)? (?:mij|me|ons){_NL_SOFT}"
    rf" (?:niet|nooit|geen (?:\w+ )?{_NL_MAILS})(?: meer| langer)?\b",
    r"\bneem(?:t u)?(?: \w+){0,2} geen contact\b(?: meer)?(?: met (?:mij|me|ons))?(?: meer)? op\b",
    # Portuguese
    rf"\bnao (?:me|nos) (?:escrev(?:as?|am)|contac?t(?:es?|em)|incomod(?:es?|em)|procur(?:es?|em)|(?:escrever"
    rf"|contac?tar) mais"
    rf"|(?:envi|mand)(?:es?|em) (?:mais|nada|{_PT_MAILS}))\b",
    r"\bnao entr(?:e|es|em) (?:mais )?em contac?to comigo\b",
    rf"\bnao (?:volt|torn)(?:es?|em) a (?:me )?{_PT_WRITE}(?:-me)?\b",
)

_ORDER = (
    # English
    rf"\b(?:stop|quit|cease)(?: (?:ever|trying to|to))? {_EN_ING}(?: to)? (?:{_EN_ME}|this (?:e-?mail )?address)\b",
    r"\bstop (?:e-?mailing|writing|contacting|messaging|texting|spamming)(?= *(?:$|[,;:]|please|now|at once"
    r"|immediately))",
    rf"\b(?:stop|quit|cease) (?:sending|forwarding)(?: (?:me|us))? {_EN_ANY}{_EN_MAILS}\b",
    r"\bstop sending (?:me|us) (?:this|these|that|those|your|such|anything|things)\b",
    r"\b(?:take|remove|delete|strike|erase|cross|drop) (?:me|us|my (?:name|e-?mail|mail|address|contact|details|data"
    r"|number|information)(?: (?:address|details|data|information))?)"
    r"(?: (?:out|off|from|of|on|in|your|this|the|that|all|any|every|mailing|e-?mail|contact|address|distribution)){1,8}"
    r" (?:lists?|database|contacts|address ?book|records|distribution|mailings?|files?)\b",
    r"^(?:please |kindly )?(?:remove|delete) (?:me|my (?:e-?mail |contact )?(?:address|data|details"
    r"|number))(?: please)?$",
    r"\bunsubscribe (?:me|us)\b|\bopt me out\b|\bleave (?:me|us)(?: and my \w+)? (?:alone|in peace)\b|\bleave me be$",
    rf"\b(?:refrain|desist) from {_EN_ING}(?: to)? {_EN_ME}\b|\bmind not {_EN_ING}(?: to)? {_EN_ME}\b",
    r"\b(?:stop|cease|end) (?:all|any|this) (?:further )?(?:contact|communications?|correspondence)\b"
    r"|\bno further contact\b",
    r"\byou are harassing me\b|\bthis is harassment\b",
    r"\blose my (?:number|address|e-?mail)\b",
    rf"(?:^|[:;,] )(?:please,? )?no (?:more|further) {_EN_MAILS}(?: from you)?(?:,? (?:please|thanks?|thank you))*$",
    rf"\bno (?:more|further) {_EN_MAILS},? please\b|\b(?:appreciate|want|expect|request) no (?:more"
    rf"|further) {_EN_MAILS}\b",
    r"\bto be (?:removed|taken|deleted) (?:from|off) (?:your|this|all)(?: \w+)? (?:lists?|database|contacts|records)\b",
    # German
    rf"\b(?:mich|mir|uns){_DE_SOFT} (?:nicht (?:mehr|langer|weiter)|keine?n? (?:\w+ ){{0,3}}mehr)(?: \w+)?"
    rf" (?:zu )?{_DE_WRITE}\b",
    rf"\bdavon ab(?:sehen)?,? (?:mir|mich|uns)(?: \w+){{0,2}} (?:zu )?{_DE_WRITE}\b",
    rf"\bbitte(?: \w+){{1,4}} keine (?:weiteren )?{_DE_MAILS}\b|\bnehm\w*(?: sie)?{_DE_SOFT} keinen kontakt mehr\b",
    r"\baufhoe?ren,? (?:mir|mich|uns)\b",
    rf"\bhoe?r(?:e|t|en sie)?{_DE_SOFT} auf,?(?: damit,?)? (?:mir|mich|uns)\b",
    rf"\blass(?:e|t|en sie)? (?:mich|uns){_DE_SOFT} in (?:ruhe|frieden)\b|\bverschon\w*(?: sie)? mich\b",
    rf"\b(?:nehm|nimm|streich|loe?sch|entfern|trag)\w*(?: sie)?{_DE_SOFT} (?:mich|meine? \w+)(?: \w+){{0,4}}"
    r" (?:\w*verteiler|\w*liste|adressbuch|datenbank|kartei|kontakten?)\b",
    r"\bloe?sch\w*(?: sie)?(?: bitte)? meine (?:daten|kontaktdaten|e-?mail\S*|adresse|nummer)\b",
    rf"\bvon (?:weiteren|jeder weiteren|zukunftigen) (?:{_DE_MAILS}|kontakt\w*) (?:ab|absehen|abzusehen|verschonen)\b",
    rf"\bunterlass\w*(?: sie)?(?: bitte)?(?: \w+){{0,2}} (?:kontakt\w*|{_DE_MAILS})\b",
    rf"^(?:bitte )?keine (?:weiteren )?{_DE_MAILS}(?: mehr)?(?:,? (?:bitte|danke))*$",
    # French
    rf"\b(?:ne (?:plus|pas) (?:jamais )?|inutile de )(?:m'|me |nous ){_FR_WRITE}\b",
    rf"\b(?:arrete[zrs]?|cesse[zrs]?)(?: (?:donc|enfin))? de (?:m'|me |nous ){_FR_WRITE}\b",
    r"\b(?:laisse[zs]?|fiche[zs]?)[- ](?:moi|nous) (?:tranquille|en paix|la paix)\b|\bdesabonne[zr]?[- ]moi\b",
    r"\b(?:(?:retire|supprime|enleve|raye|efface|desinscri\w)[zrs]?(?:[- ]moi| (?:mon|mes|ma) \w+)"
    r"|me (?:retirer|supprimer|desinscrire|rayer|enlever))\b.{0,40}\b(?:listes?|fichiers?|carnet|base|contacts)\b",
    rf"^(?:s'il (?:te|vous) plait,? )?plus (?:de |d'|aucun )(?:autres )?{_FR_MAILS}(?: de (?:votre|ta) part)?"
    r"(?:,? (?:svp|s'il (?:te|vous) plait|merci))*$",
    # Spanish
    rf"\b(?:dej(?:ar?|es?|en|ad|aras?)|para|pare|paren)(?: (?:ya|por favor))? de {_ES_WRITE}(?:me|nos)\b",
    r"\bdej(?:a|e|en|ad)(?:me|nos) en paz\b|\b(?:da|de|den|dar)me de baja\b",
    r"\b(?:borr|elimin|quit|saqu?|retir)(?:a|e|en)?(?:me|nos)\b.{0,40}\b(?:listas?|base de datos|contactos|agenda)\b",
    r"\bme (?:borr|elimin|quit|saqu|retir)(?:e|es|en)\b.{0,40}\b(?:listas?|base de datos|contactos|agenda)\b",
    r"\b(?:borr|elimin)(?:a|e|en|ar) mis? (?:correo|datos|direccion|nombre|numero)\b",
    # Italian
    rf"\b(?:smett(?:a|i|ete|ano|ere|etela|ila|erla)|smetta la|finiscila)(?: (?:per favore"
    rf"|subito))? di {_IT_WRITE}(?:mi|ci)\b",
    r"\b(?:lascia(?:mi|ci|temi)|mi lasci|mi lasciate) in pace\b",
    r"\b(?:(?:rimuov|cancell|elimin|togl|disiscriv)\w*mi|mi (?:rimuova|cancelli|elimini|tolga|disiscriva)"
    r"|(?:rimuov|cancell|elimin)\w+ (?:il mio|la mia|i miei) \w+)\b.{0,40}\b(?:list[ae]|elenco|rubrica|database"
    r"|contatti)\b",
    # Dutch
    rf"\b(?:mij|me|ons){_NL_SOFT} (?:niet (?:meer|langer)|geen (?:\w+ )?{_NL_MAILS}(?: meer)?)(?: te)? {_NL_WRITE}\b",
    rf"\b(?:stop|hou|houd|stopt u)(?: (?:alsjeblieft|alstublieft|aub|nu|op))* met (?:mij"
    rf"|me)(?: \w+){{0,2}} {_NL_WRITE}\b",
    r"\blaat (?:mij|me|ons)(?: \w+)? met rust\b|\bschrijf (?:mij|me) uit\b",
    r"\b(?:verwijder|haal|schrap|wis)(?: u)? (?:mij|me|ons|mijn \w+)\b.{0,40}\b(?:\w*lijst|bestand|adresboek"
    r"|contacten)\b",
    r"\b(?:mij|me|mijn \w+) (?:te )?verwijderen uit \w+ (?:\w*lijst|bestand|adresboek|contacten)\b",
    r"\b(?:mij|me|mijn \w+) (?:uit|van) \w+ (?:\w*lijst|bestand|adresboek|contacten) (?:te )?(?:halen|verwijderen"
    r"|schrappen)\b",
    rf"^(?:graag )?niet meer {_NL_WRITE}(?:,? (?:aub|alsjeblieft|svp|graag))*$",
    rf"^(?:graag|svp|alsjeblieft)? ?geen {_NL_MAILS} meer(?:,? (?:svp|alsjeblieft|graag|dank))*$",
    # Portuguese
    rf"\b(?:par(?:e|a|em|ar)|deix(?:e|a|em|ar)) de (?:(?:me|nos) {_PT_WRITE}|{_PT_WRITE}-(?:me|nos))\b",
    r"\b(?:me deix(?:e|a|em)|deix(?:e|a|em)-me) em paz\b",
    r"\b(?:(?:remov|retir|tir|exclu|apag|elimin)\w*-me|me (?:remova|retire|tire|exclua|apague)"
    r"|(?:remov|retir|exclu|apag|elimin)\w+ (?:o )?meu \w+)\b.{0,40}\b(?:listas?|base|contac?tos|agenda)\b",
)

_WISH = (
    # English
    rf"\b(?:i|we)(?:'d| would)?(?: (?:really|truly|just|simply|also))* {_EN_NOT_WANT}(?: (?:ever|again|to))*"
    r" (?:be (?:contacted(?! by (?:a|an|the|some)\b)|written to|e-?mailed|approached|messaged|disturbed"
    r"|on your (?:mailing )?list)"
    rf"|hear(?:ing)? (?:anything )?(?:more )?from you|(?:receive |receiving |get |have )?{_EN_ANY}{_EN_MAILS}"
    rf"(?: (?:from|with) you)?(?= *(?:$|[,;:.]|{_EN_AGAIN}|from))|{_EN_VERB}(?: to)? me)",
    r"\b(?:rather|prefer|appreciate it|grateful|glad|best|better)(?: it)?(?: if| that)? you"
    rf" (?:did not|didn't|do not|don'?t|would not|wouldn't|not|never) {_EN_VERB}(?: (?:to )?{_EN_ME}\b| {_EN_AGAIN}|$)",
    r"\b(?:not interested|no interest|no wish|no desire) (?:in hearing|to hear) from you\b",
    rf"\b(?:rather|prefer|appreciate it|grateful|glad)(?: it)?(?: if| that)? you (?:stopped|would stop"
    rf"|stop) (?:{_EN_ING}"
    rf"|sending)\b",
    r"\b(?:i|we)(?:'d| would)? (?:want|like|wish) to (?:unsubscribe|opt out|be (?:removed|taken off|left alone)"
    rf"|stop receiving {_EN_ANY}{_EN_MAILS})\b",
    # German
    rf"\bich (?:moe?chte|will|wue?nsche|wurde)(?: \w+){{0,3}} (?:keine?n? weitere\w* (?:{_DE_MAILS}|kontakt)"
    rf"|keine?n? (?:{_DE_MAILS}|kontakt)(?: \w+){{0,4}} (?:mehr|erhalten|bekommen|empfangen)"
    r"|nicht (?:mehr|langer|weiter)(?: \w+){0,4} (?:angeschrieben|kontaktiert|belastigt|gestort|behelligt) werden"
    r"|nichts? mehr(?: \w+){0,3} hoe?ren|nicht,? dass (?:sie|du) mi(?:r|ch) (?:schreib|kontaktier|anschreib)\w*)\b",
    # French
    r"\bje ne (?:souhaite\w*|veux|desire\w*|voudrais)(?: vraiment)? (?:plus|pas) (?:etre (?:re)?(?:contacte"
    r"|sollicite|derange)"
    rf"|recevoir (?:(?:plus|de|d'|vos|tes|ces|autres|aucun) ?)*{_FR_MAILS}|avoir de (?:(?:vos|tes) nouvelles|contact)"
    r"|entendre parler de (?:vous|toi)|que (?:vous|tu) m)",
    r"\bje prefere(?:rais)? (?:ne (?:plus|pas) (?:etre contact|recevoir)|que (?:vous|tu) ne m'?e? ?(?:ecri|contact))",
    r"\bque (?:vous|tu) ne (?:m'ecrivi?e[sz]|me contacti?e[sz]) plus\b",
    # Spanish
    rf"\bno (?:quiero|deseo|quisiera|me gustaria)(?: \w+)? (?:recibir (?:\w+ ){{0,2}}{_ES_MAILS}|ser contactad"
    rf"|que me (?:escrib|contact|mand|envi)|saber (?:nada )?mas de (?:ti|usted|vos)|mas {_ES_MAILS})",
    rf"\bno (?:quiero|deseo|quisiera) (?:recibir (?:\w+ ){{0,2}}{_ES_MAILS}|ser contactad|que me (?:escrib|contact"
    rf"|mand|envi)"
    rf"|saber (?:nada )?mas de (?:ti|usted|vos)|mas {_ES_MAILS})",
    r"\bpref(?:eriria|iero|eriera) (?:que )?no (?:me (?:escrib|contact|mand|envi)|ser contactad|recibir)",
    # Italian
    rf"\bnon (?:voglio|desidero|vorrei|intendo) (?:piu )?(?:essere (?:piu )?(?:contattat|disturbat)|sentir(?:ti|la)\b"
    rf"|ricevere (?:\w+ ){{0,2}}{_IT_MAILS}|avere (?:\w+ )?notizie)",
    r"\bprefer(?:irei|isco) non (?:essere (?:piu )?contattat|ricevere)",
    # Dutch
    rf"\bik (?:wil|wens|zou)(?: (?:graag|liever|echt))* (?:geen (?:\w+ ){{0,2}}(?:{_NL_MAILS}|contact)(?: \w+){{0,2}}"
    rf" (?:meer|ontvangen|krijgen)|niets? meer (?:\w+ ){{0,2}}(?:horen|benaderd|gecontacteerd|gemaild"
    rf"|lastiggevallen))\b",
    # Portuguese
    rf"\bnao (?:quero|desejo|gostaria de|pretendo)(?: mais)? (?:receber (?:\w+ ){{0,2}}{_PT_MAILS}|ser contac?tad"
    rf"|que me (?:escrev|contac?t)|mais {_PT_MAILS})",
    r"\b(?:prefer(?:ia|iria)|prefiro) nao (?:ser contac?tad|receber)",
)

ASKED: Mapping[Kind, re.Pattern[str]] = {
    "negated": re.compile("|".join(_NEGATED)),
    "order": re.compile("|".join(_ORDER)),
    "wish": re.compile("|".join(_WISH)),
}
"""What asks to be left alone, if nothing around it says otherwise."""

WHOLE = re.compile(
    r"(?:please |just )?(?:stop|unsubscribe|remove|opt[- ]?out|enough|remove me|unsubscribe me|stop it)(?: please"
    r"| now)?"
    r"|no more|(?:bitte )?(?:stopp|abmelden|austragen|aufhoren)|desabonner|desinscription|desabonnement|baja|cancelar"
    r"|cancellami|disiscrivimi|afmelden|uitschrijven|basta|descadastrar"
)
"""What says the same when nothing else is in the letter."""

POLITE = re.compile(
    r"(?:\b(?:please|kindly|pls|plz|bitte|por favor|per favore|merci de|veuillez|alsjeblieft|alstublieft|aub),?"
    r"|\b(?:can|could|would|will|must|should|ask|asked|asking|beg|want|need|request|like|urge) you"
    r"(?: (?:please|to|just|kindly|finally|now))*"
    r"|\b(?:konn\w+|kannst|wurde\w+|wil|wilt|kun|kunt|zou|pourri\w+|pouvez|peux|voul\w+)[- ](?:sie|du|je|u|vous"
    r"|tu))\s*$"
)
"""Right before an order: it is one, whoever stands before that."""

NARRATED = re.compile(
    r"\b(?:he|she|they|you|we|it|who|nobody|people|friends|kids|children|recruiters|companies|du|er|ich|wir|man|niemand"
    r"|tu|vous|il|elle|ils|elles|on|qui|personne|ya|je|ze|hij|voce|voces|(?:my|his|her|their|the|our) \w+)\s*$"
    r"|\b(?:told|tell|asked|ask|begged|made|make|got|get|convinced) (?!you\b)(?:\w+ ){1,4}to\s*$"
    r"|\b(?:told|said|says|wrote|answered|replied|sagte|schrieb)\b[^.]*[:,]\s*$"
    r"|\bi (?:\w+ )?(?:want|need|have|had|try|tried|wish|decided|plan|ought|like|love) to\s*$"
    r"|\bi(?:'ll|'ve| will| did| have| had| could| can| should| may| might)?\s*$"
)
"""Right before an order: it is none, but tells of what somebody does."""

TAKEN_BACK = re.compile(
    r"(?:\bnot|n't|\bdont|\bnever|\bcannot|\bnicht|\bno|\bnon|\bniet|\bnooit|\bnao)(?: (?:ever|want|like|you|to|wish"
    r"|have|need))*"
    r"\s*$|\b(?:why|warum|wieso|weshalb|pourquoi|por que|perche|waarom)\b.*$"
    r"|\bif you (?!could\b|would\b|can\b)[^,]*$|\bintended recipient\b.*$"
)
"""Before an order: it says the contrary, asks why, or only says what holds if."""

ELSEWHERE = re.compile(
    r"\b(?:old|former|previous|work|office|business|school|wrong|other) (?:e-?mail |mail )?"
    r"(?:address|account|number|inbox|e-?mail|phone)\b|\bat (?:work|the office)\b"
    r"|\balte[nrs]? (?:e-?mail-?)?(?:adresse|mail\w*|konto|nummer|anschrift)\b|\bins? buro\b"
    r"|\banci\w+ (?:adresse|mail|e-?mail|numero|boite|compte)\b|\bau (?:bureau|travail)\b"
    r"|\b(?:correo|direccion|cuenta|numero) (?:antigu|viej|anterior|del trabajo)"
    r"|\b(?:antigu|viej)[oa] (?:correo|direccion|cuenta)\b|\ben el trabajo\b"
    r"|\bvecchi[oa] (?:indirizzo|e-?mail|mail|casella|numero)\b|\bal lavoro\b"
    r"|\boude? (?:adres|mail\w*|e-?mail\w*|nummer)\b|\bop (?:het|mijn) werk\b"
    r"|\b(?:endereco|e-?mail|conta) antig|\bantig[oa] (?:endereco|e-?mail|conta)\b|\bno trabalho\b"
    r"|\b(?:on|auf|sur|por|su|via|pelo|no) (?:facebook|linkedin|whatsapp|instagram|messenger|twitter|signal|telegram)\b"
)
"""Behind it: only this place is meant."""

FOR_A_WHILE = re.compile(
    r"\b(?:until|till|before|unless|while|during|today|tomorrow|tonight|this (?:week|month|evening|weekend)"
    r"|right now|yet"
    r"|at the moment|for (?:a|the next) \w+|so (?:late|early|often|formally)|like that|as if|when|if you"
    r"|bis|vor|per (?:sie|du)|solange|wahrend|heute|morgen|diese woche|so (?:oft|spat|formlich)|zu (?:oft|spat|fruh)"
    r"|wenn"
    r"|avant|pendant|aujourd'hui|cette semaine|quand|tant que|si tard"
    r"|tan \w+|cosi \w+|tao \w+|zo \w+|hasta|antes de|mientras|hoy|manana|esta semana|cuando|fino a|prima d\w+"
    r"|mentre|oggi|domani|questa settimana|quando"
    r"|tot|voor|terwijl|vandaag|deze week|wanneer|ate|enquanto|hoje|amanha)\b|\bjusqu'"
)
"""Behind a negated verb: only this time or manner is meant."""

ABOUT = re.compile(r"^ ?(?:by|via|per) (?:e-?mail|mail|post|letter)\b|^ ?about\b")
"""Right behind a negated verb without an *again*: only this way or matter is meant."""

AGAIN = re.compile(rf"\b{_EN_AGAIN}\b|\b(?:mehr|plus|mas|piu|meer|mais)\b")

INVITED = re.compile(
    r"(?<!not )(?<!n't )(?<!dont )(?<!or )(?<!nor )(?<!never )(?<!stop )(?<!no )(?<!non )(?<!nao )(?<!nicht"
    r" )(?<!niet )\b(?:"
    r"(?:call|ring|phone|text|message|whatsapp|visit|reach|try) (?:me|us)(?! again)|write to me (?:at|here)"
    r"|give me a (?:call|ring)"
    r"|use (?:this|my|the)|this one|instead|let's (?!not)|i'd love|i would love|see you|come (?:by|over|and|round"
    r"|visit)"
    r"|look(?:ing)? forward to (?:see|hear|meet|talk)|talk soon|just (?:come|tell|show up|turn up)"
    r"|ruf(?:en sie)? (?:mich|doch|lieber|einfach|an)|stattdessen|freue mich (?:auf|darauf|dich|von)|lass uns"
    r"|treffen wir"
    r"|komm(?:en sie)? (?:doch |lieber |einfach )?vorbei"
    r"|appelle[zs]?[- ]moi|telephone[zs]?[- ]moi|plutot|on se voit|avec plaisir"
    r"|llam[ae]me|mejor (?:llam|por|habl)\w*|en vez de|nos vemos|me encantaria|us[ae] est[ea]"
    r"|chiamami|mi chiami|piuttosto|invece|vediamoci|ci vediamo|volentieri"
    r"|bel (?:me|mij)|liever bellen|in plaats daarvan|tot (?:snel|ziens|gauw)|laten we|gebruik (?:deze|dit)"
    r"|me lig(?:a|ue)|lig(?:a|ue)-me|em vez|adoraria|vamos (?:tomar|marcar|nos|conversar)"
    r")\b"
)
"""Behind it: who names another way, or looks forward to it, has shut no door."""
