"""Webhooks: every fact that somebody subscribed to is delivered at least once, in order, and accounted for.

`subscribers.Ledger` writes a delivery for each subscribed endpoint in the transaction in which the relay tells a fact:
once for each fact and endpoint, whatever crashes. `worker.WebhookWorker` claims deliveries for a while (a lease), sends
them, and records every attempt. Deliveries of one endpoint about one subject (a person, a session) go out one after the
other in the order of the facts; different subjects and endpoints go side by side.

A delivery is open as long as `due_at` is set: that is when it may be tried next, or when its lease ends. What cannot be
delivered parks its endpoint: one try at a time on a slower curve, everything else waits and goes out with the first
success. Nothing is removed. A receiver may see a delivery twice (an answer that was lost) and tells it by `webhook-id`.

The payload is written by the REST edge and handed over as a function (`subscribers.WritePayload`).
"""
