"""`/people_attributes`: what registration forms can ask for."""

from typing import Any, Literal

import msgspec
from litestar import Response, get
from sqlalchemy import ColumnElement, false, func, select

from footlights.edges.given import Running
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.auth import find_actor
from footlights.edges.rest.livestorm.documents import Resource, many, unix
from footlights.edges.rest.livestorm.inputs import Query, choice, flag_filter, order, read_id, read_query
from footlights.edges.rest.livestorm.operations import Operation
from footlights.edges.rest.livestorm.paging import read_page
from footlights.workspace.attributes import TYPES
from footlights.workspace.models import PeopleAttribute

SORTS = {
    "slug": PeopleAttribute.slug,
    "name": PeopleAttribute.name,
    "placeholder": PeopleAttribute.placeholder,
    "created_at": PeopleAttribute.created_at,
    "updated_at": PeopleAttribute.updated_at,
}
TEXTS = {
    "slug": PeopleAttribute.slug,
    "name": PeopleAttribute.name,
    "placeholder": PeopleAttribute.placeholder,
    "description": PeopleAttribute.description,
}


class OptionShape(msgspec.Struct, kw_only=True):
    label: str
    value: str
    position: int


class AttributeAttributes(msgspec.Struct, kw_only=True):
    """`slug` is the `id` of fields in forms and answers."""

    slug: str
    name: str
    placeholder: str | None
    description: str | None
    type: Literal["text", "email", "avatar", "url", "consent", "unique_select", "multiple_select", "long_text"]
    builtin: bool
    user_id: str | None
    options: list[OptionShape]
    created_at: int
    updated_at: int


@get(
    ["/people_attributes", "/people-attributes"],
    opt=Operation(
        name="listPeopleAttributes",
        scopes=("events:read",),
        answers="people_attributes",
        many=True,
        query=(
            "filter[builtin]",
            "filter[slug]",
            "filter[name]",
            "filter[placeholder]",
            "filter[description]",
            "filter[type]",
            "filter[user_id]",
            "sort",
        ),
    ).opt(),
)
async def list_attributes(services: Running, request: Asked) -> Response[Any]:
    """Everything that registration forms of the workspace can ask for, by slug."""
    actor = await find_actor(services, request)
    query = read_query(request)
    page = read_page(query, base=actor.page_base)
    mine = PeopleAttribute.workspace_id == actor.workspace_id
    wanted = select(PeopleAttribute).where(mine, *_filters(query))
    count = select(func.count()).select_from(wanted.with_only_columns(PeopleAttribute.id).subquery())
    ordered = wanted.order_by(*order(query, SORTS, default="slug", id=PeopleAttribute.id))
    async with services.database.read() as db:
        meta = page.meta(await db.scalar(count) or 0)
        rows = list(await db.scalars(ordered.limit(page.size).offset(page.offset)))
    return many(request, [attribute_resource(row) for row in rows], meta)


def attribute_resource(row: PeopleAttribute) -> Resource:
    attributes = AttributeAttributes(
        slug=row.slug,
        name=row.name,
        placeholder=row.placeholder,
        description=row.description,
        type=row.type,  # type: ignore[arg-type]
        builtin=row.builtin,
        user_id=row.made_by_id,
        options=[
            OptionShape(label=str(option), value=str(option), position=position)
            for position, option in enumerate(row.options)
        ],
        created_at=unix(row.created_at),
        updated_at=unix(row.updated_at),
    )
    return Resource("people_attributes", row.id, attributes)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, column in TEXTS.items():
        value = query.get(f"filter[{name}]", "").strip()
        if value:
            found.append(column == value)
    builtin = flag_filter(query, "builtin")
    if builtin is not None:
        found.append(PeopleAttribute.builtin.is_(builtin))
    types = choice(query, "type", TYPES)
    if types:
        found.append(PeopleAttribute.type.in_(types))
    user_id = query.get("filter[user_id]", "").strip()
    if user_id:
        maker = read_id(user_id)
        found.append(PeopleAttribute.made_by_id == maker if maker else false())
    return found
