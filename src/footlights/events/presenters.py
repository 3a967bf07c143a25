"""Presenters: the workspace's library of people who are announced, and those of an event, in their order."""

from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from footlights.events.models import Event, EventPresenter, Presenter
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.people import ensure_person

NAME_LENGTH = 100
BIO_LENGTH = 5000
URL_LENGTH = 2000
MOST_OF_EVENT = 50


class NoSuchPresenter(NotFound):
    code = "no_such_presenter"


async def get_presenter_for(db: Db, actor: Actor, presenter_id: str) -> Presenter:
    """A presenter of the actor's workspace with the person, or NoSuchPresenter."""
    require_team(actor)
    own = (Presenter.id == find_id(presenter_id)) & (Presenter.workspace_id == actor.workspace_id)
    found = (await db.scalars(select(Presenter).options(joinedload(Presenter.person)).where(own))).one_or_none()
    if found is None:
        raise NoSuchPresenter("There is no such presenter.")
    return found


async def create_presenter(
    db: Db,
    actor: Actor,
    *,
    first_name: str,
    last_name: str = "",
    email: str = "",
    bio: str = "",
    photo_url: str = "",
    now: datetime,
) -> Presenter:
    """Add somebody to the library; an e-mail makes them known to the workspace, and mails nobody."""
    require_team(actor)
    presenter = Presenter(id=new_id(), workspace_id=actor.workspace_id, created_at=now)
    presenter.person = None
    await update_presenter(
        db,
        actor,
        presenter,
        first_name=first_name,
        last_name=last_name,
        email=email,
        bio=bio,
        photo_url=photo_url,
        now=now,
    )
    db.add(presenter)
    await db.flush()
    return presenter


async def update_presenter(
    db: Db,
    actor: Actor,
    presenter: Presenter,
    *,
    first_name: str | None = None,
    last_name: str | None = None,
    email: str | None = None,
    bio: str | None = None,
    photo_url: str | None = None,
    now: datetime,
) -> None:
    """Change what is given; blank empties, but for the first name."""
    require_team(actor)
    if first_name is not None:
        presenter.first_name = clean_line(first_name, limit=NAME_LENGTH)
        if not presenter.first_name:
            raise Invalid("The first name field is required.", code="name_missing", pointer="first_name")
    if last_name is not None:
        presenter.last_name = clean_line(last_name, limit=NAME_LENGTH) or None
    if bio is not None:
        presenter.bio = clean_text(bio, limit=BIO_LENGTH) or None
    if photo_url is not None:
        presenter.photo_url = _check_photo(photo_url.strip())
    if email is not None:
        presenter.person = None
        if email.strip():
            names = {"first_name": presenter.first_name, "last_name": presenter.last_name}
            person = await ensure_person(db, actor.workspace_id, email, **names, may_rename=False, now=now)
            await db.flush()
            presenter.person = person
    presenter.updated_at = now


async def delete_presenter(db: Db, actor: Actor, presenter: Presenter) -> None:
    """Take somebody out of the library and off all events; the person stays known."""
    require_team(actor)
    await db.execute(delete(Presenter).where(Presenter.id == presenter.id))


async def set_presenters(db: Db, actor: Actor, event: Event, presenter_ids: Sequence[str]) -> None:
    """Announce these, in this order, and nobody else. Refuses with Invalid who is not in the library."""
    require_team(actor)
    wanted = list(dict.fromkeys(presenter_ids))
    if len(wanted) > MOST_OF_EVENT:
        sentence = filled("An event has at most %(most)s presenters.", most=MOST_OF_EVENT)
        raise Invalid(sentence, code="too_many_presenters", pointer="presenters")
    mine = (Presenter.workspace_id == actor.workspace_id) & Presenter.id.in_(wanted)
    if len((await db.scalars(select(Presenter.id).where(mine))).all()) != len(wanted):
        raise Invalid("One of the presenters is not in the library.", code="no_such_presenter", pointer="presenters")
    await db.execute(delete(EventPresenter).where(EventPresenter.event_id == event.id))
    db.add_all(
        EventPresenter(event_id=event.id, presenter_id=presenter_id, position=position)
        for position, presenter_id in enumerate(wanted)
    )
    await db.flush()


async def list_library(db: Db, actor: Actor) -> list[Presenter]:
    """Everybody in the library, by name."""
    require_team(actor)
    mine = select(Presenter).where(Presenter.workspace_id == actor.workspace_id)
    return list(await db.scalars(mine.order_by(Presenter.first_name, Presenter.last_name, Presenter.id)))


async def list_presenters(db: Db, event_id: str) -> list[Presenter]:
    """Presenters of one event in their order."""
    return (await list_presenters_of_events(db, [event_id]))[event_id]


async def list_presenters_of_events(db: Db, event_ids: Collection[str]) -> dict[str, list[Presenter]]:
    """Presenters of several events in one statement: event id to presenters in their order."""
    found: dict[str, list[Presenter]] = {event_id: [] for event_id in event_ids}
    rows = await db.execute(
        select(EventPresenter.event_id, Presenter)
        .join(Presenter, Presenter.id == EventPresenter.presenter_id)
        .options(joinedload(Presenter.person))
        .where(EventPresenter.event_id.in_(found))
        .order_by(EventPresenter.event_id, EventPresenter.position)
    )
    for event_id, presenter in rows:
        found[event_id].append(presenter)
    return found


def _check_photo(url: str) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= URL_LENGTH
    except ValueError:
        is_good = False
    if not is_good or any(ord(c) < 33 for c in url):
        raise Invalid("A photo is an address that begins with https://.", code="invalid_url", pointer="photo_url")
    return url
