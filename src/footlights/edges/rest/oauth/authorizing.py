"""Where a program sends the browser first. What is in order goes on to the consent page of the console."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect

from footlights.edges.given import Running
from footlights.edges.pages.refusals import exception_handlers
from footlights.edges.rest.oauth.asked import Asked
from footlights.edges.rest.oauth.fields import read_query
from footlights.kit.clock import utcnow
from footlights.oauth.asking import Refused, read_question
from footlights.oauth.rules import DialectName
from footlights.services import Services

CONSENT = "/console/authorize"
OPENER = {"cross-origin-opener-policy": "unsafe-none", "cache-control": "no-store"}
"""A program may have opened this in a window of its own, and waits for it to come back."""


@get("/oauth/authorize", exception_handlers=exception_handlers, include_in_schema=False)
async def authorize(services: Running, request: Asked) -> Response[Any]:
    return await begin(services, request, "livestorm")


async def begin(services: Services, request: Asked, dialect: DialectName) -> Response[Any]:
    """Lead to the consent page, or back to the program with what is wrong; to nowhere when the program is not known."""
    fields = read_query(request)
    async with services.database.read() as db:
        try:
            await read_question(db, fields, dialect, issuer=services.settings.base_url, now=utcnow())
        except Refused as refused:
            return Redirect(refused.location, status_code=302, headers=OPENER)
    return Redirect(f"{CONSENT}/{dialect}?{urlencode(fields, doseq=True)}", status_code=303, headers=OPENER)
