"""The sink: one contact for one key, nothing overwritten, nothing deleted, whatever dies in between."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from google_lab import GoogleLab, refusal

from netcore.errors import SignInNeeded, Unreachable
from netcore.model.contact import Contact, Email, Name, Organization
from netcore.plugins import Change, Context, Record
from netcore.plugins.http import HttpPatience
from netcore.testing import sample_contact
from netcore.testing.http_lab import Told
from netcore_google import manifest
from netcore_google.contacts import GoogleContacts
from netcore_google.people import contact_of
from netcore_google.scopes import READ_CONTACTS
from netcore_google.sink import OURS, GoogleSink

Make = Callable[..., GoogleSink]


@pytest.fixture
def make(context: Callable[..., Context], patience: HttpPatience) -> Make:
    return lambda **settings: GoogleSink(context(manifest.netcore_contact_sinks()[0], **settings), patience=patience)


def new(key: str = "k1", **fields: Any) -> Change:
    return Change(key=key, contact=sample_contact(**fields))


def changed(made: Any, contact: Contact, key: str = "k2") -> Change:
    return Change(key=key, contact=contact, source_id=made.source_id, revision=made.revision)


def test_a_new_contact_is_among_my_contacts_and_carries_the_label(google: GoogleLab, make: Make) -> None:
    made = make(label="netcore").apply(new(categories=("Choir",)))
    groups = [
        one["contactGroupMembership"]["contactGroupResourceName"]
        for one in google.people.contacts[made.source_id]["memberships"]
    ]
    assert groups[0] == "contactGroups/myContacts"
    assert {google.people.groups[one] for one in groups[1:]} == {"Choir", "netcore"}


def test_a_label_that_somebody_makes_at_the_same_moment_is_used(google: GoogleLab, make: Make) -> None:
    def race(asked: Any) -> Told:
        google.people.label("Choir")
        return google._answered(asked)

    google.on("POST", "/v1/contactGroups", race)
    make().apply(new(categories=("Choir",)))
    assert list(google.people.groups.values()) == ["Choir"]


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_create_whose_answer_is_lost_makes_one_contact(google: GoogleLab, make: Make, lost: str) -> None:
    def cut(asked: Any) -> Told:
        if lost == "answer":
            google._answered(asked)
        return Told(cut_after=-1)

    google.on("POST", "/v1/people:createContact", cut)
    with pytest.raises(Unreachable):
        make().apply(new())
    result = make().apply(new())
    assert result.outcome == ("unchanged" if lost == "answer" else "done")
    assert google.people.created == 1
    assert list(google.people.contacts) == [result.source_id]


def test_an_update_writes_what_changed_and_leaves_the_rest(google: GoogleLab, make: Make) -> None:
    made = make().apply(new())
    google.people.contacts[made.source_id]["userDefined"] = [{"key": "Shoe size", "value": "38"}]
    contact = sample_contact(nicknames=("Addie",))
    assert make().apply(changed(made, contact)).outcome == "done"
    patch = next(one for one in google.asked if one.method == "PATCH")
    assert "updatePersonFields=nicknames&" in patch.path + "&"
    assert google.people.contacts[made.source_id]["userDefined"]


def test_a_change_at_google_in_the_last_moment_is_a_conflict(google: GoogleLab, make: Make) -> None:
    made = make().apply(new())

    def race(asked: Any) -> Told:
        google.people.change(made.source_id, nicknames=[{"value": "From the phone"}])
        return google._answered(asked)

    google.on("PATCH", ".*", race)
    result = make().apply(changed(made, sample_contact("Ada King")))
    assert result.outcome == "conflict"
    assert google.people.contacts[made.source_id]["nicknames"] == [{"value": "From the phone"}]


def test_circles_are_added_and_labels_of_the_user_stay(google: GoogleLab, make: Make) -> None:
    name = google.people.add("Ada", labels=["Mine"])
    source_id, person = name, google.people.contacts[name]
    revision = person["metadata"]["sources"][0]["etag"]
    contact = Contact(name=sample_contact("Ada").name, categories=("Choir",))
    result = make().apply(Change(key="k", contact=contact, source_id=source_id, revision=revision))
    assert result.outcome == "done"
    names = {
        google.people.groups.get(one["contactGroupMembership"]["contactGroupResourceName"])
        for one in google.people.contacts[name]["memberships"]
    }
    assert names >= {"Mine", "Choir"}


def test_what_netcore_has_no_word_for_stays_in_a_field_that_changes(google: GoogleLab, make: Make) -> None:
    work = {"name": "Engine Ltd", "title": "Clerk", "current": True, "startDate": {"year": 1842}, "type": "work"}
    addresses = [{"value": "ada@example.org", "type": "home", "displayName": "Countess"}]
    name = google.people.add("Ada", organizations=[work], emailAddresses=addresses)
    contact = sample_contact(
        "Ada",
        emails=(Email(address="new@example.org"), Email(address="ada@example.org", kinds=("home",))),
        organizations=(Organization(name="Engine Ltd", title="Analyst"),),
    )
    revision = google.people.contacts[name]["metadata"]["sources"][0]["etag"]
    change = Change(key="k", contact=contact, source_id=name, revision=revision)
    assert make().apply(change).outcome == "done"
    assert google.people.contacts[name]["organizations"] == [{**work, "title": "Analyst"}]
    assert google.people.contacts[name]["emailAddresses"] == [{"value": "new@example.org"}, *addresses]
    assert make().apply(change).outcome == "unchanged"


def test_a_corrected_name_is_the_whole_name_and_sounds_as_before(google: GoogleLab, make: Make) -> None:
    spelt = {"givenName": "Ada", "middleName": "Augusta", "familyName": "Byron", "honorificPrefix": "Dr"}
    sounds = {"phoneticGivenName": "Ayda", "phoneticFamilyName": "Bye-ron"}
    name = google.people.add(names=[{**spelt, **sounds}])
    contact = Contact(name=Name(display="Ada King", given="Ada", family="King"))
    revision = google.people.contacts[name]["metadata"]["sources"][0]["etag"]
    change = Change(key="k", contact=contact, source_id=name, revision=revision)
    assert make().apply(change).outcome == "done"
    corrected = {"givenName": "Ada", "familyName": "King", "phoneticGivenName": "Ayda"}
    assert google.people.contacts[name]["names"] == [corrected]
    assert make().apply(change).outcome == "unchanged"


def test_a_name_that_lost_a_part_is_a_change(google: GoogleLab, make: Make) -> None:
    name = google.people.add(names=[{"givenName": "Ada", "middleName": "Augusta", "familyName": "King"}])
    revision = google.people.contacts[name]["metadata"]["sources"][0]["etag"]
    contact = Contact(name=Name(given="Ada", family="King"))
    assert make().apply(Change(key="k", contact=contact, source_id=name, revision=revision)).outcome == "done"
    assert google.people.contacts[name]["names"] == [{"givenName": "Ada", "familyName": "King"}]


def test_of_more_addresses_than_a_list_holds_none_is_lost_by_a_new_one(
    google: GoogleLab, make: Make, context: Callable[..., Context], patience: HttpPatience
) -> None:
    google.people.add("Ada", emailAddresses=[{"value": f"a{number}@example.org"} for number in range(120)])
    source = GoogleContacts(context(manifest.netcore_contact_sources()[0]), patience=patience)
    record = next(one for one in source.pull(None) if isinstance(one, Record))
    read = source.parse(record).contact
    contact = msgspec.structs.replace(read, emails=(Email(address="new@example.org"), *read.emails))
    change = Change(key="k", contact=contact, source_id=record.source_id, revision=record.revision)
    assert make().apply(change).outcome == "done"
    assert len(google.people.contacts[record.source_id]["emailAddresses"]) == 121


def test_a_card_of_google_s_own_is_copied_with_what_only_google_has(google: GoogleLab, make: Make) -> None:
    own = {
        "clientData": [{"key": "sync", "value": "x"}],
        "externalIds": [{"value": "4711", "type": "customer"}],
        "occupations": [{"value": "Mathematician"}],
        "userDefined": [{"key": "Shoe size", "value": "38"}],
    }
    copied = contact_of({"names": [{"givenName": "Ada"}], **own}, {})
    made = make().apply(Change(key="k1", contact=copied))
    there = google.people.contacts[made.source_id]
    ours = {"value": "k1", "type": OURS}
    assert {field: there[field] for field in own} == {**own, "externalIds": [*own["externalIds"], ours]}
    assert make().apply(changed(made, msgspec.structs.replace(copied, nicknames=("Addie",)))).outcome == "done"
    assert google.people.contacts[made.source_id]["externalIds"][-1] == ours


def test_who_goes_by_another_name_is_found(
    google: GoogleLab, make: Make, context: Callable[..., Context], patience: HttpPatience
) -> None:
    made = make().apply(new())
    source = GoogleContacts(context(manifest.netcore_contact_sources()[0]), patience=patience)
    cursor = list(source.pull(None))[-1].cursor  # type: ignore[union-attr]
    google.people.rename(made.source_id)
    (record, _) = source.pull(cursor)
    revision = record.revision  # type: ignore[union-attr]
    result = make().apply(msgspec.structs.replace(changed(made, sample_contact("Ada King")), revision=revision))
    assert (result.outcome, result.source_id) == ("done", made.source_id)


def test_nothing_is_ever_deleted(google: GoogleLab, make: Make) -> None:
    made = make().apply(new())
    make().apply(changed(made, sample_contact("Ada King", emails=(), phones=())))
    assert not [one for one in google.asked if one.method == "DELETE"]
    assert google.people.contacts[made.source_id]["emailAddresses"], "saying nothing of addresses leaves them"


def test_writing_needs_its_own_permission(make: Make) -> None:
    with pytest.raises(SignInNeeded, match="--for contacts-write"):
        make(scopes=(READ_CONTACTS,)).apply(new())


def test_what_google_refuses_is_refused_in_its_words(google: GoogleLab, make: Make) -> None:
    google.on("POST", "/v1/people:createContact", refusal(400, "Contact person resource limit of 25,000 exceeded"))
    result = make().apply(new())
    assert result.outcome == "refused"
    assert "limit of 25,000" in result.reason


def test_a_contact_that_says_nothing_is_refused(make: Make) -> None:
    assert make().apply(Change(key="k", contact=Contact())).outcome == "refused"
