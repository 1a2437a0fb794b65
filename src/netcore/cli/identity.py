"""`netcore duplicates`, `same`, `different` and `split`: which cards are one human."""

from typing import TYPE_CHECKING

import click

from netcore.cli.choose import describe
from netcore.cli.keys import ask, at_terminal
from netcore.cli.output import columns, count, json_option, note, paragraph, say, show_json
from netcore.cli.parameters import Number, people_argument, person_argument
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.model.contact import Handle, Organization
    from netcore.model.person import PersonDetail, Question, SideBySide, Tier, TierCount
    from netcore.network import Network

_MANY = 30
"""Before so many questions it is said that they need not all be answered."""
_TIERS = ("almost-certain", "likely", "probable", "possible")


@click.command()
@people_argument(required=False)
@click.option("--list", "only_list", is_flag=True, help="Show the questions and ask nothing.")
@click.option("--limit", type=Number(), help="At most so many questions.")
@click.option("--tiers", "only_tiers", is_flag=True, help="How many questions there are, by how sure they are.")
@click.option(
    "--accept-tier",
    "tier",
    type=click.Choice(_TIERS),
    help="Answer “same human” to all questions of this tier, and of surer ones.",
)
@click.option("--preview", is_flag=True, help="With --accept-tier: show whom it would join, and keep nothing.")
@json_option
@pass_session
def duplicates(
    session: Session,
    *,
    people: tuple[str, ...],
    only_list: bool,
    limit: int | None,
    only_tiers: bool,
    tier: "Tier | None",
    preview: bool,
    as_json: bool,
) -> None:
    """Cards that may be the same human: answer with one key each; your answers are kept for ever.

    With PERSON, only the questions about them: good to know before you write. netcore joins cards by itself only when
    the evidence leaves no doubt. Whoever might be somebody you eliminated is not written to until you have answered.
    """
    with session.network() as network:
        if tier is not None:
            _accept(network, tier, preview=preview, as_json=as_json)
            return
        if only_tiers:
            _show_tiers(network, as_json=as_json)
            return
        if as_json:
            questions = network.gather.duplicates(people)[:limit]
            show_json([{"left": q.left, "right": q.right, "reasons": q.reasons} for q in questions])
            return
        if only_list or not at_terminal():
            asked = False
            for two in network.gather.side_by_side(people, limit=limit):
                asked = True
                _show(two)
        else:
            asked = _walk(network, network.gather.duplicates(people)[:limit])
    if not asked:
        say("No open questions about them." if people else "No open questions: everybody is there once.")


def _accept(network: "Network", tier: "Tier", *, preview: bool, as_json: bool) -> None:
    accepted = network.gather.accept(tier, preview=preview)
    if as_json:
        show_json([{"left": q.left, "right": q.right, "reasons": q.reasons} for q in accepted])
        return
    names = network.names({person for q in accepted for person in (q.left, q.right)}) if preview else {}
    for question in accepted if preview else ():
        left, right = names.get(question.left, question.left), names.get(question.right, question.right)
        both = left if left == right else f"{left} = {right}"
        paragraph(
            f"{both}: {'; '.join(question.reasons)}  [{question.left} {question.right}]", indent="  ", hang="    "
        )
    if not accepted:
        say("Nothing to accept together. `netcore duplicates` asks what is left, one by one.")
    elif preview:
        say(f"{count(len(accepted), 'pair')} would be joined. Nothing was changed.")
    else:
        say(f"{count(len(accepted), 'pair')} joined. `netcore undo` takes all of them back, `netcore split` one.")


def _show_tiers(network: "Network", *, as_json: bool) -> None:
    tiers = network.gather.tiers()
    if as_json:
        show_json(tiers)
        return
    rows = [(one.tier, str(one.questions), _about(one)) for one in tiers]
    columns(rows, ("TIER", "QUESTIONS", "TWO HUMANS AFTER ALL, ABOUT"))
    if tiers[0].questions:
        say(f"netcore duplicates --accept-tier {tiers[0].tier} answers the first ones together (--preview shows them).")
    if alone := tiers[-1].one_by_one:
        of_them = "1 of the last ones has" if alone == 1 else f"{alone} of the last ones have"
        say(f"{of_them} to be answered one by one: netcore duplicates.")


def _about(tier: "TierCount") -> str:
    """How many mistakes to expect; never none."""
    if tier.questions == tier.one_by_one:
        return ""
    return f"{tier.mistakes:.0f}" if tier.mistakes >= 1 else "less than 1"


def _walk(network: "Network", questions: "tuple[Question, ...]") -> bool:
    """Ask one after the other; whether there was any."""
    if not questions:
        return False
    answers = {"s": "same human", "d": "different", "n": "not now", "q": "stop"}
    _tell_how_many(network, questions)
    answered = 0
    became: dict[str, str] = {}
    shown: set[frozenset[str]] = set()
    for asked in questions:
        two = frozenset((_current(asked.left, became), _current(asked.right, became)))
        if two in shown or (still_open := _still_open(network, two)) is None:
            continue  # an earlier answer settled it, or somebody else
        shown.add(two)
        question = still_open.question
        _show(still_open)
        key = ask("", answers)
        if key == "q":
            break
        if key == "s":
            became[question.left] = became[question.right] = network.gather.same(question.left, question.right).id
        elif key == "d":
            network.gather.different(question.left, question.right)
        answered += key in {"s", "d"}
    kept = f"{count(answered, 'answer')} kept."
    note(f"{kept} `netcore undo` takes the last one back." if answered else kept)
    return True


def _tell_how_many(network: "Network", questions: "tuple[Question, ...]") -> None:
    """Before very many questions: that nobody has to answer all of them, and which can be answered together."""
    if len(questions) < _MANY:
        return
    sure = network.gather.tiers()[0]
    paragraph(
        f"{len(questions):,} questions, the most useful first; stop when you have had enough. Before you write to "
        "somebody, netcore duplicates PERSON asks about them alone."
    )
    if sure.questions:
        mistakes = f"{sure.mistakes:.0f}" if sure.mistakes >= 1 else "less than one"
        paragraph(
            f"{sure.questions:,} are {sure.tier}: netcore duplicates --accept-tier {sure.tier} joins them together, "
            f"with {mistakes} mistaken among them as far as can be told (--preview shows them; netcore undo takes it "
            "back)."
        )


def _still_open(network: "Network", two: frozenset[str]) -> "SideBySide | None":
    """The question about these two, as it stands by now; None when there is none any more."""
    if len(two) == 1:
        return None
    about_them = network.gather.side_by_side(sorted(two))
    return next((one for one in about_them if two == {one.left.person.id, one.right.person.id}), None)


def _current(person: str, became: "dict[str, str]") -> str:
    """Who a person is by now, after the answers given so far."""
    while person in became and became[person] != person:
        person = became[person]
    return person


def _show(two: "SideBySide") -> None:
    """The two side by side, a line for each fact that one of them has."""
    say()
    left, right = (_facts(detail) for detail in (two.left, two.right))
    columns([(f"  {head}", left[head], right[head]) for head in left if left[head] or right[head]])
    held = " One of them is off your list: the other is not written to until you answer." if two.question.holds else ""
    reasons = "; ".join(two.question.reasons) or "you have not said yet"
    paragraph(f"{reasons} ({two.question.tier}).{held}", indent="  because ", hang="          ", fg="cyan")


def _work(organization: "Organization") -> str:
    return ", ".join(filter(None, (organization.title, organization.name)))


def _page(handle: "Handle") -> str:
    return handle.url or f"{handle.service}: {handle.name}"


def _facts(detail: "PersonDetail") -> dict[str, str]:
    person, card = detail.person, detail.card
    return {
        "": person.name or "(no name)",
        "id": person.id,
        "e-mail": ", ".join(person.emails),
        "phone": ", ".join(person.phones),
        "firm": ", ".join(dict.fromkeys(filter(None, map(_work, card.organizations)))),
        "page": ", ".join(
            dict.fromkeys([*(_page(handle) for handle in card.handles), *(one.url for one in card.links)])
        ),
        "place": ", ".join(dict.fromkeys(address.locality for address in card.addresses if address.locality)),
        "born": str(card.birthday or ""),
        "circles": ", ".join(person.circles),
        "standing": "" if person.standing == "undecided" else person.standing,
        "from": ", ".join(dict.fromkeys(record.account for record in person.records)),
    }


@click.command()
@person_argument("first")
@person_argument("second")
@json_option
@pass_session
def same(session: Session, *, first: str, second: str, as_json: bool) -> None:
    """Say that two entries are one human. It holds for ever; `netcore split` and `netcore undo` take it back."""
    with session.network() as network:
        person = network.gather.same(first, second)
    if as_json:
        show_json(person)
    else:
        say(f"One human from now on: {describe(person)}.")


@click.command()
@person_argument("first")
@person_argument("second")
@json_option
@pass_session
def different(session: Session, *, first: str, second: str, as_json: bool) -> None:
    """Say that two entries are two humans. They are never joined again, whatever is imported."""
    with session.network() as network:
        network.gather.different(first, second)
    if as_json:
        show_json({"first": first, "second": second, "verdict": "different"})
    else:
        say(f"{first} and {second} are two humans, for ever.")


@click.command()
@person_argument()
@click.option("--account", default="", help="The address book of the card that is somebody else.")
@click.option("--source-id", default="", help="The card's id there: `netcore people show` lists them.")
@json_option
@pass_session
def split(session: Session, *, person: str, account: str, source_id: str, as_json: bool) -> None:
    """Take one card out of a person: it becomes a person of its own, exactly as it was before."""
    with session.network() as network:
        people = network.gather.split(person, account=account, source_id=source_id)
    if as_json:
        show_json(people)
    else:
        say(f"Two humans from now on: {' and '.join(describe(one) for one in people)}.")
