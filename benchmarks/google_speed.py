"""How long an import from Google Contacts takes, with a Google on the loopback that checks nothing.

    python benchmarks/google_speed.py [CONTACTS]

25,000 contacts (the default, and the most that Google keeps) must come in within 30 s plus the server's own time, in
less than 200 MB; a second import, with nothing new, must make one request.  The command runs in a process of its own;
its processor time is what an idle machine would take at least.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "plugins" / "netcore-google" / "tests" / "lab")]

from google_lab import GoogleLab  # noqa: E402 -- a lab is no installed package
from google_lab.accounts import CLIENT_ID, CLIENT_SECRET  # noqa: E402

from netcore.network import Network  # noqa: E402

COMMAND = """
import re, sys
from netcore.cli import main
code = main(sys.argv[2:])
with open("/proc/self/status") as status, open(sys.argv[1], "w") as told:
    told.write(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1])
sys.exit(code)
"""
"""Tells its own peak: what the system says of a child counts the parent it was made from, too."""


class Owner:
    """Allows what is asked, in a browser elsewhere."""

    def __init__(self, google: GoogleLab) -> None:
        self.google, self.page = google, ""

    def tell(self, text: str) -> None:
        self.page = text

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        return self.google.accounts.visit(self.page)


def main(number: int) -> None:
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the fake speaks http
    with TemporaryDirectory() as folder, GoogleLab() as google:
        google.check_answers = False
        fill(google, number)
        home = Path(folder)
        (home / "config.toml").write_text('[netcore]\nsecrets = "file"\n')
        settings = {"client-id": CLIENT_ID, "client-secret": CLIENT_SECRET, "server": google.url}
        with Network(home=home) as network:
            account = network.gather.add_account("google", settings, ui=Owner(google)).id
        environment = {**os.environ, "NETCORE_HOME": folder, "NETCORE_PLUGINS": "google"}
        print(f"{number:,} contacts; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(f"{'':<24}{'wall s':>8}{'server s':>10}{'cpu s':>8}{'peak MB':>9}{'requests':>10}")
        show("the first import", google, account, environment)
        show("nothing new", google, account, environment)
        google.people.change(next(iter(google.people.contacts)), nicknames=[{"value": "new"}])
        show("one change", google, account, environment)


def fill(google: GoogleLab, number: int) -> None:
    """People as address books have them: two addresses, a number, work, a birthday, a label."""
    for n in range(number):
        google.people.add(
            f"Given{n} Family{n}",
            labels=[f"Label {n % 20}"],
            emailAddresses=[
                {"value": f"g{n}@example.org", "type": "home"},
                {"value": f"given{n}@work.example", "type": "work"},
            ],
            phoneNumbers=[{"value": f"+44 7700 {900000 + n}", "type": "mobile"}],
            organizations=[{"name": f"Firm {n % 500}", "title": "Clerk"}],
            birthdays=[{"date": {"month": n % 12 + 1, "day": n % 28 + 1}}],
        )


def show(name: str, google: GoogleLab, account: str, environment: dict[str, str]) -> None:
    google.asked.clear()
    before, server, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), time.perf_counter()
    peak = Path(environment["NETCORE_HOME"], "peak")
    command = [sys.executable, "-c", COMMAND, str(peak), "import", account]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, server = time.perf_counter() - begin, time.process_time() - server
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    requests = len(google.calls())
    print(f"{name:<24}{wall:>8.1f}{server:>10.1f}{cpu:>8.1f}{int(peak.read_text()) / 1024:>9.0f}{requests:>10}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
