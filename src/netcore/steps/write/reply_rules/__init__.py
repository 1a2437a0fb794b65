"""What an incoming mail is to the messages we sent: pure functions over headers and text, no I/O and no clock."""

from netcore.steps.write.reply_rules.classify import classify
from netcore.steps.write.reply_rules.matching import Match, match

__all__ = ["Match", "classify", "match"]
