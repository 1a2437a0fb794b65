"""The names of columns, in the words of many programs and some languages.

Each line says what the names on it mean (see `netcore_csv.meanings`).  Names are compared without case, accents, spaces
and punctuation.  Where programs mean different things by one name, the format decides: see `SPECIAL`.
The headers of Outlook are translated with the program; the ones of Google are not.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from netcore.model.folding import fold

_ENGLISH = """
name: Name | Full Name | Display Name | Contact Name | Contact | Person | Member | Member Name | Customer Name
name: Formatted Name
name: First and Last Name | First Last
family-given: Last Name, First Name | Last, First | Surname, First Name | Family Name, Given Name
given: First Name | Given Name | First | Forename | Firstname | Christian Name | Vorname
family: Last Name | Family Name | Last | Surname | Lastname | Sur Name
middle: Middle Name | Middle | Additional Name | Second Name | Additional Names
prefix: Name Prefix | Prefix | Honorific | Salutation
suffix: Name Suffix | Suffix
nickname: Nickname | Nick Name | Short Name | Known As
maiden: Maiden Name | Birth Name
sort-as: File As
phonetic-given: Phonetic First Name | Given Name Yomi | Given Yomi
phonetic-family: Phonetic Last Name | Family Name Yomi | Surname Yomi
birthday: Birthday | Birth Date | Date of Birth | DOB | Born
birth-year: Birth Year
birth-month: Birth Month
event.anniversary: Anniversary | Wedding Anniversary
note: Notes | Note | Comments | Comment | Remarks
circle: Categories | Category | Groups | Group | Group Membership | Labels | Label | Tags | Tag | Circle | Circles
gender: Gender | Sex
language: Language
photo: Photo | Photo URL
company: Company | Company Name | Companies | Organization | Organisation | Organization Name | Employer | Firm
company: Account Name | Associated Company | Company / Account
department: Department | Organization Department
title: Job Title | Position | Organization Title | Job | Title
role: Role | Profession | Occupation
uid: UID | Contact ID
profile: LinkedIn | LinkedIn URL | LinkedIn Profile | Profile URL
website: URL | Website | Web Site | Homepage | Web Page | Sites | Personal Website
website.personal: Personal Web Page
website.work: Business Website | Company Website
email: E-mail | Email | E-mail Address | Email Addresses | Emails | Mail | Email Value
email.1: Email 1 | Primary Email | E-mail 1 Address | Preferred Email
email.2: E-mail 2 Address | Email 2 | Secondary Email | Alternate Email 1 | Alternate Email | Additional Email
email.3: E-mail 3 Address | Email 3 | Alternate Email 2
email.4: Email 4
email.type: E-mail Type
email.2.type: E-mail 2 Type
email.3.type: E-mail 3 Type
email.home: Home Email | Personal Email | Private Email
email.work: Work Email | Business Email
phone: Phone | Phone Number | Telephone | Tel | Phone Numbers | Telephone Number | Phone Value
phone.2: Phone 2
phone.3: Phone 3
phone.main: Primary Phone | Main Phone | Telephone Primary
phone.mobile: Mobile Phone | Mobile | Cell | Cell Phone | Mobile Number | Cellphone | Mobile Phone Number
phone.mobile: Mobile Telephone | Mobile 1 | Cellular Telephone 1
phone.mobile2: Mobile Phone 2 | Mobile 2 | Cellular Telephone 2
phone.home: Home Phone | Home Telephone | Home Number | Telephone Home 1
phone.home2: Home Phone 2 | Telephone Home 2
phone.work: Business Phone | Work Phone | Office Phone | Work Telephone | Work Number | Telephone Business 1
phone.work2: Business Phone 2 | Work Phone 2 | Telephone Business 2
phone.company: Company Main Phone | Telephone Company
phone.other: Other Phone | Telephone Other
phone.callback: Callback | Telephone Callback
phone.car: Car Phone | Telephone Car
phone.pager: Pager | Pager Number | Telephone Pager
phone.radio: Radio Phone
phone.textphone: TTY/TDD Phone
phone.isdn: ISDN
phone.telex: Telex
phone.fax: Fax | Fax Number
phone.home-fax: Home Fax
phone.work-fax: Business Fax | Work Fax
phone.other-fax: Other Fax
im: IMAddress | Instant Messenger | Screen Name | Instant Messenger 1 | Instant Messaging Address
relation.spouse: Spouse | Partner | Spouse Name
relation.child: Children
relation.manager: Manager's Name | Manager
relation.assistant: Assistant's Name | Assistant
relation.referred-by: Referred By
address: Address | Postal Address | Mailing Address
address.home: Home Address
address.work: Business Address | Work Address
address.other: Other Address
address.street: Street | Street Address | Address 1 | Address Line 1 | Mailing Street
address.number: House Number | Street Number
address.street2: Address 2 | Address Line 2 | Street 2
address.city: City | Town | Mailing City
address.region: State | Region | Province | County | Mailing State/Province
address.postcode: Postal Code | Postcode | ZIP | ZIP Code | Zipcode | Mailing Zip/Postal Code
address.country: Country | Country/Region | Mailing Country
address.home.street: Home Street | Home Address Street | Street Home
address.home.street2: Home Street 2 | Home Address 2
address.home.street3: Home Street 3
address.home.city: Home City | Home Address City | City Home
address.home.region: Home State | Home Address State | State Home | Home County
address.home.postcode: Home Postal Code | Home ZipCode | Home ZIP
address.home.postcode: Home Address Zip Code | Postal Code Home | Home Post Code
address.home.country: Home Country/Region | Home Country | Home Address Country | Country Home
address.home.po-box: Home Address PO Box | Home Address Post Office Box
address.work.street: Business Street | Work Street | Business Address Street | Street Business
address.work.street2: Business Street 2 | Work Address 2
address.work.street3: Business Street 3
address.work.city: Business City | Work City | Business Address City | City Business
address.work.region: Business State | Work State | Business Address State | State Business | Work County
address.work.postcode: Business Postal Code | Work ZipCode | Work ZIP | Business Address Zip Code | Postal Code Business
address.work.postcode: Work Post Code
address.work.country: Business Country/Region | Business Country | Work Country
address.work.country: Business Address Country | Country Business
address.work.po-box: Business Address PO Box | Business Address Post Office Box
address.other.street: Other Street | Street Other
address.other.street2: Other Street 2
address.other.street3: Other Street 3
address.other.city: Other City | City Other
address.other.region: Other State | State Other
address.other.postcode: Other Postal Code | Postal Code Other
address.other.country: Other Country/Region | Other Country | Country Other
address.other.po-box: Other Address PO Box
ignore: Priority | Private | Sensitivity | Directory Server | Initials | Phonetic Middle Name | Additional Name Yomi
ignore: Yomi Name | Internet Free Busy | E-mail Display Name | E-mail 2 Display Name | E-mail 3 Display Name
"""

_GERMAN = """
given: Vorname | Rufname
family: Nachname | Familienname | Zuname
middle: Weitere Vornamen
prefix: Anrede | Akad. Titel | Akademischer Titel
nickname: Spitzname
name: Anzeigename | Vollständiger Name | Vorname Nachname | Vorname Name | Vor- und Nachname | Vor- und Zuname
name: Ansprechpartner | Ansprechpartnerin
family-given: Name, Vorname | Nachname, Vorname | Familienname, Vorname | Zuname, Vorname | Nach- und Vorname
birthday: Geburtstag | Geburtsdatum | Geb.-Datum | Geb.-Dat. | Geboren am | Geb. am
birth-year: Geburtsjahr
birth-month: Geburtsmonat
event.anniversary: Jahrestag
note: Notizen | Notiz | Bemerkung | Bemerkungen
circle: Kategorien | Kategorie | Gruppe | Gruppen
gender: Geschlecht
company: Firma | Unternehmen | Organisation
department: Abteilung
title: Arbeitstitel
role: Beruf
website: Webseite | Homepage
email: E-Mail-Adresse | E-Mail
email.home: E-Mail privat
email.work: E-Mail dienstlich | E-Mail geschäftlich
email.1: Primäre E-Mail-Adresse
email.2: E-Mail 2: Adresse | Sekundäre E-Mail-Adresse
email.3: E-Mail 3: Adresse
email.type: E-Mail-Typ | E-posttype
email.2.type: E-Mail 2: Typ
email.3.type: E-Mail 3: Typ
phone: Telefon | Telefonnummer | Festnetz
phone.mobile: Mobiltelefon | Handy | Mobil | Mobil-Tel.-Nr. | Mobilnummer | Handynummer | Telefon mobil | Tel. mobil
phone.mobile: Mobil (privat) | Mobil (gesch.) | Handy privat
phone.mobile2: Mobiltelefon 2
phone.home: Telefon privat | Tel. privat
phone.home2: Telefon privat 2
phone.work: Telefon geschäftlich | Tel. dienstlich | Telefon dienstlich | Telefon Arbeit
phone.work: Telefon (gesch.) | Tel. (gesch.)
phone.work2: Telefon geschäftlich 2
phone.company: Telefon Firma
phone.main: Haupttelefon
phone.other: Weiteres Telefon
phone.car: Autotelefon
phone.callback: Rückmeldung
phone.textphone: Telefon für Hörbehinderte
language: Sprache
address.other.po-box: Weiteres Postfach
phone.pager: Pager-Nummer
phone.fax: Fax-Nummer | Faxnummer | Telefax
phone.home-fax: Fax privat
im: Messenger-Name
phone.work-fax: Fax geschäftlich
phone.other-fax: Weiteres Fax
relation.manager: Name des/der Vorgesetzten
relation.assistant: Name Assistent
relation.child: Kinder
relation.referred-by: Empfohlen von
address.street: Straße | Anschrift | Straße und Hausnummer | Straße, Nr. | Straße, Hausnr.
address.number: Hausnummer | Hausnr. | Haus-Nr.
address.street2: Adresszusatz
address.city: Wohnort | Stadt
address.postcode: PLZ | Postleitzahl
address.country: Land
address.home.street: Straße privat | Privat: Adresse
address.home.street2: Straße privat 2 | Privat: Adresse 2
address.home.street3: Straße privat 3
address.home.city: Ort privat | Privat: Ort
address.home.region: Bundesland/Kanton privat | Region privat | Privat: Bundesland
address.home.postcode: Postleitzahl privat | Privat: PLZ | PLZ privat
address.home.country: Land/Region privat | Land privat | Privat: Land
address.home.po-box: Postfach privat
address.work.street: Straße geschäftlich | Dienstlich: Adresse | Straße (gesch.)
address.work.street2: Straße geschäftlich 2 | Dienstlich: Adresse 2
address.work.street3: Straße geschäftlich 3
address.work.city: Ort geschäftlich | Dienstlich: Ort | Ort (gesch.)
address.work.region: Region geschäftlich | Dienstlich: Bundesland
address.work.postcode: Postleitzahl geschäftlich | Dienstlich: PLZ | PLZ (gesch.) | PLZ geschäftlich
address.work.country: Land/Region geschäftlich | Land geschäftlich | Dienstlich: Land | Land (gesch.)
address.work.po-box: Postfach geschäftlich
address.other.street: Weitere Straße
address.other.street2: Weitere Straße 2
address.other.street3: Weitere Straße 3
address.other.city: Weiterer Ort
address.other.region: Weiteres/r Bundesland/Kanton | Weitere/r Bundesland/Kanton | Weitere Region
address.other.postcode: Weitere Postleitzahl
address.other.country: Weiteres/e Land/Region | Weiteres Land
ignore: Priorität | Privat | Vertraulichkeit | Verzeichnisserver | Initialen | Internet-Frei/Gebucht
ignore: E-Mail: Angezeigter Name | E-Mail 2: Angezeigter Name | E-Mail 3: Angezeigter Name
"""

_FRENCH = """
given: Prénom
family: Nom | Nom de famille
middle: Deuxième prénom
suffix: Suffixe
nickname: Surnom
name: Nom à afficher | Prénom Nom | Prénom et nom
family-given: Nom, Prénom | Nom et prénom
birth-year: Année de naissance
birthday: Anniversaire | Date de naissance
event.anniversary: Anniversaire de mariage ou fête
circle: Catégories | Catégorie | Groupe
gender: Sexe
company: Société | Entreprise
department: Service
title: Titre | Fonction | Poste
website: Page Web | Site Web
email: Adresse de messagerie | Adresse e-mail | Courriel
email.1: Adresse électronique principale
email.2: Adresse de messagerie 2 | Adresse électronique secondaire
email.3: Adresse de messagerie 3
email.type: Type de messagerie
email.2.type: Type de messagerie 2
email.3.type: Type de messagerie 3
phone: Téléphone | Numéro de téléphone
phone.mobile: Tél. mobile | Téléphone mobile | Portable
phone.home: Téléphone (domicile) | Tél. personnel
phone.home2: Téléphone 2 (domicile)
phone.work: Téléphone (bureau) | Tél. professionnel
im: Nom de l'écran
phone.work2: Téléphone 2 (bureau)
phone.company: Téléphone société
phone.main: Téléphone principal
phone.other: Téléphone (autre)
phone.car: Téléphone (voiture)
phone.home-fax: Télécopie (domicile)
phone.work-fax: Télécopie (bureau)
phone.other-fax: Télécopie (autre)
relation.spouse: Conjoint(e)
relation.child: Enfants
relation.manager: Responsable
relation.assistant: Nom de l'assistant(e)
address.street: Rue | Adresse
address.city: Ville
address.postcode: Code postal
address.country: Pays
address.home.street: Rue (domicile) | Adresse privée
address.home.street2: Rue (domicile) 2 | Adresse privée 2
address.home.street3: Rue (domicile) 3
address.home.city: Ville (domicile)
address.home.region: Dép/Région (domicile)
address.home.postcode: Code postal (domicile)
address.home.country: Pays/Région (domicile)
address.home.po-box: Boîte postale du domicile
address.work.street: Rue (bureau) | Adresse professionnelle
address.work.street2: Adresse professionnelle 2
address.work.street2: Rue (bureau) 2
address.work.street3: Rue (bureau) 3
address.work.city: Ville (bureau)
address.work.region: Dép/Région (bureau)
address.work.postcode: Code postal (bureau)
address.work.country: Pays/Région (bureau)
address.work.po-box: B.P. professionnelle
address.other.street: Rue (autre)
address.other.street2: Rue (autre) 2
address.other.street3: Rue (autre) 3
address.other.city: Ville (autre)
address.other.region: Dép/Région (autre)
address.other.postcode: Code postal (autre)
address.other.country: Pays/Région (autre)
ignore: Priorité | Privé | Critère de diffusion | Initiales | Disponibilité Internet
ignore: Nom complet de l'adresse de messagerie | Nom complet de l'adresse de messagerie 2
"""

_ITALIAN = """
given: Nome
family: Cognome
middle: Secondo nome
nickname: Soprannome
name: Nome visualizzato | Nome e cognome | Nome Cognome
family-given: Cognome Nome | Cognome e nome
birthday: Compleanno | Data di nascita
event.anniversary: Anniversario
note: Note
circle: Categorie | Categoria | Gruppo
company: Società | Azienda
department: Reparto
title: Qualifica | Posizione
role: Professione
website: Pagina Web | Sito Web
email: Indirizzo posta elettronica | Indirizzo e-mail
email.1: Email primaria
email.2: Indirizzo posta elettronica 2 | Email secondaria
email.3: Indirizzo posta elettronica 3
email.type: Tipo posta elettronica
email.2.type: Tipo posta elettronica 2
email.3.type: Tipo posta elettronica 3
phone: Telefono
phone.mobile: Cellulare | Telefono Mobile
phone.home: Abitazione | Telefono abitazione
phone.home2: Abitazione 2
phone.work: Ufficio | Telefono ufficio
phone.work2: Ufficio 2
phone.company: Telefono principale società
phone.main: Telefono principale
phone.other: Altro telefono
phone.home-fax: Fax (ab.)
phone.work-fax: Fax (uff.)
phone.other-fax: Altro fax
relation.spouse: Nome coniuge/partner
relation.child: Figli
relation.manager: Nome manager
relation.assistant: Nome assistente
address.street: Via | Indirizzo
address.city: Città
address.region: Provincia
address.postcode: CAP
address.country: Paese | Nazione
address.home.street: Via (ab.)
address.home.city: Città (ab.)
address.home.region: Provincia (ab.)
address.home.postcode: CAP (ab.)
address.work.street: Via (uff.)
address.work.city: Città (uff.)
address.work.region: Provincia (uff.)
address.work.postcode: CAP (uff.)
ignore: Priorità | Privato | Riservatezza | Iniziali | Nome visualizzato posta elettronica
"""

_SPANISH = """
given: Nombre
family: Apellidos | Apellido
name: Nombre y apellidos | Nombre completo
family-given: Apellidos, Nombre | Apellidos y nombre
middle: Segundo nombre
birthday: Cumpleaños | Fecha de nacimiento
event.anniversary: Aniversario
note: Notas
circle: Categorías | Categoría | Grupo
gender: Género
company: Organización | Empresa | Compañía
department: Departamento
title: Puesto | Cargo
role: Profesión
website: Página web | Sitio web
email: Correo electrónico | Dirección de correo electrónico
email.2: Dirección de correo electrónico 2
email.3: Dirección del correo electrónico 3 | Dirección de correo electrónico 3
email.2.type: Tipo de correo electrónico 2
email.3.type: Tipo de correo electrónico 3
phone: Teléfono
phone.mobile: Teléfono móvil | Móvil | Celular
phone.home: Particular
phone.work: Teléfono del trabajo
phone.company: Número de centralita de la organización
phone.main: Teléfono principal
phone.other: Otro teléfono
phone.other-fax: Otro fax
relation.child: Hijos
relation.manager: Nombre del director
address.street: Calle | Dirección
address.city: Ciudad
address.region: Provincia
address.postcode: Código postal
address.country: País
address.home.country: País o región del domicilio
address.work.street: Calle del trabajo
address.work.street2: Calle del trabajo 2
address.work.street3: Calle del trabajo 3
address.work.city: Ciudad de trabajo
address.work.region: Provincia o estado de trabajo
address.work.postcode: Código postal del trabajo
address.work.country: País o región del trabajo
address.other.street: Otra calle
address.other.city: Otra ciudad
address.other.region: Otra provincia o estado
address.other.postcode: Otro código postal
address.other.country: Otro país o región
ignore: Prioridad | Confidencialidad | Nombre de pantalla de correo electrónico
"""

_POLISH = """
given: Imię
family: Nazwisko
middle: Drugie imię
birthday: Urodziny
event.anniversary: Rocznica
note: Notatki
circle: Kategorie
company: Firma
department: Dział
title: Stanowisko
role: Zawód
website: Strona sieci Web
email: Adres e-mail
email.2: Adres e-mail 2
email.3: Adres e-mail 3
email.type: Typ poczty e-mail
phone.mobile: Telefon komórkowy
phone.home: Telefon domowy
phone.home2: Telefon domowy 2
phone.work: Telefon służbowy
phone.work2: Telefon służbowy 2
phone.main: Telefon podstawowy
phone.other: Inny telefon
phone.home-fax: Faks domowy
phone.work-fax: Faks służbowy
relation.spouse: Współmałżonek
address.home.street: Adres domowy - ulica
address.home.city: Adres domowy - miejscowość
address.home.region: Adres domowy - województwo
address.home.postcode: Adres domowy - kod pocztowy
address.home.country: Adres domowy - kraj/region
address.work.street: Adres służbowy - ulica
address.work.city: Adres służbowy - miejscowość
address.work.region: Adres służbowy - województwo
address.work.postcode: Adres służbowy - kod pocztowy
address.work.country: Adres służbowy - kraj/region
ignore: Priorytet | Charakter | Inicjały
"""

_RUSSIAN = """
given: Имя
family: Фамилия
middle: Отчество
suffix: Суффикс
birthday: День рождения | Дата рождения
event.anniversary: Годовщина
note: Заметки | Примечания
circle: Категории | Группа
gender: Пол
company: Организация | Компания
department: Отдел
title: Должность
role: Профессия
website: Веб-страница | Сайт
email: Адрес эл. почты | Эл. почта | Электронная почта
email.2: Адрес 2 эл. почты
email.3: Адрес 3 эл. почты
email.type: Тип эл. почты
email.2.type: Тип 2 эл. почты
email.3.type: Тип 3 эл. почты
phone: Телефон
phone.mobile: Телефон переносной | Мобильный телефон
phone.home: Домашний телефон
phone.home2: Телефон дом. 2
phone.work: Рабочий телефон
phone.work2: Телефон раб. 2
phone.company: Основной телефон организации
phone.main: Основной телефон
phone.other: Другой телефон
phone.callback: Обратный вызов
phone.car: Телефон в машине
phone.pager: Пейджер
phone.radio: Радиотелефон
phone.home-fax: Домашний факс
phone.work-fax: Рабочий факс
phone.other-fax: Другой факс
relation.spouse: Супруг(а)
relation.child: Дети
relation.manager: Руководитель
relation.assistant: Имя помощника
address: Адрес
address.city: Город
address.home.street: Улица (дом. адрес)
address.home.street2: Улица 2 (дом. адрес)
address.home.street3: Улица 3 (дом. адрес)
address.home.city: Город (дом. адрес)
address.home.region: Область (дом. адрес)
address.home.postcode: Почтовый код (дом.) | Индекс (дом. адрес)
address.home.country: Страна или регион (дом. адрес) | Страна (дом. адрес)
address.home.po-box: Почтовый ящик (дом. адрес)
address.work.street: Улица (раб. адрес)
address.work.street2: Улица 2 (раб. адрес)
address.work.street3: Улица 3 (раб. адрес)
address.work.city: Город (раб. адрес)
address.work.region: Область (раб. адрес)
address.work.postcode: Индекс (раб. адрес)
address.work.country: Страна или регион (раб. адрес) | Страна (раб. адрес)
address.work.po-box: Почтовый ящик (раб. адрес)
address.other.street: Улица (другой адрес)
address.other.street2: Улица 2 (другой адрес)
address.other.city: Город (другой адрес)
address.other.region: Область (другой адрес)
address.other.postcode: Индекс (другой адрес)
address.other.country: Страна или регион (другой адрес) | Страна (другой адрес)
ignore: Важность | Частное | Пометка | Инициалы | Сервер каталогов | Краткое имя эл. почты | Краткое 2 имя эл. почты
"""

_DUTCH = """
given: Voornaam
family: Achternaam
middle: Tweede naam | Middelste naam
suffix: Achtervoegsel
birthday: Verjaardag | Geboortedatum
note: Notities
circle: Categorieën
gender: Geslacht
company: Bedrijf
department: Afdeling
title: Functie
role: Beroep
email: E-mailadres
email.2: E-mailadres 2
email.3: E-mailadres 3
email.type: E-mailtype
email.2.type: E-mailtype 2
email.3.type: E-mailtype 3
phone: Telefoon
phone.mobile: Mobiel | Mobiele telefoon
phone.home: Telefoon thuis
phone.home2: Telefoon thuis 2
phone.work: Telefoon werk | Telefoon op werk
phone.work2: Telefoon op werk 2
phone.company: Hoofdtelefoon bedrijf
phone.main: Hoofdtelefoon
phone.other: Andere telefoon
phone.callback: Terugbellen
phone.car: Autotelefoon
phone.home-fax: Fax thuis
phone.work-fax: Fax op werk
phone.other-fax: Andere fax
relation.child: Kinderen
relation.manager: Naam manager
relation.assistant: Naam assistent
address.city: Plaats | Woonplaats
address.postcode: Postcode
address.home.street: Huisadres, straat
address.home.street2: Huisadres, straat 2
address.home.street3: Huisadres, straat 3
address.home.city: Huisadres, plaats
address.home.region: Huisadres, provincie
address.home.postcode: Huisadres, postcode
address.home.country: Land/regio (thuis)
address.home.po-box: Huisadres, postbusnummer
address.work.street: Werkadres, straat
address.work.street2: Werkadres 2, straat
address.work.street3: Werkadres 3, straat
address.work.city: Werkadres, plaats
address.work.region: Werkadres, provincie
address.work.postcode: Werkadres, postcode
address.work.country: Land/regio (werk)
address.other.street: Ander adres, straat
address.other.city: Ander adres, plaats
address.other.region: Ander adres, provincie
address.other.postcode: Ander adres, postcode
address.other.country: Land/regio (anders)
ignore: Initialen | Gevoeligheid | Adreslijstserver | Weergavenaam voor e-mail
"""

_OTHERS = """
given: Förnamn | Fornavn
family: Efternamn | Efternavn | Etternavn | Sobrenome | Apelido
middle: Mellomnavn | Nome do meio
birthday: Födelsedag | Fødselsdag | Data de nascimento | Aniversário
note: Anteckningar | Notater | Noter | Anotações
circle: Kategorier | Categorias
company: Företag
department: Afdeling | Avdeling | Avdelning
title: Stilling | Befattning
website: Website | Webside | Webbsida | Hjemmeside
email: E-postadress | E-postadresse | E-post | Endereço de email
email.2: E-postadress 2 | E-postadresse 2 | Endereço de email 2
email.3: E-postadress 3 | E-postadresse 3 | Endereço de email 3
phone: Telefone | Telefonnummer
phone.mobile: Telefone celular
phone.home: Telefon, priv. | Telefon, hem | Telefone residencial
phone.home2: Telefon 2, priv.
phone.work: Telefon, arb. | Telefone comercial
phone.work2: Telefon 2, arb.
address.city: Poststed | Cidade
address.postcode: Postnummer | Postcode
address.home.street: Adresse, priv.: Gate/vei
address.home.city: Adresse, priv.: Poststed
address.home.postcode: Adresse, priv.: Postnummer
address.work.street: Adresse, arb.: Gate/vei
address.work.city: Adresse, arb.: Poststed
address.work.postcode: Adresse, arb.: Postnummer
"""
"""A few words of the Scandinavian languages and Portuguese."""

_TRANSLATIONS = (_GERMAN, _FRENCH, _ITALIAN, _SPANISH, _POLISH, _DUTCH, _RUSSIAN, _OTHERS)

_SPECIAL = MappingProxyType(
    {
        "generic": "address.city: Ort\nuid: ID | Member ID | Customer ID | Record ID | Object ID | Lead ID\n"
        "uid: Member Number | Mitgliedsnummer | Mitglieds-Nr. | Mitgl.-Nr.",
        "outlook": "prefix: Title | Titolo | Tytuł | Tittel | Titel | Título | Anrede | Обращение\n"
        "title: Job Title | Position",
        "linkedin": "profile: URL",
        "thunderbird": "birth-day: Birth Day | Geburtstag | Jour\nbirth-month: Mois\n"
        "address.home.street: Home Address\naddress.work.street: Work Address\n"
        "website.work: Web Page 1 | Webseite 1 | Site web 1\nwebsite.home: Web Page 2 | Webseite 2 | Site web 2\n"
        "title: Job Title | Profession",
        "yahoo": "phone.home: Home\nphone.work: Work\nphone.other: Other\nphone.main: Primary\n"
        "address.home.street: Home Address\naddress.work.street: Work Address\n"
        "im.yahoo: Messenger ID\nim.skype: Skype ID\nim.irc: IRC ID\n"
        "im.icq: ICQ ID\nim.msn: MSN ID\nim.aim: AIM ID\nim.qq: QQ ID\nim.google talk: Google ID",
    }
)
"""What a name means in one format only."""


def key(name: str) -> str:
    """A column's name as it is compared."""
    return "".join(character for character in fold(name) if character.isalnum())


def column_meaning(name: str, dialect: str) -> str:
    """What a column of this name means in this format; "" when that is not known."""
    found = key(name)
    return _special(dialect).get(found) or common().get(found, "")


@cache
def common() -> Mapping[str, str]:
    """What names mean nearly everywhere, by key; a name that two languages use means what the first of them says."""
    found: dict[str, str] = {}
    for table in (_ENGLISH, *_TRANSLATIONS):
        for name, text in _read(table).items():
            found.setdefault(name, text)
    return MappingProxyType(found)


@cache
def translated() -> frozenset[str]:
    """The keys of the names that only a translated Outlook writes: those of more than one word about a place."""
    places = ("address.home", "address.work", "address.other", "phone.", "email.")
    return frozenset(name for table in _TRANSLATIONS for name, text in _read(table).items() if text.startswith(places))


@cache
def foreign() -> frozenset[str]:
    """The keys of the names that are in no English header."""
    return frozenset(name for table in _TRANSLATIONS for name in _read(table)) - _read(_ENGLISH).keys()


@cache
def _special(dialect: str) -> Mapping[str, str]:
    return MappingProxyType(_read(_SPECIAL.get(dialect, "")))


def _read(table: str) -> dict[str, str]:
    found = {}
    for line in table.strip().splitlines():
        text, _, names = line.partition(": ")
        found.update({key(name): text for name in names.split("|")})
    return found
