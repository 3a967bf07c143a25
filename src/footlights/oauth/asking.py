"""The authorization endpoint: a program asks, a person decides, a code goes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidScopeError, OAuth2Error

from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.oauth.loading import load_client
from footlights.oauth.models import Client
from footlights.oauth.protocol import Answer, Asked, Ledger, Server
from footlights.oauth.rules import DIALECTS, DialectName, scopes_of_role
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember

Fields = Mapping[str, list[str]]
"""Parameters of a request, each with every value that was sent."""


@dataclass(frozen=True)
class Question:
    """What a program asks for, when everything about it is in order. `scopes` are those that this person can give."""

    client: Client
    redirect_uri: str
    scopes: str


class UnusableRequest(Invalid):
    """Client or address are not what was registered: told to the person, and nobody is led anywhere."""

    code = "unusable_request"


class Refused(Exception):
    """Something else is wrong with the request: the program is told, at its own address (`location`)."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


async def read_question(
    db: Db, fields: Fields, dialect: DialectName, *, issuer: str, member: TeamMember | None = None, now: datetime
) -> Question:
    """Check a request before anyone is asked; `member` None: before it is known who that will be.

    `issuer` is the address of this server, which RFC 9207 has in every answer. Raises UnusableRequest and Refused.
    """
    _server, _grant, question = await _read(db, fields, dialect, issuer, member, now)
    return question


async def decide(
    db: Db, actor: Actor, fields: Fields, dialect: DialectName, *, allow: bool, issuer: str, now: datetime
) -> str:
    """Where the browser goes after the person has decided: back to the program, with a code or with a refusal.

    Raises UnusableRequest and Refused, as the request comes through the browser again.
    """
    member = await db.get_one(TeamMember, actor.person_id)
    server, grant, _question = await _read(db, fields, dialect, issuer, member, now)
    answer: Answer = server.create_authorization_response(
        grant.request, grant_user=member if allow else None, grant=grant
    )
    db.add_all(server.ledger.added)
    assert answer.location is not None
    return _with_issuer(answer.location, dialect, issuer)


async def _read(
    db: Db, fields: Fields, dialect: DialectName, issuer: str, member: TeamMember | None, now: datetime
) -> tuple[Server, Any, Question]:  # Any: Authlib's grant, which has no types
    asked, ledger = Asked(fields, DIALECTS[dialect], method="GET"), Ledger(now)
    await load_client(db, ledger, asked.payload.client_id or "")
    server = Server(ledger, DIALECTS[dialect])
    try:
        grant = server.get_consent_grant(asked, member)
        question = _put(grant, member)
        _check_resource(asked, issuer, question.redirect_uri)
    except OAuth2Error as error:
        if not error.redirect_uri:
            raise UnusableRequest(_words(error)) from error
        error.state = asked.payload.state
        location = dict(error()[2])["Location"]
        raise Refused(_with_issuer(location, dialect, issuer)) from error
    return server, grant, question


def _put(grant: Any, member: TeamMember | None) -> Question:  # Any: Authlib's grant, which has no types
    client: Client = grant.request.client.row
    if member is None:
        return Question(client, grant.redirect_uri, grant.request.scope)
    if client.workspace_id not in (None, member.workspace_id):
        raise InvalidClientError()
    scopes = scopes_of_role(grant.request.scope, member.role)
    if not scopes:
        raise InvalidScopeError(redirect_uri=grant.redirect_uri)
    return Question(client, grant.redirect_uri, scopes)


def _check_resource(asked: Asked, issuer: str, redirect_uri: str) -> None:
    """A token of this server is of no use elsewhere (RFC 8707)."""
    for resource in asked.payload.datalist.get("resource", []):
        if resource.rstrip("/") != issuer and not resource.startswith(f"{issuer}/"):
            raise OAuth2Error(
                "This server does not speak for that resource.", error="invalid_target", redirect_uri=redirect_uri
            )


def _words(error: OAuth2Error) -> str:
    if isinstance(error, InvalidClientError):
        return "This app is not known here. It may have been deleted, or it belongs to another workspace."
    return f"{str(error.description).rstrip('.')}. Nothing was allowed."


def _with_issuer(location: str, dialect: DialectName, issuer: str) -> str:
    """LiveWebinar's answer has code and state alone."""
    if dialect == "livewebinar":
        return location
    return str(add_params_to_uri(location, [("iss", issuer)]))
