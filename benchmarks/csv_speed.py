"""How fast tables are read, and that twice the rows take twice the time: `python benchmarks/csv_speed.py [ROWS]`.

Rows in good order (Google, Outlook), and rows on which a careless reader takes a time that grows with the square:
quotation marks that are opened and never closed, so that their end is looked for in the rest of the file.
"""

import io
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping

from netcore.plugins import Record, RefusedRecord
from netcore.testing import make_context
from netcore_csv.source import CsvSource

ROWS = 20_000


def google(rows: int) -> str:
    labels = ",".join(f"E-mail {n} - Label,E-mail {n} - Value,Phone {n} - Label,Phone {n} - Value" for n in range(1, 6))
    head = f"First Name,Last Name,Organization Name,Birthday,Notes,Labels,{labels}\n"
    row = (
        'P{0},N{0},"Acme, Inc.",1970-01-02,"a note\nof lines",Choir ::: * myContacts,Home,p{0}@x.example,Mobile,+1 5{0}'
    )
    return head + "\n".join(row.format(n) + "," * 16 for n in range(rows))


def outlook(rows: int) -> str:
    users = [f'"User {n}"' for n in range(80)]
    head = ",".join(['"First Name"', '"Last Name"', '"E-mail Address"', '"Business Phone"', '"Business City"', *users])
    row = ",".join(['"P{0}"', '"N{0}"', '"p{0}@x.example"', '"+1 5{0}"', '"London"', *['""'] * 80])
    return f"{head}\r\n" + "\r\n".join(row.format(n) for n in range(rows))


def unclosed(rows: int) -> str:
    return "Name,Email\n" + "\n".join(f'"P{n},p{n}@x.example' for n in range(rows))


def unclosed_once(rows: int) -> str:
    return 'Name,Email\nx,"\n' + "\n".join(f'P{n},""' for n in range(rows))


KINDS: Mapping[str, Callable[[int], str]] = {
    "Google": google,
    "Outlook": outlook,
    "each row unclosed": unclosed,
    "first row unclosed": unclosed_once,
}


def measure(data: bytes) -> tuple[int, float, float]:
    """Rows, and the seconds of the processor that reading and parsing took."""
    source = CsvSource(make_context())
    began = time.process_time()
    records = [item for item in source.read(io.BytesIO(data), "table.csv") if isinstance(item, Record)]
    read = time.process_time()
    for record in records:
        try:
            source.parse(record)
        except RefusedRecord:
            continue
    return len(records), read - began, time.process_time() - read


def peak(data: bytes) -> float:
    """Megabytes that reading takes at most, when nobody keeps the rows."""
    source = CsvSource(make_context())
    tracemalloc.start()
    for _ in source.read(io.BytesIO(data), "table.csv"):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print(f"{'table':<20}{'rows':>9}{'MB':>8}{'read/s':>10}{'parsed/s':>10}{'peak MB':>9}")
    for name, make in KINDS.items():
        for size in (rows // 4, rows // 2, rows):
            data = make(size).encode()
            number, reading, parsing = measure(data)
            speeds = f"{number / reading:>10,.0f}{number / parsing:>10,.0f}"
            print(f"{name:<20}{number:>9,}{len(data) / 1e6:>8.1f}{speeds}{peak(data):>9.1f}")


if __name__ == "__main__":
    main()
