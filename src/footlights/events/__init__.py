"""Events and their sessions: what is planned, published and scheduled.

Owns events and sessions up to the moment a room opens; starting and ending belong to `room`. Tells `event.created`,
`event.updated`, `event.published`, `session.created`, `session.updated` and `session.canceled`.
"""
