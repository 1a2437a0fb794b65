"""Words that stand around names: titles, generations, credentials, particles, and what marks an organisation."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _by_meaning(**words: str) -> dict[str, str]:
    return {word: meaning for meaning, text in words.items() for word in text.split()}


TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father herr frau hr fru mag dipl ing
    mme mlle monsieur madame mademoiselle sr sra srta senor senora senorita sig sigra signor signora dott dottssa avv
    doc mudr judr phdr pan pani ir drs mevr mevrouw dhr meneer captain col colonel maj sgt lt gen judge hon coach
    uncle aunt tante onkel oma opa grandma grandpa
    """
)

GENERATIONS = {
    "jr": "junior",
    "jnr": "junior",
    "junior": "junior",
    "sr": "senior",
    "snr": "senior",
    "senior": "senior",
    "1st": "first",
    "2nd": "second",
    "ii": "second",
    "3rd": "third",
    "iii": "third",
    "4th": "fourth",
    "iv": "fourth",
}
"""What tells a father from a son of the same name, wherever it stands in the name but at its beginning."""

LAST_GENERATIONS = {
    "jun": "junior",
    "sen": "senior",
    "pere": "senior",
    "fils": "junior",
    "padre": "senior",
    "hijo": "junior",
    "figlio": "junior",
    "pai": "senior",
    "filho": "junior",
    "neto": "grandson",
    "i": "first",
}
"""The same, of words that are names as well: only after a given name and a surname."""

GENERATION_PHRASES = {
    "der altere": "senior",
    "der jungere": "junior",
    "die altere": "senior",
    "die jungere": "junior",
    "the elder": "senior",
    "the younger": "junior",
    "el mayor": "senior",
    "el menor": "junior",
}
"""The same, in two words at the end of a name."""

REMARKED_GENERATIONS = _by_meaning(
    senior="dad daddy father mum mom mother vater mutter maman madre mamma mama papa mae vader moeder otec ojciec",
    junior="son daughter sohn tochter fille hija figlia zoon dochter syn corka filha",
)
"""The same, of words that say it only as a remark beside a name: "John Ward (dad)"."""

GENDERED_TITLES = _by_meaning(
    man="mr herr hr monsieur sr senor sig signor signore dhr meneer pan sir lord gospodin",
    woman="mrs ms miss frau fru sra srta senora senorita sigra signora mevr mevrouw pani lady dame gospozha",
    madame="mme mlle madame mademoiselle",
)
"""What tells a couple apart whose given name or initial is the same.  madame: a woman, in French, where the M. of her
husband looks like an initial."""

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

SURNAMES_TOO = _words("vos sa co ip bank")
"""Marks of an organisation that are surnames as well: behind a single word they mark nothing."""

ROLE_MAILBOXES = _words(
    """
    info office admin sales contact kontakt hello support help team mail post service billing accounts press jobs
    hr careers reception sekretariat verwaltung buro bureau contacto family familie noreply no-reply webmaster
    postmaster enquiries inquiries marketing events booking bookings orders shop secretary secretariat
    buero praxis kanzlei empfang zentrale verein vorstand buchhaltung bestellung anfrage rechnung rezeption redaktion
    accueil contactez bonjour secretaire direction compta comptabilite commande mairie
    oficina secretaria recepcion administracion ventas pedidos atencion correo
    ufficio segreteria amministrazione ordini negozio accoglienza
    escritorio recepcao vendas contato geral administracao
    kantoor administratie receptie bestuur kontor kontoret reception post posta posten toimisto
    biuro sekretariat kancelaria kancelar kancelaria recepcja sprzedaz obchod podatelna iroda
    management team-mail staff everyone all hq board committee
    """
)
"""Local parts of addresses that several people read."""

FAMILY_WORDS = _words("family familie famille familia famiglia familien familjen rodina rodzina gezin csalad")
"""In a local part, alone or grown together with a surname: the mailbox of a household."""

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
