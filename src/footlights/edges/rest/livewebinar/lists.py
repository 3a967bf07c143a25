"""Pages, order and includes of lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from sqlalchemy import ColumnElement, literal
from sqlalchemy.orm import InstrumentedAttribute

from footlights.edges.rest.livewebinar.answers import Item, answer
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.kit.database import Db, id_type
from footlights.numbering import number_all, number_column

DEFAULT_LIMIT, MOST = 20, 2000
FAR = 10_000_000


@dataclass(frozen=True)
class Page:
    """`number` counts from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def read_page(request: Asked) -> Page:
    """`page` and `limit` of the query; what is no number or too large is brought into range, never refused."""
    return Page(_whole(request, "page", 1, most=FAR), _whole(request, "limit", DEFAULT_LIMIT, most=MOST))


def order(
    request: Asked,
    columns: Mapping[str, InstrumentedAttribute[Any]],
    *,
    id: InstrumentedAttribute[int] | ColumnElement[int],
) -> list[ColumnElement[Any]]:  # Any: columns of any type
    """What `sort` and `order` say; an unknown name sorts by id, which also comes last. Rises unless `desc` is asked."""
    falls = request.query_params.get("order", "").strip().lower() == "desc"
    column = columns.get(request.query_params.get("sort", "").strip(), id)
    by = [column] if column is id else [column, id]
    return [each.desc() if falls else each.asc() for each in by]


async def order_numbered(
    db: Db,
    request: Asked,
    columns: Mapping[str, InstrumentedAttribute[Any]],
    kind: str,
    row: type[Any],  # Any: tables have no common type for `id` and `created_at`
    *conditions: ColumnElement[bool],
    workspace_id: str,
) -> list[ColumnElement[Any]]:
    """As `order`, by the numbers of rows; those that meet the conditions all get one, in the order they were made."""
    await number_all(db, kind, row.id, literal(workspace_id, id_type()), *conditions, by=(row.created_at, row.id))
    return order(request, columns, id=number_column(kind, row.id))


def includes(request: Asked) -> frozenset[str]:
    """Relations that the query asks to be part of each item."""
    names = request.query_params.get("include", "")
    return frozenset(name.strip() for name in names.split(",") if name.strip())


def many(request: Asked, items: Sequence[Item], page: Page, total: int) -> Response[Any]:
    """One page of a list with what Fractal tells of it."""
    pages = max(1, -(-total // page.size))
    links = {}
    if page.number > 1:
        links["previous"] = _link(request, page.number - 1)
    if page.number < pages:
        links["next"] = _link(request, page.number + 1)
    pagination = {
        "total": total,
        "count": len(items),
        "per_page": page.size,
        "current_page": page.number,
        "total_pages": pages,
        "links": links,
    }
    return answer(request, {"data": items, "meta": {"pagination": pagination}})


def all_of(request: Asked, items: Sequence[Item]) -> Response[Any]:
    """A list that is read whole, of which one page is told."""
    page = read_page(request)
    return many(request, items[page.offset : page.offset + page.size], page, len(items))


def _link(request: Asked, number: int) -> str:
    base_url = request.app.state["services"].settings.api_base
    query = [(name, value) for name, value in request.query_params.items() if name != "page"]
    return f"{base_url}{request.url.path}?{urlencode([*query, ('page', number)])}"


def _whole(request: Asked, name: str, default: int, *, most: int) -> int:
    text = request.query_params.get(name, "").strip()
    if not text.isdecimal() or len(text) > 20:
        return default
    return max(1, min(int(text), most))
