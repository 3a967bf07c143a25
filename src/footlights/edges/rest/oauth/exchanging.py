"""One request to a token endpoint, whichever dialect it speaks."""

from footlights.edges.console.access import attempts_of
from footlights.edges.rest.oauth.asked import Asked
from footlights.edges.rest.oauth.fields import Fields
from footlights.edges.rest.oauth.tries import address_behind, tries_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.oauth.exchange import exchange
from footlights.oauth.protocol import Answer
from footlights.oauth.rules import DialectName
from footlights.services import Services
from footlights.workspace.actions import check_credentials
from footlights.workspace.errors import WrongCredentials
from footlights.workspace.models import TeamMember


async def exchange_for(services: Services, request: Asked, fields: Fields, dialect: DialectName) -> Answer:
    """Tokens, or Authlib's refusal. Refuses with Limited when secrets or passwords were guessed."""
    client_id, address = fields.get("client_id", [""])[0], address_behind(request)
    tries, allows_password = tries_of(request), services.settings.oauth_password_grant
    is_password = allows_password and fields.get("grant_type") == ["password"]
    await tries.check(client_id, address)
    if is_password:
        await attempts_of(request).count(_first(fields, "username"), address)
    async with services.database.write() as db:
        answer = await exchange(
            db,
            fields,
            dialect,
            authorization=request.headers.get("authorization", ""),
            member=await find_by_password(db, fields) if is_password else None,
            allows_password=allows_password,
            now=utcnow(),
        )
    if answer.error == "invalid_client":
        await tries.count_wrong(client_id, address)
    elif is_password and answer.error is None:
        await attempts_of(request).forget(_first(fields, "username"), address)
    return answer


async def find_by_password(db: Db, fields: Fields, *, name: str = "username") -> TeamMember | None:
    """The team member with this e-mail and `password`, if both are right."""
    try:
        return await check_credentials(db, email=_first(fields, name), password=_first(fields, "password"))
    except WrongCredentials:
        return None


def _first(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]
