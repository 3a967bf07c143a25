"""What batches tell. The subject is the batch."""

from typing import ClassVar

from footlights.outbox import FactType


class JobEnded(FactType, frozen=True):
    """All rows are done; `failed` of them were refused."""

    kind: ClassVar[str] = "job.ended"
    succeeded: int
    failed: int
