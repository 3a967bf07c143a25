"""Integer ids for APIs whose clients insist on them; everything else knows rows by their UUIDs."""

from footlights.numbering.numbers import find_numbered, number_of, numbers_of

__all__ = ["find_numbered", "number_of", "numbers_of"]
