"""The examples of docs/api/livewebinar.md, run one after another on one server.

A block is a call, its form or JSON, and after an arrow the status and what the answer holds at least. Ids and room
numbers that an answer shows stand for the real ones from there on.
"""

import json
import re
from pathlib import Path
from typing import Any

from tests.edges.rest.livewebinar.conftest import Api

PAGE = Path(__file__).parents[4] / "docs" / "api" / "livewebinar.md"
BLOCKS = re.findall(r"^```http\n(.*?)^```$", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
BOUND = {"id", "token", "user_id"}


class Reader:
    """Compares what is written with what is answered, and learns which ids are meant."""

    def __init__(self) -> None:
        self.real: dict[str, str] = {}

    def fill(self, text: str) -> str:
        for written, real in self.real.items():
            text = re.sub(rf"\b{re.escape(written)}\b", real, text)
        return text

    def compare(self, written: Any, answered: Any, key: str = "") -> None:  # Any: JSON
        if isinstance(written, dict):
            for name, part in written.items():
                self.compare(part, answered[name], name)
        elif isinstance(written, list):
            assert len(written) == len(answered), (key, written, answered)
            for part, other in zip(written, answered, strict=True):
                self.compare(part, other, key)
        elif key in BOUND:
            assert self.real.setdefault(str(written), str(answered)) == str(answered)
        elif key != "created_at":
            assert self.fill(str(written)) == str(answered) or "…" in str(written), (key, written, answered)


async def test_examples_do_what_they_say(lw: Api) -> None:
    reader = Reader()
    assert len(BLOCKS) >= 8
    for block in BLOCKS:
        call, _, rest = block.partition("\n")
        body, _, answer = rest.partition("→ ")
        method, path = reader.fill(call).split(" ", 1)
        text = reader.fill(body.strip())
        kind = "application/json" if text.startswith("{") else "application/x-www-form-urlencoded"
        given = await lw.wire.request(
            method,
            path.strip(),
            content=text.encode(),
            headers={"authorization": f"Bearer {lw.token}", "content-type": kind},
        )
        status, _, document = answer.partition("\n")
        assert given.status_code == int(status), (call, given.text)
        if document.strip():
            reader.compare(json.loads(document), given.json())
