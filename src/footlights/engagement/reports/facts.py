"""What reports tell. The subject is the order."""

from typing import ClassVar

from footlights.outbox import FactType


class ReportOrdered(FactType, frozen=True):
    """Somebody of the team wants a report; `asked_by_id` gets its link by mail."""

    kind: ClassVar[str] = "report.ordered"
    asked_by_id: str
