"""Choosing the language of public pages."""

import re
from typing import Annotated

from litestar import get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from footlights.edges.given import Running
from footlights.edges.look.visit import COOKIE
from footlights.edges.look.words import languages
from footlights.kit.errors import Invalid

YEAR_S = 365 * 24 * 3600
_OWN_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@get("/language", include_in_schema=False, sync_to_thread=False)
def choose_language(
    services: Running,
    to: Annotated[str, QueryParameter(name="to", max_length=8)],
    back: Annotated[str, QueryParameter(name="back", required=False, max_length=4000)] = "/",
) -> Redirect:
    """Keep the choice in a cookie and go back to the page; anywhere else is refused."""
    if to not in languages():
        raise Invalid("That language is not spoken here.", code="unknown_language")
    if not _OWN_ADDRESS.fullmatch(back):
        raise Invalid("That page is not of this server.", code="foreign_address")
    is_secure = services.settings.base_url.startswith("https:")
    cookie = Cookie(key=COOKIE, value=to, max_age=YEAR_S, samesite="lax", httponly=True, secure=is_secure)
    return Redirect(back, status_code=303, cookies=[cookie])
