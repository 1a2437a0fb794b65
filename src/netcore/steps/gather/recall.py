"""Questions that help to remember: people come to mind by the part of life one shared with them."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from netcore.model.base import Value
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.model.person import Person
from netcore.store import Transaction
from netcore.store.chunks import chunks

_OFFERED = 12
"""So many who might belong are offered for each part of life."""


class PartOfLife(Value, frozen=True, kw_only=True):
    """A part of life as one asks about it; ``words`` in a card hint that somebody belongs to it."""

    circle: str
    question: str
    words: tuple[str, ...]


class Suggestion(Value, frozen=True, kw_only=True):
    """Somebody who might belong to a circle, and the words on their card that say so."""

    person: str
    name: str
    because: str


class RecallPrompt(Value, frozen=True, kw_only=True):
    """One part of life: whom it should bring to mind, who is listed, who might belong."""

    circle: str
    """The circle's id, or the name to give it when there is none yet."""
    question: str
    people: tuple[str, ...] = ()
    """The names of those who are in it."""
    suggestions: tuple[Suggestion, ...] = ()


PARTS_OF_LIFE = (
    PartOfLife(
        circle="family",
        question="Who belongs to the family: cousins, in-laws, godparents, those one meets at weddings?",
        words=("cousin", "aunt", "uncle", "family", "familie", "famille", "godmother", "godfather", "oma", "opa"),
    ),
    PartOfLife(
        circle="music",
        question="With whom did you sing or play: choir, band, orchestra, lessons, concerts?",
        words=(
            "choir",
            "chor",
            "band",
            "orchestra",
            "orchester",
            "music",
            "musik",
            "musique",
            "tenor",
            "alto",
            "piano",
        ),
    ),
    PartOfLife(
        circle="sports",
        question="With whom do you run, row, climb, swim, or stand at the touchline?",
        words=(
            "club",
            "rowing",
            "football",
            "fussball",
            "tennis",
            "yoga",
            "gym",
            "running",
            "cycling",
            "climbing",
            "fc",
        ),
    ),
    PartOfLife(
        circle="art",
        question="Whom do you know from painting, theatre, dance, photography, pottery, reading groups?",
        words=("art", "arts", "studio", "gallery", "theatre", "theater", "dance", "pottery", "photographer", "museum"),
    ),
    PartOfLife(
        circle="children",
        question="Whom do you know through children: other parents, teachers, trainers, the school gate?",
        words=("school", "schule", "kindergarten", "nursery", "parents", "pta", "scouts", "creche", "playgroup"),
    ),
    PartOfLife(
        circle="school",
        question="Who sat beside you at school, in your training, at university? Who taught you?",
        words=("university", "universitat", "college", "alumni", "faculty", "professor", "student", "class of"),
    ),
    PartOfLife(
        circle="work",
        question="With whom did you work: colleagues, managers, apprentices, customers, suppliers?",
        words=("manager", "engineer", "director", "colleague", "ltd", "gmbh", "inc", "office", "consultant"),
    ),
    PartOfLife(
        circle="association",
        question="Where are you a member: an association, a choir of causes, a party, a congregation, a garden?",
        words=("association", "verein", "society", "church", "parish", "foundation", "volunteer", "trust", "allotment"),
    ),
    PartOfLife(
        circle="neighbours",
        question="Who lives, or lived, next door: neighbours, landlords, the people at the corner shop?",
        words=("neighbour", "neighbor", "nachbar", "voisin", "landlord", "next door", "flat", "street"),
    ),
    PartOfLife(
        circle="everyday",
        question="Whom do you meet without a plan: the hairdresser, the doctor, the owner of the other dog?",
        words=("doctor", "dentist", "hairdresser", "garage", "bakery", "vet", "pharmacy", "cafe", "plumber"),
    ),
)
"""In the order in which they are asked."""


def recall(tx: Transaction) -> tuple[RecallPrompt, ...]:
    """A prompt for each part of life, then for each circle of the user's own; those where nobody is come first."""
    inside = tx.circles.people()
    circles = {circle.id: circle for circle in tx.circles.all()}
    listed = {person.id: person for some in chunks(tx.people.ids()) for person in tx.people.many(some)}
    open_ = {person: one for person, one in listed.items() if one.standing != "eliminated"}
    cards = tx.people.cards(open_)
    texts = {person: _text(card) for person, card in cards.items()}
    parts = {part.circle: part for part in PARTS_OF_LIFE}
    for circle in circles.values():
        if circle.id not in parts:
            question = f"Who else belongs to {circle.name}?"
            parts[circle.id] = PartOfLife(circle=circle.id, question=question, words=(fold(circle.name),))
    prompts = []
    for part in parts.values():
        members = inside.get(part.circle, ())
        prompts.append(
            RecallPrompt(
                circle=part.circle,
                question=part.question,
                people=tuple(listed[person].name or person for person in members if person in open_),
                suggestions=tuple(_suggestions(part, {p: texts[p] for p in open_ if p not in members}, listed)),
            )
        )
    return tuple(sorted(prompts, key=lambda prompt: bool(prompt.people)))


def _text(card: Contact) -> str:
    """What a card says about the life of its person, folded."""
    words = [
        *(text for work in card.organizations for text in (work.name, *work.units, work.title, work.role)),
        *card.notes,
        *card.categories,
    ]
    return " · ".join(fold(text) for text in words if text)


def _suggestions(part: PartOfLife, texts: Mapping[str, str], people: Mapping[str, Person]) -> Iterator[Suggestion]:
    hints = re.compile(rf"\b(?:{'|'.join(map(re.escape, part.words))})\b")
    found = ((person, match) for person, text in texts.items() if (match := hints.search(text)))
    for person, match in islice(found, _OFFERED):
        yield Suggestion(person=person, name=people[person].name, because=match[0])
