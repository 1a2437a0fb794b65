"""Cards in a store, put there row by row: what an import leaves, without an import."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, update

from netcore.model.contact import Contact, Email, Name, Phone
from netcore.store import Transaction
from netcore.store.ids import anchor_id
from netcore.store.schema import accounts, identifiers, persons, records, verdicts


def add_card(
    tx: Transaction, name: str, *emails: str, phones: Iterable[str] = (), uid: str = "", account: str = "vcard:phone"
) -> str:
    """A new card and its anchor, a person of its own; returns the anchor."""
    if tx.connection.execute(select(accounts.c.id).where(accounts.c.id == account)).first() is None:
        values = {"id": account, "component": "vcard", "name": account, "settings": {}, "created_at": tx.now}
        tx.connection.execute(insert(accounts).values(values))
    source_id = f"{name} {' '.join(emails)}"
    anchor = anchor_id(account, source_id)
    values = {"id": anchor, "current": anchor, "name": name, "sort_name": name.casefold(), "created_at": tx.now}
    tx.connection.execute(insert(persons).values(values))
    contact = Contact(
        name=Name(display=name),
        emails=tuple(Email(address=address) for address in emails),
        phones=tuple(Phone(number=number) for number in phones),
        uid=uid,
    )
    tx.connection.execute(
        insert(records).values(
            anchor=anchor,
            account=account,
            source_id=source_id,
            digest=bytes(16),
            raw=f"FN:{name} {emails}".encode(),
            contact=contact,
            notes=(),
        )
    )
    set_identifiers(tx, anchor, *emails, phones=phones, uid=uid)
    return anchor


def set_identifiers(tx: Transaction, anchor: str, *emails: str, phones: Iterable[str] = (), uid: str = "") -> None:
    """The addresses that the card has from now on."""
    tx.connection.execute(delete(identifiers).where(identifiers.c.anchor == anchor))
    rows = [{"anchor": anchor, "kind": "email", "value": address.casefold()} for address in emails]
    rows += [{"anchor": anchor, "kind": "phone", "value": number} for number in phones]
    rows += [{"anchor": anchor, "kind": "uid", "value": uid}] if uid else []
    if rows:
        tx.connection.execute(insert(identifiers), rows)


def join(tx: Transaction, *anchors: str) -> str:
    """Make these people one; returns the id of the whole."""
    clusters = select(persons.c.current).where(persons.c.id.in_(anchors))
    current: str = min(tx.connection.scalars(clusters))
    tx.connection.execute(update(persons).where(persons.c.current.in_(clusters)).values(current=current))
    return current


def part(tx: Transaction, *anchors: str) -> None:
    """Make these anchors a person of their own, and the rest of them another."""
    rest = tx.connection.scalars(
        select(persons.c.id).where(
            persons.c.current.in_(select(persons.c.current).where(persons.c.id.in_(anchors))),
            persons.c.id.not_in(anchors),
        )
    ).all()
    for some in (list(anchors), list(rest)):
        if some:
            tx.connection.execute(update(persons).where(persons.c.id.in_(some)).values(current=min(some)))


def judge(tx: Transaction, left: str, right: str, verdict: str, *, by_user: bool = False) -> None:
    """What is known about two anchors being one human."""
    left, right = sorted((left, right))
    tx.connection.execute(delete(verdicts).where(verdicts.c.left == left, verdicts.c.right == right))
    values = {"verdict": verdict, "by_user": by_user, "reasons": (), "decided_at": tx.now}
    tx.connection.execute(insert(verdicts).values(left=left, right=right, **values))
