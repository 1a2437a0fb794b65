"""Microsoft's sign-in errors as sentences that say what to do.

The numbers are those of "Microsoft Entra authentication and authorization error codes".
"""

import re
from collections.abc import Mapping
from typing import Any

_ADMIN = (
    "Your organisation lets nobody use this application before an administrator allows it. Ask them to approve the"
    " application id {client}, or use another account."
)
_AGAIN = "The sign-in has expired or was taken back."
_MFA = "Microsoft wants a second proof that it is you. Sign in again in a browser, and go through all its steps."
_POLICY = (
    "A rule of your organisation (conditional access) forbids this sign-in from here: {detail}. Ask its administrator"
    " which devices and applications are allowed, or use another account."
)
_AUDIENCE = (
    "This application was registered for other kinds of accounts. In its registration choose personal and work"
    " accounts, or set --authority to the kind that it takes: https://login.microsoftonline.com/consumers for personal"
    " accounts, /organizations for work accounts."
)
_APP = (
    "Microsoft knows no application with the id {client} there. Compare --client-id with the page of your application,"
    " and --authority with where it was registered."
)
_PUBLIC = (
    "The application is registered as a web server. On its page under Authentication, add the platform 'Mobile and"
    " desktop applications' with http://localhost, and set 'Allow public client flows' to Yes."
)

_SENTENCES: Mapping[int, str] = {
    50011: _PUBLIC,
    500113: _PUBLIC,
    7000218: _PUBLIC,
    700016: _APP,
    700038: _APP,
    90002: "There is no organisation of the name in --authority. Mend it, or leave it out.",
    50194: _AUDIENCE,
    50020: _AUDIENCE,
    90072: _AUDIENCE,
    9002331: _AUDIENCE,
    9002332: _AUDIENCE,
    9002346: _AUDIENCE,
    65001: "You have not allowed yet what is needed.",
    65004: "You did not allow what was asked for, so nothing was changed.",
    90093: _ADMIN,
    90094: _ADMIN,
    90095: _ADMIN,
    900941: _ADMIN,
    650052: _ADMIN,
    650056: _ADMIN,
    700027: _ADMIN,
    7000112: "An administrator has switched this application off for your organisation: ask them.",
    50105: "Your organisation gives this application to chosen people only. Ask its administrator to add you.",
    50034: "Microsoft knows no such account there. Compare the address, and --authority.",
    50053: "The account is locked for a while after too many attempts. Wait, then sign in again.",
    50055: "The password of the account has expired. Change it in a browser, then sign in again.",
    50057: "The account is switched off. Ask whoever runs it.",
    50126: "The user name or password is wrong.",
    50072: _MFA,
    50074: _MFA,
    50076: _MFA,
    50079: _MFA,
    50158: _MFA,
    50078: _AGAIN,
    50173: _AGAIN,
    50089: _AGAIN,
    70008: _AGAIN,
    70043: _AGAIN,
    70000: _AGAIN,
    700082: _AGAIN,
    700084: _AGAIN,
    50132: _AGAIN,
    50133: _AGAIN,
    70018: "The code was not the one that was shown, or is too old.",
    70019: "The code has expired before it was typed.",
    70020: "The code has expired before it was typed.",
    53000: _POLICY.replace("{detail}", "the device does not meet its conditions"),
    53001: _POLICY.replace("{detail}", "the device is not joined to its domain"),
    53002: _POLICY.replace("{detail}", "the application is not an approved one"),
    53003: _POLICY.replace("{detail}", "access is blocked"),
    53004: _POLICY.replace("{detail}", "a second proof has to be set up first"),
    530002: _POLICY.replace("{detail}", "the device does not meet its conditions"),
    530003: _POLICY.replace("{detail}", "the device has to be managed"),
    530034: _POLICY.replace("{detail}", "a second proof cannot be asked for here"),
    530035: _POLICY.replace("{detail}", "security defaults block it"),
}

_BY_WORD: Mapping[str, str] = {
    "access_denied": "You did not allow what was asked for, so nothing was changed.",
    "authorization_declined": "You did not allow what was asked for, so nothing was changed.",
    "expired_token": "The code has expired before it was typed.",
    "interaction_required": _MFA,
    "consent_required": "You have not allowed yet what is needed.",
    "invalid_grant": _AGAIN,
    "abort": "The sign-in was broken off.",
}


def explain(answer: Mapping[str, Any], client: str) -> str:
    """What went wrong, from an answer of the sign-in service, and what to do; nothing secret is in it."""
    said = str(answer.get("error_description") or "")
    numbers = [int(number) for number in answer.get("error_codes") or () if str(number).isdecimal()]
    if match := re.search(r"AADSTS(\d+)", said):
        numbers.append(int(match[1]))
    for number in numbers:
        if number in _SENTENCES:
            return f"{_SENTENCES[number].replace('{client}', client)} (Microsoft's code: AADSTS{number}.)"
    word = str(answer.get("error") or "")
    first = " ".join(said.split("\n", 1)[0].split()).split(" Trace ID:")[0].rstrip(".")
    code = f" (Microsoft's code: AADSTS{numbers[0]}.)" if numbers and f"AADSTS{numbers[0]}" not in first else ""
    if numbers or word not in _BY_WORD:
        return f"Microsoft refuses the sign-in: {first or word or 'without a reason'}.{code}"
    return _BY_WORD[word]
