import pytest

from footlights.edges.rest.livewebinar.bodies import nested
from footlights.edges.rest.livewebinar.errors import BadRequest
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.kit.errors import InvalidFields


@pytest.mark.parametrize(
    ("pairs", "body"),
    [
        ([("a", "1")], {"a": "1"}),
        ([("a[b]", "1"), ("a[c][d]", "2")], {"a": {"b": "1", "c": {"d": "2"}}}),
        ([("a[]", "1"), ("a[]", "2"), ("a[7]", "3"), ("a[]", "4")], {"a": {"0": "1", "1": "2", "7": "3", "8": "4"}}),
        ([("a[][b]", "1"), ("a[][b]", "2")], {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}),
        ([("form", ""), ("form[id]", "7")], {"form": {"id": "7"}}),
        ([("a", ["x"]), ("a[]", "y")], {"a": {"0": "x", "1": "y"}}),
        ([("custom_name;", ""), ("a[b", "1"), ("", "3")], {"custom_name;": "", "a[b": "1"}),
    ],
)
def test_bracket_names_make_nested_values(pairs: list[tuple[str, object]], body: object) -> None:
    assert nested(pairs) == body


@pytest.mark.parametrize("name", ["a" + "[b]" * 100, "a\x00b"])
def test_names_too_deep_or_with_nul_are_refused(name: str) -> None:
    with pytest.raises(BadRequest):
        nested([(name, "1")])


def test_fields_are_read_in_every_spelling() -> None:
    fields = Fields(
        {
            "on": "on",
            "off": 0,
            "no": "",
            "ids": {"1": "b", "0": "a"},
            "words": "a, b",
            "list": [1, 2],
            "n": " 42 ",
            "deep": {"er": "x"},
            "at": "2026-03-01 10:00:00",
        }
    )

    assert (fields.flag("on"), fields.flag("off"), fields.flag("no"), fields.flag("none")) == (True, False, None, None)
    assert (fields.items("ids"), fields.items("words"), fields.items("list")) == (["a", "b"], ["a", "b"], [1, 2])
    assert (fields.whole("n"), fields.text("deep[er]"), fields.given("no")) == (42, "x", None)
    moment = fields.moment("at", "Europe/Warsaw")
    assert moment is not None
    assert moment.isoformat() == "2026-03-01T09:00:00+00:00"
    fields.check()


def test_all_problems_are_told_at_once() -> None:
    fields = Fields(
        {"n": "x", "on": "maybe", "url": "javascript:1", "zone": "Mars/Base", "a": {"b": "z"}, "at": "soon"}
    )

    fields.whole("n")
    fields.flag("on")
    fields.web_address("url")
    fields.time_zone("zone")
    fields.choice("a[b]", ("x", "y"))
    fields.moment("at", "UTC")
    fields.text("name", required=True)

    with pytest.raises(InvalidFields) as refusal:
        fields.check()
    assert list(refusal.value.problems) == ["n", "on", "url", "zone", "a.b", "at", "name"]
    assert refusal.value.problems["name"] == "The name field is required."
