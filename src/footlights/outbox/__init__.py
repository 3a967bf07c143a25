"""Facts: what happened, recorded in the transaction in which it happened, and handed to subscribers.

`record` adds a fact to the caller's transaction. The relay (`relay.Relay`) takes facts in order and calls every
subscriber inside one transaction per fact, then marks it as told: a subscriber only writes rows (a mail, a job, a
delivery), so its effect happens exactly once, crash or no crash. Subscribers never make network calls.
"""

from footlights.outbox.models import Fact
from footlights.outbox.record import FactType, record

__all__ = ["Fact", "FactType", "record"]
