"""Refusals of the OAuth2 server, outside the protocol (whose errors are Authlib's)."""

from footlights.kit.errors import Conflict, Forbidden, Gone, NotFound, Unauthenticated


class ClientExists(Conflict):
    code = "client_exists"


class NoSuchClient(NotFound):
    code = "no_such_client"


class NoSuchApp(NotFound):
    code = "no_such_app"


class RegistrationClosed(Forbidden):
    """Nobody may register a client without a token on this server."""

    code = "registration_closed"


class BroaderThanToken(Forbidden):
    """The token cannot hand on more than it may do itself."""

    code = "scope_missing"


class WrongClient(Unauthenticated):
    """Unknown client, wrong secret, or nobody it could act for; which of them is not told."""

    code = "invalid_client"


class PassGone(Gone):
    code = "pass_gone"
