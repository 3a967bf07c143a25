"""Pages of somebody else's web site, on another host than the server under test, in a browser without their cookies."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, Page, Playwright

from tests.browser.guests import DESKTOP, Guest
from tests.browser.house import wait_until

HEAR = """<script>
window.told = []
addEventListener('message', (message) => {
  if (message.data?.source === 'webinar-room') window.told.push(message.data.event)
})
</script>"""


class Site:
    """A web site whose pages tests write: path to body. Every page keeps in `told` what frames tell it."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site.pages.get(urlsplit(self.path).path)
                self.send_response(404 if body is None else 200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Another site for a browser than the house's `127.0.0.1`, and a secure one too."""
        return f"http://localhost:{self._server.server_port}"

    def write(self, path: str, body: str) -> str:
        """Put a page there; its address."""
        page = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title>'
        self.pages[path] = f"{page}{HEAR}<body>{body}</body></html>"
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def strict_browser(
    playwright: Playwright, profile: Path, *arguments: str, viewport: dict[str, int] | None = None, **options: object
) -> Iterator[BrowserContext]:
    """A Chromium that keeps no cookie of a site shown in another one's frame."""
    (profile / "Default").mkdir(parents=True)
    settings = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path="/usr/bin/chromium",
        args=[*arguments, "--test-third-party-cookie-phaseout"],
        viewport=viewport or DESKTOP,  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )
    try:
        yield context
    finally:
        context.close()


def frames_of(page: Page, base_url: str, *, count: int = 1) -> list[Frame]:
    """The frames of our server on a page, in the order they stand there."""

    def find() -> list[Frame] | None:
        found = [frame for frame in page.frames[1:] if frame.url.startswith(base_url)]
        return found if len(found) == count else None

    found: list[Frame] = wait_until(lambda: page.wait_for_timeout(50) or find(), what=f"{count} frames of {base_url}")
    return found


def guest_in(context: BrowserContext, page: Page, base_url: str) -> Guest:
    """Somebody whose room stands in a frame of the page."""
    (frame,) = frames_of(page, base_url)
    return Guest(context, frame)  # type: ignore[arg-type]  # a frame has what a guest uses of a page
