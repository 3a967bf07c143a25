"""Registration: who has a place in which session, and the personal link that proves it.

Owns registrations. The key of a join link is derived from the server's secret and the registration (`links`), never
stored. Tells `person.registered` and `person.unregistered`.
"""
