"""What came of it all: people whom somebody introduced, and ideas."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from netcore.model.work import Lead, LeadKind
from netcore.store.ids import new_id
from netcore.store.schema import leads, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_OWN = [leads.c[name] for name in Lead.__struct_fields__ if name not in {"from_person", "person"}]


class LeadRows:
    """One row a lead.  Both people are always named by the id of the human, as people are joined at present."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, *, kind: LeadKind, from_person: str, person: str, text: str) -> Lead:
        """Keep a new lead."""
        lead = Lead(id=new_id(), kind=kind, from_person=from_person, person=person, text=text, created_at=self._tx.now)
        values = {name: getattr(lead, name) for name in Lead.__struct_fields__} | {"person": person or None}
        self._tx.connection.execute(insert(leads).values(values))
        return lead

    def arrive(self, lead: Lead) -> bool:
        """The introducer was told what came of it; False when that was noted before."""
        statement = update(leads).where(leads.c.id == lead.id, leads.c.arrived_at.is_(None))
        return self._tx.connection.execute(statement.values(arrived_at=self._tx.now)).rowcount == 1

    def get(self, lead: str) -> Lead | None:
        """The lead with this id."""
        return next(iter(self._read(leads.c.id == lead)), None)

    def find(self, *, from_person: str = "", open_only: bool = False) -> tuple[Lead, ...]:
        """The leads that fit, the oldest first; open: the introducer has not been told yet."""
        giver = persons.alias("giver")
        conditions = [leads.c.arrived_at.is_(None)] if open_only else []
        if from_person:
            theirs = select(giver.c.id).where(giver.c.current == from_person)
            conditions.append(leads.c.from_person.in_(theirs))
        return self._read(*conditions)

    def _read(self, *conditions: Any) -> tuple[Lead, ...]:
        giver, new = persons.alias("giver"), persons.alias("new")
        query = (
            select(*_OWN, giver.c.current.label("from_person"), new.c.current.label("person"))
            .join(giver, giver.c.id == leads.c.from_person)
            .outerjoin(new, new.c.id == leads.c.person)
            .where(*conditions)
            .order_by(leads.c.created_at, leads.c.id)
        )
        return tuple(Lead(**{**row._mapping, "person": row.person or ""}) for row in self._tx.connection.execute(query))
