"""Two programs of other people stand in for the phone: zbarimg reads the picture, oathtool makes the code."""

import shutil
import subprocess
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import CODES, field, picture, show
from tests.builders import a_user, an_address
from tests.second_factors import step
from usercore.crypto import totp

KEYS = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]  # the first is RFC 6238's


def said(program, *words, told=""):
    """What the program prints, line by line."""
    found = shutil.which(program)
    assert found, f"This test needs {program}: apt-get install zbar-tools oathtool"
    ended = subprocess.run([found, *words], input=told, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def codes_by_oathtool(secret, *words):
    return said("oathtool", "--totp", "--base32", *words, "-", told=f"{secret}\n")


def test_zbarimg_reads_a_screenshot_and_the_code_of_oathtool_turns_it_on(page, dashboard, tmp_path):
    email, shot = an_address("phone"), tmp_path / "shot.png"
    user_id = a_user(dashboard.core, email, name="Phil Phone")
    enter_as(page, dashboard, EMAIL, f"/two-factor?id={user_id}")
    show(page)
    picture(page).scroll_into_view_if_needed()
    page.screenshot(path=shot)

    (read,) = said("zbarimg", "--quiet", "--nodbus", "--raw", str(shot))
    address = urlsplit(read)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path).endswith(f":{email}")
    (secret,) = parse_qs(address.query)["secret"]
    (code,) = codes_by_oathtool(secret)
    field(page).press_sequentially(code)

    expect(page.get_by_text("It is on: signing in asks for a code from now on.")).to_be_visible()
    assert len(set(CODES.findall(page.get_by_test_id("stCode").inner_text()))) == 10
    assert step(dashboard.core, email).challenge


@pytest.mark.parametrize("secret", KEYS)
@pytest.mark.parametrize("seconds", [0, 59, 1111111109, 1234567890, 2000000000, 20000000000])
def test_the_codes_of_oathtool_are_those_that_count(secret, seconds):
    now = datetime.fromtimestamp(seconds, UTC)

    codes = codes_by_oathtool(secret, f"--now=@{seconds}", "--window=10")

    first = totp.step_at(now)
    assert [totp.match(secret, code, now) for code in codes] == [(first + off, off) for off in range(11)]
