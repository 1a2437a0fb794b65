"""Reports that a letter could not be delivered, in the shapes of four mail systems, as an inbox shows them."""

from typing import Any


def postfix(address: str, message_id: str) -> dict[str, Any]:
    return {
        "from_address": "MAILER-DAEMON@mx1.example.net",
        "from_name": "Mail Delivery System",
        "subject": "Undelivered Mail Returned to Sender",
        "headers": (
            ("Return-Path", "<>"),
            ("Auto-Submitted", "auto-replied"),
            ("Content-Type", 'multipart/report; report-type=delivery-status; boundary="4FxQ.1/mx1"'),
        ),
        "text": f"""This is the mail system at host mx1.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{address}>: host mx.example.org[192.0.2.25] said: 550 5.1.1 <{address}>:
    Recipient address rejected: User unknown (in reply to RCPT TO command)

Reporting-MTA: dns; mx1.example.net
Arrival-Date: Tue,  3 Mar 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

Return-Path: <sam@example.org>
Message-ID: {message_id}
Subject: Boats
""",
    }


def exim(address: str, message_id: str) -> dict[str, Any]:
    return {
        "from_address": "Mailer-Daemon@relay.example.net",
        "from_name": "Mail Delivery System",
        "subject": "Mail delivery failed: returning message to sender",
        "headers": (("Return-path", "<>"), ("Auto-Submitted", "auto-replied"), ("X-Failed-Recipients", address)),
        "text": f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Return-path: <sam@example.org>
Message-ID: {message_id}
""",
    }


def exchange(address: str, message_id: str) -> dict[str, Any]:
    return {
        "from_address": "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.onmicrosoft.com",
        "from_name": "Microsoft Outlook",
        "subject": "Undeliverable: Boats",
        "headers": (
            ("Return-Path", "<>"),
            ("Content-Type", 'multipart/report; report-type=delivery-status; boundary="_000_x"'),
        ),
        "text": f"""Delivery has failed to these recipients or groups:

{address} ({address})
The email address you entered couldn't be found. Please check the recipient's email address.

Generating server: AM0PR01MB1234.example.com

Final-Recipient: rfc822;{address}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found

Message-ID: {message_id}
""",
    }


def gmail(address: str, message_id: str) -> dict[str, Any]:
    return {
        "from_address": "mailer-daemon@googlemail.com",
        "from_name": "Mail Delivery Subsystem",
        "subject": "Delivery Status Notification (Failure)",
        "in_reply_to": message_id,
        "references": (message_id,) if message_id else (),
        "headers": (
            ("Return-Path", "<>"),
            ("X-Failed-Recipients", address),
            ("Auto-Submitted", "auto-replied"),
            ("Content-Type", 'multipart/report; boundary="0000"; report-type=delivery-status'),
        ),
        "text": f"""** Address not found **

Your message wasn't delivered to {address} because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
""",
    }
