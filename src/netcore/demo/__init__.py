"""All seven steps with an invented address book: what `netcore demo` shows, and a tour of the library's use.

Everybody in it is made up; every address is at example.org, example.com or example.net, and every number is one that
the regulators keep for stories.
"""

from netcore.demo.line import Line
from netcore.demo.walk import walk

__all__ = ["Line", "walk"]
