"""The base of every value in the model."""

import msgspec


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frozen value, compared by content, turned into JSON by msgspec.

    Subclasses say ``frozen=True, kw_only=True`` themselves: type checkers and msgspec do not inherit them.
    """
