"""Templates: filled per person, in a sandbox, with gaps where something is missing."""

import pytest

from netcore.errors import TemplateError
from netcore.model.contact import Contact, Name, Organization, PostalAddress
from netcore.model.message import Sender
from netcore.model.person import Person
from netcore.model.work import Clarity
from netcore.steps.write.template import LetterTemplate
from tests.conftest import Clock

MAYA = Person(id="maya", name="Maya Lindqvist", circles=("Choir", "Rowing"))
CARD = Contact(
    name=Name(display="Maya Lindqvist", given="Maya", family="Lindqvist"),
    nicknames=("May",),
    organizations=(Organization(name="Harbour School", title="Teacher"),),
    addresses=(PostalAddress(locality="Lund"),),
)


def render(
    body: str, *, subject: str = "Hi", card: Contact = CARD, person: Person = MAYA, **slots: str
) -> tuple[str, str]:
    now = Clock()()
    clarity = Clarity(version=1, goal="Teach boat repair", ask="Twenty minutes", written_at=now, confirmed_at=now)
    template = LetterTemplate(subject=subject, body=body)
    return template.render(person=person, card=card, clarity=clarity, sender=Sender("Sam Okafor"), slots=slots)


def test_what_is_known_of_a_person_is_filled_in() -> None:
    body = (
        "{{ person.given }} {{ person.family }} ({{ person.nickname }}), {{ person.role }} at {{ person.organization }}"
    )
    assert render(f"{body}, {{{{ person.town }}}}")[1] == "Maya Lindqvist (May), Teacher at Harbour School, Lund"
    assert render("{{ person.circles | join(' and ') }}; {{ me.given }}")[1] == "Choir and Rowing; Sam"
    assert render("I want to {{ clarity.goal | lower }}.")[1] == "I want to teach boat repair."


def test_the_subject_is_a_template_on_one_line() -> None:
    assert render("x", subject="Boats,\n{{ person.given }}")[0] == "Boats, Maya"


def test_a_marked_part_is_filled_with_what_was_written_for_the_person() -> None:
    assert render("{{ slot.memory }}", memory="I still hum it.")[1] == "I still hum it."


def test_a_part_that_nobody_wrote_leaves_a_gap() -> None:
    assert render("Well: {{ slot.memory }}")[1] == "Well: [[memory]]"
    assert render("{{ clarity.why }}")[1] == "[[why]]"


def test_what_is_missing_for_a_person_leaves_a_gap() -> None:
    card = Contact(name=Name(display="Maya"))
    assert render("How is {{ person.organization }}?", card=card)[1] == "How is [[organization]]?"
    assert render("Dear {{ person.given }},", card=Contact())[1] == "Dear [[given]],"


def test_somebody_known_by_their_whole_name_only_is_greeted_by_it() -> None:
    assert render("Dear {{ person.given }},", card=Contact(name=Name(display="Maya L")))[1] == "Dear Maya L,"


def test_a_gap_is_false_and_has_a_default() -> None:
    card = Contact(name=Name(given="Maya"))
    assert render("a{% if person.organization %}b{% endif %}", card=card)[1] == "a"
    assert render("{{ person.organization | default('your school') }}", card=card)[1] == "your school"
    assert render("Dear Maya,\n\n{% if slot.memory %}\n{{ slot.memory }}\n\n{% endif %}\nBye")[1] == "Dear Maya,\n\nBye"


def test_the_parts_of_a_template_are_known() -> None:
    template = LetterTemplate(subject="{{ slot.topic }}", body="{{ slot.memory }}{% if slot.offer %}x{% endif %}")
    assert template.slots == ("memory", "offer", "topic")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a\n{{ person.given + 1 }}", 2),
        ("a\n\n\n{{ 1 / 0 }}", 4),
    ],
)
def test_a_mistake_names_the_line_and_the_person(body: str, line: int) -> None:
    with pytest.raises(TemplateError, match=rf"text, line {line} cannot be filled in for Maya Lindqvist"):
        render(body)


GIVEN = "given, family, name, nickname, organization, role, town, circles"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Dear\n\n{{ person.gvien }}", f"line 3: person has no 'gvien', but {GIVEN}."),
        ("{{ persn.given }}", "line 1: 'persn' means nothing: there is person.given, me.name, clarity.goal and slot."),
        ("\nDear {{ person }}", f"line 2: what of person? Write {{{{ person.given }}}}; it has {GIVEN}."),
        ("\n\n{% if slot %}x{% endif %}", "line 3: which part? Write {{ slot.memory }}, or another name."),
        ("{{ person.given.upper() }}", "line 1: a template calls nothing: write {{ person.given }}, without brackets."),
        ("{{ person['gvien'] }}", "line 1: person has no 'gvien'"),
        ("{{ person[slot.x] }}", "line 1: person has no ''"),
        (
            "{% for one in slot.x %}{% endfor %}",
            "line 1: a template loops only so: {% for circle in person.circles %}.",
        ),
        ("{{ loop.index }}", "line 1: 'loop' means nothing"),
        ("a\n{{ 'x' | center(3) }}", "line 2: No filter named 'center'."),
    ],
)
def test_what_a_template_cannot_say_is_told_with_its_line_and_what_to_write(body: str, words: str) -> None:
    with pytest.raises(TemplateError) as raised:
        LetterTemplate(subject="Hi", body=body)
    assert words in str(raised.value)
    assert ".." not in str(raised.value)


def test_circles_are_a_list_in_a_sentence_and_can_be_walked_along() -> None:
    assert render("{{ person.circles }}")[1] == "Choir and Rowing"
    assert (
        render("{{ person.circles }}", person=Person(id="maya", name="M", circles=("A", "B", "C")))[1] == "A, B and C"
    )
    assert render("{{ person.circles }}", person=Person(id="maya", name="M", circles=("A",)))[1] == "A"
    loop = "{% for one in person.circles %}{{ one }}{% if not loop.last %} + {% endif %}{% endfor %}"
    assert render(loop)[1] == "Choir + Rowing"


@pytest.mark.parametrize(
    "body",
    [
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        '{{ person.given.encode().decode("zlib") }}',
        '{{ "a".ljust(4000000000) }}',
        "{% for a in range(1000000000) %}{% endfor %}",
        "{% for a in person.circles %}{% for b in person.circles %}x{% endfor %}{% endfor %}",
        "{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        "{% set a %}xx{% endset %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        "{{ 'aaaaaaaaaa' " + "| join('aaaaaaaaaa' " * 40 + ")" * 40 + "}}",
        "{{ 'aaaaaaaaaa' " + "| join('aaaaaaaaaa') " * 40 + "}}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "not " * 5000 + "1 }}",
        "{% if 1 %}" * 500 + "{% endif %}" * 500,
        "{{ " + "9" * 5000 + " }}",
        "{% filter upper %}x{% endfilter %}",
        "{{ person.__init__ }}",
        "{{ slot.__class__ }}",
        "{{ [1, 2] }}",
        "{{ {} }}",
    ],
)
def test_a_template_cannot_run_for_ever_or_fill_the_memory(body: str) -> None:
    with pytest.raises(TemplateError):
        render(body)


@pytest.mark.parametrize(
    "body", ["a\n{{ person.given", "a\n{% if x %}", "a\n{{ }}", "a\n{% include 'x' %}{% nonsense %}"]
)
def test_a_template_that_cannot_be_read_names_the_line(body: str) -> None:
    with pytest.raises(TemplateError, match="text, line 2"):
        render(body)


@pytest.mark.parametrize(
    "body",
    [
        "{{ person.__class__ }}",
        "{{ person.given.__class__.__mro__ }}",
        "{{ ''.format_map }}{{ ''.__class__ }}",
        "{{ slot._texts }}",
        "{{ range(10) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 10 ** 100000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ cycler }}",
        "{{ lipsum() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ 'x' | center(1000000000) }}",
        "{{ self._TemplateReference__context }}",
        "{{ person.circles.append('x') }}",
    ],
)
def test_a_template_cannot_reach_out_of_its_sandbox(body: str) -> None:
    with pytest.raises(TemplateError):
        render(body)


def test_markup_in_a_name_is_no_template() -> None:
    card = Contact(name=Name(given="{{ clarity.goal }}", display="x"))
    assert render("Dear {{ person.given }}", card=card)[1] == "Dear {{ clarity.goal }}"


def test_a_line_break_in_a_name_does_not_reach_the_letter() -> None:
    card = Contact(name=Name(given="Maya\nBcc: all@example.org"))
    subject, body = render("Dear {{ person.given }},", subject="For {{ person.given }}", card=card)
    assert (subject, body) == ("For Maya Bcc: all@example.org", "Dear Maya Bcc: all@example.org,")
