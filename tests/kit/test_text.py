import pytest

from footlights.kit.text import clean_line, clean_text, slugify


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Noor   Haddad ", "Noor Haddad"),
        ("Noor\r\nBcc: all@example.org", "Noor Bcc: all@example.org"),
        ("a\x00b\x07c", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("\u200bghost", "ghost"),
        ("x" * 30, "x" * 10),
        ("👩‍🔧", "👩‍🔧"),
    ],
)
def test_clean_line_keeps_what_can_be_read(typed: str, kept: str) -> None:
    assert clean_line(typed, limit=10 if typed.startswith("xx") else 100) == kept


def test_clean_text_keeps_lines_and_drops_control_characters() -> None:
    assert clean_text("one \r\ntwo\x00\n\n", limit=100) == "one\ntwo"


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Été à Lyon!", "ete-a-lyon"), ("  --  ", ""), ("日本", ""), ("A & B", "a-b"), ("x" * 200, "x" * 80)],
)
def test_slugify_makes_ascii_words(title: str, slug: str) -> None:
    assert slugify(title) == slug
