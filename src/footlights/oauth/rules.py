"""Rules of the OAuth2 server, without a database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import unquote_plus, urlsplit

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line
from footlights.workspace.rules import SCOPES

DialectName = Literal["livestorm", "livewebinar"]
Origin = Literal["team", "anonymous", "dynamic"]
CODE_LASTS = timedelta(seconds=600)
"""RFC 6749 section 4.1.2 recommends ten minutes at most."""
PASS_LASTS = timedelta(seconds=60)
JWT_LASTS = timedelta(seconds=86_400)
JWT_LEEWAY = timedelta(seconds=60)
"""For clocks that differ: a JWT works this much longer than it says."""
LONGEST_URI = 2000
MOST_URIS = 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYTHING = " ".join(SCOPES)
_ADMIN_ENTITIES = {"admin", "webhooks"}
_ALIASES = {
    "webhook:read": ("webhooks:read",),
    "webhook:write": ("webhooks:write",),
    "full:read": tuple(scope for scope in SCOPES if scope.endswith(":read")),
    "full:write": tuple(scope for scope in SCOPES if scope.endswith(":write")),
}
"""Spellings that programs written for Livestorm send."""


@dataclass(frozen=True)
class Dialect:
    """What the vendors do differently. `grace` None: the old refresh token works until the new access token is used."""

    name: DialectName
    access_lasts: timedelta
    refresh_lasts: timedelta
    grace: timedelta | None
    reads_scope: bool  # False: the parameter is ignored, and the program gets what it was registered for


DIALECTS: dict[str, Dialect] = {
    "livestorm": Dialect("livestorm", timedelta(seconds=7200), timedelta(days=90), None, True),
    "livewebinar": Dialect(
        "livewebinar", timedelta(seconds=86_400), timedelta(days=30), timedelta(seconds=60), reads_scope=False
    ),
}


def read_scopes(text: str) -> str | None:
    """The scopes of a request in the order of `SCOPES`, joined by spaces; None when one of them does not exist.

    Takes spaces, `+` and `%20` (some programs encode twice), and the aliases.
    """
    plain = text
    for _ in range(2):
        plain = unquote_plus(plain)
    wanted = {scope for word in plain.split() for scope in _ALIASES.get(word, (word,))}
    if not wanted <= set(SCOPES):
        return None
    return " ".join(scope for scope in SCOPES if scope in wanted)


def is_within(scopes: str, most: str) -> bool:
    """Does `most` cover every scope? Writing implies reading."""
    given = set(most.split())
    return all(scope in given or scope.replace(":read", ":write") in given for scope in scopes.split())


def scopes_of_role(scopes: str, role: str) -> str:
    """What is left of scopes for someone with this role: members have no part in the team and its webhooks."""
    if role != "member":
        return scopes
    return " ".join(scope for scope in scopes.split() if scope.partition(":")[0] not in _ADMIN_ENTITIES)


def check_redirect_uri(uri: str, *, pointer: str = "redirect") -> str:
    """An absolute https address, or http on this computer, without fragment, user and blanks."""
    text = uri.strip()
    try:
        url = urlsplit(text)
        is_allowed = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
        is_plain = url.port != 0 and url.username is None and "#" not in text and "\\" not in text
    except ValueError:
        is_allowed = is_plain = False
    visible = text.isascii() and text.isprintable() and " " not in text and '"' not in text and "'" not in text
    if not (is_allowed and is_plain and visible and url.hostname and len(text) <= LONGEST_URI):
        raise Invalid(
            "Give the whole address that people come back to, beginning with https://.",
            code="invalid_redirect_uri",
            pointer=pointer,
        )
    return text


def check_redirect_uris(uris: list[str], *, pointer: str = "redirect") -> list[str]:
    unique = list(dict.fromkeys(check_redirect_uri(uri, pointer=pointer) for uri in uris))
    if not 0 < len(unique) <= MOST_URIS:
        raise Invalid(
            filled("Give one to %(most)s addresses.", most=MOST_URIS), code="invalid_redirect_uri", pointer=pointer
        )
    return unique


def check_client_name(name: str, *, pointer: str = "name") -> str:
    label = clean_line(name, limit=100)
    if not label:
        raise Invalid("Give the app a name.", code="name_missing", pointer=pointer)
    return label


def origin_of(uri: str) -> str:
    """Scheme, host and port of an address, as content policies and people name it."""
    url = urlsplit(uri)
    return f"{url.scheme}://{url.netloc}"
