"""Slips in well-known mail domains are seen; real domains are left alone, however alike they look."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from usercore.typos import OFTEN, WELL_KNOWN, likely

SLIPS = {
    "gmial.com": "gmail.com",
    "gamil.com": "gmail.com",
    "mgail.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmil.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "g-mail.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cmo": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmial.con": "gmail.com",
    "gmailcom": "gmail.com",
    "GMIAL.COM": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "homail.com": "hotmail.com",
    "hotmial.co.uk": "hotmail.co.uk",
    "hotmail.co": "hotmail.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "yhaoo.com": "yahoo.com",
    "yahoo.couk": "yahoo.co.uk",
    "outlok.com": "outlook.com",
    "outllok.com": "outlook.com",
    "oultook.com": "outlook.com",
    "iclod.com": "icloud.com",
    "icoud.com": "icloud.com",
    "protonmial.com": "protonmail.com",
    "googlemial.com": "googlemail.com",
    "comcst.net": "comcast.net",
    "comcast.ner": "comcast.net",
    "aol.con": "aol.com",
    "t-onlin.de": "t-online.de",
}
# Real ones: other providers, firms, and words that are a letter or two away from a provider.
REAL = """
    mail.com email.com ymail.com gmx.net gmx.de gmx.at gmx.com web.de aol.com me.com mac.com msn.com live.com hey.com
    fmail.com hmail.com tmail.com umail.com vmail.com zmail.com xmail.com gail.com grail.com gomail.com gemail.com
    snail.com mailbox.org posteo.de proton.me pm.me tuta.com fastmail.fm cloud.com cloud.de hostmail.com rotmail.com
    photonmail.com pocketmail.com outlook.ie outlook.co.id yahoo-inc.com yahoo.co.id yahoo.com.sg wahoo.com online.de
    online.fr tonline.de freenet.com greenet.de comcast.com verizon.com horizon.net orange.fr grange.fr free.fr love.com
    life.com olive.com alive.com love.net one.com on.com am.com ao.com aon.com aol.in msn.co men.com mc.com ma.com
    never.com naver.com laver.com chapter.net chart.net cos.net fox.net at.net bat.net inbox.com in.box.com mailbox.com
    example.com example.org company.co acme.co acme.cm shop.om university.edu gov.uk nhs.net ac.uk ethz.ch tum.de
    github.com google.com microsoft.com apple.com amazon.com yandex-team.ru ya.ru list.ru vk.com qq.com 163.com 126.com
    libera.it libero.it alice.it alicia.it virgilio.it posted.de poste.it laposte.fr wanadoo.be skynet.be
    gmail.org gmail.de mail.gmail.com gmail.example.com sub.hotmail.com.example.org münchen.de пример.рф
"""


@pytest.mark.parametrize("typed", SLIPS)
def test_a_slip_is_seen(typed):
    assert likely(f"Ada.L+x@{typed}") == f"Ada.L+x@{SLIPS[typed]}"


@pytest.mark.parametrize("domain", REAL.split())
def test_a_real_domain_is_left_alone(domain):
    assert likely(f"ada@{domain}") is None


@pytest.mark.parametrize("domain", sorted(WELL_KNOWN))
def test_a_well_known_domain_is_left_alone(domain):
    assert likely(f"ada@{domain.upper()}") is None


@pytest.mark.parametrize("typed", ["", "ada", "gmial.com", "@gmial.com", "ada@", "ada@.", "ada@.com", "@"])
def test_what_is_no_address_is_left_alone(typed):
    assert likely(typed) is None


def test_blanks_around_it_are_in_nobody_s_way():
    assert likely(" ada@gmial.com ") == "ada@gmail.com"


@given(st.sampled_from(sorted(OFTEN)), st.data())
def test_two_neighbouring_letters_in_the_wrong_order_are_put_right_or_left(domain, data):
    name, _, ending = domain.partition(".")
    place = data.draw(st.integers(0, len(name) - 2))
    swapped = f"{name[:place]}{name[place + 1]}{name[place]}{name[place + 2 :]}.{ending}"
    assume(swapped != domain)

    assert likely(f"ada@{swapped}") == f"ada@{domain}"


@given(st.text(max_size=30))
def test_a_correction_is_final_and_keeps_what_stands_before_the_at(typed):
    meant = likely(typed)

    if meant:
        assert meant.rpartition("@")[0] == typed.strip().rpartition("@")[0]
        assert likely(meant) is None
