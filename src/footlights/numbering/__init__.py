"""Integer ids for APIs whose clients insist on them; everything else knows rows by their UUIDs."""

from footlights.numbering.numbers import (
    Unnumbered,
    find_numbered,
    find_public,
    number_all,
    number_column,
    number_of,
    numbers_of,
    renumber,
)

__all__ = [
    "Unnumbered",
    "find_numbered",
    "find_public",
    "number_all",
    "number_column",
    "number_of",
    "numbers_of",
    "renumber",
]
