"""Nicknames: which given names may stand for which.

English ones come from the `nicknames` package; those of other languages are listed here.  Such tables are biased and
never complete.
"""

from collections.abc import Collection
from functools import cache
from importlib.resources import files

from netcore.steps.gather.identity.words import comparable

_OTHER_LANGUAGES = """
alexander alex sasha xander sander ales alejandro sascha aleksandr aleksander alessandro sanya shura
alexandra alex sandra sasha alessandra aleksandra
alejandra ale
alessandro ale sandro
andreas andi andy
antonius toon ton anton
antonio toni tonio nino
anna ania anja anka annika hanna ana aneta anya anni
anastasia nastya asya
barbara basia babs babsi barb
bartholomaus bartel
bartlomiej bartek
benjamin benni ben benno
bernhard berni bernd
bernadette berni
catherine cathy kate cat
christian chris chrissi
christina chris tina christl
christine chris tina christl
christoph chris stoffel
concepcion concha conchita
consuelo chelo
cornelis kees cor cees
cornelia conny nelly
daniel dani dan
daniela dani
dmitri dima mitya dmitry dmitrii dmitriy dmitrij
sergei sergey sergej serezha seryozha
andrei andrey andrej
aleksei alexei alexey aleksey alyosha
dolores lola loli
dominik dodo nik
dorothea thea dora dorle
eduard edi edu
eduardo edu lalo
eleonora nora
elisabeth lisi lisa elli sissi betti liesl else lisbeth bettina elsbeth
elizaveta liza
enrique quique kike
ekaterina katya
elena lena alena
emilia mila
eugen geni
evgeny zhenya evgenii yevgeny
ferdinand ferdi nando
fernando nando fer
filip fil
florian flo
francesca franca checca
francesco franco checco cecco
francisco paco pancho curro fran kiko
francisca paca paqui
franciszek franek
franz franzl
frantisek franta fanda
frederic fred
friedrich fritz friedel fred
gabriel gabi
gabriele gabi
gabriella gabri
georg schorsch jorg
gerhard gerd gert hardy
gertrud trude trudi gerti
giovanni gianni nino vanni
giovanna gianna vanna
giuseppe beppe peppe pino peppino
giuseppina pina
gottfried friedl
gregorio goyo
grzegorz grzesiek
guadalupe lupe lupita
guillermo guille memo
gustav gustl
hannelore hanne lore
heinrich heinz heini hein heiner
helena lena hela
helene leni lene
henrik henning
herbert herbie
hendrik henk
ignacio nacho
ingrid inga
ioannis yannis giannis
ivan vanya
isabel isa chavela
jacobus koos jaap
jacques jacky
jadwiga jadzia
jakub kuba
jan honza janek jenda jasiek
jana janicka
jaroslav jarda
javier javi
jesus chus chuy
jiri jirka
joachim jochen achim jo
joaquin quino chimo
johan joop jo hans
johann hans hansi hannes
johannes hannes hans jo jan joop johan
jolanta jola
jorge coque
jose pepe chepe
josef sepp pepa pepik jupp joschi beppo
josefa pepa
joseph joe jo
juan juanito
julia jule
julian jules
jurgen jogi
kamil kamilek
karel kaja
karl kalle charly
karolina karo
katarina katka kaca
katarzyna kasia kaska
kateryna katya
katharina kathi kati katrin kathe kat trina
klaus claus
konrad conny kurt
konstantin kostya konni
krystyna krysia
krzysztof krzysiek krzys
ladislav lada
larissa lara
leonardo leo nardo
leonhard leo hardy
lubomir lubos
ludwig lutz wiggerl
ludmila lida mila
luigi gigi gino
luis lucho
lukas luki
lukasz luki
magdalena magda lena leni
malgorzata gosia malgosia
manfred manni fred
manuel manolo manu
manuela manu
marek maras
margarete grete gretel greta margret gretchen
margarita rita
margherita rita ghita
maria mia mitzi marie masha mary marisa mariya
mariana nana
martin tino
marta martita
mateusz mateo
mathias matz hias mats
matthias matz hias mats matze
maximilian max maxl
mercedes merche
michael michi michel mischa micha mike
michal misa
mikhail misha
miguel migue
mikolaj mikus
milan milanek
miroslav mirek
monika moni
montserrat montse
natalia natasha nata natalya nataliya
nikolai kolya
nikolaus klaus niko nick
olga olya
oliver olli
pascal pasci
patrizia pati
pavel pasha pavlik
pedro perico
petra peti
philipp fipps phil
pietro piero
piotr piotrek
rafael rafa
ramon moncho
reinhard reini
ricardo richi
richard ritchie
robert robi bert
roberto berto
rodolfo fito
rosario charo
rudolf rudi rolf
salvatore toto turi
sebastian basti wastl seba sebas
sergey seryozha serezha
sergio checho
siegfried sigi siggi
stanislav standa stas
stanislaw staszek
stefan steff
stephan steff
susanne susi sanne
svetlana sveta
tadeusz tadek
tatiana tanya tatyana
theodor theo
therese resi
teresa tere maite
thomas tom tommi
tobias tobi
tomasz tomek
tomas tom
ulrich uli ulli
ulrike uli ulli rike
ursula uschi ulla
vaclav vasek
veronika vroni nika
vicente chente
victor vic
viktor vitya
vincenzo enzo
vladimir vova volodya vlad vladi
vladislav vlad vladik
volodymyr vova
waldemar waldi
walter walti
wilhelm willi wim helmut
willem wim pim
wladyslaw wladek
wojciech wojtek
wolfgang wolf wolfi
yulia yulya
yuri yura yury yuriy yuryi juri
zbigniew zbyszek
zdenek zdena
zofia zosia
alexandre alex
nathan nat nate
heather heath
victoria vicky
"""
"""A formal name, then its short forms; accents left out."""


_SHORT_FORMS = "short_forms.txt"
"""Beside this module: more of the same, of names that are not told apart by a letter (see `known_names`)."""


@cache
def formal_names() -> dict[str, frozenset[str]]:
    """For each given name, itself and the formal names that it may be short for; all as `comparable` words."""
    formal = {name: set(group) for name, group in _told_apart().items()}
    for line in files(__package__).joinpath(_SHORT_FORMS).read_text(encoding="utf-8").splitlines():
        _add(formal, line.partition("#")[0])
    return {name: frozenset(group) for name, group in formal.items()}


def known_names() -> Collection[str]:
    """Given names of which two are two people's, though only a letter be another: Anna and Anne, Jan and Jana.

    Fewer than there are formal names for: Mohamed and Mohammed, Teresa and Tereza, may be one human's.
    """
    return _told_apart().keys()


@cache
def _told_apart() -> dict[str, set[str]]:
    from nicknames import name_triplets

    formal: dict[str, set[str]] = {}
    for line in _OTHER_LANGUAGES.split("\n"):
        _add(formal, line)
    for triplet in name_triplets():
        name, nick = comparable(triplet.name1), comparable(triplet.name2)
        formal.setdefault(name, {name})
        formal.setdefault(nick, {nick}).add(name)
    return formal


def _add(formal: dict[str, set[str]], line: str) -> None:
    """Add a formal name and its short forms."""
    words = [comparable(word) for word in line.split()]
    for word in words:
        formal.setdefault(word, {word}).add(words[0])
