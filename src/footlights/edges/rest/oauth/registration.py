"""`/oauth/register`: programs register themselves (RFC 7591), as MCP clients do."""

from typing import Any

from authlib.oauth2.rfc7591 import ClientMetadataClaims
from joserfc.errors import JoseError
from litestar import Response, post

from footlights.edges.given import Running
from footlights.edges.rest.oauth.answers import document
from footlights.edges.rest.oauth.asked import Asked
from footlights.edges.rest.oauth.fields import read_json
from footlights.edges.rest.oauth.metadata import server_metadata
from footlights.edges.rest.oauth.tries import DYNAMIC_REGISTRATIONS, address_behind, tries_of
from footlights.kit.clock import to_unix, utcnow
from footlights.kit.errors import Invalid
from footlights.oauth.clients import register_unowned_client
from footlights.oauth.errors import RegistrationClosed
from footlights.oauth.rules import EVERYTHING, read_scopes

UNNAMED = "An app without a name"


@post("/oauth/register", status_code=201, include_in_schema=False)
async def register(services: Running, request: Asked) -> Response[Any]:
    """Register a program from its metadata. The secret, if it takes one, is in this answer and nowhere else."""
    if not services.settings.oauth_dynamic_clients:
        raise RegistrationClosed("Programs cannot register themselves here. Ask an admin of the workspace.")
    await tries_of(request).count_registration(address_behind(request), DYNAMIC_REGISTRATIONS)
    claims = _checked(await read_json(request), server_metadata(services))
    is_public = claims.get("token_endpoint_auth_method") == "none"
    scopes = read_scopes(claims.get("scope") or EVERYTHING)
    async with services.database.write() as db:
        made = await register_unowned_client(
            db,
            "dynamic",
            name=claims.get("client_name") or UNNAMED,
            redirect_uris=claims.get("redirect_uris") or [],
            scopes=scopes or EVERYTHING,
            is_public=is_public,
            now=utcnow(),
        )
    answer = {
        "client_id": str(made.row.number),
        "client_id_issued_at": to_unix(made.row.created_at),
        "client_name": made.row.name,
        "redirect_uris": made.row.redirect_uris,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": claims.get("token_endpoint_auth_method") or "client_secret_basic",
        "scope": made.row.scopes,
    }
    if not is_public:
        answer |= {"client_secret": made.token, "client_secret_expires_at": 0}
    return document(answer, status=201)


def _checked(metadata: dict[str, object], server: dict[str, Any]) -> dict[str, Any]:
    """The members that are registered ones, checked by Authlib against what this server does.

    Refuses with invalid_client_metadata, or invalid_redirect_uri (RFC 7591 section 3.2.2).
    """
    uris = metadata.get("redirect_uris")
    if not isinstance(uris, list) or not uris or not all(isinstance(uri, str) for uri in uris):
        raise Invalid("Tell at least one redirect_uri.", code="invalid_redirect_uri")
    texts = {"client_name", "scope", "token_endpoint_auth_method"}
    if any(not isinstance(value, str | None) for name, value in metadata.items() if name in texts):
        raise Invalid("A member of the metadata has the wrong type.", code="invalid_client_metadata")
    options = ClientMetadataClaims.get_claims_options(server)
    claims = ClientMetadataClaims(metadata, {}, options, server)
    try:
        claims.validate()
    except (JoseError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("A member of the metadata cannot be used.", code="invalid_client_metadata") from error
    return dict(claims)
