"""A workspace to look around in: a webinar of last week, one that is live now, one in an hour, and a room of one's own.

Everything is made through the product's own actions; only the presence ledger of the past is written directly, because
nobody can be made to have been there.
"""
