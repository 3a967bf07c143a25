"""PDFs for tests, written by hand: good ones, and ones that mean harm."""

import zlib

import pypdfium2


def pdf(pages: list[bytes], *, catalog: bytes = b"", size: tuple[int, int] = (960, 540), packed: int = 1) -> bytes:
    """A file with these page contents; `packed` is how often each is compressed over itself."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % len(pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, content in enumerate(pages):
        for _ in range(packed):
            content = zlib.compress(content, 9)
        filters = b"/FlateDecode " * packed
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (*size, 5 + 2 * number)
        )
        objects.append(b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(content), filters, content))
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def slides(count: int = 3) -> bytes:
    return pdf([b"BT /F 60 Tf 80 240 Td (Slide %d) Tj ET" % number for number in range(1, count + 1)])


def with_script() -> bytes:
    script = b"/OpenAction<</Type/Action/S/JavaScript/JS(app.alert\\(1\\))>>"
    return pdf([b"BT /F 60 Tf 80 240 Td (Hello) Tj ET"], catalog=script)


def memory_bomb() -> bytes:
    """A page whose content grows a million times: three gigabytes from a few kilobytes."""
    return _layers(3_000_000_000)


def time_bomb() -> bytes:
    """A page that paints the whole sheet with a curve, a million times."""
    return pdf([b"0 0 m 960 540 1 2 3 4 c 9 w S 0 0 960 540 re f\n" * 3_000_000])


def _layers(size: int) -> bytes:
    """Zeros packed twice, without ever holding them."""
    inner, block = zlib.compressobj(9), b" " * 10_000_000
    packed = b"".join(inner.compress(block) for _ in range(size // len(block))) + inner.flush()
    content = zlib.compress(packed, 9)
    whole = pdf([b"x"])
    head, _, tail = whole.partition(b"<</Length ")
    rest = tail[tail.index(b"endstream") :]
    stream = b"<</Length %d/Filter[/FlateDecode /FlateDecode]>>stream\n%s\n" % (len(content), content)
    return head + stream + rest


def text_of(content: bytes) -> list[str]:
    """What each page of a file says."""
    with pypdfium2.PdfDocument(content) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
