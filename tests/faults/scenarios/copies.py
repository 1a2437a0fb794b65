"""Filing the copy of a letter that has left: what fails here changes nothing."""

from mail_lab import HangUp, Say

from tests.faults.scenario import Scenario
from tests.faults.scenarios.acts import imap, office

OURS = {"sent_copy": "netcore"}

COPIES = (
    Scenario(
        name="There is no Sent folder",
        act=office(lambda post: post.mailbox.folders.pop("Sent")),
        imap=True,
        settings=OURS,
        sees="There is no copy in the Sent folder",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The Sent folder is full (APPEND is refused)",
        act=imap("append", Say("TAG NO [OVERQUOTA] Quota exceeded")),
        imap=True,
        settings=OURS,
        sees="Quota exceeded",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The IMAP server hangs up in the middle of filing",
        act=imap("append", HangUp()),
        imap=True,
        settings=OURS,
        sees="There is no copy in the Sent folder",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The IMAP server is not there at all",
        act=office(lambda post: post.imap.close()),
        imap=True,
        settings=OURS,
        sees="There is no copy in the Sent folder",
        ledger="sent",
        copies=1,
    ),
)
