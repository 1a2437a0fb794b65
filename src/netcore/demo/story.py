"""The words of the demo: who Mara is, what she wants, and what she writes to seven people."""

from netcore.model.base import Value

SENDER = ("Mara Ellison", "mara.ellison@example.org")

BOOKS = ("phone.vcf", "webmail.vcf", "old-phone.vcf", "allotments.vcf")
"""The address books, one file a device, as a phone, a web mailer, an old phone and an association write them."""

PARTS_OF_LIFE = (
    ("Choir", "music"),
    ("Rowing", "sports"),
    ("Art", "art"),
    ("School", "children"),
    ("Family", "family"),
    ("Allotments", "association"),
    ("Halden", "work"),
)
"""What Mara's address books call a group of contacts, and the circle it stands for."""

DOUBT = ("Leonard Voss", "He takes the credit and forwards what is told in confidence.")
"""Whom she takes off the list, and why; the reason stays in the store."""
OTHER_NAME_OF_DOUBT = "Lenny Voss"
"""The name under which her old phone knows him."""

SAME = "Grace Whitfield"
"""Two cards with one name and a telephone line that her husband answers, too: no rule may join them, Mara can."""
WHY_DIFFERENT = {
    "Walter Finch": "They are father and son.",
    "Sarah Jones": "One sings in her choir, the other is in accounts.",
}
"""What no rule can know of two people with one name."""

GOAL = (
    "By next spring I want to run a library of things in Bristol, where neighbours borrow tools "
    "and show each other how to use them."
)
WHY = (
    "For fourteen years I planned how furniture gets made. What I loved most were the Saturdays when people brought "
    "broken chairs and went home with mended ones, and with new friends."
)
ASK = "Twenty minutes to hear how you do what you do, because a library of things will need it."
KEYWORDS = ("library of things", "tools", "borrow", "neighbours", "mend")

CAMPAIGN = "A library of things"


class Letter(Value, frozen=True, kw_only=True):
    """What is written for one person only: the rest of the letter is the same for all seven."""

    person: str
    subject: str
    memory: str
    """What the two of them share, and a question about how things are: before anything is asked."""
    ask: str
    """The one request, and why this person."""
    options: str

    def parts(self, *, without: str = "") -> dict[str, str]:
        """The marked parts of the template, but for one that is still to be written."""
        texts = {"subject": self.subject, "memory": self.memory, "ask": self.ask, "options": self.options}
        return {name: text for name, text in texts.items() if name != without}


TEMPLATE = """Dear {{ person.given }},

{{ slot.memory }}

{{ slot.why }}

{{ slot.ask }} {{ slot.options }}

{{ slot.offer }}

Thank you, and warm wishes,
{{ me.given }}
"""
"""What all letters share: who greets, what is new, and the order of things.  The rest is written for one person."""

LETTERS = (
    Letter(
        person="Siân Pritchard",
        subject="The Dvořák on the hard shoulder",
        memory=(
            "I still laugh about the night the coach broke down outside Ludlow and you rehearsed all thirty of us in "
            "the rain until the Dvořák was right. How is your knee, and has anybody found us a second tenor?"
        ),
        ask=(
            "You have brought forty people back to a cold hall every Tuesday for eleven years. May I ask you, for "
            "twenty minutes, how you do it?"
        ),
        options="On the phone, on an evening you like, or over coffee before rehearsal. There is no hurry.",
    ),
    Letter(
        person="Hamish Reid",
        subject="The oar that is the river's now",
        memory=(
            "Do you remember my first outing, when I caught a crab, lost the oar, and you only said, “That one's the "
            "river's now”? I have told it at three parties. How did the boathouse roof get through the winter?"
        ),
        ask=(
            "Your club shares eleven boats among ninety people, and they come home in one piece. Could you tell me, "
            "in twenty minutes, how that really works?"
        ),
        options="By phone, or over coffee after a Saturday outing; I bring the rolls. Whenever it suits you.",
    ),
    Letter(
        person="Ines Kowalczyk",
        subject="Your blue bowl, and a plan",
        memory=(
            "The blue bowl that you wanted to throw away, and that I begged for, has held our lemons for six years. "
            "Did the salt glaze ever learn to behave?"
        ),
        ask=(
            "Sixteen of you share one kiln and are still friends. Could I ask you, for twenty minutes, how you set up "
            "the shares, and what you would do differently?"
        ),
        options=(
            "Coffee at the studio while something cools, or a phone call if that fits your firing days better. No rush."
        ),
    ),
    Letter(
        person="Grace Whitfield",
        subject="A rail of school jumpers",
        memory=(
            "Last September you stood in the rain with a rail of jumpers and a sign, “Take one, bring one”, and Nell "
            "went home in a blazer that fitted. How are you all, now that Theo is taller than the rail?"
        ),
        ask=(
            "Half the school swaps out of that one cupboard today. May I ask you, for twenty minutes, how you got "
            "people to trust it?"
        ),
        options="A walk round the park after drop-off, coffee, or a call once they are asleep: as you like.",
    ),
    Letter(
        person="Jürgen Ellison-Groß",
        subject="Oma's radio in forty pieces",
        memory=(
            "I found the photograph of the two of us on Oma's kitchen floor, her radio in forty pieces between us, and "
            "neither of us sorry. Does your repair café still end with cake?"
        ),
        ask=(
            "You have mended other people's toasters there for five years. Could you tell me, in twenty minutes, what "
            "people really bring, and what they come back for?"
        ),
        options=("By video or telephone, any Sunday; and when I am next in Hamburg, the coffee is on me."),
    ),
    Letter(
        person="Idris Bowen",
        subject="Leeks, a good spade, and a plan",
        memory=(
            "In my first spring on plot 23 you lent me your good spade, said nothing about my trenches, and left "
            "leeks by the gate. They were all that grew. How did the bees come through the winter?"
        ),
        ask=(
            "Your shed is the oldest lending library I know: a book on a string, sixty plots, and hardly a fork gone "
            "missing. Could I have twenty minutes to hear why it works?"
        ),
        options="Over a flask of coffee by the shed, or by phone. There is no hurry.",
    ),
    Letter(
        person="Rashid Karimi",
        subject="The mouse on line four",
        memory=(
            "I thought of the winter when line four kept stopping, and at two in the morning we found the mouse. I "
            "have never laughed so much in a hairnet. How is Severn Tools, and does Samira still beat you at chess?"
        ),
        ask=(
            "You see which tools come back broken, and why. Could you tell me, in twenty minutes, which ones survive "
            "beginners, and which you would never lend?"
        ),
        options="A phone call at lunch, or coffee halfway between us, in Bedminster. Whenever it suits.",
    ),
)

NEWS = (
    "I have happy news: after fourteen years of planning furniture I am starting a library of things, where neighbours "
    "borrow tools and show each other how to use them."
)
OFFER = "And tell me what I could do for you; I would love to."

AUTOMATIC_ANSWER = ("Hamish Reid", "I am on the water until the 20th and read no mail there.")
LATE_ANSWER = (
    "Jürgen Ellison-Groß",
    "Mara, the radio! I have it still. And there is cake every Monday. Shall we talk on Sunday?",
)
"""It waits to be read when the story ends."""

TOWN = "Bristol"
NEXT_TALK = "Rashid Karimi"
NEXT_TALK_ANSWER = "The mouse! Ring me tomorrow at lunch, half past twelve. I have twenty minutes, and opinions."
REPLY_FROM = "Ines Kowalczyk"
REPLY = (
    "Mara! That bowl was never rubbish, I was only cross. Come on Thursday at four, I unload then. I have half an hour "
    "before my evening class. Bring lemons. Ines"
)
TALK_PLACE = "Kiln House Studio, 3 Foundry Yard"
TALK_NOTES = (
    "Shares are 120 a year, with a key each. Write the house rules together before the first firing, not after the "
    "first quarrel. A shelf for broken pots made people braver. She knows Amara Nwosu, whose branch library has an "
    "empty room."
)
THANKS_SUBJECT = "The rules before the quarrel"
THANKS = """Dear Ines,

Thank you for Thursday, and for fitting all of it into exactly the half hour you had.

“Write the rules together before the first quarrel” hangs over my desk now. You told me what went wrong as openly as \
what went well, and that was the kindest part: since then the library of things feels like something that people like \
us can simply do. I have already built the shelf for broken things.

The lemons look even better in the bowl since I know it was nearly thrown away.

Warmly,
Mara
"""

NEED = "photograph the new glazes for the spring market"
INTRODUCED = ("Amara Nwosu", "amara.nwosu@example.org")
INTRODUCTION = "She runs the branch library in Eastfield, and has an empty room with a door to the street."
IDEA = "Begin with ten drills and one Saturday a month, not with a catalogue."
