"""Drawing PDFs: good ones become pictures, harmful ones a clear refusal, and the server never minds."""

import asyncio
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from footlights.engagement.slides.drawing import PdfRefused, draw_deck
from tests.engagement import pdfs


def put(folder: Path, content: bytes) -> Path:
    path = folder / "in.pdf"
    path.write_bytes(content)
    return path


async def test_every_page_becomes_a_picture(tmp_path: Path) -> None:
    drawn = await draw_deck(put(tmp_path, pdfs.slides(3)), tmp_path / "slides", name="talk.pdf")

    assert (drawn.pages, sorted(path.name for path in drawn.folder.iterdir())) == (3, ["1.webp", "2.webp", "3.webp"])
    with Image.open(drawn.folder / "2.webp") as picture:
        assert picture.size == (1600, 900)
        assert len(set(picture.convert("L").resize((80, 45)).tobytes())) > 2


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (pdfs.with_script, "scripts"),
        (lambda: pdfs.pdf([b""], catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>"), "scripts"),
        (lambda: b"MZ\x90\x00 not a PDF", "Export them as PDF"),
        (lambda: b"%PDF-1.7\nnothing in it", "damaged"),
        (lambda: pdfs.slides(301), "1 to 300 pages"),
    ],
    ids=["script", "launch", "executable", "damaged", "many pages"],
)
async def test_what_is_no_set_of_slides_is_refused(tmp_path: Path, make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(PdfRefused) as refused:
        await draw_deck(put(tmp_path, make()), tmp_path / "slides", name="talk.pdf")

    assert words in refused.value.detail
    assert list((tmp_path / "slides").glob("*")) == []


async def test_a_page_of_any_size_becomes_a_picture_of_the_same_bounds(tmp_path: Path) -> None:
    huge = put(tmp_path, pdfs.pdf([b"0 0 100 100 re f"], size=(900_000, 10)))

    drawn = await draw_deck(huge, tmp_path / "slides", name="talk.pdf")

    with Image.open(drawn.folder / "1.webp") as picture:
        assert max(picture.size) == 1600


@pytest.mark.parametrize("bomb", [pdfs.memory_bomb, pdfs.time_bomb])
async def test_a_bomb_is_refused_and_the_server_goes_on(tmp_path: Path, bomb: Callable[[], bytes]) -> None:
    path = put(tmp_path, bomb())
    assert path.stat().st_size < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.05)
            beats += 1

    beating = asyncio.create_task(beat())
    with pytest.raises(PdfRefused) as refused:
        await draw_deck(path, tmp_path / "slides", name="bomb.pdf", wall_s=4)
    beating.cancel()

    assert "too heavy" in refused.value.detail
    assert list((tmp_path / "slides").glob("*")) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kilobytes of this process"
    assert beats > 3
