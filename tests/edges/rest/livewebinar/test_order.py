"""Lists go by their integer ids, also those of things that were made elsewhere and have no such id yet."""

from collections.abc import Awaitable, Callable

import pytest

from footlights.engagement.quizzes.actions import create_quiz
from footlights.engagement.quizzes.rules import Option, Question
from footlights.events.form_library import create_form
from footlights.events.models import Session
from footlights.events.presenters import create_presenter
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.registration.entry_codes import create_group
from footlights.services import Services
from footlights.workspace.actors import Actor
from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.rooms import make_room
from tests.factories import SECRET_KEY

Make = Callable[[Db, Actor, Session, str], Awaitable[object]]


async def make_presenter(db: Db, actor: Actor, session: Session, name: str) -> object:
    return await create_presenter(db, actor, first_name=name, now=utcnow())


async def make_form(db: Db, actor: Actor, session: Session, name: str) -> object:
    return await create_form(db, actor, name=name, kind="registration", now=utcnow())


async def make_quiz(db: Db, actor: Actor, session: Session, name: str) -> object:
    question = Question(0, "Hot?", "single", 1, (Option(0, "yes", True), Option(0, "no")))
    return await create_quiz(db, actor, name=name, questions=[question], now=utcnow())


async def make_group(db: Db, actor: Actor, session: Session, name: str) -> object:
    return await create_group(db, actor, SECRET_KEY, name=name, event_ids=[session.event_id], amount=1, now=utcnow())


@pytest.mark.parametrize(
    ("path", "make", "field"),
    [
        ("/presenters", make_presenter, "first_name"),
        ("/forms", make_form, "name"),
        ("/tests", make_quiz, "name"),
        ("/account/widget_tokens", make_group, "name"),
    ],
)
@pytest.mark.parametrize("order", ["", "&sort=id&order=desc", "&sort=nothing"])
async def test_lists_go_by_id(lw: Api, services: Services, path: str, make: Make, field: str, order: str) -> None:
    _, session = await make_room(lw, services)
    names = [f"Number {n}" for n in range(6)]
    for name in names:
        async with services.database.write() as db:
            await make(db, lw.house.actor, session, name)
    wanted = names[::-1] if "desc" in order else names

    pages = [(await lw.get(f"{path}?limit=4&page={page}{order}"))["data"] for page in (1, 2, 3)]

    items = [item for page in pages for item in page]
    ids = [item["id"] for item in items]
    assert [item[field] for item in items] == wanted
    assert ids == sorted(ids, reverse="desc" in order)
    assert [len(page) for page in pages] == [4, 2, 0]
