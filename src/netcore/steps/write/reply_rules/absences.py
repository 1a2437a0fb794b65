"""Subjects of answers that nobody wrote: a machine says that it is one, or that its owner is away."""

import re

from netcore.steps.write.reply_rules.matching import bare_prefix
from netcore.steps.write.reply_rules.plain_words import plain_words

_MACHINE = (
    r"(?:auto(?:matic(?:ally)?|mated|mat)?[- ]?(?:generated )?(?:reply|response|responder|respond|answer)\b|auto ?:"
    r"|vacation reply"
    r"|automatische? (?:antwort|abwesenheit\w*|ruckantwort)|reponse automatique|respuesta automatica"
    r"|risposta automatica"
    r"|automatisch (?:antwoord|bericht)|resposta automatica|autosvar|automatiskt? svar|automaattinen vastaus"
    r"|odpowiedz automatyczna|automaticka odpoved|автоответ|自动回复|自動返信)"
)

_AWAY = (
    r"(?:out of (?:the )?office|ooo\b|away from (?:the |my )?office|not in the office"
    r"|abwesenheit\w*|abwesend\b|ausser haus\b|(?:bin |ich bin )?nicht (?:im buro|im haus|am platz)"
    r"|(?:message|notification|avis) d'absence|absence (?:du|de|temporaire)|absente? (?:du bureau|jusqu)|hors du bureau"
    r"|fuera de (?:la )?oficina|ausencia\b|ausente de la oficina|fuori (?:sede|ufficio)|assen(?:te"
    r"|za) (?:dall'ufficio|dal)"
    r"|afwezig\w*|niet op (?:het )?kantoor|niet aanwezig|fora do escritorio|ausente do escritorio"
    r"|franvarande|franvaro|ikke pa kontoret|fravaer|poissa toimistolta)"
)

_HOLIDAY = (
    r"(?:(?:i am |i'm |currently )?(?:away|on (?:vacation|holidays?|leave|(?:annual|parental|maternity|sick) leave))"
    r"|(?:annual|parental|maternity|sick) leave|(?:ich bin |bin )?(?:im urlaub|in elternzeit|in den ferien)"
    r"|(?:je suis )?en (?:conges?|vacances)|(?:estoy )?de (?:vacaciones|ferias)|(?:sono )?in ferie"
    r"|(?:ik ben )?(?:op|met) (?:vakantie|verlof)|(?:estou )?de ferias)\b"
)
"""Words with which a person may begin a subject, too: they count where nothing follows but a date or our subject."""

_BEGINS = re.compile(
    rf"(?:{_MACHINE}|{_AWAY}|{_HOLIDAY}\W*(?:$|[:(\[–—-]|\b(?:re|aw|sv|tr|fw)\b\s*:"
    r"|\b(?:until|till|from|bis|vom|ab|jusqu|du|hasta|del|fino|dal|tot|van|ate)\b))"
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*(?:{_MACHINE}|{_AWAY}|{_HOLIDAY})[^()\[\]]*[)\]]")
_SOMEBODY_IS = re.compile(r"\bis (?:currently )?out of (?:the )?office\b")


def says_away(subject: str) -> bool:
    """Whether a subject, without ours that it answers, says that a machine answers.

    Who answers with a subject of their own behind "Re:" is a person: machines put theirs before it, or in brackets.
    """
    plain = plain_words(subject).strip()
    if _IN_BRACKETS.search(plain):
        return True
    return bare_prefix(plain) == plain and bool(_BEGINS.match(plain) or _SOMEBODY_IS.search(plain))
