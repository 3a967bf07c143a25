"""Draws the pages of a PDF: a program of its own, started by `slides.drawing` and by nothing else.

    python -I draw_pages.py IN.pdf OUT_FOLDER

It gives up every freedom it does not need before it touches the file: memory, processor time, file sizes, new
privileges, core dumps and, where the system lets it, the network. PDFium has no script engine in this build, so scripts
in a file never run; a file that carries some is refused all the same. The last line of its output is `pages N` or
`refused REASON`.
"""

import contextlib
import ctypes
import os
import resource
import sys
from pathlib import Path

MIB = 1024 * 1024
MOST_PAGES = 300
LONGEST_SIDE = 1600
"""Pixels of a picture's longer side: a page of any size becomes one of at most this."""
MOST_OUTPUT = 300 * MIB
LIMITS = {
    resource.RLIMIT_AS: 1024 * MIB,
    resource.RLIMIT_CPU: 120,
    resource.RLIMIT_FSIZE: 16 * MIB,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
}
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38


class Refused(Exception):
    """The file is not drawn; the message is one of the reasons that `slides.drawing` has words for."""


def main(source: str, folder: str) -> None:
    shut_in()
    try:
        print(f"pages {draw(Path(source), Path(folder))}")
    except Refused as refusal:
        print(f"refused {refusal}")
    except MemoryError:
        print("refused heavy")


def shut_in() -> None:
    os.nice(10)
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    with contextlib.suppress(AttributeError):  # a convenience of the system: without it the other limits hold
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def draw(source: Path, folder: Path) -> int:
    import pypdfium2 as pdfium  # after the limits

    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        raise Refused("locked" if "assword" in str(error) else "damaged") from None
    if pdfium.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise Refused("scripts")
    if not 1 <= len(document) <= MOST_PAGES:
        raise Refused("pages")
    written = 0
    for number in range(len(document)):
        written += draw_page(document, number, folder / f"{number + 1}.webp")
        if written > MOST_OUTPUT:
            raise Refused("heavy")
    return len(document)


def draw_page(document, number: int, target: Path) -> int:  # type: ignore[no-untyped-def]  # imported after the limits
    import pypdfium2 as pdfium

    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise Refused("damaged")
        picture = page.render(scale=LONGEST_SIDE / max(width, height), may_draw_forms=False).to_pil()
    except pdfium.PdfiumError:
        raise Refused("damaged") from None
    picture.convert("RGB").save(target, "WEBP", quality=82, method=3)
    page.close()
    return target.stat().st_size


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
