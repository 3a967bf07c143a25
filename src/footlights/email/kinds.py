"""The kinds of mail, and their words unless the workspace has its own.

A text is a subject and a body with merge fields (`FIELDS`). In a body, “# ” begins the heading, a blank line a new
paragraph, and `**` encloses what is bold. The frame adds date, button, calendar and the reason for the mail.
"""

from dataclasses import dataclass
from typing import Literal

Calendar = Literal["invite", "off", ""]
About = Literal["registration", "request", "invitation"]


@dataclass(frozen=True)
class Kind:
    """`is_asked_for`: sent although the person has unsubscribed, because they asked for it or must know."""

    name: str
    label: str
    subject: str
    body: str
    about: About = "registration"
    is_asked_for: bool = True
    calendar: Calendar = ""
    button: str = ""
    has_date: bool = True
    is_button_first: bool = False


_ALL = (
    Kind(
        "confirmation",
        "Confirmation",
        "{{ event_title }}: {{ date }}",
        "# You’re in, {{ first_name }}.\n\nYour place for **{{ event_title }}** is saved.",
        calendar="invite",
        button="join",
    ),
    Kind(
        "reminder",
        "Reminder",
        "{{ starts_in }}: {{ event_title }}",
        "# {{ starts_in }}\n\n**{{ event_title }}** begins on {{ date }}, {{ time }}.",
        is_asked_for=False,
        button="join",
        is_button_first=True,
    ),
    Kind(
        "moved",
        "Date changed",
        "New date for {{ event_title }}: {{ date }}",
        "# There is a new date.\n\n**{{ event_title }}** has moved. Your place and your link stay as they are.",
        calendar="invite",
        button="join",
    ),
    Kind(
        "canceled",
        "Canceled",
        "Canceled: {{ event_title }}, {{ date }}",
        "# This date is canceled.\n\n**{{ event_title }}** does not take place on {{ date }}."
        "{% if reason %} {{ reason }}{% endif %}",
        calendar="off",
        button="event",
    ),
    Kind(
        "speaker",
        "Invitation of speakers",
        "Come on stage: {{ event_title }}, {{ date }}",
        "# Come on stage, {{ first_name }}.\n\n{{ workspace }} invites you as {{ role }} to **{{ event_title }}**. "
        "Your link leads you into the green room, before the audience.",
        calendar="invite",
        button="join",
    ),
    Kind(
        "attended",
        "Thanks to those who came",
        "Thank you for coming: {{ event_title }}",
        "# Thank you for coming, {{ first_name }}.\n\nIt was good to have you at **{{ event_title }}**.",
        is_asked_for=False,
        button="replay",
        has_date=False,
    ),
    Kind(
        "missed",
        "To those who missed it",
        "We missed you: {{ event_title }}",
        "# We missed you, {{ first_name }}.\n\n**{{ event_title }}** took place without you.",
        is_asked_for=False,
        button="replay",
        has_date=False,
    ),
    Kind(
        "pending",
        "Request received",
        "Your request: {{ event_title }}",
        "# Your request is with us.\n\n{{ workspace }} looks at each registration for **{{ event_title }}**. You get a "
        "mail either way.",
        about="request",
    ),
    Kind(
        "declined",
        "Request declined",
        "No place this time: {{ event_title }}",
        "# No place this time.\n\n{{ workspace }} cannot offer you a place for **{{ event_title }}**.",
        about="request",
        has_date=False,
    ),
    Kind(
        "waiting",
        "On the waiting list",
        "You’re on the list: {{ event_title }}",
        "# You’re on the list.\n\nAll places for **{{ event_title }}** are taken. As soon as one is free, it is kept "
        "for you and we mail you.",
        about="request",
        button="request",
    ),
    Kind(
        "offer",
        "A place is free",
        "A place is free: {{ event_title }}",
        "# A place is free, {{ first_name }}.\n\nIt is kept for you until {{ offer_until }}. After that it goes to the "
        "next in line.",
        about="request",
        button="request",
    ),
    Kind(
        "released",
        "Place given back",
        "You gave your place back: {{ event_title }}",
        "# Your place is free again.\n\nYou have no place for **{{ event_title }}** any more, and your link is closed. "
        "Plans changed? Register again while there are places.",
        about="request",
        calendar="off",
        button="event",
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
INVITATION = "invitation"
"""The way into the team: has words of its own that nobody changes."""
WEBHOOK = "webhook"
"""A receiver takes nothing: likewise."""
REPORT = "report"
"""A report is ready: likewise."""
IS_ASKED_FOR = frozenset({INVITATION, WEBHOOK, REPORT, *(kind.name for kind in _ALL if kind.is_asked_for)})
FIELDS: dict[str, str] = {
    "first_name": "First name of the person",
    "last_name": "Last name",
    "name": "Both names",
    "email": "Their address",
    "event_title": "Title of the event",
    "date": "Day of the session, such as Thursday 26 November 2026",
    "time": "Start, end and time zone",
    "starts_in": "In one day, in one hour …",
    "workspace": "Your name",
    "host": "Name of the host",
    "role": "Their role in the room",
    "join_url": "Their personal link",
    "event_url": "Public page of the event",
    "manage_url": "Where they change answers, date or cancel",
    "replay_url": "The replay, once there is one",
    "reason": "Why a date was canceled",
    "offer_until": "Until when an offered place is kept",
}
"""Merge fields and what they hold; `answers.<field>` besides."""
