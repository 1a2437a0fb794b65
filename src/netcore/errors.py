"""Everything that netcore raises on purpose.

Each message says what happened, to what, and what to do next, in words for the person at the keyboard.
``exit_code`` is what the `netcore` command ends with when the error reaches it.
"""


class NetcoreError(Exception):
    """The root: catch this to catch everything that netcore raises on purpose."""

    exit_code = 3


class UsageError(NetcoreError, ValueError):
    """The caller asked for something that makes no sense (exit code 2): nothing was done."""

    exit_code = 2


class NotFound(UsageError, LookupError):
    """Nothing here has that name or id."""


class Ambiguous(UsageError):
    """More than one person (or thing) fits; ``candidates`` are (id, label) pairs to choose from."""

    def __init__(self, message: str, candidates: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class NotPossibleNow(NetcoreError):
    """A rule of the work forbids it at present (exit code 3); the message says what has to come first."""


class ClarityMissing(NotPossibleNow):
    """Nothing can be queued before the next chapter is written down (`netcore clarify`)."""


class NotContactable(NotPossibleNow):
    """The person was eliminated, erased, or might be somebody who was: no message may be made for them."""


class IllegalMove(NotPossibleNow):
    """A message, conversation or favor is not in the state from which this move is allowed."""


class StoreError(NetcoreError):
    """The store cannot be used: the message says which, why, and what to do."""


class StoreBusy(StoreError):
    """Another process holds the store for longer than we wait."""


class StoreTooNew(StoreError):
    """A newer netcore wrote this store; it is left untouched."""


class StoreNotWritable(StoreError):
    """The place of the store cannot be written: no permission, read-only, or a full disk."""


class UnreadableFile(NetcoreError):
    """A file cannot be read, or no plugin knows its format."""


class PluginError(NetcoreError):
    """A plugin failed, or does not keep its contract (exit code 4)."""

    exit_code = 4


class PluginUnavailable(PluginError):
    """No working plugin offers what was asked for; the message says which to install or mend."""


class SettingMissing(UsageError):
    """A required setting of a plugin has no value; the message names all the ways to give one."""


class SignInNeeded(NotPossibleNow):
    """An account's permission is missing, expired or revoked; the message says what to run."""


class Unreachable(NetcoreError):
    """A server cannot be reached, or does not answer as it should; what was done before stays, and can be repeated."""


class TemplateError(UsageError):
    """A template cannot be rendered for a person: the message says where and what is missing."""
