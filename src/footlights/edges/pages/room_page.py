"""The page of the room app, and the pages before and after it, whatever address leads there."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import Response

from footlights.edges.framing import framed
from footlights.edges.pages.file_keys import file_key
from footlights.edges.pages.rendering import render
from footlights.edges.web import content_policy
from footlights.events.models import Event, Session
from footlights.events.room_options import options_of, takes_hands
from footlights.kit.clock import utcnow
from footlights.registration.links import registration_link, room_link
from footlights.registration.models import Registration
from footlights.registration.room_links import room_number_url
from footlights.room.seats import issue_seat
from footlights.services import Services


@dataclass(frozen=True)
class Address:
    """Where a room page stands: the address without anything secret, which the browser shows and reloads.

    `left` is where people come who leave, unless the event names another page. `ancestors` are the sites that may show
    its pages in a frame; None leaves them with the headers of every page.
    """

    url: str
    left: str
    ancestors: str | None = None
    stays_in_frame: bool = False
    """On leaving, the frame goes to the event's own page and not the whole window (`_disable_target_top`)."""


@dataclass(frozen=True)
class Asked:
    """What somebody has to say before they come in, and what they said; `sends_itself` when nothing is missing."""

    name: bool = False
    passcode: bool = False
    hidden: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    sends_itself: bool = False


def give_room(services: Services, session: Session, registration: Registration, address: Address) -> Response[Any]:
    """The room for one person: the page carries their seat, so nothing else has to be kept by the browser."""
    event = session.event
    thanks = options_of(event).thank_you_url or ""
    leads_away = thanks.startswith(("https://", "http://"))
    now = utcnow()
    config = {
        "session_id": session.id,
        "socket_url": f"/live/{session.id}",
        "seat": issue_seat(services.secret_key, registration, now=now),
        "file_key": file_key(services.secret_key, registration, now=now),
        "address": address.url,
        "language": event.language,
        "event": {"id": event.id, "title": event.title},
        "workspace": {
            "name": event.workspace.name,
            "slug": event.workspace.slug,
            "logo_url": event.workspace.logo_path,
        },
        "leave_url": thanks if leads_away else address.left,
        "leaves_whole_window": leads_away and not address.stays_in_frame,
        "takes_hands": takes_hands(event),
        "invite_url": invite_link(services, session) if registration.room_role in {"host", "moderator"} else None,
    }
    ancestors = address.ancestors or "'none'"
    policy = content_policy(services.settings.base_url, allows_wasm=True, ancestors=ancestors)
    return render(
        services,
        "room.html",
        language=event.language,
        headers={**headers_of(services, address), "content-security-policy": policy},
        event=event,
        config=msgspec.json.encode(config).decode(),
    )


def ask(services: Services, event: Event, address: Address, asked: Asked, *, status: int = 200) -> Response[Any]:
    """The page before the room: name, passcode, or only the button."""
    return render(
        services,
        "come_in.html",
        language=event.language,
        status=status,
        headers=headers_of(services, address),
        event=event,
        action=address.url,
        asked=asked,
    )


def turn_away(
    services: Services,
    event: Event,
    address: Address,
    line: str,
    *,
    link: str = "",
    words: str = "",
    status: int = 403,
) -> Response[Any]:
    """Why somebody cannot come in, and where to go instead. A page that was reloaded may still have its seat."""
    return render(
        services,
        "door.html",
        language=event.language,
        status=status,
        headers=headers_of(services, address),
        event=event,
        action=address.url,
        line=line,
        link=link,
        words=words,
    )


def left_page(services: Services, event: Event, address: Address) -> Response[Any]:
    """After leaving a framed room, whose frame cannot show the event's own page."""
    headers = headers_of(services, address)
    return render(services, "left.html", language=event.language, headers=headers, event=event, again=address.url)


def headers_of(services: Services, address: Address) -> dict[str, str]:
    return framed(services, address.ancestors) if address.ancestors else {}


def invite_link(services: Services, session: Session) -> str:
    """What the team passes on: straight to the room where a name is enough, to the registration otherwise."""
    base_url, event = services.settings.base_url, session.event
    if event.schedule == "permanent":
        return room_number_url(base_url, event)
    if is_open_to_guests(session):
        return room_link(base_url, session.event_id, session.id)
    return registration_link(base_url, event, session)


def is_open_to_guests(session: Session) -> bool:
    return not session.registered_only and session.event.is_published and not session.is_over
