"""How long 25,000 contacts of a Microsoft account take, how much memory, and what a look at nothing new costs.

    python benchmarks/microsoft_contacts.py [CONTACTS]

The server is the tests' own Graph on the loopback, in a process of its own; the time in which it works itself is told
apart.  (Its checks against Graph's description are off: they take longer than everything else together.)
"""

import json
import os
import resource
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
LAB = ROOT / "plugins" / "netcore-microsoft" / "tests" / "lab"


def serve(count: int) -> None:
    """Be the server until the other side closes our input; then say how long the work took."""
    sys.path.insert(0, str(LAB))
    from graph_lab import GraphLab

    with GraphLab(lambda: datetime.now(UTC), check=False) as graph:
        friends = graph.mailbox.folder("Friends")
        for number in range(count):
            graph.mailbox.contact(
                "f-contacts" if number % 3 else friends,
                displayName=f"Given{number} Family{number % 977}",
                givenName=f"Given{number}",
                surname=f"Family{number % 977}",
                emailAddresses=[{"name": f"Given{number}", "address": f"given{number}@example.org"}],
                mobilePhone=f"+1 512 555 {number % 10_000:04}",
                companyName=f"Company {number % 400}",
                categories=["Friends"],
                personalNotes="Met at the harbour. " * 5,
            )
        print(graph.url, flush=True)
        sys.stdin.readline()
        print(json.dumps({"spent": graph.spent, "requests": len(graph.http.asked)}), flush=True)


def main(count: int) -> None:
    """Pull all, then pull what is new."""
    server = subprocess.Popen(
        [sys.executable, __file__, "serve", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    from netcore.plugins import Checkpoint, Record
    from netcore.testing import make_context
    from netcore_microsoft.contacts import MicrosoftContacts
    from netcore_microsoft.manifest import netcore_contact_sources

    class Token:
        def bearer(self, *, fresh: bool = False, claims: str = "") -> str:
            return "token-1"

    with TemporaryDirectory() as folder:
        context = make_context(netcore_contact_sources()[0], home=Path(folder), client_id="x", graph_url=url)
        source = MicrosoftContacts(context, tokens=Token())
        begun, own = time.perf_counter(), time.process_time()
        found, cursor = 0, ""
        for item in source.pull(None):
            if isinstance(item, Record):
                source.parse(item)
                found += 1
            elif isinstance(item, Checkpoint):
                cursor = item.cursor
        took, own = time.perf_counter() - begun, time.process_time() - own
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again = list(source.pull(cursor))
        subprocess.run([sys.executable, __file__, "sign-in", folder, url], check=True)
        command = [sys.executable, __file__, "import", folder]
        whole = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    server.stdin.write("\n")
    server.stdin.flush()
    told = json.loads(server.stdout.readline())
    server.wait()
    assert found == count
    print(
        f"{found:,} contacts in two folders, read and parsed: {took:.1f} s, own CPU {own:.1f} s, memory {peak:.0f} MB"
    )
    print(f"  nothing new afterwards: {len(again)} item (the checkpoint)")
    print("the same, brought into a network: {} s, own CPU {} s, memory {} MB".format(*whole))
    print(f"the server worked {told['spent']:.1f} s for {told['requests']} requests; load {os.getloadavg()[0]:.1f}")


def sign_in(home: Path, url: str) -> None:
    """Make a new network with an account, as when its owner has signed in."""
    from netcore.plugins.secrets import Safe
    from netcore.store import Store

    (home / "config.toml").write_text('[netcore]\nsecrets = "file"\n', encoding="utf-8")
    kept = '{"granted":["Contacts.Read"],"identity":"x","access":"token-1","expires":"2099-01-01T00:00:00Z"}'
    Safe(home, prefer="file").of("microsoft:x").set("signed-in", kept)
    settings = {"client-id": "x", "graph-url": url}
    with closing(Store(home / "default.db", now=lambda: datetime.now(UTC))) as store, store.write() as tx:
        tx.accounts.add("microsoft:x", component="microsoft", name="x", location="", settings=settings)
        tx.accounts.set("microsoft:x", uses=("contacts",))


def import_all(home: Path) -> None:
    """Import everybody, and print seconds on the wall, the processor's own, and the peak of memory in MB."""
    from netcore.network import Network
    from netcore.plugins.registry import Registry
    from netcore_microsoft import manifest

    with Network(home=home, plugins=Registry.of({"microsoft": manifest})) as network:
        begun, own = time.perf_counter(), time.process_time()
        network.gather.import_source("microsoft:x", {})
        took, own = time.perf_counter() - begun, time.process_time() - own
    status = Path("/proc/self/status").read_text()  # what the system says of a child counts its parent, too
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(f"{took:.1f} {own:.1f} {peak:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    elif sys.argv[1:2] == ["import"]:
        import_all(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["sign-in"]:
        sign_in(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
