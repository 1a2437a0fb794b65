"""The exports of many programs are known by their headers, and each column goes where it belongs."""

import pytest
from csv_lab import contacts, items, known, names, readings

from netcore.model.contact import Email, Handle, Name, Organization, Phone, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.plugins import Record, Unreadable

NOTE = '"When exporting your connection data, you may notice that some of the email addresses are missing."'
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
JANE = 'Jane,"Doe, MBA",https://www.linkedin.com/in/jane-doe/?x=1,jane@doe.example,"Acme, Inc.",CTO,28 Sep 2026'


@pytest.mark.parametrize(
    "before", ["", f"Notes:\n{NOTE}\n\n", f'"Notes:"\r\n{NOTE}\r\n,,,,,,\r\n', f"\ufeffNotes:\n{NOTE}\n"]
)
def test_linkedin_is_found_below_any_notes(before: str) -> None:
    data = f"{before}{CONNECTIONS}\n{JANE}\n"
    assert known(data, "Connections.csv")
    (jane,) = contacts(data)
    assert jane.name == Name(given="Jane", family="Doe", suffix="MBA")
    assert jane.handles == (Handle(service="linkedin", name="jane-doe", url="https://www.linkedin.com/in/jane-doe"),)
    assert jane.organizations == (Organization(name="Acme, Inc.", title="CTO"),)
    assert jane.emails == (Email(address="jane@doe.example"),)
    assert [(extra.name, extra.text) for extra in jane.extras] == [("Connected On", "28 Sep 2026")]


def test_linkedin_of_before_it_had_addresses_and_in_german() -> None:
    old = "First Name,Last Name,Email Address,Company,Position,Connected On\nBob,undefined,,Acme,,1 Jan 2026\n"
    assert names(old) == ["Bob"]
    german = (
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\nUte,Ott,,u@x.example,Ott KG,Chefin,\n"
    )
    (ute,) = contacts(german)
    assert (str(ute.name), ute.organizations[0]) == ("Ute Ott", Organization(name="Ott KG", title="Chefin"))


def test_deleted_accounts_are_told_of_once_and_are_no_failure() -> None:
    head = CONNECTIONS.strip()
    data = (
        f"{head}\n,,,,,,\n,,,,,,12 Jan 2020\nundefined,,,,Acme,,1 Jan 2021\nBob,,,,,,1 Jan 2021\n ,,,b@x.example,,,\n"
    )
    *people, told = items(data)
    assert [type(one) for one in people] == [Record, Record]
    assert isinstance(told, Unreadable)
    assert told.nobody
    assert told.reason.endswith("deleted there: 2")


@pytest.mark.parametrize(
    "data",
    [
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary\nMe,Myself,,,,,\n",
        "Email Address,Confirmed,Primary,Updated On\nme@x.example,Yes,Yes,\n",
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT\n1,,A,,B,,,Hi\n",
        "Application Date,Contact Email,Contact Phone Number,Company Name\n1/2/20,me@x.example,1,Acme\n",
        "Registered At,Registration Ip,Subscription Types\n1/2/10,192.0.2.1,\n",
    ],
)
def test_other_files_of_linkedin_are_no_contacts_and_no_failure(data: str) -> None:
    (told,) = items(data)
    assert isinstance(told, Unreadable)
    assert told.nobody
    assert "it is about yourself" in told.reason


def test_a_list_of_addresses_tells_how_to_read_it() -> None:
    data = "a@x.example\nb@x.example\n"
    assert known(data, "list.csv")
    (refused,) = items(data)
    assert isinstance(refused, Unreadable)
    assert "column 1=" in refused.reason
    found = contacts(data, columns="column 1=email")
    assert [contact.emails[0].address for contact in found] == ["a@x.example", "b@x.example"]


NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
    "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,"
    "Relation 1 - Label,Relation 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value\n"
    'Ada,King,Lovelace,エイダ,Lady,Jr.,Countess,"Lovelace, Ada",Engines,Programmer,R&D, 1815-12-10,"one\ntwo",'
    "https://x.example/a.jpg,Choir ::: * myContacts ::: Rowing,* Work,a@x.example ::: b@x.example,Mobile,"
    '+44 7700 900100,Home,"12 Square\nLondon",12 Square,London,SW1,GB,Blog,https://ada.example,Anniversary,--07-08,'
    "Spouse,William,Shoe size,37\n"
)


def test_google_of_today() -> None:
    (ada,) = contacts(NEW)
    assert str(ada.name) == "Lady Ada King Lovelace Jr."
    assert (ada.name.phonetic_given, ada.name.sort_as, ada.nicknames) == ("エイダ", "Lovelace, Ada", ("Countess",))
    assert ada.emails == (
        Email(address="a@x.example", kinds=("work",), preference=1),
        Email(address="b@x.example", kinds=("work",), preference=1),
    )
    assert ada.phones == (Phone(number="+44 7700 900100", kinds=("cell",)),)
    assert ada.addresses == (
        PostalAddress(
            street="12 Square",
            locality="London",
            postcode="SW1",
            country_code="GB",
            formatted="12 Square\nLondon",
            kinds=("home",),
        ),
    )
    assert ada.birthday == PartialDate(year=1815, month=12, day=10)
    assert [(str(one.date), one.label) for one in ada.occasions] == [("--07-08", "anniversary")]
    assert ada.categories == ("Choir", "Rowing")
    assert ada.notes == ("one\ntwo",)
    assert [(one.name, one.kind) for one in ada.relations] == [("William", "spouse")]
    assert [(one.name, one.text) for one in ada.extras] == [("Shoe size", "37")]


def test_google_of_before_2024() -> None:
    data = (
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Nickname,Birthday,Gender,Notes,Language,Photo,"
        "Group Membership,E-mail 1 - Type,E-mail 1 - Value,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,"
        "Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title\n"
        "Ada Lovelace,Ada,,Lovelace,,,1815-12-10,female,,en,,* myContacts ::: Choir,* ,a@x.example,,Skype,ada.l,"
        "Work Fax,+1 555 0100,,Engines,Programmer\n"
    )
    (ada,) = contacts(data)
    assert (str(ada.name), ada.gender, ada.languages, ada.categories) == ("Ada Lovelace", "female", ("en",), ("Choir",))
    assert ada.emails == (Email(address="a@x.example", preference=1),)
    assert ada.handles == (Handle(service="skype", name="ada.l"),)
    assert ada.phones == (Phone(number="+1 555 0100", kinds=("work", "fax")),)
    assert ada.organizations == (Organization(name="Engines", title="Programmer"),)


def test_google_in_utf_16_as_it_once_was() -> None:
    assert names(NEW.encode("utf-16")) == names(NEW)
    assert known(NEW.encode("utf-16-le"))


OUTLOOK = (
    '"Title","First Name","Middle Name","Last Name","Suffix","Company","Department","Job Title","Business Street",'
    '"Business Street 2","Business City","Business Country/Region","Home Fax","Mobile Phone","E-mail Address",'
    '"E-mail Type","E-mail Display Name","E-mail 2 Address","E-mail 2 Type","Birthday","Categories","Priority",'
    '"Spouse","User 1","Web Page"\n'
    '"Dr.","Ada","","Lovelace","","Engines","R&D","Programmer","12 Square","Floor 2","London","United Kingdom",'
    '"+44 1","+44 2","ada@x.example","SMTP","Ada","/o=x/cn=ada","EX","0/0/00","Choir;Rowing, old","Normal",'
    '"William","blue","https://ada.example"\n'
)


def test_outlook_of_the_desktop() -> None:
    (reading,) = readings(OUTLOOK)
    ada = reading.contact
    assert ada.name == Name(prefix="Dr.", given="Ada", family="Lovelace")
    assert ada.organizations == (Organization(name="Engines", units=("R&D",), title="Programmer"),)
    assert ada.addresses == (
        PostalAddress(street="12 Square\nFloor 2", locality="London", country="United Kingdom", kinds=("work",)),
    )
    assert ada.phones == (Phone(number="+44 1", kinds=("home", "fax")), Phone(number="+44 2", kinds=("cell",)))
    assert ada.emails == (Email(address="ada@x.example"),)
    assert (ada.birthday, ada.categories) == (None, ("Choir", "Rowing, old"))
    assert [(extra.name, extra.text) for extra in ada.extras] == [("User 1", "blue"), ("E-mail", "/o=x/cn=ada")]
    assert reading.notes == ()


TRANSLATED = {
    "de": "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,"
    "E-Mail-Typ,Geburtstag",
    "fr": "Titre,Prénom,Nom,Société,Titre,Rue (bureau),Téléphone (bureau),Tél. mobile,Adresse de messagerie,"
    "Type de messagerie,Anniversaire",
    "it": "Titolo,Nome,Cognome,Società,Posizione,Via (uff.),Ufficio,Cellulare,Indirizzo posta elettronica,"
    "Tipo posta elettronica,Compleanno",
    "pl": "Tytuł,Imię,Nazwisko,Firma,Stanowisko,Adres służbowy - ulica,Telefon służbowy,Telefon komórkowy,Adres e-mail,"
    "Typ poczty e-mail,Urodziny",
    "nb": 'Tittel,Fornavn,Etternavn,Firma,Stilling,"Adresse, arb.: Gate/vei","Telefon, arb.",Mobiltelefon,'
    "E-postadresse,E-posttype,Fødselsdag",
    "es": "Title,Nombre,Apellidos,Organización,Puesto,Calle del trabajo,Teléfono del trabajo,Mobile Phone,"
    "E-mail Address,E-mail Type,Birthday",
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_outlook_in_other_languages(language: str) -> None:
    header = TRANSLATED[language]
    codec = "cp1250" if language == "pl" else "cp1252"
    data = f"{header}\n,Jo,Groß,Acme,Chef,Weg 5,+49 1,+49 2,jo@x.example,SMTP,3.4.1970\n".encode(codec)
    (jo,) = contacts(data, encoding=codec)
    assert (jo.name.given, jo.name.family) == ("Jo", "Groß")
    assert jo.organizations == (Organization(name="Acme", title="Chef"),)
    assert [(one.street, one.kinds) for one in jo.addresses] == [("Weg 5", ("work",))]
    assert jo.phones == (Phone(number="+49 1", kinds=("work",)), Phone(number="+49 2", kinds=("cell",)))
    assert (jo.emails, str(jo.birthday)) == ((Email(address="jo@x.example"),), "1970-04-03")
    assert jo.extras == ()


def test_thunderbird() -> None:
    data = (
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
        "Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Birth Year,Birth Month,Birth Day,"
        "Custom 1,Notes,\nAda,Lovelace,Ada the Countess,,a@x.example,b@x.example,ada,+1 2,,+1 3,,,Street 1,Flat 2,"
        "London,1815,12,10,blue,Hello,\n"
    )
    (ada,) = contacts(data)
    assert (str(ada.name), str(ada.birthday)) == ("Ada the Countess", "1815-12-10")
    assert [email.address for email in ada.emails] == ["a@x.example", "b@x.example"]
    assert ada.addresses == (PostalAddress(street="Street 1\nFlat 2", locality="London", kinds=("home",)),)


def test_yahoo() -> None:
    data = (
        "First,Middle,Last,Nickname,Email,Category,Messenger ID,Home,Work,Mobile,Yahoo! Phone,Title,Company,Skype ID\n"
        "Ada,,Lovelace,,a@x.example,Choir,,+1 1,+1 2,+1 3,,Programmer,Engines,ada.l\n"
    )
    (ada,) = contacts(data)
    assert [(phone.number, phone.kinds) for phone in ada.phones] == [
        ("+1 1", ("home",)),
        ("+1 2", ("work",)),
        ("+1 3", ("cell",)),
    ]
    assert ada.organizations == (Organization(name="Engines", title="Programmer"),)
    assert ada.handles == (Handle(service="skype", name="ada.l"),)


# -- tables of one's own ---------------------------------------------------------------------------------------------

CLUB = (
    "Rufname;Zuname;Mail;Handy;Verein;Lieblingsfarbe\n"
    "Anna;Ott;anna@ott.example;0170 1;Ruderclub, Chor;blau\n"
    "Karl;Kauz;;;;\n"
)


def test_unknown_columns_are_told_of_once_and_kept() -> None:
    first, second = readings(CLUB)
    (note,) = first.notes
    assert "“Verein”, “Lieblingsfarbe” of this file are not understood" in note
    assert second.notes == ()
    assert [(extra.name, extra.text) for extra in first.contact.extras] == [
        ("Verein", "Ruderclub, Chor"),
        ("Lieblingsfarbe", "blau"),
    ]


def test_the_user_says_what_columns_mean() -> None:
    first, _ = readings(CLUB, columns="Verein=circle; lieblingsfarbe = note, Handy=phone.work")
    assert first.notes == ()
    assert (first.contact.categories, first.contact.notes) == (("Ruderclub", "Chor"), ("blau",))
    assert first.contact.phones == (Phone(number="0170 1", kinds=("work",)),)


def test_a_table_that_nobody_knows_is_read_when_the_user_says_how() -> None:
    data = "Wer,Wo\nAnna Ott,Köln\n"
    assert isinstance(items(data)[0], Unreadable)
    (anna,) = contacts(data, columns="Wer=name, Wo=address.city")
    assert (str(anna.name), anna.addresses[0].locality) == ("Anna Ott", "Köln")


@pytest.mark.parametrize("words", ["Wer", "=name", "=", "Wer=quatsch", "Wer=phone.mobile.x.y"])
def test_words_that_mean_nothing_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"means?|meaning"):
        contacts("Wer\nAnna\n", columns=words)


def test_a_surname_may_be_called_name() -> None:
    (anna,) = contacts("Vorname,Name,Mail\nAnna,Ott,a@x.example\n")
    assert anna.name == Name(given="Anna", family="Ott")


@pytest.mark.parametrize(
    "data",
    [
        "Date,Name,Amount\n1,Rent,9\n",
        "id,title,price\n1,x,2\n",
        "just words\nand more\n",
        "a,b\n1,2\n",
        "Title,Year\nX,1\n",
    ],
)
def test_a_table_of_something_else_is_refused_with_the_reason(data: str) -> None:
    (refused,) = items(data)
    assert isinstance(refused, Unreadable)
    assert refused.reason.startswith("no column of it is known to hold a person's name or address; its first line is “")
    assert not known(data, "table.txt")


def test_two_columns_of_one_name_both_count() -> None:
    (ada,) = contacts("Name,Email,Email,Phone,Phone\nAda,a@x.example,b@x.example,+1 1,+1 2\n")
    assert [email.address for email in ada.emails] == ["a@x.example", "b@x.example"]
    assert [phone.number for phone in ada.phones] == ["+1 1", "+1 2"]


def test_several_values_in_one_cell_are_told_apart() -> None:
    data = 'Name,Emails,Phones\nAda,"a@x.example, b@x.example","+1 555 0100, +1 555 0101 ext. 5, 6"\n'
    (ada,) = contacts(data, columns="Phones=phone")
    assert [email.address for email in ada.emails] == ["a@x.example", "b@x.example"]
    assert [phone.number for phone in ada.phones] == ["+1 555 0100, +1 555 0101 ext. 5, 6"]
    (ada,) = contacts('Name,Email,Phone\nAda,"Ada, L <a@x.example>","+1 555 0100; +1 555 0101"\n')
    assert [email.address for email in ada.emails] == ["a@x.example"]
    assert [phone.number for phone in ada.phones] == ["+1 555 0100", "+1 555 0101"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_will_do(separator: str) -> None:
    data = f"First Name{separator}Last Name{separator}Email\nAda{separator}Lovelace{separator}a@x.example\n"
    assert names(data) == ["Ada Lovelace"]
    assert names(f"sep={separator}\r\n{data}") == ["Ada Lovelace"]
    assert names(f"My friends\n\n{data}") == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1990-01-02", "1990-01-02"),
        ("19900102", "1990-01-02"),
        ("28 Sep 2026", "2026-09-28"),
        ("7-Feb-22", "2022-02-07"),
        ("Feb 7, 1922", "1922-02-07"),
        ("3.4.1990", "1990-04-03"),
        ("25/4/1990", "1990-04-25"),
        ("4/25/90", "1990-04-25"),
        ("4/4/1990 0:00", "1990-04-04"),
        ("--04-25", "--04-25"),
        ("1604-04-25", "--04-25"),
        ("0/0/00", "None"),
        ("3/4/1990", "3/4/1990"),
        ("31.2.1990", "31.2.1990"),
        ("in spring", "in spring"),
    ],
)
def test_days(text: str, day: str) -> None:
    (ada,) = contacts(f'Name,Email,Birthday\nAda,a@x.example,"{text}"\n')
    assert str(ada.birthday) == day


def test_the_user_says_how_days_are_meant() -> None:
    data = "Name,Email,Birthday\nAda,a@x.example,3/4/1990\n"
    (reading,) = readings(data)
    assert "can mean two days" in reading.notes[0]
    assert [str(one.birthday) for one in contacts(data, dates="day-first")] == ["1990-04-03"]
    assert [str(one.birthday) for one in contacts(data, dates="month-first")] == ["1990-03-04"]


def test_the_language_of_the_header_says_how_days_are_meant() -> None:
    data = "Prénom,Nom,Adresse de messagerie,Téléphone (bureau),Anniversaire\nHélène,Lefèvre,h@x.example,1,05/03/1980\n"
    assert [str(one.birthday) for one in contacts(data)] == ["1980-03-05"]
    assert [str(one.birthday) for one in contacts(data, dates="month-first")] == ["1980-05-03"]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ("Herr,Uwe,,Schmidt", "Uwe Schmidt"),
        ("Frau Dr.,Jana,Maria,King", "Dr. Jana Maria King"),
        ("Frau,,,King", "Frau King"),
        ("Prof.,Ada,,Lovelace", "Prof. Ada Lovelace"),
    ],
)
def test_a_name_is_shown_without_what_everybody_is_addressed_with(cells: str, shown: str) -> None:
    (contact,) = contacts(
        f"Anrede,Vorname,Weitere Vornamen,Nachname,E-Mail-Adresse,Mobiltelefon\n{cells},x@x.example,\n"
    )
    assert contact.label() == shown
    assert contact.name.prefix == cells.partition(",")[0]


GERMAN_THUNDERBIRD = (
    "Vorname,Nachname,Anzeigename,Spitzname,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Messenger-Name,"
    "Tel. dienstlich,Tel. privat,Fax-Nummer,Pager-Nummer,Mobil-Tel.-Nr.,Privat: Adresse,Privat: Adresse 2,Privat: Ort,"
    "Privat: Bundesland,Privat: PLZ,Privat: Land,Dienstlich: Adresse,Dienstlich: Adresse 2,Dienstlich: Ort,"
    "Dienstlich: Bundesland,Dienstlich: PLZ,Dienstlich: Land,Arbeitstitel,Abteilung,Organisation,Webseite 1,Webseite 2,"
    "Geburtsjahr,Geburtsmonat,Geburtstag,Benutzerdef. 1,Benutzerdef. 2,Benutzerdef. 3,Benutzerdef. 4,Notizen,"
)
FRENCH_THUNDERBIRD = (
    "Prénom,Nom de famille,Nom à afficher,Surnom,Adresse électronique principale,Adresse électronique secondaire,"
    "Nom de l’écran,Tél. professionnel,Tél. personnel,Fax,Pager,Portable,Adresse privée,Adresse privée 2,Ville,"
    "Pays/État,Code postal,Pays/Région (domicile),Adresse professionnelle,Adresse professionnelle 2,Ville,Pays/État,"
    "Code postal,Pays/Région (bureau),Profession,Service,Société,Site web 1,Site web 2,Année de naissance,Mois,Jour,"
    "Divers 1,Divers 2,Divers 3,Divers 4,Notes,"
)


@pytest.mark.parametrize("header", [GERMAN_THUNDERBIRD, FRENCH_THUNDERBIRD])
def test_thunderbird_in_other_languages(header: str) -> None:
    row = (
        "Lena,Vogt,Lena Vogt,Leni,lena@x.example,lena@y.example,,030 11,030 22,030 33,,0171 44,Weg 1,,Bonn,NW,53111,DE,"
        "Platz 2,,Berlin,BE,10115,DE,Chefin,Technik,Acme,,,1980,5,6,,,,,mag Tee,"
    )
    (lena,) = contacts(f"{header}\n{row}\n")
    assert (lena.label(), lena.nicknames) == ("Lena Vogt", ("Leni",))
    assert [email.address for email in lena.emails] == ["lena@x.example", "lena@y.example"]
    assert {(phone.number, phone.kinds) for phone in lena.phones} == {
        ("030 11", ("work",)),
        ("030 22", ("home",)),
        ("030 33", ("fax",)),
        ("0171 44", ("cell",)),
    }
    places = {
        one.kinds: (one.street, one.locality, one.region, one.postcode, one.country_code) for one in lena.addresses
    }
    assert places == {
        ("home",): ("Weg 1", "Bonn", "NW", "53111", "DE"),
        ("work",): ("Platz 2", "Berlin", "BE", "10115", "DE"),
    }
    assert lena.organizations == (Organization(name="Acme", units=("Technik",), title="Chefin"),)
    assert lena.birthday == PartialDate(year=1980, month=5, day=6)
    assert lena.notes == ("mag Tee",)


@pytest.mark.parametrize(
    "header",
    [
        'Titel,Voornaam,Achternaam,Bedrijf,Functie,"Werkadres, straat","Werkadres, plaats",Telefoon op werk,'
        "Telefoon thuis,Mobiele telefoon,Verjaardag,Categorieën,E-mailadres,E-mailtype",
        "Обращение,Имя,Фамилия,Организация,Должность,Улица (раб. адрес),Город (раб. адрес),Рабочий телефон,"
        "Домашний телефон,Телефон переносной,День рождения,Категории,Адрес эл. почты,Тип эл. почты",
    ],
)
def test_outlook_in_dutch_and_russian(header: str) -> None:
    row = "Dr.,Jan,Maas,Acme,Chef,Weg 1,Bonn,030 11,030 22,06 123456,3-4-1970,Koor,jan@x.example,SMTP"
    (jan,) = contacts(f"{header}\n{row}\n")
    assert jan.name == Name(prefix="Dr.", given="Jan", family="Maas")
    assert jan.organizations == (Organization(name="Acme", title="Chef"),)
    assert [(one.street, one.locality) for one in jan.addresses] == [("Weg 1", "Bonn")]
    assert {phone.kinds for phone in jan.phones} == {("work",), ("home",), ("cell",)}
    assert jan.birthday == PartialDate(year=1970, month=4, day=3)
    assert (jan.categories, jan.emails[0].address) == (("Koor",), "jan@x.example")


def test_a_program_with_a_table_in_it_is_no_address_book() -> None:
    code = "header = (\nFirst Name,Last Name,E-mail Address\n)\n"
    assert not known(code, "make.py")
    assert not known(f"<pre>\n{code}", "page.html")
    assert known(code, "notes.txt")
    assert known("First Name,Last Name,E-mail Address\nAda,King,a@x.example\n", "people.bak")


def test_thunderbird_of_a_british_desktop_and_of_an_old_one() -> None:
    british = (
        "First Name,Last Name,Display Name,Primary Email,Screen Name,Home Address,Home Address 2,Home City,Home County,"
        "Home Post Code,Home Country,Work Address,Work City,Work County,Work Post Code,Organisation\n"
        "Rhona,Kerr,Rhona Kerr,r@x.example,,1 Row,Flat B,Leith,Midlothian,EH6 6AA,UK,2 St,Perth,Fife,PH1 1AA,Nhs\n"
    )
    (rhona,) = contacts(british)
    assert rhona.addresses == (
        PostalAddress(
            street="1 Row\nFlat B",
            locality="Leith",
            region="Midlothian",
            postcode="EH6 6AA",
            country="UK",
            kinds=("home",),
        ),
        PostalAddress(street="2 St", locality="Perth", region="Fife", postcode="PH1 1AA", kinds=("work",)),
    )
    old = "First Name,Display Name,Primary Email,Home Address2,Home Zipcode,Work Zip\nJuno,Juno,j@x.example,B,895,896\n"
    assert [one.postcode for one in contacts(old)[0].addresses] == ["895", "896"]


def test_open_xchange() -> None:
    data = (
        '"Object id","Display name","Sur name","Given name","Title","Street home","Postal code home","Town","Country",'
        '"Street business","City business","Position","Telephone business 1","Telephone home 1",'
        '"Cellular telephone 1","Email 1","Company"\n'
        '"12","Prell, Tobias","Prell","Tobias","Dr.","Am Hang 1","50667","Köln","Deutschland","Ring 2","Bonn",'
        '"Lehrer","+49 221 1","+49 221 2","+49 170 3","t@x.example","Gymnasium"\n'
    )
    (tobias,) = contacts(data)
    assert (tobias.name.prefix, tobias.name.given, tobias.name.family) == ("Dr.", "Tobias", "Prell")
    assert tobias.organizations == (Organization(name="Gymnasium", title="Lehrer"),)
    home, work = tobias.addresses
    assert (home.street, home.postcode, home.locality, home.country) == ("Am Hang 1", "50667", "Köln", "Deutschland")
    assert (work.street, work.locality, work.kinds) == ("Ring 2", "Bonn", ("work",))
    assert [phone.kinds for phone in tobias.phones] == [("work",), ("home",), ("cell",)]


def test_kaddressbook() -> None:
    data = (
        '"Formatted Name","Prefix","Given Name","Family Name","Home Address Street","Home Address City",'
        '"Home Address Zip Code","Business Phone","Preferred EMail","EMail 2","Title","Organization","Spouse"\n'
        '"Xaver Lind","","Xaver","Lind","Am Hang 3","Graz","8010","+43 1","x@x.example","y@x.example",'
        '"Architekt","L & Co","Petra"\n'
    )
    (xaver,) = contacts(data)
    assert (str(xaver.name), xaver.organizations) == ("Xaver Lind", (Organization(name="L & Co", title="Architekt"),))
    assert [email.address for email in xaver.emails] == ["x@x.example", "y@x.example"]
    assert xaver.addresses[0].postcode == "8010"


def test_tables_of_customers() -> None:
    salesforce = (
        "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Mailing State/Province,"
        "Mailing Zip/Postal Code,Mailing Country,Phone,Email,Account Name\n"
        "Mr.,Alejo,Rosal,Manager,4 Main St,Anytown,AL,95762,United States,+18705550156,a@x.example,Example Corp.\n"
    )
    (alejo,) = contacts(salesforce)
    assert (alejo.name.prefix, alejo.organizations) == ("Mr.", (Organization(name="Example Corp.", title="Manager"),))
    assert (alejo.addresses[0].street, alejo.addresses[0].region, alejo.addresses[0].postcode) == (
        "4 Main St",
        "AL",
        "95762",
    )
    hubspot = "Record ID,First Name,Email,Associated Company\n7,Wanda,w@x.example,Klein Ltd\n"
    assert contacts(hubspot)[0].organizations == (Organization(name="Klein Ltd"),)
    mailchimp = 'Email Address,First Name,TAGS\nu@x.example,Uma,"""Choir"",""Board"""\n'
    assert contacts(mailchimp)[0].categories == ("Choir", "Board")


def test_a_german_list_of_members() -> None:
    data = (
        "Nr.;Anrede;Titel;Vorname;Name;Geb.-Datum;Straße;Nr.;PLZ;Stadt;Telefon;Telefon mobil;Telefax;E-Mail\n"
        "1;Frau;Dr.;Ilse;Brack;02.03.1961;Hauptstr.;5a;50667;Köln;0221 555019;0170 555019;0221 555018;i@x.example\n"
    )
    (ilse,) = contacts(data)
    assert (ilse.name.prefix, ilse.birthday) == ("Frau Dr.", PartialDate(year=1961, month=3, day=2))
    assert [(one.street, one.postcode, one.locality) for one in ilse.addresses] == [("Hauptstr. 5a", "50667", "Köln")]
    assert [phone.kinds for phone in ilse.phones] == [(), ("cell",), ("fax",)]


def test_the_number_of_a_row_is_nobodys_own_and_a_uuid_is() -> None:
    uuid = "C07BC863-DD67-47E0-A803-8A7D235E4799"
    first, second = contacts(f"ID,Name,Email\n1,Ann,a@x.example\n{uuid},Bob,b@x.example\n")
    assert (first.uid, [(extra.name, extra.text) for extra in first.extras]) == ("", [("ID", "1")])
    assert second.uid == uuid


def test_abbreviated_german_places() -> None:
    data = (
        "Akad. Titel;Vorname;Nachname;Telefon (gesch.);Mobil (gesch.);Straße (gesch.);PLZ (gesch.);Ort (gesch.);"
        "PLZ privat\n"
        "Dr.;Nora;Feld;+49 30 555018;+49 171 555018;Ring 5;10999;Berlin;10115\n"
    )
    (nora,) = contacts(data)
    assert (nora.name.prefix, [phone.kinds for phone in nora.phones]) == ("Dr.", [("work",), ("cell",)])
    assert {one.kinds: one.postcode for one in nora.addresses} == {("work",): "10999", ("home",): "10115"}


@pytest.mark.parametrize("header", ["Name, Vorname", "Nachname/Vorname", "Last Name, First Name", "Nom et prénom"])
def test_one_column_may_have_the_surname_before_the_given_name(header: str) -> None:
    data = f'"{header}";Telefon\n"van der Berg, Jan Piet";030 1234567\nOtt Ida;030 7654321\nCher;030 1111111\n'
    found = [(one.name.given, one.name.family, one.label()) for one in contacts(data)]
    assert found == [
        ("Jan Piet", "van der Berg", "Jan Piet van der Berg"),
        ("Ida", "Ott", "Ida Ott"),
        ("", "Cher", "Cher"),
    ]


def test_the_user_may_say_that_a_column_begins_with_the_surname() -> None:
    (ada,) = contacts('Wer,Wo\n"King, Ada",Ely\n', columns="Wer=family-given, Wo=address.city")
    assert (ada.name.given, ada.name.family) == ("Ada", "King")
