"""What every provider reached over HTTP needs, written once: for plugins of this project and of third parties.

Needs urllib3 (``netcore-outreach[http]``), which is imported when a client is made.  A client checks certificates,
waits no longer than it was told, follows redirects without ever handing the user's secrets to a stranger, waits when
the server asks for it, and holds no more of an answer than it was told.  It reads no environment: the proxy to go
through, if any, comes with the context (`netcore.plugins.Context.proxies`), and there is no ``.netrc``.
"""

from netcore.plugins.http.answers import Answer
from netcore.plugins.http.client import HttpClient
from netcore.plugins.http.cursors import read_cursor, write_cursor
from netcore.plugins.http.patience import HttpPatience
from netcore.plugins.http.troubles import ProxyRefuses, ServerBusy, Stranger, TooLarge
from netcore.plugins.http.trust import Trust
from netcore.plugins.http.waiting import retry_after

__all__ = [
    "Answer",
    "HttpClient",
    "HttpPatience",
    "ProxyRefuses",
    "ServerBusy",
    "Stranger",
    "TooLarge",
    "Trust",
    "read_cursor",
    "retry_after",
    "write_cursor",
]
