"""Words that stand around names: titles, generations, credentials, particles, and what marks an organisation."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father herr frau hr fru mag dipl ing
    mme mlle monsieur madame sr sra srta don dona sig sigra dott dottssa avv doc mudr judr phdr pan pani ir drs
    mevr dhr captain col colonel maj sgt lt gen judge hon coach uncle aunt tante onkel oma opa grandma grandpa
    """
)

GENERATIONS = {
    "jr": "junior",
    "jun": "junior",
    "junior": "junior",
    "sr": "senior",
    "sen": "senior",
    "senior": "senior",
    "ii": "second",
    "iii": "third",
    "iv": "fourth",
}
"""What tells a father from a son of the same name."""

CREDENTIALS = _words(
    """
    phd mba pmp msc bsc ba bs ma ms md mph cpa esq dds dvm rn llm llb jd cfa pe meng beng frcs mp obe mbe cbe
    cissp csm ceng edd dphil mfa med mpa msw lcsw shrm sphr acca aca fca cfp chfc rdn pharmd od dc dnp np pt dpt
    """
)

PARTICLES = _words(
    """
    van von der den de la le du da di del della dos das do el al bin ibn ter ten zu zur vom af av y
    """
)
"""Small words of surnames, which some address books drop and others sort by."""

ORGANISATION_WORDS = _words(
    """
    gmbh ag kg ohg ug inc llc ltd plc corp corporation company co sa sl sarl srl spa bv nv ab oy as aps sro vos ks
    scom group gruppe holding holdings associates partners limited sons foundation stiftung verein ev club school
    university bank hotel restaurant clinic praxis services solutions consulting coop zoo ooo zao oao ip
    """
)

ROLE_MAILBOXES = _words(
    """
    info office admin sales contact kontakt hello support help team mail post service billing accounts press jobs
    hr careers reception sekretariat verwaltung buro bureau contacto family familie noreply no-reply webmaster
    postmaster enquiries inquiries marketing events booking bookings orders shop secretary secretariat
    """
)
"""Local parts of addresses that several people read."""

PLACEHOLDER_MAILBOXES = _words(
    """
    none na noemail no-email test example unknown nobody keine null nil email xxx asdf abc
    """
)
"""Local parts of addresses that nobody reads: typed to get past a form."""

PUBLIC_MAIL_DOMAINS = _words(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com
    gmx.de gmx.net web.de t-online.de orange.fr free.fr laposte.net libero.it wp.pl seznam.cz mail.ru yandex.ru
    proton.me protonmail.com fastmail.com ziggo.nl btinternet.com rediffmail.com
    """
)
"""Where people have private mailboxes: at a firm's domain a mailbox may pass from one employee to the next."""
