"""Mail domains that people mistype, and what they meant: only where hardly anything else can be meant."""

from functools import lru_cache

from rapidfuzz.distance import OSA


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Domains that people mistype, long and odd enough that hardly anything real is one letter away from them.
OFTEN = _words(
    "gmail.com googlemail.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es outlook.com "
    "outlook.de outlook.fr outlook.es outlook.it yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.co.jp "
    "yahoo.co.in yahoo.com.br yahoo.com.au yahoo.ca icloud.com protonmail.com rocketmail.com fastmail.com tutanota.com "
    "rediffmail.com yandex.ru yandex.com comcast.net verizon.net sbcglobal.net bellsouth.net btinternet.com "
    "virginmedia.com t-online.de freenet.de wanadoo.fr laposte.net"
)
# As well known, but short, or a word with words beside it: `live`, `naver`, `charter`.
WELL_KNOWN = OFTEN | _words(
    "mail.com email.com ymail.com gmx.net gmx.de gmx.com gmx.at gmx.ch gmx.fr gmx.co.uk web.de aol.com aol.de aim.com "
    "live.com live.co.uk live.fr live.de live.nl msn.com me.com mac.com proton.me pm.me hey.com zoho.com zohomail.com "
    "hushmail.com inbox.com inbox.ru inbox.lv mail.ru list.ru bk.ru rambler.ru ya.ru qq.com 163.com 126.com sina.com "
    "foxmail.com naver.com daum.net hanmail.net mailbox.org posteo.de posteo.net arcor.de online.de tuta.com tuta.io "
    "fastmail.fm orange.fr free.fr sfr.fr neuf.fr bbox.fr libero.it virgilio.it alice.it tin.it tiscali.it uol.com.br "
    "bol.com.br terra.com.br ig.com.br globo.com att.net cox.net charter.net earthlink.net juno.com windstream.net "
    "shaw.ca rogers.com sympatico.ca bigpond.com optusnet.com.au xtra.co.nz sky.com talktalk.net ntlworld.com "
    "blueyonder.co.uk bluewin.ch hispeed.ch telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl home.nl "
    "xs4all.nl seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl op.pl abv.bg freemail.hu citromail.hu telia.com "
    "mailinator.com duck.com hotmail.nl hotmail.be outlook.pt outlook.be yahoo.in yahoo.com.ar yahoo.com.mx"
)
# Real, and one letter away from one of the first.
NEIGHBOURS = _words(
    "gail.com grail.com gemail.com gomail.com hostmail.com incloud.com iclouds.com photonmail.com tonline.de frenet.de"
)
# Endings that do not exist, …
MISTYPED = dict.fromkeys(_words("con cmo ocm vom xom cim cpm cok ckm coom comm ccom c0m coim"), "com")
MISTYPED |= dict.fromkeys(_words("ner nte ent nett ney"), "net")
MISTYPED |= dict.fromkeys(_words("couk co.ik co.ul co.ukk"), "co.uk")
# … and endings of countries that are mistyped for it all the same.
COUNTRIES = ("co", "cm", "om")
UNDOTTED = {domain.replace(".", ""): domain for domain in sorted(WELL_KNOWN)}


def likely(address: str) -> str | None:
    """The address that was probably meant, if its domain is a likely slip for a well-known one; None for all others."""
    local, _, domain = address.strip().rpartition("@")
    meant = _meant(domain.casefold()) if local else None
    return f"{local}@{meant}" if meant else None


@lru_cache(maxsize=4096)
def _meant(domain: str) -> str | None:
    if domain in WELL_KNOWN or domain in NEIGHBOURS:
        return None
    if domain in UNDOTTED:
        return UNDOTTED[domain]
    name, _, ending = domain.partition(".")
    ending = MISTYPED.get(ending, ending)
    if f"{name}.{ending}" in WELL_KNOWN:
        return f"{name}.{ending}"
    if ending in COUNTRIES and f"{name}.com" in OFTEN:
        return f"{name}.com"
    near = [known for known in OFTEN if known.partition(".")[2] == ending and _slipped(name, known.partition(".")[0])]
    return near[0] if len(near) == 1 else None


def _slipped(name: str, meant: str) -> bool:
    """One letter too many, too few, wrong, or two in the wrong order; the first is hardly ever wrong by itself."""
    begins_alike = name[:1] == meant[:1] or sorted(name[:2]) == sorted(meant[:2])
    return begins_alike and OSA.distance(name, meant, score_cutoff=1) == 1
