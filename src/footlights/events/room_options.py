"""How an event's room behaves beyond what every room does; kept as one document of the event."""

from typing import Any, Literal

import msgspec

from footlights.events.models import Event

Mode = Literal["discussion", "presentation", "qa", "classroom"]
"""Who may talk: everyone; presenters; presenters and raised hands; presenters, who alone see everyone."""


class RoomOptions(msgspec.Struct, omit_defaults=True, kw_only=True):
    has_custom_name: bool = False  # the slug was chosen, and is an address of its own
    mode: Mode | None = None  # null: as the event's switches say
    is_strict: bool = False  # attendees come in from an hour before the start to an hour after the end
    is_locked: bool = False  # attendees wait to be let in, in every session
    initial_layout: int | None = None  # 1 to 6, as LiveWebinar counts
    initial_template: int | None = None  # 0 webinar, 3 meeting, as LiveWebinar counts
    thank_you_url: str | None = None  # where people land on leaving
    starts_recording: bool = False
    sends_no_mail: bool = False
    sends_thank_you: bool = True
    password: str | None = None  # passcode of the sessions to come
    capacity: int | None = None  # of the sessions to come


def options_of(event: Event) -> RoomOptions:
    return msgspec.convert(event.room_options, RoomOptions)


def set_options(event: Event, options: RoomOptions) -> None:
    document: dict[str, Any] = msgspec.to_builtins(options)  # Any: the column is JSON
    event.room_options = document


def is_classroom(event: Event) -> bool:
    """Do attendees see the team alone, also when others of them are on stage? Not in a discussion."""
    return options_of(event).mode == "classroom" and not event.can_everyone_speak


def takes_hands(event: Event) -> bool:
    """May attendees raise a hand to be let on stage? In a presentation only presenters speak."""
    return options_of(event).mode != "presentation"
