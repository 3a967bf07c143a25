"""Mail: a ledger row per mail, composed when it is sent, through SMTP or kept for reading at /dev/mail.

Subscribes to `person.registered` and `team_member.invited`. A mail row and its job are written with the fact's telling;
the job composes the message with the links of that moment and hands it to the transport. A crash between sending and
noting it down sends at most one duplicate, never none.
"""
