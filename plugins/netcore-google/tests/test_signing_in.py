"""Signing in: with PKCE, for no more than is needed, kept in no settings, and told in one sentence when it is gone."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from google_lab import GoogleLab
from google_lab.accounts import CLIENT_ID, CLIENT_SECRET

from netcore.errors import NetcoreError, SettingMissing, SignInNeeded, Unreachable, UnreadableFile, UsageError
from netcore.plugins import Context
from netcore.plugins.http import HttpPatience
from netcore.plugins.memory import MemorySecrets
from netcore.testing import FixedClock, make_context
from netcore.testing.http_lab import Told
from netcore_google import manifest
from netcore_google.permission import SECRET
from netcore_google.signing_in import GoogleSignIn

ROOT = "https://www.googleapis.com/auth/"
Make = Callable[..., GoogleSignIn]


class Person:
    """Somebody with a browser, here or elsewhere."""

    def __init__(self, google: GoogleLab, *, browser: bool = True) -> None:
        self.google = google
        self.browser = browser
        self.told: list[str] = []
        self.stray: list[str] = []
        self._threads: list[threading.Thread] = []

    def tell(self, text: str) -> None:
        self.told.append(text)

    def open_page(self, url: str) -> bool:
        if self.browser:
            target = self.google.accounts.visit(url)
            thread = threading.Thread(target=self._go, args=(target,))
            thread.start()
            self._threads.append(thread)
        return self.browser

    def _go(self, target: str) -> None:
        address = urlsplit(target)
        for path in (*self.stray, f"{address.path}?{address.query}"):
            try:
                with urllib.request.urlopen(f"http://{address.netloc}{path}", timeout=5) as page:
                    page.read()
            except OSError:
                continue

    def ask(self, question: str) -> str:
        (url,) = [line for line in self.told if line.startswith("http")]
        return self.google.accounts.visit(url)

    def done(self) -> None:
        for thread in self._threads:
            thread.join()


@pytest.fixture
def person(google: GoogleLab) -> Iterator[Person]:
    made = Person(google)
    yield made
    made.done()


@pytest.fixture
def make(google: GoogleLab, clock: FixedClock, tmp_path: Path, patience: HttpPatience) -> Make:
    """Makes the sign-in of one account; its secrets outlive it."""
    file = tmp_path / "client_secret.json"
    file.write_text(json.dumps({"installed": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}}))
    kept = MemorySecrets()

    def sign_in(**settings: object) -> GoogleSignIn:
        given = {"client_file": str(file), "server": google.url, "sign_in_timeout": 5, **settings}
        context = make_context(manifest.netcore_contact_sources()[0], home=tmp_path, now=clock, **given)
        object.__setattr__(context, "secrets", kept)
        return GoogleSignIn(context, patience=patience)

    sign_in.secrets = kept  # type: ignore[attr-defined]
    return sign_in


def asked(google: GoogleLab) -> set[str]:
    """The scopes of the last consent page."""
    return {scope.rpartition("/")[2] for scope in google.accounts.consents[-1]["scope"].split()}


def test_the_owner_signs_in_with_the_browser(make: Make, person: Person, google: GoogleLab) -> None:
    found = make().sign_in(["contacts"], person)
    assert (found.identity, found.uses, found.note) == ("ada@example.org", ("contacts",), "")
    assert asked(google) == {"openid", "userinfo.email", "contacts.readonly"}
    assert urlsplit(google.accounts.consents[0]["redirect_uri"]).hostname == "127.0.0.1"
    assert make().check() == "Google lets netcore into ada@example.org, for: contacts."


def test_without_a_browser_the_address_is_pasted(make: Make, google: GoogleLab) -> None:
    assert make().sign_in(["contacts"], Person(google, browser=False)).identity == "ada@example.org"


@pytest.mark.parametrize(
    ("uses", "scopes"),
    [
        (["contacts-write"], {"contacts"}),
        (["contacts", "contacts-write"], {"contacts"}),
        (["send"], {"gmail.compose", "gmail.metadata"}),
        (["replies"], {"gmail.readonly"}),
        (["send", "replies"], {"gmail.compose", "gmail.readonly"}),
        (["calendar"], {"calendar.freebusy", "calendar.events.owned"}),
    ],
)
def test_no_more_is_asked_for_than_the_use_needs(
    make: Make, person: Person, google: GoogleLab, uses: list[str], scopes: set[str]
) -> None:
    found = make().sign_in(uses, person)  # type: ignore[arg-type]
    assert asked(google) - {"openid", "userinfo.email"} == scopes
    assert set(uses) <= set(found.uses)


def test_answers_can_be_found_by_headers_alone(make: Make, person: Person, google: GoogleLab) -> None:
    make(mail_access="headers").sign_in(["replies"], person)
    assert asked(google) == {"openid", "userinfo.email", "gmail.metadata"}


def test_a_new_use_asks_once_more_and_keeps_the_old_one(make: Make, person: Person, google: GoogleLab) -> None:
    make().sign_in(["contacts"], person)
    found = make().sign_in(["send"], person)
    assert found.uses == ("contacts", "send")
    assert asked(google) >= {"contacts.readonly", "gmail.compose"}
    assert google.accounts.consents[-1]["login_hint"] == "ada@example.org"
    make().sign_in(["contacts", "send"], person)
    assert len(google.accounts.consents) == 2, "what was allowed and holds is not asked for again"


def test_texts_are_never_asked_for_beside_headers_since_gmail_would_give_headers_alone(
    make: Make, person: Person, google: GoogleLab
) -> None:
    make().sign_in(["send"], person)
    assert make().sign_in(["replies"], person).uses == ("send", "replies")
    assert asked(google) == {"openid", "userinfo.email", "gmail.compose", "gmail.readonly"}


def test_a_permission_that_was_taken_back_is_asked_for_again(make: Make, person: Person, google: GoogleLab) -> None:
    make().sign_in(["contacts"], person)
    for grant in google.accounts.grants.values():
        google.accounts.take_back(grant)
    with pytest.raises(SignInNeeded, match=r"expired or was taken back.*Run: netcore accounts add"):
        make().check()
    make().sign_in(["contacts"], person)
    assert make().check()


def test_a_box_left_unticked_is_told(make: Make, person: Person, google: GoogleLab) -> None:
    google.accounts.unticked = frozenset({f"{ROOT}gmail.readonly"})
    found = make().sign_in(["send", "replies"], person)
    assert found.uses == ("send",)
    assert "gmail.readonly" in found.note


def test_all_boxes_unticked_is_no_sign_in(make: Make, person: Person, google: GoogleLab) -> None:
    google.accounts.unticked = frozenset({f"{ROOT}contacts.readonly"})
    with pytest.raises(SignInNeeded, match="left every box unticked"):
        make().sign_in(["contacts"], person)
    assert make.secrets.get(SECRET) is None  # type: ignore[attr-defined]


def test_who_says_no_changes_nothing(make: Make, person: Person, google: GoogleLab) -> None:
    google.accounts.answers = "deny"
    with pytest.raises(SignInNeeded, match="You did not allow it"):
        make().sign_in(["contacts"], person)


def test_who_never_comes_back_is_not_waited_for_for_ever(make: Make, google: GoogleLab) -> None:
    class Idle(Person):
        def open_page(self, url: str) -> bool:
            return True

    with pytest.raises(SignInNeeded, match="in time"):
        make(sign_in_timeout=1).sign_in(["contacts"], Idle(google))


def test_strangers_at_the_door_are_ignored(make: Make, person: Person) -> None:
    person.stray = ["/favicon.ico", "/?code=evil&state=guessed", "/?" + "x" * 20_000]
    assert make().sign_in(["contacts"], person).identity == "ada@example.org"


def test_an_answer_of_another_sign_in_is_refused(make: Make, google: GoogleLab) -> None:
    class Confused(Person):
        def ask(self, question: str) -> str:
            return super().ask(question).replace("state=", "state=x")

    with pytest.raises(UsageError, match="not the address at the end of this sign-in"):
        make().sign_in(["contacts"], Confused(google, browser=False))


def test_a_code_is_good_for_whoever_began_the_sign_in_alone(make: Make, google: GoogleLab) -> None:
    class Thief(Person):
        def ask(self, question: str) -> str:
            answer = super().ask(question)
            code = parse_qs(urlsplit(answer).query)["code"][0]
            google.accounts._codes[code][1]["code_challenge"] = "another"
            return answer

    with pytest.raises(SignInNeeded, match="did not accept the sign-in"):
        make().sign_in(["contacts"], Thief(google, browser=False))


def test_a_wrong_client_secret_is_told(make: Make, google: GoogleLab, tmp_path: Path) -> None:
    (tmp_path / "client_secret.json").write_text(
        json.dumps({"installed": {"client_id": CLIENT_ID, "client_secret": "wrong"}})
    )
    with pytest.raises(UsageError, match=r"does not know your client.*docs/how-to/google\.md"):
        make().sign_in(["contacts"], Person(google, browser=False))


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", UsageError, "no client file"),
        ("[1]", UsageError, "no client file"),
        ('{"web": {"client_id": "x"}}', UsageError, "Desktop app"),
        (None, UnreadableFile, "cannot be read"),
    ],
)
def test_a_file_that_is_no_client_file_is_told(
    make: Make, google: GoogleLab, tmp_path: Path, text: str | None, error: type[NetcoreError], words: str
) -> None:
    file = tmp_path / "other.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(error, match=words):
        make(client_file=str(file)).sign_in(["contacts"], Person(google))


def test_without_a_client_the_sentence_says_how_to_get_one(make: Make, google: GoogleLab) -> None:
    with pytest.raises(SettingMissing, match=r"--client-file.*docs/how-to/google\.md"):
        make(client_file=None).sign_in(["contacts"], Person(google))


def test_google_out_of_reach_is_told(make: Make, person: Person, google: GoogleLab) -> None:
    google.on("POST", "/token", Told(cut_after=-1))
    with pytest.raises(Unreachable, match="Google could not be reached to finish"):
        make().sign_in(["contacts"], person)


def test_a_passing_failure_does_not_count_as_a_permission_that_is_gone(
    make: Make, person: Person, google: GoogleLab
) -> None:
    make().sign_in(["contacts"], person)
    google.always("POST", "/token", Told(500, b"{}"))
    with pytest.raises(Unreachable):
        make().check()


def test_signing_out_takes_the_permission_back(make: Make, person: Person, google: GoogleLab) -> None:
    make().sign_in(["contacts"], person)
    make().sign_out()
    assert all(grant.revoked for grant in google.accounts.grants.values())
    assert make.secrets.get(SECRET) is None  # type: ignore[attr-defined]
    make().sign_out()


def test_signing_out_of_what_is_gone_already_is_no_error(make: Make, person: Person, google: GoogleLab) -> None:
    make().sign_in(["contacts"], person)
    for grant in google.accounts.grants.values():
        google.accounts.take_back(grant)
    make().sign_out()


@pytest.mark.parametrize("told", [Told(cut_after=-1), Told(503, b"{}")], ids=["hang up", "503"])
def test_a_permission_that_google_cannot_be_asked_to_take_back_is_told_with_where_to_do_it(
    make: Make, person: Person, google: GoogleLab, told: Told
) -> None:
    make().sign_in(["contacts"], person)
    google.always("POST", "/revoke", told)
    with pytest.raises(Unreachable, match=r"holds at Google until you .*: https://myaccount\.google\.com/connections"):
        make().sign_out()


def test_nothing_secret_is_shown(make: Make, person: Person, context: Callable[..., Context]) -> None:
    sign_in = make()
    sign_in.sign_in(["contacts"], person)
    shown = repr(sign_in._permission.kept) + repr(sign_in._context) + " ".join(person.told)
    assert "refresh-" not in shown
    assert "access-" not in shown
    assert CLIENT_SECRET not in shown


def test_a_permission_never_goes_to_another_server_than_google(make: Make) -> None:
    with pytest.raises(UsageError, match="is for a stand-in on this machine"):
        make(server="https://example.org/")
