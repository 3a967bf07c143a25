"""Registration: who has a place in which session or asks for one, and the personal links that prove it.

Owns registrations, and requests for places (waiting list, approval, and what is left when a place is given back). Keys
of links are derived from the server's secret and the row (`links`), never stored. Tells `person.registered`,
`person.unregistered` and `place.…`. `actions` is what team and programs do, `hosted` what visitors of the pages do.
"""
