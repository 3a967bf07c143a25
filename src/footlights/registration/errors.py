"""Refusals about registration."""

from footlights.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound


class AlreadyRegistered(Conflict):
    code = "already_registered"


class RegistrationClosed(Invalid):
    """The session is over, canceled or not published."""

    code = "registration_closed"


class SessionFull(Conflict):
    code = "session_full"


class NoSuchRegistrant(NotFound):
    code = "no_such_registrant"


class WrongLink(Forbidden):
    """The join link was mistyped, belongs to nobody or has been replaced."""

    code = "wrong_link"


class NoMailbox(Conflict):
    """The person's address is made up: no mail can bring them anything."""

    code = "no_mailbox"


class NoSuchRequest(NotFound):
    code = "no_such_request"


class OfferGone(Gone):
    code = "offer_gone"
