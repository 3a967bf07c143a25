"""Reading the fields of a registration form as a browser sends them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from litestar.datastructures import FormMultiDict, UploadFile

from footlights.events.forms import Field
from footlights.registration.answers import Answer
from footlights.workspace.attributes import IDENTITY
from footlights.workspace.pictures import LARGEST_BYTES

PICTURE = "avatar"
LONGEST = 10_000  # characters of one answer; the form's own limits are smaller


@dataclass
class Given:
    """What a form carried: answers by field id, hidden values by name, and a picture."""

    answers: dict[str, Answer] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    picture: bytes = b""


def field_name(slug: str) -> str:
    """The name of an input: identity fields have their own, others a prefix, so that none meets a hidden one."""
    return slug if slug in IDENTITY else f"a_{slug}"


async def read_given(form: FormMultiDict, fields: Sequence[Field], *, hidden: Sequence[str] = ()) -> Given:
    """Everything the form may carry, cut to what is looked at; anything else is left alone."""
    given = Given()
    for known in fields:
        values = form.getall(field_name(known.slug), [])
        texts = [value[:LONGEST] for value in values if isinstance(value, str)]
        if known.type == "multiple_select":
            given.answers[known.slug] = texts
        elif texts and known.slug != PICTURE:
            given.answers[known.slug] = texts[0]
        upload = next((value for value in values if isinstance(value, UploadFile)), None)
        if known.slug == PICTURE and upload is not None:
            given.picture = await upload.read(LARGEST_BYTES + 1)
    for name in hidden:
        value = form.get(name)
        if isinstance(value, str):
            given.hidden[name] = value[:2000]
    return given
