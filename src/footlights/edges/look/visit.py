"""Where a visitor is and which language they chose: known to every page without being handed on."""

from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from litestar.types import Scope

from footlights.edges.look.words import languages

COOKIE = "language"


@dataclass(frozen=True)
class Visit:
    """`address` is path and query of the page; `language` None until the visitor chooses one."""

    address: str = "/"
    language: str | None = None


NOBODY = Visit()
visit: ContextVar[Visit] = ContextVar("visit", default=NOBODY)


def note_visit(scope: Scope) -> None:
    """Remember whose request this is, for as long as it is answered."""
    headers = dict(scope["headers"])
    query = scope["query_string"].decode("latin-1")
    address = scope["path"] + (f"?{query}" if query else "")
    visit.set(Visit(address, _chosen(headers.get(b"cookie", b"").decode("latin-1"))))


def asked_language(scope: Scope) -> str:
    """The language chosen at this server, else the first of the browser's that is spoken here, else English."""
    headers = dict(scope["headers"])
    chosen = _chosen(headers.get(b"cookie", b"").decode("latin-1"))
    return chosen or _accepted(headers.get(b"accept-language", b"").decode("latin-1")) or "en"


def _accepted(accept_language: str) -> str | None:
    """Browsers name their languages in the order of preference (RFC 9110, 12.5.4); weights only repeat it."""
    asked = (part.partition(";")[0].strip().partition("-")[0].lower() for part in accept_language.split(","))
    return next((language for language in asked if language in languages()), None)


def _chosen(cookies: str) -> str | None:
    if COOKIE not in cookies:
        return None
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel is not None and morsel.value in languages() else None
