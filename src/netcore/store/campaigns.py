"""Campaigns: rounds of writing, each with its frozen list of people."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, or_, select, update

from netcore.model.work import Campaign
from netcore.store.chunks import chunks
from netcore.store.schema import campaign_people, campaigns, messages, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class CampaignRows:
    """One row a campaign, and one for each person on its list."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, campaign: Campaign) -> None:
        """Keep a new campaign; its list never changes again."""
        values = {name: getattr(campaign, name) for name in campaign.__struct_fields__ if name != "people"}
        self._tx.connection.execute(insert(campaigns).values(values))
        if campaign.people:
            self._tx.connection.execute(
                insert(campaign_people), [{"campaign": campaign.id, "person": person} for person in campaign.people]
            )
        people = "1 person" if len(campaign.people) == 1 else f"{len(campaign.people)} people"
        self._tx.journal.add("campaign.drafted", f"The campaign “{campaign.name}” was drafted for {people}.")

    def get(self, campaign: str) -> Campaign | None:
        """The campaign with this id or name."""
        query = select(campaigns).where(or_(campaigns.c.id == campaign, campaigns.c.name == campaign))
        row = self._tx.connection.execute(query).first()
        return None if row is None else self._campaign(row, self._people([row.id]).get(row.id, ()))

    def all(self) -> tuple[Campaign, ...]:
        """Every campaign, the newest first."""
        rows = self._tx.connection.execute(
            select(campaigns).order_by(campaigns.c.created_at.desc(), campaigns.c.id)
        ).all()
        people = self._people([row.id for row in rows])
        return tuple(self._campaign(row, people.get(row.id, ())) for row in rows)

    def is_known(self, campaign: str, outbox: str) -> bool:
        """Whether a letter of it was ever given to an outbox, or the user saw what would leave through this one."""
        given = messages.c.campaign == campaign, messages.c.attempts > 0
        tried = select(messages.c.id).where(*given).exists()
        shown = select(campaigns.c.id).where(campaigns.c.id == campaign, campaigns.c.shown_through == outbox).exists()
        return bool(self._tx.connection.execute(select(or_(tried, shown))).scalar())

    def show(self, ids: Collection[str], outbox: str) -> None:
        """Remember that the user was shown what would leave through an outbox."""
        for some in chunks(ids):
            statement = update(campaigns).where(campaigns.c.id.in_(some)).values(shown_through=outbox)
            self._tx.connection.execute(statement)

    def _people(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The humans on each list, as joined at present."""
        query = (
            select(campaign_people.c.campaign, persons.c.current)
            .distinct()
            .join(persons, persons.c.id == campaign_people.c.person)
            .where(campaign_people.c.campaign.in_(ids))
            .order_by(campaign_people.c.campaign, persons.c.current)
        )
        people: dict[str, tuple[str, ...]] = {}
        for row in self._tx.connection.execute(query):
            people[row.campaign] = (*people.get(row.campaign, ()), row.current)
        return people

    def _campaign(self, row: Row[Any], people: tuple[str, ...]) -> Campaign:
        values = {name: row._mapping[name] for name in Campaign.__struct_fields__ if name != "people"}
        return Campaign(**values, people=people)
