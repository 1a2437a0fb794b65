"""What a subject says beyond the subject that it answers."""

import re

from netcore.steps.write.reply_rules.matching import bare_prefix

_MAY_PRECEDE = re.compile(r"[^\w\s]\s*$")
_MAY_FOLLOW = re.compile(r"\s*[^\w\s]")


def beyond(subject: str, ours: str) -> str:
    """What a subject says beyond ours: of "Automatic reply: On holiday" to "On holiday" the first two words.

    Ours counts where it stands apart: at the beginning or behind a sign such as a colon, and at the end or before one.
    """
    whole, known = " ".join(subject.split()), " ".join(bare_prefix(ours).split())
    if not known:
        return whole
    for found in reversed(list(re.finditer(re.escape(known), whole, re.IGNORECASE))):
        before, behind = whole[: found.start()], whole[found.end() :]
        if (not before or _MAY_PRECEDE.search(before)) and (not behind or _MAY_FOLLOW.match(behind)):
            return f"{before}{behind}".strip()
    return whole
