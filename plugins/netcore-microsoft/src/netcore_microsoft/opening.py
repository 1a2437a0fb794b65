"""How every component comes to its connection: late, since making it costs imports and a look into the safe."""

from collections.abc import Callable
from functools import cache

from netcore.plugins import Context
from netcore.plugins.http import HttpPatience
from netcore_microsoft.graph import Graph, Tokens


def open_graph(
    context: Context, use: str, *, tokens: Tokens | None = None, patience: HttpPatience | None = None
) -> Callable[[], Graph]:
    """Makes the connection on first use, and gives the same one after that.

    ``use``: what the account is used for, which decides what the token must allow: see `netcore_microsoft.scopes`.
    """

    @cache
    def graph() -> Graph:
        if tokens is not None:
            return Graph(context, tokens, patience=patience)
        from netcore_microsoft.tokens import AccountTokens

        return Graph(context, AccountTokens(context, use, patience=patience), patience=patience)

    return graph
