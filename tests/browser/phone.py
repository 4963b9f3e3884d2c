"""What a person with a phone does in front of the screen: scan the picture, read the key, type codes."""

import io
import re

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.second_factors import secret_of
from usercore.crypto import totp

CODES = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}")


def show(page, name="Show the picture"):
    page.get_by_role("button", name=name).click()
    expect(picture(page)).to_be_visible()


def picture(page):
    return page.get_by_alt_text("QR code for the authenticator app")


def field(page):
    return page.get_by_role("textbox", name="Code", exact=True)


def key_beside(page):
    return re.sub(r"\s", "", page.get_by_test_id("stCode").inner_text())


def scanned(page):
    """What a camera in front of this screen reads."""
    picture(page).scroll_into_view_if_needed()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found[0].text if found else ""


def wrong_for(core, user_id):
    """Six digits that no app of theirs shows anywhere near now."""
    secret, now = secret_of(core, user_id), core.now()
    return next(code for code in map("{:06}".format, range(100)) if totp.match(secret, code, now) is None)


def violations(page):
    """What axe finds serious, but for the menu of Streamlit, which nests its list oddly."""
    return [
        (rule["id"], node["html"][:200])
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical") and rule["id"] not in ("list", "listitem")
        and "stSidebarNav" not in node["html"]
    ]  # fmt: skip
