"""Tags."""

import msgspec

from footlights.edges.rest.livestorm.documents import Resource
from footlights.events.models import Tag
from footlights.events.tags import Tagged


class TagAttributes(msgspec.Struct, kw_only=True):
    title: str


def tag_resource(tag: Tag | Tagged) -> Resource:
    return Resource("tags", tag.id, TagAttributes(title=tag.title))
