"""The words of netcore as plain values: frozen, keyword-only, without I/O and without a clock.

Every value can be turned into JSON and back with msgspec.  Nothing here imports the rest of netcore.
"""
