"""A program asks for access, seen from a plain browser: by a link, in a window of its own, in a forbidden frame."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.guests import DESKTOP, PHONE
from tests.browser.house import House, wait_until

SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
BACK = """<!doctype html><title>Back</title><h1>Back at the program</h1>
<script>if (window.opener) { window.opener.came(location.search); window.close(); }</script>"""


@dataclass
class Program:
    """A web site on an origin of its own, which is registered with the house."""

    house: House
    port: int
    app: dict[str, object] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    home: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, **given: str) -> str:
        query = {
            "response_type": "code",
            "client_id": str(self.app["client_id"]),
            "redirect_uri": f"{self.url}/callback",
            "scope": "events:read",
            "state": "as & it = was",
        }
        return f"{self.house.url}/oauth/authorize?{urlencode(query | given)}"

    def exchange(self, code: str) -> str:
        """An access token for the code."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.url}/callback",
            "client_id": str(self.app["client_id"]),
            "client_secret": str(self.app["client_secret"]),
        }
        answer = httpx.post(f"{self.house.url}/oauth/token", data=fields, timeout=20)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def call(self, token: str) -> int:
        headers = {"authorization": f"Bearer {token}"}
        return httpx.get(f"{self.house.url}/v1/events", headers=headers, timeout=20).status_code


@contextlib.contextmanager
def running_program(house: House) -> Iterator[Program]:
    program = Program(house, 0)

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_back = self.path.startswith("/callback")
            if is_back:
                program.came.append(self.path)
            body = (BACK if is_back else program.home).encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    program.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    arguments = ("--data", str(house.data), "--name", "Ticket <b>desk</b>", "--redirect", f"{program.url}/callback")
    program.app = json.loads(house.run("oauth", "client", "create", *arguments, "--json"))
    try:
        yield program
    finally:
        house.run("oauth", "client", "revoke", str(program.app["client_id"]), "--data", str(house.data))
        server.shutdown()
        server.server_close()


@pytest.fixture
def program(house: House) -> Iterator[Program]:
    with running_program(house) as running:
        yield running


def sign_in(page: Page, house: House) -> None:
    page.fill("[name=email]", house.owner["email"])
    page.fill("[name=password]", house.owner["password"])
    page.get_by_role("button", name="Sign in").click()


def answer_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_asked_signed_in_authorized_used_and_disconnected(browser: Browser, program: Program) -> None:
    house = program.house
    program.home = f'<h1>Tickets</h1><a href="{program.ask().replace("&", "&amp;")}">Connect</a>'
    page = browser.new_context().new_page()
    page.goto(program.url)
    page.get_by_role("link", name="Connect").click()
    sign_in(page, house)
    expect(page.get_by_role("heading", level=1)).to_have_text("Let “Ticket <b>desk</b>” in?")
    expect(page.get_by_text(f"You will be led to {program.url}.")).to_be_visible()
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("heading", name="Back at the program").wait_for()
    answer = answer_of(page.url)

    token = program.exchange(answer["code"])

    assert (answer["state"], answer["iss"], program.call(token)) == ("as & it = was", house.url, 200)
    page.goto(f"{house.url}/console/account#apps")
    page.get_by_role("link", name="Disconnect").click()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_text("You have let no app in.").wait_for()
    assert program.call(token) == 401


def test_refused_by_the_keyboard(browser: Browser, program: Program) -> None:
    page = browser.new_context().new_page()
    page.goto(program.ask())
    sign_in(page, program.house)
    page.get_by_role("button", name="Refuse").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Back at the program").wait_for()

    answer = answer_of(page.url)

    assert (answer["error"], answer["state"], "code" in answer) == ("access_denied", "as & it = was", False)


def test_in_a_window_that_the_program_opened(browser: Browser, program: Program) -> None:
    """The sign-in and consent must not cut the window off from the page that waits for it."""
    program.home = f"""<!doctype html><h1>Tickets</h1><p id="said"></p><button>Connect</button>
    <script>
    const address = {json.dumps(program.ask())};
    window.came = (search) => {{ document.getElementById("said").textContent = search }};
    document.querySelector("button").onclick = () => window.open(address, "w", "width=500,height=600");
    </script>"""
    page = browser.new_context().new_page()
    page.goto(program.url)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect").click()
    window = opened.value
    sign_in(window, program.house)
    window.get_by_role("button", name="Authorize").click()
    wait_until(lambda: "code=" in (page.text_content("#said") or ""), what="the window's answer at its opener")

    assert answer_of(page.text_content("#said") or "")["state"] == "as & it = was"


def test_consent_cannot_be_framed(browser: Browser, program: Program) -> None:
    page = browser.new_context().new_page()
    page.goto(program.ask())
    sign_in(page, program.house)
    consent = page.url
    page.get_by_role("button", name="Authorize").wait_for()
    program.home = f'<h1>Bait</h1><iframe src="{consent.replace("&", "&amp;")}"></iframe>'
    page.goto(program.url)
    page.wait_for_load_state()

    frames = [frame for frame in page.frames if frame != page.main_frame]

    assert len(frames) == 1
    assert frames[0].get_by_role("button", name="Authorize").count() == 0
    assert program.came == []


def test_mistakes_lead_nowhere(browser: Browser, program: Program) -> None:
    page = browser.new_context().new_page()
    page.goto(program.ask(redirect_uri="https://evil.example/callback"))

    expect(page.get_by_text("not one that the app has registered")).to_be_visible()
    assert page.url.startswith(program.house.url)


@SIZES
def test_pages_are_accessible(browser: Browser, program: Program, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    page.goto(program.ask())
    sign_in(page, program.house)
    page.get_by_role("button", name="Authorize").wait_for()
    found["consent"] = violations(page)
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("heading", name="Back at the program").wait_for()
    program.exchange(answer_of(page.url)["code"])
    page.goto(f"{program.house.url}/console/apps")
    found["apps"] = violations(page)
    page.get_by_role("button", name="Register app").click()
    page.locator("#f-name[aria-invalid=true]").wait_for()
    found["apps, wrong"] = violations(page)
    page.goto(f"{program.house.url}/console/account")
    found["account"] = violations(page)
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()

    assert {name: list_ for name, list_ in found.items() if list_} == {}
    assert not is_wide
