"""Refusals about imports."""

from footlights.kit.errors import Conflict, Invalid, NotFound


class NoSuchJob(NotFound):
    code = "no_such_job"


class BadFile(Invalid):
    """The file as a whole cannot be taken; nothing of it was."""

    code = "bad_file"


class OtherFile(Invalid):
    code = "idempotency_key_reused"


class StillStaging(Conflict):
    """The same import is being read at this moment."""

    code = "import_in_progress"
