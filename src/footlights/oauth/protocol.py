"""Authlib's view of our rows: the protocol's checks over data that is loaded already.

Nothing here does input or output. An action (`asking`, `exchange`, `revoking`) loads every row that a request names
into a `Ledger`, calls `Server`, and leaves the transaction to write the rows that were changed, and `Ledger.added`.
"""

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc6749 import (
    AuthorizationCodeMixin,
    AuthorizationServer,
    ClientMixin,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    OAuth2Error,
    OAuth2Payload,
    OAuth2Request,
    TokenMixin,
    grants,
)
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from footlights.kit.clock import to_unix
from footlights.kit.ids import new_id
from footlights.kit.secrets import hash_token, new_token
from footlights.oauth.access import ACCESS, REFRESH
from footlights.oauth.clients import has_secret
from footlights.oauth.models import AuthorizationCode, Client, Grant, Token
from footlights.oauth.rules import CODE_LASTS, DIALECTS, Dialect, is_within, read_scopes, scopes_of_role
from footlights.workspace.models import TeamMember

CLIENT_AUTH = ["client_secret_basic", "client_secret_post", "none"]
WORDS = {"response_type": {"code"}, "grant_type": {"authorization_code", "refresh_token", "password"}}
"""Authlib repeats these parameters in its errors, so others reach it as `unsupported`."""

# Authlib writes tokens to its debug log.
logging.getLogger("authlib").setLevel(logging.INFO)


@dataclass(frozen=True)
class Answer:
    """What Authlib decided: a status, members of a JSON body, and headers (`location` for a redirect)."""

    status: int
    body: dict[str, Any]  # Any: JSON
    headers: dict[str, str]

    @property
    def location(self) -> str | None:
        return self.headers.get("Location")

    @property
    def error(self) -> str | None:
        found = self.body.get("error")
        return None if found is None else str(found)


@dataclass
class Ledger:
    """The rows that a request names, as far as they exist; locked where the request may change them."""

    now: datetime
    clients: dict[str, Client] = field(default_factory=dict)  # by their `client_id`
    code: AuthorizationCode | None = None
    token: Token | None = None
    is_access: bool = False  # was `token` found as an access token, or as a refresh token?
    successors: list[Token] = field(default_factory=list)  # what came of the refresh token before
    grant: Grant | None = None  # of the code or the token
    member: TeamMember | None = None  # who is behind code, token or password, while on the team since then
    added: list[Any] = field(default_factory=list)  # Any: rows of any table, in the order of their references

    def revoke_family(self) -> None:
        """A credential came back after its use: nobody can tell the thief's tokens from the others."""
        if self.grant is not None and self.grant.revoked_at is None:
            self.grant.revoked_at = self.now


class Asked(OAuth2Request):
    """A request in Authlib's words. Its address is not told: whether the wire is encrypted is PUBLIC_URL's matter."""

    def __init__(
        self, fields: Mapping[str, list[str]], dialect: Dialect, *, authorization: str = "", method: str = "POST"
    ) -> None:
        headers = {"Authorization": authorization} if _is_readable(authorization) else {}
        super().__init__(method, "https://localhost/", headers=headers)
        self.payload = _Payload(fields, dialect)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class KnownClient(ClientMixin):
    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return str(self.row.number)

    def get_default_redirect_uri(self) -> None:
        """None: the address must be told, and equal."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scopes asked for, or all there are for it; None when one does not exist or is not for this client."""
        wanted = read_scopes(scope) if scope else self.row.scopes
        return wanted if wanted and is_within(wanted, self.row.scopes) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.row.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return has_secret(self.row, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") == (self.row.secret_hash is None)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Passwords are only for programs that somebody of the team has registered."""
        return grant_type != "password" or self.row.origin == "team"


class KnownCode(AuthorizationCodeMixin):
    def __init__(self, row: AuthorizationCode) -> None:
        self.row = row
        self.code_challenge = row.challenge
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scopes


class KnownToken(TokenMixin):
    def __init__(self, row: Token, grant: Grant, ledger: Ledger) -> None:
        self.row, self.grant, self._ledger = row, grant, ledger

    def check_client(self, client: KnownClient) -> bool:
        return self.grant.client_id == client.row.id

    def get_scope(self) -> str:
        return self.row.scopes

    def is_expired(self) -> bool:
        at = self.row.access_expires_at if self._ledger.is_access else self.row.refresh_expires_at
        return at is None or at <= self._ledger.now

    def is_revoked(self) -> bool:
        is_spent = not self._ledger.is_access and self.row.rotated_at is not None
        is_gone = self.row.revoked_at is not None or self.grant.revoked_at is not None or self._ledger.member is None
        return is_spent or is_gone


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH

    @staticmethod
    def validate_authorization_redirect_uri(request: Asked, client: KnownClient) -> str:
        """Exactly one of the registered addresses; anything else is told to the person and to nobody else."""
        uri = request.payload.redirect_uri
        if not uri or not client.check_redirect_uri(uri):
            raise InvalidRequestError("The redirect_uri is not one that the app has registered.")
        return str(uri)

    def save_authorization_code(self, code: str, request: Asked) -> None:
        ledger = self.server.ledger
        ledger.added.append(
            AuthorizationCode(
                code_hash=hash_token(code),
                client_id=request.client.row.id,
                team_member_id=request.user.id,
                redirect_uri=request.payload.redirect_uri,
                scopes=scopes_of_role(request.scope, request.user.role),
                challenge=request.payload.data.get("code_challenge"),
                dialect=self.server.dialect.name,
                created_at=ledger.now,
                expires_at=ledger.now + CODE_LASTS,
            )
        )

    def query_authorization_code(self, code: str, client: KnownClient) -> KnownCode | None:
        """The code if it is good; one that was used already takes all that came of it along."""
        ledger = self.server.ledger
        row = ledger.code
        if row is None or row.client_id != client.row.id:
            return None
        if row.used_at is not None:
            ledger.revoke_family()
            return None
        return KnownCode(row) if row.expires_at > ledger.now else None

    def delete_authorization_code(self, authorization_code: KnownCode) -> None:
        """It stays, marked as used, to be recognised if it comes back."""

    def authenticate_user(self, authorization_code: KnownCode) -> TeamMember | None:
        return self.server.ledger.member  # type: ignore[no-any-return]


class Challenge(CodeChallenge):
    """PKCE with S256 alone: whenever a program begins it, and always for public ones (RFC 9700 section 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012 (Authlib's)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        super().validate_code_challenge(grant, redirect_uri)
        given = grant.request.payload.data
        if given.get("code_challenge") and given.get("code_challenge_method") != "S256":
            raise InvalidRequestError("The code_challenge_method must be S256.")
        if grant.request.client.row.secret_hash is None and not given.get("code_challenge"):
            raise InvalidRequestError("A public client needs a code_challenge.")


class RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> KnownToken | None:
        """The token if it is good; one that comes back too late takes its whole family along."""
        ledger = self.server.ledger
        if ledger.token is None or ledger.grant is None or ledger.is_access:
            return None
        known = KnownToken(ledger.token, ledger.grant, ledger)
        if not known.check_client(self.request.client) or known.is_expired() or ledger.grant.revoked_at is not None:
            return None
        if ledger.token.rotated_at is not None and not self._is_in_grace(ledger.token.rotated_at):
            ledger.revoke_family()
            return None
        return known

    def authenticate_user(self, refresh_token: KnownToken) -> TeamMember:
        member = self.server.ledger.member
        if member is None:
            raise InvalidGrantError()
        return member  # type: ignore[no-any-return]

    def revoke_old_credential(self, refresh_token: KnownToken) -> None:
        refresh_token.row.rotated_at = refresh_token.row.rotated_at or self.server.ledger.now

    def _is_in_grace(self, rotated_at: datetime) -> bool:
        ledger = self.server.ledger
        grace = DIALECTS[ledger.grant.dialect].grace
        if grace is not None:
            return bool(ledger.now <= rotated_at + grace)
        return not any(token.used_at or token.rotated_at for token in ledger.successors)


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 (Authlib's)

    def authenticate_user(self, username: str, password: str) -> TeamMember:
        """Whoever was found by e-mail and password before Authlib was asked."""
        member = self.server.ledger.member
        if member is None:
            raise InvalidGrantError("The user name and password do not match.")
        return member  # type: ignore[no-any-return]


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = CLIENT_AUTH

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        return self.server.known_token()  # type: ignore[no-any-return]

    def revoke_token(self, token: KnownToken, request: Asked) -> None:
        """An access token goes alone; with a refresh token everything goes (RFC 7009 section 2.1)."""
        ledger = self.server.ledger
        if ledger.is_access:
            token.row.revoked_at = token.row.revoked_at or ledger.now
        else:
            ledger.revoke_family()


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 (Authlib's)

    def query_token(self, token_string: str, token_type_hint: str | None) -> KnownToken | None:
        return self.server.known_token()  # type: ignore[no-any-return]

    def check_permission(self, token: KnownToken, client: KnownClient, request: Asked) -> bool:
        """A client may ask about its own tokens, and one of a workspace about all of the workspace's."""
        return token.check_client(client) or token.grant.workspace_id == client.row.workspace_id

    def introspect_token(self, token: KnownToken) -> dict[str, Any]:
        ledger = self.server.ledger
        is_access = ledger.is_access
        return {
            "active": True,
            "scope": token.row.scopes,
            "client_id": self.server.client_id_of(token.grant),
            "token_type": "Bearer" if is_access else "refresh_token",
            "sub": token.grant.team_member_id,
            "iat": to_unix(token.row.created_at),
            "exp": to_unix(token.row.access_expires_at if is_access else token.row.refresh_expires_at),
            "iss": self.server.issuer,
        }


class Server(AuthorizationServer):
    """Authlib's server for one request."""

    def __init__(self, ledger: Ledger, dialect: Dialect, *, issuer: str = "", allows_password: bool = False) -> None:
        super().__init__()
        self.ledger, self.dialect, self.issuer = ledger, dialect, issuer
        self.register_grant(CodeGrant, [Challenge(required=True)])
        self.register_grant(RefreshGrant)
        if allows_password:
            self.register_grant(PasswordGrant)
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)
        self.register_token_generator("default", self._make_token)

    def query_client(self, client_id: str) -> KnownClient | None:
        row = self.ledger.clients.get(str(client_id))
        return None if row is None else KnownClient(row)

    def known_token(self) -> KnownToken | None:
        ledger = self.ledger
        if ledger.token is None or ledger.grant is None:
            return None
        return KnownToken(ledger.token, ledger.grant, ledger)

    def client_id_of(self, grant: Grant) -> str | None:
        return next((number for number, row in self.ledger.clients.items() if row.id == grant.client_id), None)

    def save_token(self, token: dict[str, Any], request: Asked) -> None:
        """Rows of a token: in the family of a refresh token, else in one of its own."""
        ledger, previous = self.ledger, request.refresh_token
        grant = previous.grant if previous else self._add_grant(token, request)
        lasts = DIALECTS[grant.dialect]
        ledger.added.append(
            Token(
                id=new_id(),
                grant_id=grant.id,
                previous_id=previous.row.id if previous else None,
                access_hash=hash_token(token["access_token"]),
                refresh_hash=hash_token(token["refresh_token"]),
                scopes=token["scope"],
                created_at=ledger.now,
                access_expires_at=ledger.now + lasts.access_lasts,
                refresh_expires_at=ledger.now + lasts.refresh_lasts,
            )
        )
        grant.last_used_at = ledger.now

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        return Answer(status, dict(body or {}), dict(headers))

    def handle_error_response(self, request: Asked, error: OAuth2Error) -> Answer:
        """Whatever is wrong with a client's credentials looks the same: 401, and no word about which part it was."""
        if isinstance(error, InvalidClientError):
            error = InvalidClientError("Client authentication failed.", status_code=401)
        answer: Answer = super().handle_error_response(request, error)
        return answer

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens: what happened is in the rows."""

    def _add_grant(self, token: dict[str, Any], request: Asked) -> Grant:
        ledger, code = self.ledger, request.authorization_code
        grant = Grant(
            id=new_id(),
            workspace_id=request.user.workspace_id,
            client_id=request.client.row.id,
            team_member_id=request.user.id,
            way="code" if code else "password",
            dialect=code.row.dialect if code else self.dialect.name,
            scopes=token["scope"],
            created_at=ledger.now,
        )
        ledger.added.append(grant)
        if code:
            code.row.used_at, code.row.grant = ledger.now, grant
        return grant

    def _make_token(self, *, client: KnownClient, user: TeamMember, scope: str | None, **_: object) -> dict[str, Any]:
        scopes = scopes_of_role(client.get_allowed_scope(scope) or "", user.role)
        if not scopes or client.row.workspace_id not in (None, user.workspace_id):
            raise InvalidGrantError("There is nothing left that the app may do.")
        dialect = DIALECTS[self.ledger.grant.dialect] if self.ledger.grant else self.dialect
        return {
            "access_token": new_token(ACCESS),
            "token_type": "Bearer",
            "expires_in": int(dialect.access_lasts.total_seconds()),
            "refresh_token": new_token(REFRESH),
            "scope": scopes,
            "created_at": to_unix(self.ledger.now),
        }


class _Payload(OAuth2Payload):
    def __init__(self, fields: Mapping[str, list[str]], dialect: Dialect) -> None:
        is_read = {"scope": dialect.reads_scope}
        self._lists = {name: list(values) for name, values in fields.items() if values and is_read.get(name, True)}
        self._data = {name: values[0] for name, values in self._lists.items()}
        for name, known in WORDS.items():
            if name in self._data and self._data[name] not in known:
                self._data[name] = "unsupported"
        if "scope" in self._data:
            self._data["scope"] = read_scopes(self._data["scope"]) or "unknown"

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._lists


def _is_readable(authorization: str) -> bool:
    """Can Authlib decode these Basic credentials? It does not expect others."""
    word, _, rest = authorization.partition(" ")
    if word.lower() != "basic":
        return False
    try:
        base64.b64decode(rest).decode()
    except ValueError:
        return False
    return True


def client_ids_of(asked: Asked) -> list[str]:
    """The clients that a request names, in its fields and in its Basic credentials."""
    named = [asked.payload.client_id, extract_basic_authorization(asked.headers)[0]]
    return list(dict.fromkeys(name for name in named if name))
