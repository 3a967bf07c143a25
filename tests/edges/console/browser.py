"""A browser without scripts: keeps cookies, fills in forms, and sends what real browsers send along."""

import html
import re
from dataclasses import dataclass, field

import httpx

ORIGIN = "http://127.0.0.1:8080"
_TAGS = re.compile(r"<[^>]+>")
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass
class Page:
    """What came back. `text` is what a person reads, `html` what was sent."""

    status: int
    path: str
    html: str
    headers: httpx.Headers

    @property
    def text(self) -> str:
        body = re.sub(r"<(head|svg|script)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(_TAGS.sub(" ", body)).split())

    @property
    def location(self) -> str:
        return str(self.headers.get("location", ""))

    def value(self, field_id: str) -> str:
        """The value of the input with this id."""
        found = re.search(rf'<input[^>]*\bid="{re.escape(field_id)}"[^>]*>', self.html)
        assert found, f"no field {field_id}"
        value = re.search(r'\bvalue="([^"]*)"', found.group(0))
        return html.unescape(value.group(1)) if value else ""

    def has_form_to(self, path: str) -> bool:
        return f'action="{path}"' in self.html


@dataclass
class Browser:
    client: httpx.AsyncClient
    token: str = ""
    sent: dict[str, str] = field(default_factory=lambda: {"origin": ORIGIN, "sec-fetch-site": "same-origin"})

    async def open(self, path: str, *, part: str | None = None) -> Page:
        """Load a page, or with `part` what htmx loads into the element with this id."""
        headers = {"hx-request": "true", "hx-target": part} if part else {}
        return self._page(await self.client.get(path, headers=headers))

    async def send(self, path: str, *, part: str = "", **fields: str | list[str]) -> Page:
        """Send a form with the token that every page carries; where it redirects to is left to the test."""
        return await self._send(path, part, fields)

    async def _send(self, path: str, part: str, fields: dict[str, str | list[str]]) -> Page:
        headers = self.sent | ({"hx-request": "true", "hx-target": part} if part else {})
        return self._page(await self.client.post(path, data={"form_token": self.token, **fields}, headers=headers))

    async def submit(self, path: str, **fields: str | list[str]) -> Page:
        """Send a form, expect a redirect, and open where it leads."""
        page = await self._send(path, "", fields)
        assert page.status == 303, (page.status, page.text[:300])
        return await self.open(page.location)

    def _page(self, answer: httpx.Response) -> Page:
        found = _TOKEN.search(answer.text)
        if found:
            self.token = found.group(1)
        return Page(answer.status_code, answer.url.path, answer.text, answer.headers)
