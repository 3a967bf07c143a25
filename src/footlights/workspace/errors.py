"""Refusals of the workspace."""

from footlights.kit.errors import Conflict, Gone, Invalid, NotFound, Unauthenticated


class WrongCredentials(Unauthenticated):
    """E-mail or password do not match; which of the two is not told."""

    code = "wrong_credentials"


class InvitationGone(Gone):
    code = "invitation_gone"


class AlreadyOnTeam(Conflict):
    code = "already_on_team"


class LastOwner(Invalid):
    code = "last_owner"


class NoSuchTeamMember(NotFound):
    code = "no_such_team_member"
