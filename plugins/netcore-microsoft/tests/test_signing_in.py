"""Signing in through msal, against an authority of our own: in a browser, with a code, for more, and no more."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from graph_lab import GraphLab
from graph_lab.authority import CLIENT, Authority, Person

from netcore.errors import NotPossibleNow, SignInNeeded, Unreachable, UsageError
from netcore.plugins import Context
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, make_context
from netcore_microsoft.aadsts import explain
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.manifest import netcore_contact_sources
from netcore_microsoft.scopes import in_full, short
from netcore_microsoft.signing_in import MicrosoftSignIn
from netcore_microsoft.tokens import AccountTokens, read_kept


@pytest.fixture
def context(authority: Authority, graph: GraphLab, clock: FixedClock, tmp_path: Path) -> Context:
    return make_context(
        netcore_contact_sources()[0],
        home=tmp_path,
        now=clock,
        client_id=CLIENT,
        authority=authority.url,
        graph_url=graph.url,
        ca_file=str(authority.certificates.ca_file),
    )


@pytest.fixture
def sign_in(context: Context, patience: HttpPatience, authority: Authority) -> Callable[..., Person]:
    """Lets somebody sign in; gives what they were told."""

    def do(*uses: str, browser: bool = False, allow: bool = True) -> Person:
        person = Person(authority, browser=browser, allow=allow)
        try:
            person.signed_in = MicrosoftSignIn(context, patience=patience).sign_in(uses, person)  # type: ignore[attr-defined, arg-type]
        finally:
            for thread in person.walking:
                thread.join()
        return person

    return do


def pull(context: Context, patience: HttpPatience) -> int:
    return len(list(MicrosoftContacts(context, patience=patience).pull(None)))


def test_in_a_browser_with_a_code_that_only_we_can_redeem(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, authority: Authority
) -> None:
    person = sign_in("contacts", browser=True)
    assert person.signed_in.identity == "ada@example.org"  # type: ignore[attr-defined]
    assert person.signed_in.uses == ("contacts",)  # type: ignore[attr-defined]
    assert "Contacts.Read+" in person.opened[0] or "Contacts.Read%20" in person.opened[0]
    assert authority.given == ["authorization_code"]
    assert pull(context, patience) == 1


def test_whoever_refuses_in_the_browser_is_told_that_nothing_changed(sign_in: Callable[..., Person]) -> None:
    with pytest.raises(SignInNeeded, match="You did not allow"):
        sign_in("contacts", browser=True, allow=False)


def test_without_a_browser_with_a_code_for_another_device(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, authority: Authority
) -> None:
    person = sign_in("contacts")
    assert "open https://microsoft.com/devicelogin and type the code ABCD-1234" in person.told[0]
    assert authority.given == ["urn:ietf:params:oauth:grant-type:device_code"]
    assert pull(context, patience) == 1


def test_more_is_asked_for_only_when_a_new_use_needs_it(
    sign_in: Callable[..., Person], authority: Authority, context: Context
) -> None:
    sign_in("contacts")
    assert sign_in("contacts").told == []
    more = sign_in("send")
    assert len(more.told) == 1
    assert more.signed_in.uses == ("contacts", "send", "replies")  # type: ignore[attr-defined]
    kept = read_kept(context)
    assert kept is not None
    assert set(kept.granted) == {"Contacts.Read", "Mail.ReadWrite", "Mail.Send"}
    assert sign_in("replies").told == [], "who may write drafts may read"


def test_a_permission_that_was_not_given_is_noticed(
    sign_in: Callable[..., Person], authority: Authority, context: Context, patience: HttpPatience
) -> None:
    authority.unticked = {"Mail.Send"}
    person = sign_in("contacts", "send")
    assert "cannot be used for send" in person.signed_in.note  # type: ignore[attr-defined]
    with pytest.raises(SignInNeeded, match="netcore accounts add microsoft --for send"):
        AccountTokens(context, "send", patience=patience).bearer()


def test_a_token_is_renewed_when_it_has_run_out_and_each_renewal_is_kept(
    sign_in: Callable[..., Person],
    context: Context,
    patience: HttpPatience,
    authority: Authority,
    graph: GraphLab,
    clock: FixedClock,
) -> None:
    sign_in("contacts")
    for _ in range(3):  # each refresh token works once
        clock.advance(hours=2)
        graph.tokens.clear()
        assert pull(context, patience) == 1
    assert authority.given[1:] == ["refresh_token"] * 3
    assert pull(context, patience) == 1
    assert len(authority.given) == 4


def test_a_token_that_is_refused_before_its_time_is_renewed_once(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, graph: GraphLab, authority: Authority
) -> None:
    sign_in("contacts")
    graph.tokens.clear()
    assert pull(context, patience) == 1
    assert authority.given[1:] == ["refresh_token"]


def test_when_the_permission_was_taken_back_the_sentence_says_what_to_run(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, graph: GraphLab, authority: Authority
) -> None:
    sign_in("contacts")
    graph.tokens.clear()
    authority.revoke()
    with pytest.raises(SignInNeeded, match=r"expired or was taken back.*Run: netcore accounts add microsoft"):
        pull(context, patience)
    with pytest.raises(SignInNeeded, match="Run: netcore accounts add"):
        MicrosoftSignIn(context, patience=patience).check()
    assert len(sign_in("contacts").told) == 1, "and signing in again is offered"


def test_what_the_service_wants_proved_is_passed_on(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, graph: GraphLab, authority: Authority
) -> None:
    from base64 import b64encode

    from netcore.testing.http_lab import Told

    sign_in("contacts")
    claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
    header = f'Bearer error="insufficient_claims", claims="{b64encode(claims.encode()).decode()}"'
    graph.http.on("GET", ".*", Told(401, b"", {"WWW-Authenticate": header}))
    assert pull(context, patience) == 1
    assert authority.claims == [claims]


def test_two_processes_that_renew_at_once_use_each_refresh_token_once(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, authority: Authority, clock: FixedClock
) -> None:
    sign_in("contacts")
    clock.advance(hours=2)
    found: list[str] = []
    threads = [
        Thread(target=lambda: found.append(AccountTokens(context, "contacts", patience=patience).bearer()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert authority.given[1:] == ["refresh_token"]


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("AADSTS90094: An administrator of Contoso has set a policy.", "administrator allows it"),
        ("AADSTS53003: Access has been blocked by Conditional Access policies.", "conditional access"),
        ("AADSTS50076: Due to a configuration change you must use multi-factor", "second proof"),
        ("AADSTS7000218: The request body must contain: 'client_assertion' or 'client_secret'.", "public client flows"),
        ("AADSTS700016: Application with identifier 'app-1' was not found", "no application with the id app-1"),
        ("AADSTS99999: Something new.", "AADSTS99999: Something new"),
    ],
)
def test_a_tenant_that_forbids_it_is_explained(
    sign_in: Callable[..., Person], authority: Authority, description: str, sentence: str
) -> None:
    authority.refusal = ("invalid_client", description)
    with pytest.raises(SignInNeeded, match=sentence):
        sign_in("contacts")


def test_conditional_access_that_comes_later_is_explained(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience, authority: Authority, clock: FixedClock
) -> None:
    sign_in("contacts")
    clock.advance(hours=2)
    authority.refusal = ("invalid_grant", "AADSTS53000: Device is not in required device state: compliant.")
    with pytest.raises(SignInNeeded, match=r"conditional access.*device.*netcore accounts add"):
        pull(context, patience)


def test_an_authority_that_is_none_is_told(context: Context, patience: HttpPatience, authority: Authority) -> None:
    from netcore.testing.http_lab import Told

    authority.http.always("GET", ".*", Told(200, b"<html>Hotel</html>", {"Content-Type": "text/html"}))
    with pytest.raises(Unreachable, match="sign-in service"):
        MicrosoftSignIn(context, patience=patience).sign_in(["contacts"], Person(authority, browser=False))


def test_what_is_wrong_with_the_way_to_the_sign_in_service_is_told_and_not_the_authority_blamed(
    authority: Authority, patience: HttpPatience, clock: FixedClock, tmp_path: Path
) -> None:
    def sign_in(**settings: str) -> None:
        context = make_context(
            netcore_contact_sources()[0],
            home=tmp_path,
            now=clock,
            client_id=CLIENT,
            authority=authority.url,
            **settings,
        )
        MicrosoftSignIn(context, patience=patience).sign_in(["contacts"], Person(authority))

    with pytest.raises(
        UsageError, match=r"authorities in .*no-such-file.* cannot be read .*: mend the setting ca-file"
    ):
        sign_in(ca_file=str(tmp_path / "no-such-file"))
    with pytest.raises(Unreachable, match="shows a certificate that is not to be trusted"):
        sign_in()


def test_signing_out_says_where_the_permission_itself_is_taken_back(
    sign_in: Callable[..., Person], context: Context, patience: HttpPatience
) -> None:
    sign_in("contacts")
    with pytest.raises(NotPossibleNow, match=r"account\.live\.com/consent/Manage"):
        MicrosoftSignIn(context, patience=patience).sign_out()
    assert read_kept(context) is None
    MicrosoftSignIn(context, patience=patience).sign_out()


def test_no_secret_is_in_what_is_shown(sign_in: Callable[..., Person], context: Context) -> None:
    sign_in("contacts")
    kept = read_kept(context)
    assert kept is not None
    assert kept.access
    assert kept.access not in repr(kept)
    assert "refresh" not in repr(kept)


def test_an_unknown_error_without_words_is_still_a_sentence() -> None:
    assert explain({}, "x") == "Microsoft refuses the sign-in: without a reason."


def test_a_token_that_holds_needs_no_msal(sign_in: Callable[..., Person], context: Context, tmp_path: Path) -> None:
    code = (
        "import sys, netcore.cli, netcore.network, netcore_microsoft.manifest, netcore_microsoft.tokens, "
        "netcore_microsoft.contacts, netcore_microsoft.outbox;"
        "print(sorted({'msal', 'requests', 'urllib3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_national_cloud_is_asked_for_the_permissions_of_its_own_graph() -> None:
    assert in_full(["Mail.Read"], "https://graph.microsoft.com/v1.0") == ["Mail.Read"]
    there = in_full(["Mail.Read"], "https://graph.microsoft.us/v1.0")
    assert there == ["https://graph.microsoft.us/Mail.Read"]
    assert short(" ".join(there)) == {"Mail.Read"}
