"""An implementation, away from the manifests."""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.plugins import Context, Draft, MessageCheck


class Check(MessageCheck):
    def __init__(self, context: Context) -> None: ...

    def run(self, draft: Draft) -> Iterable[Finding]:
        return []
