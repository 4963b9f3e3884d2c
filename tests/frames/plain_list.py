"""Who is on the list of people, and whom a text means, in plain Python; beside it what the list itself finds."""

from tests.builders import house
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.spelling import folded

NAMES = [
    "Zoë Łuczak", "zoe luczak", "ZOË", "José Núñez", "Jose\u0301 Nun\u0303ez", "Ångström", "Straße", "STRASSE", "İpek Işık",
    "ıpek", "Ipek", "100% Ltd", "50 % off", "under_score", "underXscore", "back\\slash", "slash/slash", "O'Neil", 'Quote "Q"',
    "ﬁne print", "ｆｕｌｌ ｗｉｄｔｈ", "Ⅷ the Eighth", "Ελένη", "Николай", "李小龍", "김철수", "محمد", "🙂 Smile", "[bracket]",
    "a*b?c", "--", ";DROP TABLE users", "Ada  Lovelace", "", "", "x" * 200, "Æsir Øre", "ÿ", "~tilde~", "æ", "ª º",
]  # fmt: skip
ROLES = ("author", "editor", "viewer", "support")
STATUSES = ("active", "invited", "suspended", "deleted")


def matches(person, text):
    kept = text[:200]
    searched = f"{folded(person['name'])}\n{folded(person['email'])}"
    return all(word in searched for word in folded(kept).split())


def is_number_of(people, total):
    return total == len(people) or (total.capped and total < len(people))


def found(core, **query):
    return core.call(house(), people.search, query=UserQuery(limit=500, **query))["id"].tolist()
