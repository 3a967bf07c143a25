"""What is taken as a logo, and what is made of it."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from footlights.kit.errors import Invalid
from footlights.workspace.logos import LARGEST_BYTES, draw_logo


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#aa3311").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_logo_becomes_a_png(kind: str) -> None:
    with Image.open(io.BytesIO(draw_logo(picture(kind)))) as made:
        assert (made.format, made.size) == ("PNG", (40, 20))


def test_large_logo_is_made_to_fit() -> None:
    with Image.open(io.BytesIO(draw_logo(picture(size=(2000, 1000))))) as made:
        assert made.size == (320, 160)


def test_words_inside_a_picture_are_not_kept() -> None:
    info = PngInfo()
    info.add_text("Comment", "secret words")

    assert b"secret words" not in draw_logo(picture(pnginfo=info))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture()[:50], "not_a_picture"),
        (picture("JPEG")[:300], "not_a_picture"),
        (picture("WEBP")[:30], "not_a_picture"),
        (picture(size=(4097, 1)), "picture_too_large"),
        (picture(size=(15000, 15000)), "picture_too_large"),
        (picture("WEBP", size=(4097, 1)), "picture_too_large"),
        (picture() + b" " * LARGEST_BYTES, "picture_too_large"),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        draw_logo(content)

    assert (refused.value.code, refused.value.pointer) == (code, "logo")
