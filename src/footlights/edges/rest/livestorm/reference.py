"""The reference: the OpenAPI document, and the same as a page to read. Neither needs a token."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from footlights.edges.given import Running
from footlights.edges.pages.rendering import Html, render
from footlights.edges.rest.livestorm.asked import Asked
from footlights.edges.rest.livestorm.documents import answer
from footlights.edges.rest.livestorm.openapi import Json, make_document


@dataclass(frozen=True)
class Entry:
    """An operation as the page shows it."""

    method: str
    path: str
    operation: Json

    @property
    def anchor(self) -> str:
        return str(self.operation["operationId"])

    @property
    def request_example(self) -> str:
        body = self.operation.get("requestBody")
        return _pretty(next(iter(body["content"].values()))["example"]) if body else ""

    @property
    def answer_example(self) -> str:
        success = next(iter(self.operation["responses"].values()))
        content = success.get("content")
        return _pretty(next(iter(content.values()))["example"]) if content else ""


def make_reference(documented: Sequence[HTTPRouteHandler]) -> list[BaseRouteHandler]:
    """The routes that tell of `documented`."""

    @get("/openapi.json")
    async def give_document(services: Running, request: Asked) -> Response[Any]:
        """This API in OpenAPI 3.1."""
        return answer(request, make_document(documented, base_url=services.settings.base_url), plain=True)

    @get("/reference")
    async def show_reference(services: Running) -> Html:
        """This API as a page."""
        document = make_document(documented, base_url=services.settings.base_url)
        groups: dict[str, list[Entry]] = {}
        for entry in _entries(document):
            groups.setdefault(entry.operation["tags"][0], []).append(entry)
        return render(services, "reference.html", groups=groups, schemas=document["components"]["schemas"])

    return [give_document, show_reference]


def _entries(document: Json) -> Iterator[Entry]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield Entry(method.upper(), path, operation)


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
