"""JSON:API documents and their media type."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response

from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.limits import limit_headers
from footlights.kit.clock import to_unix

JSON_API = "application/vnd.api+json; charset=utf-8"
JSON = "application/json; charset=utf-8"
Document = dict[str, Any]  # Any: JSON


@dataclass
class Resource:
    """One resource; `related` fills `relationships`, and `included` of the document it goes into."""

    type: str
    id: str
    attributes: msgspec.Struct | Document
    related: dict[str, "Sequence[Resource] | Resource"] = field(default_factory=dict)

    def written(self) -> Document:
        document: Document = {"id": self.id, "type": self.type, "attributes": self.attributes}
        if self.related:
            document["relationships"] = {name: {"data": _linkage(other)} for name, other in self.related.items()}
        return document


def answer(request: Asked, document: Document, *, status: int = 200, plain: bool = False) -> Response[Any]:
    """`document` in the media type the client asks for, or as `plain` JSON."""
    accept = request.headers.get("accept", "*/*").lower()
    plain = plain or ("application/json" in accept and "vnd.api+json" not in accept and "*/*" not in accept)
    body = msgspec.json.encode(document)
    return Response(body, status_code=status, media_type=JSON if plain else JSON_API, headers=limit_headers(request))


def nothing(request: Asked, *, status: int = 204) -> Response[None]:
    """An empty body."""
    empty: Any = b""  # Any: None would be written as null
    return Response(empty, status_code=status, media_type=JSON_API, headers=limit_headers(request))


def one(request: Asked, resource: Resource, *, status: int = 200) -> Response[Any]:
    return answer(request, document_of(resource), status=status)


def document_of(resource: Resource) -> Document:
    document: Document = {"data": resource.written()}
    included = _included([resource])
    if included:
        document["included"] = included
    return document


def many(request: Asked, resources: Sequence[Resource], meta: Document) -> Response[Any]:
    document: Document = {"data": [resource.written() for resource in resources], "meta": meta}
    included = _included(resources)
    if included or any(resource.related for resource in resources):
        document["included"] = included
    return answer(request, document)


def unix(at: datetime | None) -> int:
    """Unix seconds, with 0 for what has not happened."""
    return to_unix(at) or 0


def _linkage(other: "Sequence[Resource] | Resource") -> Any:  # Any: one linkage or a list
    if isinstance(other, Resource):
        return {"type": other.type, "id": other.id}
    return [{"type": resource.type, "id": resource.id} for resource in other]


def _included(resources: Sequence[Resource]) -> list[Document]:
    found: dict[tuple[str, str], Document] = {}
    for resource in resources:
        for other in resource.related.values():
            for one_other in [other] if isinstance(other, Resource) else other:
                found.setdefault((one_other.type, one_other.id), one_other.written())
    return list(found.values())
