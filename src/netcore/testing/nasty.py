"""Texts that real address books hold, and that careless code breaks on."""

NASTY_NAMES: tuple[str, ...] = (
    "O'Brien",
    'Ada "the Countess" Lovelace',
    "Lovelace, Ada; Countess",
    "C:\\Temp\\",
    "a\\nb",
    "Zoë Müller-Lüdenscheidt",
    "Łódź Žižek Đặng",
    "李小龍",
    "محمد عبد الله",
    "Владимир Достоевский",
    "e\u0301 decomposed and \u00e9 composed",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 family",
    "right\u202eto\u202cleft",
    "no\u00a0break\u200bspace",
    "line\u2028separator",
    "next\u0085line",
    "form\x0cfeed",
    "tab\tinside",
    "=1+1",
    "+1 555 0100",
    "@home",
    "-dash",
    "=?utf-8?q?=41da?=",
    "<b>bold</b> & co",
    "{{ 7 * 7 }} {0} %s ${HOME}",
    "'); DROP TABLE people; --",
    "BEGIN:VCARD",
    "END:VCARD",
    "TEL;TYPE=home:+15550100",
    "null",
    "0",
    ".",
    "x" * 1000,
    "long and spaced " * 60 + "end",
)
"""Names on one line, none of which begins or ends with white space."""

NASTY_TEXTS: tuple[str, ...] = (
    *NASTY_NAMES,
    "two\nlines",
    "a paragraph\n\nand another\n\n\nand a third",
    "From the beginning of a line\n.\n..\n--\n-- \n> quoted",
    "no end of line " * 200,
    "\u00fc" * 2000,
)
"""Texts of several lines, with ``\\n`` line ends."""

INJECTIONS: tuple[str, ...] = (
    "x\r\nX-Injected: yes",
    "x\nX-Injected: yes",
    "x\rX-Injected: yes",
    "x\r\n\r\nX-Injected: yes",
    "x\r\n X-Folded: yes\r\nX-Injected: yes",
    "x\u2028X-Injected: yes",
    "x\u0085X-Injected: yes",
    "x\x0bX-Injected: yes",
    "x\x0cX-Injected: yes",
    "x\x1eX-Injected: yes",
    "x\0X-Injected: yes",
)
"""What somebody might put into a field to smuggle in a header: whatever any reader takes for the end of a line."""
