"""The `netcore` command: a skin over the library.

Nothing is imported before it is needed: `netcore --help` reads a table of names and one-line explanations.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (default: those of the process); returns the exit code.

    0 done · 1 done in part (what failed is listed) · 2 wrong usage · 3 not possible now (the message says what to
    do) · 4 a plugin failed · 130 interrupted.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?" in its place
    try:
        from netcore.cli.running import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # while modules are imported, or a failure is told
        sys.stderr.write("\nInterrupted.\n")
        return 130
