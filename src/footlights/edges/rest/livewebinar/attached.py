"""What a widget takes from the libraries: its form, its presenters and its tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from footlights.edges.rest.livewebinar.bodies import Body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.forms import FORM
from footlights.edges.rest.livewebinar.numbered import find_row
from footlights.edges.rest.livewebinar.presenters import KIND as PRESENTER
from footlights.engagement.quizzes.actions import list_quizzes_of_events, set_quizzes
from footlights.events.form_library import attach_form, find_form, find_forms_of_events, get_form_for
from footlights.events.models import Event
from footlights.events.presenters import list_presenters_of_events, set_presenters
from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.numbering import find_numbered, numbers_of
from footlights.workspace.accounts import settings_of
from footlights.workspace.actors import Actor
from footlights.workspace.models import Account

QUIZ = "quiz"


async def attach_usual(db: Db, actor: Actor, event: Event, body: Body, *, now: datetime) -> None:
    """Attach the form that the owner's new rooms begin with, unless the body says something of a form."""
    account = await db.get(Account, event.owner_id)
    number = settings_of(account).default_form_id
    if number is None or "form" in body:
        return
    form = await find_form(db, await find_numbered(db, event.workspace_id, FORM, number) or "")
    if form is not None:
        await attach_form(db, actor, event, form, now=now)


async def attach(db: Db, actor: Actor, event: Event, body: Body, *, now: datetime) -> None:
    """Attach what the body names: `form[id]` or an empty `form`, `presenters[]`, `tests[]`; what is absent stays."""
    fields = Fields(body)
    if fields.has("form"):
        wanted = fields.raw("form[id]") if isinstance(body["form"], dict) else body["form"]
        row_id = await _row(db, actor, fields, FORM, "form", wanted) if wanted not in ("", None, 0, "0") else None
        fields.check()
        await attach_form(db, actor, event, await get_form_for(db, actor, row_id) if row_id else None, now=now)
    for name, kind, put in (("presenters", PRESENTER, set_presenters), ("tests", QUIZ, set_quizzes)):
        numbers = fields.items(name)
        if numbers is None:
            continue
        row_ids = [await _row(db, actor, fields, kind, name, number) for number in numbers if number != ""]
        fields.check()
        await put(db, actor, event, [row_id for row_id in row_ids if row_id])


async def read_attached(db: Db, events: Sequence[Event]) -> dict[str, dict[str, Any]]:  # Any: JSON
    """Members `form`, `presenters` and `tests` of the documents of events of one workspace, by event id."""
    if not events:
        return {}
    workspace_id, ids = events[0].workspace_id, [event.id for event in events]
    forms = await find_forms_of_events(db, ids)
    presenters, quizzes = await list_presenters_of_events(db, ids), await list_quizzes_of_events(db, ids)
    form_numbers = await numbers_of(db, workspace_id, FORM, [form.id for form in forms.values()])
    presenter_numbers = await numbers_of(
        db, workspace_id, PRESENTER, [row.id for rows in presenters.values() for row in rows]
    )
    quiz_numbers = await numbers_of(db, workspace_id, QUIZ, [row.id for rows in quizzes.values() for row in rows])
    return {
        event_id: {
            "form": {"id": form_numbers[form.id], "name": form.name, "type": form.kind}
            if (form := forms.get(event_id))
            else None,
            "presenters": [presenter_numbers[row.id] for row in presenters[event_id]],
            "tests": [quiz_numbers[row.id] for row in quizzes[event_id]],
        }
        for event_id in ids
    }


async def _row(db: Db, actor: Actor, fields: Fields, kind: str, name: str, number: object) -> str | None:
    try:
        return await find_row(db, actor, kind, str(number))
    except NotFound:
        fields.refuse(name, f"The selected {name} is invalid.")
        return None
