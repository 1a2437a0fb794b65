"""Questions that help to remember: people come to mind by the part of life one shared with them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from netcore.model.base import Value
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.model.person import Circle, Person
from netcore.steps.gather.by_hand import name_from
from netcore.steps.gather.identity.person_name import person_name
from netcore.store import Transaction
from netcore.store.chunks import chunks

_OFFERED = 12
"""So many who might belong are offered for each part of life."""

_FEW = 5
"""Of so many people at most, part of a name may mean one."""


class PartOfLife(Value, frozen=True, kw_only=True):
    """A part of life as one asks about it; ``words`` in a card hint that somebody belongs to it.

    A word stands for itself and its plural in -s; with a star before or behind it, for compounds as well.
    """

    circle: str
    question: str
    words: str


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
    circles: tuple[Circle, ...] = ()
    """The user's own circles that seem to be part of it, by their names: a whole choir belongs to music."""
    suggestions: tuple[Suggestion, ...] = ()


PARTS_OF_LIFE = (
    PartOfLife(
        circle="family",
        question="Who belongs to the family: cousins, in-laws, godparents, those one meets at weddings?",
        words="""
            cousin cousine aunt uncle tante onkel oma opa family familie famille familia famiglia rodina rodzina
            godmother godfather godchild patenkind taufpate niece nephew nichte neffe schwager schwagerin mother-in-law
            father-in-law brother-in-law sister-in-law
        """,
    ),
    PartOfLife(
        circle="music",
        question="With whom did you sing or play: choir, band, orchestra, lessons, concerts?",
        words="""
            choir choir* chor chore chor-* *kirchenchor *kinderchor *kammerchor *mannerchor *frauenchor *schulchor
            *gospelchor *jugendchor *unichor *stadtchor chorleiter* chorprobe* chorsanger* choeur chorale coro band
            orchestra* orchestre orchester* *orchester orquesta music musician musik* musique musica *kapelle ensemble
            tenor alto soprano sopran bariton baritone piano klavier* pianist* violin* geige* guitar* gitarre* singer
            sanger* drummer
        """,
    ),
    PartOfLife(
        circle="sports",
        question="With whom do you run, row, climb, swim, or stand at the touchline?",
        words="""
            rowing ruder* rower football* fussball* futbol calcio handball* volleyball* basketball* tennis* golf* yoga*
            gym running runner jogging laufgruppe lauftreff cycling cyclist radfahr* climbing kletter* swimming schwimm*
            sailing segel* hiking wander* skiing judo karate turnverein* sportverein* sportclub sports fc
        """,
    ),
    PartOfLife(
        circle="art",
        question="Whom do you know from painting, theatre, dance, photography, pottery, reading groups?",
        words="""
            art arts artist studio atelier gallery galerie theatre* theater* dance dancer tanz* pottery topfer*
            photographer fotograf* painter painting maler malerin museum kunst* teatro arte bildhauer*
            literaturkreis lesekreis
        """,
    ),
    PartOfLife(
        circle="children",
        question="Whom do you know through children: other parents, teachers, trainers, the school gate?",
        words="""
            school *schule schule kindergarten nursery kita parents eltern* pta scout creche playgroup krabbelgruppe
            ecole escuela scuola babysitter tagesmutter
        """,
    ),
    PartOfLife(
        circle="school",
        question="Who sat beside you at school, in your training, at university? Who taught you?",
        words="""
            university universitat* universite universidad universita college alumni alumna alumnus faculty professor
            student kommilitone* studien* abitur* klassenkamerad* classmate class-of
        """,
    ),
    PartOfLife(
        circle="work",
        question="With whom did you work: colleagues, managers, apprentices, customers, suppliers?",
        words="""
            manager engineer director colleague kollege kollegin collegue ltd gmbh inc office consultant kunde kundin
            customer supplier lieferant* apprentice
        """,
    ),
    PartOfLife(
        circle="association",
        question="Where are you a member: an association, a choir of causes, a party, a congregation, a garden?",
        words="""
            association *verein verein vereins* society church parish kirchengemeinde* foundation stiftung*
            volunteer ehrenamt* trust allotment schrebergarten* rotary lions feuerwehr* asociacion associazione
        """,
    ),
    PartOfLife(
        circle="neighbours",
        question="Who lives, or lived, next door: neighbours, landlords, the people at the corner shop?",
        words="""
            neighbour neighbor neighbourhood nachbar* voisin voisine vecino vecina vicino vicina buren sasiad*
            landlord landlady vermieter* next-door nebenan flatmate housemate roommate hausgemeinschaft
        """,
    ),
    PartOfLife(
        circle="everyday",
        question="Whom do you meet without a plan: the hairdresser, the doctor, the owner of the other dog?",
        words="""
            doctor hausarzt* dentist zahnarzt* hairdresser friseur* coiffeur garage bakery backerei* vet tierarzt*
            pharmacy apotheke* cafe plumber hundewiese
        """,
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
            parts[circle.id] = PartOfLife(
                circle=circle.id, question=question, words=fold(circle.name).replace(" ", "-")
            )
    own = {circle.id for circle in circles.values()} - {part.circle for part in PARTS_OF_LIFE}
    prompts = []
    for part in parts.values():
        members = inside.get(part.circle, ())
        alike = () if part.circle in own else _alike(part, [circles[key] for key in sorted(own)])
        near = {person for circle in alike for person in inside.get(circle.id, ())}.union(members)
        prompts.append(
            RecallPrompt(
                circle=part.circle,
                question=part.question,
                people=tuple(listed[person].name or person for person in members if person in open_),
                circles=alike,
                suggestions=tuple(_suggestions(part, {p: texts[p] for p in open_ if p not in near}, listed)),
            )
        )
    return tuple(sorted(prompts, key=lambda prompt: bool(prompt.people)))


def called(tx: Transaction, name: str) -> tuple[Person, ...]:
    """Who shows this name, or has it on any of their cards: titles and the order of the words do not count."""
    known = person_name(name_from(name)).words
    cards = tx.records.having([("name", known)]).get(("name", known), ()) if known else ()
    shown = (one.id for one in tx.people.many(tx.people.ids(search=name)) if fold(one.name) == fold(name))
    return tx.people.many(sorted({*tx.people.current(cards).values(), *shown}))


def perhaps_called(tx: Transaction, name: str) -> tuple[Person, ...]:
    """Who is on the list and has all words of this in their name, unless they are many."""
    words = set(fold(name).split())
    found = tx.people.many(tx.people.ids(search=max(words, key=len))) if words else ()
    few = [one for one in found if words <= set(fold(one.name).split()) and one.standing != "eliminated"]
    return tuple(few) if len(few) <= _FEW else ()


def _text(card: Contact) -> str:
    """What a card says about the life of its person, folded."""
    words = [
        *(text for work in card.organizations for text in (work.name, *work.units, work.title, work.role)),
        *card.notes,
        *card.categories,
    ]
    return " · ".join(fold(text) for text in words if text)


def hinted(circle: str, text: str) -> str:
    """The word in a text that hints at this part of life; "" when none does."""
    found = next((_hints(part.words).search(fold(text)) for part in PARTS_OF_LIFE if part.circle == circle), None)
    return found[0] if found else ""


def _alike(part: PartOfLife, own: Iterable[Circle]) -> tuple[Circle, ...]:
    hints = _hints(part.words)
    return tuple(circle for circle in own if circle.members and hints.search(fold(circle.name)))


def _suggestions(part: PartOfLife, texts: Mapping[str, str], people: Mapping[str, Person]) -> Iterator[Suggestion]:
    hints = _hints(part.words)
    found = ((person, match) for person, text in texts.items() if (match := hints.search(text)))
    for person, match in islice(found, _OFFERED):
        yield Suggestion(person=person, name=people[person].name, because=match[0])


def _hints(words: str) -> re.Pattern[str]:
    """Finds the words in folded text."""
    patterns = (
        r"\w*" * word.startswith("*")
        + re.escape(word.strip("*")).replace(r"\-", "[- ]")
        + (r"\w*" if word.endswith("*") else "s?")
        for word in words.split()
        if word.strip("*")
    )
    return re.compile(rf"\b(?:{'|'.join(patterns) or '(?!)'})\b")
