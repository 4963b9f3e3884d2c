"""Takes the README's pictures of a practice database: `make shots` (needs Chromium)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

HERE = Path(__file__).resolve().parent
PORT = "8655"
BASE = f"http://localhost:{PORT}"
expect.set_options(timeout=30_000)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/practice.db"
        environment = {**os.environ, "USERCORE_DATABASE_URL": url, "PORT": PORT}
        subprocess.run([str(Path(sys.executable).parent / "usercore"), "demo", "--url", url], check=True)
        server = subprocess.Popen([sys.executable, str(HERE.parent / "dashboard.py")], env=environment)
        try:
            take()
        finally:
            server.terminate()
            server.wait()


def take() -> None:
    wait_until_ready()
    (HERE / "pictures").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for scheme in ("light", "dark"):
            context = chromium.new_context(
                viewport={"width": 1280, "height": 860},
                color_scheme=scheme,
                timezone_id="Europe/Berlin",
                locale="en-GB",
            )
            page = context.new_page()
            sign_in(page)
            save(page, f"users-{scheme}")
            page.goto(f"{BASE}/home")
            expect(page.get_by_text("Failed sign-ins", exact=True)).to_be_visible()
            save(page, f"home-{scheme}")
            page.goto(f"{BASE}/users?status=Suspended")
            page.get_by_role("rowheader").get_by_role("link").first.click()
            expect(page.get_by_text("At a glance")).to_be_visible()
            save(page, f"person-{scheme}")
        chromium.close()


def sign_in(page: Page) -> None:
    page.goto(f"{BASE}/users")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_role("textbox", name="Password").fill("practice makes perfect")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    expect(page.get_by_role("checkbox").nth(10)).to_be_visible()


def save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # the last fade
    page.screenshot(path=HERE / "pictures" / f"{name}.png")


def wait_until_ready() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{BASE}/readyz", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main()
