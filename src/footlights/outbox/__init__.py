"""Facts: what happened, recorded in the transaction in which it happened, and handed to subscribers.

`record` adds a fact to the caller's transaction. The relay (`relay.Relay`) takes facts in order and calls every
subscriber inside one transaction per fact, then marks it as told: a subscriber only writes rows (a mail, a job, a
delivery), so its effect happens exactly once, crash or no crash. Subscribers never make network calls.

Kinds that the relay is told to tell `at_once` are told at the end of the very transaction that records them, inside a
savepoint: what they make commits together with the fact. When a subscriber fails there, its effects are undone, the
fact stays and is told afterwards like any other, so that a broken mail never costs anybody a place.
"""

from footlights.outbox.models import Fact
from footlights.outbox.record import FactType, record, record_many

__all__ = ["Fact", "FactType", "record", "record_many"]
