"""`/oauth/token`, `/oauth/revoke`, `/oauth/introspect`, `/oauth/token/info`."""

from typing import Any

from litestar import Response, get, post

from footlights.edges.given import Running
from footlights.edges.rest.bearer import find_caller
from footlights.edges.rest.oauth.answers import answer, document
from footlights.edges.rest.oauth.asked import Asked
from footlights.edges.rest.oauth.exchanging import exchange_for
from footlights.edges.rest.oauth.fields import read_fields
from footlights.edges.rest.oauth.tries import address_behind, tries_of
from footlights.kit.clock import utcnow
from footlights.kit.errors import Unauthenticated
from footlights.oauth.protocol import Answer
from footlights.oauth.revoking import introspect_token, revoke_token


@post("/oauth/token", status_code=200, include_in_schema=False)
async def token(services: Running, request: Asked) -> Response[Any]:
    """A code or a refresh token (or a password, where the operator allows it) for tokens."""
    return answer(await exchange_for(services, request, await read_fields(request), "livestorm"))


@post("/oauth/revoke", status_code=200, include_in_schema=False)
async def revoke(services: Running, request: Asked) -> Response[Any]:
    """End a token; 200 also for one that is not there (RFC 7009 section 2.2)."""
    fields, authorization = await read_fields(request), request.headers.get("authorization", "")
    await _check(request, fields.get("client_id", [""])[0])
    async with services.database.write() as db:
        found = await revoke_token(db, fields, authorization=authorization, now=utcnow())
    return await _counted(request, fields.get("client_id", [""])[0], found)


@post("/oauth/introspect", status_code=200, include_in_schema=False)
async def introspect(services: Running, request: Asked) -> Response[Any]:
    """What a token is good for, told to its client and to confidential clients of the same workspace."""
    fields, authorization = await read_fields(request), request.headers.get("authorization", "")
    await _check(request, fields.get("client_id", [""])[0])
    issuer = services.settings.base_url
    async with services.database.write() as db:
        found = await introspect_token(db, fields, authorization=authorization, issuer=issuer, now=utcnow())
    return await _counted(request, fields.get("client_id", [""])[0], found)


@get("/oauth/token/info", include_in_schema=False)
async def info(services: Running, request: Asked) -> Response[Any]:
    """What the token in `Authorization` is, as Doorkeeper tells it."""
    caller = await find_caller(services, request.headers.get("authorization"))
    if caller is None or caller.expires_at is None:
        raise Unauthenticated("The access token is invalid or has expired.")
    return document(
        {
            "resource_owner_id": caller.actor.person_id,
            "scope": sorted(caller.actor.scopes),
            "expires_in": max(0, int((caller.expires_at - utcnow()).total_seconds())),
            "application": {"uid": None if caller.client_number is None else str(caller.client_number)},
        }
    )


async def _check(request: Asked, client_id: str) -> None:
    await tries_of(request).check(client_id, address_behind(request))


async def _counted(request: Asked, client_id: str, found: Answer) -> Response[Any]:
    if found.error == "invalid_client":
        await tries_of(request).count_wrong(client_id, address_behind(request))
    return answer(found)
