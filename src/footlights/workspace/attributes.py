"""What registration forms can ask for: the people attributes of a workspace."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from footlights.kit.database import Db
from footlights.kit.errors import Conflict, Invalid, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.actors import Actor, require_team
from footlights.workspace.models import PeopleAttribute

TYPES = ("text", "email", "avatar", "url", "consent", "unique_select", "multiple_select", "long_text")
SELECTS = ("unique_select", "multiple_select")
BUILT_IN = (
    ("email", "E-mail", "email"),
    ("first_name", "First name", "text"),
    ("last_name", "Last name", "text"),
    ("avatar", "Picture", "avatar"),
    ("company", "Company", "text"),
    ("job_title", "Job title", "text"),
)
"""Slug, name and type of what every workspace has."""
BUILT_IN_SLUGS = frozenset(slug for slug, _, _ in BUILT_IN)
IDENTITY = ("email", "first_name", "last_name", "avatar")
"""Answers that belong to the person; the others belong to one registration."""
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
MOST_OPTIONS = 200
MOST_ATTRIBUTES = 300


class NoSuchAttribute(NotFound):
    code = "no_such_attribute"


class AttributeInUse(Conflict):
    code = "attribute_in_use"


def built_in_attributes(workspace_id: str, *, now: datetime) -> list[PeopleAttribute]:
    """New rows of what every workspace has."""
    return [
        PeopleAttribute(
            id=new_id(),
            workspace_id=workspace_id,
            slug=slug,
            name=name,
            type=kind,
            builtin=True,
            options=[],
            created_at=now,
            updated_at=now,
        )
        for slug, name, kind in BUILT_IN
    ]


async def list_attributes(db: Db, workspace_id: str, *, slugs: Collection[str] | None = None) -> list[PeopleAttribute]:
    """Attributes of the workspace by slug; only those in `slugs` when given."""
    mine = select(PeopleAttribute).where(PeopleAttribute.workspace_id == workspace_id)
    if slugs is not None:
        mine = mine.where(PeopleAttribute.slug.in_(slugs))
    return list(await db.scalars(mine.order_by(PeopleAttribute.slug)))


async def create_attribute(
    db: Db,
    actor: Actor,
    *,
    slug: str,
    type: str,
    name: str | None = None,
    options: Sequence[str] = (),
    now: datetime,
) -> PeopleAttribute:
    """Make an attribute. Selects need options; the slug must be free."""
    require_team(actor)
    if not SLUG.fullmatch(slug):
        raise Invalid("A field's id has small letters, digits and _.", code="invalid_slug", pointer="fields")
    if type not in TYPES:
        raise Invalid(f"A field's type is one of {', '.join(TYPES)}.", code="unknown_type", pointer="fields")
    if len(await list_attributes(db, actor.workspace_id)) >= MOST_ATTRIBUTES:
        raise Invalid(
            filled("A workspace has at most %(most)s fields.", most=MOST_ATTRIBUTES),
            code="too_many_fields",
            pointer="fields",
        )
    attribute = PeopleAttribute(
        id=new_id(),
        workspace_id=actor.workspace_id,
        slug=slug,
        name=clean_line(name or slug.replace("_", " ").capitalize(), limit=200),
        type=type,
        builtin=False,
        options=check_options(options) if type in SELECTS else [],
        made_by_id=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.add(attribute)
    await db.flush()
    return attribute


async def get_attribute_for(db: Db, actor: Actor, attribute_id: str) -> PeopleAttribute:
    """An attribute of the actor's workspace, or NoSuchAttribute."""
    mine = PeopleAttribute.workspace_id == actor.workspace_id
    wanted = find_id(attribute_id)
    found = (await db.scalars(select(PeopleAttribute).where(mine, PeopleAttribute.id == wanted))).one_or_none()
    if found is None:
        raise NoSuchAttribute("There is no such field.")
    return found


async def update_attribute(
    db: Db,
    actor: Actor,
    attribute_id: str,
    *,
    name: str,
    placeholder: str = "",
    description: str = "",
    options: Sequence[str] = (),
    now: datetime,
) -> PeopleAttribute:
    """Change the words of an attribute; its slug and type stay, because answers were given under them."""
    require_team(actor)
    attribute = await get_attribute_for(db, actor, attribute_id)
    attribute.name = _check_name(name)
    attribute.placeholder = clean_line(placeholder, limit=300) or None
    attribute.description = clean_text(description, limit=2000) or None
    if attribute.type in SELECTS:
        attribute.options = check_options(options)
    attribute.updated_at = now
    return attribute


async def delete_attribute(db: Db, actor: Actor, attribute_id: str) -> None:
    """Remove an attribute that is not built in and that no form asks for (AttributeInUse); stored answers stay."""
    require_team(actor)
    attribute = await get_attribute_for(db, actor, attribute_id)
    if attribute.builtin:
        raise AttributeInUse("This field is part of every workspace.")
    try:
        async with db.begin_nested():
            await db.execute(delete(PeopleAttribute).where(PeopleAttribute.id == attribute.id))
    except IntegrityError as error:
        raise AttributeInUse("A form asks for this field, or did. Take it off the forms first.") from error


def _check_name(text: str) -> str:
    name = clean_line(text, limit=200)
    if not name:
        raise Invalid("Give the field a name.", code="name_missing", pointer="name")
    return name


def check_options(options: Sequence[str]) -> list[str]:
    """Options of a select, cleaned, each once and in order."""
    cleaned = list(dict.fromkeys(filter(None, (clean_line(option, limit=200) for option in options))))
    if not 1 <= len(cleaned) <= MOST_OPTIONS:
        raise Invalid(
            filled("A selection has 1 to %(most)s options.", most=MOST_OPTIONS),
            code="invalid_options",
            pointer="fields",
        )
    return cleaned
