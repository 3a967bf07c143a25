"""What webhooks tell. The subject is the endpoint."""

from typing import ClassVar

from footlights.outbox import FactType


class WebhookStopped(FactType, frozen=True):
    """The endpoint was parked or disabled because its receiver does not take deliveries; the owner is to know."""

    kind: ClassVar[str] = "webhook.stopped"
    how: str  # parked | disabled
    why: str
