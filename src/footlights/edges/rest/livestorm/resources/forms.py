"""Form fields as the API writes them: three types where forms know seven."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec
from msgspec import UNSET, UnsetType

from footlights.events.forms import Field
from footlights.registration.answers import Answer
from footlights.workspace.attributes import BUILT_IN

FieldType = Literal["text", "file", "multiple"]
WIRE_TYPES: dict[str, FieldType] = {"avatar": "file", "unique_select": "multiple", "multiple_select": "multiple"}
_BUILT_IN_TYPES = {slug: kind for slug, _, kind in BUILT_IN}


class Named(Protocol):
    """A person, or its columns."""

    @property
    def email(self) -> str: ...
    @property
    def first_name(self) -> str | None: ...
    @property
    def last_name(self) -> str | None: ...
    @property
    def avatar_url(self) -> str | None: ...


class FormOption(msgspec.Struct):
    value: str


class FormOptions(msgspec.Struct):
    items: list[FormOption]
    multiple_answers: bool


class FormFieldShape(msgspec.Struct, kw_only=True):
    """A field of an event's registration form; `options` only of a selection, `custom` only of what is not built in."""

    id: str
    type: FieldType
    order: int
    required: bool
    custom: bool | UnsetType = UNSET
    options: FormOptions | UnsetType = UNSET


class AnswerShape(msgspec.Struct, kw_only=True):
    """A registrant's answer; a list of texts for a selection, empty when nothing was chosen."""

    id: str
    type: FieldType
    value: str | list[str] | None
    required: bool
    custom: bool | UnsetType = UNSET


def form_shape(fields: Sequence[Field]) -> list[FormFieldShape]:
    return [
        FormFieldShape(
            id=field.slug,
            type=_type(field.type),
            order=order,
            required=field.required,
            custom=UNSET if field.builtin else True,
            options=_options(field),
        )
        for order, field in enumerate(fields)
    ]


class AnswerForm:
    """A form, ready to be shown with many people's answers."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._asked = [
            (field.slug, _type(field.type), field.required, UNSET if field.builtin else True) for field in fields
        ]
        asked = {field.slug for field in fields}
        self._others = [(slug, _type(kind)) for slug, kind in _BUILT_IN_TYPES.items() if slug not in asked]

    def answers(self, person: Named, answers: Mapping[str, Answer]) -> list[AnswerShape]:
        """The form with this person's answers, and built-in answers that the form does not ask for at its end."""
        values: dict[str, Answer | None] = {
            **answers,
            "email": person.email,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "avatar": person.avatar_url,
        }
        shown = [
            AnswerShape(id=slug, type=kind, value=_value(kind, values.get(slug)), required=required, custom=custom)
            for slug, kind, required, custom in self._asked
        ]
        for slug, kind in self._others:
            value = values.get(slug)
            if value:
                shown.append(AnswerShape(id=slug, type=kind, value=_value(kind, value), required=False))
        return shown


def _type(kind: str) -> FieldType:
    return WIRE_TYPES.get(kind, "text")


def _value(kind: FieldType, value: Answer | None) -> Answer | None:
    if kind == "multiple":
        return value if isinstance(value, list) else [value] if value else []
    return ", ".join(value) if isinstance(value, list) else value


def _options(field: Field) -> FormOptions | UnsetType:
    if _type(field.type) != "multiple":
        return UNSET
    return FormOptions([FormOption(value) for value in field.options], field.type == "multiple_select")
