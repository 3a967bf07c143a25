"""Refusals of the room."""

from footlights.kit.errors import Conflict, Forbidden, Gone, Limited, NotFound, Unauthenticated


class SeatInvalid(Unauthenticated):
    """The seat is not ours, too old, or its registration is gone or was given a new link."""

    code = "seat_invalid"


class NotAllowed(Forbidden):
    """The role does not carry this right."""

    code = "not_allowed"


class NotPublished(Conflict):
    code = "not_published"


class NotLive(Conflict):
    """This needs the session to be live, and it has not started."""

    code = "not_live"


class SessionOver(Gone):
    code = "session_over"


class SessionIsCanceled(Gone):
    code = "session_canceled"


class NoSuchRoom(NotFound):
    code = "no_such_room"


class StageFull(Conflict):
    """As many people are on stage as it holds."""

    code = "stage_full"


class ScreenTaken(Conflict):
    """Somebody shares a screen already."""

    code = "screen_taken"


class NotInvited(Conflict):
    code = "not_invited"


class NoSuchPerson(NotFound):
    code = "no_such_person"


class TooFast(Limited):
    code = "too_fast"
