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


@dataclass(frozen=True)
class Posted:
    """A form as it came, before it is known which fields it may have; the whole of a picture is read already."""

    values: FormMultiDict
    hidden: dict[str, str]
    picture: bytes = b""

    def given(self, fields: Sequence[Field]) -> Given:
        """Everything the form may carry, cut to what is looked at; anything else is left alone."""
        given = Given(hidden=self.hidden)
        for known in fields:
            texts = [
                value[:LONGEST] for value in self.values.getall(field_name(known.slug), []) if isinstance(value, str)
            ]
            if known.type == "multiple_select":
                given.answers[known.slug] = texts
            elif known.slug == PICTURE:
                given.picture = self.picture
            elif texts:
                given.answers[known.slug] = texts[0]
        return given


async def read_posted(form: FormMultiDict, *, hidden: Sequence[str] = ()) -> Posted:
    found = {name: form.get(name) for name in hidden}
    upload = next((value for value in form.getall(PICTURE, []) if isinstance(value, UploadFile)), None)
    return Posted(
        form,
        {name: value[:2000] for name, value in found.items() if isinstance(value, str)},
        await upload.read(LARGEST_BYTES + 1) if upload is not None else b"",
    )


async def read_given(form: FormMultiDict, fields: Sequence[Field], *, hidden: Sequence[str] = ()) -> Given:
    """What a form carries, for whoever knows its fields already."""
    return (await read_posted(form, hidden=hidden)).given(fields)
