"""Every command: its name, what it does in one line, and where its code is.

`netcore --help` shows this table and imports nothing else; the documentation and the tests walk it.
"""

from typing import NamedTuple

COMMANDS_GROUP = "netcore.commands"
"""The entry-point group in which a distribution adds commands of its own."""


class Listed(NamedTuple):
    """A command as the help lists it; ``home`` is ``"module:attribute"`` below `netcore.cli`."""

    name: str
    home: str
    help: str


class Group(NamedTuple):
    """The commands of one step, under a line that says what the step is for."""

    step: str
    what: str
    commands: tuple[Listed, ...]


GROUPS = (
    Group(
        "1 gather",
        "list everybody you know now; they need not live near you",
        (
            Listed("import", "bring:command", "Bring in your address books: files, folders, online accounts."),
            Listed("people", "people:group", "List, look at, add and correct people."),
            Listed("circles", "circles:group", "The parts of life through which you know them."),
            Listed("recall", "recall:command", "Who is missing? Walk through the parts of your life."),
            Listed("duplicates", "identity:duplicates", "Cards that may be the same human: you decide."),
            Listed("same", "identity:same", "Say that two entries are one human."),
            Listed("different", "identity:different", "Say that two entries are two humans."),
            Listed("split", "identity:split", "Take one card out of a person again."),
            Listed("accounts", "accounts:group", "The address books and mailboxes netcore knows."),
            Listed("export", "export:command", "Write your people into a file for another program."),
            Listed("undo", "undo:command", "Take back the last import, merge or correction."),
        ),
    ),
    Group(
        "2 choose",
        "take off the list whoever you feel discomfort or doubt about",
        (
            Listed("choose", "choose:choose", "A quick pass over the undecided, one key each."),
            Listed("keep", "choose:keep", "Keep people on your list."),
            Listed("eliminate", "choose:eliminate", "Take people off: they are never written to."),
        ),
    ),
    Group(
        "3 clarify",
        "say what you want from your next chapter (do not skip this)",
        (Listed("clarify", "clarify:command", "Write down your next chapter, or read it again."),),
    ),
    Group(
        "4 write",
        "an interesting, warm message with one clear request",
        (
            Listed("draft", "draft:command", "Prepare a message for each person."),
            Listed("check", "check:command", "Look for mistakes before anything leaves."),
            Listed("review", "review:command", "Read each draft: approve, change, skip or discard."),
            Listed("approve", "approve:command", "Approve messages you have read."),
            Listed("send", "send:command", "Send what you approved, each message exactly once."),
            Listed("outbox", "outbox:group", "What is waiting, sent, refused or uncertain."),
            Listed("replies", "replies:group", "Who answered; note an answer by hand."),
        ),
    ),
    Group(
        "5 meet",
        "offer options; respect their time: 30 minutes is 30 minutes",
        (Listed("meet", "meet:group", "Offer, agree, prepare and hold a conversation."),),
    ),
    Group(
        "6 thank",
        "a thank-you note within a day",
        (Listed("thank", "thank:command", "Whom you owe thanks; write the note."),),
    ),
    Group(
        "7 give",
        "offer to do something for them; find out what by asking",
        (
            Listed("give", "give:group", "What you asked, promised and did for people."),
            Listed("lead", "lead:command", "Note what came of a talk: a new person or an idea."),
            Listed("arrived", "lead:arrived", "Tell that you told them what came of their lead."),
        ),
    ),
    Group(
        "see",
        "where you are",
        (
            Listed("next", "see:agenda", "What to do next, and why."),
            Listed("journal", "see:journal", "What happened, newest first."),
        ),
    ),
    Group(
        "keep",
        "look after your network",
        (
            Listed("plugins", "plugins:group", "What can be plugged in, and whether it works."),
            Listed("doctor", "doctor:command", "Is everything in order? What to do if not."),
            Listed("backup", "backup:backup", "Copy your whole network into one file."),
            Listed("restore", "backup:restore", "Bring a backup back."),
            Listed("forget", "choose:forget", "Erase a person for good."),
            Listed("config", "config:group", "Your name, your address, and other settings."),
            Listed("demo", "demo:command", "See all seven steps on an invented address book."),
        ),
    ),
)


def find(name: str) -> Listed | None:
    """The command of that name."""
    return next((listed for group in GROUPS for listed in group.commands if listed.name == name), None)
