"""Mail: a ledger row per mail, composed when it is sent, through SMTP or kept for reading at /dev/mail.

Subscribes to facts of registration, events, the room and the team (`subscribers`). A mail row and its job are written
with the fact's telling; the job composes the message with the links of that moment and hands it to the transport. Mails
to everybody in a session are mailings (`mailings`): a row that says what is due when, and a job that looks at it first.
A crash between sending and noting it down sends at most one duplicate, never none.
"""
