"""Ways to a token: `/oauth/clients`, `/oauth/access_token`, `/auth/…`, and the pass into the panel.

None of these answers has the envelope, except lists and the pass. Token endpoints answer errors in the plain OAuth2
shape too, unless `Accept` names the vendor's media type.
"""

from typing import Any

from litestar import Response, delete, get, post

from footlights.edges.console.access import attempts_of
from footlights.edges.given import PathText, Running
from footlights.edges.rest.bearer import Caller, find_caller, read_bearer
from footlights.edges.rest.livewebinar import account
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import answer, nothing, one
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.errors import BadRequest, BadToken, error_document
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import all_of
from footlights.edges.rest.oauth.answers import document
from footlights.edges.rest.oauth.answers import refuse as refuse_plainly
from footlights.edges.rest.oauth.exchanging import exchange_for, find_by_password
from footlights.edges.rest.oauth.fields import UnreadableRequest, read_fields
from footlights.edges.rest.oauth.tries import REGISTRATIONS, address_behind, tries_of
from footlights.kit.clock import to_unix, utcnow
from footlights.kit.errors import AppError, Unauthenticated
from footlights.oauth.clients import list_clients, register_client, register_unowned_client, remove_client
from footlights.oauth.errors import ClientExists, RegistrationClosed, WrongClient
from footlights.oauth.models import Client
from footlights.oauth.passes import issue_pass
from footlights.oauth.protocol import Answer
from footlights.oauth.server_login import (
    SignedToken,
    refresh_signed,
    sign_in_client,
    sign_in_member,
    sign_out_signed,
)
from footlights.services import Services
from footlights.workspace.actions import Issued

TENANT = "livewebinar"
"""The one brand there is; every known client sends it, and an absent one means the same."""

REASONS = {
    "invalid_grant": "The token is wrong, was used before or has expired.",
    "unsupported_grant_type": "Send grant_type: authorization_code, refresh_token, or password where it is enabled.",
}
"""What clients print of errors that the OAuth2 server does not describe."""


@post("/oauth/clients")
async def create_client(services: Running, request: Asked) -> Response[Any]:
    """Register an API app: for the account of the token, or for nobody where the operator allows that."""
    fields = Fields(await read_body(request))
    name, redirect = fields.text("name", required=True, most=300), fields.text("redirect", required=True, most=2000)
    has_token = "authorization" in request.headers
    actor = await find_actor(services, request, "admin:write") if has_token else None
    if actor is None:
        await _check_open(services, request)
    fields.check()
    name, redirect, now = name or "", redirect or "", utcnow()
    try:
        async with services.database.write() as db:
            if actor is not None:
                made = await register_client(db, actor, name=name, redirect_uris=[redirect], now=now)
            else:
                made = await register_unowned_client(
                    db, "anonymous", name=name, redirect_uris=[redirect], is_public=False, now=now
                )
    except ClientExists as error:
        return error_document(request, 500, error.detail)
    return answer(request, _created(made), status=201)


@get("/oauth/clients")
async def show_clients(services: Running, request: Asked) -> Response[Any]:
    """The apps of the workspace for its admins, one's own for others; without their secrets."""
    actor = await find_actor(services, request, "identity:read")
    async with services.database.read() as db:
        clients = await list_clients(db, actor)
    return all_of(request, [_item(row) for row in clients if actor.is_admin or row.owner_id == actor.person_id])


@delete("/oauth/clients/{client_id:str}", status_code=204)
async def delete_client(services: Running, request: Asked, client_id: PathText) -> Response[None]:
    actor = await find_actor(services, request, "admin:write")
    async with services.database.write() as db:
        await remove_client(db, actor, client_id, now=utcnow())
    return nothing(request)


@post("/oauth/access_token", status_code=200)
async def access_token(services: Running, request: Asked) -> Response[Any]:
    return await _exchange(services, request)


@post("/oauth/access_token/refresh", status_code=200)
async def refresh_token(services: Running, request: Asked) -> Response[Any]:
    """As `/oauth/access_token`; without a `grant_type` it is a refresh."""
    return await _exchange(services, request, grant_type="refresh_token")


@post("/auth/login", status_code=200)
async def login(services: Running, request: Asked) -> Response[Any]:
    """A JWT for a program by its own credentials, or by an e-mail and password where the operator allows that."""
    given = {name: values[0] for name, values in (await _read(request)).items()}
    if given.get("identifier", TENANT) != TENANT:
        raise Unauthenticated("This server does not know that identifier.")
    if "client_id" in given or not services.settings.oauth_password_grant:
        return _signed(request, await _login_client(services, request, given))
    return _signed(request, await _login_member(services, request, given))


@get("/auth/info")
async def info(services: Running, request: Asked) -> Response[Any]:
    """The same as `/me`."""
    found: Response[Any] = await account.me.fn(services, request)
    return found


@post("/auth/refresh", status_code=200)
async def renew(services: Running, request: Asked) -> Response[Any]:
    """A new JWT for one that still works, which ends."""
    caller, token = await _signed_caller(services, request)
    async with services.database.write() as db:
        made = await refresh_signed(
            db,
            caller.grant_id or "",
            token,
            key=services.secret_key,
            issuer=services.settings.base_url,
            now=utcnow(),
        )
    return _signed(request, made)


@post("/auth/logout", status_code=204)
async def logout(services: Running, request: Asked) -> Response[None]:
    """End the JWT that is sent."""
    _caller, token = await _signed_caller(services, request)
    async with services.database.write() as db:
        await sign_out_signed(db, token, now=utcnow())
    return nothing(request)


@get("/users/autologinToken")
async def autologin_token(services: Running, request: Asked) -> Response[Any]:
    """A pass for `/account_auto_login/{token}`: one browser, once, within 60 seconds."""
    actor = await find_actor(services, request, "identity:read")
    async with services.database.write() as db:
        token = await issue_pass(db, actor, now=utcnow())
    return one(request, {"autologin_token": token})


routes = [
    create_client,
    show_clients,
    delete_client,
    access_token,
    refresh_token,
    login,
    info,
    renew,
    logout,
    autologin_token,
]


async def _check_open(services: Services, request: Asked) -> None:
    if not services.settings.oauth_anonymous_clients:
        raise RegistrationClosed("Only team members may register apps here. Send a token, or use the console.")
    await tries_of(request).count_registration(address_behind(request), REGISTRATIONS)


async def _exchange(services: Services, request: Asked, **missing: str) -> Response[Any]:
    try:
        fields = await read_fields(request)
        fields |= {name: [value] for name, value in missing.items() if name not in fields}
        found = await exchange_for(services, request, fields, "livewebinar")
    except UnreadableRequest as error:
        if _wants_envelope(request):
            raise BadRequest(error.detail) from error
        return refuse_plainly(request, error)
    except AppError as error:
        if _wants_envelope(request):
            raise
        return refuse_plainly(request, error)
    return _tokens(request, found)


def _tokens(request: Asked, found: Answer) -> Response[Any]:
    """Both shapes of tokens at once, and the error shape that the client reads."""
    if found.error is None:
        flat = {name: found.body[name] for name in ("token_type", "expires_in", "access_token", "refresh_token")}
        return document({**flat, "accessToken": flat})
    if _wants_envelope(request):
        message = found.body.get("error_description") or REASONS.get(found.error) or found.error
        return error_document(request, found.status, str(message))
    return document(found.body, status=found.status)


async def _login_client(services: Services, request: Asked, given: dict[str, str]) -> SignedToken:
    client_id, tries, address = given.get("client_id", ""), tries_of(request), address_behind(request)
    await tries.check(client_id, address)
    try:
        async with services.database.write() as db:
            return await sign_in_client(
                db,
                client_id,
                given.get("client_secret", ""),
                key=services.secret_key,
                issuer=services.settings.base_url,
                now=utcnow(),
            )
    except WrongClient:
        await tries.count_wrong(client_id, address)
        raise


async def _login_member(services: Services, request: Asked, given: dict[str, str]) -> SignedToken:
    email, attempts, address = given.get("email", ""), attempts_of(request), address_behind(request)
    await attempts.count(email, address)
    async with services.database.write() as db:
        member = await find_by_password(db, {name: [value] for name, value in given.items()}, name="email")
        if member is None:
            raise WrongClient("The e-mail and password do not match.")
        made = await sign_in_member(
            db, member, key=services.secret_key, issuer=services.settings.base_url, now=utcnow()
        )
    await attempts.forget(email, address)
    return made


async def _signed_caller(services: Services, request: Asked) -> tuple[Caller, str]:
    """Whoever sends a JWT. Refuses with BadToken whoever sends another credential."""
    bearer = read_bearer(request.headers.get("authorization"))
    caller = await find_caller(services, request.headers.get("authorization")) if bearer.is_bearer else None
    if caller is None or bearer.token.count(".") != 2:
        raise BadToken
    return caller, bearer.token


async def _read(request: Asked) -> dict[str, list[str]]:
    try:
        return await read_fields(request)
    except UnreadableRequest as error:
        raise BadRequest(error.detail) from error


def _signed(request: Asked, made: SignedToken) -> Response[Any]:
    response = answer(request, {"token": made.token, "expires_in": made.expires_in, "token_type": "bearer"})
    response.headers["cache-control"] = "no-store"
    return response


def _created(made: Issued[Client]) -> dict[str, Any]:  # Any: JSON
    return {
        "name": made.row.name,
        "client_id": made.row.number,
        "client_secret": made.token,
        "redirect_uri": made.row.redirect_uris[0],
    }


def _item(client: Client) -> dict[str, Any]:  # Any: JSON
    return {
        "name": client.name,
        "client_id": client.number,
        "redirect_uri": client.redirect_uris[0],
        "created_at": to_unix(client.created_at),
    }


def _wants_envelope(request: Asked) -> bool:
    return "vnd.archiebot" in request.headers.get("accept", "").lower()
