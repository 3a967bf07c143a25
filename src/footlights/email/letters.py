"""From a person's place to the values of a mail. Pure: rows and links in, a draft out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from footlights.edges.look import _, ngettext, speak
from footlights.edges.look.times import clock, long_date, time_span, zone_name
from footlights.email.compose import Attachment
from footlights.email.frames import Own, mark
from footlights.email.kinds import KINDS
from footlights.email.texts import Words, render_text
from footlights.events.calendar import FILE_NAME, Parties, calendar_links, method_of, session_calendar
from footlights.events.models import Event, Session
from footlights.kit.text import clean_line
from footlights.registration.links import join_link, own_link, request_link, unsubscribe_link
from footlights.registration.models import PlaceRequest, Registration
from footlights.workspace.models import Person

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Subject:
    """What a mail is about: a registration, or a request for a place, with person, session, event and workspace."""

    session: Session
    event: Event
    person: Person
    registration: Registration | None = None
    request: PlaceRequest | None = None


@dataclass(frozen=True)
class Desk:
    """What every mail of this server needs: its address, its key, and who sends."""

    base_url: str
    secret_key: bytes
    sender: tuple[str, str]


@dataclass(frozen=True)
class Draft:
    """Everything `compose` needs, in the language of the event."""

    person: Person  # who reads it
    from_name: str
    language: str
    subject: str
    values: Mapping[str, object]
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str = ""
    template: str = "letter"
    thread: str = ""  # mails about one place stand together
    own: Own | None = None  # what of `values` is the reader's own


@dataclass(frozen=True)
class Links:
    join: str = ""
    own: str = ""
    request: str = ""
    event: str = ""
    unsubscribe: str = ""
    calendars: Mapping[str, str] = field(default_factory=dict)


def write_letter(kind: str, subject: Subject, words: Words, desk: Desk, *, now: datetime) -> Draft:
    """The mail of one kind to one person."""
    shape, event, session = KINDS[kind], subject.event, subject.session
    links = _links(subject, desk)
    with speak(event.language):
        fields = merge_fields(subject, links, now=now)
        body = render_text(words.body, fields)
        title = clean_line(render_text(words.subject, fields), limit=200)
        label, url = _button(shape.button, subject, links)
        heading, paragraphs = _heading(body), _paragraphs(body)
        values: dict[str, object] = {
            "kind": shape,
            "workspace": event.workspace,
            "base_url": desk.base_url,
            "event": event,
            "session": session,
            "person": subject.person,
            "heading": heading,
            "paragraphs": [_html(part) for part in paragraphs],
            "plain": [_BOLD.sub(r"\1", part) for part in paragraphs],
            "button": label,
            "button_url": url,
            "links": links,
            "has_calendar": shape.calendar == "invite" and event.schedule != "permanent",
            "is_own_link": shape.button == "join" and subject.registration is not None,
        }
    return Draft(
        subject.person,
        event.workspace.name,
        event.language,
        title,
        values,
        _calendar(shape.calendar, subject, links, desk, now=now),
        links.unsubscribe,
        thread=f"{session.id}.{subject.person.id}",
        own=_own(kind, subject, links, values, paragraphs),
    )


def _own(kind: str, subject: Subject, links: Links, values: Mapping[str, object], paragraphs: Sequence[str]) -> Own:
    """What of a letter's values is the reader's own: all that their words, their links and their address are in."""
    texts = {"email": subject.person.email, "own": links.own, "unsubscribe": links.unsubscribe}
    texts |= {"heading": str(values["heading"]), "url": str(values["button_url"])}
    html = {}
    for number, part in enumerate(paragraphs):
        texts[f"p{number}"], html[f"p{number}"] = _BOLD.sub(r"\1", part), _html(part)
    marks = {name: mark(name) if text else "" for name, text in texts.items()}
    told = [marks[f"p{number}"] for number in range(len(paragraphs))]
    blank = {
        **values,
        "person": {"email": marks["email"]},
        "heading": marks["heading"],
        "paragraphs": told,
        "plain": told,
        "button_url": marks["url"],
        "links": replace(links, own=marks["own"], unsubscribe=marks["unsubscribe"]),
    }
    there = tuple(name for name, text in texts.items() if text)
    key = (kind, subject.event.language, subject.session.id, values["button"], values["is_own_link"], there)
    return Own(key, blank, texts, html)


def merge_fields(subject: Subject, links: Links, *, now: datetime) -> dict[str, object]:
    """What the merge fields of `kinds.FIELDS` hold; each is one line of text."""
    person, event, session, request = subject.person, subject.event, subject.session, subject.request
    until = request.offered_until if request else None
    zone, is_permanent = session.time_zone, event.schedule == "permanent"
    place = subject.registration or request
    answers = place.answers if place else {}
    fields: dict[str, object] = {
        "first_name": person.first_name or person.name,
        "last_name": person.last_name or "",
        "name": person.name,
        "email": person.email,
        "event_title": event.title,
        "date": _("Always open") if is_permanent else long_date(session.starts_at, zone),
        "time": "" if is_permanent else time_span(session.starts_at, event.duration_min, zone),
        "starts_in": _("Now") if is_permanent else starts_in(session.starts_at, now=now),
        "workspace": event.workspace.name,
        "host": event.owner.name,
        "role": role_word(subject.registration.room_role if subject.registration else "attendee"),
        "join_url": links.join,
        "event_url": links.event,
        "manage_url": links.own or links.request,
        "replay_url": session.replay_url or "",
        "reason": session.cancel_reason or "",
        "offer_until": f"{long_date(until, zone)}, {clock(until, zone)}, {zone_name(zone)}" if until else "",
    }
    lines = {name: clean_line(str(value), limit=2000) for name, value in fields.items()}
    told = {slug: ", ".join(answer) if isinstance(answer, list) else str(answer) for slug, answer in answers.items()}
    return {**lines, "answers": _Answers(told)}


class _Answers(dict[str, str]):
    """Answers by field id; one that was not given is blank."""

    def __missing__(self, slug: str) -> str:
        return ""


def starts_in(at: datetime, *, now: datetime) -> str:
    """In 1 day, in 2 hours, in 10 minutes, or now; as a person rounds."""
    minutes = round((at - now) / timedelta(minutes=1))
    if minutes < 1:
        return _("Now")
    if minutes < 55:
        return ngettext("In %(num)s minute", "In %(num)s minutes", minutes) % {"num": minutes}
    if minutes < 60 * 23:
        hours = round(minutes / 60)
        return ngettext("In %(num)s hour", "In %(num)s hours", hours) % {"num": hours}
    days = max(1, round(minutes / 60 / 24))
    return ngettext("In %(num)s day", "In %(num)s days", days) % {"num": days}


def role_word(role: str) -> str:
    return {"host": _("host"), "moderator": _("moderator"), "speaker": _("speaker")}.get(role, _("attendee"))


def _links(subject: Subject, desk: Desk) -> Links:
    base, key, registration = desk.base_url, desk.secret_key, subject.registration
    event_url = f"{base}/p/{subject.event.id}?s={subject.session.id}"
    return Links(
        join=join_link(base, key, registration, subject.person) if registration else "",
        own=own_link(base, key, registration) if registration else "",
        request=request_link(base, key, subject.request) if subject.request else "",
        event=event_url,
        unsubscribe=unsubscribe_link(base, key, subject.person),
        calendars=calendar_links(subject.session, subject.event, url=event_url),
    )


def _button(name: str, subject: Subject, links: Links) -> tuple[str, str]:
    """Label and address of the mail's one button; none when it would lead nowhere."""
    match name:
        case "join" if links.join:
            role = subject.registration.room_role if subject.registration else "attendee"
            if role != "attendee":
                return _("Enter the green room"), links.join
            is_meeting = subject.event.kind == "meeting"
            return (_("Join the meeting") if is_meeting else _("Join the webinar")), links.join
        case "request" if links.request:
            is_offer = subject.request is not None and subject.request.state == "offered"
            return (_("Take the place") if is_offer else _("See where I stand")), links.request
        case "replay" if subject.session.replay_url:
            return _("Watch the replay"), subject.session.replay_url
        case "event":
            return _("See the event"), links.event
        case _:
            return "", ""


def _calendar(kind: str, subject: Subject, links: Links, desk: Desk, *, now: datetime) -> tuple[Attachment, ...]:
    if not kind or subject.event.schedule == "permanent":
        return ()
    session, event = subject.session, subject.event
    parties = Parties((event.workspace.name, desk.sender[1]), (subject.person.name, subject.person.email))
    is_off = kind == "off"
    url = links.join if links.join and not is_off else links.event
    content = session_calendar(session, event, url=url, parties=parties, is_off=is_off, now=now)
    method = method_of(session, is_off=is_off)
    return (Attachment(FILE_NAME, "text", "calendar", content, {"method": method, "charset": "utf-8"}),)


def _heading(body: str) -> str:
    first = body.strip().split("\n", 1)[0]
    return first[2:].strip() if first.startswith("# ") else ""


def _paragraphs(body: str) -> list[str]:
    text = body.strip()
    if text.startswith("# "):
        text = text.partition("\n")[2]
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _html(paragraph: str) -> Markup:
    """A paragraph of plain text as HTML: escaped, with bold and line breaks."""
    bold = _BOLD.sub(r"<b>\1</b>", str(escape(paragraph)))
    return Markup(bold.replace("\n", "<br>"))  # noqa: S704 (escaped above)
